"""What each process holds in memory after a load."""

from collections.abc import Sequence

from tests.bench.figures import megabytes
from tests.bench.programs import Program, Weight
from tests.bench.table import Table


def memory_table(programs: Sequence[Program], note: str) -> Table:
    """A row for each process and a sum for each program's bot."""
    weights = [weight for program in programs for weight in program.weights()]
    rows = []
    for bot in dict.fromkeys(weight.role.partition(":")[0] for weight in weights):
        mine = [weight for weight in weights if weight.role.startswith(f"{bot}:")]
        rows += [_row(weight.role, [weight]) for weight in mine]
        rows.append(_row(f"{bot}: all together", mine))
    columns = ("Process", "RSS MB", "PSS MB", "USS MB")
    meaning = (
        "RSS: resident; PSS: resident, pages shared among processes divided by how many share them; USS: its alone."
    )
    return Table("Memory", columns, tuple(rows), notes=(note, meaning))


def _row(name: str, weights: Sequence[Weight]) -> tuple[str, ...]:
    resident = sum(weight.resident for weight in weights)
    proportional = sum(weight.proportional for weight in weights)
    unique = sum(weight.unique for weight in weights)
    return (name, megabytes(resident), megabytes(proportional), megabytes(unique))
