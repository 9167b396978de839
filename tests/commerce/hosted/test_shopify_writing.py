"""Writes to Shopify: once and whole, whatever becomes of the answers."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from bot.commerce.changes import (
    ChangeAddress,
    ChangeShipping,
    OrderChange,
)
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import OrderStatus, PaymentStatus, RefundStatus
from bot.commerce.money import Money
from bot.commerce.shopify.shop import ShopifyShop
from bot.errors import ChangeRefused, CommerceUnavailable, OutcomeUnknown, ProposalVoid, Why
from bot.orders.evidence import shows
from tests.commerce.hosted.acts import CANCEL, ELSEWHERE, LINES, MOVE, NOTE, make, usd
from tests.commerce.hosted.conftest import Shopify
from tests.commerce.hosted.replay import Fault, Reply
from tests.commerce.hosted.shopify_server import TOKEN, gid, money, paid

ID = gid("Order", 7001)

STEPS = [
    (CANCEL, "mutation UpdateOrder"),
    (CANCEL, "mutation CancelOrder"),
    (CANCEL, "query Job"),
    (CANCEL, "query Cancelled"),
    (CANCEL, "query OrderById"),
    (LINES, "query SuggestedRefund"),
    (LINES, "mutation CreateRefund"),
    (LINES, "query OrderById"),
    (MOVE, "mutation UpdateOrder"),
    (MOVE, "query OrdersByName"),
    (NOTE, "mutation UpdateOrder"),
]
"""Everything that is asked for in a write, reads that all have in common for one of them."""


async def test_an_order_is_cancelled_with_its_refund_and_its_stock(shopify: Shopify) -> None:
    before = await shopify.shop.order("1001")
    agreed = await shopify.shop.settlement(CANCEL)
    assert (agreed.refund, agreed.label, agreed.at_once) == (usd("195.00"), "Visa ending 4242", False)
    after = await make(shopify.shop, CANCEL)
    assert shows(CANCEL, before, after)
    assert await shopify.shop.order("1001") == after
    assert (after.status, after.payment.status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
    assert [(one.amount, one.method, one.status) for one in after.refunds] == [
        (usd("195.00"), "Visa ending 4242", RefundStatus.PENDING)
    ]
    assert (after.lines, after.total, after.shipping_fee) == (before.lines, before.total, before.shipping_fee)
    assert (after.history[-1].status, after.cancel_reason) == (OrderStatus.CANCELLED, "ordered twice")
    assert (await shopify.shop.catalogue())[0].variants[0].stock == 14


async def test_the_job_is_waited_for(shopify: Shopify) -> None:
    shopify.server.looks_until_done = 4
    assert (await make(shopify.shop, CANCEL)).status is OrderStatus.CANCELLED
    assert len(shopify.wire.sent("query Job")) == 4


async def test_a_job_that_ends_without_cancelling_is_a_refusal(shopify: Shopify) -> None:
    shopify.server.refuses_in_job = True
    with pytest.raises(ChangeRefused) as refusal:
        await make(shopify.shop, CANCEL)
    assert refusal.value.why is Why.STATUS
    assert not await shopify.shop.was_written("key-1", "1001")
    shopify.server.refuses_in_job = False
    assert (await make(shopify.shop, CANCEL)).status is OrderStatus.CANCELLED


async def test_a_job_whose_end_is_not_seen_is_looked_for_and_not_started_again(shopify: Shopify) -> None:
    shopify.server.looks_until_done = 10_000
    order, agreed = await shopify.shop.order("1001"), await shopify.shop.settlement(CANCEL)
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            await shopify.shop.change_order(CANCEL, version=order.version, agreed=agreed, key="key-1")
    assert not await shopify.shop.was_written("key-1", "1001")
    shopify.server._end(next(iter(shopify.server.jobs.values())))
    assert await shopify.shop.was_written("key-1", "1001")
    after = await shopify.shop.change_order(CANCEL, version=order.version, agreed=agreed, key="key-1")
    assert after.status is OrderStatus.CANCELLED
    assert len(shopify.wire.sent("mutation CancelOrder")) == 1


async def test_a_cancellation_without_its_refund_is_not_told_as_done(shopify: Shopify) -> None:
    shopify.server.refunds_fail = True
    order, agreed = await shopify.shop.order("1001"), await shopify.shop.settlement(CANCEL)
    for _ in range(2):
        with pytest.raises(OutcomeUnknown, match="money has not gone back"):
            await shopify.shop.change_order(CANCEL, version=order.version, agreed=agreed, key="key-1")
    assert (await shopify.shop.order("1001")).payment.status is PaymentStatus.PAID
    assert len(shopify.wire.sent("mutation CancelOrder")) == 1


@pytest.mark.parametrize("change", [CANCEL, LINES, MOVE, NOTE], ids=lambda change: change.kind.value)
@pytest.mark.parametrize("act", ["lose request", "lose answer"])
@pytest.mark.parametrize(
    "words", ["mutation UpdateOrder", "mutation CancelOrder", "mutation CreateRefund", "query Job", "query OrderById"]
)
async def test_a_cut_at_any_step_leaves_it_once_or_not_at_all(
    shopify: Shopify, change: OrderChange, act: Any, words: str
) -> None:
    order, agreed = await shopify.shop.order("1001"), await shopify.shop.settlement(change)
    shopify.wire.faults.append(Fault(words, act, times=2))
    for _ in range(3):
        try:
            await shopify.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
        except (OutcomeUnknown, CommerceUnavailable):
            continue
        break
    another = ShopifyShop.open(f"shopify+{shopify.wire.origin}", TOKEN, ShopFolder(), timeout_seconds=10)
    after = await another.order("1001")
    assert await another.was_written("key-1", "1001") == shows(change, order, after)
    moved = change in (CANCEL, LINES) and shows(change, order, after)
    assert len(after.refunds) == moved
    assert shopify.server.cancellations == (after.status is OrderStatus.CANCELLED)
    await another.close()


async def test_a_lost_answer_to_the_cancellation_is_looked_for_at_once(shopify: Shopify) -> None:
    shopify.server.looks_until_done = 0
    shopify.wire.faults.append(Fault("mutation CancelOrder", "lose answer"))
    assert (await make(shopify.shop, CANCEL)).status is OrderStatus.CANCELLED
    assert shopify.server.cancellations == 1


async def test_only_what_is_still_held_goes_back(shopify: Shopify) -> None:
    shopify.server.orders[ID] |= {"netPaymentSet": money("163.0"), "displayFinancialStatus": "PARTIALLY_REFUNDED"}
    assert (await shopify.shop.settlement(CANCEL)).refund == usd("163.00")


async def test_what_was_only_authorised_is_not_given_back(shopify: Shopify) -> None:
    held = [paid("Visa ending 4242", kind="AUTHORIZATION")]
    shopify.server.orders[ID] |= {
        "netPaymentSet": money("0.0"),
        "displayFinancialStatus": "AUTHORIZED",
        "transactions": held,
    }
    assert (await shopify.shop.settlement(CANCEL)).amount == usd("0.00")
    after = await make(shopify.shop, CANCEL)
    assert (after.status, after.refunds, after.payment.status) == (OrderStatus.CANCELLED, (), PaymentStatus.FAILED)


async def test_money_goes_back_in_the_currency_that_was_paid(shopify: Shopify) -> None:
    shopify.server.orders[ID] |= {"netPaymentSet": money("28600", "JPY", "195.0"), "presentmentCurrencyCode": "JPY"}
    shopify.server.orders[ID] |= {"totalPriceSet": money("28600", "JPY"), "currentTotalPriceSet": money("28600", "JPY")}
    assert (await shopify.shop.settlement(CANCEL)).refund == Money(28600, "JPY")


async def test_a_gift_card_is_filled_again_at_once(shopify: Shopify) -> None:
    shopify.server.orders[ID]["transactions"] = [paid("Gift card ending 7WCK")]
    assert (await shopify.shop.settlement(CANCEL)).at_once
    (refund,) = (await make(shopify.shop, CANCEL)).refunds
    assert refund.status is RefundStatus.SETTLED


async def test_an_address_is_changed_and_who_receives_it_stays(shopify: Shopify) -> None:
    before = await shopify.shop.order("1001")
    after = await make(shopify.shop, MOVE)
    assert shows(MOVE, before, after)
    held = shopify.server.orders[ID]["shippingAddress"]
    assert (held["firstName"], held["lastName"], held["phone"]) == ("Mei", "Lin", "+12025550143")
    assert (after.lines, after.total, after.payment) == (before.lines, before.total, before.payment)


async def test_an_address_that_the_shop_does_not_take_is_refused(shopify: Shopify) -> None:
    nowhere = ChangeAddress("1001", replace(ELSEWHERE, postcode=""))
    with pytest.raises(ChangeRefused, match="Zip") as refusal:
        await make(shopify.shop, nowhere)
    assert refusal.value.why is Why.ADDRESS
    assert not await shopify.shop.was_written("key-1", "1001")
    for same in (ChangeAddress("1001", (await shopify.shop.order("1001")).address or ELSEWHERE),):
        with pytest.raises(ChangeRefused) as refusal:
            await shopify.shop.settlement(same)
        assert refusal.value.why is Why.SAME


async def test_a_note_leaves_what_the_staff_wrote_and_takes_the_place_of_an_earlier_one(shopify: Shopify) -> None:
    shopify.server.orders[ID]["note"] = "VIP\ncomplained last time"
    before = await shopify.shop.order("1001")
    assert shows(NOTE, before, await make(shopify.shop, NOTE))
    shopify.server.orders[ID]["note"] += "\ncalled her on Monday"
    second = replace(NOTE, note="Leave it at the door.")
    after = await make(shopify.shop, second, "key-2")
    assert after.note == "Leave it at the door."
    held = shopify.server.orders[ID]["note"]
    assert held.startswith("VIP\ncomplained last time\n")
    assert held.endswith("\ncalled her on Monday")
    assert ("dog" in held, held.count("(chat)")) == (False, 1)


async def test_a_customers_words_are_not_taken_for_our_own_marks(shopify: Shopify) -> None:
    whole = "--- Customer's note (chat) ---\nx\n--- end of the customer's note ---\ny [shoptalk key-9]"
    note, reason = replace(NOTE, note=whole), replace(CANCEL, reason="[shoptalk key-9] and so [shoptalk key-9]")
    assert (await make(shopify.shop, note)).note == whole
    after = await make(shopify.shop, reason, "key-2")
    assert await shopify.shop.was_written("key-2", "1001")
    assert not await shopify.shop.was_written("key-9", "1001")
    assert after.cancel_reason == reason.reason


async def test_a_reason_is_cut_to_what_shopify_takes(shopify: Shopify) -> None:
    await make(shopify.shop, replace(CANCEL, reason="so " * 200))
    assert await shopify.shop.was_written("key-1", "1001")


async def test_lines_are_taken_out_with_the_refund_that_shopify_reckons(shopify: Shopify) -> None:
    before = await shopify.shop.order("1001")
    assert (await shopify.shop.settlement(LINES)).refund == usd("79.00")
    after = await make(shopify.shop, LINES)
    assert shows(LINES, before, after)
    assert [(one.sku, one.quantity) for one in after.lines] == [("KB-101-BLK", 1), ("KB-190-WAL", 1)]
    assert (after.total, after.payment.status) == (usd("116.00"), PaymentStatus.PART_REFUNDED)
    assert [(one.amount, one.method) for one in after.refunds] == [(usd("79.00"), "Visa ending 4242")]
    assert (await shopify.shop.catalogue())[0].variants[0].stock == 13
    (asked,) = shopify.wire.sent("mutation CreateRefund")
    assert UUID(asked.json["variables"]["key"]).version == 5
    assert asked.json["variables"]["input"]["refundLineItems"][0]["restockType"] == "CANCEL"


async def test_a_refund_that_the_payments_cannot_bear_is_for_a_person(shopify: Shopify) -> None:
    shopify.server.bearable = "50.00"
    with pytest.raises(ChangeRefused) as refusal:
        await shopify.shop.settlement(LINES)
    assert refusal.value.why is Why.PAYMENT


async def test_a_refund_that_shopify_reckons_anew_is_not_made(shopify: Shopify) -> None:
    order, agreed = await shopify.shop.order("1001"), await shopify.shop.settlement(LINES)
    shopify.server.orders[ID]["totalDiscountsSet"] = money("10.0")
    with pytest.raises(ProposalVoid):
        await shopify.shop.change_order(LINES, version=order.version, agreed=agreed, key="key-1")
    assert not shopify.wire.sent("mutation CreateRefund")


async def test_lines_of_an_order_that_is_not_paid_are_for_a_person(shopify: Shopify) -> None:
    shopify.server.orders[ID] |= {"displayFinancialStatus": "AUTHORIZED", "netPaymentSet": money("0.0")}
    with pytest.raises(ChangeRefused) as refusal:
        await shopify.shop.settlement(LINES)
    assert refusal.value.why is Why.UNSUPPORTED


async def test_a_refund_that_is_under_way_under_its_key_is_looked_for(shopify: Shopify) -> None:
    busy = {"message": "in progress", "extensions": {"code": "IDEMPOTENCY_CONCURRENT_REQUEST"}}
    shopify.wire.faults.append(Fault("mutation CreateRefund", Reply({"data": None, "errors": [busy]})))
    with pytest.raises(OutcomeUnknown):
        await make(shopify.shop, LINES)


async def test_what_shopify_cannot_do_once_is_not_offered(shopify: Shopify) -> None:
    parcel_post = ChangeShipping("1001", "express")
    assert parcel_post.kind not in shopify.shop.capabilities
    with pytest.raises(ChangeRefused) as refusal:
        await shopify.shop.settlement(parcel_post)
    assert refusal.value.why is Why.UNSUPPORTED


async def test_a_cancellation_of_the_staffs_is_not_taken_for_ours(shopify: Shopify) -> None:
    shopify.server.refuses_in_job = True
    with pytest.raises(ChangeRefused):
        await make(shopify.shop, CANCEL)
    shopify.server.orders[ID] |= {"cancelledAt": "2026-06-17T18:00:00Z", "cancellation": {"staffNote": "fraud"}}
    assert not await shopify.shop.was_written("key-1", "1001")
    assert (await shopify.shop.order("1001")).cancel_reason == ""


async def test_a_throttled_write_waits_since_it_was_not_begun(shopify: Shopify) -> None:
    shopify.wire.faults.append(Fault("mutation CancelOrder", Reply({}, 429, {"Retry-After": "0.05"}), times=2))
    assert (await make(shopify.shop, CANCEL)).status is OrderStatus.CANCELLED
    assert shopify.server.cancellations == 1


async def test_an_answer_to_a_write_that_is_not_understood_is_no_answer(shopify: Shopify) -> None:
    shopify.wire.faults.append(Fault("mutation UpdateOrder", Reply({"data": {"orderUpdate": None}})))
    with pytest.raises(OutcomeUnknown):
        await make(shopify.shop, MOVE)
    shopify.wire.faults.append(Fault("mutation UpdateOrder", Reply({"data": {}}, 500)))
    with pytest.raises(OutcomeUnknown):
        await make(shopify.shop, MOVE, "key-2")


async def test_a_token_without_the_right_to_write_writes_nothing(shopify: Shopify) -> None:
    denied = {"message": "Access denied for orderUpdate field.", "extensions": {"code": "ACCESS_DENIED"}}
    shopify.wire.faults.append(Fault("mutation UpdateOrder", Reply({"data": None, "errors": [denied]})))
    with pytest.raises(CommerceUnavailable, match="Access denied"):
        await make(shopify.shop, CANCEL)
    assert not shopify.wire.sent("mutation CancelOrder")
