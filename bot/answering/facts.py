"""The hard facts of a text, in one form however they are written: amounts, times, dates, shares, numbers, addresses."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class FactKind(StrEnum):
    """What a fact is a measure of."""

    MONEY = "money"  # "USD 5"
    PERCENT = "percent"  # "5"
    DURATION = "duration"  # "30 day", "3 business day"
    DATE = "date"  # "31 1" (day, month), "2026 31 1" where the year is given
    WEEKDAY = "weekday"  # "sat"
    TIME = "time"  # minutes since midnight
    NUMBER = "number"  # anything else that is counted or measured
    ADDRESS = "address"  # an e-mail address, a web address or a path
    PHONE = "phone"  # its digits
    CODE = "code"  # letters and digits mixed: W10234, 170/92A


@dataclass(frozen=True)
class Fact:
    """A fact in its one form."""

    kind: FactKind
    value: str


def facts(text: str) -> frozenset[Fact]:
    """Every hard fact in `text`: "30 days", "thirty days", "30天" and "三十天" are one and the same."""
    found: set[Fact] = set()
    rest = _spelled(unicodedata.normalize("NFKC", text))
    for pattern, read in _READERS:
        rest = pattern.sub(_taking(read, found), rest)
    return frozenset(found)


def _taking(read: Callable[[re.Match[str]], Iterator[Fact]], found: set[Fact]) -> Callable[[re.Match[str]], str]:
    """Collects what a match says, and leaves a gap in its place so that no other reader sees it again."""

    def take(match: re.Match[str]) -> str:
        new = list(read(match))
        found.update(new)
        return " ¦ " if new else match[0]

    return take


# Numbers in words

_UNITS_EN: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS_EN: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SMALL_EN: Final = "|".join(_UNITS_EN)
_NUMBER_EN = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS_EN)})(?:[\s-](?P<one>{_SMALL_EN}))?|(?P<small>{_SMALL_EN}))"
    rf"(?:\s(?P<hundred>hundred))?(?:\s(?P<thousand>thousand))?\b",
    re.I,
)
_ONCE: Final = {"once": "1 time", "twice": "2 times", "thrice": "3 times", "half": "0.5"}
# A word such as "one" or 一 is a number only where something countable follows: "one of them" and 一样 are not.
_COUNTED_EN = (
    r"(?=[\s-]+(?:to\s|or\s|and\s|–|-)?\S*\s?(?:business|working|calendar|percent|per\s?cent|dollars?|usd|euros?|pounds?"
    r"|minutes?|hours?|days?|weeks?|months?|years?|times?|points?|items?|orders?|pieces?|photos?|videos?|sizes?|attempts?"
    r"|payments?|instal?lments?|addresses|cards?|codes?|samples?|tiers?|countries|characters|reviews?|parcels?|digits?))"
)
_DIGITS_ZH: Final = {
    **{character: number for number, character in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
}
_NUMBER_ZH = re.compile(
    r"(?<![周期拜])[零〇一二两三四五六七八九十百千万]+(?=\s*(?:个|天|日|号|周|星期|小时|分钟|年|月|次|元|块|美元|件|张|折|倍|点|工作日|条|"
    r"款|双|期|级|名|人|本|位|种|楼|层|厘米|公斤|克|升|毫升|岁|封|份|笔|单|[-~至到]))"
)
_PERCENT_ZH = re.compile(r"百分之([零〇一二两三四五六七八九十百]+|\d+(?:\.\d+)?)")


def _spelled(text: str) -> str:
    """The text with its numbers in digits."""
    text = re.sub(_NUMBER_EN.pattern + _COUNTED_EN, lambda m: str(_english(m)), text, flags=re.I)
    text = re.sub(r"\b(once|twice|thrice)\b", lambda m: _ONCE[m[0].lower()], text, flags=re.I)
    text = re.sub(r"\ba dozen\b", "12", text, flags=re.I)
    text = re.sub(r"\b(?:a|an)(?=\s(?:business day|minute|hour|day|week|month|year)\b)", "1", text, flags=re.I)
    text = _PERCENT_ZH.sub(lambda m: f"{_chinese(m[1])}%", text)
    text = text.replace("半小时", "30分钟").replace("半年", "6个月")
    return _NUMBER_ZH.sub(lambda m: str(_chinese(m[0])), text)


def _english(match: re.Match[str]) -> int:
    number = _UNITS_EN[match["small"].lower()] if match["small"] else _TENS_EN[match["tens"].lower()]
    number += _UNITS_EN[match["one"].lower()] if match["one"] else 0
    return number * (100 if match["hundred"] else 1) * (1000 if match["thousand"] else 1)


def _chinese(text: str) -> int | str:
    if not text or text[0].isdigit():
        return text
    if all(character in _DIGITS_ZH for character in text):
        return int("".join(str(_DIGITS_ZH[character]) for character in text))
    total, section, digit = 0, 0, 0
    for character in text:
        if character in _DIGITS_ZH:
            digit = _DIGITS_ZH[character]
        elif character == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + section + digit


# Facts

_N: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TO: Final = r"\s*(?:-|–|—|~|to|and|or|至|到|或)\s*"
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAYS: Final = {"mon": "一", "tue": "二", "wed": "三", "thu": "四", "fri": "五", "sat": "六", "sun": "日天"}
_CURRENCIES: Final = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "us dollars": "USD", "美元": "USD",
    "美金": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "£": "GBP", "gbp": "GBP",
    "pounds": "GBP", "pound": "GBP", "英镑": "GBP", "¥": "CNY", "cny": "CNY", "rmb": "CNY", "yuan": "CNY",
    "人民币": "CNY", "元": "CNY", "块": "CNY", "块钱": "CNY", "ca$": "CAD", "a$": "AUD", "jp¥": "JPY", "日元": "JPY",
    "hk$": "HKD", "港币": "HKD", "港元": "HKD",
}  # fmt: skip
_BEFORE: Final = r"US\$|CA\$|A\$|HK\$|JP¥|\$|€|£|¥|USD\s?|EUR\s?|GBP\s?|CNY\s?|RMB\s?"
_AFTER: Final = (
    r"US dollars|dollars?|USD|euros?|EUR|pounds?|GBP|yuan|RMB|CNY|美元|美金|欧元|英镑|人民币|日元|港币|港元|元|块钱?"
)
_SPANS: Final = {
    "business day": "business day", "working day": "business day", "工作日": "business day", "minute": "minute",
    "分钟": "minute", "hour": "hour", "小时": "hour", "calendar day": "day", "day": "day", "天": "day",
    "自然日": "day", "日": "day", "week": "week", "周": "week", "星期": "week", "礼拜": "week", "month": "month",
    "月": "month", "year": "year", "年": "year",
}  # fmt: skip
_SPAN: Final = (
    r"(?:business|working|calendar)[\s-]days?|minutes?|hours?|days?|weeks?|months?|years?"
    r"|个?(?:工作日|自然日|小时|月|星期|礼拜)|分钟|天|周|年|日"
)


def _number(text: str) -> str:
    return format(Decimal(text.replace(",", "")).normalize(), "f")


def _addresses(match: re.Match[str]) -> Iterator[Fact]:
    yield Fact(FactKind.ADDRESS, match[0].rstrip(".,;:!?").lower())


def _phones(match: re.Match[str]) -> Iterator[Fact]:
    digits = re.sub(r"\D", "", match[0])
    if len(digits) >= 7:
        yield Fact(FactKind.PHONE, digits)


def _dates(match: re.Match[str]) -> Iterator[Fact]:
    groups = match.groupdict()
    month = groups.get("month")
    if not month:
        return
    number = _MONTHS.get(month.lower().rstrip(".")) or int(month)
    day, year = groups.get("day"), groups.get("year")
    if not day and not year and month[0].islower():
        return  # "may" and "march" are verbs as well
    if not 1 <= number <= 12 or (day and not 1 <= int(day) <= 31):
        return
    yield Fact(FactKind.DATE, " ".join(part for part in (year, str(int(day)) if day else "", str(number)) if part))


def _weekdays(match: re.Match[str]) -> Iterator[Fact]:
    for day, chinese in _WEEKDAYS.items():
        if match[0].lower().startswith(day) or match[0][-1] in chinese:
            yield Fact(FactKind.WEEKDAY, day)


def _times(match: re.Match[str]) -> Iterator[Fact]:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or match["after"] or "").lower().replace(".", "")
    if half in ("pm", "下午", "晚上") and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    if hour < 25 and minute < 60:
        yield Fact(FactKind.TIME, str(60 * hour + minute))


def _money(match: re.Match[str]) -> Iterator[Fact]:
    currency = _CURRENCIES[(match["before"] or match["after"]).strip().lower()]
    for number in (match["low"], match["high"]):
        if number:
            yield Fact(FactKind.MONEY, f"{currency} {_number(number)}")


def _percents(match: re.Match[str]) -> Iterator[Fact]:
    for number in (match["low"], match["high"]):
        if number:
            yield Fact(FactKind.PERCENT, _number(number))


def _durations(match: re.Match[str]) -> Iterator[Fact]:
    span = _SPANS[re.sub(r"[\s-]+", " ", match["span"].lower()).removeprefix("个").rstrip("s")]
    for number in (match["low"], match["high"]):
        if number:
            yield Fact(FactKind.DURATION, f"{_number(number)} {span}")


def _headed(match: re.Match[str]) -> Iterator[Fact]:
    """`Business days: 5-8`: a table's cell under a head that names the unit."""
    for number in re.findall(_N, match["cell"]):
        yield Fact(FactKind.DURATION, f"{_number(number)} {_SPANS[match['span'].lower().rstrip('s')]}")


def _codes(match: re.Match[str]) -> Iterator[Fact]:
    if re.search(r"\d", match[0]) and re.search(r"[A-Za-z]", match[0]):
        yield Fact(FactKind.CODE, match[0].strip(".,;:!?").lower())


def _numbers(match: re.Match[str]) -> Iterator[Fact]:
    yield Fact(FactKind.NUMBER, _number(match[0]))


_RANGE: Final = rf"(?P<low>{_N})(?:{_TO}(?P<high>{_N}))?"
_YEAR: Final = r"(?:,?\s(?P<year>\d{4}))?"
_HALF_ZH: Final = r"(?P<half>上午|下午|晚上|中午|早上)"
_HEAD: Final = r"(?P<span>business days?|days?|hours?|minutes?|weeks?|months?|years?|工作日|小时|天|年)[:：)）]+\s?"
_PATTERNS: Final[tuple[tuple[str, Callable[[re.Match[str]], Iterator[Fact]]], ...]] = (
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|\bwww\.)[^\s<>)\]，。；]+", _addresses),
    (r"(?<![\w/.])/[a-z][\w/-]*", _addresses),
    (r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", _dates),
    (r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]", _dates),
    (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})\b\.?{_YEAR}", _dates),
    (rf"\b(?P<month>{_MONTH})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR}", _dates),
    (rf"\b(?P<month>{_MONTH})\b(?:\s(?P<year>\d{{4}}))?", _dates),
    (r"\+\d[\d\s()-]{6,}\d|\b\d{3}-\d{3}-\d{4}\b|\b400-\d{3,4}-\d{3,4}\b|\b1[3-9]\d{9}\b", _phones),
    (
        r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\b|(?:周|星期|礼拜)[一二三四五六日天]",
        _weekdays,
    ),
    (rf"{_HALF_ZH}?(?<!\d)(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?:\s?(?P<after>[ap]\.?m\b\.?))?", _times),
    (r"(?<![\d.,$€£¥])(?P<half>)(?P<hour>\d{1,2})(?P<minute>)\s?(?P<after>[ap]\.?m\b\.?)", _times),
    (rf"{_HALF_ZH}(?P<hour>\d{{1,2}})[点时](?P<minute>\d\d)?(?P<after>)", _times),
    (rf"(?P<before>{_BEFORE})(?P<low>{_N})(?:{_TO}(?:{_BEFORE})?(?P<high>{_N}))?(?P<after>)(?!\d)", _money),
    (rf"(?P<before>){_RANGE}\s?(?P<after>{_AFTER})(?![a-z])", _money),
    (rf"{_RANGE}\s?(?:%|percent\b|per\s?cent\b)", _percents),
    (rf"{_RANGE}[\s-]?(?P<span>{_SPAN})(?![a-z])", _durations),
    (rf"{_HEAD}(?P<cell>(?:{_N})(?:{_TO}(?:{_N}))?)", _headed),
    (r"\b(?=\w*\d)(?=\w*[a-z])[a-z0-9][\w/-]*\b", _codes),
    (_N, _numbers),
)
"""In this order: what one has read, the next does not see."""
_READERS: Final = tuple((re.compile(pattern, re.I), read) for pattern, read in _PATTERNS)
