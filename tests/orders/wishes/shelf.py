"""Goods of the demo shop and some of our own, and orders of them, without any database."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.commerce.files.fields import Terms
from bot.commerce.files.product_row import ProductRow
from bot.commerce.model import (
    Bilingual,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Product,
)
from bot.commerce.money import Money

_SHELF: Final = Path(__file__).parents[3] / "data" / "shop" / "products.jsonl"
_TERMS: Final = Terms("USD")
_PLACED: Final = datetime(2026, 6, 1, tzinfo=UTC)


def both(text: str | Mapping[str, str]) -> Bilingual:
    return Bilingual(text, text) if isinstance(text, str) else Bilingual(text["en"], text["zh"])


def product_of(row: Mapping[str, Any]) -> Product:
    """A product from a row of products.jsonl, read as the importer reads it."""
    return ProductRow.model_validate(row, context=_TERMS).noun()


def _own(product_id: str, title: tuple[str, str], category: str, *variants: tuple[dict[str, Any], str, int]) -> Product:
    rows = [
        {"sku": f"{product_id}-{n}", "options": options, "price": price, "stock": stock}
        for n, (options, price, stock) in enumerate(variants, start=1)
    ]
    return product_of(
        {
            "product_id": product_id,
            "title": dict(zip(("en", "zh"), title, strict=True)),
            "category": category,
            "variants": rows,
        }
    )


def opt(**values: str) -> dict[str, dict[str, str]]:
    """Options written as `colour="Black/黑色"`."""
    split = {key: value.partition("/") for key, value in values.items()}
    return {key: {"en": en, "zh": zh or en} for key, (en, _, zh) in split.items()}


OWN: Final = (
    _own(
        "MUG",
        ("Ember mug", "余温马克杯"),
        "kitchen",
        (opt(colour="Red/红色"), "18.00", 3),
        (opt(colour="White/白色"), "18.00", 3),
    ),
    _own(
        "PHONE",
        ("Larch phone", "落叶松手机"),
        "phones",
        (opt(colour="Black/黑色", storage="64GB"), "399.00", 4),
        (opt(colour="Black/黑色", storage="128GB"), "449.00", 2),
        (opt(colour="Black/黑色", storage="256GB"), "549.00", 0),
        (opt(colour="Gold/金色", storage="64GB"), "399.00", 1),
        (opt(colour="Gold/金色", storage="128GB"), "449.00", 0),
        (opt(colour="Gold/金色", storage="256GB"), "559.00", 5),
    ),
    _own(
        "BOARD",
        ("Anvil mechanical keyboard", "铁砧机械键盘"),
        "keyboards",
        (opt(switch="clicky/青轴", backlight="RGB", layout="full size/全尺寸"), "120.00", 0),
        (opt(switch="clicky/青轴", backlight="none/无", layout="full size/全尺寸"), "99.00", 2),
        (opt(switch="linear/红轴", backlight="RGB", layout="full size/全尺寸"), "125.00", 3),
        (opt(switch="linear/红轴", backlight="none/无", layout="full size/全尺寸"), "95.00", 3),
        (opt(switch="tactile/茶轴", backlight="RGB", layout="80%"), "110.00", 3),
        (opt(switch="tactile/茶轴", backlight="white/白色", layout="full size/全尺寸"), "105.00", 1),
    ),
    _own(
        "HUB",
        ("Beacon thermostat", "灯塔温控器"),
        "home",
        (opt(compatibility="Apple HomeKit", colour="white/白色"), "90.00", 1),
        (opt(compatibility="Google Assistant", colour="white/白色"), "92.00", 2),
        (opt(compatibility="Google Assistant", colour="black/黑色"), "95.00", 2),
        (opt(compatibility="Amazon Alexa", colour="white/白色"), "85.00", 0),
    ),
    _own(
        "GLOW",
        ("Ember desk lamp", "余火台灯"),
        "lighting",
        (opt(brightness="low/低", power="USB"), "30.00", 2),
        (opt(brightness="medium/中", power="USB"), "32.00", 2),
        (opt(brightness="high/高", power="USB"), "35.00", 2),
        (opt(brightness="high/高", power="battery/电池"), "38.00", 2),
    ),
    _own(
        "PUZZLE",
        ("Atlas jigsaw puzzle", "地图拼图"),
        "toys",
        (opt(pieces="500", theme="art/艺术"), "20.00", 2),
        (opt(pieces="1000", theme="art/艺术"), "25.00", 2),
        (opt(pieces="2000", theme="art/艺术"), "35.00", 2),
        (opt(pieces="1000", theme="animals/动物"), "26.00", 2),
    ),
    _own(
        "WEIGHTS",
        ("Anvil dumbbell set", "铁砧哑铃套装"),
        "sport",
        (opt(weight="5-25 lbs", kind="fixed/固定"), "120.00", 2),
        (opt(weight="30-50 lbs", kind="fixed/固定"), "180.00", 2),
        (opt(weight="55-75 lbs", kind="fixed/固定"), "240.00", 2),
    ),
    _own(
        "CAM",
        ("Otter action camera", "水獭运动相机"),
        "cameras",
        (opt(resolution="4K", waterproof="yes/是", colour="black/黑色"), "300.00", 2),
        (opt(resolution="4K", waterproof="no/否", colour="black/黑色"), "280.00", 2),
        (opt(resolution="5K", waterproof="yes/是", colour="silver/银色"), "340.00", 1),
        (opt(resolution="1080p", waterproof="no/否", colour="silver/银色"), "200.00", 1),
    ),
)  # fmt: skip

PRODUCTS: Final = (*(product_of(json.loads(row)) for row in _SHELF.read_text("utf-8").splitlines()), *OWN)
_OF_SKU: Final = {variant.sku: (product, variant) for product in PRODUCTS for variant in product.variants}


def product(product_id: str) -> Product:
    return next(product for product in PRODUCTS if product.product_id == product_id)


def lines_of(goods: Iterable[str]) -> tuple[OrderLine, ...]:
    """Lines 1, 2 ... of SKUs; "MUG-1*2" is two of them."""
    lines = []
    for number, item in enumerate(goods, start=1):
        sku, _, quantity = item.partition("*")
        of, variant = _OF_SKU[sku]
        lines.append(OrderLine(str(number), sku, of.title, int(quantity or 1), variant.price))
    return tuple(lines)


def order_with(lines: tuple[OrderLine, ...], *, order_id: str = "W1", customer_id: str = "C-1") -> Order:
    nothing = Money(0, "USD")
    total = Money(sum(line.total.amount for line in lines), "USD")
    paid = Payment(PaymentMethod.CARD, "Visa ending 4242", PaymentStatus.PAID)
    status = OrderStatus.DELIVERED
    return Order(order_id, customer_id, None, None, status, _PLACED, lines, nothing, nothing, total, paid)


def order_of(*goods: str, order_id: str = "W1") -> Order:
    """An order of SKUs, as `lines_of` takes them."""
    return order_with(lines_of(goods), order_id=order_id)
