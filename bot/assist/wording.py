"""A summary in flowing words: a model's, of which every sentence is held against the summary's own lines."""

import asyncio
import logging
import re
from collections.abc import Sequence
from contextlib import aclosing
from datetime import date
from typing import Final

from bot.answering.generator import NOT_ANSWERED, Generator, Purpose, Task
from bot.answering.grounding import Grounding
from bot.answering.question import Question
from bot.answering.sentence_stream import Sentence, SentenceStream
from bot.assist import words
from bot.assist.summary import Line, Summary
from bot.errors import GeneratorUnavailable
from bot.language import Language
from knowledge_base.document import Chunk, Document, Passage
from knowledge_base.document import Line as SourceLine

_log = logging.getLogger(__name__)
_LEAST_LINES: Final = 2
_QUOTES: Final = 2
"""The passage of the shopper's words: what stands there was said, not seen."""
_OF_THE_CUSTOMER: Final = re.compile(r"^(?:the )?(?:customer|shopper)\b|^(?:该|这位)?(?:顾客|客户)", re.IGNORECASE)


class Wording:
    """Has a model word summaries."""

    def __init__(self, model: Generator, grounding: Grounding) -> None:
        self._model, self._grounding = model, grounding

    async def of(self, summary: Summary, language: Language, reader: str) -> str | None:
        """The summary in a few sentences; None where a sentence says what no line does, or there is little to say.

        `reader` is whose share of the model it costs.
        """
        if len(summary.lines) < _LEAST_LINES:
            return None
        passages = [_passage(name, lines) for name, lines in _sources(summary.lines, language)]
        task = Task(Question("", language, date.min, address=reader), "", passages, Purpose.SUMMARY)
        try:
            return await self._checked(task, language)
        except GeneratorUnavailable as error:
            _log.warning("the summary stays as it is: %s", error)
            return None

    async def _checked(self, task: Task, language: Language) -> str | None:
        sources = [passage.chunk for passage in task.passages]
        said: list[str] = []
        for sentence in await self._sentences(task):
            verdict = await asyncio.to_thread(self._grounding.check, sentence, sources)
            if not verdict.holds or not sentence.marks or not _is_told_as_said(sentence):
                _log.warning("a summary was not taken: %s %s", verdict.refusal or "no source", verdict.detail)
                return None
            said.append(sentence.bare)
        return ("" if language == "zh" else " ").join(said) or None

    async def _sentences(self, task: Task) -> list[Sentence]:
        stream, sentences = SentenceStream(), list[Sentence]()
        async with aclosing(self._model.stream(task)) as pieces:
            async for piece in pieces:
                sentences.extend(stream.feed(piece))
        sentences.extend(stream.end())
        return [sentence for sentence in sentences if sentence.text.strip(" .。") != NOT_ANSWERED]


def _is_told_as_said(sentence: Sentence) -> bool:
    """What stands on the shopper's words alone is no fact: it says that the shopper said it."""
    return _QUOTES not in sentence.marks or _OF_THE_CUSTOMER.match(sentence.bare) is not None


def _sources(lines: Sequence[Line], language: Language) -> list[tuple[str, list[str]]]:
    facts = [line.words for line in lines if line.words]
    said = [words.say("wrote", language, words=line.quote) for line in lines if line.quote and not line.words]
    return [("facts", facts), ("said", said)]


def _passage(name: str, said: Sequence[str]) -> Passage:
    text = "\n".join(said)
    document = Document(name, "", "en", text)
    return Passage(Chunk(name, document, (), text, tuple(SourceLine(line) for line in said)), 0.0, 0.0)
