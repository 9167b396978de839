"""Variables of ready-made replies that nothing stands for: words that hold one are not whole."""

import re
from typing import Final

from bot.assist.canned import VARIABLES
from bot.errors import InvalidInput

_HOLE: Final = re.compile(r"\{(?:" + "|".join(VARIABLES) + r")\}")


def must_be_whole(words: str, name: str = "text") -> None:
    """Raises `InvalidInput`, naming what has no value: no shopper is told "your order {order}".

    `name` is what the words were given as.
    """
    left = list(dict.fromkeys(_HOLE.findall(words)))
    if left:
        raise InvalidInput(f"{name}: {' '.join(left)} has no value; accepted is a reply with what it stands for")
