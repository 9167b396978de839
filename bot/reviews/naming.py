"""Takes a product's own name out of a question, so that "noise-cancelling headphones" is no question about noise."""

import re
from typing import Final

from bot.commerce.model import Bilingual
from bot.reviews.opinions import plain

_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[\u3400-\u9fff]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_TWO: Final = 2


def without_name(question: str, title: Bilingual) -> str:
    """The question without what it says of the title, in either language.

    A name is its start with the model's number ("Hush 75"), or some of its words up to the last: "the quiet
    keyboard" asks nothing of noise, "is the Hush 75 quiet" does.
    """
    text = plain(question)
    for name in (title.en, title.zh):
        text = _without(text, _WORD.findall(plain(name)))
    return text


def _without(text: str, name: list[str]) -> str:
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        size = _said(words, at, name)
        if size >= _TWO:
            for word in words[at : at + size]:
                text = text[: word.start()] + " " * len(word.group()) + text[word.end() :]
        at += max(size, 1)
    return text


def _said(words: list[re.Match[str]], at: int, name: list[str]) -> int:
    """How many words from `at` on name the product; the title's stand in their order, some may be left out."""
    place = 0
    model = _model(name)
    for size, word in enumerate(words[at:], start=1):
        if word.group() not in name[place:]:
            break
        place = name.index(word.group(), place) + 1
        if place == len(name):
            return size
    starts = [word.group() for word in words[at : at + model]] == name[:model]
    return model if starts else 0


def _model(name: list[str]) -> int:
    """How many words a title's start has with the model's number or letters: 静语75, Hush 75; none without."""
    for place, word in enumerate(name):
        if any(char.isdigit() for char in word) or (place and _HAN.match(name[place - 1]) and not _HAN.match(word)):
            return place + 1
    return 0
