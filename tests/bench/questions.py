"""What shoppers ask: the question sets that answers are tested with."""

import json
from dataclasses import dataclass
from itertools import chain

from knowledge_base.document import Language
from tests.bench.programs import ROOT


@dataclass(frozen=True)
class Question:
    """A question in one language."""

    text: str
    language: Language


def questions(each: int | None = None) -> list[Question]:
    """Questions of both languages in turn, at most `each` of one language."""
    both = [_read("en")[:each], _read("zh")[:each]]
    return list(chain.from_iterable(zip(*both, strict=True)))


def _read(language: Language) -> list[Question]:
    path = ROOT / "tests" / "knowledge_base" / f"questions.{language}.jsonl"
    return [Question(json.loads(line)["q"], language) for line in path.read_text("utf-8").splitlines()]
