"""The audit log keeps what was written into it."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreUnavailable
from bot.storage.audit import AuditEvent, Entry, audit_log
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
