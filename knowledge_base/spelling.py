"""Mends mistyped English words of a question by the words that the documents and the vocabulary know."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WORD = re.compile(r"[A-Za-z]+")
SHORTEST: Final = 5
"""Letters of a word below which a slip makes another word as often as not."""
LONG: Final = 8
"""Letters from which two slips are mended."""


class Spelling:
    """Replaces an unknown word by the only known one that is a slip away."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(word.lower() for word in known)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= SHORTEST - 1:
                self._by_first[word[0]].append(word)
        self._mended = lru_cache(maxsize=10_000)(self._mend)

    def corrected(self, text: str) -> str:
        """`text` with its mistyped words mended; what is not near any known word stays."""
        return _WORD.sub(lambda match: self._mended(match[0].lower()) or match[0], text)

    def _mend(self, word: str) -> str | None:
        if word in self._known or len(word) < SHORTEST:
            return None
        most = 2 if len(word) >= LONG else 1
        near: dict[int, list[str]] = defaultdict(list)
        for known in self._by_first.get(word[0], ()):
            if not _may_be(word, known, most):
                continue
            if (slips := distance(word, known)) <= most:
                near[slips].append(known)
        # Two words equally near: who knows which was meant.
        nearest = near[min(near)] if near else []
        return nearest[0] if len({_base(found) for found in nearest}) == 1 else None


def _may_be(word: str, known: str, most: int) -> bool:
    """A short word is taken for another only where a letter was left out or two were swapped: a drone is not done."""
    if len(word) == SHORTEST and not (len(known) > len(word) or sorted(known) == sorted(word)):
        return False
    return abs(len(known) - len(word)) <= most


def distance(one: str, other: str) -> int:
    """Letters to change, add, leave out or swap with the next (optimal string alignment)."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, second in enumerate(other, start=1):
            best = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != second))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == second:
                best = min(best, before_last[column - 2] + 1)
            now.append(best)
        before_last, last = last, now
    return last[-1]


def _base(word: str) -> str:
    """Forms of one word are one word."""
    return word.removesuffix("s").removesuffix("d").removesuffix("e")
