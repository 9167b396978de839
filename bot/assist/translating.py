"""Other words for a message in the other language: a model's, shown only where every number is the same in both."""

import logging
from collections.abc import Collection
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.answering.facts import Fact, FactKind, facts
from bot.answering.generator import Generator, Purpose, Task
from bot.answering.question import Question
from bot.errors import InvalidInput
from bot.language import Language

_log = logging.getLogger(__name__)
LONGEST: Final = 1500
"""Characters that are translated at a time."""
_MOST_KEPT: Final = 500
# "A parcel" is 一个包裹: one of a thing is said as a number in one language only.
_ONE: Final = Fact(FactKind.NUMBER, "1")


@dataclass(frozen=True)
class Translation:
    """What a model made of a text; nothing where it changed a number, an amount, a date or an address."""

    text: str | None
    differs: tuple[str, ...] = ()
    """What stands in one of the two and not in the other."""


class Translator:
    """Has a model translate; what was made is kept, since an agent looks at the same words more than once."""

    def __init__(self, model: Generator | None) -> None:
        self._model = model
        self._kept: dict[tuple[str, Language], Translation] = {}

    @property
    def is_on(self) -> bool:
        return self._model is not None

    async def translate(self, text: str, into: Language, reader: str) -> Translation:
        """Raises `GeneratorUnavailable`, `InvalidInput`. `reader` is whose share of the model it costs."""
        if self._model is None:
            raise InvalidInput("translation is switched off: no language model is set up (GENERATOR_URL)")
        words = text.strip()
        if not words or len(words) > LONGEST:
            raise InvalidInput(f"text: accepted are 1 to {LONGEST} characters to translate")
        kept = self._kept.get((words, into))
        if kept is None:
            kept = _held(words, await said(self._model, Purpose.TRANSLATION, words, into, reader))
            if kept.text is None:
                return kept  # another try may say it right
            while len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[words, into] = kept
        return kept


async def said(model: Generator, purpose: Purpose, words: str, language: Language, reader: str) -> str:
    """What a model makes of words, whole; raises `GeneratorUnavailable`."""
    task = Task(Question(words, language, date.min, address=reader), words, (), purpose)
    async with aclosing(model.stream(task)) as pieces:
        return "".join([piece async for piece in pieces]).strip()


def _held(words: str, made: str) -> Translation:
    before, after = figures(words), figures(made)
    differs = alone(before, after) + alone(after, before)
    if differs or not made:
        _log.warning("a translation was not taken: %s", ", ".join(differs) or "it was empty")
        return Translation(None, differs)
    return Translation(made)


def figures(words: str) -> frozenset[Fact]:
    """What may not change: numbers, amounts, dates, codes and addresses."""
    return facts(words) - {_ONE}


def alone(these: Collection[Fact], those: Collection[Fact]) -> tuple[str, ...]:
    """What stands in `these` and not in `those`."""
    return tuple(sorted(fact.value for fact in these if fact not in those))
