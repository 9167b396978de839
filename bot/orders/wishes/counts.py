"""How many of a thing, and which place in a list, a shopper's words say."""

import re
from typing import Final

from bot.orders.wishes.phrases import expression

_FIGURES: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "both": 2, "single": 1,
    "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
    "5th": 5, "6th": 6, "last": -1, "final": -1,
}  # fmt: skip
_N_EN: Final = (
    r"(?<![\w$.#-])(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a single)(?![\w.-])"
)
_N_ZH: Final = r"(?<![第\d.a-z])(\d{1,2}|[一二两三四五六七八九十])"
_MEASURE: Final = (
    r"(?:个|件|双|只|把|台|条|瓶|盒|套|副|对|支|张|顶|包|袋|盏|块|片|根|枚|口|部|份|串|罐|桶|辆|组|本|样|款)"
)
_OF: Final = expression(rf"{_N_EN}\s+(?:out\s+)?of\s+(?:the|my|these|those|them|that|this|our|it)\b")
_BEFORE: Final = expression(
    rf"{_N_EN}\s+(?:(?:pairs?|pieces?|sets?|units?|pcs|boxes|packs?)\s+of\s+)?(?:the\s+|my\s+|of\s+)*$"
)
_AFTER: Final = expression(
    rf"^[\s,，(（]*(?:[x×*]\s*(\d{{1,2}})|(?:just|only)\s+{_N_EN}|\(?{_N_EN}\s*(?:pcs|pieces|units|of them)\b)"
)
_ONLY: Final = expression(rf"\b(?:just|only)\s+{_N_EN}(?!\s*(?:of the order))")
_HAN: Final = expression(rf"{_N_ZH}\s*{_MEASURE}")
_PLACE_EN: Final = expression(
    r"(?<!not the )\b(first|second|third|fourth|fifth|sixth|1st|2nd|3rd|4th|5th|6th|last|final)(?:\s+(?:one|item|thing"
    r"|product|article|line)\b|\s*(?:$|[,.;!?]|and\b|&|please\b))"
    r"|(?:#|\b(?:item|number|no\.?|line|option)\s*#?)\s*(\d{1,2})\b(?!\s*(?:inch|gb|ml|cm))"
)
_PLACE_ZH: Final = expression(
    rf"(?<!不是)(?:第\s*(\d{{1,2}}|[一二三四五六七八九十])(?:{_MEASURE}(?!订单)|(?=$|[\s,，、。和吧])))|(最后)(?:一)?(?:{_MEASURE}|那{_MEASURE})"
)
_MANY: Final = expression(
    rf"\b(first|last)\s+{_N_EN}\b(?!\s+(?:orders?|purchases|days?|weeks?|months?|years?|times?)\b)|(前|最后|后)\s*(\d|[两二三四五六]){_MEASURE}"
)
_ONLY_NUMBERS: Final = expression(r"[\s,.;#]*\d(?:\s*(?:,|and|&|\+|、|和|，| )\s*\d)*[\s,.;!]*")


def count_said(before: str, after: str) -> int | None:
    """How many, from the plain text on both sides of a name; None when it is not said."""
    han = [figure(found) for found in (*_HAN.findall(before), *_HAN.findall(after))]
    if han:
        # 两个杯子里退一个: the last is what is taken.
        return han[-1]
    of = _OF.search(before)
    if of:
        return figure(of[1])
    said = _BEFORE.search(before) or _AFTER.search(after) or _ONLY.search(after)
    return figure(next(group for group in said.groups() if group)) if said else None


def places_said(text: str) -> tuple[int, ...]:
    """Places in a list, the first being 1 and the last -1."""
    if _ONLY_NUMBERS.fullmatch(text):
        return tuple(int(figure) for figure in re.findall(r"\d", text))
    many = _MANY.search(text)
    if many:
        return _row(many)
    found = [match for pattern in (_PLACE_EN, _PLACE_ZH) for match in pattern.finditer(text)]
    return tuple(-1 if group == "最后" else figure(group) for match in found for group in match.groups() if group)


def _row(many: re.Match[str]) -> tuple[int, ...]:
    """ "The first two", 最后两件."""
    end, count = [group for group in many.groups() if group]
    wanted = figure(count)
    return tuple(range(1, wanted + 1)) if end in ("first", "前") else tuple(range(-wanted, 0))


def figure(said: str) -> int:
    """The number that a figure or a word stands for; the last place is -1."""
    words = said.removeprefix("a ")
    return int(words) if words.isdigit() else _FIGURES[words]
