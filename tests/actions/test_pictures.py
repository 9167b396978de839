"""Pictures: taken with thanks, asked about, and shown to the shop with the problem that they are of."""

import pytest

from tests.actions.talk import Talk, commands, kinds, words
from tests.actions.test_changes import changes, mei, shop, yes
from tests.shop_world import World
from tests.stories.cast import Cast

__all__ = ["shop"]


@pytest.mark.parametrize(("language", "said"), [("en", "I have your picture"), ("zh", "照片已收到")])
async def test_it_is_taken_with_thanks_and_asked_about(world: World, language: str, said: str) -> None:
    talk = Talk(world, await world.talk(), "zh" if language == "zh" else "en")
    reply = await talk.act(Cast().action(world, "action_picture"), "/attach", "attach")
    assert kinds(reply) == ["text", "choices"]
    assert said in words(reply)
    assert commands(reply) == ["/report_problem", "/after_sales", "/track_order", "/ask_person"]


async def test_a_picture_that_came_with_the_words_goes_to_the_shop_with_them(shop: World) -> None:
    talk = await mei(shop)
    talk.attachments = ["at_1"]
    shown = changes(await talk.form("both mugs in W10003 came smashed", "report_problem"))
    assert shown["Pictures"] == ("none", "1 added")
    talk.attachments = []
    await yes(talk)
    (claim,) = (await shop.commerce.order("W10003")).claims
    assert claim.attachments == ("at_1",)
    assert talk.slots["pictures"] is None


async def test_a_picture_sent_when_asked_for_a_yes_is_shown_before_it(shop: World) -> None:
    talk = await mei(shop)
    offered = await talk.form("both mugs in W10003 came smashed", "report_problem")
    assert "add one here before you say yes" in words(offered)
    assert "Pictures" not in changes(offered)
    talk.attachments = ["at_1", "at_2"]
    assert await talk.form("/attach", "attach") == []
    assert words(await talk.then(Cast().action(shop, "action_picture"))) == "Thank you, I have your picture."
    talk.attachments = []
    shown = changes(await talk.back_to_form())
    assert shown["Pictures"] == ("none", "2 added")
    await yes(talk)
    (claim,) = (await shop.commerce.order("W10003")).claims
    assert claim.attachments == ("at_1", "at_2")


async def test_a_picture_sent_first_is_kept_for_the_problem_told_afterwards(shop: World) -> None:
    talk = await mei(shop)
    talk.attachments = ["at_1"]
    await talk.act(Cast().action(shop, "action_picture"), "/attach", "attach")
    talk.attachments = []
    shown = changes(await talk.form("both mugs in W10003 came smashed", "report_problem"))
    assert shown["Pictures"] == ("none", "1 added")


async def test_a_picture_within_another_task_changes_nothing_of_it(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("cancel W10001", "cancel_order")
    talk.attachments = ["at_1"]
    assert await talk.form("/attach", "attach") == []
    await talk.then(Cast().action(shop, "action_picture"))
    assert kinds(await talk.back_to_form())[-1] == "confirmation"


@pytest.mark.parametrize(("language", "said"), [("en", "camera button"), ("zh", "相机按钮")])
async def test_whoever_wants_to_send_one_is_told_how(world: World, language: str, said: str) -> None:
    talk = Talk(world, await world.talk(), "zh" if language == "zh" else "en")
    reply = await talk.act(Cast().action(world, "action_picture_wish"), "may I send a photo", "ask_picture")
    assert said in words(reply)
    assert commands(reply) == ["/report_problem", "/ask_person"]


async def test_how_one_is_sent_is_no_answer_to_the_forms_question(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("one of the mugs in W10003 came broken", "report_problem")
    assert await talk.form("can I send you a photo of it?", "ask_picture") == []
    assert commands(await talk.then(Cast().action(shop, "action_picture_wish"))) == []
    assert kinds(await talk.back_to_form())[-1] == "confirmation"
