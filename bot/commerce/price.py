"""Prices as shoppers say them, in both languages: "under 80", "80块以下", "一百以内", "between 50 and 100"."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.commerce.money import Money, exponent

_DIGITS_ZH: Final = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "几": 0,
}
_TENS_ZH: Final = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS_EN: Final = dict(zip(_SMALL, range(20), strict=True)) | dict(zip(_TENS, range(20, 100, 10), strict=True))
_WORD_EN: Final = "|".join(sorted([*_UNITS_EN, "hundred", "thousand"], key=len, reverse=True))
_SPELLED_EN: Final = re.compile(rf"\b(?:an? (?=hundred|thousand))?(?:{_WORD_EN})(?:[ -](?:and )?(?:{_WORD_EN}))*\b")
_SPELLED_ZH: Final = re.compile(r"[零一二两三四五六七八九十百千万]+")
_CURRENCIES: Final = {
    "€": "EUR", "eur": "EUR", "欧元": "EUR", "£": "GBP", "gbp": "GBP", "quid": "GBP", "pound": "GBP", "英镑": "GBP",
    "hk$": "HKD", "hkd": "HKD", "港币": "HKD", "港元": "HKD", "ca$": "CAD", "cad": "CAD", "加元": "CAD", "加币": "CAD",
    "au$": "AUD", "aud": "AUD", "澳元": "AUD", "us$": "USD", "usd": "USD", "美元": "USD", "美金": "USD", "刀": "USD",
    "¥": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "jpy": "JPY", "日元": "JPY", "円": "JPY", "yen": "JPY",
    "krw": "KRW", "韩元": "KRW", "sgd": "SGD", "新币": "SGD", "chf": "CHF", "瑞郎": "CHF", "rs": "INR", "rupee": "INR",
}  # fmt: skip
"""Words and signs that name one currency; $, 元, 块 and dollars may be the shop's own."""

_CODES = r"(?:eur|gbp|hkd|cad|aud|usd|rmb|cny|jpy|krw|sgd|chf)"
_SIGN = rf"(?:(?:us|hk|ca|au)\$|{_CODES}(?=\s*\d)|[$€£¥]|rs\.?)"
_NAMES_ZH = r"块钱|块|元|[美欧日港加澳韩]元|美金|英镑|港币|加币|新币|瑞郎|刀|人民币"
_UNIT = rf"(?:{_NAMES_ZH}|{_CODES}\b|円|yen\b|dollars?|bucks?|quid|euros?|pounds?|rupees?|[€£](?!\s*\d))"
# A number that counts something else is no price.
_OTHER = (
    r"(?![\d.]*\d)(?!\s*(?:%|-?inch|inches|\"|hours?|hrs?|ml|cm|mm|kg|kilos?|g\b|grams?|db|decibels?|years?|yrs?|w\b|watts?"
    r"|lm|lumens?|l\b|lit|pieces?|people|km|minutes?|mins?|days?|weeks?|x\b|寸|英寸|小时|个|毫升|升|克|公斤|斤|岁|码|号|分贝|瓦|流明|人|件|双|款|天|分钟|年|米|厘米|l的))"
)
_N = rf"({_SIGN}?\s*\d+(?:,\d{{3}})*(?:\.\d+)?(?:\s*{_UNIT})?)"
_RANGE: Final = re.compile(rf"(?:between|from|在)?\s*{_N}\s*(?:and|to|-|~|–|到|至)\s*{_N}{_OTHER}\s*(?:之间|区间)?")
_HIGH: Final = re.compile(
    rf"(?:under|below|less than|max(?:imum)?(?: of)?|up to|no more than|not more than|at most|within|nothing over"
    rf"|not over|not? above|cheaper than|(?:my )?(?:limit|budget)(?: is| of)?|不超过|不要超过|别超过|低于|少于|小于"
    rf"|最多|不高于|不到|控制在|预算|<)\s*(?:在|是|about)?\s*{_N}{_OTHER}"
    rf"|{_N}{_OTHER}\s*(?:以内|以下|之内|之下|封顶|内|max\b|or less|or under|tops|at most|budget|预算)"
)
_LOW: Final = re.compile(
    rf"(?:over|above|more than|at least|starting at|min(?:imum)?|超过|高于|至少|大于|>)\s*{_N}{_OTHER}"
    rf"|{_N}{_OTHER}\s*(?:以上|起|or more|and up|or over|\+)"
)
_AROUND: Final = re.compile(
    rf"(?:around|about|roughly|approx(?:imately)?|circa|~|大概|大约|差不多)\s*{_N}{_OTHER}"
    rf"|{_N}{_OTHER}\s*(?:左右|上下|出头|ish\b|or so)"
)
_BARE: Final = re.compile(rf"({_SIGN}\s*\d+(?:\.\d+)?|\d+(?:\.\d+)?\s*{_UNIT})")
_SPREAD: Final = Decimal("0.25")


@dataclass(frozen=True)
class PriceWish:
    """What was said of the price, as the shop's currency; `foreign` names another currency if one was named."""

    low: Money | None = None
    high: Money | None = None
    foreign: str = ""
    rest: str = ""
    """The text without the price."""


def find_price(text: str, currency: str) -> PriceWish:
    """Reads the price out of plain text; numbers may be spelled."""
    figures = spelled_out(text)
    for pattern, meaning in ((_RANGE, "range"), (_AROUND, "around"), (_HIGH, "high"), (_LOW, "low"), (_BARE, "high")):
        for match in pattern.finditer(figures):
            said = [group for group in match.groups() if group]
            if meaning == "range" and not _is_price_range(match.group()):
                continue
            amounts = [_amount(group) for group in said]
            low, high = _bounds(meaning, amounts)
            rest = figures[: match.start()] + " " + figures[match.end() :]
            return PriceWish(_money(low, currency), _money(high, currency), _foreign(match.group(), currency), rest)
    return PriceWish(rest=text)


def _is_price_range(words: str) -> bool:
    return bool(re.search(rf"between|之间|区间|{_SIGN}|{_UNIT}", words)) or bool(
        re.match(r"\s*(?:from\s*)?\d\d", words)
    )


def _bounds(meaning: str, amounts: list[Decimal]) -> tuple[Decimal | None, Decimal | None]:
    if meaning == "range":
        return min(amounts), max(amounts)
    if meaning == "around":
        return amounts[0] * (1 - _SPREAD), amounts[0] * (1 + _SPREAD)
    return (amounts[0], None) if meaning == "low" else (None, amounts[0])


def _amount(words: str) -> Decimal:
    found = re.search(r"\d+(?:\.\d+)?", words.replace(",", ""))
    return Decimal(found.group()) if found else Decimal(0)


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(int(amount.scaleb(exponent(currency)).to_integral_value()), currency)


def _foreign(words: str, currency: str) -> str:
    signs = re.findall(rf"{_SIGN}|{_UNIT}", words)
    named = next((code for sign, code in _CURRENCIES.items() if any(said.startswith(sign) for said in signs)), currency)
    return "" if named == currency else named


def spelled_out(text: str) -> str:
    """Numbers in words become figures: "twenty" 20, "一百五" 150; Chinese digits alone only before money."""
    text = _SPELLED_EN.sub(lambda match: str(_english(match.group())), text)
    return _SPELLED_ZH.sub(lambda match: _chinese_if_amount(match, text), text)


def _english(words: str) -> int:
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", words):
        if word in ("hundred", "thousand"):
            current = max(current, 1) * (100 if word == "hundred" else 1000)
            total, current = (total + current, 0) if word == "thousand" else (total, current)
        else:
            current += _UNITS_EN.get(word, 0)
    return total + current


def _chinese_if_amount(match: re.Match[str], text: str) -> str:
    words, after = match.group(), text[match.end() : match.end() + 2]
    counts = any(char in _TENS_ZH for char in words) and words not in {"千万", "万一", "十"}
    return str(_chinese(words)) if counts or after[:1] in {"块", "元", "刀"} else words


def _chinese(words: str) -> int:
    total, digit, last = 0, 0, 1
    for char in words:
        if char in _TENS_ZH:
            last = _TENS_ZH[char]
            total += max(digit, 1) * last
            digit = 0
        else:
            digit = _DIGITS_ZH[char]
            last = last if char != "零" else 10
    # "一百五" is 150, "一百零五" 105, "十五" 15.
    return total + digit * (last // 10 if last > 10 else 1)
