"""Finds amounts of money in folded text; the value is the number, then the currency if one is named: `80 USD`."""

import re
from collections.abc import Iterator

from bot.understanding import numerals
from bot.understanding.mention import Mention

_NUMBER = rf"(?:{numerals.DIGITS})"
_HAN = r"(?:[一二两三四五六七八九十百千万几零半]{1,8})"
_LARGE = rf"(?!(?:one|two|three|four|five|six|seven|eight|nine)\b)(?:{numerals.ENGLISH})"
_CURRENCIES = {
    "USD": r"us\$|usd|美元|美金|刀",
    "CAD": r"ca\$|c\$|cad|加元|加币",
    "AUD": r"au\$|a\$|aud|澳元",
    "HKD": r"hk\$|hkd|港币|港元|港纸",
    "TWD": r"nt\$|twd|台币|新台币",
    "SGD": r"s\$|sgd",
    "GBP": r"£|gbp|quid|英镑|pence",
    "EUR": r"€|euros?|eur|欧元",
    "INR": r"₹|rs\.?|inr|rupees?",
    "JPY": r"jpy|yen|日元|日圆",
    "CNY": r"¥|cny|rmb|人民币|yuan|块钱|块|元钱|元|圆|毛钱|毛",
    "": r"\$|dollars?|bucks?|pounds?|cents?|蚊|文",
}
_PREFIX = r"us\$|ca\$|c\$|au\$|a\$|hk\$|nt\$|s\$|\$|£|€|¥|₹|rs\.?|inr|usd|cad|aud|gbp|eur|cny|rmb|hkd|nt"
_SUFFIX = (
    r"us\ dollars?|dollars?|bucks?|usd|cad|aud|hkd|sgd|quid|pounds?|gbp|euros?|eur|cents?|pence|rupees?|rs\b|inr|yuan|rmb|cny|yen"
    r"|€|£|₹|\$|块钱|元钱|人民币|美元|美金|欧元|英镑|港币|港元|日元|台币|加元|加币|元|圆|块|刀|蚊|毛钱"
)
_WITH_CURRENCY = re.compile(
    rf"""(?<![a-z\d_.,#$-])(?:{_PREFIX})\s?(?:{_NUMBER})k?(?![\d%])
      | (?<![\d.,#-])(?:{_NUMBER})\s?[k千万百]?\s?[多几]?(?:{_SUFFIX})(?![a-z])
      | {_HAN}[多几]?(?:{_SUFFIX})(?![a-z])
      | (?:{numerals.ENGLISH})\s(?:{_SUFFIX})(?![a-z])""",
    re.VERBOSE,
)
# "一块" is a dollar and a slice alike; small counts of 块 before a thing are slices.
_SLICE = re.compile(r"[一两]刀|[一两二三四五六七八九1-9]块(?![钱]|以|左右|的|多|$|[\s,，.。?？吧呢啊吗能])")
# A number with a unit after it is no price.
_NO_UNIT = (
    r"(?![\d.]*\d)(?!\s?[-–~]?\s?(?:%|percent|days?|weeks?|months?|years?|hours?|hrs?|h\b|min|mins|minutes?|seconds?|am\b|pm\b|o'clock|cm|mm|m\b|ft|feet|inch|inches|in\b|\"|'"
    r"|kg|g\b|grams?|lbs?|oz|l\b|lit|ml|w\b|watts?|db|decibels?|stars?|people|persons?|items?|pieces?|pairs?|pcs|keys?|gb|mah|k\b|°|degrees|of\b|days|orders?|lumens?|lm"
    r"|个|件|双|只|把|台|条|瓶|盒|套|天|周|月|年|日|号|小时|分钟|分贝|公斤|斤|克|厘米|毫米|米|寸|英寸|升|毫升|瓦|度|岁|人|码|星|次|点|期|折|层|键|张|本|支|杯|款|公里|流明|单|套))"
)
_EN_CUE = (
    r"(?:under|below|less\ than|up\ to|at\ most|no\ more\ than|not\ more\ than|not\ over|max(?:imum)?(?:\ of)?|budget(?:\s+(?:is|of|about|around|max))*\s?:?|over|above|more\ than|at\ least|min(?:imum)?"
    r"|cheaper\ than|around|about|roughly|approx(?:imately)?|within|spend(?:ing)?(?:\s+(?:about|around|up\ to))?|price(?:d)?(?:\s+(?:is|of|at|under))?|cost(?:s|ing)?|pay|for\ under|sub|~|<|>)"
)
_AFTER_CUE = re.compile(
    rf"(?<![a-z])(?<!\d\s){_EN_CUE}\s*(?P<it>(?:{_NUMBER})k?|{_LARGE}){_NO_UNIT}(?!\s*[a-z]*\s*\()", re.VERBOSE
)
_BETWEEN = re.compile(
    rf"(?:between|from)\s+(?P<first>{_NUMBER})\s*(?:and|to|-)\s*(?P<second>{_NUMBER}){_NO_UNIT}", re.VERBOSE
)
_OR_LESS = re.compile(
    rf"(?<![\d#.-])(?P<it>{_NUMBER})\s+(?:or\s+(?:less|under|below|cheaper)|max\b|tops\b|at\s+most|budget)", re.VERBOSE
)
_ZH_CUE = r"(?:满|立?减|预算|不超过|不要超过|别超过|低于|少于|不到|便宜过|最多|控制在|价位|价格|售价|高于|超过|大于|小于|花|卖)(?:是|在|大概|大约|差不多|也就|只有|有)?"
_ZH_AFTER_CUE = re.compile(rf"{_ZH_CUE}\s*(?P<it>{_NUMBER}|{_HAN}[多几]?){_NO_UNIT}")
_ZH_LIMIT = re.compile(
    rf"(?<![\d#.-])(?P<it>{_NUMBER}|{_HAN})(?:块|元)?(?:以内|之内|以下|以上|左右|上下|出头|往上|往下|内的|封顶|的(?:档次|价位|预算|样子))"
)
_ZH_BETWEEN = re.compile(
    rf"(?<![a-z\d#._-])(?P<first>{_NUMBER}|{_HAN})\s*(?:到|至|-|~|—)\s*(?P<second>{_NUMBER}|{_HAN})\s*(?:块|元)?(?:之间|左右|的|以内|这个价|价位)"
)
_AMOUNT = re.compile(rf"{_NUMBER}\s?[k千万百]?|{numerals.ENGLISH}|{_HAN}", re.VERBOSE)


def amounts(text: str) -> Iterator[Mention]:
    """First those that name a currency, then bare numbers beside a word about prices."""
    for match in _WITH_CURRENCY.finditer(text):
        if not _SLICE.match(text, match.start()):
            yield _money(text, *match.span())
    for pattern in (_BETWEEN, _ZH_BETWEEN):
        for match in pattern.finditer(text):
            yield _money(text, *match.span("first"))
            yield _money(text, *match.span("second"))
    for pattern in (_AFTER_CUE, _OR_LESS, _ZH_AFTER_CUE, _ZH_LIMIT):
        for match in pattern.finditer(text):
            yield _money(text, *match.span("it"))


def _money(text: str, start: int, end: int) -> Mention:
    typed = text[start:end].rstrip()
    number = _AMOUNT.search(typed)
    value = numerals.number(number.group()) if number else None
    if value is None:
        return Mention("money", start, start + len(typed), typed)
    currency = next((code for code, names in _CURRENCIES.items() if re.search(names, typed)), "")
    return Mention("money", start, start + len(typed), f"{numerals.written(value)} {currency}".strip())
