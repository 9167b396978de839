"""Gives whoever waits to somebody who is there, has the skill and the fewest conversations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Event, HandoffState, Status
from bot.conversation.tables import handoffs
from bot.dialogue import parts
from bot.people.accounts import now_utc
from bot.people.presence import Presence, Present
from bot.queueing.line import Waiter, read_line
from bot.queueing.places import can_take
from bot.queueing.tables import desk_turns, queue_entries
from bot.storage.audit import AuditEvent
from bot.storage.database import Database
from bot.storage.upsert import upsert

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_MY_TURN: Final = select(desk_turns.c.name).where(desk_turns.c.name == "assign").with_for_update(skip_locked=True)


@dataclass(frozen=True)
class _Desk:
    """Who is there, how many conversations each has, and when each was given one last."""

    present: Sequence[Present]
    load: Mapping[str, int]
    given: Mapping[str, datetime]

    def best(self, waiter: Waiter, most: int, passed_until: timedelta, now: datetime) -> Present | None:
        """The one with the least to do; among equals whoever was given one the longest ago."""
        able = [one for one in self.present if can_take(one, waiter) and self.load.get(one.person.id, 0) < most]
        passed = waiter.passed_by if waiter.passed_at and now - waiter.passed_at < passed_until else None
        return min((one for one in able if one.person.id != passed), key=self._order, default=None)

    def _order(self, one: Present) -> tuple[int, datetime, str]:
        person_id = one.person.id
        return self.load.get(person_id, 0), self.given.get(person_id, _LONG_AGO), person_id


class Assigning:
    """One process at a time gives out conversations, each in a transaction of its own; the others pass."""

    def __init__(
        self,
        database: Database,
        bus: MessageBus,
        presence: Presence,
        *,
        most: int,
        answer_within: timedelta,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._bus, self._presence, self._now = database, bus, presence, now
        self._most, self._answer_within = most, answer_within

    async def look(self) -> None:
        """Until nobody waits who could be given to somebody."""
        while (events := await self._give_one()) is not None:
            await announce(self._bus, events)

    async def _give_one(self) -> Sequence[Event] | None:
        async with self._database.transaction() as connection:
            if await connection.scalar(_MY_TURN) is None:
                return None
            line = await read_line(connection)
            if not line:
                return None
            desk = _Desk(await self._presence.present(connection), await _load(connection), await _given(connection))
            for waiter in line:
                # Nobody with the skill: the next may need another.
                if (one := desk.best(waiter, self._most, self._answer_within, self._now())) is not None:
                    return await self._give(connection, waiter, one.person.id)
        return None

    async def _give(self, connection: AsyncConnection, waiter: Waiter, agent: str) -> Sequence[Event]:
        held = await LockedConversation.take(connection, waiter.conversation_id)
        has = await held.open_handoff()
        if has is None or has.id != waiter.handoff_id or has.state is not HandoffState.WAITING:
            return ()  # taken or withdrawn between the look and the lock
        held.move_to(Status.ASSIGNED)
        await held.change_handoff(state=HandoffState.TAKEN.value, agent=agent, given="offered")
        # Nobody has joined yet: that is seen by an answer.
        await held.say(Author.SYSTEM, [parts.handoff("assigned", why="offered")])
        await held.note(AuditEvent.OFFERED, None, after={"agent": await held.actor(agent)})
        await held.save()
        offered = {"offered_to": agent, "offered_at": self._now()}
        await upsert(connection, queue_entries, {"handoff_id": has.id}, offered)
        return held.events


async def _load(connection: AsyncConnection) -> Mapping[str, int]:
    taken = handoffs.c.state == HandoffState.TAKEN.value, handoffs.c.agent.is_not(None)
    counted = select(handoffs.c.agent, func.count().label("open")).where(*taken).group_by(handoffs.c.agent)
    return {row.agent: row.open for row in await connection.execute(counted)}


async def _given(connection: AsyncConnection) -> Mapping[str, datetime]:
    newest = select(queue_entries.c.offered_to, func.max(queue_entries.c.offered_at).label("at"))
    given = newest.where(queue_entries.c.offered_to.is_not(None)).group_by(queue_entries.c.offered_to)
    return {row.offered_to: row.at for row in await connection.execute(given)}
