"""Attributes are read with their unit behind the value."""

import pytest

from bot.commerce.attribute_words import named_value
from bot.commerce.model import Bilingual, Product, Shop
from bot.language import Language

_SHOP = Shop(
    name=Bilingual("Shop", "店"),
    currency="USD",
    categories={},
    attributes={"weight_g": Bilingual("Weight (g)", "重量（克）"), "material": Bilingual("Material", "材质")},
    options={},
)


def _product(key: str, en: str, zh: str) -> Product:
    title = Bilingual("Thing", "东西")
    return Product("P-1", "things", title, title, (), attributes={key: Bilingual(en, zh)})


@pytest.mark.parametrize(
    ("key", "value", "language", "read"),
    [
        ("weight_g", ("850", "850"), "en", ("Weight", "850 g")),
        ("weight_g", ("850", "850"), "zh", ("重量", "850克")),
        ("weight_g", ("none given", "未注明"), "en", ("Weight", "none given")),
        ("material", ("Oak", "橡木"), "zh", ("材质", "橡木")),
        ("seat_height", ("45 cm", "45厘米"), "en", ("seat height", "45 cm")),
    ],
)
def test_the_unit_follows_the_value(
    key: str, value: tuple[str, str], language: Language, read: tuple[str, str]
) -> None:
    assert named_value(_product(key, *value), key, _SHOP, language) == read
