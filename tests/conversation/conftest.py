"""A house for each test."""

from collections.abc import AsyncIterator

import pytest

from bot.dialogue.scripted import ScriptedDialogue
from tests.conversation.house import House, house


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue()


@pytest.fixture
async def home(store_url: str, dialogue: ScriptedDialogue) -> AsyncIterator[House]:
    async with house(store_url, dialogue) as opened:
        yield opened
