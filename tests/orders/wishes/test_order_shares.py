"""One wish over several orders: every thing goes to the order that holds it."""

import pytest

from bot.orders.wishes.order_shares import Shared, shared
from tests.orders.wishes.shelf import PRODUCTS, order_of

ORDERS = (
    order_of("AU-201-NVY", "MUG-1*2", order_id="W1"),
    order_of("LT-301-BLU", "SH-601-BLK-9", order_id="W2"),
    order_of("LT-307-BRS", "AU-203-BLK", order_id="W3"),
    order_of("CL-706-BLK-M", "MUG-2", order_id="W4"),
)
"""W1 headphones and red mugs, W2 desk lamp and running shoes, W3 floor lamp and earbuds, W4 T-shirt and white mug."""
ABLE = ORDERS[:3]


def told(found: Shared) -> dict[str, list[str]]:
    return {share.order.order_id: [part.line_id for part in share.meant.picked] for share in found.shares}


@pytest.mark.parametrize(
    ("words", "shares"),
    [
        ("return the headphones, the running shoes and the earbuds", {"W1": ["1"], "W2": ["2"], "W3": ["2"]}),
        ("send back the desk lamp and the T-shirt", {"W2": ["1"], "W4": ["1"]}),
        ("return the headphones and the mugs", {"W1": ["1", "2"]}),
        ("return the shoes, but keep the earbuds", {"W2": ["2"]}),
        ("return all lamps", {"W2": ["1"], "W3": ["1"]}),
        ("return everything except the running shoes", {"W2": ["1"]}),
        ("the mug that came with the headphones", {"W1": ["2"]}),
        ("I want to return the cheaper lamp", {"W2": ["1"]}),
        ("I have two lamps and need only one. I want to return the more expensive one", {"W3": ["1"]}),
        (
            "return the shoes and the earbuds, make sure all the items I want to return are taken",
            {"W2": ["2"], "W3": ["2"]},
        ),
        ("return everything in the order with the T-shirt", {"W4": ["1", "2"]}),
        ("return everything", {}),
        ("return the toaster", {}),
        ("退耳机、跑鞋和耳塞", {"W1": ["1"], "W2": ["2"], "W3": ["2"]}),
        ("台灯和T恤都退", {"W2": ["1"], "W4": ["1"]}),
        ("所有的灯都退掉", {"W2": ["1"], "W3": ["1"]}),
        ("除了跑鞋全部退掉", {"W2": ["1"]}),
        ("退掉和耳机一起买的杯子", {"W1": ["2"]}),
    ],
)
def test_each_thing_goes_to_the_order_that_holds_it(words: str, shares: dict[str, list[str]]) -> None:
    assert told(shared(words, ORDERS, ORDERS, PRODUCTS)) == shares


def test_an_order_that_can_have_it_comes_first() -> None:
    assert told(shared("return the mug", ORDERS, ABLE, PRODUCTS)) == {"W1": ["2"]}
    assert told(shared("退杯子", ORDERS, ABLE, PRODUCTS)) == {"W1": ["2"]}


@pytest.mark.parametrize(("words", "orders"), [("the lamp", ["W2", "W3"]), ("退杯子", ["W1", "W4"])])
def test_a_thing_in_two_orders_is_left_open(words: str, orders: list[str]) -> None:
    found = shared(words, ORDERS, ORDERS, PRODUCTS)
    assert not found.shares
    assert [order.order_id for open_ in found.open for order in open_.orders] == orders


def test_a_thing_in_two_orders_is_taken_from_the_one_that_is_spoken_of() -> None:
    assert told(shared("the lamp and the earbuds", ORDERS, ORDERS, PRODUCTS)) == {"W3": ["1", "2"]}
    assert told(shared("灯和耳塞", ORDERS, ORDERS, PRODUCTS)) == {"W3": ["1", "2"]}


def test_of_all_orders_everything_but_what_stays_is_meant() -> None:
    found = shared("return everything except the mugs and the lamps", ORDERS, ORDERS, PRODUCTS, each=True)
    assert told(found) == {"W1": ["1"], "W2": ["2"], "W3": ["2"], "W4": ["1"]}
    found = shared("除了杯子和灯，全部退掉", ORDERS, ORDERS, PRODUCTS, each=True)
    assert told(found) == {"W1": ["1"], "W2": ["2"], "W3": ["2"], "W4": ["1"]}


def test_all_of_all_orders_is_all_of_each() -> None:
    found = shared("return everything", ORDERS, ABLE, PRODUCTS, each=True)
    assert [share.order.order_id for share in found.shares if share.meant.whole] == ["W1", "W2", "W3"]
