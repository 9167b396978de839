"""The demo shop in a database, for the tests of this room."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commerce.demo import seed
from bot.commerce.sql.migrate import migrate
from bot.commerce.sql.shop import SqlShop
from bot.storage.database import Database

DEMO = Path("data/shop")
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated database without a shop."""
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
async def demo(empty: Database) -> SqlShop:
    """The demo shop, seeded at `NOW`."""
    await seed(DEMO, empty, NOW)
    return SqlShop(empty, now=lambda: NOW)
