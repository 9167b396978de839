"""A write whose end was not seen is looked up before anything else is said, told as it ended, and never repeated."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.commerce.changes import CancelOrder
from bot.commerce.model import OrderStatus
from bot.conversation.model import Author
from bot.errors import CommerceUnavailable, OutcomeUnknown
from bot.orders.proposals import ProposalState
from bot.orders.reconciling import Reconciling
from bot.orders.writes import Ended
from tests.shop_world import World


async def leave_unknown(world: World, *, written: bool) -> str:
    """A conversation whose yes ended in "I cannot see whether it was done"."""
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    if written:
        world.commerce.after_write = [OutcomeUnknown("cut")] * 3
    else:
        world.commerce.before_write = [CommerceUnavailable("down")] * 3
    with pytest.raises(OutcomeUnknown):
        await world.writes.confirm(talk, "m-yes")
    return talk


async def notices(world: World, talk: str) -> list[str]:
    history = await world.conversations.history(talk)
    return [str(message.parts[0]["text"]) for message in history if message.author is Author.SYSTEM]


async def until_told(world: World, talk: str) -> None:
    for _ in range(3000):
        if await notices(world, talk):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was told")


def states(ends: Sequence[Ended]) -> list[ProposalState]:
    return [end.proposal.state for end in ends]


async def test_a_write_that_arrived_is_told_as_done(world: World) -> None:
    talk = await leave_unknown(world, written=True)
    sent = world.commerce.writes_sent
    assert states(await world.writes.reconcile(talk)) == [ProposalState.DONE]
    (told,) = await notices(world, talk)
    assert "it is done" in told
    assert await world.audited(talk) == ["proposed", "confirmed", "unknown", "written"]
    assert world.commerce.writes_sent == sent
    assert await world.writes.reconcile(talk) == []
    assert len(await notices(world, talk)) == 1


async def test_a_write_that_did_not_arrive_is_told_as_not_done_once_it_cannot_arrive_any_more(world: World) -> None:
    talk = await leave_unknown(world, written=False)
    (pending,) = await world.writes.reconcile(talk)
    assert pending.is_pending
    assert await notices(world, talk) == []
    world.clock.forward(seconds=16)
    assert states(await world.writes.reconcile(talk)) == [ProposalState.NOT_WRITTEN]
    (told,) = await notices(world, talk)
    assert "was not done" in told
    assert (await world.audited(talk))[-1] == "not_written"
    assert (await world.commerce.order("W10001")).status is OrderStatus.PENDING
    # It may be asked for anew, under a key of its own.
    await world.writes.propose(talk, CancelOrder("W10001"))
    await world.writes.confirm(talk, "m-again")
    assert (await world.commerce.order("W10001")).status is OrderStatus.CANCELLED


async def test_nothing_is_proposed_while_an_end_is_still_looked_for(world: World) -> None:
    talk = await leave_unknown(world, written=False)
    with pytest.raises(OutcomeUnknown):
        await world.writes.propose(talk, CancelOrder("W10001"))


async def test_a_look_up_that_fails_decides_nothing(world: World) -> None:
    talk = await leave_unknown(world, written=True)
    world.commerce.down = CommerceUnavailable("down")
    with pytest.raises(CommerceUnavailable):
        await world.writes.reconcile(talk)
    world.commerce.down = None
    assert states(await world.writes.reconcile(talk)) == [ProposalState.DONE]


async def test_another_conversation_is_not_kept_waiting(world: World) -> None:
    await leave_unknown(world, written=False)
    other = await world.talk("C-2")
    await world.writes.propose(other, CancelOrder("W20002"))


async def test_the_background_finds_and_tells_what_was_left_behind(world: World) -> None:
    talk = await leave_unknown(world, written=True)
    reconciling = Reconciling(world.writes, world.erasing, look_seconds=0.01)
    await reconciling.start()

    await until_told(world, talk)
    await reconciling.stop()
    assert "it is done" in (await notices(world, talk))[0]


async def test_the_background_outlives_a_shop_that_is_down(world: World) -> None:
    talk = await leave_unknown(world, written=True)
    world.commerce.down = CommerceUnavailable("down")
    reconciling = Reconciling(world.writes, world.erasing, look_seconds=0.01)
    await reconciling.start()
    await asyncio.sleep(0.1)
    assert await notices(world, talk) == []
    world.commerce.down = None

    await until_told(world, talk)
    await reconciling.stop()
