"""Measures retrieval and answers on questions whose answers are known."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from bot.answering.answer import Answer, AnswerStream
from bot.answering.facts import facts
from bot.answering.question import Question
from bot.errors import InvalidInput
from bot.language import Language
from knowledge_base.retriever import PassageSearch

_FOUND_AMONG = 5


class Answers(Protocol):
    """Whoever is asked: the answerer alone, or the whole service."""

    async def answer(self, question: Question, stream: AnswerStream | None = None) -> Answer | None: ...


@dataclass(frozen=True)
class KnownQuestion:
    """A question and what its answer must hold; `document_id` is None where the documents have no answer."""

    text: str
    language: Language
    document_id: str | None
    section: str
    must_contain: tuple[str, ...]
    context: str | None
    """The question before it."""

    def asked_on(self, day: date) -> Question:
        return Question(self.text, self.language, day, previous=self.context)


@dataclass(frozen=True)
class Outcome:
    """What became of one question."""

    known: KnownQuestion
    answer: Answer | None
    seconds: float
    """Until the first checked sentence, or until the end where there was none."""
    ungrounded: tuple[str, ...]
    """Facts of the answer that its own quotes and headings do not hold; none, unless the check is broken."""

    @property
    def right(self) -> bool:
        """Whether everything that must be said was said."""
        text = self.answer.text.casefold() if self.answer else ""
        return self.answer is not None and all(part.casefold() in text for part in self.known.must_contain)


@dataclass(frozen=True)
class AnswerFigures:
    """How well questions of one language are answered."""

    language: Language
    answerable: int
    right: int
    declined: int
    """Answerable questions that were not answered."""
    follow_ups: int
    follow_ups_right: int
    unanswerable: int
    rightly_declined: int
    ungrounded: int
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True)
class RetrievalFigures:
    """How well the right document and section are found, as shares of the answerable questions."""

    language: Language
    questions: int
    document_first: float
    document_among_5: float
    section_first: float
    section_among_5: float
    p95_ms: float


class _FirstSentence:
    def __init__(self) -> None:
        self.at: float | None = None

    async def sentence(self, text: str) -> None:
        self.at = self.at or time.perf_counter()

    async def replace(self, text: str) -> None:
        self.at = self.at or time.perf_counter()


def read_questions(path: Path, language: Language) -> list[KnownQuestion]:
    """Reads a file such as tests/knowledge_base/questions.en.jsonl; raises `InvalidInput` naming the bad line."""
    return [
        _question(path, number, line, language)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if line.strip()
    ]


async def evaluate_answers(
    answerer: Answers,
    questions: Sequence[KnownQuestion],
    on: date,
    progress: Callable[[int, int], None] | None = None,
) -> list[Outcome]:
    """Asks every question as a shopper would, one after another."""
    outcomes = []
    for number, known in enumerate(questions, start=1):
        outcomes.append(await _ask(answerer, known, on))
        if progress is not None:
            progress(number, len(questions))
    return outcomes


def answer_figures(outcomes: Sequence[Outcome], language: Language) -> AnswerFigures:
    """Sums up the outcomes of one language."""
    mine = [outcome for outcome in outcomes if outcome.known.language == language]
    answerable = [outcome for outcome in mine if outcome.known.document_id is not None]
    follow_ups = [outcome for outcome in answerable if outcome.known.context is not None]
    unanswerable = [outcome for outcome in mine if outcome.known.document_id is None]
    times = sorted(outcome.seconds * 1000 for outcome in answerable)
    return AnswerFigures(
        language=language,
        answerable=len(answerable),
        right=sum(outcome.right for outcome in answerable),
        declined=sum(outcome.answer is None for outcome in answerable),
        follow_ups=len(follow_ups),
        follow_ups_right=sum(outcome.right for outcome in follow_ups),
        unanswerable=len(unanswerable),
        rightly_declined=sum(outcome.answer is None for outcome in unanswerable),
        ungrounded=sum(bool(outcome.ungrounded) for outcome in mine),
        p50_ms=_at(times, 0.5),
        p95_ms=_at(times, 0.95),
    )


def evaluate_retrieval(
    search: PassageSearch, questions: Sequence[KnownQuestion], language: Language, on: date
) -> RetrievalFigures:
    """Looks up every answerable question of a language that needs no other question before it."""
    asked = [q for q in questions if q.language == language and q.document_id is not None and q.context is None]
    places: list[tuple[int | None, int | None]] = []
    times: list[float] = []
    for known in asked:
        begun = time.perf_counter()
        passages = search.search(known.text, language, _FOUND_AMONG, on)
        times.append((time.perf_counter() - begun) * 1000)
        found = [(passage.chunk.document.id, passage.chunk.heading) for passage in passages]
        documents = [document for document, _ in found]
        places.append((_place(documents, known.document_id), _place(found, (known.document_id, known.section))))
    return RetrievalFigures(
        language=language,
        questions=len(asked),
        document_first=sum(document == 0 for document, _ in places) / len(asked),
        document_among_5=sum(document is not None for document, _ in places) / len(asked),
        section_first=sum(section == 0 for _, section in places) / len(asked),
        section_among_5=sum(section is not None for _, section in places) / len(asked),
        p95_ms=_at(sorted(times), 0.95),
    )


async def _ask(answerer: Answers, known: KnownQuestion, on: date) -> Outcome:
    first, begun = _FirstSentence(), time.perf_counter()
    answer = await answerer.answer(known.asked_on(on), first)
    ended = first.at or time.perf_counter()
    return Outcome(known, answer, ended - begun, tuple(_ungrounded(answer)) if answer else ())


def _ungrounded(answer: Answer) -> Iterator[str]:
    """Held against the quotes alone, by other means than the check itself: every line that has a mark."""
    held = facts("\n".join(f"{citation.title}\n{citation.quote}" for citation in answer.citations))
    for line in answer.text.splitlines():
        if "[" in line:
            said = facts(" ".join(part.split("]")[-1] for part in line.split("[")))
            yield from (f"{fact.kind}: {fact.value}" for fact in said - held)


def _question(path: Path, number: int, line: str, language: Language) -> KnownQuestion:
    try:
        row = json.loads(line)
        return KnownQuestion(
            text=row["q"],
            language=language,
            document_id=row["document_id"],
            section=row.get("section", ""),
            must_contain=tuple(row.get("must_contain", ())),
            context=row.get("context"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{path.name}, line {number}: wants an object with q and document_id") from error


def _place(found: Sequence[object], wanted: object) -> int | None:
    return next((place for place, item in enumerate(found) if item == wanted), None)


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
