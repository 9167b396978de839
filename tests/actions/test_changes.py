"""Every change of an order in the form: facts taken from words, asked for one by one, shown, and told as re-read."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.commerce.changes import Capability
from bot.commerce.model import Address, Bilingual, ClaimKind, OrderStatus, Shipment, ShippingOption, ShippingRate
from bot.commerce.rules import RuleBook
from bot.commerce.sql import imported
from tests.actions.talk import Talk, commands, kinds, mei, words
from tests.shop_world import ALL_ALLOWED, SHOP, TODAY, World, an_order, open_world, usd


@pytest_asyncio.fixture
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    world = await open_world(tmp_path_factory.mktemp("changes"), rules=ALL_ALLOWED)
    yield world
    await world.close()


def changes(parts: list[dict[str, object]]) -> dict[str, tuple[str, str]]:
    card = parts[-1]
    assert card["kind"] == "confirmation", parts
    rows = card["changes"]
    assert isinstance(rows, list)
    return {row["field"]: (row["from"], row["to"]) for row in rows}


async def yes(talk: Talk) -> list[dict[str, object]]:
    return await talk.form("/affirm", "affirm", 1.0)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "cancel the keyboard in W10001, keep the mugs"), ("zh", "把W10001里的键盘取消，马克杯留着")],
)
async def test_a_line_is_cancelled_and_the_rest_is_on(shop: World, language: str, said: str) -> None:
    talk = await mei(shop, language)
    shown = changes(await talk.form(said, "cancel_order"))
    title = "Hush 75 quiet keyboard" if language == "en" else "静语75静音键盘"
    assert title in shown
    assert not any("mug" in field or "杯" in field for field in shown)
    reply = await yes(talk)
    assert kinds(reply) == ["text", "order"]
    order = await shop.commerce.order("W10001")
    assert [(line.sku, line.quantity) for line in order.lines if line.quantity] == [("KT-201-RED", 2)]
    assert order.status is OrderStatus.PENDING


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "cancel the keyboard in W10001, keep the mugs", "I can only cancel all of it"),
        ("zh", "把W10001里的键盘取消，马克杯留着", "只能整单取消"),
    ],
)
async def test_where_a_part_cannot_be_cancelled_the_whole_is_offered(
    world: World, language: str, said: str, told: str
) -> None:
    talk = Talk(world, await world.talk("C-1"), "zh" if language == "zh" else "en")
    reply = await talk.form(said, "cancel_order")
    assert told in words(reply)
    assert commands(reply) == ['/cancel_order{"order_number": "W10001"}', "/ask_person"]
    assert talk.asked is None
    offered = await talk.form(commands(reply)[0], "cancel_order", 1.0, order_number="W10001")
    assert kinds(offered)[-1] == "confirmation"
    await yes(talk)
    assert (await world.commerce.order("W10001")).status is OrderStatus.CANCELLED


@pytest.mark.parametrize(
    ("language", "said"), [("en", "just take that one item off W10001"), ("zh", "W10001里那件帮我取消")]
)
async def test_one_item_without_its_name_is_not_the_whole_order(shop: World, language: str, said: str) -> None:
    talk = await mei(shop, language)
    await talk.form(said, "cancel_order")
    assert talk.asked == "lines"
    shown = changes(await talk.form("the keyboard" if language == "en" else "键盘", "inform"))
    assert not any("mug" in field or "杯" in field for field in shown)


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "just take that one item off W10001", "could you switch all items to cheaper ones?"),
        ("zh", "W10001里那件帮我取消", "能不能全部换成便宜点的"),
    ],
)
async def test_another_wish_is_no_answer_to_what_is_to_be_called_off(
    shop: World, language: str, said: str, asked: str
) -> None:
    talk = await mei(shop, language)
    await talk.form(said, "cancel_order")
    reply = await talk.form(asked, "ask_product", confidence=0.4)
    assert "confirmation" not in kinds(reply)
    assert talk.asked != "decision"


async def test_a_part_of_a_line_is_cancelled_after_how_many_was_asked(shop: World) -> None:
    talk = await mei(shop)
    asked = await talk.form("take the mug out of W10001", "cancel_order")
    assert talk.asked == "how_many"
    assert "You ordered 2 of Ember mug" in words(asked)
    shown = changes(await talk.form("just one", "inform"))
    assert shown["Ember mug"] == ("2 ordered", "1 ordered")
    await yes(talk)
    assert [line.quantity for line in (await shop.commerce.order("W10001")).lines] == [1, 1]


async def test_an_address_is_asked_for_and_shown_from_and_to(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("I need to change the address on W10001", "change_address")
    assert talk.asked == "address"
    assert commands(reply) == ['/choose{"value": "default"}']
    reply = await talk.form("44 Pine Street, Seattle, WA 98101", "inform")
    assert changes(reply) == {"Address": ("Portland, US", "44 Pine Street, Seattle, WA 98101, US")}
    reply = await yes(talk)
    assert "It goes to 44 Pine Street, Seattle" in words(reply)
    assert (await shop.commerce.order("W10001")).address.city == "Seattle"  # type: ignore[union-attr]


@pytest.mark.parametrize(("language", "said"), [("en", "then just cancel it"), ("zh", "那就取消吧")])
async def test_what_holds_no_address_is_none(shop: World, language: str, said: str) -> None:
    talk = await mei(shop, language)
    await talk.form("can I still change the address on W10001?", "change_address")
    reply = await talk.form(said, "cancel_order")
    assert "confirmation" in kinds(reply)
    assert talk.asked == "decision"


async def test_a_street_that_is_called_like_a_task_is_a_street(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("change the address on W10001", "change_address")
    reply = await talk.form("12 Cancel Creek Road, Seattle, WA 98101", "cancel_order")
    ((_, to),) = changes(reply).values()
    assert to.startswith("12 Cancel Creek Road")


async def test_the_default_address_is_known_by_its_name(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("send W10001 to my default address", "change_address")
    assert changes(reply)["Address"][1] == "8 Birch Road, Boston, MA 02108, US"


async def test_everything_said_in_the_first_message_is_taken_at_once(shop: World) -> None:
    talk = await mei(shop)
    said = "exchange both mugs in W10003 for the blue one and take the difference from my gift card"
    shown = changes(await talk.form(said, "exchange_items"))
    assert shown["Ember mug × 2"] == ("Red: $18.00", "Blue: $20.00")
    assert shown["To pay"][1] == "$4.00 with Gift card ending 0042"
    reply = await yes(talk)
    assert "the exchange for order W10003 is asked for" in words(reply)
    (claim,) = (await shop.commerce.order("W10003")).claims
    assert (claim.kind, claim.lines[0].sku, claim.lines[0].quantity) == (ClaimKind.EXCHANGE, "KT-201-BLU", 2)


async def test_an_exchange_asks_one_thing_after_the_other(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("I want to exchange something from W10003", "exchange_items")
    assert talk.asked == "variant"
    reply = await talk.form("the green one", "refine")
    assert "Green is sold out" in words(reply)
    assert talk.asked == "variant"
    reply = await talk.form('/choose{"value": "KT-201-WHT"}', "choose", 1.0, value="KT-201-WHT")
    assert list(changes(reply)) == ["Ember mug × 2"]
    corrected = await talk.form("actually make it blue", "refine")
    assert "ask" not in str(talk.asked)
    assert talk.asked == "payment"
    assert commands(corrected) == ['/choose{"value": "pay-visa"}', '/choose{"value": "pay-gift"}']
    assert changes(await talk.form("the gift card", "inform"))["Ember mug × 2"][1] == "Blue: $20.00"


async def test_before_it_is_sent_another_variant_is_a_change_of_the_order(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("swap both red mugs in W10001 for white ones", "exchange_items")
    assert reply[-1]["summary"].startswith("Shall I change order W10001")
    await yes(talk)
    assert {line.sku for line in (await shop.commerce.order("W10001")).lines} == {"KB-101-BLK", "KT-201-WHT"}


@pytest.mark.parametrize(
    ("language", "said", "gift"),
    [
        (
            "en",
            "I want to return one of the mugs from W10003 and get the money on my gift card",
            "Gift card ending 0042",
        ),
        ("zh", "W10003里的马克杯退一个，钱退到礼品卡", "尾号 0042 的礼品卡"),
    ],
)
async def test_a_part_of_a_line_goes_back(shop: World, language: str, said: str, gift: str) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, "return_items")
    assert gift in str(changes(reply))
    await yes(talk)
    (claim,) = (await shop.commerce.order("W10003")).claims
    assert (claim.kind, claim.lines[0].quantity, claim.payment_id) == (ClaimKind.RETURN, 1, "pay-gift")


async def test_a_return_asks_where_the_money_goes_and_takes_a_correction(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("return the mugs from W10003", "return_items")
    assert talk.asked == "payment", words(reply)
    shown = changes(await talk.form("back to my visa", "inform"))
    assert shown["Ember mug × 2"] == ("with you", "goes back")
    shown = changes(await talk.form("actually just one of them", "correct"))
    assert "Ember mug" in shown


async def test_the_payment_of_an_order_is_changed(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("pay the mugs order differently", "change_payment", order_number="W10001")
    assert talk.asked == "payment"
    assert commands(reply) == ['/choose{"value": "pay-gift"}']
    await talk.form("with my visa", "inform")
    assert talk.asked == "payment"
    reply = await talk.form("the gift card", "inform")
    assert "too little left" in words(reply)
    assert talk.asked == "payment"


async def test_a_return_of_what_is_not_sent_offers_to_cancel(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("return W10001", "return_items")
    assert kinds(reply) == ["order", "text", "choices"]
    assert commands(reply) == ['/cancel_order{"order_number": "W10001"}', "/ask_person"]


async def test_a_problem_is_asked_for_and_reported(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("something is wrong with both mugs in W10003", "report_problem")
    assert talk.asked == "problem"
    assert len(commands(reply)) == 4
    shown = changes(await talk.form("they came smashed", "report_problem"))
    assert shown["Ember mug × 2"][1] == "reported as damaged"
    reply = await yes(talk)
    assert "a person of the shop decides" in words(reply)


async def test_a_note_is_taken_from_the_message_or_asked_for(shop: World) -> None:
    talk = await mei(shop)
    shown = changes(await talk.form("add a note to W10001: leave it behind the gate", "add_note"))
    assert shown == {"Note": ("none", "leave it behind the gate")}
    await talk.form("no", "deny")
    await talk.form("add a note to W10001", "add_note")
    assert talk.asked == "note"
    assert changes(await talk.form("please ring twice", "inform"))["Note"][1] == "please ring twice"
    reply = await yes(talk)
    assert "It says: please ring twice" in words(reply)


async def test_what_the_shop_does_not_let_customers_do_is_left_to_a_person(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    reply = await talk.form("return W10003", "return_items")
    assert "a person of the shop can" in words(reply)
    assert commands(reply) == ["/ask_person"]
    assert talk.active is None


async def test_what_is_not_in_the_order_does_not_cancel_all_of_it(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("cancel the lamp in W10001", "cancel_order", product="lamp")
    assert talk.asked == "lines"
    assert commands(reply)[-1] == '/choose{"value": "everything"}'


async def test_a_fact_that_was_not_asked_for_yet_is_kept(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("return the mug from W10003", "return_items")
    assert talk.asked == "how_many"
    await talk.form("my gift card", "inform")
    assert "Gift card ending 0042" in str(changes(await talk.form("both", "inform")))


# Several requests in one message


@pytest.mark.parametrize(
    ("language", "said", "no"),
    [
        ("en", "cancel the keyboard in W10001 and send the rest to 44 Pine Street, Seattle, WA 98101", "no"),
        ("zh", "把W10001里的键盘取消，另外其余的寄到我的默认地址", "不用了"),
    ],
)
async def test_requests_are_taken_one_after_the_other_with_a_summary(
    shop: World, language: str, said: str, no: str
) -> None:
    talk = await mei(shop, language)
    first = await talk.form(said, "cancel_order")
    assert any("2" in part.get("text", "") for part in first)
    assert first[-1]["kind"] == "confirmation"
    second = await yes(talk)
    assert second[-1]["kind"] == "confirmation"
    assert "W10001" in str(second[-1]["summary"])
    last = await yes(talk)
    assert words(last).count("\n- ") == 2, words(last)
    order = await shop.commerce.order("W10001")
    assert order.address is not None
    assert order.address.city in ("Seattle", "Boston")
    assert all(line.sku != "KB-101-BLK" for line in order.lines)
    assert talk.active is None


async def test_a_no_to_one_request_goes_on_with_the_next(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("cancel the keyboard in W10001 and return both mugs from W10003", "cancel_order")
    reply = await talk.form("no", "deny")
    assert "W10001 stays as it is" in words(reply)
    assert "Now on to the return" in words(reply)
    assert talk.asked == "payment"


async def test_what_is_no_request_of_an_order_is_not_lost(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("cancel order W10001. Also, how long is the warranty on lamps?", "cancel_order")
    reply = await yes(talk)
    assert "how long is the warranty on lamps" in words(reply)
    assert "I don't know" in words(reply)


# Repairs


@pytest.mark.parametrize("said", ["say that again", "再说一遍"])
async def test_repeat_says_the_question_again(shop: World, said: str) -> None:
    talk = await mei(shop)
    asked = await talk.form("I want to exchange something from W10003", "exchange_items")
    assert await talk.form(said, "repeat") == asked


async def test_another_change_in_the_middle_of_one_is_put_between(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("return the mugs from W10003", "return_items")
    reply = await talk.form("also add a note to W10001: ring twice", "add_note")
    assert reply[-1]["kind"] == "confirmation"
    reply = await yes(talk)
    assert "Now back to the return." in words(reply)
    assert talk.asked == "payment"


async def test_starting_over_forgets_what_waits(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("cancel the keyboard in W10001 and return both mugs from W10003", "cancel_order")
    await talk.form("start over", "start_over")
    assert talk.active is None
    assert talk.slots["waiting"] is None
    assert await shop.proposals.open_in(talk._id) is None


async def test_hours_later_the_task_is_still_there(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("return the mugs from W10003 to my gift card", "return_items")
    shop.clock.forward(hours=9)
    assert await talk.form("hello again", "greet") == []
    talk.events.append({"event": "action", "name": "utter_greet"})
    assert (await talk.back_to_form())[-1]["kind"] == "confirmation"
    assert "asked for" in words(await yes(talk))


async def test_the_language_may_change_in_the_middle(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("return one of the mugs from W10003", "return_items")
    talk._language = "zh"
    reply = await talk.form("退到礼品卡", "inform")
    assert reply[-1]["summary"] == "确认为订单 W10003 申请退货吗？"
    assert "已申请" in words(await yes(talk))


async def test_a_picked_choice_of_another_question_changes_nothing(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("return the mugs from W10003", "return_items")
    before = talk.slots["draft"]
    await talk.form('/choose{"value": "pay-of-somebody-else"}', "choose", 1.0, value="pay-of-somebody-else")
    assert talk.slots["draft"] == before
    assert talk.asked == "payment"


# The account


async def test_the_default_address_is_changed_after_a_yes(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("change my default address", "change_account")
    assert talk.asked == "field"
    reply = await talk.form("44 Pine Street, Seattle, WA 98101", "inform")
    assert changes(reply)["Default address"][0].startswith("8 Birch Road")
    await yes(talk)
    assert (await shop.commerce.customer("C-1")).address.city == "Seattle"  # type: ignore[union-attr]


async def test_the_language_of_an_account_is_picked(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("change my account", "change_account")
    assert [command.split(":")[-1] for command in commands(reply)][-1] == ' "language"}'
    await talk.form('/choose{"value": "language"}', "choose", 1.0, value="language")
    reply = await talk.form('/choose{"value": "en"}', "choose", 1.0, value="en")
    assert changes(reply) == {"Language": ("Chinese", "English")}


async def test_a_guest_has_no_account_to_change(shop: World) -> None:
    talk = Talk(shop, await shop.talk())
    reply = await talk.form("my new e-mail is x@example.com", "change_account")
    assert "aren't signed in" in words(reply)
    assert talk.active is None


@pytest_asyncio.fixture
async def choosy(tmp_path: Path) -> AsyncIterator[World]:
    """A shop that takes one of two reasons."""
    reasons = (Bilingual("no longer needed", "不再需要"), Bilingual("too small", "太小"))
    (edition,) = ALL_ALLOWED.editions
    asking = replace(edition.rules[Capability.RETURN_ITEMS], reasons=reasons)
    rules = RuleBook((replace(edition, rules={**edition.rules, Capability.RETURN_ITEMS: asking}),))
    world = await open_world(tmp_path, rules=rules)
    yield world
    await world.close()


@pytest.mark.parametrize(
    ("language", "said", "intent", "reason"),
    [
        ("en", "No longer needed.", "never_mind", "no longer needed"),
        ("zh", "不再需要", "deny", "no longer needed"),
        ("en", "no longer needed", "cancel_order", "no longer needed"),
        ("en", "the last one, please", "out_of_scope", "too small"),
        ("en", "Option 2", "inform", "too small"),
        ("en", "I'll take the first", "choose_order", "no longer needed"),
        ("zh", "第二个", "choose_order", "too small"),
        ("zh", "那就最后一个吧", "out_of_scope", "too small"),
    ],
)
async def test_a_choice_that_is_typed_as_it_is_titled_or_by_its_place_is_picked(
    choosy: World, language: str, said: str, intent: str, reason: str
) -> None:
    talk = await mei(choosy, language)
    await talk.form("return both mugs from W10003", "return_items")
    assert talk.asked == "reason"
    await talk.form(said, intent)
    assert talk.asked == "payment"
    assert talk.slots["draft"]["reason"] == reason


@pytest.mark.parametrize(
    ("language", "said"), [("en", "the third one"), ("zh", "第三个"), ("en", "yes"), ("zh", "是的")]
)
async def test_a_place_that_is_none_and_a_yes_to_several_pick_nothing(choosy: World, language: str, said: str) -> None:
    talk = await mei(choosy, language)
    await talk.form("return both mugs from W10003", "return_items")
    await talk.form(said, "affirm")
    assert talk.asked == "reason"


SEATTLE = Address("44 Pine Street", "Seattle", "US", "", "WA", "98101")


@pytest_asyncio.fixture
async def moved(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A shop in which one of Mei's orders went to Seattle."""
    orders = (an_order("W10008", OrderStatus.DELIVERED, address=SEATTLE),)
    world = await open_world(tmp_path_factory.mktemp("moved"), rules=ALL_ALLOWED, orders=orders)
    yield world
    await world.close()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "send W10001 to my Seattle address"), ("zh", "W10001寄到我西雅图的地址")]
)
async def test_an_address_that_the_shop_has_need_not_be_typed(moved: World, language: str, said: str) -> None:
    talk = await mei(moved, language)
    ((_, to),) = changes(await talk.form(said, "change_address")).values()
    assert to == "44 Pine Street, Seattle, WA 98101, US"


async def test_own_addresses_are_offered_where_a_new_one_is_asked_for(moved: World) -> None:
    talk = await mei(moved)
    reply = await talk.form("change the address of W10001", "change_address")
    titles = [item["title"] for part in reply if part["kind"] == "choices" for item in part["items"]]
    assert titles == [
        "My default address: 8 Birch Road, Boston, MA 02108, US",
        "As order W10008: 44 Pine Street, Seattle, WA 98101, US",
    ]
    assert changes(await talk.form(commands(reply)[1], "choose", 1.0, value="order W10008"))["Address"][1].startswith(
        "44"
    )


@pytest.mark.parametrize(
    ("language", "said", "back"),
    [
        ("en", "change my default address to my Seattle address", "change my default address back to what it was"),
        ("zh", "默认地址改成西雅图的地址", "把默认地址改回原来的"),
    ],
)
async def test_the_default_address_is_changed_by_an_orders_and_back_again(
    moved: World, language: str, said: str, back: str
) -> None:
    talk = await mei(moved, language)
    assert "44 Pine Street" in str(await talk.form(said, "change_account"))
    await yes(talk)
    assert (await moved.commerce.customer("C-1")).address == SEATTLE
    assert "8 Birch Road" in str(await talk.form(back, "change_account"))
    await yes(talk)
    assert (await moved.commerce.customer("C-1")).address.line1 == "8 Birch Road"  # type: ignore[union-attr]


SEVERAL = {
    "en": "return both mugs from W10003, and cancel order W10001",
    "zh": "退掉W10003里的两个马克杯，然后取消W10001",
}


async def two_requests(shop: World, language: str) -> Talk:
    talk = await mei(shop, language)
    await talk.form(SEVERAL[language], "cancel_order")
    assert talk.asked == "payment"
    assert len(talk.slots["waiting"]) == 1
    return talk


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "never mind", ("leave that: the return", "Now on to cancelling")),
        ("zh", "算了", ("先不办了：退货", "接下来办：取消订单")),
    ],
)
async def test_leaving_one_request_goes_on_with_the_next(
    shop: World, language: str, said: str, told: tuple[str, str]
) -> None:
    talk = await two_requests(shop, language)
    reply = await talk.form(said, "never_mind")
    assert all(piece in words(reply) for piece in told)
    assert reply[-1]["kind"] == "confirmation"
    assert (talk.slots["order_task"], talk.slots["waiting"]) == ("cancel", None)
    await yes(talk)
    assert (await shop.commerce.order("W10001")).status is OrderStatus.CANCELLED
    assert (await shop.commerce.order("W10003")).claims == ()


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [("en", "never mind all of it", "also what was still to come"), ("zh", "都不办了，全部算了", "后面几件也不办")],
)
async def test_leaving_everything_says_that_what_waited_is_left_too(
    shop: World, language: str, said: str, told: str
) -> None:
    talk = await two_requests(shop, language)
    reply = await talk.form(said, "never_mind")
    assert told in words(reply)
    assert (talk.asked, talk.slots["waiting"]) == (None, None)


async def test_a_no_to_all_of_it_leaves_what_waited_too(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("cancel W10001, and return both mugs from W10003", "cancel_order")
    assert talk.asked == "decision"
    reply = await talk.form("no, forget all of it", "deny")
    assert "also what was still to come" in words(reply)
    assert (talk.asked, talk.slots["waiting"]) == (None, None)


@pytest.mark.parametrize(
    ("language", "said", "intent", "told"),
    [
        ("en", "cancel my order", "cancel_order", "W20001: on its way"),
        ("zh", "我要退货", "return_items", "W20001：运输中"),
    ],
)
async def test_where_no_order_is_at_the_point_for_it_that_is_said_with_what_can_be_done(
    shop: World, language: str, said: str, intent: str, told: str
) -> None:
    for number in ("W20002", "W20003"):
        await shop.set_status(number, OrderStatus.SHIPPED)
    talk = Talk(shop, await shop.talk("C-2"), "zh" if language == "zh" else "en")
    reply = await talk.form(said, intent)
    assert told in words(reply)
    assert [command.partition("{")[0] for command in commands(reply)] == ["/track_order", "/ask_person"]
    assert talk.asked is None


async def test_a_guest_without_a_fitting_order_may_prove_another(shop: World) -> None:
    talk = Talk(shop, await shop.talk())
    await talk.form("return something", "return_items")
    assert talk.asked == "order_number"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "For order W10001, make the address the same as order W10008"),
        ("zh", "W10001的地址改成和W10008一样"),
    ],
)
async def test_an_order_that_another_is_to_be_like_is_not_changed(moved: World, language: str, said: str) -> None:
    ((_, to),) = changes(await (await mei(moved, language)).form(said, "change_address")).values()
    assert to == "44 Pine Street, Seattle, WA 98101, US"


async def test_the_accounts_address_changes_with_an_orders_one_after_the_other(moved: World) -> None:
    talk = await mei(moved)
    said = "change the address of order W10001 to my Seattle address, along with my default address"
    shown = await talk.form(said, "change_address")
    assert changes(shown)["Address"][1].startswith("44 Pine Street")
    assert "44 Pine Street" in str((await yes(talk))[-1])
    await yes(talk)
    assert (await moved.commerce.customer("C-1")).address == SEATTLE
    assert (await moved.commerce.order("W10001")).address == SEATTLE


async def test_a_default_address_is_the_accounts_whatever_the_message_was_taken_for(moved: World) -> None:
    talk = await mei(moved)
    shown = await talk.form("change my default address to my Seattle address", "change_address")
    assert "Default address" in changes(shown)


@pytest.mark.parametrize(("language", "said"), [("en", "send W10001 by express"), ("zh", "W10001改成加急配送")])
async def test_the_way_that_an_order_goes_already_is_not_taken_for_another_quick_one(
    shop: World, language: str, said: str
) -> None:
    names = {"standard": ("Standard", "普通配送", "5.00"), "express": ("Express", "加急配送", "15.00")}
    names["overnight"] = ("Overnight", "隔夜达", "29.00")
    rates = tuple(
        ShippingRate(ShippingOption(code, Bilingual(en, zh), usd(fee))) for code, (en, zh, fee) in names.items()
    )
    async with shop.shop_database.transaction() as connection:
        await imported.write_shop(connection, replace(SHOP, shipping=rates), is_demo=False)
    talk = await mei(shop, language)
    assert (await talk.form(said, "change_shipping"))[-1]["kind"] == "confirmation"
    await yes(talk)
    again = await talk.form(said, "change_shipping")
    assert talk.asked == "option"
    assert "confirmation" not in kinds(again)
    assert (await shop.commerce.order("W10001")).shipping_option == "express"


async def test_the_addresses_of_all_orders_change_one_after_the_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    orders = (an_order("W10008", OrderStatus.DELIVERED, address=SEATTLE), an_order("W10006", OrderStatus.PENDING))
    world = await open_world(tmp_path_factory.mktemp("both"), rules=ALL_ALLOWED, orders=orders)
    talk = await mei(world)
    shown = await talk.form("change all my pending order address to my Seattle address", "change_address")
    assert shown[-1]["kind"] == "confirmation"
    assert (await yes(talk))[-1]["kind"] == "confirmation"
    await yes(talk)
    for order_id in ("W10001", "W10006"):
        assert (await world.commerce.order(order_id)).address == SEATTLE
    await world.close()


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "return both mugs from W10009", "up to 30 days after delivery"),
        ("zh", "退掉W10009里的两个马克杯", "送达后 30 天内"),
    ],
)
async def test_days_that_are_over_are_told_as_days(tmp_path: Path, language: str, said: str, told: str) -> None:
    (edition,) = ALL_ALLOWED.editions
    brief = replace(edition.rules[Capability.RETURN_ITEMS], days=30)
    rules = RuleBook((replace(edition, rules={**edition.rules, Capability.RETURN_ITEMS: brief}),))
    arrived = TODAY - timedelta(days=40)
    parcel = Shipment("UPS", "1Z9", shipped_at=arrived - timedelta(days=2), line_ids=("1", "2"), delivered_at=arrived)
    order = an_order("W10009", OrderStatus.DELIVERED, placed_at=TODAY - timedelta(days=50), shipments=(parcel,))
    world = await open_world(tmp_path, rules=rules, orders=(order,))
    talk = await mei(world, language)
    assert told in words(await talk.form(said, "return_items"))
    assert world.commerce.writes_sent == 0
    await world.close()


async def test_an_exchange_in_place_of_a_return_is_of_the_same_goods(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("I want to return one of the mugs from W10003", "return_items")
    reply = await talk.form("actually, can I get another colour instead?", "exchange_items")
    assert "Ember mug" in str(changes(reply))


async def test_a_refund_in_place_of_an_exchange_is_of_the_same_goods(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("I'd like to exchange both mugs in W10003", "exchange_items")
    reply = await talk.form("hmm no, just refund me", "return_items")
    assert "Where should the money go" in words(reply)


@pytest.mark.parametrize(
    ("language", "said", "intent", "missing"),
    [
        ("en", "cancel the xylophone in W10001", "cancel_order", "“xylophone” in order W10001"),
        ("en", "please cancel the hat in my order W10001 and add a note: ring twice", "cancel_order", "“hat”"),
        ("en", "cancel the scale in W10001 and send the rest to my office", "cancel_order", "“scale”"),
        ("en", "I want to return the rucksack in W10003", "return_items", "“rucksack” in order W10003"),
        ("en", "exchange the rucksack in W10003 for a red one", "exchange_items", "“rucksack”"),
        ("zh", "取消W10001里的木琴", "cancel_order", "订单 W10001 里没有找到“木琴”"),
        ("zh", "取消W10001里的秤，其余的寄到我办公室", "cancel_order", "“秤”"),
        ("zh", "把W10003里的背包退了", "return_items", "“背包”"),
    ],
)
async def test_goods_that_the_order_does_not_hold_are_said_to_be_missing_and_asked_about(
    shop: World, language: str, said: str, intent: str, missing: str
) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, intent)
    assert missing in words(reply)
    assert talk.asked == "lines"
    assert "confirmation" not in kinds(reply)


@pytest.mark.parametrize(
    ("language", "said", "thing"),
    [
        ("en", "cancel order W10001, the lamp took too long", "lamp"),
        ("en", "cancel W10001", None),
        ("en", "please cancel my order W10001", None),
        ("en", "cancel everything in W10001", None),
        ("zh", "取消订单W10001", None),
        ("zh", "W10001全部取消", None),
        ("zh", "把W10001取消掉吧", None),
    ],
)
async def test_words_that_say_the_order_or_no_thing_are_of_all_of_it(
    shop: World, language: str, said: str, thing: str | None
) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, "cancel_order", **({"product": thing} if thing else {}))
    assert talk.asked == "decision"
    assert "$120.00" in str(changes(reply))


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("en", "cancel the xylophone in W10001", "cancel the whole order"),
        ("zh", "取消W10001里的木琴", "整单取消"),
    ],
)
async def test_the_order_may_be_the_answer_where_the_named_thing_is_missing(
    shop: World, language: str, said: str, then: str
) -> None:
    talk = await mei(shop, language)
    await talk.form(said, "cancel_order")
    assert "$120.00" in str(changes(await talk.form(then, "cancel_order")))


async def test_another_change_of_goods_that_are_missing_is_not_of_those_before(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("I'd like to exchange both mugs in W10003", "exchange_items")
    reply = await talk.form("and return the xylophone in W10003", "return_items")
    assert "“xylophone” in order W10003" in words(reply)
    assert talk.asked == "lines"
