"""`python -m tests.retail`: plays the benchmark's tasks against the running service and counts what ends as it must."""

import argparse
import asyncio
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.markup import escape
from rich.progress import track

from bot.commerce.sql.shop import SqlShop
from bot.storage.database import Database
from tests.retail.judge import differences, expected_facts, held_facts
from tests.retail.play import Played, play
from tests.retail.task import Task
from tests.retail.world import World, serving

SHARED = Path(os.environ.get("SHOPTALK_SHARED", "../shared")) / "retail_shop"


@dataclass(frozen=True)
class Verdict:
    """How one run of a task ended: `faults` is empty when all is as it must be."""

    task: Task
    run: int
    faults: Sequence[str]
    strangers: Sequence[str]
    """Customers other than the caller whose orders were changed: there must never be one."""
    played: Played

    @property
    def passed(self) -> bool:
        return not self.faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.retail", description=__doc__)
    parser.add_argument("--runs", type=int, default=4, help="how often each task is played, each time in other words")
    parser.add_argument("--tasks", nargs="*", help="ids of the tasks to play; else all")
    parser.add_argument("--log", type=Path, help="a file for every talk, word for word")
    options = parser.parse_args()
    console = Console(highlight=False, soft_wrap=True)
    if not SHARED.is_dir():
        console.print(f"{SHARED} is not there; SHOPTALK_SHARED names the folder around it")
        return 2
    with TemporaryDirectory() as folder, serving(SHARED, Path(folder)) as world:
        wanted = [task for task in world.tasks if not options.tasks or task.id in options.tasks]
        turns = [(task, run) for run in range(options.runs) for task in wanted]
        verdicts = [_judge(world, task, run, options.log) for task, run in track(turns, "Playing", console=console)]
    _report(console, verdicts, options.runs)
    return 0


def _judge(world: World, task: Task, run: int, log: Path | None) -> Verdict:
    world.put_back()
    played = play(world.service, task, world.source, run)
    faults = [*asyncio.run(_wrong(world, task)), *_unsaid(played)]
    if played.handed_over:
        faults.append("a person was asked for")
    verdict = Verdict(task, run, faults, _strangers(world, task), played)
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            end = "passed" if verdict.passed else "FAILED"
            told = [f"### task {task.id}, run {run}: {end}", *played.lines, *faults]
            file.write("\n".join([*told, "", ""]))
    return verdict


async def _wrong(world: World, task: Task) -> Sequence[str]:
    """What the shop's data holds of the caller that it should not, or lacks."""
    database = Database.open(f"sqlite+aiosqlite:///{world.database}")
    users = {task.customer_id}
    held = await held_facts(SqlShop(database), users)
    await database.close()
    return differences(expected_facts(world.source, task.expected, users), held)


def _unsaid(played: Played) -> list[str]:
    told = played.told.replace(",", "")
    return [f"{said} was not said" for said in played.task.must_say if said.replace(",", "") not in told]


def _strangers(world: World, task: Task) -> list[str]:
    query = "SELECT DISTINCT customer_id FROM orders WHERE version > 1 AND customer_id <> ?"
    with closing(sqlite3.connect(world.database)) as database:
        return [id_ for (id_,) in database.execute(query, [task.customer_id])]


def _report(console: Console, verdicts: Sequence[Verdict], runs: int) -> None:
    for name, chosen in _groups(verdicts).items():
        passed = sum(verdict.passed for verdict in chosen)
        always = sum(all(ends) for ends in _by_task(chosen).values())
        tasks = len(_by_task(chosen))
        if tasks:
            line = f"pass^1 {passed / len(chosen):.3f} ({passed} of {len(chosen)}), pass^{runs} {always / tasks:.3f}"
            console.print(f"{name}: {line} ({always} of {tasks} tasks)")
            console.print(f"  failed talks: {_why(chosen)}")
    console.print(f"orders of other customers changed: {sum(len(verdict.strangers) for verdict in verdicts)}")
    for verdict in verdicts:
        if verdict.run == 0 and not verdict.passed:
            console.print(escape(f"task {verdict.task.id}: {'; '.join(verdict.faults)[:200]}"))


def _groups(verdicts: Sequence[Verdict]) -> Mapping[str, list[Verdict]]:
    return {
        "all tasks": list(verdicts),
        "conditional or optimising": [v for v in verdicts if v.task.is_conditional],
        "plain": [v for v in verdicts if not v.task.is_conditional],
    }


def _why(verdicts: Sequence[Verdict]) -> str:
    """The customer's own share of what failed, and the bot's; a talk may count more than once."""
    failed = [verdict.played for verdict in verdicts if not verdict.passed]
    counts = {
        "the customer had nothing to say": sum(played.unsure > 0 for played in failed),
        "the bot did not understand or know": sum(played.misunderstood > 0 for played in failed),
        "something else was proposed": sum(played.declined > 0 for played in failed),
        "a person was asked for": sum(played.handed_over for played in failed),
    }
    return ", ".join(f"{why} in {count}" for why, count in counts.items()) + f"; of {len(failed)}"


def _by_task(verdicts: Sequence[Verdict]) -> Mapping[str, list[bool]]:
    ends: dict[str, list[bool]] = {}
    for verdict in verdicts:
        ends.setdefault(verdict.task.id, []).append(verdict.passed)
    return ends


if __name__ == "__main__":
    raise SystemExit(main())
