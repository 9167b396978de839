"""The bot has a conversation again that a person had: it knows what was spoken of, and tells how things stand now."""

import pytest

from bot.commerce.model import OrderStatus
from bot.dialogue.manager import Meanwhile
from bot.language import Language
from tests.actions.talk import kinds, words
from tests.shop_world import World
from tests.stories.conftest import Shopper, Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]

CANCEL = {"en": "cancel order W10001", "zh": "取消订单 W10001"}
YES = {"en": "yes", "zh": "是的"}
NOTHING_PENDING = {"en": "nothing is pending", "zh": "没有需要您确认"}
CANCEL_IT = {"en": "cancel it please", "zh": "帮我取消这个订单"}
ALREADY = {"en": "has been cancelled already", "zh": "之前已经取消"}
WHEN = {
    "en": ["and when does it arrive?", "and where is it now?"],
    "zh": ["那什么时候到？", "那它什么时候能送到？"],
}
EXPECTED = {"en": "June 19", "zh": "6月19日"}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_a_person_cancelled_is_told_as_cancelled_and_not_offered_again(
    stage: Stage, world: World, language: Language
) -> None:
    shopper = Shopper(stage.dialogue, await world.talk("C-1"), language)
    assert "confirmation" in kinds(await shopper.types(CANCEL[language]))
    # A person takes the conversation: what was proposed is void, and they see to it in the shop's own system.
    await world.writes.void(shopper.id, "taken")
    await world.set_status("W10001", OrderStatus.CANCELLED)
    await stage.dialogue.leave_task(shopper.id, Meanwhile("W10001", "I have cancelled #W10001 for you."))
    assert NOTHING_PENDING[language] in words(await shopper.types(YES[language]))
    again = await shopper.types(CANCEL_IT[language])
    assert "confirmation" not in kinds(again)
    assert ALREADY[language] in words(again)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("n", [0, 1])
async def test_a_follow_up_is_of_the_order_that_the_person_spoke_of(
    stage: Stage, world: World, language: Language, n: int
) -> None:
    shopper = Shopper(stage.dialogue, await world.talk("C-1"), language)
    await shopper.types(CANCEL[language])
    await stage.dialogue.leave_task(shopper.id, Meanwhile("W10002", "W10002 was sent yesterday."))
    reply = await shopper.types(WHEN[language][n])
    assert "order" in kinds(reply)
    assert EXPECTED[language] in words(reply)
