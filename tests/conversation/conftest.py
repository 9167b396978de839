"""A house for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.dialogue.scripted import ScriptedDialogue
from tests.conversation.house import House, database_in, house


@pytest.fixture
async def store_url(tmp_path: Path) -> str:
    return await database_in(tmp_path)


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue()


@pytest.fixture
async def home(store_url: str, dialogue: ScriptedDialogue) -> AsyncIterator[House]:
    async with house(store_url, dialogue) as opened:
        yield opened
