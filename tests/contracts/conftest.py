"""The stages that the `CommerceBackend` suites are played on, one for each adapter."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest

from bot.commerce.sql.migrate import migrate
from bot.storage.database import Database
from tests.contracts import medusa_stage, vendure_stage
from tests.contracts.commerce_stage import Notions, Stage
from tests.contracts.medusa_stage import MedusaStage
from tests.contracts.sql_stage import SqlStage
from tests.contracts.vendure_stage import VendureStage
from tests.medusa_server import MedusaServer
from tests.vendure_server import VendureServer

ADAPTERS: Final = ["sqlite", "postgresql", "vendure", *(["medusa"] if os.environ.get("TEST_MEDUSA") else [])]
"""Medusa is large, so it has a target of its own: `make test-medusa`."""


@pytest.fixture(scope="session")
def vendure_channel(vendure: VendureServer) -> Iterator[VendureServer]:
    channel = vendure_stage.prepared(vendure)
    yield channel
    channel.close()


@pytest.fixture(scope="session")
def medusa_channel(medusa: MedusaServer) -> Iterator[MedusaServer]:
    channel = medusa_stage.prepared(medusa)
    yield channel
    channel.close()


NOTIONS: Final = {
    "sqlite": Notions(),
    "postgresql": Notions(),
    "vendure": vendure_stage.NOTIONS,
    "medusa": medusa_stage.NOTIONS,
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what a stage's system has no notion of."""
    left_out = [item for item in items if isinstance(item, pytest.Function) and _is_left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _is_left_out(item: pytest.Function) -> bool:
    named = getattr(item, "callspec", None) and item.callspec.params.get("stage")
    return item.path.parent == Path(__file__).parent and named in NOTIONS and NOTIONS[named].lacks(item)


@pytest.fixture(params=ADAPTERS)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    if request.param in ("vendure", "medusa"):
        async with AsyncExitStack() as closing:
            channel = request.getfixturevalue(f"{request.param}_channel")
            yield VendureStage(channel, closing) if request.param == "vendure" else MedusaStage(channel, closing)
        return
    url = f"sqlite+aiosqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    database = Database.open(url)
    await migrate(database)
    yield SqlStage(database)
    await database.close()
