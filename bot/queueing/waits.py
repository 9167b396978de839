"""How long comparable shoppers really waited for a person, and what may be said from it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from statistics import quantiles
from typing import Final

from sqlalchemy import select

from bot.conversation.hours import OpeningHours
from bot.conversation.model import Origin
from bot.conversation.tables import conversations, handoffs
from bot.language import Language
from bot.people.model import Topic
from bot.storage.database import Database

_BAND_HOURS: Final = 3
_STEPS: Final = (0, 1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
"""Minutes between which a wait is told."""
_MOST_READ: Final = 5000


@dataclass(frozen=True)
class Range:
    """About so many minutes, from and to."""

    low: int
    high: int


@dataclass(frozen=True)
class Hold:
    """A wait that has ended with a person."""

    topic: Topic
    language: Language
    band: int
    seconds: float


@dataclass(frozen=True)
class Holds:
    """Measured waits; `least` comparable ones are needed before anything is said."""

    measured: Sequence[Hold]
    least: int
    zone: tzinfo

    def expected(self, topic: Topic, language: Language, asked_at: datetime, now: datetime) -> Range | None:
        """How much longer somebody waits who asked then: what the middle half of those did who had waited as long.

        None where too few are known, or where they waited longer than can be told in minutes.
        """
        waited, band = (now - asked_at).total_seconds(), band_of(now, self.zone)
        like = (one for one in self.measured if (one.topic, one.language, one.band) == (topic, language, band))
        rest = [one.seconds - waited for one in like if one.seconds > waited]
        if len(rest) < max(2, self.least):
            return None
        low, _, high = quantiles(rest, n=4, method="inclusive")
        return _rounded(low / 60, high / 60)


def band_of(moment: datetime, zone: tzinfo) -> int:
    """Which part of the day a moment lies in, by the shop's clock."""
    return moment.astimezone(zone).hour // _BAND_HOURS


def _rounded(low: float, high: float) -> Range | None:
    """Outwards, so that what is said holds."""
    if high > _STEPS[-1]:
        return None
    below = _STEPS[bisect_right(_STEPS, low) - 1]
    return Range(below, next(step for step in _STEPS if step >= high and step > below))


class MeasuredHolds:
    """Reads the waits of the last weeks; those that began while the shop was closed are left out."""

    def __init__(self, database: Database, *, least: int, days: int) -> None:
        self._database, self._least, self._days = database, least, days

    async def read(self, hours: OpeningHours, zone: tzinfo, now: datetime) -> Holds:
        columns = (handoffs.c.topic, conversations.c.language, handoffs.c.asked_at, handoffs.c.taken_at)
        joined = handoffs.join(conversations, conversations.c.id == handoffs.c.conversation_id)
        taken = handoffs.c.taken_at.is_not(None), handoffs.c.origin != Origin.TAKEN.value
        query = select(*columns).select_from(joined).where(*taken)
        query = query.where(handoffs.c.asked_at > now - timedelta(days=self._days))
        async with self._database.reading() as connection:
            newest = query.order_by(handoffs.c.asked_at.desc()).limit(_MOST_READ)
            found = (await connection.execute(newest)).all()
        measured = [
            Hold(
                Topic(row.topic or Topic.OTHER),
                row.language,
                band_of(row.asked_at, zone),
                (row.taken_at - row.asked_at).total_seconds(),
            )
            for row in found
            if hours.is_open(row.asked_at)
        ]
        return Holds(measured, self._least, zone)
