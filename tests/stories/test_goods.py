"""Goods as shoppers type of them to a real Rasa: those that the order does not hold, and those that came broken."""

import pytest

from bot.language import Language
from tests.actions.talk import kinds, words
from tests.shop_world import World
from tests.stories.conftest import Shopper, Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]


@pytest.mark.parametrize(
    ("language", "said", "missing"),
    [
        ("en", "cancel the xylophone in my order", "“xylophone”"),
        ("en", "cancel the scale in W10001", "“scale” in order W10001"),
        ("en", "cancel the scale in W10001 and send the rest to my office", "“scale” in order W10001"),
        ("en", "cancel the hat in W10001 and add a note", "“hat” in order W10001"),
        ("zh", "取消W10001里的木琴", "“木琴”"),
        ("zh", "取消W10001里的秤，其余的寄到我办公室", "“秤”"),
        ("zh", "把W10001里的帽子取消，再加个备注", "“帽子”"),
    ],
)
async def test_goods_that_the_order_does_not_hold_never_stand_for_all_of_it(
    stage: Stage, generous: World, language: Language, said: str, missing: str
) -> None:
    reply = await Shopper(stage.dialogue, await generous.talk("C-1"), language).types(said)
    assert missing in words(reply)
    assert "confirmation" not in kinds(reply)


@pytest.mark.parametrize(
    ("language", "open_", "said"),
    [
        ("en", "add a note to W10001: ring twice", "the red mugs in W10003 came torn"),
        ("en", "please call off order W10001", "the mugs in W10003 arrived in pieces"),
        ("zh", "给W10001加个备注：按两次铃", "W10003里的马克杯碎了"),
        ("zh", "取消订单W10001", "W10003里的马克杯收到就裂了"),
    ],
)
async def test_a_trouble_with_another_order_is_reported_beside_what_is_open(
    stage: Stage, generous: World, language: Language, open_: str, said: str
) -> None:
    shopper = Shopper(stage.dialogue, await generous.talk("C-1"), language)
    assert "confirmation" in kinds(await shopper.types(open_))
    await shopper.types(said)
    slots = (await stage.dialogue._call("GET", f"/conversations/{shopper.id}/tracker"))["slots"]
    assert (slots["order_task"], slots["order_number"]) == ("problem", "W10003")


@pytest.mark.parametrize(
    "said",
    [
        "the mugs in W10003 came torn",
        "the mug came ripped",
        "my mugs were in pieces",
        "both mugs came cracked",
        "the mugs I got came scratched",
        "my order W10003 came broken",
        "W10003里的杯子破了",
        "杯子撕裂了",
        "马克杯裂了",
        "收到的杯子碎了",
        "W10003的马克杯坏了",
    ],
)
async def test_what_came_damaged_is_reported(stage: Stage, generous: World, said: str) -> None:
    shopper = Shopper(stage.dialogue, await generous.talk("C-1"), "en")
    await shopper.types(said)
    slots = (await stage.dialogue._call("GET", f"/conversations/{shopper.id}/tracker"))["slots"]
    assert (slots["order_task"], slots["order_number"]) == ("problem", "W10003")


@pytest.mark.parametrize(
    "said",
    [
        "周六上班吗",
        "你们几点上班",
        "你们周末上班吗",
        "营业时间",
        "are you open on weekends?",
        "are you open on Saturday?",
        "what are your opening hours",
    ],
)
async def test_when_the_shop_is_open_is_asked_of_its_documents(stage: Stage, world: World, said: str) -> None:
    stage.calls.clear()
    await Shopper(stage.dialogue, await world.talk(), "en").types(said)
    assert "action_answer" in stage.calls
