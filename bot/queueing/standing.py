"""What the store knows of an open request for a person beside the request itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Join, Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.model import Author, HandoffState
from bot.conversation.tables import conversations, handoffs, messages
from bot.mail.tables import letters
from bot.people.accounts import now_utc
from bot.queueing.silence import silent_since
from bot.queueing.tables import queue_entries
from bot.storage.database import Database
from bot.storage.tables import as_utc

_OPEN: Final = handoffs.c.state != HandoffState.ENDED.value


@dataclass(frozen=True)
class Standing:
    """Of one conversation."""

    given: str | None = None
    """How it came to whoever has it: `offered` by the desk itself, `passed` by a colleague, None by their own hand."""
    answer_in: float | None = None
    """Seconds until what was given goes back to the queue, where nobody has answered or writes."""
    raised: Sequence[Mapping[str, Any]] = ()
    """The shop's rules that its priority comes from."""
    silent_since: datetime | None = None
    """Since when the shopper has said nothing to what the agent said, where that is long ago."""
    unread: int = 0
    """What the shopper said since it was asked for a person that the one who has it has not seen."""
    undelivered: int = 0
    """Answers that could not be mailed."""


class Standings:
    """`silent_after` is how long a shopper may be silent before it is told; None: it never is."""

    def __init__(
        self,
        database: Database,
        *,
        answer_within: timedelta,
        silent_after: timedelta | None,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._now = database, now
        self._answer_within, self._silent_after = answer_within, silent_after

    async def of(self, only: Sequence[str] | None = None) -> Mapping[str, Standing]:
        """By the conversation's id, of every open request or of some conversations'."""
        now = self._now()
        async with self._database.reading() as connection:
            asked = await _asked(connection, only)
            silent = await self._silent(connection, now, only)
            unread, undelivered = await _unread(connection, only), await _undelivered(connection, only)
        return {
            row.conversation_id: Standing(
                given=row.given if row.state == HandoffState.TAKEN.value else None,
                answer_in=self._answer_in(row, now),
                raised=row.raised or [],
                silent_since=silent.get(row.conversation_id),
                unread=unread.get(row.conversation_id, 0),
                undelivered=undelivered.get(row.conversation_id, 0),
            )
            for row in asked
        }

    async def _silent(
        self, connection: AsyncConnection, now: datetime, only: Sequence[str] | None
    ) -> Mapping[str, datetime]:
        return {} if self._silent_after is None else await silent_since(connection, now - self._silent_after, only)

    def _answer_in(self, row: Row[Any], now: datetime) -> float | None:
        is_given = row.state == HandoffState.TAKEN.value and row.given == "offered"
        said_at = as_utc(row.said_at)
        if not is_given or (said_at is not None and said_at >= row.offered_at):
            return None
        left: timedelta = row.offered_at + self._answer_within - now
        return max(0.0, left.total_seconds())


async def _asked(connection: AsyncConnection, only: Sequence[str] | None) -> Sequence[Row[Any]]:
    joined = handoffs.outerjoin(queue_entries, queue_entries.c.handoff_id == handoffs.c.id)
    by_agent = messages.c.conversation_id == handoffs.c.conversation_id, messages.c.author == Author.AGENT.value
    said = select(func.max(messages.c.at)).where(*by_agent).scalar_subquery()
    own = (handoffs.c.conversation_id, handoffs.c.state, handoffs.c.agent, handoffs.c.given)
    beside = (queue_entries.c.raised, queue_entries.c.offered_at)
    query = select(*own, *beside, said.label("said_at")).select_from(joined).where(_open(only))
    return (await connection.execute(query)).all()


async def _unread(connection: AsyncConnection, only: Sequence[str] | None) -> Mapping[str, int]:
    joined = handoffs.join(conversations, conversations.c.id == handoffs.c.conversation_id)
    joined = joined.join(messages, messages.c.conversation_id == handoffs.c.conversation_id)
    taken = _open(only), handoffs.c.state == HandoffState.TAKEN.value, messages.c.at > handoffs.c.asked_at
    new = messages.c.author == Author.SHOPPER.value, messages.c.event > conversations.c.agent_seen
    return await _counted(connection, joined, *taken, *new)


async def _undelivered(connection: AsyncConnection, only: Sequence[str] | None) -> Mapping[str, int]:
    joined = handoffs.join(letters, letters.c.conversation_id == handoffs.c.conversation_id)
    return await _counted(connection, joined, _open(only), letters.c.given_up_at.is_not(None))


async def _counted(connection: AsyncConnection, joined: Join, *where: ColumnElement[bool]) -> Mapping[str, int]:
    counted = select(handoffs.c.conversation_id, func.count().label("counted")).select_from(joined).where(*where)
    rows = await connection.execute(counted.group_by(handoffs.c.conversation_id))
    return {row.conversation_id: row.counted for row in rows}


def _open(only: Sequence[str] | None) -> ColumnElement[bool]:
    return _OPEN if only is None else _OPEN & handoffs.c.conversation_id.in_(only)
