"""Days, weeks, months and years as ISO 8601: a date, or an interval `first/last`."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Days:
    """The calendar as it looks from `today`; `ahead` says whether a talk is of what is to come, not of what was."""

    today: date
    ahead: bool

    def away(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def week(self, step: int) -> str:
        monday = self._monday(step)
        return f"{monday}/{monday + timedelta(days=6)}"

    def weekend(self, step: int) -> str:
        monday = self._monday(step)
        return f"{monday + timedelta(days=5)}/{monday + timedelta(days=6)}"

    def day_in_week(self, weekday: int, step: int) -> str:
        """Monday is 0; the week `step` weeks from this one."""
        return (self._monday(step) + timedelta(days=weekday)).isoformat()

    def weekday(self, weekday: int) -> str:
        """The nearest such day, today among them."""
        gap = (weekday - self.today.weekday()) % 7 if self.ahead else -((self.today.weekday() - weekday) % 7)
        return self.away(gap)

    def last_weekday(self, weekday: int) -> str:
        return self.away(-((self.today.weekday() - weekday - 1) % 7 + 1))

    def next_weekday(self, weekday: int) -> str:
        return self.away((weekday - self.today.weekday() - 1) % 7 + 1)

    def month_from_now(self, step: int) -> str:
        first = months_later(self.today.replace(day=1), step)
        return whole_month(first.year, first.month)

    def month(self, month: int, year: int | None = None) -> str:
        """The nearest month of that number, this one among them, unless the year is said."""
        if year is not None:
            return whole_month(year, month)
        gap = month - self.today.month
        return whole_month(self.today.year + (gap < 0 and self.ahead) - (gap > 0 and not self.ahead), month)

    def year(self, step: int) -> str:
        return whole_year(self.today.year + step)

    def day(self, month: int, day: int, year: int | None = None) -> str | None:
        """The nearest such day, unless the year is said; None if the calendar has none."""
        if year is not None:
            return iso(year, month, day)
        steps = (0, 1) if self.ahead else (0, -1)
        return next(filter(self._fits, (iso(self.today.year + step, month, day) for step in steps)), None)

    def ordinal(self, day: int) -> str | None:
        """The nearest such day of a month."""
        months = (months_later(self.today.replace(day=1), step if self.ahead else -step) for step in range(3))
        return next(filter(self._fits, (iso(first.year, first.month, day) for first in months)), None)

    def day_of_month_from_now(self, step: int, day: int) -> str | None:
        first = months_later(self.today.replace(day=1), step)
        return iso(first.year, first.month, day)

    def ago(self, count: float | None, unit: str) -> str | None:
        """`unit` is day, week, month or year; None for "a few"."""
        if count is None:
            return None
        if unit in ("day", "week"):
            return self.away(-int(count * (7 if unit == "week" else 1)))
        return months_later(self.today, -int(count * (12 if unit == "year" else 1))).isoformat()

    def _monday(self, step: int) -> date:
        return self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=step)

    def _fits(self, day: str | None) -> bool:
        if day is None:
            return False
        return day >= self.today.isoformat() if self.ahead else day <= self.today.isoformat()


def iso(year: int, month: int, day: int) -> str | None:
    """None if there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def whole_month(year: int, month: int) -> str:
    return f"{date(year, month, 1)}/{date(year, month, monthrange(year, month)[1])}"


def whole_year(year: int) -> str:
    return f"{year}-01-01/{year}-12-31"


def months_later(day: date, months: int) -> date:
    """The same day of another month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
