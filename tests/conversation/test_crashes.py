"""A process killed in the middle of its turns loses no message and answers none twice."""

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

import pytest

from tests.conversation.crashing import DurableDialogue
from tests.conversation.house import house

KILLS = 40 if os.environ.get("RACES") == "full" else 4


@pytest.mark.race
async def test_killing_the_process_loses_nothing_and_answers_nothing_twice(store_url: str, tmp_path: Path) -> None:
    memory, taken = tmp_path / "memory", dict[int, str]()
    async with house(store_url) as home:
        conversation = await home.begin()
    for _ in range(KILLS):
        first = max(taken, default=-1) + 1
        taken |= await _run_and_kill(store_url, conversation.id, memory, first)
    dialogue = DurableDialogue(memory, 0)
    async with house(store_url, dialogue) as home:
        # Also what was stored when the kill came before its id was told is there, and is answered.
        asked = [m for m in await home.store.history(conversation.id) if m.author.value == "shopper"]
        for message in asked:
            await home.intake.reply_to(conversation.id, message.id, 40)
        replies = [text for author, text in await home.said(conversation) if author == "bot"]
    assert set(taken.values()) <= {message.id for message in asked}
    assert [f"re {message.parts[0]['text']}" for message in asked] == replies
    assert [int(message.parts[0]["text"]) for message in asked] == list(range(len(asked)))
    assert len(dialogue.answered()) == len(set(dialogue.answered()))


async def _run_and_kill(url: str, conversation_id: str, memory: Path, first: int) -> dict[int, str]:
    arguments = ["-m", "tests.conversation.crashing", url, conversation_id, str(memory), str(first)]
    child = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert child.stdout is not None
    lines = [await child.stdout.readline()]
    await asyncio.sleep(random.uniform(0.05, 0.4))
    child.send_signal(signal.SIGKILL)
    lines += (await child.stdout.read()).splitlines()
    await child.wait()
    told = [line.decode().split() for line in lines if line.strip()]
    return {int(number): message_id for number, message_id in told}
