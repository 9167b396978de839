"""Products beside one another: which are meant, and what is told of them."""

import pytest

from tests.actions.talk import Talk, kinds, words
from tests.shop_world import World
from tests.stories.cast import Cast


@pytest.fixture
async def talk(world: World) -> Talk:
    return Talk(world, await world.talk())


async def compare(world: World, talk: Talk, text: str) -> list[dict[str, object]]:
    return await talk.act(Cast().action(world, "action_compare"), text, "compare")


def columns(reply: list[dict[str, object]]) -> list[str]:
    table = reply[0]["table"]
    assert isinstance(table, dict)
    return list(table["columns"])[1:]


async def test_the_products_that_were_shown_are_set_beside_one_another(world: World, talk: Talk) -> None:
    talk.slots["shown"] = ["KB-101", "KT-201"]
    reply = await compare(world, talk, "compare the two")
    assert kinds(reply) == ["insight", "products"]
    assert columns(reply) == ["Hush 75 quiet keyboard", "Ember mug"]
    assert ["Price", "$79.00", "$18.00–$20.00"] in reply[0]["table"]["rows"]  # type: ignore[index]


async def test_what_is_compared_is_what_is_spoken_of_from_then_on(world: World, talk: Talk) -> None:
    talk.slots["shown"] = ["KB-101", "KT-201"]
    await compare(world, talk, "compare the two")
    last = await talk.act(Cast().action(world, "action_product_answer"), "what does the last one cost", "ask_product")
    assert "$18.00" in words(last)


async def test_named_products_are_compared_though_nothing_was_shown(world: World, talk: Talk) -> None:
    assert columns(await compare(world, talk, "the mug or the Hush?")) == ["Ember mug", "Hush 75 quiet keyboard"]


async def test_one_name_is_compared_with_what_is_spoken_of(world: World, talk: Talk) -> None:
    talk.slots["focus"] = {"products": ["KT-201"], "page": None}
    assert columns(await compare(world, talk, "is it better than the Hush")) == ["Ember mug", "Hush 75 quiet keyboard"]


@pytest.mark.parametrize("shown", [[], ["KB-101"]])
async def test_with_fewer_than_two_it_is_asked_which(world: World, talk: Talk, shown: list[str]) -> None:
    talk.slots["shown"] = shown
    reply = await compare(world, talk, "compare them")
    assert "Which products" in words(reply)


async def test_the_names_that_were_asked_for_are_compared(world: World, talk: Talk) -> None:
    await compare(world, talk, "compare two products")
    named = await talk.act(Cast().action(world, "action_inform"), "the mug and the Hush", "inform")
    assert columns(named) == ["Ember mug", "Hush 75 quiet keyboard"]
