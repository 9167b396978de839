"""What is said when nothing can be done, or nothing was understood."""

import pytest

from tests.actions.talk import Talk, commands, kinds, words
from tests.shop_world import World
from tests.stories.cast import Cast


@pytest.fixture
def cast() -> Cast:
    return Cast()


async def talk(world: World, customer: str | None = None) -> Talk:
    return Talk(world, await world.talk(customer))


async def test_an_unclear_message_is_asked_back_with_its_own_words_kept(world: World, cast: Cast) -> None:
    unclear = await talk(world)
    reply = await unclear.act(cast.action(world, "action_clarify"), 'that "thing"', "nlu_fallback")
    assert kinds(reply) == ["text", "choices"]
    assert commands(reply)[0] == '/ask_policy{"question": "that \\"thing\\""}'
    assert commands(reply)[-1] == "/ask_person"
    assert len(commands(reply)) <= 4


async def test_what_may_be_a_question_is_not_asked_back_where_the_documents_answer(world: World, cast: Cast) -> None:
    unclear = await talk(world)
    unclear.policy = 0.4
    clarify = cast.action(world, "action_clarify")
    assert kinds(await unclear.act(clarify, "shipping??", "nlu_fallback")) == ["answer"]
    assert unclear.slots["previous_question"] == "shipping??"
    assert kinds(await unclear.act(clarify, "the moon??", "nlu_fallback")) == ["text", "choices"]


@pytest.mark.parametrize(("policy", "text", "said"), [(0.4, "shipping??", "answer"), (0.02, "shipping??", "text")])
async def test_only_doubtful_messages_out_of_scope_are_left_to_the_documents(
    world: World, cast: Cast, policy: float, text: str, said: str
) -> None:
    stranger = await talk(world)
    stranger.policy = policy
    assert kinds(await stranger.act(cast.action(world, "action_out_of_scope"), text, "out_of_scope"))[0] == said


async def test_the_second_unclear_message_in_a_row_offers_a_person(world: World, cast: Cast) -> None:
    unclear, clarify = await talk(world), cast.action(world, "action_clarify")
    await unclear.act(clarify, "hm", "nlu_fallback")
    assert commands(await unclear.act(clarify, "hm", "nlu_fallback")) == ["/ask_person"]
    await unclear.act(cast.action(world, "action_complain"), "argh", "complain")
    assert len(commands(await unclear.act(clarify, "hm", "nlu_fallback"))) > 1


async def test_a_picked_meaning_answers_the_first_message(world: World, cast: Cast) -> None:
    unclear = await talk(world)
    await unclear.act(cast.action(world, "action_clarify"), "shipping thing", "nlu_fallback")
    picked = '/ask_policy{"question": "shipping thing"}'
    reply = await unclear.act(cast.action(world, "action_answer"), picked, "ask_policy", question="shipping thing")
    assert kinds(reply) == ["answer"]
    assert cast.clerk.asked[0].text == "shipping thing"


async def test_a_no_to_every_meaning_offers_a_person(world: World, cast: Cast) -> None:
    unclear = await talk(world)
    await unclear.act(cast.action(world, "action_clarify"), "hm", "nlu_fallback")
    assert commands(await unclear.act(cast.action(world, "action_deny"), "no", "deny")) == ["/ask_person"]


async def test_a_yes_takes_the_offer_of_a_person(world: World, cast: Cast) -> None:
    angry = await talk(world)
    await angry.act(cast.action(world, "action_complain"), "argh", "complain")
    assert kinds(await angry.act(cast.action(world, "action_affirm"), "yes", "affirm")) == ["text", "handoff"]


async def test_a_yes_to_several_offers_asks_which(world: World, cast: Cast) -> None:
    shopper = await talk(world)
    offered = await shopper.form("cancel W10002, mei.lin@example.com", "cancel_order")
    reply = await shopper.act(cast.action(world, "action_affirm"), "yes", "affirm")
    assert commands(reply) == commands(offered)


async def test_a_yes_to_nothing_does_nothing(world: World, cast: Cast) -> None:
    reply = await (await talk(world)).act(cast.action(world, "action_affirm"), "yes", "affirm")
    assert "nothing is pending" in words(reply)


async def test_never_mind_takes_back_what_is_pending(world: World, cast: Cast) -> None:
    shopper = await talk(world, "C-1")
    await shopper.form("cancel W10001", "cancel_order")
    await shopper.act(cast.action(world, "action_leave_task"), "never mind", "never_mind")
    assert await world.proposals.open_in(shopper._id) is None


async def test_a_number_out_of_the_blue_leads_into_the_form(world: World, cast: Cast) -> None:
    shopper = await talk(world)
    assert await shopper.act(cast.action(world, "action_inform"), "W10002", "inform") == []
    assert {"event": "followup", "timestamp": None, "name": "order_form"} in shopper.returned
    assert "order W10002 is yours" in words(await shopper.back_to_form())


async def test_data_for_nothing_is_asked_about(world: World, cast: Cast) -> None:
    reply = await (await talk(world)).act(cast.action(world, "action_inform"), "mei.lin@example.com", "inform")
    assert commands(reply) == ["/track_order", "/recommend", "/ask_person"]


async def test_a_correction_of_nothing_is_asked_about(world: World, cast: Cast) -> None:
    assert "got you wrong" in words(
        await (await talk(world)).act(cast.action(world, "action_correct"), "no!", "correct")
    )


async def test_the_orders_of_an_account_are_listed_with_choices(world: World, cast: Cast) -> None:
    reply = await (await talk(world, "C-1")).act(cast.action(world, "action_list_orders"), "my orders", "list_orders")
    assert kinds(reply) == ["text", "text", "choices"]
    assert "W10001, June 16: Hush 75 quiet keyboard and 1 more, $120.00, placed" in words(reply)
    assert commands(reply)[0] == '/choose_order{"order_number": "W10001"}'


async def test_an_account_without_orders_says_so(world: World, cast: Cast) -> None:
    reply = await (await talk(world, "C-3")).act(cast.action(world, "action_list_orders"), "my orders", "list_orders")
    assert "no orders in your account" in words(reply)


@pytest.mark.parametrize("text", ["???", "。。。。", "!!", "😐"])
async def test_what_holds_no_word_is_asked_back_and_not_called_foreign(world: World, cast: Cast, text: str) -> None:
    reply = await (await talk(world)).act(cast.action(world, "action_out_of_scope"), text, "out_of_scope")
    assert "Did you mean one of these" in words(reply)
