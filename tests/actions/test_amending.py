"""Further words about a change that is on: the proposal is void and shown anew with the difference."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commerce.model import OrderStatus
from tests.actions.talk import mei, words
from tests.shop_world import ALL_ALLOWED, World, open_world
from tests.stories.cast import Cast


@pytest_asyncio.fixture
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    world = await open_world(tmp_path_factory.mktemp("amending"), rules=ALL_ALLOWED)
    yield world
    await world.close()


def goods(parts: list[dict[str, object]]) -> set[str]:
    """Which of the keyboard and the mugs a proposal is about."""
    assert parts[-1]["kind"] == "confirmation", parts
    rows = parts[-1]["changes"]
    assert isinstance(rows, list)
    names = {"keyboard": "keyboard", "键盘": "keyboard", "mug": "mugs", "杯": "mugs"}
    return {kind for row in rows for word, kind in names.items() if word in row["field"]}


@pytest.mark.parametrize(
    ("language", "first", "then", "intent"),
    [
        ("en", "cancel the keyboard in W10001", "also both mugs", "follow_up"),
        ("en", "cancel the keyboard in W10001", "no, the two mugs too", "deny"),
        ("en", "cancel the keyboard in W10001", "I no longer need the mugs, all of them", "recommend"),
        ("zh", "取消W10001里的键盘", "还有那两个马克杯", "refine"),
        ("zh", "取消W10001里的键盘", "不，马克杯也全部取消", "deny"),
    ],
)
async def test_goods_are_added_to_what_is_shown(shop: World, language: str, first: str, then: str, intent: str) -> None:
    talk = await mei(shop, language)
    assert goods(await talk.form(first, "cancel_order")) == {"keyboard"}
    assert goods(await talk.form(then, intent)) == {"keyboard", "mugs"}
    await talk.form("/affirm", "affirm", 1.0)
    assert (await shop.commerce.order("W10001")).status is OrderStatus.CANCELLED


@pytest.mark.parametrize(
    ("language", "first", "then", "intent"),
    [
        ("en", "cancel the keyboard and both mugs in W10001", "oh and not the keyboard", "correct"),
        ("en", "cancel everything in W10001", "leave out the keyboard", "never_mind"),
        ("en", "cancel everything in W10001", "no, only the two mugs", "deny"),
        ("zh", "取消W10001里的键盘和全部马克杯", "键盘留着", "refine"),
        ("zh", "W10001整单取消", "不，键盘不要取消", "deny"),
    ],
)
async def test_goods_are_taken_out_of_what_is_shown(
    shop: World, language: str, first: str, then: str, intent: str
) -> None:
    talk = await mei(shop, language)
    assert "keyboard" in goods(await talk.form(first, "cancel_order"))
    assert goods(await talk.form(then, intent)) == {"mugs"}
    await talk.form("/affirm", "affirm", 1.0)
    order = await shop.commerce.order("W10001")
    assert [line.sku for line in order.lines if line.quantity] == ["KB-101-BLK"]


@pytest.mark.parametrize(
    ("language", "first", "then", "way"),
    [
        ("en", "return both mugs from W10003, back to my visa", "prefer the other way to pay", "Gift card"),
        ("en", "return both mugs from W10003, back to my visa", "I'd rather have it paid to my gift card", "Gift card"),
        ("zh", "退W10003的两个马克杯，退到visa卡", "还是退到礼品卡吧", "礼品卡"),
    ],
)
async def test_the_way_to_pay_is_changed_in_what_is_shown(
    shop: World, language: str, first: str, then: str, way: str
) -> None:
    talk = await mei(shop, language)
    assert "Visa" in str((await talk.form(first, "return_items"))[-1]["changes"])
    shown = await talk.form(then, "change_payment")
    assert way in str(shown[-1]["changes"])
    assert goods(shown) == {"mugs"}


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "cancel everything in W10001", "only the two mugs then"),
        ("zh", "W10001整单取消", "那只取消两个马克杯"),
    ],
)
async def test_words_after_a_no_start_from_what_was_shown(shop: World, language: str, first: str, then: str) -> None:
    talk = await mei(shop, language)
    await talk.form(first, "cancel_order")
    declined = await talk.form("no" if language == "en" else "不", "deny")
    assert "W10001" in words(declined)
    await talk.act(Cast().action(shop, "action_refine"), then, "refine")
    assert [event.get("name") for event in talk.returned] == ["order_form"]
    assert goods(await talk.back_to_form()) == {"mugs"}


@pytest.mark.parametrize("said", ["no", "no, don't do that", "No, that's not right", "不", "不用了"])
async def test_a_bare_no_changes_nothing(shop: World, said: str) -> None:
    talk = await mei(shop)
    await talk.form("cancel the keyboard in W10001", "cancel_order")
    assert "stays as it is" in words(await talk.form(said, "deny"))
    assert (await shop.commerce.order("W10001")).status is OrderStatus.PENDING


async def test_a_yes_after_a_change_means_what_is_shown_now(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("cancel everything in W10001", "cancel_order")
    await talk.form("oh and not the keyboard", "correct")
    await talk.form("yes", "affirm")
    order = await shop.commerce.order("W10001")
    assert [line.sku for line in order.lines if line.quantity] == ["KB-101-BLK"]


@pytest.mark.parametrize("asked", ["cancel my order", "exchange something from W10001"])
async def test_not_knowing_is_no_correction_of_the_order(shop: World, asked: str) -> None:
    talk = await mei(shop)
    await talk.form(asked, "exchange_items" if "exchange" in asked else "cancel_order")
    before = (talk.asked, talk.slots["order_number"])
    await talk.form("no clue, sorry", "correct")
    assert (talk.asked, talk.slots["order_number"]) == before


@pytest.mark.parametrize(
    ("language", "first", "reason"),
    [("en", "cancel W10001", "no longer needed"), ("zh", "取消订单W10001", "不再需要了")],
)
async def test_a_reason_that_begins_with_no_turns_down_nothing(
    shop: World, language: str, first: str, reason: str
) -> None:
    talk = await mei(shop, language)
    await talk.form(first, "cancel_order")
    assert (await talk.form(reason, "deny"))[-1]["kind"] == "confirmation"
    assert talk.asked == "decision"
    await talk.form("/affirm", "affirm", 1.0)
    assert (await shop.commerce.order("W10001")).status is OrderStatus.CANCELLED
