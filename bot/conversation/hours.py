"""When people of the shop are there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.commerce.model import Bilingual, Hours
from bot.errors import ConfigurationError
from bot.language import Language

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES: Final = {
    "mon": Bilingual("Mon", "周一"),
    "tue": Bilingual("Tue", "周二"),
    "wed": Bilingual("Wed", "周三"),
    "thu": Bilingual("Thu", "周四"),
    "fri": Bilingual("Fri", "周五"),
    "sat": Bilingual("Sat", "周六"),
    "sun": Bilingual("Sun", "周日"),
}
_FARTHEST_DAYS: Final = 370
_NEVER: Final = Bilingual("closed at present", "暂不营业")
_MIDNIGHT_AT_THE_END: Final = "24:00"

Span = tuple[str, str]


class OpeningHours:
    """A shop's hours in its own time zone; without any (`None`) somebody is always there.

    A span that ends before it begins ("22:00-02:00") ends on the next day; a holiday opens nothing.
    Raises `ConfigurationError` on an unknown time zone, day or time.
    """

    def __init__(self, hours: Hours | None) -> None:
        self._hours = hours
        if hours is not None:
            self._zone = _zone(hours.timezone)
            self._weekly = {day: tuple(map(_span, hours.weekly.get(day, ()))) for day in _DAYS}
            if unknown := set(hours.weekly) - set(_DAYS):
                raise ConfigurationError(f"hours: unknown day(s) {sorted(unknown)}; accepted: {', '.join(_DAYS)}")

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at a moment (with its zone)."""
        if self._hours is None:
            return True
        today = at.astimezone(self._zone).date()
        return any(opens <= at < closes for opens, closes in self._spans(today - timedelta(days=1), 2))

    def next_opening(self, at: datetime) -> datetime | None:
        """When somebody is there next, in the shop's zone: `at` itself while open, None if not within a year."""
        if self.is_open(at):
            return at if self._hours is None else at.astimezone(self._zone)
        today = at.astimezone(self._zone).date()
        return min((opens for opens, _ in self._spans(today, _FARTHEST_DAYS) if opens > at), default=None)

    def after(self, at: datetime, open_time: timedelta) -> datetime | None:
        """When so much time has passed in which somebody was there; None if not within a year."""
        if self._hours is None:
            return at + open_time
        left, reached = open_time, at
        for opens, closes in self._spans(at.astimezone(self._zone).date() - timedelta(days=1), _FARTHEST_DAYS):
            begins = max(opens, reached)
            if closes <= begins:
                continue
            # Moments of one zone subtract by the clock on the wall, which jumps twice a year.
            there = closes.astimezone(UTC) - begins.astimezone(UTC)
            if left <= there:
                return begins.astimezone(UTC) + left
            left, reached = left - there, closes
        return None

    def describe(self, language: Language) -> str:
        """The weekly hours in words: "Mon–Fri 09:00–18:00, Sat 10:00–16:00 (America/Los_Angeles)"."""
        if self._hours is None:
            return Bilingual("at any time", "全天").in_language(language)
        groups = [(list(days), spans) for spans, days in groupby(_DAYS, key=lambda day: self._weekly[day])]
        words = [f"{_days(days, language)} {_times(spans)}" for days, spans in groups if spans]
        if not words:
            return _NEVER.in_language(language)
        comma, brackets = ("，", "（{}）") if language == "zh" else (", ", " ({})")
        return comma.join(words) + brackets.format(self._hours.timezone)

    def _spans(self, first: date, days: int) -> Iterator[tuple[datetime, datetime]]:
        assert self._hours is not None
        for day in (first + timedelta(days=n) for n in range(days)):
            if day in self._hours.holidays:
                continue
            for opens, closes in self._weekly[_DAYS[day.weekday()]]:
                yield self._moment(day, opens), self._moment(day + timedelta(days=closes <= opens), closes)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationError(
            f"hours: {name!r} is no time zone; accepted: an IANA name such as Asia/Shanghai"
        ) from error


def _span(span: Span) -> tuple[time, time]:
    try:
        opens, closes = (time.fromisoformat("00:00" if end == _MIDNIGHT_AT_THE_END else end) for end in span)
    except ValueError as error:
        raise ConfigurationError(f'hours: {span!r} is no span of time; accepted: "09:00-18:00"') from error
    return opens, closes


def _days(days: list[str], language: Language) -> str:
    first, last = _NAMES[days[0]].in_language(language), _NAMES[days[-1]].in_language(language)
    if len(days) == 1:
        return first
    return f"{first}至{last}" if language == "zh" else f"{first}–{last}"


def _times(spans: tuple[tuple[time, time], ...]) -> str:
    return " ".join(
        f"{opens:%H:%M}–{closes:%H:%M}" if closes != time.min else f"{opens:%H:%M}–24:00" for opens, closes in spans
    )
