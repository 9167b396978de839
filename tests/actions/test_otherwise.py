"""Wishes that hang on something: what was said for that case is told and proposed, and done after a yes alone."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.commerce.model import OrderStatus
from tests.actions.talk import Talk, kinds, mei, words
from tests.shop_world import ALL_ALLOWED, MUGS, World, an_order, open_world


@pytest_asyncio.fixture
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    world = await open_world(tmp_path_factory.mktemp("otherwise"), rules=ALL_ALLOWED)
    yield world
    await world.close()


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "swap both mugs in W10003 for green ones, if there are none return them", "you said, then the return"),
        ("zh", "把W10003的马克杯都换成绿色的，没有就退掉", "按您说的，改为退货"),
    ],
)  # fmt: skip
async def test_what_cannot_be_had_goes_back_as_said(shop: World, language: str, said: str, told: str) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, "exchange_items")
    assert told in words(reply)
    assert (talk.slots["order_task"], talk.asked) == ("return", "payment")
    shown = await talk.form("Visa", "inform")
    assert kinds(shown)[-1] == "confirmation"
    assert not (await shop.commerce.order("W10003")).claims
    await talk.form("/affirm", "affirm", 1.0)
    (claim,) = (await shop.commerce.order("W10003")).claims
    assert claim.lines[0].sku is None


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "swap both mugs in W10001 for green ones. If you have none, cancel the whole order", "as you said"),
        ("zh", "W10001的马克杯都换成绿色，没有的话就取消整个订单", "按您说的"),
    ],
)
async def test_the_order_is_called_off_as_said_after_a_yes(shop: World, language: str, said: str, told: str) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, "exchange_items")
    assert told in words(reply)
    assert kinds(reply)[-1] == "confirmation"
    assert (await shop.commerce.order("W10001")).status is OrderStatus.PENDING
    await talk.form("/affirm", "affirm", 1.0)
    assert (await shop.commerce.order("W10001")).status is OrderStatus.CANCELLED


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "both mugs in W10003 in green please, otherwise leave it as it is", "as you said, it stays as it is"),
        ("zh", "W10003的马克杯都换成绿色的，没有就算了", "按您说的，这件保持不变"),
    ],
)
async def test_what_cannot_be_had_stays_as_said(shop: World, language: str, said: str, told: str) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, "exchange_items")
    assert told in words(reply)
    assert talk.asked is None
    assert not (await shop.commerce.order("W10003")).claims


async def test_what_was_said_after_the_choices_were_shown_counts_as_well(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("exchange both mugs in W10003 for green ones", "exchange_items")
    assert talk.asked == "variant"
    reply = await talk.form("if there is no green one, don't exchange it", "inform")
    assert "as you said, it stays as it is" in words(reply)
    assert talk.asked is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "change the mugs in W10001 to the same colour as the ones I received"),
        ("zh", "把W10001的马克杯换成跟我收到的那个一样的"),
    ],
)
async def test_what_another_order_holds_is_wanted(
    tmp_path_factory: pytest.TempPathFactory, language: str, said: str
) -> None:
    blue = replace(MUGS, sku="KT-201-BLU")
    delivered = an_order("W10009", OrderStatus.DELIVERED, lines=(blue,))
    world = await open_world(tmp_path_factory.mktemp("like"), rules=ALL_ALLOWED, orders=[delivered])
    await world.set_status("W10003", OrderStatus.CANCELLED)
    talk = await mei(world, language)
    reply = await talk.form(said, "exchange_items")
    if talk.asked == "payment":
        reply = await talk.form("Visa", "inform")
    assert kinds(reply)[-1] == "confirmation"
    assert ("Blue" if language == "en" else "蓝色") in str(reply[-1])
    await world.close()


@pytest.mark.parametrize(
    ("language", "said", "asked", "told"),
    [
        ("en", "I want to exchange both mugs in W10003", "what are the options and prices?", "Blue: $20.00"),
        ("zh", "我想把W10003的马克杯都换掉", "有哪些颜色可以换？", "蓝色：US$20.00"),
    ],
)  # fmt: skip
async def test_what_there_is_to_choose_from_is_told_in_the_task(
    shop: World, language: str, said: str, asked: str, told: str
) -> None:
    talk = await mei(shop, language)
    await talk.form(said, "exchange_items")
    assert talk.asked == "variant"
    reply = await talk.form(asked, "ask_product")
    assert told in words(reply)
    assert talk.asked == "variant"


async def test_what_was_said_of_a_variant_counts_once_it_is_known_of_what(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("I'd like the most expensive version instead, order W10001", "exchange_items")
    assert talk.asked == "lines"
    reply = await talk.form('/choose{"value": "2"}', "choose", 1.0, value="2")
    assert talk.asked == "payment"
    reply = await talk.form("Visa", "inform")
    assert "Blue: $20.00" in str(reply[-1])


async def test_the_very_same_is_told_to_be_no_exchange(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("exchange both mugs in W10003 for the exact same item", "exchange_items")
    assert "not for the very same" in words(reply)
    assert talk.asked == "variant"


async def test_what_can_be_had_lets_the_rest_rest(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form(
        "exchange both mugs in W10003 for white ones, if there are none return them", "exchange_items"
    )
    assert "as you said" not in words(reply)
    assert talk.slots["order_task"] == "swap"
    assert kinds(reply)[-1] == "confirmation"


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "exchange both mugs in W10003 for the cheapest ones", "is that already"),
        ("zh", "把W10003的马克杯都换成最便宜的", "已经就是这一款"),
    ],
)
async def test_what_is_the_cheapest_already_stays(shop: World, language: str, said: str, told: str) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, "exchange_items")
    assert told in words(reply)
    assert talk.asked is None


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "cancel the keyboard in W10001. If you can't, cancel the whole order", "you said, then all of it"),
        ("zh", "取消W10001里的键盘，不行就取消整个订单", "按您说的，改为取消整单"),
    ],
)  # fmt: skip
async def test_where_a_part_cannot_be_cancelled_the_whole_is_proposed_as_said(
    world: World, language: str, said: str, told: str
) -> None:
    talk = Talk(world, await world.talk("C-1"), "zh" if language == "zh" else "en")
    reply = await talk.form(said, "cancel_order")
    assert told in words(reply)
    assert kinds(reply)[-1] == "confirmation"
    assert (await world.commerce.order("W10001")).status is OrderStatus.PENDING
