"""What the shop promises itself about those who ask for a person, counted while the shop is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.hours import OpeningHours
from bot.conversation.model import Handoff, Origin


@dataclass(frozen=True)
class Limits:
    """How long each may take; None is no limit."""

    first_response: timedelta | None = None
    resolution: timedelta | None = None


@dataclass(frozen=True)
class Due:
    """By when a handoff is to be answered, and to have ended; None where there is no limit."""

    answer_by: datetime | None
    end_by: datetime | None

    def is_late(self, handoff: Handoff, now: datetime) -> bool:
        """Whether an open handoff is over a limit."""
        unanswered = handoff.first_answer_at is None and self.answer_by is not None and now > self.answer_by
        return unanswered or (self.end_by is not None and now > self.end_by)


@dataclass(frozen=True)
class Kept:
    """How often a limit was kept and broken."""

    kept: int = 0
    broken: int = 0


class ServiceLevels:
    """The limits over the shop's hours."""

    def __init__(self, limits: Limits, hours: OpeningHours) -> None:
        self.limits, self._hours = limits, hours

    def due(self, handoff: Handoff) -> Due:
        """Whoever took a conversation from the bot by themselves kept nobody waiting."""
        if handoff.origin is Origin.TAKEN:
            return Due(None, None)
        return Due(self._by(handoff, self.limits.first_response), self._by(handoff, self.limits.resolution))

    def first_responses(self, handoffs: list[Handoff], now: datetime) -> Kept:
        """Where the shopper left before the limit, it was neither kept nor broken; nor while it can still be kept."""
        ends = [(self.due(one).answer_by, one.first_answer_at, one.ended_at or now) for one in handoffs]
        return _count(ends)

    def resolutions(self, handoffs: list[Handoff], now: datetime) -> Kept:
        """Of those that somebody answered, or that are open."""
        counted = [one for one in handoffs if one.ended_at is None or one.first_answer_at is not None]
        return _count([(self.due(one).end_by, one.ended_at, now) for one in counted])

    def _by(self, handoff: Handoff, limit: timedelta | None) -> datetime | None:
        return None if limit is None else self._hours.after(handoff.asked_at, limit)


def _count(ends: list[tuple[datetime | None, datetime | None, datetime]]) -> Kept:
    """Of (by when, when it came, until when it could have come)."""
    known = [(by, came or until, came is not None) for by, came, until in ends if by is not None]
    kept = sum(has_come and at <= by for by, at, has_come in known)
    return Kept(kept, sum(at > by for by, at, _ in known))
