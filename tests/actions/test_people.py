"""Handing over, and what may be promised at which hour."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.actions.talk import Talk, kinds, words
from tests.shop_world import World
from tests.stories.cast import Cast

SUNDAY = datetime(2026, 6, 21, 18, 0, tzinfo=UTC)


async def ask(world: World, cast: Cast, language: str = "en") -> list[dict[str, object]]:
    talk = Talk(world, await world.talk(), "zh" if language == "zh" else "en")
    return await talk.act(cast.action(world, "action_hand_off"), "a person please", "ask_person")


async def test_within_the_hours_somebody_will_reply_here(world: World) -> None:
    reply = await ask(world, Cast())
    assert kinds(reply) == ["text", "handoff"]
    assert "will reply in this window" in words(reply)
    assert reply[1]["status"] == "queued"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "when the shop is open again, on June 22 at 09:00"), ("zh", "恢复营业后（6月22日 09:00）")],
)
async def test_outside_the_hours_a_message_and_an_address_are_taken(world: World, language: str, said: str) -> None:
    world.clock.moment = SUNDAY
    reply = await ask(world, Cast(), language)
    assert reply[1]["status"] == "left_message"
    assert "09:00–18:00" in str(reply[1]["hours"])
    assert said in words(reply)
    assert "will reply in this window" not in words(reply)


async def test_where_nobody_can_reply_nobody_is_promised(world: World) -> None:
    reply = await ask(world, Cast(staffed=False))
    assert kinds(reply) == ["text"]
    assert "help@maplelane.example" in words(reply)
    assert "will reply" not in words(reply)


async def test_a_pending_cancellation_is_taken_back(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    await talk.form("cancel W10001", "cancel_order")
    await talk.act(Cast().action(world, "action_hand_off"), "a person please", "ask_person")
    assert talk.active is None
    assert talk.asked is None
    assert await world.proposals.open_in(talk._id) is None


async def test_the_desk_learns_what_the_talk_was_about_and_that_it_went_badly(world: World) -> None:
    world.clock.moment = SUNDAY - timedelta(days=4)
    talk = Talk(world, await world.talk())
    for said, intent in (("where is W10001", "track_order"), ("this is a disgrace", "complain")):
        await talk.act(Cast().action(world, "action_hand_off"), said, intent)
    reply = await talk.act(Cast().action(world, "action_hand_off"), "a person please", "ask_person")
    assert (reply[1]["topic"], reply[1]["upset"]) == ("orders", True)
    fresh = Talk(world, await world.talk())
    reply = await fresh.act(Cast().action(world, "action_hand_off"), "a person please", "ask_person")
    assert not {"topic", "upset"} & set(reply[1])
