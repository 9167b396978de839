"""What the shop has written down, and the pieces of it that answers quote."""

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True)
class Chunk:
    """A passage of a document: short enough to retrieve by, whole enough to quote."""

    id: str
    document: Document
    section: tuple[str, ...]
    """The headings above it, outermost first, without the document's title."""
    text: str
    """Plain text as a shopper may be shown it; a table's row carries its column heads."""


@dataclass(frozen=True)
class Passage:
    """A chunk that was found for a query."""

    chunk: Chunk
    score: float
    """Fused rank score; comparable within one search only."""
    similarity: float
    """Cosine of query and chunk by the encoder, -1 to 1; comparable across searches."""
