"""A dialogue manager that says what it was told to say: for tests and for trying the rest of the house without Rasa."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.dialogue import parts
from bot.dialogue.manager import NOTHING, Meanwhile, Turn
from bot.dialogue.parts import Part
from bot.errors import DialogueUnavailable

Script = Callable[[Turn], Awaitable[Sequence[Part]] | Sequence[Part]]


def echo(turn: Turn) -> Sequence[Part]:
    """Answers with the command or the text."""
    return [parts.text(turn.command or turn.text)]


class ScriptedDialogue:
    """A `DialogueManager` in memory: it remembers every turn and answers by its script.

    `failures` many calls raise `DialogueUnavailable` first; with `fails_after` the script has run by then and its
    answer is remembered, as when a connection breaks on the way back.
    """

    def __init__(self, script: Script = echo, *, failures: int = 0, fails_after: bool = False) -> None:
        self.script, self.failures, self.fails_after = script, failures, fails_after
        self.turns: list[Turn] = []
        self.left: list[str] = []
        self.learned: list[Meanwhile] = []
        """What it was told of, each time it left a task."""
        self._replies: dict[str, Sequence[Part]] = {}

    async def respond(self, turn: Turn) -> Sequence[Part]:
        if self.failures > 0 and not self.fails_after:
            self._fail()
        self.turns.append(turn)
        reply = self.script(turn)
        self._replies[turn.message_id] = reply if isinstance(reply, Sequence) else await reply
        if self.failures > 0:
            self._fail()
        return self._replies[turn.message_id]

    async def find_reply(self, turn: Turn) -> Sequence[Part] | None:
        await asyncio.sleep(0)
        return self._replies.get(turn.message_id)

    async def leave_task(self, conversation_id: str, meanwhile: Meanwhile = NOTHING) -> None:
        self.left.append(conversation_id)
        self.learned.append(meanwhile)

    async def understand(self, text: str) -> str:
        """The script knows whole turns only."""
        await asyncio.sleep(0)
        return ""

    async def ping(self) -> None:
        """Always there."""

    def _fail(self) -> None:
        self.failures -= 1
        raise DialogueUnavailable("the script says so")
