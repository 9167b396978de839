"""How often everything is measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.bench.desk import Load


@dataclass(frozen=True)
class Effort:
    """Counts of one run."""

    early_rounds: int
    """Times that each kind of turn is measured early in fresh conversations, by one sender; a third of it by eight."""
    late_turn: int
    """How far into a conversation "late" is."""
    late_groups: int
    """Groups of eight conversations that are led that far."""
    questions: int
    """Questions asked in each language."""
    passes: int
    """Times that retrieval goes through all questions."""
    starts: int
    writes: int
    """Cancellations with and without what makes them safe."""
    cancelled: Mapping[int, int]
    """Blocks of conversations that cancel an order, for each count of them side by side."""
    desk: Load
    """Open widgets, and how many answers of people a second for how long."""


FULL: Final = Effort(
    early_rounds=24,
    late_turn=100,
    late_groups=1,
    questions=40,
    passes=5,
    starts=3,
    writes=200,
    cancelled={1: 30, 8: 8, 64: 3},
    desk=Load(widgets=1000, per_second=50, seconds=30),
)
QUICK: Final = Effort(
    early_rounds=3,
    late_turn=20,
    late_groups=1,
    questions=6,
    passes=1,
    starts=1,
    writes=20,
    cancelled={1: 2, 8: 1, 64: 1},
    desk=Load(widgets=50, per_second=10, seconds=3),
)
