"""Whole conversations through a real Rasa, in both languages."""

import pytest
from sqlalchemy import select

from bot.commerce.sql.tables import orders
from tests.actions.talk import kinds, words
from tests.shop_world import World
from tests.stories import after_sales
from tests.stories.conftest import Shopper, Stage
from tests.stories.stories import STORIES, Line, Story

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.language}: {story.name}")
async def test_a_story_goes_as_it_should(stage: Stage, world: World, story: Story) -> None:
    shopper = Shopper(stage.dialogue, await world.talk(story.customer), story.language)
    for n, line in enumerate(story.lines, 1):
        await _play(shopper, world, line, f"line {n}, {line.says!r}")
    assert await _cancelled(world) == set(story.cancelled)


@pytest.mark.parametrize("story", after_sales.STORIES, ids=lambda story: f"{story.language}: {story.name}")
async def test_after_sales_go_as_they_should(stage: Stage, generous: World, story: Story) -> None:
    shopper = Shopper(stage.dialogue, await generous.talk(story.customer), story.language)
    for n, line in enumerate(story.lines, 1):
        await _play(shopper, generous, line, f"line {n}, {line.says!r}")
    assert await generous.proposals.open_in(shopper.id) is None


async def _play(shopper: Shopper, world: World, line: Line, where: str) -> None:
    if line.sends:
        reply = await shopper.sends(line.says)
    elif line.picks:
        reply = await shopper.picks(line.says)
    else:
        reply = await shopper.types(await world.last_code() if line.says == "CODE" else line.says)
    assert kinds(reply) == list(line.kinds), f"{where}: {reply}"
    assert line.words in f"{words(reply)}\n{reply}", f"{where}: {words(reply)}"


async def _cancelled(world: World) -> set[str]:
    async with world.shop_database.reading() as connection:
        found = await connection.execute(select(orders.c.order_id).where(orders.c.status == "cancelled"))
        return set(found.scalars())
