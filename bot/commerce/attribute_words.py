"""How a product's attribute is read: its name without the unit, its value with it."""

import re
from typing import Final

from bot.commerce.model import Product, Shop
from bot.language import Language

_BRACKETED: Final = re.compile(r"\s*[(（]([^()（）]+)[)）]\s*$")


def named_value(product: Product, key: str, shop: Shop, language: Language) -> tuple[str, str]:
    """`Weight (g)` and `850` are read as ("Weight", "850 g"), 重量（克） as ("重量", "850克").

    Raises `KeyError` if the product does not have the attribute.
    """
    value = product.attributes[key].in_language(language)
    known = shop.attributes.get(key)
    name = known.in_language(language) if known else key.replace("_", " ")
    unit = _BRACKETED.search(name)
    if unit is None or not any(character.isdigit() for character in value):
        return _BRACKETED.sub("", name), value
    between = "" if language == "zh" else " "
    return _BRACKETED.sub("", name), f"{value}{between}{unit.group(1)}"
