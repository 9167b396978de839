"""Importing a shop's files: each whole or not at all, and the same file again changes nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.files.fields import Terms
from bot.commerce.files.shop_file import Kind, ReadRow, ShopFile, digest_of, kind_of
from bot.commerce.files.shop_yaml import ShopRow, read_shop
from bot.commerce.files.text_file import read_text
from bot.commerce.import_report import FileReport, ImportReport
from bot.commerce.sql.imported import write_customers, write_orders, write_products, write_reviews, write_shop
from bot.commerce.sql.kept import kept_orders
from bot.commerce.sql.references import bad_references, unknown_skus
from bot.commerce.sql.rows import shop_of
from bot.commerce.sql.tables import THE_SHOP, imported_files, imported_rows, products, shop
from bot.errors import BadRow, ImportRejected, InvalidInput
from bot.storage.database import Database


def _now() -> datetime:
    return datetime.now(UTC)


class Importer:
    """Brings files into the SQL shop. Rows that are gone from a file stay in the shop."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = _now) -> None:
        self._database, self._now = database, now

    async def import_path(self, path: Path, *, only_new: bool = False) -> ImportReport:
        """Imports one file, or a folder's files in the order in which they need each other.

        `only_new` passes over files that read as they did at their last import. Stops at the first file that is
        refused; those before it are in. Raises `ImportRejected`, or `InvalidInput` when there is nothing to import.
        """
        reports = []
        for file in _files(path):
            if not (only_new and await self._is_imported(file)):
                reports.append(await self._import_file(file))
        return ImportReport(reports)

    async def _is_imported(self, file: Path) -> bool:
        query = select(imported_files.c.digest).where(imported_files.c.name == _name(file))
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one_or_none() == digest_of(file)

    async def _import_file(self, file: Path) -> FileReport:
        if kind_of(file) is Kind.SHOP:
            row = read_shop(file.name, read_text(file))
            async with self._database.transaction() as connection:
                await self._remember(connection, file)
                return await _import_shop(connection, file.name, row)
        # Nobody waits for the database while a long file is read.
        read = await asyncio.to_thread(ShopFile.read, file, await self._terms())
        async with self._database.transaction() as connection:
            await self._remember(connection, file)
            return await _import_rows(connection, read)

    async def _terms(self) -> Terms:
        query = select(shop.c.currency, shop.c.is_demo).where(shop.c.id == THE_SHOP)
        async with self._database.transaction() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:  # no shop.yml yet: its defaults
                unnamed = ShopRow()
                await write_shop(connection, unnamed.shop(), is_demo=unnamed.demo)
                return Terms(unnamed.currency)
        return Terms(row.currency, self._now() if row.is_demo else None)

    async def _remember(self, connection: AsyncConnection, file: Path) -> None:
        await connection.execute(delete(imported_files).where(imported_files.c.name == _name(file)))
        values = {"name": _name(file), "digest": digest_of(file), "at": self._now()}
        await connection.execute(insert(imported_files).values(values))


def _files(path: Path) -> list[Path]:
    return files_of(path) if path.is_dir() else [path]


def _name(file: Path) -> str:
    return str(file.resolve())


def files_of(folder: Path) -> list[Path]:
    """A folder's shop files in the order of their import; others, such as pictures, are passed over."""
    found: dict[Kind, Path] = {}
    for file in sorted(file for file in folder.iterdir() if file.is_file()):
        try:
            kind = kind_of(file)
        except InvalidInput:
            continue
        if kind in found:
            raise InvalidInput(f"{folder} holds {found[kind].name} and {file.name}; accepted: one file of {kind.value}")
        found[kind] = file
    if not found:
        raise InvalidInput(f"{folder} holds no shop files; accepted: shop.yml, products.jsonl, orders.csv ...")
    return [found[kind] for kind in Kind if kind in found]


async def _import_shop(connection: AsyncConnection, name: str, row: ShopRow) -> FileReport:
    held = (await connection.execute(select(shop).where(shop.c.id == THE_SHOP))).one_or_none()
    wanted = row.shop()
    is_same = held is not None and shop_of(held) == wanted and held.is_demo == row.demo
    if held is not None and held.currency != wanted.currency and await _any(connection, products):
        problem = (
            f"currency is {wanted.currency}, but what the shop holds is in {held.currency}; import into a new shop"
        )
        raise ImportRejected(name, [BadRow(1, problem)])
    if not is_same:
        await write_shop(connection, wanted, is_demo=row.demo)
    return FileReport(name, Kind.SHOP, int(held is None), int(held is not None and not is_same), int(is_same))


async def _any(connection: AsyncConnection, table: Table) -> bool:
    return (await connection.execute(select(table).limit(1))).first() is not None


async def _import_rows(connection: AsyncConnection, file: ShopFile) -> FileReport:
    known = await _digests(connection, file.kind)
    touched = [row for row in file.rows if known.get(row.id) != row.digest]
    kept = await kept_orders(connection, touched)
    taken = [row for row in touched if row.id not in kept]
    if bad := await bad_references(connection, taken):
        raise ImportRejected(file.name, bad)
    new = [row.noun for row in taken if row.id not in known]
    changed = [row.noun for row in taken if row.id in known]
    await _WRITE[file.kind](connection, new, changed)
    await _remember_rows(connection, file.kind, taken)
    warnings = (*file.passed_over, *_kept_words(kept), *await unknown_skus(connection, taken))
    unchanged = len(file.rows) - len(touched)
    return FileReport(file.name, file.kind, len(new), len(changed), unchanged, len(kept), warnings)


_WRITE: Final[Mapping[Kind, Callable[..., Awaitable[None]]]] = {
    Kind.PRODUCTS: write_products,
    Kind.CUSTOMERS: write_customers,
    Kind.ORDERS: write_orders,
    Kind.REVIEWS: write_reviews,
}


async def _digests(connection: AsyncConnection, kind: Kind) -> dict[str, str]:
    query = select(imported_rows.c.id, imported_rows.c.digest).where(imported_rows.c.kind == kind.value)
    return {row.id: row.digest for row in await connection.execute(query)}


async def _remember_rows(connection: AsyncConnection, kind: Kind, rows: Sequence[ReadRow]) -> None:
    if not rows:
        return
    mine = (imported_rows.c.kind == kind.value) & (imported_rows.c.id == bindparam("this_row"))
    await connection.execute(delete(imported_rows).where(mine), [{"this_row": row.id} for row in rows])
    values = [{"kind": kind.value, "id": row.id, "digest": row.digest} for row in rows]
    await connection.execute(insert(imported_rows), values)


def _kept_words(kept: Mapping[str, str]) -> list[str]:
    return [f"{order_id}: {words}" for order_id, words in sorted(kept.items())]
