"""Which orders hold what people name."""

import pytest

from bot.orders.wishes.orders import orders_holding
from tests.orders.wishes.shelf import PRODUCTS, order_of

ORDERS = (
    order_of("AU-201-NVY", "MUG-1*2", order_id="W1"),
    order_of("LT-301-BLU", "SH-601-BLK-9", order_id="W2"),
    order_of("LT-307-BRS", "AU-203-BLK", order_id="W3"),
    order_of("CL-706-BLK-M", "MUG-2", order_id="W4"),
)
"""W1 headphones and red mugs, W2 desk lamp and running shoes, W3 floor lamp and earbuds, W4 T-shirt and white mug."""


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("return the headphones I bought last week", ["W1"]),
        ("the order with the shoes", ["W2"]),
        ("I want to send back the desk lamp", ["W2"]),
        ("the floor lamp", ["W3"]),
        ("the lamp", ["W2", "W3"]),
        ("where are my earbuds?", ["W3"]),
        ("the t-shirt", ["W4"]),
        ("the mug", ["W1", "W4"]),
        ("the white mug", ["W4"]),
        ("the red mugs", ["W1"]),
        ("the mug and the headphones", ["W1"]),
        ("the lamp and the earbuds", ["W3"]),
        ("exchange the running shoes for size 10", ["W2"]),
        ("my hedphones", ["W1"]),
        ("上周买的耳机", ["W1"]),
        ("台灯", ["W2"]),
        ("落地灯的订单", ["W3"]),
        ("买了跑鞋的那个订单", ["W2"]),
        ("白色的杯子", ["W4"]),
        ("T恤", ["W4"]),
        ("灯和耳塞", ["W3"]),
        ("把鞋换成10码", ["W2"]),
        ("cancel my last order", []),
        ("hello", []),
        ("the toaster", []),
        ("everything", []),
        ("the phone case", []),
        ("全部退掉", []),
        ("你好", []),
        ("键盘", []),
    ],
)
def test_the_orders_that_hold_most_of_what_is_named(words: str, ids: list[str]) -> None:
    assert [order.order_id for order in orders_holding(words, ORDERS, PRODUCTS)] == ids


def test_no_orders_hold_nothing() -> None:
    assert orders_holding("the lamp", (), PRODUCTS) == ()
