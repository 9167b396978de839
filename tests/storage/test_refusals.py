"""Refused tries have a line each while they are few, and one line with their number when they are many."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.refusals import Refusals, refusal_counts
from tests.servers import PostgresServer
from tests.shop_world import Clock

ENTRY = Entry(AuditEvent.SIGN_IN_REFUSED, None, "staff:ann@shop.example", reason="too many tries from 203.0.113.7")


@dataclass
class Kept:
    """The log, and what writes into it."""

    database: Database
    refusals: Refusals
    clock: Clock

    async def lines(self) -> list[str]:
        return [entry.reason for entry in await AuditLog(self.database).entries()]

    async def counted(self) -> int:
        async with self.database.reading() as connection:
            return await connection.scalar(select(func.count()).select_from(refusal_counts)) or 0


@pytest.fixture(params=["sqlite", "postgresql"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/store.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    await migrate(url)
    database, clock = Database.open(url), Clock()
    yield Kept(database, Refusals(database, 5, clock), clock)
    await database.close()


async def test_what_is_refused_again_and_again_is_one_line_and_its_number(kept: Kept) -> None:
    await asyncio.gather(*(kept.refusals.note(ENTRY, "203.0.113.7") for _ in range(12)))
    first = await kept.lines()
    assert first == [ENTRY.reason]
    await kept.refusals.look()
    assert await kept.lines() == first, "the window has not ended"
    kept.clock.forward(minutes=16)
    await kept.refusals.look()
    *_, last = await AuditLog(kept.database).entries()
    assert last.reason == f"{12 - len(first)} more: {ENTRY.reason}"
    assert last.after is not None
    assert (last.actor, last.after["more"], last.after["minutes"]) == (ENTRY.actor, 12 - len(first), 15)
    assert await kept.counted() == 0


async def test_a_refusal_by_itself_gets_its_line_and_no_second_one(kept: Kept) -> None:
    await kept.refusals.note(ENTRY, "203.0.113.7")
    kept.clock.forward(minutes=16)
    await kept.refusals.look()
    assert await kept.lines() == [ENTRY.reason]
    await kept.refusals.note(ENTRY, "203.0.113.7")
    assert len(await kept.lines()) == 2, "another window, another line"


async def test_from_everywhere_together_there_are_only_so_many_lines(kept: Kept) -> None:
    for number in range(40):
        await kept.refusals.note(ENTRY, f"198.51.100.{number}" if number % 2 else None)
    assert len(await kept.lines()) == 5
    assert await kept.counted() <= 6
    kept.clock.forward(minutes=16)
    await kept.refusals.look()
    assert (await kept.lines())[5:] == ["35 more: beyond the lines of these minutes"]


async def test_two_processes_end_a_window_once(kept: Kept) -> None:
    for _ in range(3):
        await kept.refusals.note(ENTRY, "203.0.113.7")
    kept.clock.forward(minutes=16)
    await asyncio.gather(*(kept.refusals.look() for _ in range(4)))
    assert await kept.lines() == [ENTRY.reason, f"2 more: {ENTRY.reason}"]
