"""Joins several rankings into one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

K: Final = 60
"""How little the first ranks outweigh the next ones."""


def fuse(rankings: Sequence[Sequence[int]], weights: Sequence[float] | None = None, k: int = K) -> dict[int, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): each item's score, the best first.

    An item that a ranking does not hold gets nothing from it.
    """
    scores: dict[int, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, item in enumerate(ranking, start=1):
            scores[item] += weight / (k + rank)
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))
