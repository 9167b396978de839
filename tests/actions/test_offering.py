"""A person is offered where the bot does not get on; a yes hands over, a no is respected."""

from datetime import UTC, datetime

import pytest

from actions.base import ShopAction
from bot.dialogue.parts import Part
from bot.language import Language
from tests.actions.talk import Talk, commands, kinds, words
from tests.shop_world import World
from tests.stories.cast import Cast

SUNDAY = datetime(2026, 6, 21, 18, 0, tzinfo=UTC)
HM = {"en": "hm", "zh": "嗯嗯那个"}
ASKS = {"en": "Would you like a person from the shop", "zh": "需要为您转接人工客服吗"}
ANGRY = {"en": "this is ridiculous, how do I return it?", "zh": "你们太过分了，怎么退货"}


@pytest.fixture
def cast() -> Cast:
    return Cast()


class Shopper:
    """Says things of which the test knows what they are taken for."""

    def __init__(self, world: World, cast: Cast, talk: Talk) -> None:
        self.world, self.cast, self.talk = world, cast, talk

    @classmethod
    async def come(cls, world: World, cast: Cast, language: Language = "en", customer: str | None = None) -> "Shopper":
        return cls(world, cast, Talk(world, await world.talk(customer), language, cast))

    def action(self, name: str) -> ShopAction:
        return self.cast.action(self.world, name)

    async def is_not_understood(self, text: str = "hm") -> list[Part]:
        return await self.talk.act(self.action("action_clarify"), text, "nlu_fallback")

    async def asks_the_unknown(self) -> list[Part]:
        return await self.talk.act(self.action("action_answer"), "is the moon made of cheese?", "ask_policy")

    async def says_yes(self, text: str = "yes") -> list[Part]:
        return await self.talk.act(self.action("action_affirm"), text, "affirm")

    async def says_no(self) -> list[Part]:
        return await self.talk.act(self.action("action_deny"), "no", "deny")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_an_apology_in_place_of_an_answer_counts_as_a_failure(
    world: World, cast: Cast, language: Language
) -> None:
    shopper = await Shopper.come(world, cast, language)
    shopper.talk.apologies = 1
    assert ASKS[language] in words(await shopper.is_not_understood(HM[language]))
    calm = await Shopper.come(world, cast, language)
    assert ASKS[language] not in words(await calm.is_not_understood(HM[language]))


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_two_failures_in_a_row_of_whatever_kind_bring_the_offer(
    world: World, cast: Cast, language: Language
) -> None:
    shopper = await Shopper.come(world, cast, language)
    assert ASKS[language] not in words(await shopper.asks_the_unknown())
    second = await shopper.is_not_understood(HM[language])
    assert ASKS[language] in words(second)
    assert commands(second).count("/ask_person") == 1
    assert commands([second[-1]]) == ["/ask_person"]
    handed = await shopper.says_yes("好的" if language == "zh" else "yes please")
    assert kinds(handed) == ["text", "handoff"]
    assert handed[1]["origin"] == "proposed"
    assert "moon" in handed[1]["reason"], "what was wanted, and not the yes"


async def test_two_failures_with_something_that_went_well_between_bring_none(world: World, cast: Cast) -> None:
    shopper = await Shopper.come(world, cast)
    await shopper.asks_the_unknown()
    answered = await shopper.talk.act(shopper.action("action_answer"), "how do I return it?", "ask_policy")
    assert kinds(answered) == ["answer"]
    assert ASKS["en"] not in words(await shopper.is_not_understood())


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_anger_brings_the_offer_with_the_answer(world: World, cast: Cast, language: Language) -> None:
    shopper = await Shopper.come(world, cast, language)
    reply = await shopper.talk.act(shopper.action("action_answer"), ANGRY[language], "ask_policy")
    assert ASKS[language] in words(reply)
    assert kinds(reply) == ["answer", "text", "choices"]
    handed = await shopper.says_yes()
    assert (handed[1]["origin"], ANGRY[language] in handed[1]["reason"]) == ("proposed", True)


async def test_after_a_no_nobody_is_offered_right_again(world: World, cast: Cast) -> None:
    shopper = await Shopper.come(world, cast)
    await shopper.asks_the_unknown()
    await shopper.is_not_understood()
    assert "go on helping" in words(await shopper.says_no())
    for _ in range(3):
        assert ASKS["en"] not in words(await shopper.asks_the_unknown())
    assert ASKS["en"] in words(await shopper.asks_the_unknown()), "much later, once more"
    await shopper.says_no()
    for _ in range(6):
        assert ASKS["en"] not in words(await shopper.asks_the_unknown()), "two noes are enough"


async def test_while_a_change_waits_for_a_yes_the_yes_is_for_the_change(world: World, cast: Cast) -> None:
    shopper = await Shopper.come(world, cast, customer="C-1")
    reply = await shopper.talk.form("this is ridiculous, cancel order W10001", "cancel_order", order_number="W10001")
    assert "confirmation" in kinds(reply)
    assert ASKS["en"] not in words(reply)
    assert "also talk to a person" in words(reply)
    done = await shopper.talk.form("yes", "affirm")
    assert "W10001 is cancelled" in words(done)


@pytest.mark.parametrize("word", ["affirm", "deny"])
async def test_a_word_to_the_offer_is_not_taken_for_an_answer_to_the_form(world: World, cast: Cast, word: str) -> None:
    shopper = await Shopper.come(world, cast)
    reply = await shopper.talk.form("where the hell is my order, this is ridiculous", "track_order")
    assert shopper.talk.asked == "order_number"
    assert ASKS["en"] in words(reply)
    assert await shopper.talk.form("yes" if word == "affirm" else "no", word) == [], "left to the rule"
    assert shopper.talk.asked == "order_number"


async def test_outside_the_hours_a_message_is_offered_and_taken(world: World, cast: Cast) -> None:
    world.clock.moment = SUNDAY
    shopper = await Shopper.come(world, cast)
    first = await shopper.asks_the_unknown()
    assert "Leave a message for a person" in str(first)
    assert "Talk to a person" not in str(first)
    second = await shopper.is_not_understood()
    assert "Nobody from the shop is here right now" in words(second)
    handed = await shopper.says_yes()
    assert (handed[1]["status"], handed[1]["origin"]) == ("left_message", "proposed")


async def test_where_nobody_can_reply_nobody_is_offered(world: World) -> None:
    shopper = await Shopper.come(world, Cast(staffed=False))
    await shopper.asks_the_unknown()
    reply = await shopper.is_not_understood()
    assert ASKS["en"] not in words(reply)
    assert "Talk to a person" not in str(reply)
    assert "How to reach the shop" in str(reply)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_too_many_tries_hand_over_with_what_was_tried(world: World, cast: Cast, language: Language) -> None:
    shopper = await Shopper.come(world, cast, language)
    await shopper.talk.form("cancel W30001", "cancel_order", order_number="W30001")
    reply: list[Part] = []
    for n in range(30):
        reply = await shopper.talk.form(f"somebody{n}@example.com", "inform", email=f"somebody{n}@example.com")
        if "handoff" in kinds(reply):
            break
    handed = next(part for part in reply if part["kind"] == "handoff")
    assert handed["origin"] == "required"
    assert "W30001" in handed["reason"]
    assert ("too many tries" if language == "en" else "尝试次数过多") in handed["reason"]
    assert "/ask_person" not in commands(reply)
    assert shopper.talk.asked is None


async def test_too_many_tries_promise_nobody_where_nobody_is(world: World) -> None:
    shopper = await Shopper.come(world, Cast(staffed=False))
    await shopper.talk.form("cancel W30001", "cancel_order", order_number="W30001")
    for n in range(30):
        reply = await shopper.talk.form(f"somebody{n}@example.com", "inform", email=f"somebody{n}@example.com")
        assert "handoff" not in kinds(reply)
        if "too many tries" in words(reply):
            assert "help@maplelane.example" in words(reply)
            return
    pytest.fail("nobody was stopped")


async def test_what_a_rule_leaves_to_a_person_is_required_and_what_is_refused_is_proposed(
    world: World, cast: Cast
) -> None:
    shopper = await Shopper.come(world, cast, customer="C-1")
    await shopper.talk.form("return the mug of W10003", "return_items", order_number="W10003")
    handed = await shopper.talk.act(shopper.action("action_hand_off"), "/ask_person", "ask_person")
    assert handed[1]["origin"] == "required"
    assert "return the mug of W10003" in handed[1]["reason"]
    other = await Shopper.come(world, cast, customer="C-1")
    await other.talk.form("cancel W10002", "cancel_order", order_number="W10002")
    handed = await other.talk.act(other.action("action_hand_off"), "/ask_person", "ask_person")
    assert handed[1]["origin"] == "proposed"
    assert "already been shipped" in handed[1]["reason"]


async def test_asked_for_outright_it_is_asked_with_what_had_gone_wrong(world: World, cast: Cast) -> None:
    shopper = await Shopper.come(world, cast)
    plain = await shopper.talk.act(shopper.action("action_hand_off"), "a person please", "ask_person")
    assert (plain[1]["origin"], plain[1]["reason"]) == ("asked", "a person please")
    other = await Shopper.come(world, cast)
    await other.asks_the_unknown()
    asked = await other.talk.act(other.action("action_hand_off"), "a person please", "ask_person")
    assert asked[1]["origin"] == "asked"
    assert "moon" in asked[1]["reason"]
    assert "a person please" in asked[1]["reason"]
