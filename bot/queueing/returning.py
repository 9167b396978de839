"""Takes back what was given to somebody who does not answer, and what somebody had who is gone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Event, HandoffState
from bot.conversation.tables import handoffs, messages
from bot.dialogue import parts
from bot.people.accounts import now_utc
from bot.people.tables import people, seats
from bot.queueing.tables import queue_entries
from bot.storage.audit import AuditEvent
from bot.storage.database import Database
from bot.storage.tables import as_utc

WRITING_LASTS: Final = timedelta(seconds=20)
"""Somebody who wrote so lately is about to answer."""

Why = Literal["unanswered", "vanished"]


@dataclass(frozen=True)
class _Taken:
    """A conversation that somebody has."""

    handoff_id: str
    conversation_id: str
    agent: str
    is_active: bool
    offered_at: datetime | None
    """When it was given to them, where they did not take it by themselves."""
    is_passed: bool
    """A colleague has passed it on to them."""


@dataclass(frozen=True)
class _Signs:
    """What has been seen of somebody who has a conversation."""

    beat_at: datetime | None
    """None for somebody who has never been at the desk and answers by other means."""
    writing_at: datetime | None
    said_at: datetime | None
    told_at: datetime | None
    """When the shopper was told of something last, such as that it was passed on."""

    @property
    def is_silent(self) -> bool:
        """Whether nobody of the shop has said a word since."""
        return self.told_at is not None and (self.said_at is None or self.said_at < self.told_at)


class Returning:
    """Back into the queue, at the place that the time of the request gives; the shopper is told.

    Never from somebody who is writing there: it is looked at in the transaction that would take it. And from nobody
    for the time of `settle` after a start, or after a store that was away for as long: no page could tell meanwhile
    that it is open.
    """

    def __init__(
        self,
        database: Database,
        bus: MessageBus,
        *,
        answer_within: timedelta,
        vanished_after: timedelta,
        settle: timedelta = timedelta(),
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._bus, self._now = database, bus, now
        self._answer_within, self._vanished_after, self._settle = answer_within, vanished_after, settle
        self._looked_at: datetime | None = None
        self._looking_since: datetime | None = None

    async def look(self) -> None:
        async with self._database.reading() as connection:
            taken = [(one, await _signs(connection, one)) for one in await _taken(connection)]
        if not self._has_settled():
            return
        for one, signs in taken:
            if self._why(one, signs) is not None:
                await announce(self._bus, await self._take_back(one))

    def _has_settled(self) -> bool:
        """Whether looks have come without a break for long enough."""
        now = self._now()
        if self._looking_since is None or self._looked_at is None or now - self._looked_at > self._settle:
            self._looking_since = now
        self._looked_at = now
        return now - self._looking_since >= self._settle

    def _why(self, one: _Taken, signs: _Signs) -> Why | None:
        now = self._now()
        if signs.writing_at is not None and now - signs.writing_at < WRITING_LASTS:
            return None
        if not one.is_active:
            return "vanished"
        seen = max((at for at in (signs.beat_at, signs.said_at) if at is not None), default=None)
        if signs.beat_at is not None and seen is not None and now - seen >= self._vanished_after:
            return "unanswered" if one.is_passed and signs.is_silent else "vanished"
        if one.is_passed and signs.beat_at is None and self._is_left_lying(signs, now):
            return "unanswered"
        if one.offered_at is not None and now - one.offered_at >= self._answer_within:
            return None if signs.said_at is not None and signs.said_at >= one.offered_at else "unanswered"
        return None

    def _is_left_lying(self, signs: _Signs, now: datetime) -> bool:
        """Whether nobody has said a word since it was passed on, for as long as somebody may be gone."""
        return signs.is_silent and signs.told_at is not None and now - signs.told_at >= self._vanished_after

    async def _take_back(self, one: _Taken) -> Sequence[Event]:
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, one.conversation_id)
            # Whoever tells now that they are there, or write, waits until this has ended.
            await connection.execute(select(seats).where(seats.c.person_id == one.agent).with_for_update())
            has = await held.open_handoff()
            if has is None or (has.id, has.state, has.agent) != (one.handoff_id, HandoffState.TAKEN, one.agent):
                return ()
            why = self._why(one, await _signs(connection, one))
            if why is None:
                return ()
            await held.queue_again(has, at=self._now())
            await held.note(AuditEvent.REQUEUED, None, reason=why, before={"agent": await held.actor(one.agent)})
            await held.say(Author.SYSTEM, [parts.handoff("queued", why=why)])
            await held.save()
            return held.events


async def _taken(connection: AsyncConnection) -> Sequence[_Taken]:
    """Of people with accounts: whoever answers under a name from elsewhere is not seen at our desk."""
    offered = and_(queue_entries.c.handoff_id == handoffs.c.id, handoffs.c.given == "offered")
    joined = handoffs.join(people, people.c.id == handoffs.c.agent).outerjoin(queue_entries, offered)
    columns = (handoffs.c.id, handoffs.c.conversation_id, handoffs.c.agent, handoffs.c.given)
    query = select(*columns, people.c.is_active, queue_entries.c.offered_at).select_from(joined)
    found = await connection.execute(query.where(handoffs.c.state == HandoffState.TAKEN.value))
    return [
        _Taken(row.id, row.conversation_id, row.agent, row.is_active, row.offered_at, row.given == "passed")
        for row in found
    ]


async def _signs(connection: AsyncConnection, one: _Taken) -> _Signs:
    own = seats.c.person_id == one.agent
    beat_at = await connection.scalar(select(func.max(seats.c.beat_at)).where(own))
    here = own, seats.c.writing_in == one.conversation_id
    writing_at = await connection.scalar(select(func.max(seats.c.writing_at)).where(*here))
    newest = select(func.max(messages.c.at)).where(messages.c.conversation_id == one.conversation_id)
    said_at = await connection.scalar(newest.where(messages.c.author == Author.AGENT.value))
    told_at = await connection.scalar(newest.where(messages.c.author == Author.SYSTEM.value))
    return _Signs(as_utc(beat_at), as_utc(writing_at), as_utc(said_at), as_utc(told_at))
