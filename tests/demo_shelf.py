"""The demo shop's products and reviews in a database of their own, as a shopper meets them."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.commerce.demo import seed
from bot.commerce.sql.migrate import migrate
from bot.commerce.sql.shop import SqlShop
from bot.storage.database import Database

_SHOP = Path(__file__).parents[1] / "data" / "shop"
_SHELF = ("shop.yml", "products.jsonl", "reviews.jsonl")


@asynccontextmanager
async def demo_shelf(folder: Path) -> AsyncIterator[SqlShop]:
    """Imports what stands on the shelf, without customers and orders."""
    files = folder / "shop"
    files.mkdir()
    for name in _SHELF:
        shutil.copyfile(_SHOP / name, files / name)
    database = Database.open(f"sqlite+aiosqlite:///{folder}/shop.db")
    await migrate(database)
    await seed(files, database, datetime(2026, 11, 22, tzinfo=UTC))
    try:
        yield SqlShop(database)
    finally:
        await database.close()
