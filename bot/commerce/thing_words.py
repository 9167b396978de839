"""What shoppers of any shop call colours, kinds and categories of things, read from thing_words.yml."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
# The dialogue components keep the table; they live in another environment, so nothing of them is imported.
_TRADITIONAL: Final = Path(__file__).parents[1] / "understanding" / "traditional.txt"
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def plain(text: str) -> str:
    """Lower case, simplified, full-width forms folded, straight quotation marks: how texts and words are compared."""
    return unicodedata.normalize("NFKC", text).translate(_QUOTES).lower().translate(_simplified())


def simplified(text: str) -> str:
    """A text in simplified characters, each in its place."""
    return text.translate(_simplified())


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters and their simplified ones: a row of each in turn."""
    rows = [row for row in _TRADITIONAL.read_text("utf-8").splitlines() if not row.startswith("#")]
    return {ord(one): other for one, other in zip("".join(rows[0::2]), "".join(rows[1::2]), strict=True)}


def is_chinese(text: str) -> bool:
    return _HAN.search(text) is not None


@dataclass(frozen=True)
class ThingWords:
    """All of thing_words.yml, plain."""

    colours: Mapping[str, Mapping[str, Sequence[str]]]
    """Colour -> its words by language, and `shades` that pass for it."""
    kinds: tuple[frozenset[str], ...]
    """Different words for one kind of thing."""
    categories: tuple[frozenset[str], ...]
    """Different words for a whole category."""


@cache
def thing_words() -> ThingWords:
    """The words, read once."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("thing_words.yml").read_text("utf-8"))
    return ThingWords(
        colours=content["colours"],
        kinds=tuple(frozenset(map(plain, group)) for group in content["kinds"]),
        categories=tuple(frozenset(map(plain, group)) for group in content["categories"]),
    )
