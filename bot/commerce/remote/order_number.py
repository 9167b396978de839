"""Numbers of orders as people write them."""

import re
from typing import Final

_PLAUSIBLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}")


def told_number(typed: str) -> str | None:
    """What was typed without `#` and blanks; None for what can be no number, so that it never reaches a search."""
    number = typed.strip().lstrip("#＃").strip()
    return number if _PLAUSIBLE.fullmatch(number) else None


def is_number(told: str, kept: str) -> bool:
    """Whether both are the same number, in any letter case."""
    return told.casefold() == kept.strip().lstrip("#").casefold()
