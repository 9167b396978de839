"""How English speakers name days: each form with the way to read it. For folded text."""

import re
from collections.abc import Callable

from bot.understanding import numerals
from bot.understanding.days import Days, iso, whole_year

Read = Callable[[Days, "re.Match[str]"], "str | None"]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH = rf"(?:{_LONG_MONTH}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
# May and March are words of their own, and so are most short forms: as a bare month they need one of these before.
_UNMISTAKABLE_MONTH = "january|february|april|june|july|august|september|october|november|december"
_BEFORE_MONTH = "".join(
    f"(?<!{word} )" for word in ("you", "i", "we", "it", "they", "that", "this", "or", "to", "he", "she", "one")
)
_INTRODUCES = "in|since|by|until|till|for|from|of|early|late|before|after|during"
_AFTER = "|".join(f"(?<={word} )" for word in _INTRODUCES.split("|"))
_WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|weds?|thurs?|fri"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_SAID_YEAR = rf"(?:,?\s+(?P<year>{_YEAR}))?"
_STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}
_WHICH = rf"(?P<which>{'|'.join(_STEPS)})"
_COUNT = r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a few|an? couple(?: of)?"
_RELATIVE = {
    "the day before yesterday": -2, "day before yesterday": -2, "yesterday": -1, "yday": -1, "last night": -1,
    "today": 0, "2day": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "the day after tomorrow": 2, "day after tomorrow": 2,
    "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tmrw": 1, "tmr": 1, "tomoro": 1, "2moro": 1,
}  # fmt: skip
_FEASTS = (
    r"(?:christmas|xmas)(?: eve| day)?|easter|black friday|cyber monday|thanksgiving|new year'?s?(?: eve| day)?"
    r"|boxing day|diwali|eid|hanukkah|halloween|valentine'?s?(?: day)?|(?:mother|father)'?s?'? day"
    r"|(?:public|bank|national) holidays?|labou?r day|(?:lunar|chinese) new year|ramadan|singles'? day|prime day"
)
_ORDINAL = r"(?:[23]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|20|2[4-9]|30)th)"
_NOT_A_DAY = (
    r"(?!\s+(?:time|order|floor|item|one|gen|edition|birthday|anniversary|attempt|message|party|person|century))"
)


def _shift(days: Days, match: "re.Match[str]") -> str | None:
    step, unit = _STEPS[match["which"]], match["unit"]
    if unit in ("week", "weekend", "month", "year"):
        return {"week": days.week, "weekend": days.weekend, "month": days.month_from_now, "year": days.year}[unit](step)
    if unit[:3] in _WEEKDAYS:
        weekday = _WEEKDAYS.index(unit[:3])
        return {-1: days.last_weekday, 0: days.weekday, 1: days.next_weekday}[step](weekday)
    return days.month(_MONTHS.index(unit[:3]) + 1) if unit[:3] in _MONTHS else None


def _slashed(days: Days, match: "re.Match[str]") -> str | None:
    """Day or month first: told apart where one is above twelve; otherwise nobody can say."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    year += 2000 if year < 100 else 0
    if first > 12:
        return iso(year, second, first)
    return iso(year, first, second) if second > 12 or first == second else None


def _ago(days: Days, match: "re.Match[str]") -> str | None:
    count = 1.0 if match["count"] in ("a", "an") else numerals.number(match["count"])
    return days.away(0) if match["unit"] == "hour" else days.ago(count, match["unit"])


def _day_and_month(days: Days, match: "re.Match[str]") -> str | None:
    return days.day(_MONTHS.index(match["month"][:3]) + 1, int(match["day"]), int(match["year"] or 0) or None)


def _month(days: Days, match: "re.Match[str]") -> str | None:
    return days.month(_MONTHS.index(match["month"][:3]) + 1, int(match["year"] or 0) or None)


def _as_typed(days: Days, match: "re.Match[str]") -> str | None:
    return None


def _form(pattern: str, read: Read) -> tuple["re.Pattern[str]", Read]:
    return re.compile(rf"(?<![a-z\d])(?:{pattern})(?![a-z\d])"), read


FORMS: tuple[tuple["re.Pattern[str]", Read], ...] = (
    _form("|".join(_RELATIVE), lambda days, match: days.away(_RELATIVE[match.group()])),
    _form(rf"(?P<first>\d{{1,2}})[/.-](?P<second>\d{{1,2}})[/.-](?P<year>{_YEAR}|\d\d)", _slashed),
    _form(rf"(?P<month>{_MONTH})\.?\s+(?:the )?{_DAY}{_SAID_YEAR}(?!\s*(?:%|dollars|days|items))", _day_and_month),
    _form(rf"{_DAY}\s+(?:of )?(?P<month>{_MONTH}){_SAID_YEAR}", _day_and_month),
    _form(rf"(?<!happy )(?:{_FEASTS})(?!\s+(?:gift|present)|快乐|送)", _as_typed),
    _form(rf"{_WHICH} (?P<unit>weekend|week|month|year|{_WEEKDAY}|sat|sun|{_MONTH})", _shift),
    _form(rf"{_WHICH} (?:quarter|spring|summer|autumn|fall|winter)", _as_typed),
    _form(rf"(?P<count>{_COUNT})\s+(?P<unit>hour|day|week|month|year)s?\s+ago", _ago),
    _form(rf"(?P<day>{_WEEKDAY}|saturday|sunday)", lambda days, match: days.weekday(_WEEKDAYS.index(match["day"][:3]))),
    _form(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days|weekends?(?! (?:bag|trip|getaway|break))|weekdays?", _as_typed),
    _form(rf"(?P<day>{_ORDINAL}){_NOT_A_DAY}", lambda days, match: days.ordinal(int(match["day"][:-2]))),
    _form(rf"{_BEFORE_MONTH}(?P<month>{_UNMISTAKABLE_MONTH}){_SAID_YEAR}", _month),
    _form(rf"(?:{_AFTER})(?P<month>{_MONTH}){_SAID_YEAR}", _month),
    _form(
        r"(?:(?<=in )|(?<=since )|(?<=until )|(?<=during ))(?:19|20)\d\d", lambda _, match: whole_year(int(match[0]))
    ),
)
