"""Picks the lines of an answer: the best ones, with the table or the steps that they belong to."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.answering.question_type import types_of
from bot.answering.relevance import Candidate
from knowledge_base.document import LineKind, Passage
from knowledge_base.tokens import tokens
from knowledge_base.vocabulary import Vocabulary

MOST: Final = 4
"""Lines of an answer, beyond which no other is begun."""
NEAR: Final = 0.25
"""How far below the best line another may score and still be worth saying."""
ALIKE: Final = 0.1
"""How near the best line one of a table's must be for the whole table to be the answer."""
MOST_ROWS: Final = 8
MOST_STEPS: Final = 6

_STEP = re.compile(r"^\d{1,2}[.)、]\s*\S")
_KEY = re.compile(r"\s*—+\s*")
# What a rule is called says nothing of what it rules.
_POLICY: Final = frozenset({"policy", "rul", "rule", "term", "政策", "规定", "规则", "条款"})
# Who asks for several of something is served by some of them.
_LISTS = re.compile(r"\b(?:which|what|list|all)\b|哪些|哪几|什么", re.I)
_MANNER = re.compile(r"\b(?:how|where|who|why|which)\b|怎|如何|哪|谁|为什么|为何|咋", re.I)


class Selection:
    """What to say of the ranked lines of one question."""

    def __init__(
        self, question: str, ranked: Sequence[Candidate], passages: Sequence[Passage], vocabulary: Vocabulary
    ) -> None:
        self._ranked, self._passages, self._vocabulary = ranked, passages, vocabulary
        self._question = question
        self._meant = vocabulary.meanings(question)
        self._asked = self._terms(question)
        # Another place's line may still tell what holds elsewhere; `Relevance` weighs places.
        rivals = vocabulary.rivals(self._meant - vocabulary.places(question))
        self._rivals, self._own = rivals - self._meant, rivals & self._meant

    def chosen(self) -> list[Candidate]:
        """The best line and those that score nearly as well, grouped by section, the best one's first."""
        chosen: list[Candidate] = []
        said: set[str] = set()
        left = MOST
        for best in self._worthy():
            if left <= 0:
                break
            before = len(chosen)
            for candidate in self._whole(best):
                # Twins of a sentence stand in several documents, and a lead-in says nothing alone.
                text = candidate.line.line.text
                if text not in said and not text.endswith((":", "：")):
                    chosen.append(candidate)
                    said.add(text)
            # Steps count as one: they leave room for what they cost.
            left -= min(len(chosen) - before, 1 if _STEP.match(best.line.line.text) else MOST)
        first = {self._section(candidate): place for place, candidate in reversed(list(enumerate(chosen)))}
        return sorted(chosen, key=lambda one: (first[self._section(one)], self._place(one), one.position))

    def _worthy(self) -> Iterator[Candidate]:
        yield from self._openings()
        top = self._ranked[0]
        near = [one for one in self._ranked if one.score >= top.score - NEAR]
        whole = [one for one in near if not self._is_excerpt(one)]
        near = whole or near
        yield near[0]
        yield from (candidate for candidate in near[1:] if not self._beside(candidate))

    def _is_excerpt(self, candidate: Candidate) -> bool:
        """Whether it is one of more rows alike than are told: some of them would pass for all."""
        if candidate.line.line.kind is not LineKind.ROW or _LISTS.search(self._question):
            return False
        table = self._table(candidate)
        alike = [row for row in table if abs(row.score - candidate.score) <= ALIKE]
        return len(alike) > MOST and len(table) > MOST_ROWS and not self._named(table)

    def _openings(self) -> Iterator[Candidate]:
        """The first sentence of a document whose title is all that is asked about."""
        if types_of(self._question) or _MANNER.search(self._question):
            return
        for candidate in self._ranked:
            chunk = self._passages[candidate.passage].chunk
            opens = candidate.position == 0 and not chunk.section and candidate.line.line.kind is LineKind.SENTENCE
            if opens and self._titled(chunk.document.title):
                yield candidate
                return

    def _titled(self, title: str) -> bool:
        asked = [word for word in tokens(self._question) if word not in _POLICY]
        return bool(asked) and self._covers(title, asked) and self._covers(" ".join(asked), tokens(title))

    def _covers(self, text: str, words: Sequence[str]) -> bool:
        held, meant = set(tokens(text)), self._vocabulary.meanings(text)
        return all(word in held or self._vocabulary.meanings(word) & meant for word in words)

    def _beside(self, candidate: Candidate) -> bool:
        """Whether a line is about another thing than the one asked about, or about another row than the one named."""
        line = candidate.line.line
        if line.kind is LineKind.ROW:
            named = self._named(self._table(candidate))
            return bool(named) and candidate not in named
        meant = self._vocabulary.meanings(f"{line.lead}\n{line.text}")
        return bool(self._rivals & meant) and not self._own & meant

    def _whole(self, candidate: Candidate) -> list[Candidate]:
        """The line with those that it says too little without: the other steps, a table of which no row is named."""
        line = candidate.line.line
        if _STEP.match(line.text):
            steps = [other for other in self._of(candidate.passage) if _STEP.match(other.line.line.text)]
            return steps[:MOST_STEPS] if candidate in steps[:MOST_STEPS] else [candidate]
        if line.kind is LineKind.ROW and candidate.score >= self._ranked[0].score - ALIKE:
            table = self._table(candidate)
            scores = [row.score for row in table]
            alike = max(scores) - min(scores) <= NEAR
            if alike and len(table) <= MOST_ROWS and not self._named(table) and not self._telling(table):
                return table
        return [candidate]

    def _of(self, passage: int) -> list[Candidate]:
        lines = [candidate for candidate in self._ranked if candidate.passage == passage]
        return sorted(lines, key=lambda candidate: candidate.position)

    def _table(self, row: Candidate) -> list[Candidate]:
        """The rows of its section that were found, in the document's order; a long table is cut over passages."""
        section = self._section(row)
        rows = [
            candidate
            for candidate in self._ranked
            if candidate.line.line.kind is LineKind.ROW and self._section(candidate) == section
        ]
        return sorted(rows, key=lambda candidate: (self._place(candidate), candidate.position))

    def _section(self, candidate: Candidate) -> tuple[str, tuple[str, ...]]:
        chunk = self._passages[candidate.passage].chunk
        return chunk.id.rpartition("/")[0], chunk.section

    def _place(self, candidate: Candidate) -> int:
        return int(self._passages[candidate.passage].chunk.id.rpartition("/")[2])

    def _named(self, table: Sequence[Candidate]) -> list[Candidate]:
        """The rows whose first cell the question names, without those of which it names less than of another."""
        hits = self._hits(table, [_KEY.split(row.line.line.text, maxsplit=1)[0] for row in table])
        return [row for row, hit in zip(table, hits, strict=True) if hit and not any(hit < other for other in hits)]

    def _telling(self, table: Sequence[Candidate]) -> bool:
        """Whether the question names what only some rows hold."""
        return any(self._hits(table, [row.line.line.text for row in table]))

    def _hits(self, table: Sequence[Candidate], texts: Sequence[str]) -> list[set[str]]:
        """For each text what of the question it holds and the others, or the table's headings, do not all hold."""
        chunk = self._passages[table[0].passage].chunk
        above = self._terms(f"{chunk.document.title}\n{chunk.heading}")
        terms = [self._terms(text) & self._asked - above for text in texts]
        shared = set[str].intersection(*terms) if len(terms) > 1 else set[str]()
        return [held - shared for held in terms]

    def _terms(self, text: str) -> set[str]:
        terms = set(self._vocabulary.terms(text))
        regions = (region for place in self._vocabulary.places(text) for region in self._vocabulary.regions(place))
        return terms | {f"~{region}" for region in regions}
