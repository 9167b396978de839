"""A reply that the shop's documents hold, for a person to make their own: never sent by itself."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

from bot.answering.answer import Answer
from bot.answering.question import Question
from bot.assist.summary import History, asks, own_words
from bot.commerce.backend import CommerceBackend
from bot.conversation.model import Author, Message
from bot.errors import MessageNotFound

_LONGEST_QUESTION: Final = 500
_MOST_TRIED: Final = 3
_MOST_KEPT: Final = 500
_KEPT_FOR: Final = timedelta(minutes=15)
"""Documents change: what was found is not kept for long."""
_MARK: Final = re.compile(r"\s*\[\d{1,3}\]")


class Answers(Protocol):
    """Answers a question from the shop's documents; None when they do not answer it."""

    async def answer(self, question: Question) -> Answer | None: ...


@dataclass(frozen=True)
class Suggestion:
    """What the documents say to one of a shopper's messages."""

    question: Message
    answer: Answer | None

    @property
    def draft(self) -> str:
        """The answer as a person would send it: without the numbers of its sources."""
        return _MARK.sub("", self.answer.text) if self.answer else ""


def _now() -> datetime:
    return datetime.now(UTC)


class Suggestions:
    """Looks a shopper's questions up when a person asks; what was found is kept by the message's id."""

    def __init__(
        self,
        conversations: History,
        answers: Answers,
        commerce: CommerceBackend,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._conversations, self._answers, self._commerce, self._now = conversations, answers, commerce, now
        self._kept: dict[str, tuple[datetime, Answer | None]] = {}

    async def of(self, conversation_id: str, reader: str, message_id: str | None = None) -> Suggestion | None:
        """For one message, or the newest of those that wait whose answer the documents hold.

        None where the shopper has asked nothing. Raises `MessageNotFound`. `reader` is whose share of a model it costs.
        """
        said = await self._conversations.history(conversation_id)
        if message_id is not None:
            question = next((m for m in said if m.id == message_id and m.author is Author.SHOPPER), None)
            if question is None or not own_words(question):
                raise MessageNotFound(message_id)
            return Suggestion(question, await self._look_up(question, said, reader))
        asked = list(_waiting(said))[:_MOST_TRIED]
        for question in asked:
            if (answer := await self._look_up(question, said, reader)) is not None:
                return Suggestion(question, answer)
        return Suggestion(asked[0], None) if asked else None

    async def _look_up(self, question: Message, said: Sequence[Message], reader: str) -> Answer | None:
        kept = self._kept.get(question.id)
        if kept is not None and self._now() - kept[0] < _KEPT_FOR:
            return kept[1]
        before = [m for m in said[: said.index(question)] if m.author is Author.SHOPPER and asks(own_words(m))]
        found = await self._answers.answer(
            Question(
                text=own_words(question)[:_LONGEST_QUESTION],
                language=question.language,
                on=await self._today(),
                previous=own_words(before[-1])[:_LONGEST_QUESTION] if before else None,
                address=reader,
            )
        )
        while len(self._kept) >= _MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[question.id] = (self._now(), found)
        return found

    async def _today(self) -> date:
        """The day it is at the shop: its documents have editions."""
        return self._now().astimezone((await self._commerce.shop()).zone).date()


def _waiting(said: Sequence[Message]) -> Iterator[Message]:
    """What the shopper has asked since a person last spoke, the newest first; the call for a person is answered."""
    spoken = max((n for n, message in enumerate(said) if message.author is Author.AGENT), default=-1)
    asked = [m for m in said[spoken + 1 :] if m.author is Author.SHOPPER and asks(own_words(m))]
    yield from (m for m in reversed(asked) if not _called_for_a_person(m, said))


def _called_for_a_person(message: Message, said: Sequence[Message]) -> bool:
    after = said[said.index(message) + 1 :]
    reply = next((m for m in after if m.author is not Author.SYSTEM), None)
    return reply is not None and any(part["kind"] == "handoff" for part in reply.parts)
