"""An order that is described and not numbered: by how it stands, or by what is in it."""

import pytest

from bot.commerce.model import OrderStatus
from bot.orders.wishes.order_clues import standing
from tests.actions.talk import Talk, words
from tests.shop_world import World, an_order

PENDING, SENT = an_order("W1", OrderStatus.PENDING), an_order("W2", OrderStatus.SHIPPED)
THERE, GONE = an_order("W3", OrderStatus.DELIVERED), an_order("W4", OrderStatus.CANCELLED)
ALL = [PENDING, SENT, THERE, GONE]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the pending one", [PENDING]),
        ("the one that has not been shipped yet", [PENDING]),
        ("it hasn't shipped", [PENDING]),
        ("还没发货的那单", [PENDING]),
        ("the order I received", [THERE]),
        ("收到的那个", [THERE]),
        ("the one on its way", [SENT]),
        ("已发货的", [SENT]),
        ("the cancelled one", [GONE]),
        ("已取消的订单", [GONE]),
        ("it never arrived", ALL),
        ("I have not received it", ALL),
        ("我没收到", ALL),
        ("还没有收到", ALL),
        ("the blue mug", ALL),
    ],
)
def test_words_say_how_an_order_stands(said: str, meant: list[object]) -> None:
    assert list(standing(ALL, said)) == meant


def test_a_status_that_no_order_has_says_nothing() -> None:
    assert list(standing([THERE, GONE], "the pending one")) == [THERE, GONE]


@pytest.mark.parametrize(
    ("said", "intent"),
    [("the delivered one", "inform"), ("the one I received", "choose_order"), ("收到的那单", "nlu_fallback")],
)
async def test_the_question_for_the_order_is_answered_by_describing_it(world: World, said: str, intent: str) -> None:
    talk = Talk(world, await world.talk("C-1"))
    await talk.form("what did I order", "order_details")
    assert talk.asked == "order_number"
    await talk.form(said, intent)
    assert talk.slots["order_number"] == "W10003"


async def test_a_description_that_fits_two_orders_is_asked_again(world: World) -> None:
    talk = Talk(world, await world.talk("C-2"))
    await talk.form("cancel an order", "cancel_order")
    assert talk.asked == "order_number"
    again = await talk.form("the one that is still pending", "inform")
    assert talk.asked == "order_number"
    assert words(again)
