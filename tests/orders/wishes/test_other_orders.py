"""Wishes that name what is in another order of the shopper's."""

import pytest

from bot.orders.wishes.other_orders import (
    is_like_another,
    is_same_again,
    options_like,
    variants_in,
    without_another,
)
from tests.orders.wishes.shelf import order_of, product


@pytest.mark.parametrize(
    "words",
    [
        "the same type as the one I already received",
        "change the puzzle to the one in my other order",
        "same colour as in my last order",
        "like the one I already have",
        "和另一个订单里的一样",
        "换成跟我收到的那个一样的",
    ],
)
def test_what_another_order_holds_is_meant(words: str) -> None:
    assert is_like_another(words)


@pytest.mark.parametrize(
    "words",
    [
        "the same one but with clicky switches",
        "exchange the mug I received for a white one",
        "change the one in my pending order to white",
        "the same size",
        "the black one of this order",
        "换成白色的",
    ],
)
def test_other_wishes_name_no_order(words: str) -> None:
    assert not is_like_another(words)


@pytest.mark.parametrize(
    "words",
    [
        "I'd like a new pair with the same specs",
        "exchange it for the exact same item",
        "换一双一模一样的",
        "换个同款新的",
    ],
)
def test_the_very_same_is_wanted_again(words: str) -> None:
    assert is_same_again(words)


@pytest.mark.parametrize(
    "words", ["the same one but in blue", "the same size", "the same model with more storage", "换成白色的"]
)
def test_the_same_but_for_something_is_another(words: str) -> None:
    assert not is_same_again(words)


def test_what_is_wanted_is_left_out_where_only_the_given_counts() -> None:
    words = "exchange the hose I received for the type that is in my pending order"
    assert without_another(words) == "the hose i received"
    assert without_another("exchange the pending mug for white") == "exchange the pending mug for white"


def test_the_variants_that_other_orders_hold_are_found() -> None:
    (line,) = order_of("PHONE-1").lines
    held = variants_in([order_of("PHONE-5", "MUG-1"), order_of("PHONE-1")], line, product("PHONE"))
    assert [variant.sku for variant in held] == ["PHONE-5"]


def test_only_the_option_that_is_named_is_taken() -> None:
    gold = product("PHONE").variants[4]
    assert options_like("the same colour as in my other order", gold, product("PHONE")) == "Gold"
    assert options_like("the same as in my other order", gold, product("PHONE")) == ""
