"""What became of a write whose end was not seen is told before anything else is said of orders."""

import pytest

from bot.commerce.changes import CancelOrder
from bot.conversation.model import Author
from bot.errors import OutcomeUnknown
from tests.actions.talk import Talk
from tests.shop_world import World


@pytest.mark.parametrize(("language", "told"), [("en", "it is done"), ("zh", "已经办理完成")])
async def test_the_end_is_told_before_the_order_is(world: World, language: str, told: str) -> None:
    begun = await world.conversations.begin("zh" if language == "zh" else "en", {})
    await world.conversations.bind_customer(begun.id, "C-1")
    await world.writes.propose(begun.id, CancelOrder("W10001"))
    world.commerce.after_write = [OutcomeUnknown("cut")] * 3
    with pytest.raises(OutcomeUnknown):
        await world.writes.confirm(begun.id, "m-yes")
    await Talk(world, begun.id).form("where is W10001?", "track_order")
    (notice,) = [m for m in await world.conversations.history(begun.id) if m.author is Author.SYSTEM]
    assert told in notice.parts[0]["text"]
