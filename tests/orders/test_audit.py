"""The audit log keeps what was written into it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreUnavailable
from bot.storage.audit import AuditEvent, AuditLog, Check, Entry, Wanted, audit_log
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.shop_world import TODAY, World


async def test_what_is_written_is_read_back(world: World) -> None:
    entry = Entry(
        AuditEvent.WRITTEN, "c-1", "guest", "W1", "pr_1", "because", {"status": "pending"}, {"status": "x"}, TODAY
    )
    await world.audit.write(entry)
    assert await world.audit.entries(order_id="W1") == [entry]
    assert await world.audit.entries(order_id="W2") == []
    assert await world.audit.entries(conversation_id="c-1") == [entry]


@pytest.mark.parametrize("change", [update(audit_log).values(reason="nothing happened"), delete(audit_log)])
async def test_the_database_refuses_to_change_or_forget(world: World, change: object) -> None:
    await world.audit.write(Entry(AuditEvent.PROPOSED, "c-1", "guest", "W1"))
    with pytest.raises((DBAPIError, StoreUnavailable)):
        async with world.store.transaction() as connection:
            await connection.execute(change)  # type: ignore[call-overload]
    assert len(await world.audit.entries(order_id="W1")) == 1


@pytest.fixture(params=["sqlite", "postgresql"])
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[AuditLog, Database]]:
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/log.db"
    else:
        url = request.getfixturevalue("postgres").new_database()
    await migrate(url)
    database = Database.open(url)
    yield AuditLog(database), database
    await database.close()


async def test_lines_are_found_by_who_where_what_and_when(log: tuple[AuditLog, Database]) -> None:
    audit, _ = log
    for number in range(5):
        at = TODAY + timedelta(hours=number)
        await audit.write(Entry(AuditEvent.TAKEN, f"c-{number % 2}", f"staff:{'ab'[number % 2]}", at=at))
    await audit.write(Entry(AuditEvent.CLOSED, "c-0", "staff:a", at=TODAY + timedelta(hours=9)))

    async def numbers(**wanted: Any) -> list[int]:
        return [number for number, _ in await audit.page(Wanted(**wanted))]

    assert await numbers() == [6, 5, 4, 3, 2, 1]
    assert await numbers(actor="staff:b") == [4, 2]
    assert await numbers(conversation_id="c-0", event=AuditEvent.TAKEN) == [5, 3, 1]
    assert await numbers(since=TODAY + timedelta(hours=1), until=TODAY + timedelta(hours=4)) == [4, 3, 2]
    assert [number for number, _ in await audit.page(Wanted(), before=5, most=2)] == [4, 3]


async def test_the_check_sees_a_guard_that_fell_and_a_write_without_a_yes(log: tuple[AuditLog, Database]) -> None:
    audit, database = log
    assert (await audit.check()).is_well, "an empty log is well"
    for event in (AuditEvent.PROPOSED, AuditEvent.CONFIRMED, AuditEvent.WRITTEN):
        await audit.write(Entry(event, "c-1", "guest", "W1", "pr_1"))
    assert await audit.check() == Check(3, True, 0 if database.engine.dialect.name == "sqlite" else None, 1, ())
    await audit.write(Entry(AuditEvent.WRITTEN, "c-1", "guest", "W1", "pr_2"))
    check = await audit.check()
    assert (check.unbacked, check.is_well) == (("pr_2",), False)
    is_sqlite = database.engine.dialect.name == "sqlite"
    drop = "DROP TRIGGER audit_log_refuses_DELETE" if is_sqlite else "ALTER TABLE audit_log DISABLE TRIGGER USER"
    async with database.transaction() as connection:
        await connection.exec_driver_sql(drop)
        await connection.exec_driver_sql("DELETE FROM audit_log WHERE id = 2")
    check = await audit.check()
    assert (check.is_guarded, check.is_well, check.unbacked) == (False, False, ("pr_1", "pr_2"))
    assert check.missing == (1 if is_sqlite else None)
