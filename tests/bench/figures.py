"""What many timings come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor


@dataclass(frozen=True)
class Timings:
    """How long the same thing took each time, in seconds; never empty."""

    seconds: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.seconds:
            raise ValueError("nothing was timed")

    @property
    def count(self) -> int:
        return len(self.seconds)

    @property
    def median(self) -> float:
        return percentile(self.seconds, 50)

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 95)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` percent lie at or below, interpolated between neighbours (numpy's default)."""
    if not values:
        raise ValueError("a percentile of nothing")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share / 100
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


@dataclass(frozen=True)
class Target:
    """What a median may be at most: so many times the baseline's, or so many seconds more."""

    ratio: float
    allowance: float = 0.0

    def is_met(self, baseline: float, ours: float) -> bool:
        return ours <= baseline * self.ratio or (self.allowance > 0 and ours - baseline <= self.allowance)

    def __str__(self) -> str:
        more = f" or {self.allowance * 1000:+.0f} ms" if self.allowance else ""
        return f"≤ {self.ratio:g}×{more}"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}" if seconds < 0.1 else f"{seconds * 1000:.0f}"


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f}"


def times(ours: float, baseline: float) -> str:
    """How many times the baseline ours is."""
    return f"{ours / baseline:.2f}×" if baseline else "–"
