"""What is kept of letters and of places in the queue, and for how long."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Delete, and_, delete, or_, select

from bot.conversation.model import HandoffState
from bot.conversation.tables import handoffs
from bot.mail.tables import letters
from bot.people.accounts import now_utc
from bot.queueing.tables import queue_entries
from bot.storage.database import Database

_AT_ONCE: Final = 500
"""Rows in one transaction: whoever waits for it does not wait long."""


class Pruning:
    """Drops old letters, which hold addresses, and what was kept of requests that have ended.

    Never a letter that may still go out. Figures and expected waits are reckoned from the requests themselves, which
    stay.
    """

    def __init__(self, database: Database, kept: timedelta, now: Callable[[], datetime] = now_utc) -> None:
        self._database, self._kept, self._now = database, kept, now

    async def look(self) -> None:
        before = self._now() - self._kept
        over = or_(letters.c.sent_at < before, letters.c.given_up_at < before)
        old = select(letters.c.message_id).where(over).limit(_AT_ONCE)
        await self._drop(delete(letters).where(letters.c.message_id.in_(old)))
        ended = and_(handoffs.c.state == HandoffState.ENDED.value, handoffs.c.ended_at < before)
        joined = queue_entries.join(handoffs, handoffs.c.id == queue_entries.c.handoff_id)
        left = select(queue_entries.c.handoff_id).select_from(joined).where(ended).limit(_AT_ONCE)
        await self._drop(delete(queue_entries).where(queue_entries.c.handoff_id.in_(left)))

    async def _drop(self, some: Delete) -> None:
        while True:
            async with self._database.transaction() as connection:
                if (await connection.execute(some)).rowcount < _AT_ONCE:
                    return
