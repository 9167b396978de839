"""A day as it is said to a shopper."""

from datetime import datetime
from typing import Final

from bot.language import Language

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: datetime, today: datetime, language: Language) -> str:
    """May 3 or 5月3日, with the year when it is not this one; both moments in the zone that counts."""
    other_year = day.year != today.year
    if language == "zh":
        return f"{f'{day.year}年' if other_year else ''}{day.month}月{day.day}日"
    return f"{_MONTHS[day.month - 1]} {day.day}{f', {day.year}' if other_year else ''}"
