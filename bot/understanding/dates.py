"""Finds what can be found in a calendar, in folded text: days, weeks, months, years and feasts.

What cannot be placed without knowing more, such as a feast that moves, keeps the words it was typed in.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.understanding import chinese_dates, english_dates
from bot.understanding.days import Days
from bot.understanding.mention import Mention

# "Will it be here by Friday" is about the next one, "I ordered on Friday" about the last.
_AHEAD = re.compile(
    r"\b(?:will|by|before|until|till|arrives?|arriving|coming|come|deliver|be here|get here|on time)\b"
    r"|之前|前能|前送|能到|会到|送到|到吗|到货|等到|才能"
)


def dates(text: str, today: date) -> Iterator[Mention]:
    """The clearer forms first."""
    days = Days(today, ahead=_AHEAD.search(text) is not None)
    for pattern, read in (*chinese_dates.FORMS, *english_dates.FORMS):
        for match in pattern.finditer(text):
            yield Mention("date", *match.span(), read(days, match) or match.group())
