"""SQLite answers an event loop that has other things to do."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StoreUnavailable
from bot.storage.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database.open(f"sqlite+aiosqlite:///{tmp_path}/db.sqlite", lock_seconds=3.0)
    async with opened.transaction() as connection:
        await connection.execute(text("CREATE TABLE counted (n INTEGER NOT NULL)"))
        await connection.execute(text("INSERT INTO counted VALUES (0)"))
    yield opened
    await opened.close()


async def _count(database: Database) -> int | None:
    async with database.reading() as connection:
        found: int | None = await connection.scalar(text("SELECT n FROM counted"))
        return found


async def _add_one(database: Database) -> None:
    async with database.transaction() as connection:
        n = await connection.scalar(text("SELECT n FROM counted"))
        await asyncio.sleep(0)
        await connection.execute(text("UPDATE counted SET n = :n"), {"n": (n or 0) + 1})


async def test_writers_side_by_side_each_have_their_turn(database: Database) -> None:
    await asyncio.gather(*(_add_one(database) for _ in range(200)))
    assert await _count(database) == 200


async def test_a_reader_neither_waits_for_a_writer_nor_sees_half_its_work(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE counted SET n = 7"))
        assert await asyncio.wait_for(_count(database), 10) == 0
    assert await _count(database) == 7


async def test_rows_are_there_after_the_transaction(database: Database) -> None:
    async with database.reading() as connection:
        rows = await connection.execute(text("SELECT n FROM counted UNION ALL SELECT 1 UNION ALL SELECT 2"))
    assert [row.n for row in rows] == [0, 1, 2]


async def test_what_raises_is_rolled_back(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("UPDATE counted SET n = 9"))
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await _count(database) == 0


async def test_another_processs_lock_holds_up_writers_and_not_the_loop(database: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "db.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(_add_one(database))
    turns = 0
    while not writing.done():
        await asyncio.sleep(0.005)
        turns += 1
    with pytest.raises(StoreUnavailable, match="locked"):
        await writing
    assert turns > 30, "of hundreds; one or two where SQLite itself waits"
    other.execute("COMMIT")
    await _add_one(database)
    assert await _count(database) == 1
    other.close()


async def test_cancelling_a_writer_at_any_moment_leaves_no_lock(database: Database) -> None:
    for moment in range(30):
        task = asyncio.create_task(_add_one(database))
        for _ in range(moment):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    before = await _count(database)
    await _add_one(database)
    assert await _count(database) == (before or 0) + 1


async def test_what_is_committed_is_synced(database: Database) -> None:
    async with database.reading() as connection:
        assert await connection.scalar(text("PRAGMA synchronous")) == 2
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1
