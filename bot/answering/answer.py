"""An answer with its sources, and the stream it is told through."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.dialogue.parts import Citation, Part, answer


@dataclass(frozen=True)
class Answer:
    """A grounded answer; `[n]` in the text points to a citation."""

    text: str
    citations: tuple[Citation, ...]
    written_by: str = ""
    """Which generator wrote it: `extractive` or `model`; a reply part does not tell."""

    def to_part(self) -> Part:
        return answer(self.text, self.citations)

    @classmethod
    def among(cls, parts: Iterable[Part]) -> "Answer | None":
        """The answer that a reply holds."""
        for part in parts:
            if part["kind"] == "answer":
                return cls(part["text"], tuple(Citation(**citation) for citation in part["citations"]))
        return None


class AnswerStream(Protocol):
    """Where checked sentences go while an answer is being written."""

    async def sentence(self, text: str) -> None:
        """Adds a sentence, with the white space before it."""
        ...

    async def replace(self, text: str) -> None:
        """Takes back all that was said for another text."""
        ...
