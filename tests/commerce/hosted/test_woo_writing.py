"""Writes to WooCommerce: once and whole, whatever becomes of the answers."""

from dataclasses import replace
from typing import Any

import pytest

from bot.commerce.changes import CancelLines, CancelOrder, ChangeAddress, OrderChange, Picked
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import OrderStatus, PaymentStatus, RefundStatus
from bot.commerce.money import Money
from bot.commerce.woocommerce.shop import WooShop
from bot.errors import ChangeRefused, CommerceUnavailable, OutcomeUnknown, Why
from bot.orders.evidence import shows
from tests.commerce.hosted.acts import CANCEL, ELSEWHERE, MOVE, NOTE, make, usd
from tests.commerce.hosted.conftest import Woo
from tests.commerce.hosted.replay import Fault, Reply
from tests.commerce.hosted.woo_server import KEY, SECRET, line, place, shipping

UNPAID = {"date_paid_gmt": None, "status": "on-hold", "payment_method": "bacs"}
CHANGES = pytest.mark.parametrize("change", [CANCEL, MOVE, NOTE], ids=lambda change: change.kind.value)

READ = "GET /wp-json/wc/v3/orders"
STEPS = [
    (CANCEL, True, "POST"),
    (CANCEL, True, READ),
    (CANCEL, False, "PUT"),
    (CANCEL, False, READ),
    (MOVE, True, "PUT"),
    (MOVE, True, READ),
    (NOTE, True, "PUT"),
]
"""Everything that is asked for in a write, and whether the order is paid."""


async def test_a_paid_order_is_cancelled_by_one_refund_with_its_stock(woo: Woo) -> None:
    before = await woo.shop.order("1001")
    agreed = await woo.shop.settlement(CANCEL)
    assert (agreed.refund, agreed.label, agreed.at_once) == (usd("195.00"), "Visa ending 4242", False)
    after = await make(woo.shop, CANCEL)
    assert shows(CANCEL, before, after)
    assert await woo.shop.order("1001") == after
    assert (after.status, after.payment.status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
    assert [(one.amount, one.method, one.status) for one in after.refunds] == [
        (usd("195.00"), "Visa ending 4242", RefundStatus.SETTLED)
    ]
    assert (after.lines, after.total) == (before.lines, before.total)
    assert (after.history[-1].status, after.cancel_reason) == (OrderStatus.CANCELLED, "ordered twice")
    assert (await woo.shop.catalogue())[0].variants[0].stock == 14
    (asked,) = woo.wire.sent("POST")
    assert asked.path == "/wp-json/wc/v3/orders/1001/refunds"
    assert (asked.json["amount"], asked.json["api_refund"], asked.json["api_restock"]) == ("195.00", True, True)
    assert [(one["id"], one.get("quantity"), one["refund_total"]) for one in asked.json["line_items"]] == [
        (11, 2, 158.0),
        (12, 1, 32.0),
        (91, None, 5.0),
    ]


async def test_an_order_that_was_not_paid_is_only_cancelled(woo: Woo) -> None:
    woo.server.orders[1001] |= UNPAID
    assert (await woo.shop.settlement(CANCEL)).amount == usd("0.00")
    after = await make(woo.shop, CANCEL)
    assert (after.status, after.refunds, after.payment.status) == (OrderStatus.CANCELLED, (), PaymentStatus.FAILED)
    assert (after.history[-1].status, after.cancel_reason) == (OrderStatus.CANCELLED, "ordered twice")
    assert woo.server.orders[1001]["status"] == "cancelled"
    assert woo.server.provider_calls == 0
    assert (await woo.shop.catalogue())[0].variants[0].stock == 14


async def test_taxes_are_given_back_with_their_lines(woo: Woo) -> None:
    lines = [line(21, 101, "KB-101-BLK", "One", 1, "60.50", "11.50")]
    more = {"shipping_total": "4.20", "shipping_tax": "0.80", "shipping_lines": [shipping("4.20", "0.80")]}
    woo.server.add_order(1002, lines, "77.00", prices_include_tax=True, **more)
    after = await make(woo.shop, CancelOrder("1002"))
    assert after.refunds[0].amount == usd("77.00")
    (asked,) = woo.wire.sent("POST")
    assert [one["refund_tax"] for one in asked.json["line_items"]] == [
        [{"id": 1, "refund_total": 11.5}],
        [{"id": 1, "refund_total": 0.8}],
    ]


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "8900"), ("KWD", "12.345"), ("USD", "12.30")])
async def test_the_amount_is_written_with_the_decimals_of_its_currency(woo: Woo, currency: str, amount: str) -> None:
    woo.server.add_order(1002, [line(21, 101, "S", "One", 1, amount)], amount, currency=currency)
    after = await make(woo.shop, CancelOrder("1002"))
    assert woo.wire.sent("POST")[0].json["amount"] == amount
    assert after.refunds[0].amount == Money.parse(amount, currency)


async def test_a_provider_that_takes_no_refund_leaves_it_to_a_person(woo: Woo) -> None:
    for method in ("bacs", "unheard-of", "../settings"):
        woo.server.orders[1001]["payment_method"] = method
        with pytest.raises(ChangeRefused) as refusal:
            await woo.shop.settlement(CANCEL)
        assert refusal.value.why is Why.PAYMENT


async def test_a_provider_that_refuses_leaves_the_order_as_it_was(woo: Woo) -> None:
    woo.server.provider_fails = True
    before = woo.server.copy_of(1001)
    with pytest.raises(ChangeRefused, match="gateway refused") as refusal:
        await make(woo.shop, CANCEL)
    assert refusal.value.why is Why.PAYMENT
    assert woo.server.copy_of(1001) == before
    assert not await woo.shop.was_written("key-1", "1001")
    woo.server.provider_fails = False
    assert (await make(woo.shop, CANCEL)).status is OrderStatus.CANCELLED


async def test_an_order_of_which_a_part_went_back_is_for_a_person(woo: Woo) -> None:
    told = {"id": 31, "amount": "32.00", "reason": "", "refunded_payment": True}
    woo.server.refunds[1001] = [{**told, "date_created_gmt": "2026-06-16T09:00:00"}]
    with pytest.raises(ChangeRefused) as refusal:
        await woo.shop.settlement(CANCEL)
    assert refusal.value.why is Why.UNSUPPORTED
    assert (await make(woo.shop, MOVE)).address == ELSEWHERE


@pytest.mark.parametrize("act", ["lose request", "lose answer"])
@pytest.mark.parametrize(("change", "paid", "words"), STEPS)
async def test_a_cut_at_any_step_leaves_it_once_or_not_at_all(
    woo: Woo, change: OrderChange, act: Any, words: str, *, paid: bool
) -> None:
    woo.server.orders[1001] |= {} if paid else UNPAID
    order, agreed = await woo.shop.order("1001"), await woo.shop.settlement(change)
    woo.wire.faults.append(Fault(words, act, times=2))
    for _ in range(3):
        try:
            await woo.shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
        except (OutcomeUnknown, CommerceUnavailable):
            continue
        break
    another = WooShop.open(f"woocommerce+{woo.wire.origin}", KEY, SECRET, ShopFolder(), timeout_seconds=10)
    after = await another.order("1001")
    assert await another.was_written("key-1", "1001") == shows(change, order, after)
    assert woo.server.provider_calls == len(after.refunds) == (after.payment.status is PaymentStatus.REFUNDED)
    assert len(woo.wire.sent("POST")) + len(woo.wire.sent("PUT")) <= 1
    await another.close()


async def test_a_refund_whose_answer_was_lost_is_found_and_not_sent_again(woo: Woo) -> None:
    order, agreed = await woo.shop.order("1001"), await woo.shop.settlement(CANCEL)
    woo.wire.faults.append(Fault("POST", "lose answer"))
    with pytest.raises(OutcomeUnknown):
        await woo.shop.change_order(CANCEL, version=order.version, agreed=agreed, key="key-1")
    assert await woo.shop.was_written("key-1", "1001")
    after = await woo.shop.change_order(CANCEL, version=order.version, agreed=agreed, key="key-1")
    assert (after.status, len(after.refunds), woo.server.provider_calls) == (OrderStatus.CANCELLED, 1, 1)


async def test_an_address_is_changed_and_who_receives_it_stays(woo: Woo) -> None:
    before = await woo.shop.order("1001")
    after = await make(woo.shop, MOVE)
    assert shows(MOVE, before, after)
    assert woo.server.orders[1001]["shipping"]["first_name"] == "Mei"
    assert woo.server.orders[1001]["billing"]["address_1"] == "12 Alder St"
    assert (after.lines, after.total, after.payment) == (before.lines, before.total, before.payment)


async def test_an_order_that_went_to_the_buyer_keeps_going_to_the_buyer(woo: Woo) -> None:
    woo.server.orders[1001]["shipping"] = place()
    await make(woo.shop, MOVE)
    assert woo.server.orders[1001]["shipping"]["last_name"] == "Lin"


async def test_an_address_that_the_shop_does_not_take_is_refused(woo: Woo) -> None:
    with pytest.raises(ChangeRefused, match="shipping") as refusal:
        await make(woo.shop, ChangeAddress("1001", replace(ELSEWHERE, country="XX")))
    assert refusal.value.why is Why.ADDRESS
    assert not await woo.shop.was_written("key-1", "1001")


async def test_a_note_takes_the_place_of_an_earlier_one(woo: Woo) -> None:
    before = await woo.shop.order("1001")
    assert shows(NOTE, before, await make(woo.shop, NOTE))
    assert (await make(woo.shop, replace(NOTE, note="Leave it."), "key-2")).note == "Leave it."
    with pytest.raises(ChangeRefused) as refusal:
        await woo.shop.settlement(replace(NOTE, note="Leave it."))
    assert refusal.value.why is Why.SAME


async def test_a_customers_words_are_not_taken_for_our_own_marks(woo: Woo) -> None:
    reason = "[shoptalk key-9] and so [shoptalk key-9]"
    after = await make(woo.shop, replace(CANCEL, reason=reason))
    assert await woo.shop.was_written("key-1", "1001")
    assert not await woo.shop.was_written("key-9", "1001")
    assert after.cancel_reason == reason


async def test_what_woocommerce_cannot_do_once_is_not_offered(woo: Woo) -> None:
    lines = CancelLines("1001", (Picked("11", 1),))
    assert lines.kind not in woo.shop.capabilities
    with pytest.raises(ChangeRefused) as refusal:
        await woo.shop.settlement(lines)
    assert refusal.value.why is Why.UNSUPPORTED


async def test_keys_without_the_right_to_write_write_nothing(woo: Woo) -> None:
    denied = {"code": "woocommerce_rest_cannot_edit", "message": "Sorry, you are not allowed to edit this resource."}
    woo.wire.faults.append(Fault("PUT", Reply({**denied, "data": {"status": 401}}, 401)))
    with pytest.raises(CommerceUnavailable, match="not allowed"):
        await make(woo.shop, MOVE)
    assert not await woo.shop.was_written("key-1", "1001")


@pytest.mark.parametrize("reply", [Reply("<html>fatal error</html>", 500), Reply("", 301), Reply("<html>ok</html>")])
async def test_an_answer_to_a_write_that_is_none_is_looked_for(woo: Woo, reply: Reply) -> None:
    woo.wire.faults.append(Fault("PUT", reply))
    with pytest.raises(OutcomeUnknown):
        await make(woo.shop, MOVE)
    assert not await woo.shop.was_written("key-1", "1001")
