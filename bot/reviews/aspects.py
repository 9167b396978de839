"""What buyers speak of: noise, comfort, battery ... and which of these a question asks about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bot.commerce.model import Bilingual
from bot.reviews.opinions import Words, plain
from knowledge_base.embedder import Embedder, Vectors

_VAGUE: Final = 0.3
"""What a vague word of a question weighs beside a plain one."""
_SURE: Final = 0.65
"""Cosine from which a question is taken for one of the `asked` ones; measured in docs/reviews.md."""


@dataclass(frozen=True)
class Aspect:
    """One thing that buyers speak of; `off_product` is the courier's or the shop's doing."""

    key: str
    name: Bilingual
    found_by: Words
    good: Words
    bad: Words
    off_product: bool = False

    def is_in(self, text: str) -> bool:
        """Does a text that `plain` has prepared speak of it?"""
        return text in self.found_by


@dataclass(frozen=True)
class Overall:
    """A question about everything rather than one thing."""


class Aspects:
    """The aspects of data/reviews/aspects.yml, and how questions find them."""

    def __init__(
        self, aspects: Sequence[Aspect], overall: Words, asked: Sequence[tuple[str, str]], vague: frozenset[str]
    ) -> None:
        self.all, self._vague = tuple(aspects), vague
        self._overall, self._asked = overall, tuple(asked)
        self._by_key = {aspect.key: aspect for aspect in aspects}
        self._vectors: Vectors | None = None

    @classmethod
    def load(cls, path: Path) -> "Aspects":
        content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        overall, vague = content.pop("overall"), content.pop("vague")
        unsure = frozenset(plain(word) for words in vague.values() for word in words)
        aspects = [_aspect(key, fields, unsure) for key, fields in content.items()]
        asked = [(key, text) for key, fields in content.items() for texts in fields["asked"].values() for text in texts]
        whole = [("", text) for texts in overall.values() for text in texts if " " in text or len(text) > 3]
        return cls(aspects, Words.read(overall), [*asked, *whole], unsure)

    def __getitem__(self, key: str) -> Aspect:
        return self._by_key[key]

    def asked_by(self, question: str, embedder: Embedder) -> Aspect | Overall | None:
        """What a question is about, by its words, else by the encoder; None: something that has no name here.

        CPU-bound: call it in a thread.
        """
        text = plain(question)
        weights = {aspect.key: self._weight(aspect, text) for aspect in self.all}
        heaviest = max(self.all, key=lambda aspect: weights[aspect.key])
        if weights[heaviest.key]:
            return heaviest
        if text in self._overall:
            return Overall()
        return self._nearest(question, embedder)

    def _weight(self, aspect: Aspect, question: str) -> float:
        """How many letters of a question speak of an aspect; vague words say less."""
        words = [match.group() for match in aspect.found_by.found(question)]
        return sum(len(word) * (_VAGUE if word in self._vague else 1.0) for word in words)

    def _nearest(self, question: str, embedder: Embedder) -> Aspect | Overall | None:
        if self._vectors is None:
            self._vectors = embedder.embed([text for _, text in self._asked])
        nearness = self._vectors @ embedder.embed([question])[0]
        best = int(nearness.argmax())
        if nearness[best] < _SURE:
            return None
        key = self._asked[best][0]
        return self._by_key[key] if key else Overall()


def _aspect(key: str, fields: Mapping[str, Any], unsure: frozenset[str]) -> Aspect:
    found_by = {
        language: [
            *fields["words"][language],
            *(word for side in ("good", "bad") for word in fields[side][language] if plain(word) not in unsure),
        ]
        for language in ("en", "zh")
    }
    return Aspect(
        key,
        Bilingual(fields["name"]["en"], fields["name"]["zh"]),
        Words.read(found_by),
        Words.read(fields["good"]),
        Words.read(fields["bad"]),
        bool(fields.get("off_product", False)),
    )
