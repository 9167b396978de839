"""Over a merchant's limit a person decides: kept, decided once, written safely, told once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from bot.commerce.changes import CancelOrder, Capability
from bot.commerce.model import OrderStatus
from bot.conversation.model import Author
from bot.dialogue.phrases import Phrases
from bot.errors import (
    AwaitsApproval,
    ChangeRefused,
    InvalidInput,
    OutcomeUnknown,
    ProposalNotFound,
    ProposalVoid,
    Why,
)
from bot.orders.access import Proof
from bot.orders.limits import Limit, Limits
from bot.orders.proposals import ProposalState
from bot.settings import ChangeKind
from tests.shop_world import DOMAIN, TODAY, World, an_order, furnish, open_world, prepare

STRICT = Limits(approve_above=Decimal("100.00"))


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[World]:
    """A shop where somebody looks at everything that moves more than 100 dollars; W10001 is worth 120."""
    world = await open_world(tmp_path, merchant=STRICT)
    yield world
    await world.close()


async def ask(world: World, order_id: str = "W10001") -> tuple[str, str]:
    """A shopper's yes that a person must decide: the conversation and the request."""
    talk = await world.talk("C-1" if order_id.startswith("W1") else "C-2")
    await world.writes.propose(talk, CancelOrder(order_id))
    with pytest.raises(AwaitsApproval) as awaits:
        await world.writes.confirm(talk, "m-yes")
    return talk, awaits.value.proposal_id


async def notices(world: World, talk: str) -> list[list[dict[str, object]]]:
    history = await world.conversations.history(talk)
    return [list(message.parts) for message in history if message.author is Author.SYSTEM]


async def test_over_the_limit_nothing_is_written_and_the_request_is_kept(strict: World) -> None:
    talk, request_id = await ask(strict)
    assert strict.commerce.writes_sent == 0
    (request,) = await strict.approvals.list()
    assert (request.proposal.id, request.proposal.limits) == (request_id, Limit.AMOUNT.value)
    assert request.change == CancelOrder("W10001")
    assert request.settlement.amount.amount == 12_000
    assert await strict.audited(talk) == ["proposed", "awaits"]
    assert await notices(strict, talk) == []


async def test_the_same_yes_sent_again_awaits_the_same(strict: World) -> None:
    talk, request_id = await ask(strict)
    with pytest.raises(AwaitsApproval) as awaits:
        await strict.writes.confirm(talk, "m-yes")
    assert awaits.value.proposal_id == request_id
    assert len(await strict.approvals.list()) == 1


async def test_what_is_with_a_person_already_is_not_proposed_a_second_time(strict: World) -> None:
    _, request_id = await ask(strict)
    other_tab = await strict.talk("C-1")
    with pytest.raises(AwaitsApproval) as awaits:
        await strict.writes.propose(other_tab, CancelOrder("W10001"))
    assert awaits.value.proposal_id == request_id


async def test_an_offer_says_beforehand_that_a_person_decides(strict: World) -> None:
    assert (await strict.writes.propose(await strict.talk("C-1"), CancelOrder("W10001"))).needs_approval


async def test_an_approved_request_is_written_once_and_told_once(strict: World) -> None:
    talk, request_id = await ask(strict)
    ended = await strict.approvals.approve(request_id, "Ann", "Sorry to see it go!")
    assert ended.state is ProposalState.DONE
    order = await strict.commerce.order("W10001")
    assert order.status is OrderStatus.CANCELLED
    assert len(order.refunds) == 1
    assert await strict.audited(talk) == ["proposed", "awaits", "approved", "written"]
    entries = await strict.audit.entries(conversation_id=talk)
    assert [entry.actor for entry in entries] == ["customer:C-1", "customer:C-1", "staff:Ann", "staff:Ann"]
    ((told, card),) = await notices(strict, talk)
    assert "agreed" in str(told["text"])
    assert "Sorry to see it go!" in str(told["text"])
    assert card["status"] == "cancelled"
    await strict.writes.reconcile()
    assert len(await notices(strict, talk)) == 1


async def test_a_refused_request_writes_nothing_and_says_why(strict: World) -> None:
    talk, request_id = await ask(strict)
    assert (await strict.approvals.refuse(request_id, "Ann", "It was packed.")).state is ProposalState.TURNED_DOWN
    assert strict.commerce.writes_sent == 0
    ((told,),) = await notices(strict, talk)
    assert "turned it down" in str(told["text"])
    assert "It was packed." in str(told["text"])
    assert await strict.audited(talk) == ["proposed", "awaits", "turned_down"]


async def test_a_refusal_wants_a_word(strict: World) -> None:
    _, request_id = await ask(strict)
    with pytest.raises(InvalidInput):
        await strict.approvals.refuse(request_id, "Ann", " ")
    assert len(await strict.approvals.list()) == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 97, "Ann\nadmin"])
async def test_who_decides_is_named(strict: World, name: str) -> None:
    _, request_id = await ask(strict)
    with pytest.raises(InvalidInput):
        await strict.approvals.approve(request_id, name)


async def test_a_request_is_decided_once(strict: World) -> None:
    _, request_id = await ask(strict)
    ends = await asyncio.gather(
        strict.approvals.approve(request_id, "Ann"),
        strict.approvals.refuse(request_id, "Bob", "no"),
        strict.approvals.approve(request_id, "Cai"),
        return_exceptions=True,
    )
    assert sum(isinstance(end, ProposalVoid) for end in ends) == 2
    with pytest.raises(ProposalVoid):
        await strict.approvals.approve(request_id, "Ann")


async def test_an_unknown_request_is_not_found(strict: World) -> None:
    with pytest.raises(ProposalNotFound):
        await strict.approvals.approve("pr_unknown", "Ann")


async def test_an_order_that_moved_on_while_it_waited_is_not_changed(strict: World) -> None:
    talk, request_id = await ask(strict)
    await strict.set_status("W10001", OrderStatus.SHIPPED)
    assert (await strict.approvals.approve(request_id, "Ann")).state is ProposalState.REFUSED
    assert (await strict.commerce.order("W10001")).status is OrderStatus.SHIPPED
    ((told,),) = await notices(strict, talk)
    assert "changed since" in str(told["text"])


async def test_a_crash_between_the_write_and_the_telling_tells_once(strict: World) -> None:
    """The approval was written down and made, then the process ended; another one finds what is owed."""
    talk, request_id = await ask(strict)
    taken = await strict.proposals.decide(request_id, "Ann", "", approve=True)
    await strict.writes.complete_approved(taken)
    assert await notices(strict, talk) == []
    await asyncio.gather(*(strict.writes.reconcile() for _ in range(3)))
    assert len(await notices(strict, talk)) == 1


async def test_a_crash_between_the_approval_and_the_write_asks_the_person_again(strict: World) -> None:
    talk, request_id = await ask(strict)
    await strict.proposals.decide(request_id, "Ann", "", approve=True)
    (ended,) = await strict.writes.reconcile()
    assert ended.is_pending
    strict.clock.forward(minutes=1)
    await strict.writes.reconcile()
    assert [request.proposal.id for request in await strict.approvals.list()] == [request_id]
    assert await notices(strict, talk) == []
    assert (await strict.approvals.approve(request_id, "Bob")).state is ProposalState.DONE
    assert len(await notices(strict, talk)) == 1


async def test_an_approved_write_whose_end_is_not_seen_is_found_and_told(strict: World) -> None:
    talk, request_id = await ask(strict)
    strict.commerce.after_write = [OutcomeUnknown("cut")] * 3
    with pytest.raises(OutcomeUnknown):
        await strict.approvals.approve(request_id, "Ann")
    (ended,) = await strict.writes.reconcile()
    assert ended.proposal.state is ProposalState.DONE
    ((told, _card),) = await notices(strict, talk)
    assert "agreed" in str(told["text"])


async def test_the_notice_speaks_the_conversations_language(strict: World) -> None:
    begun = await strict.conversations.begin("zh", {})
    await strict.conversations.bind_customer(begun.id, "C-1")
    await strict.writes.propose(begun.id, CancelOrder("W10001"))
    with pytest.raises(AwaitsApproval) as awaits:
        await strict.writes.confirm(begun.id, "m-yes")
    await strict.approvals.approve(awaits.value.proposal_id, "小安")
    ((told, _card),) = await notices(strict, begun.id)
    assert "店里的工作人员已同意" in str(told["text"])


async def test_a_proof_that_is_gone_when_a_person_agrees_stops_the_write(tmp_path: Path) -> None:
    world = await open_world(tmp_path, merchant=STRICT)
    talk = await world.talk()
    await world.access.record(talk, "W20002", Proof.CODE)
    await world.writes.propose(talk, CancelOrder("W20002"))
    with pytest.raises(AwaitsApproval) as awaits:
        await world.writes.confirm(talk, "m-yes")
    await world.conversations.bind_customer(talk, "C-1")
    assert (await world.approvals.approve(awaits.value.proposal_id, "Ann")).state is ProposalState.REFUSED
    assert world.commerce.writes_sent == 0
    await world.close()


async def test_an_order_that_the_shop_has_forgotten_keeps_no_other_notice_from_being_said(strict: World) -> None:
    first, forgotten = await ask(strict)
    second, other = await ask(strict, "W20002")
    await strict.approvals.refuse(other, "Ann", "no")
    await strict.proposals.decide(forgotten, "Ann", "gone", approve=False)
    async with strict.shop_database.transaction() as connection:
        for table in ("order_lines", "status_changes", "orders"):
            await connection.exec_driver_sql(f"DELETE FROM {table} WHERE order_id = 'W10001'")
    await strict.writes.reconcile()
    assert len(await notices(strict, first)) == 1
    assert len(await notices(strict, second)) == 1


def test_the_settings_name_every_kind_of_change() -> None:
    assert set(get_args(ChangeKind)) == set(Capability)


CHEAP = [an_order(f"W4000{n}", OrderStatus.PENDING, placed_at=TODAY) for n in range(1, 5)]
LIMITS = {
    "a day's changes": (Limits(changes_per_day=2), Limit.COUNT),
    "a day's refunds": (Limits(refunds_per_day=Decimal("250")), Limit.REFUNDS),
}


@pytest.mark.parametrize("name", LIMITS)
async def test_a_days_limit_counts_one_customers_changes_in_all_conversations(tmp_path: Path, name: str) -> None:
    limits, expected = LIMITS[name]
    world = await open_world(tmp_path, merchant=limits, orders=CHEAP)
    for order_id in ("W40001", "W40002"):
        talk = await world.talk("C-1")
        await world.writes.propose(talk, CancelOrder(order_id))
        await world.writes.confirm(talk, "m-yes")
    _, request_id = await ask(world, "W10001")
    assert (await world.proposals.get(request_id)).limits == expected.value
    other = await world.talk("C-2")
    await world.writes.propose(other, CancelOrder("W20002"))
    await world.writes.confirm(other, "m-other")
    # What a person approved does not count, and a day later the customer may act again.
    await world.approvals.approve(request_id, "Ann")
    world.clock.forward(hours=25)
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W40003"))
    await world.writes.confirm(talk, "m-tomorrow")
    await world.close()


@pytest.mark.race
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_two_yeses_of_one_customer_at_once_count_each_other(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    if database == "sqlite":
        urls = [f"sqlite+aiosqlite:///{tmp_path}/{name}.db" for name in ("store", "shop")]
    else:
        urls = [request.getfixturevalue("postgres").new_database() for _ in range(2)]
    world = furnish(*await prepare(urls[0], urls[1], CHEAP), merchant=Limits(changes_per_day=1))
    talks = [await world.talk("C-1") for _ in CHEAP]
    for talk, order in zip(talks, CHEAP, strict=True):
        await world.writes.propose(talk, CancelOrder(order.order_id))
    ends = await asyncio.gather(*(world.writes.confirm(talk, f"m-{talk}") for talk in talks), return_exceptions=True)
    assert sum(isinstance(end, AwaitsApproval) for end in ends) == len(CHEAP) - 1
    await world.close()


@pytest.mark.parametrize("label", ["keyboards", "KB-101"])
async def test_goods_of_a_class_are_looked_at(tmp_path: Path, label: str) -> None:
    world = await open_world(tmp_path, merchant=Limits(approve_classes=frozenset({label})))
    _, request_id = await ask(world)
    assert (await world.proposals.get(request_id)).limits == Limit.CLASS.value
    await world.close()


async def test_a_kind_that_is_switched_off_is_refused_and_audited(tmp_path: Path) -> None:
    world = await open_world(tmp_path, merchant=Limits(switched_off=frozenset({Capability.CANCEL_ORDER})))
    talk = await world.talk("C-1")
    with pytest.raises(ChangeRefused) as refused:
        await world.writes.propose(talk, CancelOrder("W10001"))
    assert refused.value.why is Why.UNSUPPORTED
    assert await world.audited(talk) == ["refused"]
    await world.close()


def test_every_end_and_kind_has_its_words() -> None:
    names = set(Phrases.read(DOMAIN).names())
    ends = ("approved", "turned_down", "approved_outrun", "outrun", "found_done", "not_written", "word")
    wanted = {*(f"utter_kind_{kind}" for kind in Capability), *(f"utter_notice_{end}" for end in ends)}
    assert wanted <= names


async def test_a_limit_of_an_amount_is_passed_only_above_it(tmp_path: Path) -> None:
    world = await open_world(tmp_path, merchant=replace(STRICT, approve_above=Decimal("120.00")))
    talk = await world.talk("C-1")
    assert not (await world.writes.propose(talk, CancelOrder("W10001"))).needs_approval
    await world.writes.confirm(talk, "m-yes")
    await world.close()
