"""What the shop has written down, and the pieces of it that answers quote."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Document:
    """One edition of a policy or help page in one language; `id` is shared by twins and editions."""

    id: str
    title: str
    language: Language
    body: str
    """Markdown."""
    effective_from: date | None = None
    effective_to: date | None = None
    """The last day on which it holds."""
    url: str | None = None

    def holds_on(self, day: date) -> bool:
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )


class LineKind(StrEnum):
    """What a line of a passage was in the document."""

    SENTENCE = "sentence"  # of a paragraph
    ITEM = "item"  # of a list
    ROW = "row"  # of a table


@dataclass(frozen=True)
class Line:
    """The smallest thing that is quoted: a sentence, a list's item or a table's row."""

    text: str
    kind: LineKind = LineKind.SENTENCE
    lead: str = ""
    """The sentence that introduces the item's list."""


@dataclass(frozen=True)
class Chunk:
    """A passage of a document: short enough to retrieve by, whole enough to quote."""

    id: str
    document: Document
    section: tuple[str, ...]
    """The headings above it, outermost first, without the document's title."""
    text: str
    """Plain text as a shopper may be shown it; a table's row carries its column heads."""
    lines: tuple[Line, ...] = ()
    """The same, cut into what may be quoted alone."""

    @property
    def heading(self) -> str:
        """The innermost heading, or the document's title above the first one."""
        return self.section[-1] if self.section else self.document.title


@dataclass(frozen=True)
class Passage:
    """A chunk that was found for a query."""

    chunk: Chunk
    score: float
    """Fused rank score; comparable within one search only."""
    similarity: float
    """Cosine of query and chunk by the encoder, -1 to 1; comparable across searches."""
    coverage: float = 0.0
    """How much of the query the chunk and its headings speak of, 0 to 1; comparable across searches."""
    met: int = 0
    """How many of the things that the query asks for it names outright."""
    lines: tuple["ScoredLine", ...] = ()
    """The chunk's lines in their order, each scored for the query."""


@dataclass(frozen=True)
class ScoredLine:
    """How well a line of a found chunk fits the query."""

    line: Line
    similarity: float
    """Cosine by the encoder, of the line under its headings."""
    lexical: float
    """BM25 of the line under its headings, 0 where no word is shared."""
    coverage: float = 0.0
    """How much of the query the line and its headings speak of, 0 to 1."""
