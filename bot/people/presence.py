"""Who of the shop's people sits at the desk now, as their pages tell again and again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.model import HandoffState
from bot.conversation.tables import handoffs
from bot.people.accounts import now_utc, person_of
from bot.people.model import Availability, Person, Session
from bot.people.sign_in import Lifetimes
from bot.people.tables import people, seats, sessions, team_members, teams
from bot.storage.database import Database
from bot.storage.upsert import upsert

YOUNG: Final = timedelta(seconds=45)
"""A page tells every 15 seconds; one that was lost, or two, prove nothing."""
_KEPT: Final = timedelta(days=2)


@dataclass(frozen=True)
class Present:
    """Somebody at the desk."""

    person: Person
    seen_at: datetime
    teams: frozenset[str] = frozenset()
    """Their names."""


class Presence:
    """Kept in the store, so that every process knows it; it ends with the session."""

    def __init__(
        self, database: Database, now: Callable[[], datetime] = now_utc, *, lifetimes: Lifetimes | None = None
    ) -> None:
        self._database, self._now, self._lifetimes = database, now, lifetimes or Lifetimes()

    async def beat(
        self, session: Session, availability: Availability | None = None, writing_in: str | None = None
    ) -> None:
        """A page of a session is open, and somebody may be writing in a conversation there.

        That nobody writes in this page says nothing of the session's others: what they told grows old by itself.
        """
        now, person_id = self._now(), session.person.id
        writing = {"writing_in": writing_in, "writing_at": now} if writing_in else {}
        values = {"beat_at": now, **writing}
        async with self._database.transaction() as connection:
            await upsert(connection, seats, {"session_id": session.id}, {"person_id": person_id, **values})
            if availability is not None:
                chosen = update(people).where(people.c.id == person_id)
                await connection.execute(chosen.values(availability=availability.value))

    async def present(self, connection: AsyncConnection | None = None) -> Sequence[Present]:
        """By name; whoever has chosen to be busy or away as well. In the caller's transaction when one is given."""
        if connection is None:
            async with self._database.reading() as own:
                return await self.present(own)
        now = self._now()
        lasting = sessions.c.expires_at > now, sessions.c.seen_at > now - self._lifetimes.idle
        seen = select(seats.c.person_id, func.max(seats.c.beat_at).label("seen_at"))
        of_sessions = seen.join(sessions, sessions.c.id == seats.c.session_id).where(*lasting)
        newest = of_sessions.where(seats.c.beat_at > now - YOUNG).group_by(seats.c.person_id).subquery()
        query = select(people, newest.c.seen_at).join(newest, newest.c.person_id == people.c.id)
        found = await connection.execute(query.where(people.c.is_active).order_by(people.c.name, people.c.id))
        there = [(person_of(row), row.seen_at) for row in found]
        inside = select(team_members.c.person_id, teams.c.name).join(teams, teams.c.id == team_members.c.team_id)
        of_those = team_members.c.person_id.in_([person.id for person, _ in there])
        names: dict[str, set[str]] = {}
        for row in await connection.execute(inside.where(of_those)):
            names.setdefault(row.person_id, set()).add(row.name)
        return [Present(person, seen_at, frozenset(names.get(person.id, ()))) for person, seen_at in there]

    async def is_used(self) -> bool:
        """Whether anybody has been at the desk these last days: a shop may answer elsewhere."""
        newest = select(func.max(seats.c.beat_at))
        async with self._database.reading() as connection:
            at: datetime | None = await connection.scalar(newest)
        return at is not None and at > self._now() - _KEPT

    async def forget_old(self) -> None:
        """Drops the traces of pages that were closed long ago.

        Not of somebody who has a conversation: after a long stop of the service they tell that this person is gone.
        """
        at_work = select(handoffs.c.agent).where(handoffs.c.state == HandoffState.TAKEN.value)
        at_work = at_work.where(handoffs.c.agent.is_not(None))
        old = seats.c.beat_at < self._now() - _KEPT, seats.c.person_id.not_in(at_work)
        async with self._database.transaction() as connection:
            await connection.execute(delete(seats).where(*old))
