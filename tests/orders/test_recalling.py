"""What the bot knows of the time when a person had the conversation."""

from collections.abc import Sequence

from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.dialogue import parts
from bot.dialogue.manager import Meanwhile
from bot.dialogue.parts import Part
from bot.orders.recalling import Recollection
from tests.shop_world import World

Said = tuple[Author, str] | Part


async def told(world: World, customer: str | None, *said: Said) -> Meanwhile:
    """After these words, the last of which is what the bot is to answer."""
    talk = await world.talk(customer)
    async with world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        for one in said:
            author, shown = (Author.SYSTEM, one) if isinstance(one, dict) else (one[0], parts.text(one[1]))
            last = await held.say(author, [shown])
        await held.save()
    return await Recollection(world.conversations, world.access).meanwhile(talk, last.id)


TAKEN, RETURNED = parts.handoff("assigned", agent="Ann"), parts.handoff("returned")
SHOPPER, AGENT = Author.SHOPPER, Author.AGENT


def around(*said: Said) -> Sequence[Said]:
    return (SHOPPER, "where is w10003?"), TAKEN, *said, RETURNED, (SHOPPER, "and when does it arrive?")


async def test_the_order_that_was_spoken_of_last_is_known(world: World) -> None:
    said = around((AGENT, "W10001 is cancelled, #w10002 is on its way."), (SHOPPER, "thank you"))
    assert (await told(world, "C-1", *said)).order_id == "W10002"
    assert (await told(world, "C-1", *around((AGENT, "我已为您取消W10001。")))).order_id == "W10001"


async def test_a_change_that_was_told_by_a_notice_is_known(world: World) -> None:
    card = parts.order(await world.commerce.order("W10001"), "en")
    assert (await told(world, "C-1", *around(card, (AGENT, "Done.")))).order_id == "W10001"


async def test_an_order_that_was_spoken_of_before_is_meant_while_no_other_is(world: World) -> None:
    assert (await told(world, "C-1", *around((AGENT, "It is with the carrier.")))).order_id == "W10003"


async def test_an_order_that_is_not_theirs_is_not_known(world: World) -> None:
    foreign = (
        TAKEN,
        (AGENT, "W20002 is somebody else's, XW10001Y is none."),
        RETURNED,
        (SHOPPER, "when does it arrive?"),
    )
    assert (await told(world, "C-1", *foreign)).order_id is None
    assert (await told(world, None, *around((AGENT, "W10001 is cancelled.")))).order_id is None


async def test_a_follow_up_leans_on_the_last_question_or_on_the_persons_words(world: World) -> None:
    asked = around((SHOPPER, "how long is the warranty?"), (AGENT, "Two years."), (SHOPPER, "thank you"))
    assert (await told(world, None, *asked)).words == "how long is the warranty?"
    assert (await told(world, None, *around((AGENT, "保修两年。"), (SHOPPER, "好的")))).words == "保修两年。"
    assert (await told(world, None, *around((SHOPPER, "anybody there?")))).words is None, "nobody said anything"


async def test_of_the_words_only_the_last_time_counts(world: World) -> None:
    said = (*around((AGENT, "W10001 is cancelled.")), TAKEN, (AGENT, "Bye."), RETURNED, (SHOPPER, "hi"))
    assert await told(world, "C-1", *said) == Meanwhile("W10001", "Bye.")
