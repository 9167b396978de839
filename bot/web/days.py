"""A day of the shop as an address names it."""

from datetime import date
from typing import Final

from bot.errors import InvalidInput

_YEARS: Final = range(1970, 3000)
"""Beyond them lie the ends of the calendar, from which no day can be counted on."""


def read_day(given: str, name: str) -> date:
    """Raises `InvalidInput`; `name` is what the day was given as."""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = date.min
    if day.year not in _YEARS:
        raise InvalidInput(f"{name}: accepted is a day such as 2026-11-26")
    return day
