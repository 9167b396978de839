"""An agent's own draft in other words of its language: a model's, which may add no figure and no promise."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.answering.generator import Generator, Purpose
from bot.assist.translating import LONGEST, alone, figures, said
from bot.errors import InvalidInput
from bot.language import Language

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_HOLE: Final = re.compile(r"\{[a-z]+\}")
_PROMISES: Final = re.compile(
    r"\b(?:refund|free\b|guarante|compensat|discount|voucher|coupon|credit|promis|replac|waiv)"
    r"|退款|免费|保证|赔偿|补偿|优惠|折扣|承诺|礼券|赠送",
    re.IGNORECASE,
)
"""Words that bind the shop: none comes in that the agent has not written."""


class Style(StrEnum):
    """How a draft is to be reworded."""

    SHORTER = "shorter"  # in fewer words
    FRIENDLIER = "friendlier"  # in a warmer tone
    FORMAL = "formal"  # in a formal tone


@dataclass(frozen=True)
class Reworded:
    """The draft in other words; no text where it says what the draft does not."""

    text: str | None
    added: tuple[str, ...] = ()
    """What the model has put in: such a text is not shown."""
    left_out: tuple[str, ...] = ()
    """Figures of the draft that are gone: the agent decides whether they must be there."""


class Rewording:
    """Has a model reword drafts."""

    def __init__(self, model: Generator | None) -> None:
        self._model = model

    async def of(self, draft: str, style: Style, reader: str) -> Reworded:
        """Raises `GeneratorUnavailable`, `InvalidInput`. `reader` is whose share of the model it costs."""
        if self._model is None:
            raise InvalidInput("rewording is switched off: no language model is set up (GENERATOR_URL)")
        words = draft.strip()
        if not words or len(words) > LONGEST:
            raise InvalidInput(f"text: accepted are 1 to {LONGEST} characters to reword")
        language: Language = "zh" if _HAN.search(words) else "en"
        return _held(words, await said(self._model, Purpose(style.value), words, language, reader))


def _held(draft: str, made: str) -> Reworded:
    before, after = figures(draft), figures(made)
    added = [*alone(after, before), *_only_in(made, draft, _PROMISES), *_only_in(made, draft, _HOLE)]
    left_out = (*alone(before, after), *_only_in(draft, made, _HOLE))
    is_other_language = bool(_HAN.search(made)) != bool(_HAN.search(draft))
    if added or not made or is_other_language:
        return Reworded(None, tuple(added), left_out)
    return Reworded(made, (), left_out)


def _only_in(these: str, those: str, kind: re.Pattern[str]) -> list[str]:
    known = {word.casefold() for word in kind.findall(those)}
    return [word for word in dict.fromkeys(kind.findall(these)) if word.casefold() not in known]
