"""Returns, exchanges and problems are worked on by the shop's people: once, within limits, and told to the shopper."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import insert, select, update

from bot.commerce.changes import Capability, ExchangeItems, Picked, Problem, ReportProblem, Swap
from bot.commerce.claim_deeds import AcceptClaim, Deed, ReceiveClaim, RefuseClaim, SettleClaim
from bot.commerce.model import Claim, ClaimKind, ClaimLine, ClaimStatus, OrderStatus, Shipment
from bot.commerce.rules import Edition, Rule, RuleBook
from bot.conversation.ids import new_id
from bot.conversation.tables import conversations, handoffs
from bot.errors import (
    AwaitsApproval,
    ChangeRefused,
    CommerceUnavailable,
    HandoffTaken,
    InvalidInput,
    OrderNotFound,
    OutcomeUnknown,
    ProposalVoid,
    Why,
)
from bot.mail.tables import letters
from bot.orders.limits import Limits
from bot.orders.proposals import ProposalState
from bot.storage.audit import AuditEvent
from tests.orders.claim_desk import ClaimDesk, claim_desk
from tests.orders.dying import Death, Job, act, watched
from tests.shop_world import ALL_ALLOWED, MUGS, TODAY, an_order, furnish, prepare
from tests.undertaker import Undertaker

FULL: Final = os.environ.get("RACES") == "full"
_CAME: Final = (Shipment("DHL", "JD01", delivered_at=TODAY - timedelta(days=2), line_ids=("2",)),)
_GIVEN: Final = Claim("RT-9", ClaimKind.RETURN, ClaimStatus.REQUESTED, (ClaimLine("2", 1),), TODAY)
_ORDERS: Final = [
    *(replace(an_order(f"K{n}", OrderStatus.DELIVERED, lines=(MUGS,)), shipments=_CAME) for n in range(10_001, 10_060)),
    replace(an_order("W10009", OrderStatus.RETURNING, lines=(MUGS,)), claims=(_GIVEN,)),
]


class Both:
    """One kind of database under a desk."""

    def __init__(self, urls: tuple[str, str], desk: ClaimDesk) -> None:
        self.urls, self.desk = urls, desk


@pytest.fixture(params=["sqlite", "postgresql"])
async def both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Both]:
    if request.param == "sqlite":
        urls = (f"sqlite+aiosqlite:///{tmp_path}/store.db", f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    else:
        server = request.getfixturevalue("postgres")
        urls = (server.new_database(), server.new_database())
    world = furnish(*await prepare(*urls, _ORDERS), rules=ALL_ALLOWED, folder=tmp_path)
    yield Both(urls, claim_desk(world))
    await world.close()


@pytest.fixture
def desk(both: Both) -> ClaimDesk:
    return both.desk


async def test_a_return_goes_to_its_end_and_the_shopper_reads_each_step_once(desk: ClaimDesk) -> None:
    talk = await desk.world.talk("C-1")
    claim = await desk.returned(talk)
    case = await desk.cases.one("W10003", claim.claim_id)
    assert (case.conversation_id, case.is_open, case.worker) == (talk, True, None)
    assert list(case.possible(desk.cases.offered)) == [Deed.ACCEPT, Deed.RECEIVE, Deed.REFUSE]
    await desk.do(AcceptClaim("W10003", claim.claim_id, "Use the label in the parcel."))
    await desk.received(claim)
    await desk.do(SettleClaim("W10003", claim.claim_id))
    assert await desk.notices(talk) == [
        f"The shop has accepted your return {claim.claim_id} of order W10003. The money goes back once the goods have "
        "come back. They say: Use the label in the parcel.",
        f"Goods of your return {claim.claim_id} of order W10003 have arrived and are being looked at: 2 × Ember mug.",
        f"Your return {claim.claim_id} of order W10003 is settled. $36.00 is on its way back to Visa ending 4242.",
    ]
    (shown,) = [p for p in (await desk.world.conversations.history(talk))[-1].parts if p["kind"] == "order"]
    assert shown["claims"][0]["status"] == "settled"
    log = [e for e in await desk.world.audit.entries(order_id="W10003") if e.actor == "staff:ann@shop.example"]
    assert [entry.event for entry in log] == [AuditEvent.DEED_BEGUN, AuditEvent.WRITTEN] * 3
    assert (await desk.world.audit.check()).is_well
    assert (await desk.world.writes.made(talk))[0].change.kind is Capability.RETURN_ITEMS, "the shopper's own alone"
    await desk.world.writes.reconcile()
    assert len(await desk.notices(talk)) == 3


async def test_it_is_told_in_chinese_where_the_talk_is(desk: ClaimDesk) -> None:
    talk = await desk.world.talk("C-1")
    async with desk.world.store.transaction() as connection:
        await connection.execute(update(conversations).where(conversations.c.id == talk).values(language="zh"))
    claim = await desk.returned(talk)
    await desk.do(RefuseClaim("W10003", claim.claim_id, "商品已使用过。"))
    assert await desk.notices(talk) == [
        f"店铺没有同意您订单 W10003 的退货申请 {claim.claim_id}。工作人员留言：商品已使用过。"
    ]


async def test_where_the_money_goes_is_told_in_chinese(desk: ClaimDesk) -> None:
    talk = await desk.world.talk("C-1")
    async with desk.world.store.transaction() as connection:
        await connection.execute(update(conversations).where(conversations.c.id == talk).values(language="zh"))
    claim = await desk.returned(talk)
    await desk.received(claim)
    await desk.do(SettleClaim("W10003", claim.claim_id))
    assert (await desk.notices(talk))[-1].endswith("US$36.00 正在退回尾号 4242 的 Visa 卡。")
    (shown,) = [p for p in (await desk.world.conversations.history(talk))[-1].parts if p["kind"] == "order"]
    assert shown["refunds"][0]["method"] == shown["claims"][0]["method"] == "尾号 4242 的 Visa 卡"
    assert (await desk.world.commerce.order("W10003")).refunds[0].method == "Visa ending 4242"


async def test_two_agents_settle_and_the_money_goes_back_once(desk: ClaimDesk) -> None:
    talk = await desk.world.talk("C-1")
    claim = await desk.returned(talk)
    await desk.received(claim)
    version = (await desk.world.commerce.order("W10003")).version
    deed = SettleClaim("W10003", claim.claim_id)
    presses = [
        desk.do(deed, login=f"{name}@shop.example", version=version, key=key)
        for name, key in (("ann", "a"), ("ann", "a"), ("bob", "b"), ("bob", "c"))
    ]
    ends = await asyncio.gather(*presses, return_exceptions=True)
    assert any(not isinstance(end, BaseException) and end.state is ProposalState.DONE for end in ends)
    assert all(not isinstance(end, BaseException) or isinstance(end, ProposalVoid | ChangeRefused) for end in ends)
    assert len((await desk.world.commerce.order("W10003")).refunds) == 1
    assert len(await desk.notices(talk)) == 2  # received, settled


async def test_the_same_press_again_tells_the_same_end_and_another_deed_under_it_is_refused(desk: ClaimDesk) -> None:
    claim = await desk.returned(await desk.world.talk("C-1"))
    version = (await desk.world.commerce.order("W10003")).version
    accept = AcceptClaim("W10003", claim.claim_id)
    first = await desk.do(accept, key="same", version=version)
    again = await desk.do(accept, key="same", version=version)
    assert first.id == again.id
    with pytest.raises(InvalidInput, match="Idempotency-Key"):
        await desk.do(RefuseClaim("W10003", claim.claim_id, "No."), key="same", version=version)
    with pytest.raises(ProposalVoid):
        await desk.do(RefuseClaim("W10003", claim.claim_id, "No."), version=version)
    assert (await desk.world.commerce.order("W10003")).claims[0].status is ClaimStatus.ACCEPTED


async def test_money_over_the_limit_waits_for_a_supervisor_and_is_then_paid_once(desk: ClaimDesk) -> None:
    world, talk = desk.world, await desk.world.talk("C-1")
    claim = await desk.returned(talk)
    await desk.received(claim)
    careful = claim_desk(world, Limits(approve_above=Decimal("30")))
    version = (await world.commerce.order("W10003")).version
    waits = await careful.do(SettleClaim("W10003", claim.claim_id), version=version)
    assert (waits.state, waits.limits) == (ProposalState.AWAITING, "amount")
    case = await desk.cases.one("W10003", claim.claim_id)
    assert case.awaits is not None
    assert list(case.possible(desk.cases.offered)) == []
    with pytest.raises(AwaitsApproval):
        await careful.do(RefuseClaim("W10003", claim.claim_id, "No."))
    (asked,) = await world.approvals.list()
    assert (asked.change, asked.settlement.amount) == (SettleClaim("W10003", claim.claim_id), claim.amount)
    assert (await world.commerce.order("W10003")).refunds == ()
    ended = await world.approvals.approve(asked.proposal.id, "sue", "Sorry for the wait.")
    assert ended.state is ProposalState.DONE
    assert len((await world.commerce.order("W10003")).refunds) == 1
    assert (await desk.notices(talk))[-1].endswith("Visa ending 4242. They say: Sorry for the wait.")


async def test_what_a_supervisor_turns_down_changes_nothing_and_is_not_told_to_the_shopper(desk: ClaimDesk) -> None:
    world, talk = desk.world, await desk.world.talk("C-1")
    claim = await desk.returned(talk)
    await desk.received(claim)
    waits = await claim_desk(world, Limits(approve_above=Decimal("30"))).do(SettleClaim("W10003", claim.claim_id))
    before = await desk.notices(talk)
    await world.approvals.refuse(waits.id, "sue", "Look at the photos first.")
    case = await desk.cases.one("W10003", claim.claim_id)
    assert (case.claim.status, case.awaits) == (ClaimStatus.RECEIVED, None)
    assert [deed.state for deed in case.deeds][-1] is ProposalState.TURNED_DOWN
    await world.writes.reconcile()
    assert await desk.notices(talk) == before


async def test_an_end_that_was_not_seen_is_looked_up_and_told_once(desk: ClaimDesk) -> None:
    world, talk = desk.world, await desk.world.talk("C-1")
    claim = await desk.returned(talk)
    await desk.received(claim)
    world.commerce.after_write = [OutcomeUnknown("cut")] * 3
    with pytest.raises(OutcomeUnknown):
        await desk.do(SettleClaim("W10003", claim.claim_id), key="cut")
    assert (await desk.cases.one("W10003", claim.claim_id)).is_under_way
    world.commerce.after_write = []
    await world.writes.reconcile()
    await world.writes.reconcile()
    assert len((await world.commerce.order("W10003")).refunds) == 1
    assert len(await desk.notices(talk)) == 2
    assert not (await desk.cases.one("W10003", claim.claim_id)).is_under_way


async def test_what_was_never_written_is_said_to_the_desk_alone(desk: ClaimDesk) -> None:
    world, talk = desk.world, await desk.world.talk("C-1")
    claim = await desk.returned(talk)
    world.commerce.before_write = [CommerceUnavailable("away")] * 3
    with pytest.raises(OutcomeUnknown):
        await desk.do(AcceptClaim("W10003", claim.claim_id))
    world.clock.forward(minutes=1)
    await world.writes.reconcile()
    case = await desk.cases.one("W10003", claim.claim_id)
    assert (case.claim.status, case.deeds[-1].state) == (ClaimStatus.REQUESTED, ProposalState.NOT_WRITTEN)
    assert await desk.notices(talk) == []


async def test_who_left_an_address_gets_a_letter_once(desk: ClaimDesk) -> None:
    world, talk = desk.world, await desk.world.talk("C-1")
    claim = await desk.returned(talk)
    row = {"id": new_id("h"), "conversation_id": talk, "state": "ended", "reason": "", "contact": "mei@home.example"}
    async with world.store.transaction() as connection:
        await connection.execute(insert(handoffs).values(**row, asked_at=TODAY, ended_at=TODAY))
    await desk.do(AcceptClaim("W10003", claim.claim_id))
    await world.writes.reconcile()
    async with world.store.reading() as connection:
        (letter,) = (await connection.execute(select(letters))).all()
    said = (await world.conversations.history(talk))[-1]
    assert (letter.to, letter.message_id) == ("mei@home.example", said.id)


async def test_a_problem_shows_its_pictures_and_is_settled_with_a_part_of_the_price(desk: ClaimDesk) -> None:
    talk = await desk.world.talk("C-1")
    change = ReportProblem("W10003", (Picked("2", 1),), Problem.DAMAGED, "cracked", ("a_1",))
    claim = await desk.asked(talk, change)
    with pytest.raises(ChangeRefused) as refusal:
        await desk.do(SettleClaim("W10003", claim.claim_id, 1_801))
    assert refusal.value.why is Why.LIMIT
    await desk.do(SettleClaim("W10003", claim.claim_id, 900, word="Half of it, as agreed."))
    assert (await desk.notices(talk))[-1] == (
        f"Your reported problem {claim.claim_id} of order W10003 is settled. $9.00 is on its way back to "
        "Visa ending 4242. They say: Half of it, as agreed."
    )


async def test_an_exchange_names_the_number_under_which_it_was_sent(desk: ClaimDesk) -> None:
    talk = await desk.world.talk("C-1")
    claim = await desk.asked(talk, ExchangeItems("W10003", (Swap("2", 1, "KT-201-WHT"),)))
    await desk.received(claim)
    with pytest.raises(InvalidInput, match="carrier and tracking"):
        await desk.do(SettleClaim("W10003", claim.claim_id, carrier="UPS"))
    await desk.do(SettleClaim("W10003", claim.claim_id, carrier="UPS", tracking="1Z 999"))
    assert (await desk.notices(talk))[-1].endswith(
        "is settled. What you get for it has been sent with UPS, tracking number 1Z 999."
    )


async def test_a_claim_that_came_with_the_shops_data_is_shown_and_left_to_where_it_came_from(desk: ClaimDesk) -> None:
    case = await desk.cases.one("W10009", "RT-9")
    assert (case.conversation_id, list(case.possible(desk.cases.offered))) == (None, [])
    with pytest.raises(ChangeRefused) as refusal:
        await desk.do(AcceptClaim("W10009", "RT-9"))
    assert refusal.value.why is Why.UNSUPPORTED
    assert "W10009" in [case.order.order_id for case in await desk.cases.list()]


async def test_an_unknown_claim_is_not_found(desk: ClaimDesk) -> None:
    for order_id, claim_id in (("W10003", "CL-9"), ("W99999", "CL-1")):
        with pytest.raises(OrderNotFound):
            await desk.cases.one(order_id, claim_id)


async def test_it_is_overdue_by_the_shops_own_promise_in_working_days_and_by_nothing_else(desk: ClaimDesk) -> None:
    claim = await desk.returned(await desk.world.talk("C-1"))
    await desk.received(claim)
    plain = await desk.cases.one("W10003", claim.claim_id)
    assert (plain.due, plain.is_overdue) == (None, False)
    rules = {Capability.RETURN_ITEMS: Rule(frozenset({OrderStatus.DELIVERED}), settle_days=3)}
    promised = claim_desk(desk.world, rules=RuleBook((Edition(rules),)))
    # Received on a Wednesday: Thursday, Friday, Monday.
    assert (await promised.cases.one("W10003", claim.claim_id)).due == date(2026, 6, 22)
    desk.world.clock.forward(days=5)
    assert not (await promised.cases.one("W10003", claim.claim_id)).is_overdue
    desk.world.clock.forward(days=1)
    assert (await promised.cases.one("W10003", claim.claim_id)).is_overdue
    await promised.do(SettleClaim("W10003", claim.claim_id))
    assert not (await promised.cases.one("W10003", claim.claim_id)).is_overdue


async def test_one_person_sees_to_it_at_a_time(desk: ClaimDesk) -> None:
    talk = await desk.world.talk("C-1")
    claim = await desk.returned(talk)
    case = await desk.cases.one("W10003", claim.claim_id)
    tries = await asyncio.gather(*(desk.cases.take(case, f"p_{n}") for n in range(4)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in tries) == ["HandoffTaken"] * 3 + ["NoneType"]
    holder = (await desk.cases.one("W10003", claim.claim_id)).worker
    assert holder is not None
    with pytest.raises(HandoffTaken):
        await desk.cases.take(case, "p_9")
    await desk.cases.take(case, "p_9", over=True)
    await desk.cases.leave(case, holder)
    assert (await desk.cases.one("W10003", claim.claim_id)).worker == "p_9"
    await desk.cases.leave(case, "p_9")
    assert (await desk.cases.one("W10003", claim.claim_id)).worker is None
    log = await desk.world.audited(talk)
    assert (log.count("claim_taken"), log.count("claim_left")) == (2, 1)


async def test_what_was_received_may_not_be_more_than_was_asked_for(desk: ClaimDesk) -> None:
    claim = await desk.returned(await desk.world.talk("C-1"), pieces=1)
    with pytest.raises(ChangeRefused) as refusal:
        await desk.do(ReceiveClaim("W10003", claim.claim_id, (ClaimLine("2", 2),)))
    assert refusal.value.why is Why.QUANTITY
    assert (await desk.cases.one("W10003", claim.claim_id)).deeds == []


@pytest.mark.race
@pytest.mark.timeout(900)
async def test_a_kill_at_any_step_of_a_settlement_pays_once_and_tells_once(both: Both) -> None:
    world, numbers = both.desk.world, count(10_001)

    async def job() -> tuple[Job, str, str]:
        order_id = f"K{next(numbers)}"
        talk = await world.talk("C-1")
        claim = await both.desk.returned(talk, order_id)
        await both.desk.received(claim, order_id)
        version = (await world.commerce.order(order_id)).version
        return Job(*both.urls, "settle", f"{order_id} {version}"), talk, order_id

    whole, _, _ = await job()
    watch = Death(None)
    seen = watched(*both.urls, watch, rules=ALL_ALLOWED)
    await act(seen, whole)
    await seen.close()
    assert watch.steps.count("shop: before its commit") == 1
    async with Undertaker.hire("tests.orders.dying") as undertaker:
        for number, step in enumerate(watch.steps):
            if not (FULL or "commit" in step):
                continue
            killed, talk, order_id = await job()
            assert await undertaker.tell(replace(killed, step=number)) == signal.SIGKILL, step
            # The agent presses again, under the same key; whatever stands, it ends in one refund and one notice.
            await act(world, killed)
            await world.writes.reconcile()
            assert len((await world.commerce.order(order_id)).refunds) == 1, step
            assert len(await both.desk.notices(talk)) == 2, step
            assert (await world.audited(talk)).count("written") == 3, step
