"""The key of a write, kept in the words that a system keeps in one step with what they are about."""

import hashlib
import re
from typing import Final

_MARK: Final = re.compile(r"\s*\[shoptalk (?P<key>.+)\]$", re.DOTALL)


def marked(words: str, key: str, longest: int = 250) -> str:
    """Words with the key of the write behind them, the words cut where both would be too long."""
    mark = f"[shoptalk {key}]"
    return f"{words[: longest - len(mark) - 1].strip()} {mark}".strip()


def key_of(words: str) -> str | None:
    """The key that `marked` put there."""
    found = _MARK.search(words)
    return found["key"] if found else None


def unmarked(words: str) -> str:
    """The words alone."""
    return _MARK.sub("", words)


def trace_name(key: str) -> str:
    """A field's name that stands for a key, whatever letters are in that."""
    return f"write_{hashlib.sha256(key.encode()).hexdigest()[:32]}"
