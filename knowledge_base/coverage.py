"""How much of a question a text speaks of: word by word, where a near word counts by how near it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge_base.nearness import Asked, Nearness

_OUTRIGHT: Final = 0.99

Shares = NDArray[np.float32]


@dataclass(frozen=True)
class Covered:
    """How much of a question each text speaks of."""

    shares: Shares
    """0 to 1, near words counted by how near they are."""
    met: NDArray[np.int64]
    """How many of the things asked it names outright."""


class Coverage:
    """Tells for every text of a fixed collection how much of a question it speaks of, 0 to 1."""

    def __init__(self, texts: Sequence[Sequence[str]], collection: Nearness) -> None:
        # A text without a word would leave reduceat no slice: a term that nothing is near to stands in for it.
        distinct = [set(text) or {collection.terms[0]} for text in texts]
        self._terms = np.array([collection.number[term] for text in distinct for term in text], dtype=np.int64)
        self._starts = np.concatenate([[0], np.cumsum([len(text) for text in distinct])[:-1]]).astype(np.int64)

    def of(self, asked: Asked) -> Covered:
        """What each text covers; nothing asked is nothing covered."""
        if not len(asked.weights):
            texts = len(self._starts)
            return Covered(np.zeros(texts, dtype=np.float32), np.zeros(texts, dtype=np.int64))
        nearness = np.maximum.reduceat(asked.nearness[:, self._terms], self._starts, axis=1)
        shares: Shares = asked.weights @ nearness / asked.weights.sum()
        return Covered(shares, (nearness >= _OUTRIGHT).sum(axis=0))
