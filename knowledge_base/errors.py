"""What can go wrong in the knowledge base.

KnowledgeBaseError
├── DocumentsRejected   carries every problem of every file
├── IndexMissing        nothing was built yet
├── IndexUnusable       what was built cannot be read, or was built for another encoder
└── EncoderUnusable     a model cannot be loaded or exported
"""

from collections.abc import Sequence
from dataclasses import dataclass


class KnowledgeBaseError(Exception):
    """Base of all errors that the knowledge base raises on purpose."""


@dataclass(frozen=True)
class BadFile:
    """One problem of one document file."""

    file: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


class DocumentsRejected(KnowledgeBaseError):
    """Some document files cannot be taken, so none is."""

    def __init__(self, problems: Sequence[BadFile]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(problems)} problem(s) in the documents\n" + "\n".join(f"  {p}" for p in problems))


class IndexMissing(KnowledgeBaseError):
    """No index was built yet in this folder."""


class IndexUnusable(KnowledgeBaseError):
    """An index cannot be used; the message says which and why."""


class EncoderUnusable(KnowledgeBaseError):
    """An encoder cannot be loaded or exported; the message says which and why."""
