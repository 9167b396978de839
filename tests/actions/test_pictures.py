"""A picture that came without words."""

import pytest

from tests.actions.talk import Talk, kinds, words
from tests.shop_world import World
from tests.stories.cast import Cast


@pytest.mark.parametrize(("language", "said"), [("en", "I have your picture"), ("zh", "照片已收到")])
async def test_it_is_taken_with_thanks_and_asked_about(world: World, language: str, said: str) -> None:
    talk = Talk(world, await world.talk(), "zh" if language == "zh" else "en")
    reply = await talk.act(Cast().action(world, "action_picture"), "/attach", "attach")
    assert kinds(reply) == ["text", "choices"]
    assert said in words(reply)
    assert [item["command"] for item in reply[1]["items"]] == ["/after_sales", "/track_order", "/ask_person"]
