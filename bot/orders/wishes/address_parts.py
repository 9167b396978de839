"""Reads the fields of an address out of a text, in the forms of many countries; nothing is made up."""

import re
from typing import Final

from bot.commerce.thing_words import is_chinese
from bot.orders.wishes.address_fields import Parts
from bot.orders.wishes.chinese_addresses import chinese_parts
from bot.orders.wishes.western_addresses import western_parts

_LABELS: Final = re.compile(
    r"\b(?:and )?(?:the |my )?\b(?:(?:zip|post|postal)[\s-]*(?:code)?|city|town|state|province|street"
    r"|apartment number|country)\s*(?:\bis\b|:|=)\s*|(?:邮编|邮政编码|城市|省份|街道)\s*(?:是|为|:|：)\s*",
    re.IGNORECASE,
)


def address_parts(text: str, country: str = "") -> Parts:
    """`country` is where the address lies if it does not say so itself; names of fields may stand before them."""
    line = _LABELS.sub(" ", re.sub(r"\s*\n\s*", ", ", text.strip()))
    line = re.sub(r"\s{2,}", " ", line).strip(" ,.。，;；")
    return chinese_parts(line, country) if is_chinese(line) else western_parts(line, country)
