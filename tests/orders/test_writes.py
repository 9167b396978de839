"""Cancelling: proposed, confirmed, written once whatever is retried or raced, read again, written down."""

import asyncio
import os

import pytest
from sqlalchemy import select

from bot.commerce.changes import CancelOrder
from bot.commerce.model import Order, OrderStatus, PaymentStatus, RefundStatus
from bot.commerce.sql.tables import writes
from bot.conversation.ids import new_id
from bot.conversation.issuing import IssuedChoice
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.conversation.sql_handoffs import SqlHandoffStore
from bot.dialogue import parts
from bot.errors import (
    ChangeRefused,
    CommerceUnavailable,
    NotVerified,
    OrderNotFound,
    OutcomeUnknown,
    ProposalNotFound,
    ProposalVoid,
)
from bot.orders.access import Proof
from bot.orders.proposals import ProposalState
from bot.orders.writes import Subject
from tests.shop_world import World

ROUNDS = 30 if os.environ.get("RACES") == "full" else 5


def order_of(subject: Subject) -> Order:
    assert isinstance(subject, Order)
    return subject


async def writes_made(world: World) -> int:
    async with world.shop_database.reading() as connection:
        return len((await connection.execute(select(writes))).all())


async def show(world: World, talk: str, proposal_id: str) -> None:
    async with world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        message = await held.say(Author.BOT, [parts.text("Shall I?")])
        await held.issue(message, [IssuedChoice(new_id("ch"), "Yes", "/affirm", proposal_id)])
        await held.save()


async def test_a_yes_cancels_and_orders_the_refund(world: World) -> None:
    talk = await world.talk("C-1")
    offer = await world.writes.propose(talk, CancelOrder("w10001"))
    proposal, before = offer.proposal, order_of(offer.before)
    assert before.status is OrderStatus.PENDING
    after = order_of((await world.writes.confirm(talk, "m-yes")).after)
    assert after.status is OrderStatus.CANCELLED
    assert after.payment.status is PaymentStatus.REFUNDED
    (refund,) = after.refunds
    assert (refund.amount, refund.method, refund.status) == (before.total, "Visa ending 4242", RefundStatus.PENDING)
    assert await world.audited(talk) == ["proposed", "confirmed", "written"]
    written = (await world.audit.entries(conversation_id=talk))[-1]
    assert (written.actor, written.proposal_id) == ("customer:C-1", proposal.id)
    assert written.before is not None
    assert written.after is not None
    assert (written.before["status"], written.after["status"]) == ("pending", "cancelled")
    assert written.after["refunded"] == before.total.amount


async def test_no_write_begins_where_a_person_has_the_conversation_and_a_begun_one_is_found(world: World) -> None:
    talk, other = await world.talk("C-1"), await world.talk("C-2")
    desk = SqlHandoffStore(world.store)
    await world.writes.propose(talk, CancelOrder("W10001"))
    await desk.take_from_bot(talk, "Ana")
    with pytest.raises(ProposalVoid, match="a person has"):
        await world.writes.confirm(talk, "m-yes")
    assert await writes_made(world) == 0
    await world.writes.propose(other, CancelOrder("W20002"))
    await world.writes.confirm(other, "m-other")
    await desk.take_from_bot(other, "Ana")
    assert order_of((await world.writes.confirm(other, "m-other")).after).status is OrderStatus.CANCELLED
    assert await writes_made(world) == 1


async def test_what_the_bot_has_shown_is_over_once_a_person_has_had_the_conversation(world: World) -> None:
    talk, desk = await world.talk("C-1"), SqlHandoffStore(world.store)
    offer = await world.writes.propose(talk, CancelOrder("W10001"))
    await show(world, talk, offer.proposal.id)
    # The process that took it died before it could void what was shown.
    await desk.take_from_bot(talk, "Ana")
    await desk.return_to_bot(talk, "Ana")
    with pytest.raises(ProposalVoid):
        await world.writes.confirm(talk, "m-yes")
    assert await writes_made(world) == 0
    anew = await world.writes.propose(talk, CancelOrder("W10001"))
    assert anew.proposal.id != offer.proposal.id
    await show(world, talk, anew.proposal.id)
    await world.writes.confirm(talk, "m-again")
    assert await writes_made(world) == 1


async def test_nothing_is_written_before_a_yes(world: World) -> None:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    assert world.commerce.writes_sent == 0
    assert (await world.commerce.order("W10001")).status is OrderStatus.PENDING


@pytest.mark.parametrize("number", ["W10002", "W10003"])
async def test_a_shipped_or_delivered_order_cannot_be_cancelled(world: World, number: str) -> None:
    talk = await world.talk("C-1")
    with pytest.raises(ChangeRefused) as refused:
        await world.writes.propose(talk, CancelOrder(number))
    assert refused.value.detail == (await world.commerce.order(number)).status.value
    assert await world.audited(talk) == ["refused"]


async def test_a_shop_that_cannot_cancel_is_never_asked_to(world: World) -> None:
    world.commerce.cancels = False
    with pytest.raises(ChangeRefused):
        await world.writes.check(await world.talk("C-1"), CancelOrder("W10001"))


async def test_another_customers_order_cannot_even_be_proposed(world: World) -> None:
    with pytest.raises(OrderNotFound):
        await world.writes.propose(await world.talk("C-1"), CancelOrder("W20002"))


async def test_a_guest_who_may_only_look_cannot_propose(world: World) -> None:
    talk = await world.talk()
    with pytest.raises(NotVerified):
        await world.writes.propose(talk, CancelOrder("W30001"))
    await world.access.record(talk, "W30001", Proof.CONTACT)
    with pytest.raises(NotVerified):
        await world.writes.propose(talk, CancelOrder("W30001"))
    await world.access.record(talk, "W30001", Proof.CODE)
    await world.writes.propose(talk, CancelOrder("W30001"))


async def test_the_same_proposal_is_shown_again(world: World) -> None:
    talk = await world.talk("C-1")
    first = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    again = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    assert first == again
    assert await world.audited(talk) == ["proposed"]


async def test_a_proposal_for_another_order_voids_the_first(world: World) -> None:
    talk = await world.talk("C-2")
    first = (await world.writes.propose(talk, CancelOrder("W20002"))).proposal
    second = (await world.writes.propose(talk, CancelOrder("W20003"))).proposal
    assert (await world.proposals.get(first.id)).state is ProposalState.VOID
    assert order_of((await world.writes.confirm(talk, "m-yes")).after).order_id == "W20003"
    assert (await world.commerce.order("W20002")).status is OrderStatus.PROCESSING
    assert (await world.proposals.get(second.id)).state is ProposalState.DONE


async def test_a_yes_with_nothing_proposed_writes_nothing(world: World) -> None:
    with pytest.raises(ProposalNotFound):
        await world.writes.confirm(await world.talk("C-1"), "m-yes")
    assert world.commerce.writes_sent == 0


@pytest.mark.parametrize("ending", ["declined", "void"])
async def test_a_yes_after_a_no_writes_nothing(world: World, ending: str) -> None:
    talk = await world.talk("C-1")
    proposal = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    if ending == "declined":
        await world.writes.decline(talk, "m-no")
    else:
        await world.writes.void(talk, "moved on")
    assert (await world.proposals.get(proposal.id)).state.value == ending
    with pytest.raises(ProposalNotFound):
        await world.writes.confirm(talk, "m-yes")
    assert world.commerce.writes_sent == 0


async def test_the_message_that_said_no_cannot_say_yes_when_sent_again(world: World) -> None:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    await world.writes.decline(talk, "m-1")
    with pytest.raises(ProposalVoid):
        await world.writes.confirm(talk, "m-1")


async def test_a_no_with_nothing_proposed_is_harmless(world: World) -> None:
    talk = await world.talk("C-1")
    await world.writes.decline(talk, "m-no")
    await world.writes.void(talk, "moved on")
    assert await world.audited(talk) == []


async def test_the_same_yes_sent_again_writes_nothing_new(world: World) -> None:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    first = order_of((await world.writes.confirm(talk, "m-yes")).after)
    again = order_of((await world.writes.confirm(talk, "m-yes")).after)
    assert first == again
    assert await writes_made(world) == 1
    assert (await world.audited(talk)).count("written") == 1


@pytest.mark.race
@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_two_yeses_at_once_write_once(world: World, round_: int) -> None:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    yeses = [world.writes.confirm(talk, message) for message in ("m-1", "m-2")]
    ends = await asyncio.gather(*yeses, return_exceptions=True)
    assert sum(not isinstance(end, BaseException) for end in ends) == 1
    assert sum(isinstance(end, ProposalNotFound) for end in ends) == 1
    assert await writes_made(world) == 1
    assert len((await world.commerce.order("W10001")).refunds) == 1


@pytest.mark.race
@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_one_yes_taken_twice_at_once_writes_once_and_both_see_the_end(world: World, round_: int) -> None:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    ends = await asyncio.gather(*(world.writes.confirm(talk, "m-yes") for _ in range(3)))
    assert {order_of(end.after).status for end in ends} == {OrderStatus.CANCELLED}
    assert await writes_made(world) == 1
    assert (await world.audited(talk)).count("written") == 1


@pytest.mark.race
@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_a_yes_and_a_no_at_once_end_in_one_of_them(world: World, round_: int) -> None:
    talk = await world.talk("C-1")
    proposal = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    await asyncio.gather(
        world.writes.confirm(talk, "m-yes"), world.writes.decline(talk, "m-no"), return_exceptions=True
    )
    state = (await world.proposals.get(proposal.id)).state
    assert (state, await writes_made(world)) in {(ProposalState.DONE, 1), (ProposalState.DECLINED, 0)}


async def test_an_order_that_was_shipped_meanwhile_is_not_cancelled(world: World) -> None:
    talk = await world.talk("C-1")
    proposal = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    await world.set_status("W10001", OrderStatus.SHIPPED)
    with pytest.raises((ProposalVoid, ChangeRefused)):
        await world.writes.confirm(talk, "m-yes")
    assert (await world.commerce.order("W10001")).status is OrderStatus.SHIPPED
    assert (await world.proposals.get(proposal.id)).state is ProposalState.REFUSED
    assert (await world.audited(talk))[-1] == "refused"


async def test_an_order_that_changed_in_any_way_must_be_shown_anew(world: World) -> None:
    talk = await world.talk("C-1")
    old = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    await world.set_status("W10001", OrderStatus.PROCESSING)
    with pytest.raises(ProposalVoid):
        await world.writes.confirm(talk, "m-1")
    offer = await world.writes.propose(talk, CancelOrder("W10001"))
    new, order = offer.proposal, offer.before
    assert new.id != old.id
    assert new.order_version == order.version
    assert order_of((await world.writes.confirm(talk, "m-2")).after).status is OrderStatus.CANCELLED


async def test_showing_an_outrun_proposal_again_shows_the_order_as_it_is_now(world: World) -> None:
    talk = await world.talk("C-1")
    old = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    await world.set_status("W10001", OrderStatus.PROCESSING)
    new = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    assert (await world.proposals.get(old.id)).state is ProposalState.VOID
    assert new.order_version > old.order_version


async def test_a_refused_yes_sent_again_is_refused_again(world: World) -> None:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    await world.set_status("W10001", OrderStatus.PROCESSING)
    for _ in range(2):
        with pytest.raises(ProposalVoid):
            await world.writes.confirm(talk, "m-1")


@pytest.mark.parametrize("trouble", [OutcomeUnknown, CommerceUnavailable])
async def test_a_write_whose_end_was_not_seen_is_sent_again_under_its_key(
    world: World, trouble: type[Exception]
) -> None:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    world.commerce.after_write = [trouble("line cut")]
    assert order_of((await world.writes.confirm(talk, "m-yes")).after).status is OrderStatus.CANCELLED
    assert world.commerce.writes_sent == 2
    assert await writes_made(world) == 1


async def test_what_cannot_be_known_is_said_to_be_unknown(world: World) -> None:
    talk = await world.talk("C-1")
    proposal = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    world.commerce.before_write = [CommerceUnavailable("down")] * 3
    with pytest.raises(OutcomeUnknown):
        await world.writes.confirm(talk, "m-yes")
    assert (await world.proposals.get(proposal.id)).state is ProposalState.CLAIMED
    assert await world.audited(talk) == ["proposed", "confirmed", "unknown"]
    # The turn is taken again after a crash: now the shop answers.
    assert order_of((await world.writes.confirm(talk, "m-yes")).after).status is OrderStatus.CANCELLED
    assert await writes_made(world) == 1


async def test_a_write_that_happened_behind_a_cut_line_is_found_when_retried(world: World) -> None:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    world.commerce.after_write = [OutcomeUnknown("cut")] * 3
    with pytest.raises(OutcomeUnknown):
        await world.writes.confirm(talk, "m-yes")
    after = order_of((await world.writes.confirm(talk, "m-yes")).after)
    assert after.status is OrderStatus.CANCELLED
    assert len(after.refunds) == 1
    assert await writes_made(world) == 1


async def test_a_shop_that_is_down_before_the_write_says_so_and_keeps_the_proposal_claimed(world: World) -> None:
    talk = await world.talk("C-1")
    proposal = (await world.writes.propose(talk, CancelOrder("W10001"))).proposal
    world.commerce.down = CommerceUnavailable("down")
    with pytest.raises((OutcomeUnknown, CommerceUnavailable)):
        await world.writes.confirm(talk, "m-yes")
    world.commerce.down = None
    assert (await world.proposals.get(proposal.id)).state is ProposalState.CLAIMED
    assert await writes_made(world) == 0


async def test_the_proof_is_asked_for_again_when_the_write_begins(world: World) -> None:
    """Somebody else signs in between the proposal and the yes."""
    talk = await world.talk()
    await world.access.record(talk, "W20002", Proof.CODE)
    await world.writes.propose(talk, CancelOrder("W20002"))
    await world.conversations.bind_customer(talk, "C-1")
    with pytest.raises(NotVerified):
        await world.writes.confirm(talk, "m-yes")
    assert world.commerce.writes_sent == 0
