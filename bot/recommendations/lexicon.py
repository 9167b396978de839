"""Words that shoppers of any shop use, read from lexicon.yml and those of things; what a shop sells is not in them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.commerce.thing_words import is_chinese, plain, thing_words

_FILE: Final = Path(__file__).with_name("lexicon.yml")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ENDS_COLOUR: Final = "(?=的|色|款|$|[\\s，。！？,.!?])"
_BEFORE_EN, _BEFORE_ZH = 22, 4
"""How many characters before a word may deny it."""


def singular(word: str) -> str:
    """An English noun without its plural, well enough to compare two of them."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word == "mice":
        return "mouse"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


class Terms:
    """Words to be found in plain text: English between word boundaries and in the plural, Chinese anywhere."""

    def __init__(self, words: Iterable[str], *, colours: bool = False) -> None:
        given = sorted(set(words), key=lambda word: (-len(word), word))
        parts = [_pattern(word, colours) for word in given]
        self.words = frozenset(plain(word) for word in given if not word.startswith("re:"))
        self._pattern = re.compile("|".join(parts) or r"(?!)")

    @classmethod
    def read(cls, both: Mapping[str, Sequence[str]], *, colours: bool = False) -> "Terms":
        return cls([*both.get("en", ()), *both.get("zh", ())], colours=colours)

    def find(self, text: str) -> list[re.Match[str]]:
        return list(self._pattern.finditer(text))

    def __contains__(self, text: str) -> bool:
        return self._pattern.search(text) is not None


def _pattern(word: str, colours: bool) -> str:
    if word.startswith("re:"):
        return word[3:]
    if is_chinese(word):
        # 白 alone is a colour in "白的" and "要白", not in 白领.
        return re.escape(plain(word)) + (_ENDS_COLOUR if colours and len(word) == 1 else "")
    return rf"(?<![a-z0-9'-]){re.escape(plain(word))}(?:'s|s|es)?(?![a-z0-9])"


@dataclass(frozen=True)
class Trait:
    """A wish about a property; `prefer` is low, high, yes or no."""

    key: str
    words: Terms
    attribute: tuple[str, ...]
    prefer: str


@dataclass(frozen=True)
class Material:
    """A material: what grants it in a property's text and what only sounds like it."""

    key: str
    words: Terms
    granted_by: Terms
    unless: Terms

    def is_in(self, text: str) -> bool:
        left = plain(text)
        for match in reversed(self.unless.find(left)):
            left = left[: match.start()] + left[match.end() :]
        return left in self.granted_by


@dataclass(frozen=True)
class Colour:
    """A colour and its shades."""

    key: str
    words: Terms
    shades: Terms


@dataclass(frozen=True)
class Unit:
    """A unit that names a number; `at_least` or `at_most` is the side the shopper wants to be on."""

    key: str
    words: tuple[str, ...]
    wants: str


@dataclass(frozen=True)
class Lexicon:
    """All of lexicon.yml."""

    traits: Mapping[str, Trait]
    materials: Mapping[str, Material]
    colours: Mapping[str, Colour]
    recipients: Mapping[str, Terms]
    related: Mapping[str, tuple[str, ...]]
    """Recipients that serve for another when the shop does not name that one."""
    occasions: Mapping[str, Terms]
    gifts: Terms
    kinds: tuple[frozenset[str], ...]
    categories: tuple[frozenset[str], ...]
    cheap: Terms
    dear: Terms
    cheaper: Terms
    like: Terms
    units: Mapping[str, Unit]
    negation: Terms
    yes: Terms
    no: Terms
    stop: frozenset[str]

    def denied(self, text: str, at: int) -> bool:
        """Is what stands at `at` in plain text refused by what stands shortly before it?"""
        reach = _BEFORE_ZH if _HAN.match(text, at) else _BEFORE_EN
        before = re.split(r"[，。；,.;!?]|\b(?:but|and|just)\b|但|要(?<!不要)(?<!想要)", text[max(0, at - reach) : at])[
            -1
        ]
        return before in self.negation


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return Lexicon(
        traits={
            key: Trait(key, Terms.read(fields), tuple(fields["attribute"]), fields["prefer"])
            for key, fields in content["traits"].items()
        },
        materials={
            key: Material(key, Terms.read(fields), _anywhere(fields["data"]), _anywhere(fields["unless"]))
            for key, fields in content["materials"].items()
        },
        colours={
            key: Colour(key, Terms.read(fields, colours=True), Terms(fields.get("shades", ())))
            for key, fields in thing_words().colours.items()
        },
        recipients={key: Terms.read(fields) for key, fields in content["recipients"].items()},
        related={key: tuple(fields.get("also", ())) for key, fields in content["recipients"].items()},
        occasions={key: Terms.read(fields) for key, fields in content["occasions"].items()},
        gifts=Terms.read(content["gifts"]),
        kinds=thing_words().kinds,
        categories=tuple(frozenset(map(singular, group)) for group in thing_words().categories),
        cheap=Terms.read(content["cheap"]),
        dear=Terms.read(content["dear"]),
        cheaper=Terms.read(content["cheaper"]),
        like=Terms.read(content["like"]),
        units={key: Unit(key, tuple(fields["words"]), fields["wants"]) for key, fields in content["units"].items()},
        negation=Terms.read(content["negation"]),
        yes=Terms.read(content["yes"]),
        no=Terms.read(content["no"]),
        stop=frozenset(content["stop"]["en"]) | frozenset(content["stop"]["zh"]),
    )


def _anywhere(words: Iterable[str]) -> Terms:
    """Inside longer words too: lambswool is wool."""
    return Terms(f"re:{re.escape(plain(word))}" for word in words)
