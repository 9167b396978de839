"""`python -m tests.bench`: runs the benchmarks and prints their tables; docs/benchmarks.md keeps them when asked."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.bench.effort import FULL, QUICK, Effort
from tests.bench.errors import BenchFailed
from tests.bench.machine import circumstances
from tests.bench.programs import ROOT
from tests.bench.record import record
from tests.bench.runs import RUNS, Stage

_PAGE = ROOT / "docs" / "benchmarks.md"
_ORDINARY = [name for name in RUNS if name != "plain-rasa"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what is asked for; 1 when something could not be measured."""
    options = _parser().parse_args(arguments)
    # Without a terminal there is no width to keep to, and the widest table wants this much.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 150)
    names = options.only or _ORDINARY
    try:
        asyncio.run(_run(names, QUICK if options.quick else FULL, console, options.record))
    except BenchFailed as error:
        console.print(f"[red]{error}[/red]", markup=True)
        return 1
    return 0


async def _run(names: Sequence[str], effort: Effort, console: Console, is_recorded: bool) -> None:
    made_on = circumstances()
    console.print(made_on)
    # On the checkout's own disk: a temporary folder in memory would make every commit look cheap.
    (ROOT / ".cache").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / ".cache", ignore_cleanup_errors=True) as folder:
        async with Stage(Path(folder), effort, lambda words: console.print(f"[dim]{words}[/dim]")) as stage:
            for name in names:
                report = await RUNS[name](stage)
                for table in report.tables:
                    console.print(table.rich())
                if is_recorded:
                    record(_PAGE, report, made_on)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions: shows that everything can be measured")
    parser.add_argument("--only", action="append", choices=list(RUNS), help="one benchmark; may be given several times")
    parser.add_argument("--record", action="store_true", help="keep the figures in docs/benchmarks.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
