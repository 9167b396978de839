"""Lexical search: Okapi BM25 (Robertson and Zaragoza, 2009) over token lists."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

K1: Final = 1.2
B: Final = 0.75


class BM25:
    """Scores every text of a fixed collection for a query."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._count = len(texts)
        lengths = np.array([len(text) for text in texts], dtype=np.float32)
        norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()) if len(texts) else 0.0, 1.0))
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, text in enumerate(texts):
            for token, times in Counter(text).items():
                postings[token].append((number, times))
        self._weights = {token: _weighted(found, norm, self.idf(len(found))) for token, found in postings.items()}
        self._found_in = {token: len(found) for token, found in postings.items()}

    def __contains__(self, token: str) -> bool:
        return token in self._weights

    def idf(self, found_in: int) -> float:
        """How telling a token is that occurs in so many texts."""
        return log(1 + (self._count - found_in + 0.5) / (found_in + 0.5))

    def weight(self, token: str) -> float:
        """How telling `token` is; the most for one that occurs nowhere."""
        return self.idf(self._found_in.get(token, 0))

    def scores(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """One score for each text, 0 where no word of the query occurs; `query` tells how much each word counts."""
        scores = np.zeros(self._count, dtype=np.float32)
        for token, times in query.items():
            if token in self._weights:
                numbers, weights = self._weights[token]
                scores[numbers] += np.float32(times) * weights
        return scores


def _weighted(
    found: Sequence[tuple[int, int]], norm: NDArray[np.float32], idf: float
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    numbers = np.array([number for number, _ in found], dtype=np.int64)
    times = np.array([times for _, times in found], dtype=np.float32)
    return numbers, (idf * times * (K1 + 1) / (times + norm[numbers])).astype(np.float32)
