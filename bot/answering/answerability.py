"""Whether the retrieved passages answer a question at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.answering.question import Question
from bot.answering.question_type import is_polar
from bot.language import Language
from knowledge_base.document import Passage

_TOP: Final = 3
"""Passages that are looked at."""


@dataclass(frozen=True)
class Threshold:
    """A line between answered and not, over what the best passages show."""

    coverage: float
    """Weight of the share of the question that is spoken of."""
    similarity: float
    """Weight of the cosine."""
    met: float
    """Weight of each thing asked that is named outright: long questions say much that an answer need not."""
    polar: float
    """How much more a question for a yes or a no wants: near it is not enough."""
    doubt: float
    """How much more a question wants that is surely not a shop's business; one in doubt, a share of it."""
    least: float
    """The sum from which on there is an answer."""


THRESHOLDS: Final[dict[Language, Threshold]] = {
    "en": Threshold(coverage=1.0, similarity=1.53, met=0.07, polar=0.2, doubt=0.2, least=1.2),
    "zh": Threshold(coverage=1.0, similarity=1.55, met=0.14, polar=0.25, doubt=0.2, least=1.26),
}
"""Fitted by logistic regression on tests/answering/calibration.*.jsonl, which shares no question with the test set."""


class Answerability:
    """Judges by how much of the question the best passages speak of, and how near they are."""

    def holds(self, question: Question, standalone: str, passages: Sequence[Passage]) -> bool:
        """Whether an answer may be looked for in these passages, which were found for the question asked alone."""
        return bool(passages) and self.margin(question, standalone, passages) >= 0

    def margin(self, question: Question, standalone: str, passages: Sequence[Passage]) -> float:
        """How far above the threshold these passages are."""
        threshold = THRESHOLDS[question.language]
        coverage = max(passage.coverage for passage in passages[:_TOP])
        similarity = max(passage.similarity for passage in passages[:_TOP])
        met = max(passage.met for passage in passages[:_TOP])
        sum_ = threshold.coverage * coverage + threshold.similarity * similarity + threshold.met * met
        wanted = threshold.least + threshold.polar * is_polar(standalone) + threshold.doubt * question.doubt
        return sum_ - wanted
