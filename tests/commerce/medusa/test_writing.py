"""Writes to a Medusa that answers as a real one did: each once and whole, whatever becomes of the answers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    ChangeAddress,
    OrderChange,
    Picked,
    ReturnItems,
    Settlement,
)
from bot.commerce.medusa.shop import MedusaShop
from bot.commerce.model import Address, ClaimStatus, Order, OrderStatus, PaymentStatus
from bot.commerce.money import Money
from bot.errors import ChangeRefused, CommerceUnavailable, HalfDone, OutcomeUnknown, ProposalVoid, Why
from bot.orders.evidence import shows
from tests.commerce.hosted.replay import Fault, Reply
from tests.commerce.medusa.conftest import Medusa
from tests.commerce.medusa.medusa_replay import AT

ELSEWHERE = Address("4410 SE Hawthorne Blvd", "Portland", "US", "Apt 6", "OR", "97215")
KINDS = ["cancel_order", "change_address", "add_note", "return_items"]


def usd(amount: int) -> Money:
    return Money(amount, "USD")


async def change_of(medusa: Medusa, kind: str) -> OrderChange:
    """One of each kind, of an order that takes it."""
    if kind == "return_items":
        number = medusa.server.number("delivered")
        line = (await medusa.shop.order(number)).lines[0].line_id
        return ReturnItems(number, (Picked(line, 1),), "too small")
    number = medusa.server.number("placed")
    made: dict[str, OrderChange] = {
        "cancel_order": CancelOrder(number, "ordered twice"),
        "change_address": ChangeAddress(number, ELSEWHERE),
        "add_note": AddNote(number, "Ring twice.\n请放在门口。"),
    }
    return made[kind]


async def make(shop: MedusaShop, change: OrderChange, key: str = "key-1") -> Order:
    """As somebody does who saw the order and the money a moment ago."""
    order, agreed = await shop.order(change.order_id), await shop.settlement(change)
    return await shop.change_order(change, version=order.version, agreed=agreed, key=key)


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def test_a_cancellation_is_traced_and_then_asked_for(replayed: Medusa) -> None:
    change = await change_of(replayed, "cancel_order")
    before, agreed = await replayed.shop.order(change.order_id), await replayed.shop.settlement(change)
    assert (agreed.refund, agreed.label, agreed.at_once) == (usd(19500), "Visa ending 4242", False)
    after = await make(replayed.shop, change)
    assert shows(change, before, after)
    assert (after.status, after.payment.status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
    assert [(one.amount, one.method) for one in after.refunds] == [(usd(19500), "Visa ending 4242")]
    assert (after.lines, after.total, after.cancel_reason) == (before.lines, before.total, "ordered twice")
    trace, cancel = replayed.wire.sent("POST")
    assert [one["key"] for one in trace.json["metadata"].values()] == ["key-1"]
    assert cancel.path == f"{trace.path}/cancel"


async def test_an_order_that_was_not_paid_is_only_cancelled(replayed: Medusa) -> None:
    change = CancelOrder(replayed.server.number("unpaid"))
    assert (await replayed.shop.settlement(change)).amount == usd(0)
    after = await make(replayed.shop, change)
    assert (after.status, after.refunds, after.payment.status) == (OrderStatus.CANCELLED, (), PaymentStatus.FAILED)


async def test_a_parcel_that_was_unpacked_for_nothing_is_half_done_and_ended(
    replayed: Medusa, closing: AsyncExitStack
) -> None:
    change = CancelOrder(replayed.server.number("packed"), "ordered twice")
    order, agreed = await replayed.shop.order(change.order_id), await replayed.shop.settlement(change)
    replayed.wire.dies_at = "/fulfillments/"
    with pytest.raises(OutcomeUnknown):
        await replayed.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
    replayed.wire.heal()
    other = replayed.another()
    closing.push_async_callback(other.close)
    with pytest.raises(HalfDone):
        await other.was_written("key-1", change.order_id)
    after = await other.change_order(change, version=order.version, agreed=agreed, key="key-1")
    assert (after.status, after.cancel_reason) == (OrderStatus.CANCELLED, "ordered twice")
    assert len(after.refunds) == 1


async def test_a_parcel_that_the_warehouse_sent_meanwhile_is_not_called_off(
    replayed: Medusa, closing: AsyncExitStack
) -> None:
    change = CancelOrder(replayed.server.number("packed"))
    order, agreed = await replayed.shop.order(change.order_id), await replayed.shop.settlement(change)
    replayed.wire.faults.append(Fault("/fulfillments/", "lose request"))
    with pytest.raises(OutcomeUnknown):
        await replayed.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
    sent = replayed.server.orders["packed"]
    sent["fulfillments"][0]["shipped_at"], sent["fulfillment_status"] = AT, "shipped"
    other = replayed.another()
    closing.push_async_callback(other.close)
    assert not await other.was_written("key-1", change.order_id)
    with pytest.raises(ProposalVoid):
        await other.change_order(change, version=order.version, agreed=agreed, key="key-1")
    assert (await other.order(change.order_id)).status is OrderStatus.SHIPPED


async def test_a_return_carries_its_key_and_its_place_in_one_request(replayed: Medusa) -> None:
    change = await change_of(replayed, "return_items")
    agreed = await replayed.shop.settlement(change)
    assert (agreed.refund, agreed.label, agreed.at_once) == (usd(3200), "Visa ending 4242", False)
    after = await make(replayed.shop, change)
    (asked,) = replayed.wire.sent("POST")
    assert asked.path == "/store/returns"
    assert asked.json["location_id"]
    assert asked.json["return_shipping"]["price"] == 0
    assert [one["note"] for one in asked.json["items"]] == ["too small [shoptalk key-1]"]
    assert (after.status, after.refunds) == (OrderStatus.RETURNING, ())
    assert [(one.status, one.amount, one.reason) for one in after.claims] == [
        (ClaimStatus.REQUESTED, usd(3200), "too small")
    ]


@pytest.mark.parametrize("told", ["dear", "nowhere", "outwards"])
async def test_without_a_free_way_back_a_return_is_for_a_person(replayed: Medusa, told: str) -> None:
    for way in replayed.server.shop["shipping_options"]["shipping_options"]:
        match told:
            case "dear":
                way["prices"] = [{**price, "amount": 5} for price in way["prices"]]
            case "nowhere":
                way["service_zone"]["fulfillment_set"]["location"] = None
            case _:
                way["rules"] = [{"attribute": "is_return", "value": "false"}]
    with pytest.raises(ChangeRefused) as refusal:
        await replayed.shop.settlement(await change_of(replayed, "return_items"))
    assert refusal.value.why is Why.UNSUPPORTED


@pytest.mark.parametrize("kind", ["change_address", "add_note"])
async def test_the_key_is_written_in_the_same_request(replayed: Medusa, kind: str) -> None:
    change = await change_of(replayed, kind)
    replayed.server.orders["placed"]["metadata"] = {"erp": {"id": 7}, "shoptalk_odd": "x"}
    before = await replayed.shop.order(change.order_id)
    after = await make(replayed.shop, change)
    assert shows(change, before, after)
    (asked,) = replayed.wire.sent("POST")
    assert "key-1" in asked.text
    assert "erp" not in asked.json["metadata"]  # Medusa merges: what the staff keep there is not even sent
    assert replayed.server.orders["placed"]["metadata"]["erp"] == {"id": 7}


@pytest.mark.parametrize("kind", KINDS)
async def test_the_same_key_again_writes_nothing_here_or_in_another_process(
    replayed: Medusa, closing: AsyncExitStack, kind: str
) -> None:
    change = await change_of(replayed, kind)
    order, agreed = await replayed.shop.order(change.order_id), await replayed.shop.settlement(change)
    first = await replayed.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
    sent, other = len(replayed.wire.sent("POST")), replayed.another()
    closing.push_async_callback(other.close)
    for shop in (replayed.shop, other):
        assert await shop.change_order(change, version=order.version, agreed=agreed, key="key-1") == first
        assert await shop.was_written("key-1", change.order_id)
        assert not await shop.was_written("key-2", change.order_id)
    assert len(replayed.wire.sent("POST")) == sent


@pytest.mark.parametrize("kind", KINDS)
async def test_an_outrun_proposal_writes_nothing(replayed: Medusa, kind: str) -> None:
    change = await change_of(replayed, kind)
    order, agreed = await replayed.shop.order(change.order_id), await replayed.shop.settlement(change)
    other = Settlement(agreed.amount + usd(1), agreed.payment_id, agreed.label, agreed.at_once)
    for version, money in ((order.version + 1, agreed), (order.version, other)):
        with pytest.raises(ProposalVoid):
            await replayed.shop.change_order(change, version=version, agreed=money, key="key-1")
    assert replayed.wire.sent("POST") == []
    assert not await replayed.shop.was_written("key-1", change.order_id)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_that_was_lost_is_looked_for(replayed: Medusa, closing: AsyncExitStack, kind: str) -> None:
    change = await change_of(replayed, kind)
    order, agreed = await replayed.shop.order(change.order_id), await replayed.shop.settlement(change)
    words = "/cancel" if kind == "cancel_order" else "POST"
    replayed.wire.faults.append(Fault(words, "lose answer"))
    with pytest.raises(OutcomeUnknown):
        await replayed.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
    other = replayed.another()
    closing.push_async_callback(other.close)
    assert await other.was_written("key-1", change.order_id)
    sent = len(replayed.wire.sent("POST"))
    done = await replayed.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
    assert done == await other.order(change.order_id)
    assert len(replayed.wire.sent("POST")) == sent


@pytest.mark.parametrize("kind", KINDS)
async def test_a_request_that_was_lost_is_not_sent_blindly_again(
    replayed: Medusa, closing: AsyncExitStack, kind: str
) -> None:
    change = await change_of(replayed, kind)
    order, agreed = await replayed.shop.order(change.order_id), await replayed.shop.settlement(change)
    words = "/cancel" if kind == "cancel_order" else "POST"
    replayed.wire.faults.append(Fault(words, "lose request"))
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            await replayed.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
    assert len(replayed.wire.sent(words)) == 1
    other = replayed.another()  # nothing of it is on its way from there
    closing.push_async_callback(other.close)
    assert not await other.was_written("key-1", change.order_id)
    assert shows(change, order, await other.change_order(change, version=order.version, agreed=agreed, key="key-1"))


@pytest.mark.parametrize(
    ("refusal", "error"),
    [("no_key", CommerceUnavailable), ("another_country", ChangeRefused), ("packed", ChangeRefused)],
)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_refusal_of_medusas_writes_nothing(
    replayed: Medusa, kind: str, refusal: str, error: type[Exception]
) -> None:
    change = await change_of(replayed, kind)
    replayed.wire.faults.append(Fault("POST", replayed.server.refusal(refusal)))
    with pytest.raises(error):
        await make(replayed.shop, change)
    assert not await replayed.shop.was_written("key-1", change.order_id)
    assert (await make(replayed.shop, change)).version  # the key was not used up


async def test_what_medusa_refuses_last_leaves_no_trace(replayed: Medusa) -> None:
    change = await change_of(replayed, "cancel_order")
    replayed.wire.faults.append(Fault("/cancel", replayed.server.refusal("packed")))
    with pytest.raises(ChangeRefused, match="must be canceled") as refusal:
        await make(replayed.shop, change)
    assert refusal.value.why is Why.STATUS
    assert replayed.server.orders["placed"]["metadata"] == {}


@pytest.mark.parametrize(
    "failure",
    [
        Reply("<html>Bad gateway</html>", 502),
        Reply({"code": "unknown_error", "type": "unknown_error"}, 500),
        Reply("{"),
    ],
    ids=["bad gateway", "failed", "half an answer"],
)
async def test_a_failure_is_an_end_that_was_not_seen(replayed: Medusa, failure: Reply) -> None:
    change = await change_of(replayed, "add_note")
    replayed.wire.faults.append(Fault("POST", failure))
    with pytest.raises(OutcomeUnknown):
        await make(replayed.shop, change)


async def test_two_at_once_that_medusa_keeps_apart_may_be_tried_again(replayed: Medusa) -> None:
    conflict = Reply({"code": "invalid_state_error", "type": "conflict", "message": "You may retry."}, 409)
    replayed.wire.faults.append(Fault("POST", conflict))
    change = await change_of(replayed, "add_note")
    with pytest.raises(CommerceUnavailable):
        await make(replayed.shop, change)
    assert (await make(replayed.shop, change)).note


async def test_money_that_did_not_go_back_is_half_done(replayed: Medusa) -> None:
    change = await change_of(replayed, "cancel_order")
    order, agreed = await replayed.shop.order(change.order_id), await replayed.shop.settlement(change)
    taken = replayed.server.orders["placed"]["payment_collections"][0]["payments"][0]
    replayed.server.keeps_the_money = True
    with pytest.raises(HalfDone):
        await replayed.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
    assert taken["refunds"] == []
    with pytest.raises(HalfDone):
        await replayed.shop.was_written("key-1", change.order_id)


@pytest.mark.parametrize(
    ("name", "why", "detail"),
    [("sent", Why.STATUS, "shipped"), ("delivered", Why.STATUS, "delivered"), ("cancelled", Why.STATUS, "cancelled")],
)
async def test_what_left_the_shop_is_not_changed(replayed: Medusa, name: str, why: Why, detail: str) -> None:
    number = replayed.server.number(name)
    for change in (CancelOrder(number), AddNote(number, "x"), ChangeAddress(number, ELSEWHERE)):
        with pytest.raises(ChangeRefused) as refusal:
            await replayed.shop.settlement(change)
        assert (refusal.value.why, refusal.value.detail) == (why, detail)


async def test_what_cannot_be_made_safe_is_refused(replayed: Medusa) -> None:
    number = replayed.server.number("placed")
    replayed.server.orders["unpaid"]["status"] = "completed"
    for change in (CancelLines(number, (Picked("x", 1),)), CancelOrder(replayed.server.number("unpaid"))):
        with pytest.raises(ChangeRefused) as refusal:
            await replayed.shop.settlement(change)
        assert refusal.value.why is Why.UNSUPPORTED
