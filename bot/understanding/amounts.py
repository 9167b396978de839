"""Finds amounts of money in folded text; the value is the number, then the currency if one is told: `80 CNY`."""

import re
from collections.abc import Iterator

from bot.understanding import numerals
from bot.understanding.mention import Mention

# How each currency is written; "" for what several countries call theirs.
_CURRENCIES = {
    "USD": r"us\$|usd|us dollars?|美元|美金|刀",
    "CAD": r"ca?\$|cad|加元|加币",
    "AUD": r"au?\$|aud|澳元",
    "HKD": r"hk\$|hkd|港币|港元|港纸",
    "TWD": r"nt\$|twd|新?台币",
    "SGD": r"s\$|sgd",
    "GBP": r"£|gbp|quid|英镑",
    "EUR": r"€|euros?|eur|欧元",
    "INR": r"₹|rs\.?|inr|rupees?",
    "JPY": r"jpy|yen|日元|日圆",
    "CNY": r"¥|cny|rmb|人民币|yuan|块钱|块|元钱|元|圆|毛钱",
    "": r"\$|dollars?|bucks?|pounds?|cents?|pence|蚊",
}
_NAMES = "|".join(_CURRENCIES.values())
_NUMBER = rf"(?:{numerals.DIGITS})"
_HAN = "[一二两三四五六七八九十百千万几零半]{1,8}"
# Small numbers in words are seldom a price without its currency: "more than one", "under two".
_TENS_IN_WORDS = rf"(?!(?:one|two|three|four|five|six|seven|eight|nine)\b)(?:{numerals.ENGLISH})"

_WITH_CURRENCY = (
    re.compile(rf"(?<![a-z\d_.,#$-])(?:{_NAMES})\s?{_NUMBER}k?(?![\d%])"),
    re.compile(rf"(?<![\d.,#-]){_NUMBER}\s?[k千万百]?\s?[多几]?(?:{_NAMES})(?![a-z])"),
    re.compile(rf"{_HAN}[多几]?(?:{_NAMES})(?![a-z])"),
    re.compile(rf"(?:{numerals.ENGLISH})\s(?:{_NAMES})(?![a-z])"),
)
# "一块" is a dollar and a slice alike, "一刀" a dollar and a cut: small counts before a thing are no money.
_NO_MONEY = re.compile(r"[一两]刀|[一两二三四五六七八九1-9]块(?!钱|以|左右|的|多|$|[\s,.?吧呢啊吗能])")

_UNITS = (
    "days?|weeks?|months?|years?|hours?|hrs?|h|mins?|minutes?|seconds?|am|pm|o'clock|cm|mm|m|ft|feet|inch|inches|in"
    "|kg|g|grams?|lbs?|oz|l|lit(?:er|re)s?|ml|w|watts?|db|decibels?|stars?|people|persons?|items?|pieces?|pairs?|pcs"
    "|keys?|gb|mah|k|degrees|of|orders?|lumens?|lm|percent"
)
_HAN_UNITS = (
    "个|件|双|只|把|台|条|瓶|盒|套|天|周|月|年|日|号|小时|分钟|分贝|公斤|斤|克|厘米|毫米|米|寸|英寸|升|毫升|瓦|度|岁|人|码|星|次"
    "|点|期|折|层|键|张|本|支|杯|款|公里|流明|单"
)
# A number with such a unit after it is no price.
_NO_UNIT = rf"(?![\d.]*\d)(?!\s?[-–~]?\s?(?:%|°|\"|(?:{_UNITS})\b|{_HAN_UNITS}))"
_CUE = "|".join(
    (
        "under|below|less than|up to|at most|no more than|not more than|not over|max(?:imum)?(?: of)?|over|above",
        r"more than|at least|min(?:imum)?|cheaper than|around|about|roughly|approx(?:imately)?|within|sub|~|<|>",
        r"budget(?:\s+(?:is|of|about|around|max))*\s?:?|spend(?:ing)?(?:\s+(?:about|around|up to))?",
        r"priced?(?:\s+(?:is|of|at|under))?|cost(?:s|ing)?|pay",
    )
)
_HAN_CUE = (
    "(?:满|立?减|预算|不超过|不要超过|别超过|低于|少于|不到|便宜过|最多|控制在|价位|价格|售价|高于|超过|大于|小于|花|卖)"
    "(?:是|在|大概|大约|差不多|也就|只有|有)?"
)
_LIMIT = "以内|之内|以下|以上|左右|上下|出头|往上|往下|内的|封顶|的(?:档次|价位|预算|样子)"
_RANGE = "之间|左右|的|以内|这个价|价位"
_BESIDE_A_CUE = (
    re.compile(rf"(?:between|from)\s+(?P<it>{_NUMBER})\s*(?:and|to|-)\s*(?P<to>{_NUMBER}){_NO_UNIT}"),
    re.compile(
        rf"(?<![a-z\d#._-])(?P<it>{_NUMBER}|{_HAN})\s*[到至~—-]\s*(?P<to>{_NUMBER}|{_HAN})\s*[块元]?(?:{_RANGE})"
    ),
    re.compile(rf"(?<![a-z])(?<!\d\s)(?:{_CUE})\s*(?P<it>{_NUMBER}k?|{_TENS_IN_WORDS}){_NO_UNIT}"),
    re.compile(rf"(?<![\d#.-])(?P<it>{_NUMBER})\s+(?:or (?:less|under|below|cheaper)|max\b|tops\b|at most|budget)"),
    re.compile(rf"{_HAN_CUE}\s*(?P<it>{_NUMBER}|{_HAN}[多几]?){_NO_UNIT}"),
    re.compile(rf"(?<![\d#.-])(?P<it>{_NUMBER}|{_HAN})[块元]?(?:{_LIMIT})"),
)
_AMOUNT = re.compile(rf"{_NUMBER}\s?[k千万百]?|{numerals.ENGLISH}|{_HAN}")


def amounts(text: str) -> Iterator[Mention]:
    """First those that name a currency, then bare numbers beside a word about prices."""
    for pattern in _WITH_CURRENCY:
        for match in pattern.finditer(text):
            if not _NO_MONEY.match(text, match.start()):
                yield _money(text, *match.span())
    for pattern in _BESIDE_A_CUE:
        for match in pattern.finditer(text):
            for group in ("it", "to"):
                if match.groupdict().get(group):
                    yield _money(text, *match.span(group))


def _money(text: str, start: int, end: int) -> Mention:
    typed = text[start:end].rstrip()
    number = _AMOUNT.search(typed)
    value = numerals.number(number.group()) if number else None
    if number is None or value is None:
        return Mention("money", start, start + len(typed), typed)
    name = typed.replace(number.group(), "").strip()
    currency = next((code for code, names in _CURRENCIES.items() if re.fullmatch(names, name)), "")
    return Mention("money", start, start + len(typed), f"{numerals.written(value)} {currency}".strip())
