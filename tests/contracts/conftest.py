"""The stages that the `CommerceBackend` suites are played on, one for each adapter."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commerce.sql.migrate import migrate
from bot.storage.database import Database
from tests.contracts.commerce_stage import Stage
from tests.contracts.sql_stage import SqlStage


@pytest.fixture(params=["sqlite", "postgresql"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    url = f"sqlite+aiosqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    database = Database.open(url)
    await migrate(database)
    yield SqlStage(database)
    await database.close()
