"""An outside check: goods and variants of a whole shop that nobody here wrote are named, and found."""

import gc
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from bot.commerce.model import Order, OrderLine, Product, Variant
from bot.commerce.money import Money
from bot.orders.wishes.lines import lines_meant
from bot.orders.wishes.order_shares import shared
from bot.orders.wishes.orders import orders_holding
from bot.orders.wishes.requests import requests_in
from bot.orders.wishes.variants import variant_meant
from tests.commerce.retail_shop import amount, read_source
from tests.orders.wishes.shelf import both, order_with, product_of

SOURCE: Final = Path(os.environ.get("SHOPTALK_SHARED", "../shared")) / "retail_shop" / "db.json"
LEAST: Final = 0.98
SLOWEST: Final = 0.025
"""Seconds of one processor for a call at the mean, on a machine with much else to do: alone it is 4 ms at most."""

EXCHANGES: Final = [
    "exchange the {thing} for the {new} one",
    "I'd like the {thing} in {new} instead",
    "can I swap my {thing} for one with {named}",
    "I want to exchange my {thing} for a {new} {thing}",
    "Hi, I got the {thing} but I'd prefer {new}. Everything else the same please",
    "the {thing}, same but {new}",
    "I want {new} instead of {old} for the {thing}",
    "can you change my {thing} from {old} to {new}",
    "把{thing}换成{new}的",
]

TAKEN: Final = [
    "I want to return {english}",
    "hi, i need to return {english} from my last order because they don't fit",
    "I bought too much, I only want to return {english}",
    "我想退{chinese}，谢谢",
    "{chinese}都不要了",
]
LEFT: Final = [
    "return the whole order, but not {english}",
    "I'd like to keep {english} and return the rest",
    "除了{chinese}其他都取消",
    "{chinese}留着，其他的退",
]

pytestmark = pytest.mark.skipif(
    not SOURCE.is_file(), reason=f"{SOURCE} is not there (SHOPTALK_SHARED names its folder)"
)

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def source() -> dict[str, Any]:
    return read_source(SOURCE)


@pytest.fixture(scope="module")
def products(source: dict[str, Any]) -> list[Product]:
    return [
        product_of(
            {
                "product_id": product["product_id"],
                "category": product["name"],
                "title": product["name"],
                "variants": [
                    {
                        "sku": variant["item_id"],
                        "options": variant["options"],
                        "price": amount(variant["price"]),
                        "stock": int(variant["available"]),
                    }
                    for variant in product["variants"].values()
                ],
            }
        )
        for product in source["products"].values()
    ]


@pytest.fixture(scope="module")
def orders(source: dict[str, Any]) -> list[Order]:
    return [
        order_with(tuple(_lines(order)), order_id=number, customer_id=order["user_id"])
        for number, order in source["orders"].items()
        if order["status"] in ("pending", "delivered")
    ]


def _lines(order: dict[str, Any]) -> Iterator[OrderLine]:
    for number, item in enumerate(order["items"], start=1):
        price = Money.parse(amount(item["price"]), "USD")
        yield OrderLine(str(number), item["item_id"], both(item["name"]), 1, price)


class Tally:
    """How many of how many were right, and how long it took."""

    def __init__(self) -> None:
        self.right: list[bool] = []
        gc.freeze()  # what thousands of tests left behind is not looked through at these calls' cost
        self._begun = time.process_time()

    def add(self, right: bool) -> None:
        self.right.append(right)

    def check(self, record: Record) -> None:
        """Reports the share and the time of a call, and holds both to what is asked."""
        share = sum(self.right) / len(self.right)
        each = (time.process_time() - self._begun) / len(self.right)
        record("share", f"{share:.4f} of {len(self.right)}")
        record("milliseconds", f"{1000 * each:.2f}")
        assert share >= LEAST
        assert each < SLOWEST


def test_a_line_is_found_by_its_products_name(
    orders: list[Order], products: list[Product], record_property: Record
) -> None:
    """Or is asked for with just the lines of that name, when several have it."""
    tally = Tally()
    for order in orders:
        for line in order.lines:
            named = {other.line_id for other in order.lines if other.title == line.title}
            meant = lines_meant(f"I want to return the {line.title.en.lower()}", order, products)
            picked = {part.line_id for part in meant.picked}
            asked = {id_ for unclear in meant.unclear for id_ in unclear.candidates}
            tally.add((picked, asked) == ((named, set()) if len(named) == 1 else (set(), named)))
    tally.check(record_property)


def test_a_line_is_found_by_its_values_and_its_name(
    orders: list[Order], products: list[Product], record_property: Record
) -> None:
    variants = {variant.sku: variant for product in products for variant in product.variants}
    tally = Tally()
    for order in orders:
        for line in order.lines:
            if sum(other.sku == line.sku for other in order.lines) > 1:
                continue
            words = f"the {_values(variants[line.sku])} {line.title.en}"
            meant = lines_meant(words, order, products)
            tally.add([part.line_id for part in meant.picked] == [line.line_id] and not meant.unclear)
    tally.check(record_property)


@pytest.mark.parametrize("words", ["the {} one", "I'd like it in {} please", "换成{}的"])
def test_a_variant_is_found_by_its_values(words: str, products: list[Product], record_property: Record) -> None:
    """From another variant of the product; one that is not in stock is told to be sold out."""
    tally = Tally()
    for product in products:
        for bought, wanted in zip((*product.variants[1:], product.variants[0]), product.variants, strict=True):
            line = OrderLine("1", bought.sku, product.title, 1, bought.price)
            meant = variant_meant(words.format(_values(wanted)), line, product)
            found = [meant.variant] if meant.variant else list(meant.sold_out)
            tally.add([variant.sku for variant in found] == [wanted.sku])
    tally.check(record_property)


def test_the_orders_that_hold_a_thing_are_found_among_all_of_a_customers(
    orders: list[Order], products: list[Product], record_property: Record
) -> None:
    of_customer: dict[str | None, list[Order]] = {}
    for order in orders:
        of_customer.setdefault(order.customer_id, []).append(order)
    tally = Tally()
    for theirs in of_customer.values():
        for title in {line.title for order in theirs for line in order.lines}:
            holding = [order for order in theirs if any(line.title == title for line in order.lines)]
            tally.add(list(orders_holding(f"the {title.en.lower()} I bought", theirs, products)) == holding)
    tally.check(record_property)


@pytest.mark.parametrize("words", EXCHANGES)
def test_an_exchange_in_one_sentence_is_read_on_both_sides(
    words: str, products: list[Product], record_property: Record
) -> None:
    """Which of four lines is given, and which variant of it is wanted, of which only one or two values are said."""
    choice = random.Random(7)
    tally = Tally()
    for product, bought, wanted in choice.sample(list(_changes(products)), 200):
        line = OrderLine("1", bought.sku, product.title, 1, bought.price)
        others = choice.sample([other for other in products if other is not product], 3)
        more = [
            OrderLine(str(n), o.variants[0].sku, o.title, 1, o.variants[0].price) for n, o in enumerate(others, start=2)
        ]
        keys = [key for key in bought.options if bought.options[key] != wanted.options[key]]
        said = words.format(
            thing=product.title.en.lower(),
            new=" and ".join(_spoken(key, wanted) for key in keys),
            named=" and ".join(f"{key} {wanted.options[key].en}" for key in keys),
            old=" and ".join(_spoken(key, bought) for key in keys),
        )
        lines = lines_meant(said, order_with((*more, line)), products)
        meant = variant_meant(said, line, product)
        is_line = [part.line_id for part in lines.picked] == ["1"] and not lines.unclear
        tally.add(is_line and meant.variant is not None and meant.variant.sku == wanted.sku)
    tally.check(record_property)


@pytest.mark.parametrize(("words", "left"), [*((words, False) for words in TAKEN), *((words, True) for words in LEFT)])
def test_several_goods_in_a_row_are_taken_or_left(
    words: str, left: bool, products: list[Product], record_property: Record
) -> None:
    choice = random.Random(11)
    tally = Tally()
    for _ in range(100):
        of = choice.sample(products, choice.randint(2, 5))
        lines = tuple(
            OrderLine(str(n), (v := choice.choice(p.variants)).sku, p.title, 1, v.price) for n, p in enumerate(of, 1)
        )
        named = sorted(choice.sample(range(len(of)), choice.randint(1, len(of) - 1)))
        titles = [of[at].title.en.lower() for at in named]
        said = words.format(
            english=_row([f"the {title}" for title in titles], ", ", " and "), chinese=_row(titles, "、", "和")
        )
        meant = lines_meant(said, order_with(lines), products)
        wanted = {line.line_id for at, line in enumerate(lines) if (at in named) is not left}
        is_one = requests_in(said) == (said,)
        tally.add({part.line_id for part in meant.picked} == wanted and not meant.unclear and is_one)
    tally.check(record_property)


@pytest.mark.parametrize("words", ["I want to return {english}", "can i send back {english}?", "我想退{chinese}"])
def test_goods_that_lie_in_several_orders_go_each_to_its_own(
    words: str, orders: list[Order], products: list[Product], record_property: Record
) -> None:
    dice, tally = random.Random(7), Tally()
    for mine in _by_customer(orders):
        names = [line.title.en for order in mine for line in order.lines]
        own = [[line for line in order.lines if names.count(line.title.en) == 1] for order in mine]
        wanted = {order.order_id: dice.choice(lines) for order, lines in zip(mine, own, strict=True) if lines}
        if len(wanted) < 2:
            continue
        said = [line.title.en.lower() for line in wanted.values()]
        text = words.format(english=_row(said, ", the ", " and the "), chinese=_row(said, "、", "和"))
        found = shared(text, mine, mine, products)
        told = {share.order.order_id: [part.line_id for part in share.meant.picked] for share in found.shares}
        tally.add(not found.open and told == {number: [line.line_id] for number, line in wanted.items()})
    tally.check(record_property)


def _by_customer(orders: list[Order]) -> list[list[Order]]:
    """Up to three orders of each customer."""
    customers = dict.fromkeys(order.customer_id for order in orders)
    return [[order for order in orders if order.customer_id == customer][:3] for customer in customers]


def _row(names: list[str], between: str, last: str) -> str:
    return between.join(names[:-1]) + (last if len(names) > 1 else "") + names[-1]


def _changes(products: list[Product]) -> Iterator[tuple[Product, Variant, Variant]]:
    """A product, a variant of it, and one in stock that differs in one or two options."""
    for product in products:
        for bought in product.variants:
            for wanted in product.variants:
                differing = sum(bought.options[key] != wanted.options[key] for key in bought.options)
                if wanted.stock and 0 < differing <= 2:
                    yield product, bought, wanted


def _spoken(key: str, variant: Variant) -> str:
    """A value as it is said: a yes by its option's name, a no or none with "no" before it."""
    value = variant.options[key].en
    return {"yes": key, "no": f"no {key}", "none": f"no {key}"}.get(value, value)


def _values(variant: Variant) -> str:
    return ", ".join(value.en for value in variant.options.values())
