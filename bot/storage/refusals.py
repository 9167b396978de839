"""Refused tries in the audit log, which forgets nothing: counted where there are many, so that they cannot fill it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Column, ColumnElement, Integer, String, Table, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.audit import AuditEvent, Entry, write
from bot.storage.database import Database
from bot.storage.tables import UtcDateTime, metadata
from bot.storage.upsert import insert_into

WINDOW: Final = timedelta(minutes=15)
MOST_LINES: Final = 100
"""Of one kind in a window, from everybody together."""
_EVERYBODY: Final = ""
_BEYOND: Final = "beyond the lines of these minutes"
_ACTOR: Final = "shoptalk"

# What has been refused in the window that has not ended. `written` counts lines of the log, `more` what got none.
# The row of everybody has no subject.
refusal_counts = Table(
    "refusal_counts",
    metadata,
    Column("event", String(48), primary_key=True),
    Column("subject", String(96), primary_key=True),
    Column("begun_at", UtcDateTime, primary_key=True),
    Column("actor", String(160), nullable=False),
    Column("conversation_id", String(40)),
    Column("reason", Text, nullable=False),
    Column("written", Integer, nullable=False),
    Column("more", Integer, nullable=False),
)


def _now() -> datetime:
    return datetime.now(UTC)


class Refusals:
    """Writes the first of a kind down at once, and of the rest one line with their number when the window has ended."""

    def __init__(self, database: Database, most: int = MOST_LINES, now: Callable[[], datetime] = _now) -> None:
        self._database, self._most, self._now = database, most, now

    async def note(self, entry: Entry, subject: str | None = None) -> None:
        """With a `subject` (who or what is refused again and again), one line a window; else each, up to the most."""
        async with self._database.transaction() as connection:
            if subject is not None and await self._count(connection, entry, subject[:96]):
                return
            if await self._may_write(connection, entry):
                await write(connection, replace(entry, at=self._now()))
            elif subject is not None:
                # What has no line is counted with everybody's, so that the counts are as few as the lines.
                await connection.execute(delete(refusal_counts).where(*self._own(entry, subject[:96])))

    async def look(self) -> None:
        """Ends the windows that are over; two processes that do so at once write each line once."""
        over = refusal_counts.c.begun_at <= self._window() - WINDOW
        async with self._database.transaction() as connection:
            for row in (await connection.execute(select(refusal_counts).where(over).with_for_update())).all():
                own = (
                    refusal_counts.c.event == row.event,
                    refusal_counts.c.subject == row.subject,
                    refusal_counts.c.begun_at == row.begun_at,
                )
                gone = await connection.execute(delete(refusal_counts).where(*own))
                if gone.rowcount and row.more:
                    counted = {"more": row.more, "since": row.begun_at.isoformat(), "minutes": WINDOW.seconds // 60}
                    reason = f"{row.more} more: {row.reason}"
                    event, about = AuditEvent(row.event), row.conversation_id
                    await write(connection, Entry(event, about, row.actor, reason=reason, after=counted))

    def _window(self) -> datetime:
        now = self._now()
        return now - (now - datetime.min.replace(tzinfo=UTC)) % WINDOW

    async def _count(self, connection: AsyncConnection, entry: Entry, subject: str) -> bool:
        """Whether there has been a line of it, so that this one is only counted."""
        row = insert_into(connection, refusal_counts).values(**self._row(entry, subject), written=1)
        keys = [refusal_counts.c.event, refusal_counts.c.subject, refusal_counts.c.begun_at]
        again = row.on_conflict_do_update(index_elements=keys, set_={"more": refusal_counts.c.more + 1})
        return bool(await connection.scalar(again.returning(refusal_counts.c.more)))

    def _own(self, entry: Entry, subject: str) -> Sequence[ColumnElement[bool]]:
        own = {"event": entry.event.value, "subject": subject, "begun_at": self._window()}
        return [refusal_counts.c[name] == value for name, value in own.items()]

    async def _may_write(self, connection: AsyncConnection, entry: Entry) -> bool:
        """Counts a line of everybody's, or what is beyond the most of them."""
        row = self._row(entry, _EVERYBODY) | {"actor": _ACTOR, "conversation_id": None, "reason": _BEYOND, "written": 1}
        kept = refusal_counts.c
        more = (kept.written >= self._most).cast(Integer)
        anew = {"written": kept.written + (1 - more), "more": kept.more + more}
        keys = [kept.event, kept.subject, kept.begun_at]
        upsert = insert_into(connection, refusal_counts).values(**row)
        counted = upsert.on_conflict_do_update(index_elements=keys, set_=anew).returning(kept.more)
        return not await connection.scalar(counted)

    def _row(self, entry: Entry, subject: str) -> dict[str, object]:
        return {
            "event": entry.event.value,
            "subject": subject,
            "begun_at": self._window(),
            "actor": entry.actor,
            "conversation_id": entry.conversation_id,
            "reason": entry.reason,
            "more": 0,
        }
