"""The key of a write, kept in the words that a system keeps in one step with what they are about."""

import hashlib
import re
from typing import Final

# The last mark counts: what stands before it are a customer's words, which may look like one.
_MARK: Final = re.compile(r"\s*\[shoptalk (?P<key>[^\[\]]+)\]\Z")


def marked(words: str, key: str, longest: int | None = None) -> str:
    """Words that are kept in one step with what they are about, with the key of the write behind them.

    The words are cut where both would be longer than `longest`.
    """
    mark = f"[shoptalk {key}]"
    kept = words if longest is None else words[: longest - len(mark) - 1]
    return f"{kept.strip()} {mark}".strip()


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
