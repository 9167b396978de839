"""Filling the shop's database from the folder that is served: the demo shop, or a merchant's own files."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update

from bot.commerce.files.shop_yaml import read_shop
from bot.commerce.files.text_file import read_text
from bot.commerce.import_report import ImportReport
from bot.commerce.importer import Importer
from bot.commerce.sql.tables import THE_SHOP, metadata, shop
from bot.errors import ConfigurationError
from bot.storage.database import Database


async def seed(folder: Path, database: Database, now: datetime, *, reset: bool = False) -> ImportReport:
    """Imports the folder's files that are new or changed since they were last imported; what people did stays.

    Times like `now-3d` are counted from `now` when a row is first imported. `reset` forgets all that is in the shop
    first, and so does serving another shop where the demo was. Raises `ConfigurationError` when the database holds
    another merchant's shop, `ImportRejected` when a file has bad rows.
    """
    place = _place(folder)
    if reset or await _must_clear(folder, database):
        await clear(database)
    report = await Importer(database, now=lambda: now).import_path(folder, only_new=True)
    async with database.transaction() as connection:
        await connection.execute(update(shop).where(shop.c.id == THE_SHOP).values(folder=place))
    return report


async def clear(database: Database) -> None:
    """Forgets the whole shop, people's orders included."""
    async with database.transaction() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))


async def _must_clear(folder: Path, database: Database) -> bool:
    """Whether the database holds a demo that is to make room for this folder's shop."""
    query = select(shop.c.folder, shop.c.is_demo).where(shop.c.id == THE_SHOP)
    async with database.reading() as connection:
        held = (await connection.execute(query)).one_or_none()
    if held is None or held.folder == _place(folder):
        return False
    is_demo = _is_demo(folder)
    if held.is_demo:
        return not is_demo
    if held.folder is None and not is_demo:  # files were imported by hand; this folder adds to them
        return False
    raise ConfigurationError(
        f"COMMERCE_URL: this database holds the shop of {held.folder or 'imported files'}, not of {folder}; "
        "accepted: a database of its own for each shop, or `python -m bot demo --reset` to forget what it holds"
    )


def _place(folder: Path) -> str:
    if not folder.is_dir():
        raise ConfigurationError(f"SHOP: {folder} is not a folder; accepted: a folder as docs/shop-files.md describes")
    return str(folder.resolve())


def _is_demo(folder: Path) -> bool:
    file = folder / "shop.yml"
    return file.is_file() and read_shop(file.name, read_text(file)).demo
