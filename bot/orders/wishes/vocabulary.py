"""Words that shoppers of any shop use of goods in an order, read from words.yml and from the words of things."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from bot.commerce.product_terms import singular
from bot.commerce.thing_words import is_chinese, plain, thing_words

Phrase = tuple[str, ...]

_PARTS: Final = re.compile(r"\d+(?:\.\d+)?|[a-z]+\d+(?![a-z0-9])|[a-z]+(?:'[a-z]+)?|[\u3400-\u9fff]|[\"%]")
_COLOUR_ENDS: Final = frozenset("的色款那这")
_LONGEST: Final = 6


@dataclass(frozen=True)
class Vocabulary:
    """All of words.yml and what is shared with other rooms, in tokens."""

    same: Mapping[Phrase, Phrase]
    """A way to write something -> the way that stands for all."""
    units: Mapping[Phrase, Phrase]
    """The same for what stands behind a number."""
    lone_colours: Mapping[str, str]
    """A single Chinese character that is a colour only with an ending: 白的, not 白领."""
    kinds: Mapping[Phrase, frozenset[int]]
    """A name of a kind of thing -> the groups of names it belongs to."""
    names_of: Mapping[int, frozenset[Phrase]]
    goes_with: frozenset[str]
    around: frozenset[str]
    shades: Mapping[str, frozenset[Phrase]]
    """Colour -> the shades that pass for it when nothing of its own name is there."""

    @cached_property
    def coloured(self) -> frozenset[Phrase]:
        """All colours and shades."""
        return frozenset({(colour,) for colour in self.shades}).union(*self.shades.values())

    def alike(self, words: Sequence[str], at: int) -> tuple[int, Phrase]:
        """How many tokens from `at` are a way to write something, and what stands for it; 0 when they are none."""
        behind_number = at > 0 and words[at - 1][0].isdigit()
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            words_here = tuple(words[at : at + length])
            instead = (self.units.get(words_here) if behind_number else None) or self.same.get(words_here)
            if instead:
                return length, instead
        colour = self.lone_colours.get(words[at])
        after = words[at + 1] if at + 1 < len(words) else ""
        if colour and (after in _COLOUR_ENDS or not is_chinese(after)):
            return (2 if after and after in "的色" else 1), (colour,)
        return 0, ()

    def kinds_of(self, words: Phrase) -> frozenset[int]:
        return self.kinds.get(words, frozenset())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8"))
    same, units, lone = _same(content["same"]), _same(content["units"]), {}
    for colour, fields in thing_words().colours.items():
        for word in (*fields["en"], *fields["zh"]):
            if is_chinese(word) and len(word) == 1:
                lone[word] = colour
            else:
                same.setdefault(_parts(word), (colour,))
    reader = Vocabulary(same, units, lone, {}, {}, frozenset(), frozenset(), {})
    groups = [frozenset(_read(reader, word) for word in group) for group in _kinds(content["kinds"])]
    kinds: dict[Phrase, set[int]] = {}
    for number, group in enumerate(groups):
        for name in group:
            kinds.setdefault(name, set()).add(number)
    return Vocabulary(
        same=same,
        units=units,
        lone_colours=lone,
        kinds={name: frozenset(numbers) for name, numbers in kinds.items()},
        names_of=dict(enumerate(groups)),
        goes_with=frozenset(map(singular, content["goes_with"]["en"])) | frozenset(content["goes_with"]["zh"]),
        around=frozenset(map(singular, content["around"]["en"])),
        shades={
            colour: frozenset(_read(reader, shade) for shade in fields.get("shades", ()))
            for colour, fields in thing_words().colours.items()
        },
    )


def _kinds(groups: Sequence[Sequence[str]]) -> Iterable[Iterable[str]]:
    shared = thing_words()
    return [*map(sorted, (*shared.kinds, *shared.categories)), *groups]


def _same(groups: Sequence[Sequence[str]]) -> dict[Phrase, Phrase]:
    return {_parts(word): _parts(group[0]) for group in groups for word in group}


def _parts(text: str) -> Phrase:
    return tuple(singular(part) if part.isascii() else part for part in _PARTS.findall(plain(text)))


def _read(reader: Vocabulary, text: str) -> Phrase:
    """A name in the tokens that a text would have for it."""
    words, read = _parts(text), list[str]()
    at = 0
    while at < len(words):
        length, instead = reader.alike(words, at)
        read += instead or (words[at],)
        at += max(1, length)
    return tuple(read)
