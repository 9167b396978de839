"""A PostgreSQL that is cut off is named in bounded time, is used again when it is back, and keeps no dead lock."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.errors import StoreUnavailable
from bot.storage.database import Database
from tests.cut_line import Cut, CutLine, cut_line
from tests.servers import PostgresServer

_PATIENCE = {"answer_seconds": 2.0, "idle_seconds": 1.0}
"""Short, and yet long enough for ten that connect at once on a machine that has much to do."""
_MANY = 30
"""More than there are connections."""


@asynccontextmanager
async def _over_a_line(url: str) -> AsyncIterator[tuple[CutLine, Database]]:
    place = make_url(url)
    async with cut_line(place.port or 0) as line:
        database = Database.open(place.set(port=line.port).render_as_string(hide_password=False), **_PATIENCE)
        yield line, database
        await database.close()


async def _ask(database: Database, hold_seconds: float = 0.0) -> float:
    """One transaction; how many seconds it took until PostgreSQL had said so, or `StoreUnavailable` had."""
    begun = time.monotonic()
    try:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))
            await asyncio.sleep(hold_seconds)
            await connection.execute(text("SELECT 2"))
    except StoreUnavailable:
        return time.monotonic() - begun
    return 0.0


@pytest.mark.parametrize("how", Cut)
async def test_every_kind_of_wait_on_a_cut_line_ends_and_names_the_store(postgres: PostgresServer, how: Cut) -> None:
    async with _over_a_line(postgres.new_database()) as (line, database):
        assert await asyncio.gather(*(_ask(database) for _ in range(10))) == [0.0] * 10
        midway = [asyncio.create_task(_ask(database, hold_seconds=0.2)) for _ in range(5)]
        await asyncio.sleep(0.1)
        line.cut(how)
        waited = await asyncio.gather(*midway, *(_ask(database) for _ in range(_MANY)))
        assert all(0 < seconds < 20 for seconds in waited)
        line.heal()
        assert await asyncio.gather(*(_ask(database) for _ in range(10))) == [0.0] * 10


async def test_connections_that_died_while_nobody_used_them_fail_nobody(postgres: PostgresServer) -> None:
    async with _over_a_line(postgres.new_database()) as (line, database):
        await asyncio.gather(*(_ask(database, hold_seconds=0.1) for _ in range(10)))
        line.cut(Cut.SILENT)
        line.heal()
        await asyncio.sleep(1.1)
        assert await asyncio.gather(*(_ask(database) for _ in range(20))) == [0.0] * 20


@pytest.mark.parametrize("within_a_statement", [False, True])
async def test_a_client_that_is_gone_without_a_word_keeps_nobody_out(
    postgres: PostgresServer, within_a_statement: bool
) -> None:
    url = postgres.new_database()
    async with _over_a_line(url) as (line, lost), _over_a_line(url) as (_, other):
        async with other.transaction() as connection:
            await connection.execute(text("CREATE TABLE rooms AS SELECT 1 AS number"))
        with pytest.raises(StoreUnavailable):
            await _lock_and_vanish(lost, line, within_a_statement)
        assert line.dead, "PostgreSQL believes that its client is there"
        async with asyncio.timeout(20):
            while True:
                try:
                    async with other.transaction() as connection:
                        await connection.execute(text("SELECT * FROM rooms FOR UPDATE"))
                    break
                except StoreUnavailable:
                    await asyncio.sleep(0.1)


async def _lock_and_vanish(database: Database, line: CutLine, within_a_statement: bool) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("SELECT * FROM rooms FOR UPDATE"))
        if within_a_statement:
            link = (await connection.get_raw_connection()).driver_connection
            assert link
            await link.prepare("SELECT 2")  # the first half of asking
        line.cut(Cut.SILENT)
        await connection.execute(text("SELECT 1"))


async def test_a_line_that_breaks_within_a_statement_names_the_store(postgres: PostgresServer) -> None:
    async with _over_a_line(postgres.new_database()) as (line, database):
        waiting = asyncio.create_task(_run(database, "SELECT pg_sleep(0.4)"))
        await asyncio.sleep(0.2)
        line.cut(Cut.BROKEN)
        with pytest.raises(StoreUnavailable):
            await waiting


async def test_a_postgresql_that_ends_its_connections_is_named(postgres: PostgresServer) -> None:
    async with _over_a_line(postgres.new_database()) as (_, database):
        with pytest.raises(StoreUnavailable):
            await _run(database, "SELECT pg_terminate_backend(pg_backend_pid())")
        await _run(database, "SELECT 1")


async def _run(database: Database, statement: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(text(statement))
