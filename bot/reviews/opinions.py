"""Words of praise and blame, with what turns them round: negation, contrast and irony."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from knowledge_base.embedder import Vectors

_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_SCOPE_EN, _SCOPE_ZH = 24, 4
"""How many characters before a word may turn it: about three English words, or four Chinese characters."""
FEATURES: Final = 14


def plain(text: str) -> str:
    """Lower case, with straight quotation marks: how texts and lexica are compared."""
    return text.translate(_QUOTES).lower()


class Words:
    """A set of words of one language group, found in text: English at word boundaries, Chinese anywhere."""

    def __init__(self, english: Iterable[str], chinese: Iterable[str]) -> None:
        english = sorted({plain(word) for word in english}, key=len, reverse=True)
        chinese = sorted({plain(word) for word in chinese}, key=len, reverse=True)
        latin = "|".join(re.escape(word) for word in english)
        han = "|".join(re.escape(word) for word in chinese)
        choices = [rf"(?<![a-z'])(?:{latin})s?(?![a-z])"] if latin else []
        choices += [f"(?:{han})"] if han else []
        self._pattern = re.compile("|".join(choices) or r"(?!)")

    @classmethod
    def read(cls, both: Mapping[str, Sequence[str]]) -> "Words":
        return cls(both.get("en") or (), both.get("zh") or ())

    def found(self, text: str) -> list[re.Match[str]]:
        """Where they stand in text that `plain` has prepared; the longest wins, none overlap."""
        return list(self._pattern.finditer(text))

    def __contains__(self, text: str) -> bool:
        return self._pattern.search(text) is not None


@dataclass(frozen=True)
class Balance:
    """How often a text praises and blames."""

    good: int
    bad: int

    @property
    def lean(self) -> int:
        return self.good - self.bad


class OpinionWords:
    """The lexicon of data/reviews/opinions.yml."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._good, self._bad = Words.read(lexicon["good"]), Words.read(lexicon["bad"])
        self._contrast, self._irony = Words.read(lexicon["contrast"]), Words.read(lexicon["irony"])
        turns = lexicon["turns"]
        self._turns_en = Words((word for word in turns["en"] if word != "n't"), ())
        self._turns_zh = Words((), turns["zh"])

    @classmethod
    def load(cls, path: Path) -> "OpinionWords":
        return cls(yaml.safe_load(path.read_text("utf-8")))

    def turned(self, text: str, at: int) -> bool:
        """Is what stands at `at` negated by what stands shortly before it?"""
        if _HAN.match(text, at):
            return self._turns_zh.found(text[max(0, at - _SCOPE_ZH) : at]) != []
        before = re.split(r"[.,;:!?]", text[max(0, at - _SCOPE_EN) : at])[-1]
        return "n't" in before or self._turns_en.found(before) != []

    def balance(self, text: str, good: Words, bad: Words) -> Balance:
        """Counts two sets of words in a plain text, each negated one for the other side."""
        praise = [self.turned(text, match.start()) for match in good.found(text)]
        blame = [self.turned(text, match.start()) for match in bad.found(text)]
        return Balance(praise.count(False) + blame.count(True), blame.count(False) + praise.count(True))

    def features(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, FEATURES): counts that a linear model can weigh."""
        return np.array([self._features(plain(text)) for text in texts], dtype=np.float32).reshape(-1, FEATURES)

    def _features(self, text: str) -> list[float]:
        tail = text
        turns = self._contrast.found(text)
        if turns:
            tail = text[turns[-1].start() :]
        whole, last = self.balance(text, self._good, self._bad), self.balance(tail, self._good, self._bad)
        negated = sum(self.turned(text, match.start()) for match in self._good.found(text))
        relieved = sum(self.turned(text, match.start()) for match in self._bad.found(text))
        return [
            min(whole.good, 3) / 2,
            min(whole.bad, 3) / 2,
            float(np.sign(whole.lean)),
            float(whole.good > 0 and whole.bad > 0),
            float(whole.good == 0 and whole.bad == 0),
            min(negated, 2) / 1.0,
            min(relieved, 2) / 1.0,
            float(np.sign(last.lean)) if turns else 0.0,
            float(bool(turns)),
            float(text.rstrip().endswith(("?", "？"))),
            float(text in self._irony),
            float("!" in text or "！" in text),
            min(len(text), 200) / 200,
            float(bool(re.search(r"\d", text))),
        ]
