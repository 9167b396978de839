"""Answers from documents: grounded, streamed, honest when there is none."""

import pytest

from tests.actions.talk import Talk, commands, kinds, words
from tests.shop_world import World
from tests.stories.cast import Cast


@pytest.fixture
def cast() -> Cast:
    return Cast()


async def ask(world: World, cast: Cast, talk: Talk, text: str, intent: str = "ask_policy") -> list[dict[str, object]]:
    name = {"ask_policy": "action_answer", "follow_up": "action_follow_up", "after_sales": "action_after_sales"}[intent]
    return await talk.act(cast.action(world, name), text, intent)


async def test_an_answer_comes_with_its_sources_and_is_streamed(world: World, cast: Cast) -> None:
    reply = await ask(world, cast, Talk(world, await world.talk()), "how do returns work")
    assert kinds(reply) == ["answer"]
    assert reply[0]["grounded"] is True
    assert cast.ear.heard == ["Within 30 days. [1]"]


async def test_the_question_carries_its_day_language_and_address(world: World, cast: Cast) -> None:
    conversation = await world.talk(address="198.51.100.9")
    await ask(world, cast, Talk(world, conversation, "zh"), "怎么退货")
    (asked,) = cast.clerk.asked
    assert (asked.language, asked.address, asked.on.isoformat()) == ("zh", "198.51.100.9", "2026-06-17")


async def test_what_the_documents_do_not_say_is_not_known(world: World, cast: Cast) -> None:
    reply = await ask(world, cast, Talk(world, await world.talk()), "do you have a student discount")
    assert "I don't know" in words(reply)
    assert commands(reply) == ["/ask_person", "/help"]


async def test_follow_ups_are_asked_in_the_light_of_the_full_question(world: World, cast: Cast) -> None:
    talk = Talk(world, await world.talk())
    await ask(world, cast, talk, "how do returns work")
    await ask(world, cast, talk, "and for shoes?", "follow_up")
    await ask(world, cast, talk, "and for gifts?", "follow_up")
    assert [question.previous for question in cast.clerk.asked] == [None, *["how do returns work"] * 2]


async def test_after_sales_that_names_no_task_is_explained_and_the_tasks_are_offered(world: World, cast: Cast) -> None:
    reply = await ask(world, cast, Talk(world, await world.talk()), "returns??", "after_sales")
    assert kinds(reply) == ["answer", "text", "choices"]
    assert "What shall I do for you?" in words(reply)
    assert commands(reply) == ["/return_items", "/exchange_items", "/report_problem", "/cancel_order", "/ask_person"]


async def test_a_silent_generator_is_an_apology_and_the_offer_of_a_person(world: World, cast: Cast) -> None:
    cast.clerk.is_ill = True
    reply = await ask(world, cast, Talk(world, await world.talk()), "how do returns work")
    assert "can't write an answer just now" in words(reply)
    assert commands(reply) == ["/ask_person"]
