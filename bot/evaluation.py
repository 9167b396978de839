"""What `eval` prints: how well questions whose answers are known are answered by what is set up here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.answering.evaluation import (
    AnswerFigures,
    Answers,
    KnownQuestion,
    answer_figures,
    evaluate_answers,
    read_questions,
)
from bot.errors import InvalidInput
from bot.language import LANGUAGES, Language
from bot.preparation import Preparation
from bot.rehearsal import rehearsed
from bot.services import open_minds, open_rooms
from bot.serving import BuildActions
from bot.settings import Settings


async def evaluate(
    settings: Settings, files: Sequence[Path], on: date | None, build_actions: BuildActions, console: Console
) -> int:
    """Asks every question of the files (`<name>.<language>.jsonl`), first of the answerer alone and then of the whole
    service over its public interface, and prints the figures of each language."""
    exam = _Exam([question for file in files for question in _read(file)], on or datetime.now(UTC).date(), console)
    preparation = Preparation(settings, console)
    await preparation.shop()
    await preparation.dialogue()
    async with open_rooms(settings) as rooms, open_minds(rooms, settings.models / "index") as minds:
        await exam.hold("The answerer alone", minds.answerer, "first checked sentence")
    async with rehearsed(settings, build_actions, console) as service:
        await exam.hold("The whole service, as shoppers meet it today", service, "whole reply")
    return 0


@dataclass(frozen=True)
class _Exam:
    questions: Sequence[KnownQuestion]
    on: date
    console: Console

    async def hold(self, title: str, answers: Answers, timed: str) -> None:
        with Progress(console=self.console) as progress:
            task = progress.add_task("Asking", total=len(self.questions))
            outcomes = await evaluate_answers(
                answers, self.questions, self.on, lambda done, _total: progress.update(task, completed=done)
            )
        asked = [language for language in LANGUAGES if any(q.language == language for q in self.questions)]
        self.console.print(_table(title, [answer_figures(outcomes, language) for language in asked], timed))


def _read(file: Path) -> Sequence[KnownQuestion]:
    return read_questions(file, _language(file))


def _language(file: Path) -> Language:
    ending = file.stem.rpartition(".")[2]
    for language in LANGUAGES:
        if ending == language:
            return language
    raise InvalidInput(f"{file.name}: accepted are names that end in .en.jsonl or .zh.jsonl, to tell the language")


def _table(title: str, figures: Sequence[AnswerFigures], timed: str) -> Table:
    table = Table("", *(each.language for each in figures), title=title, title_justify="left")
    rows = {
        "answers that hold all they must": [f"{f.right} of {f.answerable}" for f in figures],
        "follow-ups among them": [f"{f.follow_ups_right} of {f.follow_ups}" for f in figures],
        "answerable questions not answered": [f"{f.declined} of {f.answerable}" for f in figures],
        "unanswerable questions declined": [f"{f.rightly_declined} of {f.unanswerable}" for f in figures],
        "answers with facts that their quotes do not hold": [str(f.ungrounded) for f in figures],
        f"{timed}, median / p95, ms": [f"{f.p50_ms:.0f} / {f.p95_ms:.0f}" for f in figures],
    }
    for name, cells in rows.items():
        table.add_row(name, *cells)
    return table
