"""Questions for figures: answered from the shop's data, inside a task and beside it, in both languages."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.commerce.model import OrderStatus, Shipment
from tests.actions.talk import Talk, kinds, mei, words
from tests.shop_world import ALL_ALLOWED, World, an_order, open_world
from tests.stories.cast import Cast

_CANCELLED = replace(an_order("W10009", OrderStatus.CANCELLED), shipments=(Shipment("UPS", "1ZGONE"),))


@pytest_asyncio.fixture
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    world = await open_world(tmp_path_factory.mktemp("figures"), rules=ALL_ALLOWED, orders=(_CANCELLED,))
    yield world
    await world.close()


async def ask(shop: World, talk: Talk, text: str) -> str:
    return words(await talk.act(Cast().action(shop, "action_answer"), text, "ask_policy"))


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "how many kinds of mug do you have?", ["3 variants of Ember mug", "of 4 in all"]),
        ("zh", "马克杯有几种可选？", ["3 种有货", "共 4 种"]),
        ("en", "what's the most expensive mug you have and what does it cost?", ["Blue", "$20.00"]),
        ("zh", "最便宜的马克杯是哪款？", ["红色 / 白色", "US$18.00"]),
        ("en", "tell me the tracking number of my cancelled order", ["W10009", "1ZGONE"]),
        ("zh", "已取消的订单物流单号是多少？", ["W10009", "1ZGONE"]),
        ("en", "which address was order W10003 sent to?", ["12 Alder St, Portland, OR 97201, US"]),
        ("zh", "订单W10003寄到哪里了？", ["12 Alder St"]),
        ("en", "what colour is the mug I ordered in W10003?", ["colour: Red"]),
        ("zh", "W10003里我买的马克杯是什么颜色？", ["颜色：红色"]),
        ("en", "what's the most expensive item in order W10001?", ["Hush 75 quiet keyboard", "$79.00"]),
        ("zh", "订单W10001里最贵的商品是哪个？", ["静语75静音键盘", "US$79.00"]),
        ("en", "how much did I pay for order W10001?", ["$120.00", "Visa ending 4242"]),
        ("zh", "订单W10001我付了多少钱？", ["US$120.00", "尾号 4242 的 Visa 卡"]),
        ("en", "what's the balance on my gift card?", ["$31.00"]),
        ("zh", "我的礼品卡余额还有多少？", ["尾号 0042 的礼品卡目前余额为 US$31.00"]),
        ("en", "what is the status of orders W10001 and W10009?", ["W10001", "W10009", "stand differently"]),
        ("zh", "订单W10001和W10009的状态是什么？", ["W10001", "W10009", "状态不同"]),
    ],
)
async def test_it_is_answered_from_the_data(shop: World, language: str, asked: str, told: list[str]) -> None:
    said = await ask(shop, await mei(shop, language), asked)
    assert [piece for piece in told if piece not in said] == []


async def test_all_that_was_spent_on_a_thing_is_summed_over_the_orders(shop: World) -> None:
    said = await ask(shop, await mei(shop), "how much in total were all the mugs I have ordered?")
    assert "$108.00 in all" in said
    assert said.count("$36.00") == 3


async def test_a_strangers_order_is_never_told_of(shop: World) -> None:
    said = await ask(shop, await mei(shop), "which address was order W20001 sent to?")
    assert "Alder" not in said
    guest = Talk(shop, await shop.talk())
    assert "Alder" not in await ask(shop, guest, "which address was order W10003 sent to?")


async def test_what_the_data_do_not_tell_is_left_to_the_documents(shop: World) -> None:
    reply = await (await mei(shop)).act(Cast().action(shop, "action_answer"), "how much is delivery?", "ask_policy")
    assert kinds(reply) == ["answer"]


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "how much would I get back in total?", "$36.00 for order W10003"),
        ("zh", "我一共能退多少钱？", "退还 US$36.00"),
    ],
)
async def test_a_question_inside_a_task_is_answered_and_the_task_goes_on(
    shop: World, language: str, asked: str, told: str
) -> None:
    talk = await mei(shop, language)
    said = "return both mugs from W10003 to my visa" if language == "en" else "W10003里的两个马克杯都退，退到Visa卡"
    assert kinds(await talk.form(said, "return_items"))[-1] == "confirmation"
    reply = await talk.form(asked, "refund_status")
    assert told in words(reply)
    assert kinds(reply)[-1] == "confirmation"
    assert talk.asked == "decision"
    assert "CL-W10003-1" in words(await talk.form("/affirm", "affirm", 1.0))


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "cancel order W10001, and then tell me how much I get back in total", "you get back $120.00"),
        ("zh", "取消订单W10001，然后告诉我一共能退多少钱", "收到退款 US$120.00"),
    ],
)
async def test_what_comes_back_is_told_when_it_is_done(shop: World, language: str, said: str, told: str) -> None:
    talk = await mei(shop, language)
    shown = await talk.form(said, "cancel_order")
    assert kinds(shown)[-1] == "confirmation"
    assert told not in words(shown)
    assert told in words(await talk.form("/affirm", "affirm", 1.0))


async def test_sums_name_every_order_and_tell_payments_from_refunds(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("cancel order W10001", "cancel_order")
    await talk.form("/affirm", "affirm", 1.0)
    await talk.form("exchange both mugs in W10003 for the blue one, visa please", "exchange_items")
    await talk.form("/affirm", "affirm", 1.0)
    said = await ask(shop, talk, "how much do I get back altogether?")
    assert "You get back $120.00 and pay $4.00" in said
    assert "order W10001" in said
    assert "order W10003" in said
    assert "Together you get back $116.00" in said


@pytest.mark.parametrize(
    ("language", "asked"),
    [("en", "how much are the remaining items in order W10001?"), ("zh", "订单W10001里剩下的商品一共多少钱？")],
)
async def test_what_is_kept_is_summed_after_a_part_was_cancelled(shop: World, language: str, asked: str) -> None:
    talk = await mei(shop, language)
    await talk.form("cancel the keyboard in W10001" if language == "en" else "把W10001里的键盘取消", "cancel_order")
    await talk.form("/affirm", "affirm", 1.0)
    assert "$36.00" in await ask(shop, talk, asked)


async def test_where_nothing_was_done_no_sum_is_made_up(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("cancel order W10001, and tell me how much I get back in total", "cancel_order")
    declined = await talk.form("/deny", "deny", 1.0)
    assert "no money moves" in words(declined)


@pytest.mark.parametrize(
    ("language", "said", "title"),
    [
        ("en", "What's the most expensive item in order W10001? Please cancel that item.", "Hush 75 quiet keyboard"),
        ("zh", "订单W10001里最贵的商品是哪个？请把那件取消", "静语75静音键盘"),
    ],
)
async def test_what_was_asked_about_is_what_that_item_means(shop: World, language: str, said: str, title: str) -> None:
    reply = await (await mei(shop, language)).form(said, "cancel_order")
    assert reply[-1]["kind"] == "confirmation"
    assert [row["field"] for row in reply[-1]["changes"]][:1] == [title]


async def test_a_sum_that_is_asked_for_in_a_task_before_anything_was_done_is_none(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("I want to exchange something from W10003", "exchange_items")
    reply = await talk.form("how much do I have to pay in total?", "ask_policy")
    assert "no money moves" in words(reply)
    assert talk.asked == "variant"
