"""Ranks the lines of the retrieved passages by how well they answer a question."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from bot.answering.question_type import QuestionType, holds, types_of
from knowledge_base.document import Passage, ScoredLine
from knowledge_base.vocabulary import Vocabulary

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*[-–~至到]\s*(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Signals:
    """What speaks for a line, each about 0 to 1."""

    similarity: float
    """Cosine of question and line under its headings."""
    lexical: float
    """BM25, as a share of the best line's."""
    coverage: float
    """How much of the question the line speaks of."""
    kind: float
    """1 if it holds the kind of answer that is asked for: a time, an amount."""
    place: float
    """1 if it is about the place asked for, -1 if about another one."""
    rank: float
    """1 in the best passage, and less the further down."""
    meaning: float
    """The share of the question's known meanings that stand in the line itself."""
    number: float
    """The share of the question's numbers that the line names, or gives a range for."""
    passage_coverage: float
    passage_similarity: float
    document: float
    """How much of what was found is of the same document, as a share of the most."""


WEIGHTS: Final = Signals(
    similarity=0.34,
    lexical=0.2,
    coverage=0.6,
    kind=0.41,
    place=0.1,
    rank=0.05,
    meaning=0.16,
    number=0.15,
    passage_coverage=0.14,
    passage_similarity=0.4,
    document=0.12,
)
"""Found by a search on every second question of tests/knowledge_base; docs/answers.md has the figures of the others."""


@dataclass(frozen=True)
class Candidate:
    """A line that may answer."""

    passage: int
    """Its passage's place among the passages."""
    position: int
    """Its place in the passage."""
    line: ScoredLine
    score: float


class Relevance:
    """Scores lines for questions, by the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def rank(self, question: str, passages: Sequence[Passage]) -> list[Candidate]:
        """All lines of the passages, the best first."""
        asked = _Asked.of(question, self._vocabulary)
        best = max((line.lexical for passage in passages for line in passage.lines), default=0.0)
        shares = _document_shares(passages)
        found = [
            Candidate(number, position, line, _score(self._signals(asked, passage, number, line, best, shares)))
            for number, passage in enumerate(passages)
            for position, line in enumerate(passage.lines)
        ]
        return sorted(found, key=lambda candidate: -candidate.score)

    def _signals(
        self,
        asked: "_Asked",
        passage: Passage,
        number: int,
        line: ScoredLine,
        best: float,
        shares: Mapping[str, float],
    ) -> Signals:
        meanings = self._vocabulary.meanings(f"{line.line.lead}\n{line.line.text}")
        return Signals(
            similarity=line.similarity,
            lexical=line.lexical / best if best else 0.0,
            coverage=line.coverage,
            kind=float(holds(line.line.text, asked.kinds)),
            place=asked.place(self._vocabulary.places(line.line.text)),
            rank=1 / (1 + number),
            meaning=len(asked.meanings & meanings) / max(len(asked.meanings), 1),
            number=asked.number(line.line.text),
            passage_coverage=passage.coverage,
            passage_similarity=passage.similarity,
            document=shares[passage.chunk.document.id],
        )


@dataclass(frozen=True)
class _Asked:
    kinds: frozenset[QuestionType]
    meanings: frozenset[str]
    places: frozenset[str]
    regions: frozenset[str]
    numbers: frozenset[float]

    @classmethod
    def of(cls, question: str, vocabulary: Vocabulary) -> "_Asked":
        places = vocabulary.places(question)
        return cls(
            kinds=types_of(question),
            meanings=frozenset(vocabulary.meanings(question)),
            places=frozenset(places),
            regions=frozenset(region for place in places for region in vocabulary.regions(place)),
            numbers=frozenset(float(number) for number in _NUMBER.findall(question)),
        )

    def place(self, named: set[str]) -> float:
        if not self.places or not named:
            return 0.0
        if self.places & named:
            return 1.0
        return 0.7 if self.regions & named else -1.0

    def number(self, line: str) -> float:
        if not self.numbers:
            return 0.0
        named = {float(number) for number in _NUMBER.findall(line)}
        ranges = list(_ranges(line))
        met = [n for n in self.numbers if n in named or any(low <= n <= high for low, high in ranges)]
        return len(met) / len(self.numbers)


def _document_shares(passages: Sequence[Passage]) -> Mapping[str, float]:
    shares: dict[str, float] = defaultdict(float)
    for number, passage in enumerate(passages):
        shares[passage.chunk.document.id] += 1 / (number + 2)
    most = max(shares.values(), default=1.0)
    return {document: share / most for document, share in shares.items()}


def _ranges(line: str) -> Iterator[tuple[float, float]]:
    for low, high in _RANGE.findall(line):
        yield float(low), float(high)


def _score(signals: Signals) -> float:
    return float(sum(weight * signal for weight, signal in zip(astuple(WEIGHTS), astuple(signals), strict=True)))
