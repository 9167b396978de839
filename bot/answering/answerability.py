"""Whether the retrieved passages answer a question at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.language import Language
from knowledge_base.document import Passage

_TOP: Final = 3
"""Passages that are looked at."""


@dataclass(frozen=True)
class Threshold:
    """A line between answered and not: `coverage * c + similarity * s >= least`."""

    coverage: float
    similarity: float
    least: float


THRESHOLDS: Final[dict[Language, Threshold]] = {
    "en": Threshold(coverage=1.0, similarity=1.0, least=0.98),
    "zh": Threshold(coverage=1.0, similarity=1.0, least=1.08),
}


class Answerability:
    """Judges by how much of the question the best passages speak of, and how near they are."""

    def holds(self, language: Language, passages: Sequence[Passage]) -> bool:
        """Whether an answer may be looked for in these passages."""
        return bool(passages) and self.margin(language, passages) >= 0

    def margin(self, language: Language, passages: Sequence[Passage]) -> float:
        """How far above the threshold these passages are."""
        threshold = THRESHOLDS[language]
        coverage = max(passage.coverage for passage in passages[:_TOP])
        similarity = max(passage.similarity for passage in passages[:_TOP])
        return threshold.coverage * coverage + threshold.similarity * similarity - threshold.least
