"""The ways in which a shopper may say a value of an option: "size 9", "9码", "waterproof" for a yes, "no backlight"."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bot.commerce.model import Bilingual
from bot.commerce.thing_words import is_chinese
from bot.orders.wishes.said import phrase
from bot.orders.wishes.vocabulary import Phrase

YES: Final = frozenset({"yes", "true", "是", "有", "支持"})
NO: Final = frozenset({"no", "none", "false", "否", "无", "不", "没有", "没"})
_SHOE_SCALES: Final = frozenset({"us", "eu", "uk"})
_REFUSALS: Final = (("no",), ("without",), ("not",), ("non",), ("不",), ("不", "要"), ("无",), ("没",), ("没", "有"))
_WITH_UNIT: Final = 2
_TOO_COMMON: Final = frozenset(
    {"a", "an", "i", "and", "of", "in", "for", "no", "not", "none", "the", "with", "resistant", "equivalent"}
)


@lru_cache(maxsize=20_000)
def loose_phrases(key: str, value: Bilingual) -> tuple[Phrase, ...]:
    """Those that mean this value where it is known that a variant is spoken of: "9", "128"."""
    return (*value_phrases(key, value), *_by_figure(phrase(value.en)), *_by_figure(phrase(value.zh)))


@lru_cache(maxsize=20_000)
def value_phrases(key: str, value: Bilingual) -> tuple[Phrase, ...]:
    """All phrases that mean this value by themselves, the surest first."""
    return tuple(_value_phrases(key, value))


def _by_figure(words: Phrase) -> Iterator[Phrase]:
    figures = [word for word in words if word[0].isdigit()]
    if words and len(figures) == 1 and len(words) <= _WITH_UNIT:
        yield (figures[0],)
        if words[1:] == ("gb",):
            yield (figures[0], "gram")


def _value_phrases(key: str, value: Bilingual) -> Iterator[Phrase]:
    for text in {value.en: None, value.zh: None}:
        words = phrase(text)
        if not words:
            continue
        if text.lower() in YES | NO:
            yield from _of_a_yes_or_no(key, text.lower() in YES)
        elif words[0].replace(".", "").isdigit() and len(words) == 1:
            yield from _of_a_number(key, words[0])
        elif words[0] in _SHOE_SCALES and words[1:2] and words[1][0].isdigit():
            yield words
            yield from _of_a_number(key, words[1])
        else:
            yield words
            yield from _telling_parts(words, phrase(key.replace("_", " ")))


def _of_a_yes_or_no(key: str, yes: bool) -> Iterator[Phrase]:
    name = phrase(key.replace("_", " "))
    answer = ("yes", "是") if yes else ("no", "否", "none", "无")
    yield from ((*name, said) for said in answer)
    if yes:
        yield name
    else:
        yield from ((*no, *between, *name) for no in _REFUSALS for between in ((), ("the",), ("any",), ("a",)))


def _of_a_number(key: str, figure: str) -> Iterator[Phrase]:
    name = phrase(key.replace("_", " "))
    yield (*name, figure)
    yield (figure, *name)
    if "size" in name:
        yield from (("size", figure), (figure, "码"), (figure, "号"), ("us", figure))
    yield (figure, "one")
    yield (figure, "的")


def _telling_parts(words: Phrase, name: Phrase) -> Iterator[Phrase]:
    """What may stand for a longer value: stainless, HomeKit, "UK layout", 条纹 of 蓝条纹."""
    if len(words) == 1:
        return
    for word in words:
        if is_chinese(word) or word[0].isdigit() or word in _TOO_COMMON or word in name:
            continue
        yield (word, *name)
        if len(word) > len("us"):
            yield (word,)
    for size in range(2, len(words)):
        yield from (part for part in (words[:size], words[-size:]) if all(map(is_chinese, part)))
