"""Days as shoppers name them: "yesterday", "last Monday", "上周", "3月5日"."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HAN_DIGITS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "日": 7, "天": 7}
_NAMED: Final = (
    (re.compile(r"day before yesterday|前天"), 2),
    (re.compile(r"yesterday|昨天|昨晚|昨日"), 1),
    (re.compile(r"\btoday\b|this morning|今天|今早|刚刚"), 0),
)
_AGO = re.compile(r"(\d{1,3}|[一二两三四五六七])\s*(?:days? ago|天前|天以前)")
_WEEKDAY = re.compile(r"\b(?:last |on |this |past )?(" + "|".join(_WEEKDAYS) + r")\b")
_HAN_WEEKDAY = re.compile(r"(上个?)?(?:周|星期|礼拜)([一二三四五六日天])")
_ISO = re.compile(r"\b(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b")
_MONTH_DAY = re.compile(r"\b(" + "|".join(_MONTHS) + r")[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?\b")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?(" + "|".join(_MONTHS) + r")[a-z]*\b")
_HAN_DATE = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")


@dataclass(frozen=True)
class Span:
    """From one day to another, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def past_days(words: str, today: date) -> Span | None:
    """The days gone by that the words name, if they name any; a date without a year is the last such date."""
    words = unicodedata.normalize("NFKC", words).casefold()
    for named, back in _NAMED:
        if named.search(words):
            return _one(today - timedelta(days=back))
    if ago := _AGO.search(words):
        number = ago.group(1)
        return _one(today - timedelta(days=int(number) if number.isdigit() else _HAN_DIGITS[number]))
    return _weekday(words, today) or _week(words, today) or _dated(words, today)


def _weekday(words: str, today: date) -> Span | None:
    if found := _WEEKDAY.search(words):
        back = (today.weekday() - _WEEKDAYS.index(found.group(1))) % 7 or 7
        return _one(today - timedelta(days=back))
    if han := _HAN_WEEKDAY.search(words):
        monday = today - timedelta(days=today.weekday() + (7 if han.group(1) else 0))
        day = monday + timedelta(days=_HAN_DIGITS[han.group(2)] - 1)
        return _one(day if day <= today else day - timedelta(days=7))
    return None


def _week(words: str, today: date) -> Span | None:
    monday = today - timedelta(days=today.weekday())
    if re.search(r"last week|上个?(?:周|星期|礼拜)", words):
        return Span(monday - timedelta(days=7), monday - timedelta(days=1))
    if re.search(r"this week|这个?(?:周|星期|礼拜)|本周", words):
        return Span(monday, today)
    return None


def _dated(words: str, today: date) -> Span | None:
    if iso := _ISO.search(words):
        return _day(int(iso.group(1)), int(iso.group(2)), int(iso.group(3)))
    if found := _MONTH_DAY.search(words):
        month, day = _MONTHS.index(found.group(1)) + 1, int(found.group(2))
    elif found := _DAY_MONTH.search(words):
        month, day = _MONTHS.index(found.group(2)) + 1, int(found.group(1))
    elif found := _HAN_DATE.search(words):
        month, day = int(found.group(1)), int(found.group(2))
    else:
        return None
    this_year = _day(today.year, month, day)
    return this_year if this_year and this_year.first <= today else _day(today.year - 1, month, day)


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        return _one(date(year, month, day))
    except ValueError:
        return None


def _one(day: date) -> Span:
    return Span(day, day)
