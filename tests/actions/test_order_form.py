"""The form behind tracking, details and cancelling, with the real rooms behind it."""

from datetime import timedelta

import pytest

from bot.commerce.model import OrderStatus
from bot.errors import CommerceUnavailable, OutcomeUnknown
from tests.actions.talk import Talk, commands, kinds, words
from tests.shop_world import MEI, TODAY, TOM, World, an_order, open_world

# Tracking


async def test_a_guest_tracks_with_a_wrong_then_a_right_address(world: World) -> None:
    talk = Talk(world, await world.talk())
    assert "order number" in words(await talk.form("where is my parcel", "track_order"))
    assert talk.asked == "order_number"
    assert "e-mail address or phone" in words(await talk.form("W10002", "inform", order_number="W10002"))
    assert talk.asked == "contact"
    wrong = await talk.form("tom@example.com", "inform", email=TOM)
    assert "can't find an order W10002 with that contact" in words(wrong)
    assert "order" not in kinds(wrong)
    right = await talk.form("sorry, mei.lin@example.com", "correct", email=MEI)
    assert kinds(right) == ["text", "order"]
    assert "on its way with UPS (tracking number 1ZW10002) and expected on June 19" in words(right)
    assert talk.active is None


async def test_an_unknown_order_sounds_like_a_wrong_contact(world: World) -> None:
    said = []
    for number in ("W10002", "W77777"):
        talk = Talk(world, await world.talk())
        first = await talk.form(f"where is {number}", "track_order")
        second = await talk.form("nobody@example.com", "inform")
        said.append(words([*first, *second]).replace(number, "?"))
    assert said[0] == said[1]


async def test_everything_in_one_message_needs_no_question(world: World) -> None:
    talk = Talk(world, await world.talk())
    reply = await talk.form("where's #w10002? my email is mei.lin@example.com", "track_order")
    assert kinds(reply) == ["text", "order"]
    assert talk.active is None


async def test_a_late_parcel_is_called_late(world: World) -> None:
    talk = Talk(world, await world.talk("C-2"))
    reply = await talk.form("where is W20001", "track_order")
    assert "is late, I'm sorry: it was expected on June 14" in words(reply)


async def test_in_chinese_it_is_all_chinese(world: World) -> None:
    talk = Talk(world, await world.talk(), "zh")
    first = words(await talk.form("我的订单W10002到哪了", "track_order"))
    reply = await talk.form("mei.lin@example.com", "inform")
    assert "邮箱或手机号" in first
    assert "预计 6月19日 送达" in words(reply)
    assert reply[1]["lines"][0]["title"] == "静语75静音键盘"


async def test_a_postcode_shows_the_masked_status_and_says_what_is_needed_for_more(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("where is W10002", "track_order")
    reply = await talk.form("97201", "inform", postcode="97201")
    assert reply[0] == {"kind": "order", "order_id": "W10002", "status": "shipped", "masked": True}
    assert "With a postcode I can only tell you the status: on its way" in words(reply)
    assert talk.asked == "contact"


async def test_a_postcode_cancels_nothing(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("cancel W30001", "cancel_order")
    await talk.form("97201", "inform", postcode="97201")
    assert talk.asked == "contact"
    await talk.form("yes", "affirm")
    assert talk.asked == "contact"
    assert world.commerce.writes_sent == 0


async def test_too_many_tries_end_the_task_and_hand_over_to_a_person(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("where is W10002", "track_order")
    for n in range(5):
        await talk.form(f"wrong{n}@example.com", "inform")
    reply = await talk.form(MEI, "inform")
    assert "too many tries" in words(reply)
    assert (commands(reply), reply[-1]["origin"]) == ([], "required")
    assert talk.active is None


async def test_another_number_instead_of_a_contact_is_taken(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("where is W10001", "track_order")
    reply = await talk.form("oh it is W10002", "inform", order_number="W10002")
    assert "order W10002 is yours" in words(reply)
    assert kinds(await talk.form(MEI, "inform")) == ["text", "order"]


# Signed in


async def test_the_one_order_under_way_needs_no_number(tmp_path_factory: pytest.TempPathFactory) -> None:
    lone = an_order("W50001", OrderStatus.PROCESSING, customer_id="C-3", email=None, phone=None)
    world = await open_world(tmp_path_factory.mktemp("lone"), orders=[lone])
    reply = await Talk(world, await world.talk("C-3")).form("where's my stuff", "track_order")
    assert "W50001 is being packed" in words(reply)
    await world.close()


async def test_several_orders_are_offered_as_choices(world: World) -> None:
    talk = Talk(world, await world.talk("C-2"))
    reply = await talk.form("cancel my order", "cancel_order")
    assert commands(reply) == [
        '/choose_order{"order_number": "W20003"}',
        '/choose_order{"order_number": "W20002"}',
    ]
    chosen = await talk.form(commands(reply)[1], "choose_order", 1.0, order_number="W20002")
    assert kinds(chosen) == ["order", "confirmation"]
    assert chosen[0]["order_id"] == "W20002"


@pytest.mark.parametrize(
    ("said", "language", "number"),
    [
        ("where is my last order", "en", "W10001"),
        ("昨天那单到哪了", "zh", "W10001"),
        ("where is the order from yesterday", "en", "W10001"),
        ("the one I placed on June 13th", "en", "W10002"),
        ("我最近买的东西到哪了", "zh", "W10001"),
    ],
)
async def test_an_order_is_known_by_its_day_or_as_the_newest(
    world: World, said: str, language: str, number: str
) -> None:
    talk = Talk(world, await world.talk("C-1"), "zh" if language == "zh" else "en")
    reply = await talk.form(said, "track_order")
    assert [part["order_id"] for part in reply if part["kind"] == "order"] == [number]


async def test_an_order_is_known_by_what_is_in_it(world: World) -> None:
    talk = Talk(world, await world.talk("C-2"))
    # Three orders hold a keyboard, so it must be asked; none holds shoes.
    assert commands(await talk.form("where are my keyboards", "track_order", product="keyboards"))
    mei = Talk(world, await world.talk("C-1"))
    # Two orders hold mugs, and one of them has come.
    assert "W10001" in words(await mei.form("where are my mugs", "track_order", product="mugs"))


async def test_somebody_elses_order_is_not_in_the_account(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    reply = await talk.form("where is W20001", "track_order")
    assert "can't find an order W20001 in your account" in words(reply)
    assert talk.asked == "order_number"
    assert all("W2" not in command for command in commands(reply))


async def test_it_means_the_order_that_was_just_spoken_of(world: World) -> None:
    talk = Talk(world, await world.talk("C-2"))
    await talk.form("show me W20002", "order_details")
    reply = await talk.form("cancel it please", "cancel_order")
    assert reply[-1]["kind"] == "confirmation"
    assert "W20002" in reply[-1]["summary"]


# Details


async def test_details_say_what_it_cost_and_never_the_street(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    reply = await talk.form("what is in W10001", "order_details")
    assert "$120.00, paid with Visa ending 4242" in words(reply)
    assert "Portland, US" in words(reply)
    assert "Alder" not in str(reply)
    assert MEI not in str(reply)


async def test_an_unpaid_order_is_not_called_paid(world: World) -> None:
    talk = Talk(world, await world.talk())
    reply = await talk.form("show W30003, ana@example.com", "order_details")
    assert "no payment has come in yet" in words(reply)


# Cancelling


async def propose(world: World) -> Talk:
    talk = Talk(world, await world.talk("C-1"))
    reply = await talk.form("please cancel W10001", "cancel_order")
    assert kinds(reply) == ["order", "confirmation"]
    return talk


async def test_what_will_happen_is_shown_line_by_line(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    card = (await talk.form("please cancel W10001", "cancel_order"))[1]
    assert card["changes"] == [
        {"field": "Status", "from": "placed", "to": "cancelled"},
        {"field": "Hush 75 quiet keyboard", "from": "ordered", "to": "cancelled"},
        {"field": "Ember mug × 2", "from": "ordered", "to": "cancelled"},
        {
            "field": "Refund",
            "from": "$120.00 paid with Visa ending 4242",
            "to": "$120.00 back to Visa ending 4242",
        },
    ]
    assert card["confirm"]["command"] == "/affirm"
    assert card["decline"]["command"] == "/deny"
    assert card["confirm"]["proposal_id"] == card["decline"]["proposal_id"]
    assert world.commerce.writes_sent == 0


async def test_a_yes_cancels_and_tells_the_refund_as_it_stands(world: World) -> None:
    talk = await propose(world)
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert kinds(reply) == ["text", "order"]
    assert "Done: order W10001 is cancelled." in words(reply)
    assert "$120.00 to Visa ending 4242" in words(reply)
    assert "hasn't confirmed it yet" in words(reply)
    assert reply[1]["status"] == "cancelled"
    assert reply[1]["refunds"][0]["amount"] == {"amount": 12000, "currency": "USD"}
    assert talk.active is None


@pytest.mark.parametrize(
    ("said", "intent", "confidence"),
    [
        ("yes please", "affirm", 0.93),
        ("yes, cancel it", "cancel_order", 0.8),
        ("是的，取消吧", "cancel_order", 0.9),
        ("确认", "nlu_fallback", 0.3),
        ("好的，没问题。", "affirm", 0.6),
    ],
)
async def test_a_plain_yes_is_a_yes_however_it_was_classified(
    world: World, said: str, intent: str, confidence: float
) -> None:
    talk = await propose(world)
    assert (await talk.form(said, intent, confidence))[-1]["status"] == "cancelled"


@pytest.mark.parametrize(
    ("said", "intent", "confidence"),
    [
        ("I guess so", "affirm", 0.55),
        ("yes but not the mugs", "affirm", 0.95),
        ("wait, yes?", "affirm", 0.9),
        ("先等等", "affirm", 0.9),
        ("hmm", "nlu_fallback", 0.2),
        ("it", "affirm", 0.77),
        ("有问题", "affirm", 0.73),
        ("这个", "affirm", 0.99),
        ("W10001", "inform", 0.99),
    ],
)
async def test_no_write_is_ever_guessed_at(world: World, said: str, intent: str, confidence: float) -> None:
    talk = await propose(world)
    reply = await talk.form(said, intent, confidence)
    assert world.commerce.writes_sent == 0
    assert kinds(reply)[-1] == "confirmation"
    assert "plain yes or no" in words(reply)
    assert talk.asked == "decision"


@pytest.mark.parametrize(("said", "intent"), [("no", "deny"), ("/deny", "deny"), ("算了", "never_mind")])
async def test_a_no_leaves_the_order_as_it_is(world: World, said: str, intent: str) -> None:
    talk = await propose(world)
    reply = await talk.form(said, intent)
    assert "W10001 stays as it is" in words(reply)
    assert talk.active is None
    assert (await world.commerce.order("W10001")).status is OrderStatus.PENDING
    again = await talk.form("/affirm", "affirm", 1.0)
    assert world.commerce.writes_sent == 0
    assert again


async def test_a_question_in_the_middle_is_left_to_its_rule_and_the_form_asks_again(world: World) -> None:
    talk = await propose(world)
    assert await talk.form("how long does the refund take?", "ask_policy") == []
    assert talk.returned == []
    talk.events.append({"event": "action", "name": "action_answer"})
    again = await talk.back_to_form()
    assert kinds(again) == ["confirmation"]
    assert talk.asked == "decision"
    assert (await talk.form("/affirm", "affirm", 1.0))[-1]["status"] == "cancelled"


async def test_a_correction_proposes_the_other_order_and_voids_the_first(world: World) -> None:
    talk = Talk(world, await world.talk("C-2"))
    await talk.form("cancel W20002", "cancel_order")
    reply = await talk.form("no, I meant W20003", "correct", order_number="W20003")
    assert reply[0]["order_id"] == "W20003"
    await talk.form("/affirm", "affirm", 1.0)
    assert (await world.commerce.order("W20002")).status is OrderStatus.PROCESSING
    assert (await world.commerce.order("W20003")).status is OrderStatus.CANCELLED


async def test_the_other_order_is_the_one_not_spoken_of(world: World) -> None:
    talk = Talk(world, await world.talk("C-2"))
    await talk.form("cancel W20002", "cancel_order")
    reply = await talk.form("no, the other order", "correct")
    assert reply[-1]["kind"] == "confirmation"
    assert "W20003" in reply[-1]["summary"]


async def test_a_guests_correction_without_a_number_asks_which(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("cancel W30001", "cancel_order")
    await talk.form("no, the other order", "correct")
    assert talk.asked == "order_number"
    assert talk.slots["order_number"] is None


async def test_another_question_in_the_middle_is_answered_and_the_task_is_taken_up_again(world: World) -> None:
    talk = await propose(world)
    reply = await talk.form("where is it?", "track_order")
    assert kinds(reply) == ["text", "order", "text", "order", "confirmation"]
    assert "Now back to cancelling." in words(reply)
    assert talk.asked == "decision"
    assert (await talk.form("/affirm", "affirm", 1.0))[-1]["status"] == "cancelled"


async def test_a_shipped_order_is_explained_and_the_way_on_is_offered(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    reply = await talk.form("cancel W10002", "cancel_order")
    assert kinds(reply) == ["order", "text", "choices"]
    assert "already been shipped" in words(reply)
    assert commands(reply) == ['/ask_policy{"question": "How do I return something?"}', "/ask_person"]
    assert talk.active is None


async def test_an_order_that_ships_between_question_and_yes_is_told_truthfully(world: World) -> None:
    talk = await propose(world)
    await world.set_status("W10001", OrderStatus.SHIPPED)
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert "changed since I showed it" in words(reply)
    assert "already been shipped" in words(reply)
    assert "Done" not in words(reply)


async def test_an_order_that_changed_is_shown_anew_and_wants_a_new_yes(world: World) -> None:
    talk = await propose(world)
    await world.set_status("W10001", OrderStatus.PROCESSING)
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert kinds(reply) == ["text", "order", "confirmation"]
    assert reply[2]["changes"][0]["from"] == "being packed"
    assert world.commerce.writes_sent == 0
    assert (await talk.form("/affirm", "affirm", 1.0))[-1]["status"] == "cancelled"


async def test_an_outcome_that_was_not_seen_is_never_claimed(world: World) -> None:
    talk = await propose(world)
    world.commerce.before_write = [OutcomeUnknown("cut")] * 3
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert "can't say yet whether it is done" in words(reply)
    assert "Done" not in words(reply)
    assert commands(reply) == ["/ask_person"]


async def test_the_same_yes_after_a_crash_tells_the_same_and_writes_nothing_new(world: World) -> None:
    talk = await propose(world)
    slots, active, events = dict(talk.slots), talk.active, list(talk.events)
    first = await talk.form("/affirm", "affirm", 1.0, message_id="m-yes")
    talk.slots, talk.active, talk.events = slots, active, events
    again = await talk.form("/affirm", "affirm", 1.0, message_id="m-yes")
    assert again == first
    assert world.commerce.writes_sent == 1


async def test_an_unpaid_order_promises_no_refund(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("cancel W30003, ana@example.com", "cancel_order")
    card = (await talk.form(await world.last_code(), "inform"))[-1]
    assert card["changes"][-1] == {"field": "Refund", "from": "nothing paid", "to": "nothing to refund"}
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert "there is nothing to refund" in words(reply)


# A guest's code


async def test_a_guest_cancels_with_a_code(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("cancel W30001", "cancel_order")
    asked = await talk.form("ana@example.com", "inform")
    assert "six-digit code to a•••@e•••.com" in words(asked)
    assert talk.asked == "code"
    code = await world.last_code()
    wrong = await talk.form(f"{(int(code) + 1) % 10**6:06d}", "inform")
    assert "wrong or no longer valid" in words(wrong)
    right = await talk.form(f"the code is {code[:3]} {code[3:]}", "inform")
    assert kinds(right) == ["order", "confirmation"]
    assert (await talk.form("yes", "affirm"))[-1]["status"] == "cancelled"
    assert len(await world.mailer.letters()) == 1


async def test_a_question_while_the_code_is_awaited_sends_no_second_one(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("cancel W30001, ana@example.com", "cancel_order")
    assert await talk.form("why do you need that?", "ask_policy") == []
    talk.events.append({"event": "action", "name": "action_answer"})
    assert "type the six-digit code" in words(await talk.back_to_form())
    assert len(await world.mailer.letters()) == 1


@pytest.mark.parametrize(
    ("said", "intent"),
    [("/resend_code", "resend_code"), ("I didn't get it", "complain"), ("没收到，再发一次", "complain")],
)
async def test_a_new_code_is_sent_when_asked_for(world: World, said: str, intent: str) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("cancel W30001, ana@example.com", "cancel_order")
    old = await world.last_code()
    await talk.form(said, intent)
    assert len(await world.mailer.letters()) == 2
    new = await world.last_code()
    reply = await talk.form(new, "inform")
    assert kinds(reply) == ["order", "confirmation"] or old == new


async def test_an_order_without_an_address_for_a_code_goes_to_a_person(world: World) -> None:
    talk = Talk(world, await world.talk())
    reply = await talk.form("cancel W30002, +44 20 7946 0000", "cancel_order", phone="+44 20 7946 0000")
    assert "the order has none" in words(reply)
    assert (commands(reply), reply[-1]["origin"]) == ([], "required")
    assert "W30002" in reply[-1]["reason"]
    assert talk.active is None


async def test_five_wrong_codes_end_the_task(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("cancel W30001, ana@example.com", "cancel_order")
    wrong = f"{(int(await world.last_code()) + 1) % 10**6:06d}"
    for _ in range(4):
        await talk.form(wrong, "inform")
    assert "too many tries" in words(await talk.form(wrong, "inform"))
    assert talk.active is None


# What a slot may not do


@pytest.mark.parametrize("asked", ["decision", "code"])
async def test_slots_set_by_hand_grant_nothing(world: World, asked: str) -> None:
    """As if somebody had got /inform{"order_number": ..., "contact": "ok", "code": "ok"} past the server."""
    talk = Talk(world, await world.talk())
    talk.active = "order_form"
    talk.slots = {
        "order_task": "cancel", "order_number": "W10001", "contact": "ok", "code": "ok", "requested_slot": asked,
    }  # fmt: skip
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert world.commerce.writes_sent == 0
    assert "order" not in kinds(reply)
    assert "confirmation" not in kinds(reply)
    assert (await world.commerce.order("W10001")).status is OrderStatus.PENDING


async def test_a_yes_with_no_proposal_shows_one_first(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    talk.active = "order_form"
    talk.slots = {"order_task": "cancel", "order_number": "W10001", "requested_slot": "decision"}
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert kinds(reply) == ["confirmation"]
    assert world.commerce.writes_sent == 0


# Leaving, misreading, trouble


@pytest.mark.parametrize("intent", ["never_mind", "deny"])
async def test_the_task_is_left_at_any_point(world: World, intent: str) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("where is W10002", "track_order")
    reply = await talk.form("forget it", intent)
    assert "leave it" in words(reply)
    assert talk.active is None
    assert talk.slots["order_number"] is None


async def test_what_makes_no_sense_is_asked_again_and_then_a_person_is_offered(world: World) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("where is my order", "track_order")
    first = await talk.form("blah", "nlu_fallback", 0.2)
    assert "couldn't find an order number" in words(first)
    assert commands(first) == []
    second = await talk.form("blub", "nlu_fallback", 0.2)
    assert commands(second) == ["/ask_person"]
    await talk.form("W10002", "inform")
    assert talk.asked == "contact"
    assert commands(await talk.form("blah", "nlu_fallback", 0.2)) == []


@pytest.mark.parametrize(
    "intent",
    ["greet", "goodbye", "thank", "small_talk", "help", "complain", "out_of_scope", "ask_person", "ask_policy",
     "follow_up", "ask_product", "ask_reviews", "recommend", "refine", "after_sales", "list_orders"],
)  # fmt: skip
@pytest.mark.parametrize("at", ["order_number", "contact", "code", "decision"])
async def test_interruptions_are_left_to_their_rules_wherever_the_form_is(world: World, intent: str, at: str) -> None:
    talk = Talk(world, await world.talk())
    await talk.form("cancel an order", "cancel_order")
    if at != "order_number":
        await talk.form("W30001", "inform")
    if at in ("code", "decision"):
        await talk.form("ana@example.com", "inform")
    if at == "decision":
        await talk.form(await world.last_code(), "inform")
    assert talk.asked == at
    assert await talk.form("something quite different", intent) == []
    assert talk.returned == []


async def test_a_shop_that_is_down_is_said_to_be_down_and_the_form_is_left(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    world.commerce.down = CommerceUnavailable("down")
    reply = await talk.form("cancel W10001", "cancel_order")
    assert "isn't answering just now" in words(reply)
    assert commands(reply) == ["/ask_person"]
    assert talk.active is None


async def test_anything_unforeseen_is_an_apology_and_a_line_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    talk = Talk(world, await world.talk("C-1"))
    world.commerce.down = RuntimeError("a bug")
    reply = await talk.form("cancel W10001", "cancel_order")
    assert "something went wrong on our side" in words(reply)
    assert talk._id in caplog.text
    assert talk.active is None


async def test_a_delivered_parcel_names_its_day(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    reply = await talk.form("where is W10003", "track_order")
    assert f"was delivered by DHL on June {(TODAY - timedelta(days=5)).day}" in words(reply)
