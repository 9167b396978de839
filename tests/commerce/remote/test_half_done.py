"""An order that is called off and whose money has not come back: said as it is, and left to a person of the shop."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commerce.changes import CancelOrder
from bot.commerce.model import OrderStatus
from bot.errors import ChangeRefused, HalfDone, OutcomeUnknown
from bot.language import Language
from bot.orders.proposals import ProposalState
from bot.services import Rooms
from tests.commerce.product_rooms import audited, later, notices, opened, talk
from tests.commerce.remote.systems import RemoteSystem

TOLD = {"en": "the refund of $41.00 doesn't show", "zh": "应退的 US$41.00 在商店系统中尚未退回"}
DONE = {"en": "it is done", "zh": "办理完成"}

pytestmark = pytest.mark.parametrize("system", ["vendure", "medusa", "shopify", "woocommerce"], indirect=True)


@pytest.fixture
async def rooms(tmp_path: Path, system: RemoteSystem) -> AsyncIterator[Rooms]:
    async with opened(tmp_path, system.settings()) as rooms:
        yield rooms


async def half_cancelled(rooms: Rooms, system: RemoteSystem, language: Language = "en") -> tuple[str, str, str]:
    """A yes after which the order is called off and its money is not back: conversation, order and request."""
    order_id = system.place(refundable=False)
    mine = await talk(rooms, system.customer_id, language)
    request = (await rooms.writes.propose(mine, CancelOrder(order_id))).proposal.id
    with pytest.raises(OutcomeUnknown):
        await rooms.writes.confirm(mine, "m_yes")
    held = system.held(order_id)
    assert (held.cancellations, held.refunds) == (1, ())
    return mine, order_id, request


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_it_is_told_as_it_is_and_a_person_ends_it(rooms: Rooms, system: RemoteSystem, language: Language) -> None:
    mine, order_id, request = await half_cancelled(rooms, system, language)
    with pytest.raises(HalfDone):
        await rooms.commerce.was_written(request, order_id)
    (pending,) = await rooms.writes.reconcile(mine)
    assert pending.is_pending  # the money may still come
    assert await notices(rooms, mine) == []
    async with later(rooms, minutes=1) as then:
        (ended,) = await then.writes.reconcile()
        assert ended.proposal.state is ProposalState.HALF_DONE
        (told,) = await notices(rooms, mine)
        assert TOLD[language] in told
        assert DONE[language] not in told
        assert (await audited(rooms, mine))[-2:] == ["unknown", "half_written"]
        assert [asked.proposal.id for asked in await then.approvals.list()] == [request]
        assert list(await then.writes.reconcile()) == []  # it is the person's now
        system.pay_back(order_id)
        assert (await then.approvals.approve(request, "Ann")).state is ProposalState.DONE
        assert list(await then.approvals.list()) == []
    assert len(await notices(rooms, mine)) == 2
    assert (await audited(rooms, mine)).count("written") == 1
    assert system.held(order_id).cancellations == 1


async def test_a_person_who_looks_too_early_has_it_back(rooms: Rooms, system: RemoteSystem) -> None:
    mine, _, request = await half_cancelled(rooms, system)
    async with later(rooms, minutes=1) as then:
        await then.writes.reconcile()
        with pytest.raises(OutcomeUnknown):
            await then.approvals.approve(request, "Ann")
        await then.writes.reconcile()
        assert [asked.proposal.id for asked in await then.approvals.list()] == [request]
    assert len(await notices(rooms, mine)) == 1
    assert "written" not in await audited(rooms, mine)


async def test_what_was_paid_back_outside_is_told_in_the_persons_words(rooms: Rooms, system: RemoteSystem) -> None:
    mine, order_id, request = await half_cancelled(rooms, system)
    async with later(rooms, minutes=1) as then:
        await then.writes.reconcile()
        ended = await then.approvals.refuse(request, "Ann", "We sent the money to your bank.")
    assert ended.state is ProposalState.SEEN_TO
    said = (await notices(rooms, mine))[-1]
    assert said.endswith("They say: We sent the money to your bank.")
    assert "Nothing has been changed" not in said
    assert (await audited(rooms, mine))[-1] == "seen_to"
    assert system.held(order_id).refunds == ()


async def test_the_talk_goes_on_and_the_order_is_not_taken_for_open(rooms: Rooms, system: RemoteSystem) -> None:
    mine, order_id, _ = await half_cancelled(rooms, system)
    other = system.place()
    with pytest.raises(OutcomeUnknown):
        await rooms.writes.propose(mine, CancelOrder(other))
    async with later(rooms, minutes=1) as then:
        with pytest.raises(ChangeRefused):
            await then.writes.propose(mine, CancelOrder(order_id))
        await then.writes.propose(mine, CancelOrder(other))
        done = await then.writes.confirm(mine, "m_other")
    assert done.after == await rooms.commerce.order(other)
    assert (await rooms.commerce.order(other)).status is OrderStatus.CANCELLED
    assert system.held(other).refunds == (4100,)


async def test_one_that_is_stuck_keeps_nobody_else_waiting(rooms: Rooms, system: RemoteSystem) -> None:
    await half_cancelled(rooms, system)
    other = await talk(rooms, system.customer_id)
    order_id = system.place()
    offer = await rooms.writes.propose(other, CancelOrder(order_id))
    await rooms.commerce.change_order(
        offer.change, version=offer.before.version, agreed=offer.settlement, key=offer.proposal.id
    )
    await rooms.proposals.claim(other, "m_yes", "customer")  # and there its process ended
    ends = await rooms.writes.reconcile()
    assert sorted(end.proposal.state for end in ends) == [ProposalState.CLAIMED, ProposalState.DONE]
