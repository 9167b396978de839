"""What an evaluation counts: shares and F1, each with the interval in which the truth lies in 95 of 100 cases."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
_Z = 1.959964
_DRAWS = 1000


@dataclass(frozen=True)
class Figure:
    """A value from 0 to 1 and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def share(hits: int, total: int) -> Figure:
    """With the interval of Wilson (1927), which holds for small and for extreme shares."""
    if total == 0:
        return Figure(0.0, 0.0, 1.0)
    value = hits / total
    middle = (value + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    half = _Z / (1 + _Z**2 / total) * math.sqrt(value * (1 - value) / total + _Z**2 / (4 * total**2))
    return Figure(value, max(0.0, middle - half), min(1.0, middle + half))


def bootstrapped(score: Callable[[Sequence[T]], float], items: Sequence[T]) -> Figure:
    """`score` of the items, with the interval of the percentiles of resampled items (Efron, 1979)."""
    chance = random.Random(0)
    draws = sorted(score(chance.choices(items, k=len(items))) for _ in range(_DRAWS))
    return Figure(score(items), draws[int(0.025 * _DRAWS)], draws[int(0.975 * _DRAWS) - 1])


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean over the true intents of (true, predicted) pairs, each counting alike however many examples it has."""
    intents = {true for true, _ in pairs}
    return sum(_f1_of(intent, pairs) for intent in intents) / len(intents)


def f1(counts: Sequence[tuple[int, int, int]]) -> float:
    """Micro F1 of (found rightly, found wrongly, missed) counts, one triple a message; 1 if there is nothing."""
    right, wrong, missed = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0


def _f1_of(intent: str, pairs: Sequence[tuple[str, str]]) -> float:
    right = sum(true == predicted == intent for true, predicted in pairs)
    named = sum(true == intent for true, _ in pairs) + sum(predicted == intent for _, predicted in pairs)
    return 2 * right / named
