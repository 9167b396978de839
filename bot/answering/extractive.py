"""The embedded generator: picks the lines that answer and joins them, word for word, without a model."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from itertools import groupby
from typing import Final

from bot.answering.generator import NOT_ANSWERED, Task
from bot.answering.relevance import Candidate, Relevance
from knowledge_base.document import LineKind, Passage
from knowledge_base.vocabulary import Vocabulary

MOST: Final = 4
"""Lines of an answer."""
NEAR: Final = 0.25
"""How far below the best line another may score and still be worth saying."""


class ExtractiveGenerator:
    """Quotes up to four lines of the passages in their order; a `Generator` that invents nothing."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._relevance = Relevance(vocabulary)

    async def stream(self, task: Task) -> AsyncGenerator[str]:
        ranked = await asyncio.to_thread(self._relevance.rank, task.standalone, task.passages)
        if not ranked:
            yield NOT_ANSWERED
            return
        for piece in _spoken(task, _chosen(ranked)):
            yield piece


def _chosen(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best line and those that score nearly as well, grouped by passage, the best one's first."""
    chosen: list[Candidate] = []
    said: set[str] = set()
    for candidate in ranked:
        if len(chosen) == MOST or (chosen and candidate.score < ranked[0].score - NEAR):
            break
        # Twins of a sentence stand in several documents, and a lead-in says nothing alone.
        text = candidate.line.line.text
        if text not in said and not text.endswith((":", "：")):
            chosen.append(candidate)
            said.add(text)
    first = {candidate.passage: place for place, candidate in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda candidate: (first[candidate.passage], candidate.position))


def _spoken(task: Task, chosen: Sequence[Candidate]) -> Iterator[str]:
    for number, group in groupby(chosen, key=lambda candidate: candidate.passage):
        yield from _paragraph(number, list(group), task.passages[number])


def _paragraph(number: int, lines: Sequence[Candidate], passage: Passage) -> Iterator[str]:
    """The lines of one passage; a table's row or an item without a lead-in stands under its heading."""
    mark, lead = f"[{number + 1}]", ""
    for candidate in lines:
        line = candidate.line.line
        if line.kind is LineKind.SENTENCE:
            lead = ""
            yield f"{line.text} {mark}\n"
            continue
        above = line.lead or _under(passage)
        if above != lead:
            lead = above
            yield f"{above}\n"
        yield f"- {line.text.removeprefix('- ')} {mark}\n"


def _under(passage: Passage) -> str:
    colon = "：" if passage.chunk.document.language == "zh" else ":"
    return f"{passage.chunk.heading}{colon}"
