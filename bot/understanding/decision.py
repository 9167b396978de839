"""When an intent is sure enough to act upon."""

from dataclasses import dataclass

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
AFFIRM = "affirm"


@dataclass(frozen=True)
class Guess:
    """An intent and how likely it is, 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Thresholds:
    """Below them a message is not understood; chosen on the validation set (docs/understanding.md)."""

    confidence: float
    """Of the best guess."""
    margin: float
    """Between the two best guesses."""
    foreign: float
    """A guess in scope stands only while out_of_scope is less likely than this."""
    affirm: float
    """Of `affirm` as the best guess: it may set a write going, and nothing is written on a guess."""

    def understood(self, ranking: list[Guess]) -> bool:
        """`ranking` holds every intent, the likeliest first."""
        best, second = ranking[0], ranking[1]
        if best.intent == OUT_OF_SCOPE:
            return True
        foreign = next((guess.confidence for guess in ranking if guess.intent == OUT_OF_SCOPE), 0.0)
        return (
            best.confidence >= (self.affirm if best.intent == AFFIRM else self.confidence)
            and best.confidence - second.confidence >= self.margin
            and foreign < self.foreign
        )
