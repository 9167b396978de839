"""One wish over several orders: one change each, proposed and confirmed in turn; and which order is meant."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commerce.model import Address, OrderLine, OrderStatus, Shipment
from tests.actions.talk import Talk, commands, kinds, words
from tests.shop_world import ALL_ALLOWED, PRODUCTS, TODAY, World, an_order, open_world, usd

KEYBOARD = OrderLine("1", "KB-101-BLK", PRODUCTS[0].title, 1, usd("79.00"))
MUG = OrderLine("1", "KT-201-WHT", PRODUCTS[1].title, 1, usd("18.00"))
AUSTIN = Address("1 Elm Road", "Austin", "US", region="TX", postcode="73301")
MINE = [
    an_order("X40001", OrderStatus.PENDING, customer_id="C-3", lines=(KEYBOARD,), address=AUSTIN),
    an_order("X40002", OrderStatus.PENDING, customer_id="C-3", lines=(MUG,), placed_at=TODAY - timedelta(days=60)),
    an_order("X40003", OrderStatus.DELIVERED, customer_id="C-3", lines=(MUG,), placed_at=TODAY - timedelta(days=12)),
    an_order("X40004", OrderStatus.DELIVERED, customer_id="C-3", lines=(KEYBOARD,)),
]
CAME = (Shipment("DHL", "JD02", delivered_at=TODAY - timedelta(days=5), line_ids=("1",)),)
MINE = [
    replace(order, email="new@example.com", shipments=CAME if order.status is OrderStatus.DELIVERED else ())
    for order in MINE
]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[World]:
    world = await open_world(tmp_path, rules=ALL_ALLOWED, orders=MINE)
    yield world
    await world.close()


async def begun(shop: World, language: str = "en") -> Talk:
    return Talk(shop, await shop.talk("C-3"), "zh" if language == "zh" else "en")


async def status(shop: World, number: str) -> OrderStatus:
    return (await shop.commerce.order(number)).status


async def came_back(shop: World, number: str) -> bool:
    """Whether a return was asked for."""
    return bool((await shop.commerce.order(number)).claims)


@pytest.mark.parametrize(
    ("said", "count", "next_one"),
    [
        ("cancel all my pending orders", "about 2 orders", "Now on to order X40002"),
        ("把我待发货的订单都取消", "2 个订单", "接下来是订单 X40002"),
    ],
)
async def test_all_pending_orders_are_cancelled_one_by_one(shop: World, said: str, count: str, next_one: str) -> None:
    talk = await begun(shop, "zh" if said[0] > "z" else "en")
    first = await talk.form(said, "cancel_order")
    assert count in words(first)
    assert kinds(first)[-1] == "confirmation"
    second = await talk.form("yes", "affirm")
    assert next_one in words(second)
    assert await status(shop, "X40001") is OrderStatus.CANCELLED
    assert await status(shop, "X40002") is OrderStatus.PENDING
    third = await talk.form("yes", "affirm")
    assert await status(shop, "X40002") is OrderStatus.CANCELLED
    assert "X40001" in words(third)
    assert "X40002" in words(third)
    assert await status(shop, "X40004") is OrderStatus.DELIVERED


async def test_a_no_to_one_order_leaves_it_and_goes_on_with_the_next(shop: World) -> None:
    talk = await begun(shop)
    await talk.form("cancel all my pending orders", "cancel_order")
    reply = await talk.form("no", "deny")
    assert "Now on to order X40002" in words(reply)
    await talk.form("yes", "affirm")
    assert await status(shop, "X40001") is OrderStatus.PENDING
    assert await status(shop, "X40002") is OrderStatus.CANCELLED


@pytest.mark.parametrize("said", ["I want to return the keyboard and the mug", "键盘和马克杯我都要退"])
async def test_things_of_two_orders_are_returned_from_each(shop: World, said: str) -> None:
    talk = await begun(shop)
    first = await talk.form(said, "return_items")
    assert "about 2 orders" in words(first)
    while talk.asked and talk.asked != "decision":
        await talk.form("no longer needed" if talk.asked == "reason" else "Visa", "inform")
    await talk.form("yes", "affirm")
    while talk.asked and talk.asked != "decision":
        await talk.form("no longer needed" if talk.asked == "reason" else "Visa", "inform")
    await talk.form("yes", "affirm")
    assert await came_back(shop, "X40003")
    assert await came_back(shop, "X40004")
    assert await status(shop, "X40001") is OrderStatus.PENDING


async def test_an_order_that_cannot_have_it_is_told_and_the_rest_goes_on(shop: World) -> None:
    talk = await begun(shop)
    reply = await talk.form("cancel X40004 and X40001", "cancel_order")
    assert "X40004 has already been delivered" in words(reply)
    assert talk.asked == "decision"
    await talk.form("yes", "affirm")
    assert await status(shop, "X40001") is OrderStatus.CANCELLED


async def test_each_order_is_cancelled_or_returned_as_it_stands(shop: World) -> None:
    talk = await begun(shop)
    reply = await talk.form("please cancel or return all my orders", "cancel_order")
    assert "about 4 orders" in words(reply)
    for _ in range(12):
        if talk.asked == "decision":
            await talk.form("yes", "affirm")
        elif talk.asked:
            await talk.form("Visa" if talk.asked == "payment" else "no longer needed", "inform")
    assert await status(shop, "X40002") is OrderStatus.CANCELLED
    assert await came_back(shop, "X40004")


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("the one sent to Texas", "inform"),
        ("it's the one with the keyboard", "ask_product"),
        ("not sure, look for the keyboard", "recommend"),
        ("40001", "inform"),
        ("寄到德州的那单", "inform"),
        ("有键盘的那单", "recommend"),
    ],
)
async def test_the_question_for_the_order_is_answered_by_any_words_that_fit_one(
    shop: World, said: str, intent: str
) -> None:
    talk = await begun(shop)
    await talk.form("cancel an order", "cancel_order")
    assert talk.asked == "order_number"
    reply = await talk.form(said, intent)
    assert talk.slots["order_number"] == "X40001", words(reply)


@pytest.mark.parametrize("said", ["the older one", "早一点的那单"])
async def test_the_older_of_those_that_were_offered_is_meant(shop: World, said: str) -> None:
    talk = await begun(shop)
    await talk.form("cancel an order", "cancel_order")
    await talk.form(said, "inform")
    assert talk.slots["order_number"] == "X40002"


@pytest.mark.parametrize("said", ["both", "both of them please", "两个都要", "X40001 and X40002"])
async def test_the_question_for_the_order_may_be_answered_by_several(shop: World, said: str) -> None:
    talk = await begun(shop)
    await talk.form("cancel an order", "cancel_order")
    reply = await talk.form(said, "inform")
    assert "about 2 orders" in words(reply)
    assert talk.asked == "decision"


async def test_a_number_with_a_wrong_figure_is_asked_about_and_never_guessed(shop: World) -> None:
    talk = await begun(shop)
    await talk.form("cancel an order", "cancel_order")
    reply = await talk.form("4001", "inform")
    assert "can't find an order 4001" in words(reply)
    assert talk.asked == "order_number"
    offered = await talk.form("X40009", "inform")
    assert "X40009" in words(offered)
    assert any("X40001" in command for command in commands(offered))
    assert talk.slots["order_number"] is None


async def test_goods_of_an_order_that_cannot_have_it_are_no_reason_to_take_another(shop: World) -> None:
    talk = await begun(shop)
    await shop.set_status("X40003", OrderStatus.PENDING)
    reply = await talk.form("I want to return the mug that I received", "return_items")
    assert talk.slots["order_number"] != "X40004"
    assert "confirmation" not in kinds(reply)


async def test_the_address_of_several_orders_is_asked_for_once(shop: World) -> None:
    talk = await begun(shop)
    await talk.form("change the address of all my pending orders", "change_address")
    assert talk.asked == "address"
    await talk.form("5 Lake Street, Boston, MA 02110", "inform")
    assert talk.asked == "decision"
    second = await talk.form("yes", "affirm")
    assert "Now on to order X40002" in words(second)
    assert talk.asked == "decision"
    await talk.form("yes", "affirm")
    for number in ("X40001", "X40002"):
        address = (await shop.commerce.order(number)).address
        assert address is not None
        assert address.city == "Boston"
