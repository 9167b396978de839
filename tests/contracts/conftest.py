"""The stages that the `CommerceBackend` suites are played on, one for each adapter."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.commerce.sql.migrate import migrate
from bot.storage.database import Database
from tests.contracts.commerce_stage import Stage
from tests.contracts.sql_stage import SqlStage
from tests.contracts.vendure_stage import VendureStage, prepared
from tests.vendure_server import VendureServer


@pytest.fixture(scope="session")
def vendure_channel(vendure: VendureServer) -> Iterator[VendureServer]:
    channel = prepared(vendure)
    yield channel
    channel.close()


@pytest.fixture(params=["sqlite", "postgresql", "vendure"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    if request.param == "vendure":
        async with AsyncExitStack() as closing:
            yield VendureStage(request.getfixturevalue("vendure_channel"), closing)
        return
    url = f"sqlite+aiosqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    database = Database.open(url)
    await migrate(database)
    yield SqlStage(database)
    await database.close()
