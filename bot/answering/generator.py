"""The port to whatever writes an answer from passages."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from bot.answering.question import Question
from knowledge_base.document import Passage


class Purpose(StrEnum):
    """What is to be written."""

    ANSWER = "answer"  # an answer to a shopper's question
    SUMMARY = "summary"  # for a person of the shop: what the passages tell of a conversation
    TRANSLATION = "translation"  # the question's text in the question's language; there are no passages
    SHORTER = "shorter"  # the same text in fewer words of its own language
    FRIENDLIER = "friendlier"  # the same, in a warmer tone
    FORMAL = "formal"  # the same, in a formal tone


OTHER_WORDS: Final = frozenset({Purpose.TRANSLATION, Purpose.SHORTER, Purpose.FRIENDLIER, Purpose.FORMAL})
"""What is written from the question's text alone, and says the same in other words."""


@dataclass(frozen=True)
class Task:
    """What a generator is given: a question, and the passages that may answer it, the best first."""

    question: Question
    standalone: str
    """The question with what a follow-up leaves unsaid."""
    passages: Sequence[Passage]
    """Numbered from 1 in the answer's `[n]` marks."""
    purpose: Purpose = Purpose.ANSWER
    """Only a language model does more than answer."""


NOT_ANSWERED = "NOT_ANSWERED"
"""What a generator writes, and nothing else, when the passages hold no answer."""


class Generator(Protocol):
    """Writes an answer to a task, in the question's language, from its passages alone.

    Text comes in pieces of any length. Each sentence names the passages that it stands on: `30 days [1].`
    Raises `GeneratorUnavailable` at any moment; what was written before is then void.
    """

    def stream(self, task: Task) -> AsyncGenerator[str]: ...
