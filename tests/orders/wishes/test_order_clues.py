"""What words tell of an order but what is in it: how it stands, where it goes, when it was placed, what it came to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commerce.model import Address, Order, OrderStatus
from bot.commerce.money import Money
from bot.orders.wishes.order_clues import Clues
from bot.orders.wishes.several_orders import numbers_in_a_row, orders_said, says_all_of_them
from tests.orders.wishes.shelf import order_of


def _order(order_id: str, status: OrderStatus, days_ago: int, total: str, address: Address) -> Order:
    plain = order_of("MUG-1", order_id=order_id)
    placed = plain.placed_at - timedelta(days=days_ago)
    return replace(plain, status=status, placed_at=placed, total=Money.parse(total, "USD"), address=address)


AUSTIN = Address("1 Elm", "Austin", "US", region="TX")
LOS_ANGELES = Address("2 Oak", "Los Angeles", "US", region="CA")
NEW_YORK = Address("3 Ash", "New York", "US", region="NY")
BERLIN = Address("Ahornweg 4", "Berlin", "DE")
ORDERS = (
    _order("W1", OrderStatus.PENDING, 1, "54.20", AUSTIN),
    _order("W2", OrderStatus.DELIVERED, 5, "1160.99", LOS_ANGELES),
    _order("W3", OrderStatus.DELIVERED, 9, "80.00", NEW_YORK),
    _order("W4", OrderStatus.CANCELLED, 30, "19.00", BERLIN),
)
ALL = ["W1", "W2", "W3", "W4"]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("return everything in the order that was sent to Texas", ["W1"]),
        ("my LA order", ["W2"]),
        ("the order I had shipped to NYC by mistake", ["W3"]),
        ("the parcel for Los Angeles, CA", ["W2"]),
        ("the one to TX", ["W1"]),
        ("my order in Germany", ["W4"]),
        ("寄到德州的那单", ["W1"]),
        ("送到纽约的订单", ["W3"]),
        ("洛杉矶那单", ["W2"]),
        ("发往德国的包裹", ["W4"]),
        ("the order in or near my home", ALL),
        ("the older delivered order", ["W3"]),
        ("the one placed first", ["W4"]),
        ("the earliest of the delivered ones", ["W2", "W3"]),
        ("my last order", ["W1"]),
        ("最早的那单", ["W4"]),
        ("最近一单", ["W1"]),
        ("the order for $1,160", ["W2"]),
        ("the one that cost 80 dollars", ["W3"]),
        ("54.20", ["W1"]),
        ("80块的那单", ["W3"]),
        ("the most expensive order", ["W2"]),
        ("最便宜的那单", ["W4"]),
        ("the cancelled one", ["W4"]),
        ("the delivered order that went to New York", ["W3"]),
        ("已送达的、寄到加州的那单", ["W2"]),
        ("first cancel it, then tell me", ALL),
        ("I'd like it cheaper", ALL),
        ("你好", ALL),
    ],
)
def test_words_tell_which_orders(words: str, ids: list[str]) -> None:
    assert [order.order_id for order in Clues(words).narrowed(ORDERS)] == ids


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("send my order to Texas instead", ALL),
        ("change the address of my order to New York", ALL),
        ("the order that was sent to Texas should go to New York", ["W1"]),
        ("my LA order should go to New York", ["W2"]),
        ("把订单改寄到德州", ALL),
        ("寄到德州的那单改寄到纽约", ["W1"]),
    ],
)
def test_a_place_that_is_wanted_tells_nothing_of_the_order(words: str, ids: list[str]) -> None:
    assert [order.order_id for order in Clues(words, target=True).narrowed(ORDERS)] == ids


@pytest.mark.parametrize("words", ["Texas", "in austin", "the austin one", "德州", "奥斯汀的"])
def test_a_place_alone_answers_the_question_for_the_order(words: str) -> None:
    assert [order.order_id for order in Clues(words, asked=True).narrowed(ORDERS)] == ["W1"]


@pytest.mark.parametrize(
    ("words", "rest", "everything", "count", "newest"),
    [
        ("cancel all my pending orders", "cancel everything", True, None, False),
        ("cancel every order I have", "cancel everything i have", True, None, False),
        ("return everything from my last two orders", "return everything", True, 2, True),
        ("both orders have to go", "everything have to go", True, 2, False),
        ("return the mugs in both orders", "return the mugs", False, 2, False),
        ("the T-shirts from all my orders", "the t-shirts", False, None, False),
        ("return the mugs from different orders", "return the mugs", False, None, False),
        ("send back everything I ordered", "send back everything", True, None, False),
        ("cancel my three open orders", "cancel everything", True, 3, False),
        ("取消我所有的待发货订单", "取消 全部", True, None, False),
        ("把最近两单都退了", "把 全部 都退了", True, 2, True),
        ("两个订单里的杯子都退", "杯子都退", False, 2, False),
        ("两个订单里的东西都退", "全部 都退", True, 2, False),
        ("每个订单都取消", "全部 都取消", True, None, False),
        ("我的订单全部取消", "我的 全部 全部取消", True, None, False),
    ],
)
def test_words_speak_of_several_orders(
    words: str, rest: str, everything: bool, count: int | None, newest: bool
) -> None:
    said = orders_said(words)
    assert said is not None
    assert (" ".join(said.words.split()), said.everything, said.count, said.newest) == (rest, everything, count, newest)


@pytest.mark.parametrize(
    "words",
    [
        "cancel my order", "return all the items in my order", "all of it", "return everything I bought last week",
        "the last one", "cancel everything in the order", "取消订单", "退掉订单里的所有东西", "上个月的订单",
        "全部退掉", "all my items", "both mugs",
    ],
)  # fmt: skip
def test_words_speak_of_one_order_or_none(words: str) -> None:
    assert orders_said(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "both",
        "Both please",
        "It's about all of them",
        "that would be everything",
        "all of them",
        "all three of them",
        "两个都要",
        "全部",
        "都要",
        "每个都取消",
    ],
)
def test_all_that_were_offered_are_an_answer(words: str) -> None:
    assert says_all_of_them(words)


@pytest.mark.parametrize("words", ["both mugs", "all right", "the lamp", "no", "都没有", "全部商品里的杯子"])
def test_other_words_do_not_mean_all_that_were_offered(words: str) -> None:
    assert not says_all_of_them(words)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("cancel W1001 and #W1002", ("W1001", "#W1002")),
        ("where are W1001, W1002 and order W1003?", ("W1001", "W1002", "W1003")),
        ("取消W1001和W1002", ("W1001", "W1002")),
        ("not W1001, I meant W1002", ()),
        ("W1001", ()),
    ],
)
def test_numbers_that_are_named_together(words: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in_a_row(words) == numbers
