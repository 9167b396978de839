"""Measures a trained dialogue model on the test set: `python -m bot.understanding.evaluate --model models/dialogue`."""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rasa.core.agent import Agent
from rasa.model import get_latest_model
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.utils.io import list_files
from rasa.utils.log_utils import configure_structlog

from bot.understanding.decision import FALLBACK, OUT_OF_SCOPE
from bot.understanding.families import family
from bot.understanding.figures import Figure, bootstrapped, f1, macro_f1, share
from bot.understanding.fold import plain

LANGUAGES = ("en", "zh")
KINDS = ("order_number", "email", "phone", "postcode", "product", "quantity", "money", "date")
Span = tuple[str, int, int]


@dataclass(frozen=True)
class Asked:
    """A message of a test set, with what a person says it means."""

    text: str
    intent: str
    entities: frozenset[Span]


@dataclass(frozen=True)
class Answered:
    """What the model made of a message, and how much CPU that took."""

    asked: Asked
    intent: str
    entities: frozenset[Span]
    cpu_ms: float

    @property
    def turned_away(self) -> bool:
        return self.intent in (OUT_OF_SCOPE, FALLBACK)

    def counts(self, kinds: Sequence[str] = KINDS) -> tuple[int, int, int]:
        true = {span for span in self.asked.entities if span[0] in kinds}
        found = {span for span in self.entities if span[0] in kinds}
        return len(true & found), len(found - true), len(true - found)


@dataclass(frozen=True)
class Report:
    """The figures of one language."""

    messages: int
    intents: Figure
    """Macro-F1 over all families of intents, out_of_scope among them; nlu_fallback is always wrong here."""
    foreign: Figure
    """Out-of-scope messages that were turned away: out_of_scope or nlu_fallback."""
    turned_away: Figure
    """In-scope messages that were turned away."""
    entities: Figure
    """Micro-F1 over exact spans and types."""
    by_kind: dict[str, tuple[float, int]]
    """F1 and how many were marked, for each entity."""
    cpu_ms: float
    """Median CPU a message."""


def read(file: Path) -> list[Asked]:
    """The messages of a file in Rasa's training format."""
    return [
        Asked(message.get(TEXT), message.get(INTENT), _spans(message.get(ENTITIES, [])))
        for message in load_data(str(file)).intent_examples
    ]


def ask(agent: Agent, messages: Iterable[Asked]) -> list[Answered]:
    """Parse every message as the running server would, commands included."""
    return asyncio.run(_ask(agent, list(messages)))


def report(answers: Sequence[Answered]) -> Report:
    foreign = [answer for answer in answers if answer.asked.intent == OUT_OF_SCOPE]
    own = [answer for answer in answers if answer.asked.intent != OUT_OF_SCOPE]
    return Report(
        len(answers),
        bootstrapped(macro_f1, [(family(answer.asked.intent), family(answer.intent)) for answer in answers]),
        share(sum(answer.turned_away for answer in foreign), len(foreign)),
        share(sum(answer.turned_away for answer in own), len(own)),
        bootstrapped(f1, [answer.counts() for answer in answers]),
        {
            kind: (f1([answer.counts([kind]) for answer in answers]), sum(_marked(answer, kind) for answer in answers))
            for kind in KINDS
        },
        median(answer.cpu_ms for answer in answers),
    )


def without_known(answers: Sequence[Answered], known: Iterable[Asked]) -> list[Answered]:
    """Those whose text, however typed, is not among the training examples."""
    texts = {plain(asked.text) for asked in known}
    return [answer for answer in answers if plain(answer.asked.text) not in texts]


def table(reports: dict[str, Report]) -> str:
    """Markdown: one row a name of a set, one column a figure."""
    rows = [
        "| set | messages | macro-F1 | out of scope recognised | in scope turned away | entity F1 | CPU, median |",
        "| --- | ---: | --- | --- | --- | --- | ---: |",
    ]
    for name, found in reports.items():
        figures = (found.intents, found.foreign, found.turned_away, found.entities)
        cells = [name, str(found.messages), *map(str, figures), f"{found.cpu_ms:.1f} ms"]
        rows.append(f"| {' | '.join(cells)} |")
    rows += ["", f"| entity F1 (marked) | {' | '.join(KINDS)} |", f"| --- |{' --- |' * len(KINDS)}"]
    for name, found in reports.items():
        cells = [f"{value:.2f} ({count})" for value, count in found.by_kind.values()]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def measure(model: Path, tests: dict[str, Path], training: Path) -> dict[str, Report]:
    """Every set twice: whole, and without the messages that the training data holds word for word."""
    agent = Agent.load(str(model))
    known = [asked for file in list_files(str(training)) if file.endswith(".yml") for asked in read(Path(file))]
    reports = {}
    for name, file in tests.items():
        answers = ask(agent, read(file))
        reports[name] = report(answers)
        reports[f"{name}, unseen texts"] = report(without_known(answers, known))
    return reports


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.understanding.evaluate", description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("models/dialogue"), help="archive, or folder of archives")
    parser.add_argument("--training", type=Path, default=Path("data/nlu"))
    parser.add_argument("--set", default="test", help="test, or validation: tests/understanding/<set>_<language>.yml")
    parser.add_argument("--out", type=Path, help="write the table here as well")
    chosen = parser.parse_args(arguments)
    # Rasa would otherwise log every message, and who tunes must not read the test set.
    configure_structlog(logging.ERROR)
    model = get_latest_model(str(chosen.model)) if chosen.model.is_dir() else str(chosen.model)
    tests = {language: Path(f"tests/understanding/{chosen.set}_{language}.yml") for language in LANGUAGES}
    absent = [str(file) for file in (*tests.values(), chosen.training) if not file.exists()]
    if model is None or not Path(model).is_file() or absent:
        sys.stderr.write(f"Missing: {', '.join(absent) or f'a trained model in {chosen.model}'}\n")
        return 2
    found = table(measure(Path(model), tests, chosen.training))
    sys.stdout.write(found + "\n")
    if chosen.out is not None:
        chosen.out.write_text(found + "\n", encoding="utf-8")
    return 0


async def _ask(agent: Agent, messages: list[Asked]) -> list[Answered]:
    answers = []
    for asked in messages:
        start = time.process_time()
        parsed = await agent.parse_message(asked.text)
        spent = (time.process_time() - start) * 1000
        answers.append(Answered(asked, parsed[INTENT]["name"], _spans(parsed[ENTITIES]), spent))
    return answers


def _spans(entities: Iterable[dict[str, object]]) -> frozenset[Span]:
    return frozenset((str(found["entity"]), int(str(found["start"])), int(str(found["end"]))) for found in entities)


def _marked(answer: Answered, kind: str) -> int:
    return sum(span[0] == kind for span in answer.asked.entities)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
