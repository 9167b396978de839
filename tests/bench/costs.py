"""What turns cost two bots, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.bench.figures import Target, Timings, milliseconds, times
from tests.bench.table import Table
from tests.bench.talk import ACTION, PLAIN, Kind

MANY: Final = 8
"""Senders at once where it is not one."""
TARGETS: Final = {
    (PLAIN, 1): Target(1.8, 0.008),
    (PLAIN, MANY): Target(1.3),
    (ACTION, 1): Target(0.6),
    (ACTION, MANY): Target(0.6),
}
"""What a turn through the product may take against one in an untouched Rasa."""


@dataclass(frozen=True)
class Situation:
    """What a turn was when it was timed."""

    kind: Kind
    senders: int
    at_turn: int


@dataclass
class Costs:
    """What turns of one situation cost one bot."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def timings(self) -> Timings:
        return Timings(tuple(self.seconds))

    @property
    def cpu_a_turn(self) -> float:
        return self.cpu_seconds / len(self.seconds)


SideBySide = Mapping[Situation, tuple[Costs, Costs]]
"""For each situation the baseline's costs and ours."""


def turns_table(
    title: str,
    names: tuple[str, str],
    costs: SideBySide,
    *,
    targets: Mapping[tuple[Kind, int], Target] | None = None,
    notes: Sequence[str] = (),
) -> Table:
    """A row for each situation; with `targets` each is judged."""
    figures = [f"{name}: {what}" for name in names for what in ("median ms", "p95", "CPU ms")]
    judged = ["Target", "Met"] if targets else []
    columns = ("Turn", "Senders", "At turn", "n each", *figures, "Ratio", *judged)
    rows = tuple(_row(situation, *pair, targets or {}) for situation, pair in costs.items())
    return Table(title, columns, rows, notes=tuple(notes))


def _row(
    situation: Situation, baseline: Costs, ours: Costs, targets: Mapping[tuple[Kind, int], Target]
) -> tuple[str, ...]:
    medians = baseline.timings.median, ours.timings.median
    target = targets.get((situation.kind, situation.senders))
    return (
        situation.kind.name,
        str(situation.senders),
        str(situation.at_turn),
        str(ours.timings.count),
        *_cells(baseline),
        *_cells(ours),
        times(medians[1], medians[0]),
        *([str(target), "yes" if target.is_met(*medians) else "no"] if target else []),
    )


def _cells(costs: Costs) -> tuple[str, str, str]:
    return (milliseconds(costs.timings.median), milliseconds(costs.timings.p95), milliseconds(costs.cpu_a_turn))
