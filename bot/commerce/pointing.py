"""Which of the things in a list a shopper points at: the second one, the last, number 3, 第二个."""

import re
from collections.abc import Sequence
from typing import Final, TypeVar

from bot.commerce.thing_words import plain

_Thing = TypeVar("_Thing")

_PLACES: Final = (
    (r"first|1st", r"1|one", r"[一1]"),
    (r"second|2nd", r"2|two", r"[二2]"),
    (r"third|3rd", r"3|three", r"[三3]"),
    (r"fourth|4th", r"4|four", r"[四4]"),
    (r"fifth|5th", r"5|five", r"[五5]"),
)
_GOODS: Final = r"\s+(?:one|product|item|option|choice|suggestion|of (?:them|these|those))\b"
# What may follow "the second" itself, so that neither "the second time" nor "the first order" points at a product.
_ON: Final = r"(?!\s+(?!(?:but|and|in|is|was|has|have|does|do|can|with|or|please|looks|seems|for|too|costs?)\b)[a-z])"
_MEASURE: Final = r"[个款件种双只把台条项样支本套盏副顶张块瓶盒]"
_NOT_COUNTED: Final = r"(?!次|天|时间|年|月|周|单|步|位|个月|个订单|个问题)"


def _pattern(ordinal: str, number: str, chinese: str) -> re.Pattern[str]:
    forms = [
        rf"\b(?:the )?(?:{ordinal}){_GOODS}",
        rf"\bthe (?:{ordinal})\b{_ON}",
        rf"(?:\b(?:number|no\.|option|item)\s?|#)(?:{number})\b(?![.,]?\d)",
        rf"第{chinese}{_NOT_COUNTED}{_MEASURE}?",
    ]
    return re.compile("|".join(forms), re.IGNORECASE)


_POINTS: Final = tuple(_pattern(*place) for place in _PLACES)
_LAST: Final = re.compile(rf"\b(?:the )?last{_GOODS}|\bthe last\b{_ON}|最后[一1]?{_MEASURE}(?!月|订单)", re.IGNORECASE)
_FORMER: Final = re.compile(r"\bthe former\b|前者", re.IGNORECASE)
_LATTER: Final = re.compile(r"\bthe latter\b|后者", re.IGNORECASE)

_RUN: Final = re.compile(
    r"\b(?:first|last)\s+(?P<en>two|three|four|[2-4])\b|(?:最后|前面?|后面?)的?(?P<zh>[两二三四2-4])" + _MEASURE
)
_LENGTHS: Final = {"two": 2, "three": 3, "four": 4, "两": 2, "二": 2, "三": 3, "四": 4}


def points_at(text: str, shown: Sequence[_Thing]) -> _Thing | None:
    """The one of `shown` that is pointed at, if any; None also when the place is past their end."""
    place = _place(text, len(shown))
    return shown[place] if place is not None and place < len(shown) else None


def points_at_several(text: str, shown: Sequence[_Thing]) -> list[_Thing]:
    """Those of `shown` that are pointed at, in their order: "the first and the third", "the last two", 前两款."""
    said, count = plain(text), len(shown)
    if run := _RUN.search(said):
        length = min(_length(run.group("en") or run.group("zh")), count)
        return list(shown[count - length :] if run.group(0).startswith(("last", "后", "最后")) else shown[:length])
    places = {place for place, pattern in enumerate(_POINTS) if pattern.search(said)}
    if count and _LAST.search(said):
        places.add(count - 1)
    return [shown[place] for place in sorted(places) if place < count]


def points_past(text: str, shown: Sequence[object]) -> bool:
    """Whether the text points at a place that `shown` does not have."""
    place = _place(text, len(shown))
    return place is not None and place >= len(shown)


def without_pointing(text: str) -> str:
    """The text without the words that point."""
    for pattern in (*_POINTS, _LAST, _FORMER, _LATTER):
        text = pattern.sub("", text)
    return re.sub(r"\s{2,}", " ", text).strip(" ,，、")


def _length(word: str) -> int:
    return _LENGTHS.get(word) or int(word)


def _place(text: str, count: int) -> int | None:
    said = plain(text)
    for place, pattern in enumerate(_POINTS):
        if pattern.search(said):
            return place
    if count and _LAST.search(said):
        return count - 1
    if count == len(("former", "latter")):
        return 0 if _FORMER.search(said) else 1 if _LATTER.search(said) else None
    return None
