"""Bridges between a house and a Chatwoot."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Choice, Part
from bot.dialogue.scripted import ScriptedDialogue
from tests.chatwoot.bridge import Bridge, bridge
from tests.chatwoot.chatwoot_server import AGENT_TOKEN


def _script(turn: Turn) -> Sequence[Part]:
    if "person" in turn.text or "人工" in turn.text:
        return [parts.text("A person will reply here."), parts.handoff("queued")]
    if "lamp" in turn.text:
        return [
            parts.text("Which one?"),
            parts.choices([Choice("The small one", "/small"), Choice("The large one", "/l")]),
        ]
    return [parts.text(f"bot: {turn.command or turn.text}")]


@pytest.fixture
async def linked(store_url: str) -> AsyncIterator[Bridge]:
    async with bridge(store_url, ScriptedDialogue(_script)) as opened:
        yield opened


@pytest.fixture
async def seeing(store_url: str) -> AsyncIterator[Bridge]:
    """With an agent's token, which may read what was sent."""
    async with bridge(store_url, ScriptedDialogue(_script), token=AGENT_TOKEN, echo=timedelta(hours=1)) as opened:
        yield opened
