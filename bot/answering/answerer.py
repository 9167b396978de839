"""A question becomes a grounded answer, or an honest None."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final

from bot.answering.answer import Answer, AnswerStream
from bot.answering.answerability import Answerability
from bot.answering.draft import Draft
from bot.answering.followup import FollowUps
from bot.answering.generator import NOT_ANSWERED, Generator, Task
from bot.answering.grounding import Grounding, Refusal
from bot.answering.question import Question
from bot.answering.sentence_stream import Sentence, SentenceStream
from bot.errors import GeneratorUnavailable
from knowledge_base.document import Passage
from knowledge_base.retriever import PassageSearch

PASSAGES: Final = 10
"""Passages that a generator is given."""

log = logging.getLogger(__name__)


class _NotGrounded(Exception):
    """A generator said something that its passages do not."""


class _Silence(AnswerStream):
    """For those who only want the end."""

    async def sentence(self, text: str) -> None:
        return None

    async def replace(self, text: str) -> None:
        return None


class Answerer:
    """Retrieves, judges, generates, and lets no sentence out that was not checked.

    `model` writes when there is one; when it fails, in mid-turn too, `fallback` takes over.
    """

    def __init__(
        self,
        search: PassageSearch,
        follow_ups: FollowUps,
        answerability: Answerability,
        grounding: Grounding,
        fallback: Generator,
        model: Generator | None = None,
    ) -> None:
        self._search, self._follow_ups, self._answerability = search, follow_ups, answerability
        self._grounding, self._fallback, self._model = grounding, fallback, model

    async def answer(self, question: Question, stream: AnswerStream | None = None) -> Answer | None:
        """The answer by the shop's documents; None when they hold none. Checked sentences go to `stream` at once."""
        standalone = self._search.corrected(self._follow_ups.standalone(question))
        passages = await asyncio.to_thread(self._search.search, standalone, question.language, PASSAGES, question.on)
        if not self._answerability.holds(question, standalone, passages):
            return None
        return await self._write(Task(question, standalone, passages), stream or _Silence())

    async def _write(self, task: Task, stream: AnswerStream) -> Answer | None:
        if self._model is not None:
            draft = Draft(task.question.language, task.passages)
            try:
                return await self._compose(self._model, task, draft, stream, "model")
            except (GeneratorUnavailable, _NotGrounded) as error:
                log.warning("the embedded composer takes over: %s", error)
                if draft.text:
                    return await self._replace(task, stream)
        draft = Draft(task.question.language, task.passages)
        return await self._compose(self._fallback, task, draft, stream, "extractive")

    async def _replace(self, task: Task, stream: AnswerStream) -> Answer | None:
        """Writes in silence and then takes the place of what was said."""
        draft = Draft(task.question.language, task.passages)
        answer = await self._compose(self._fallback, task, draft, _Silence(), "extractive")
        await stream.replace(answer.text if answer else "")
        return answer

    async def _compose(
        self, generator: Generator, task: Task, draft: Draft, stream: AnswerStream, name: str
    ) -> Answer | None:
        async with aclosing(_sentences(generator.stream(task))) as sentences:
            async for sentence in sentences:
                if sentence.text.strip(" .。") == NOT_ANSWERED:
                    if draft.text:
                        raise _NotGrounded("it said that there is no answer after it had given one")
                    return None
                added = await self._checked(sentence, task.passages, draft)
                if added:
                    await stream.sentence(added)
                if draft.full:
                    break
        return Answer(draft.text, draft.citations(), name) if draft.text else None

    async def _checked(self, sentence: Sentence, passages: Sequence[Passage], draft: Draft) -> str:
        """What the sentence adds to the answer; nothing for small talk. Raises `_NotGrounded`."""
        sources = [passage.chunk for passage in passages]
        verdict = await asyncio.to_thread(self._grounding.check, sentence, sources)
        if verdict.holds:
            return draft.add(sentence, verdict)
        if not sentence.marks and verdict.refusal is Refusal.UNSUPPORTED:
            return ""
        raise _NotGrounded(f"{verdict.refusal}: {verdict.detail}")


async def _sentences(pieces: AsyncGenerator[str]) -> AsyncGenerator[Sentence]:
    stream = SentenceStream()
    async with aclosing(pieces):
        async for piece in pieces:
            for sentence in stream.feed(piece):
                yield sentence
    for sentence in stream.end():
        yield sentence
