"""How a message becomes requests: several of them, wishes that go with them, and what was taken for something else."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from actions.progress import FORM
from tests.actions.talk import Talk, kinds, mei, words
from tests.shop_world import ALL_ALLOWED, World, open_world
from tests.stories.cast import Cast


@pytest_asyncio.fixture
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    world = await open_world(tmp_path_factory.mktemp("several"), rules=ALL_ALLOWED)
    yield world
    await world.close()


def summary(parts: list[dict[str, object]]) -> str:
    assert parts[-1]["kind"] == "confirmation", parts
    return str(parts[-1]["summary"])


@pytest.mark.parametrize(
    ("language", "said", "number", "kind"),
    [
        ("en", "I'd like to cancel or return everything in W10001", "W10001", "cancel"),
        ("en", "please return or cancel all of W10003, paid back to my visa", "W10003", "return"),
        ("zh", "W10001整单取消或者退货都行", "W10001", "取消"),
        ("zh", "W10003全部取消或退货，退到我的visa卡", "W10003", "退货"),
    ],
)
async def test_cancel_or_return_becomes_what_the_order_allows(
    shop: World, language: str, said: str, number: str, kind: str
) -> None:
    talk = await mei(shop, language)
    shown = summary(await talk.form(said, "cancel_order"))
    assert number in shown
    assert kind in shown


@pytest.mark.parametrize(
    ("language", "said", "intent", "action"),
    [
        ("en", "I no longer need the keyboard", "recommend", "action_recommend"),
        ("en", "The mugs don't suit us", "out_of_scope", "action_out_of_scope"),
        ("en", "Moving house soon, so I'd like to give back the mugs", "small_talk", "action_small_talk"),
        ("en", "What is the fee for delivery? And please cancel order W10001", "ask_policy", "action_answer"),
        ("zh", "键盘不需要了", "never_mind", "action_leave_task"),
        ("zh", "这些马克杯不合适", "ask_reviews", "action_reviews"),
        ("zh", "快递费多少？另外请取消W10001", "ask_policy", "action_answer"),
    ],
)
async def test_a_request_is_taken_up_whatever_the_message_was_taken_for(
    shop: World, language: str, said: str, intent: str, action: str
) -> None:
    talk = await mei(shop, language)
    assert await talk.act(Cast().action(shop, action), said, intent) == []
    assert [event.get("name") for event in talk.returned] == [FORM]


@pytest.mark.parametrize(
    ("said", "intent", "action"),
    [
        ("What is your return policy?", "ask_policy", "action_answer"),
        ("How do returns work? What does it cost?", "ask_policy", "action_answer"),
        ("退货怎么寄回去，面单在哪里拿？", "ask_policy", "action_answer"),
        ("I don't like this weather", "small_talk", "action_small_talk"),
        ("I no longer need a car", "out_of_scope", "action_out_of_scope"),
        ("我不需要推荐了", "never_mind", "action_leave_task"),
    ],
)
async def test_talk_without_a_request_is_left_to_its_action(shop: World, said: str, intent: str, action: str) -> None:
    talk = await mei(shop)
    assert await talk.act(Cast().action(shop, action), said, intent)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "If I want to exchange the mugs for larger ones, is that free of charge?"),
        ("zh", "杯子小了想换大一号，要另外花钱吗"),
        ("zh", "支付宝付的，退的钱几天能回来"),
    ],
)
async def test_a_stranger_who_asks_how_things_would_be_is_answered(shop: World, language: str, said: str) -> None:
    talk = Talk(shop, await shop.talk(), "zh" if language == "zh" else "en")
    assert await talk.act(Cast().action(shop, "action_answer"), said, "ask_policy")
    assert not [event for event in talk.returned if event.get("name") == FORM]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "What does delivery cost? I'd also like to return both mugs from W10003"),
        ("zh", "运费多少？另外我要退W10003的两个马克杯"),
    ],
)
async def test_a_question_in_the_message_is_answered_in_its_turn(shop: World, language: str, said: str) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, "return_items")
    assert kinds(reply)[:2] == ["text", "answer"]
    assert talk.asked == "payment"


async def test_pieces_about_the_same_order_are_one_change(shop: World) -> None:
    talk = await mei(shop)
    said = "I no longer need the keyboard in W10001. Also cancel the mugs in it, all of them"
    reply = await talk.form(said, "cancel_order")
    assert "W10001" in summary(reply)
    assert "2 things" not in words(reply)


@pytest.mark.parametrize(
    ("language", "said", "label"),
    [
        (
            "en",
            "cancel the keyboard in W10001. Also return both mugs from W10003. I'd prefer the gift card for any refund",
            "Gift card",
        ),
        ("zh", "取消W10001的键盘，另外退W10003的两个马克杯。所有订单都退到礼品卡", "礼品卡"),
    ],
)
async def test_a_way_to_pay_that_is_said_of_all_holds_for_each(
    shop: World, language: str, said: str, label: str
) -> None:
    talk = await mei(shop, language)
    await talk.form(said, "cancel_order")
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert "W10003" in summary(reply)
    assert label in str(reply[-1]["changes"])


@pytest.mark.parametrize(
    ("language", "said", "then", "label"),
    [
        ("en", "I'd like any refund to go to my gift card", "return both mugs from W10003", "Gift card"),
        ("zh", "退款最好都退到礼品卡", "退W10003的两个马克杯", "尾号 0042 的礼品卡"),
    ],
)
async def test_a_way_to_pay_that_was_named_before_is_minded(
    shop: World, language: str, said: str, then: str, label: str
) -> None:
    talk = await mei(shop, language)
    await talk.form(said, "change_payment")
    assert talk.asked is None
    reply = await talk.form(then, "return_items")
    assert label in str(reply[-1]["changes"])


@pytest.mark.parametrize(
    ("language", "open_", "said", "intent"),
    [
        ("en", "leave a note on W10001: ring twice", "the mugs in W10003 came torn", "report_problem"),
        ("en", "leave a note on W10001: ring twice", "the mugs in W10003 came torn", "out_of_scope"),
        ("en", "leave a note on W10001: ring twice", "both mugs in W10003 arrived in pieces", "choose_order"),
        ("zh", "给W10001加备注：按两次铃", "W10003里的马克杯碎了", "unclear"),
        ("zh", "给W10001加备注：按两次铃", "W10003里的马克杯收到就撕裂了", "out_of_scope"),
    ],
)
async def test_a_trouble_with_another_order_is_reported_and_is_no_answer_to_what_is_open(
    shop: World, language: str, open_: str, said: str, intent: str
) -> None:
    talk = await mei(shop, language)
    assert "W10001" in summary(await talk.form(open_, "add_note"))
    await talk.form(said, intent)
    assert (talk.slots["order_task"], talk.slots["order_number"]) == ("problem", "W10003")
    assert [request["task"] for request in talk.slots["waiting"]] == ["note"]


@pytest.mark.parametrize(
    ("language", "open_", "said", "answer"),
    [
        ("en", "leave a note on W10001: ring twice", "the mugs in W10003 are lovely", "You mention order W10003"),
        ("zh", "给W10001加备注：按两次铃", "W10003的马克杯很好看", "您提到了订单 W10003"),
    ],
)
async def test_another_order_without_a_wish_is_shown_and_what_was_open_is_shown_again(
    shop: World, language: str, open_: str, said: str, answer: str
) -> None:
    talk = await mei(shop, language)
    await talk.form(open_, "add_note")
    reply = await talk.form(said, "inform")
    assert answer in words(reply)
    assert "W10001" in summary(reply)


@pytest.mark.parametrize(
    ("language", "open_", "said"),
    [
        ("en", "leave a note on W10001: ring twice", "no, for W20002 please"),
        ("en", "leave a note on W10001: ring twice", "W20002"),
        ("zh", "给W10001加备注：按两次铃", "不是，是W20002"),
    ],
)
async def test_nothing_but_another_number_aims_what_is_open_at_that_order(
    shop: World, language: str, open_: str, said: str
) -> None:
    talk = await mei(shop, language)
    await talk.form(open_, "add_note")
    reply = await talk.form(said, "inform")
    assert talk.slots["order_task"] == "note"
    assert "W20002" in words(reply)


@pytest.mark.parametrize(
    ("language", "said", "action"),
    [
        ("en", "the mugs in W10003 came torn", "action_clarify"),
        ("en", "W10003 arrived in pieces", "action_out_of_scope"),
        ("zh", "W10003里的杯子破了", "action_clarify"),
    ],
)
async def test_a_trouble_with_a_numbered_order_is_taken_up_whatever_it_was_taken_for(
    shop: World, language: str, said: str, action: str
) -> None:
    talk = await mei(shop, language)
    assert await talk.act(Cast().action(shop, action), said, "unclear") == []
    assert [event.get("name") for event in talk.returned] == [FORM]
