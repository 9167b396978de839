"""The embedded generator: picks the lines that answer and joins them, word for word, without a model."""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from itertools import groupby

from bot.answering.generator import NOT_ANSWERED, Task
from bot.answering.relevance import Candidate, Relevance
from bot.answering.selection import Selection
from knowledge_base.document import LineKind, Passage
from knowledge_base.vocabulary import Vocabulary

_NUMBERED = re.compile(r"\d{1,2}\.\s")


class ExtractiveGenerator:
    """Quotes a few lines of the passages in their order; a `Generator` that invents nothing."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary, self._relevance = vocabulary, Relevance(vocabulary)

    async def stream(self, task: Task) -> AsyncGenerator[str]:
        ranked = await asyncio.to_thread(self._relevance.rank, task.standalone, task.passages)
        if not ranked:
            yield NOT_ANSWERED
            return
        selection = Selection(task.standalone, ranked, task.passages, self._vocabulary)
        for piece in _spoken(task, await asyncio.to_thread(selection.chosen)):
            yield piece


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
        bullet = "" if _NUMBERED.match(line.text) else "- "
        yield f"{bullet}{line.text.removeprefix('- ')} {mark}\n"


def _under(passage: Passage) -> str:
    colon = "：" if passage.chunk.document.language == "zh" else ":"
    return f"{passage.chunk.heading}{colon}"
