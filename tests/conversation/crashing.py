"""A process that takes messages in and answers them slowly, to be killed at any moment; run as a module."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.dialogue import parts
from bot.dialogue.manager import NOTHING, Meanwhile, Turn
from bot.dialogue.parts import Part
from tests.conversation.house import house


class DurableDialogue:
    """A `DialogueManager` that remembers in a file, as Rasa does in its tracker store."""

    def __init__(self, file: Path, seconds: float) -> None:
        self._file, self._seconds = file, seconds

    async def respond(self, turn: Turn) -> Sequence[Part]:
        await asyncio.sleep(self._seconds)
        with self._file.open("a") as file:
            file.write(json.dumps(turn.message_id) + "\n")
        await asyncio.sleep(self._seconds)
        return [parts.text(f"re {turn.text}")]

    async def find_reply(self, turn: Turn) -> Sequence[Part] | None:
        return [parts.text(f"re {turn.text}")] if turn.message_id in self.answered() else None

    async def leave_task(self, conversation_id: str, meanwhile: Meanwhile = NOTHING) -> None:
        """Nothing to leave."""

    async def ping(self) -> None:
        """Always there."""

    def answered(self) -> list[str]:
        return [json.loads(line) for line in self._file.read_text().splitlines()] if self._file.exists() else []


async def talk(url: str, conversation_id: str, memory: Path, first: int) -> None:
    """Says one numbered thing after the other and tells on standard output what was taken in."""
    dialogue = DurableDialogue(memory, 0.005)
    async with house(url, dialogue, lease=timedelta(seconds=0.3)) as home:
        for number in range(first, 10_000):
            key = f"k{number}"
            message_id = await home.intake.receive(conversation_id, text=f"{number}", idempotency_key=key)
            sys.stdout.write(f"{number} {message_id}\n")
            sys.stdout.flush()
            await asyncio.sleep(0.004)


if __name__ == "__main__":
    asyncio.run(talk(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])))
