"""Writes to a Vendure shop: each once, whatever is lost or happens at the same time."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    ChangeAddress,
    OrderChange,
    Picked,
    ReturnItems,
)
from bot.commerce.model import Address, Order, OrderStatus, PaymentStatus, RefundStatus
from bot.commerce.money import Money
from bot.commerce.vendure.shop import VendureShop
from bot.errors import (
    ChangeRefused,
    CommerceUnavailable,
    InvalidInput,
    OutcomeUnknown,
    ProposalVoid,
    Why,
)
from tests.commerce.vendure.conftest import Shelf
from tests.cutting_proxy import Where, cutting_proxy
from tests.vendure_server import BROKEN, GIFT_CARD, LATER, SLOW, VISA, Buyer, VendureServer

OFFICE = Address("4410 SE Hawthorne Blvd", "Portland", "US", "Apt 6", "OR", "97215")
LEASE = 1.0
"""Short, where whoever claimed an order is known to be gone."""


def usd(amount: int) -> Money:
    return Money(amount, "USD")


async def make(shop: VendureShop, change: OrderChange, key: str = "key-1", order: Order | None = None) -> Order:
    """As a proposal and its yes would."""
    order = order or await shop.order(change.order_id)
    agreed = await shop.settlement(change)
    return await shop.change_order(change, version=order.version, agreed=agreed, key=key)


def written(vendure: VendureServer, code: str) -> tuple[str, int, list[int]]:
    """The state, how many cancellations there were, and every refund, as Vendure itself tells them."""
    facts = vendure.facts(code)
    cancellations = [e for e in facts["history"]["items"] if e["type"] == "ORDER_CANCELLATION"]
    refunds = [refund["total"] for payment in facts["payments"] for refund in payment["refunds"]]
    return facts["state"], len(cancellations), refunds


class TestCancelling:
    async def test_the_catalogue_tells_of_the_stock_at_once(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2})
        assert _stock_of(shelf.mug, await shop.catalogue()) == 18
        await make(shop, CancelOrder(code))
        assert _stock_of(shelf.mug, await shop.catalogue()) == 20

    async def test_a_parcel_that_is_not_with_the_carrier_is_unpacked(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2})
        vendure.pack(code)
        assert (await make(shop, CancelOrder(code))).status is OrderStatus.CANCELLED
        assert written(vendure, code) == ("Cancelled", 1, [4100])
        assert [parcel["state"] for parcel in vendure.facts(code)["fulfillments"]] == ["Cancelled"]
        assert vendure.stock(shelf.mug) == 20

    @pytest.mark.parametrize(
        ("method", "refunds", "status"),
        [
            (VISA, [(4100, RefundStatus.PENDING)], PaymentStatus.REFUNDED),
            (GIFT_CARD, [(4100, RefundStatus.SETTLED)], PaymentStatus.REFUNDED),
            (LATER, [], PaymentStatus.FAILED),
        ],
    )
    async def test_what_was_paid_is_given_back_and_no_more(
        self,
        vendure: VendureServer,
        shop: VendureShop,
        shelf: Shelf,
        mei: Buyer,
        method: str,
        refunds: list[tuple[int, RefundStatus]],
        status: PaymentStatus,
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2}, method=method)
        agreed = await shop.settlement(CancelOrder(code))
        assert agreed.amount.amount == sum(amount for amount, _ in refunds)
        assert agreed.at_once == (method == GIFT_CARD)
        after = await make(shop, CancelOrder(code))
        assert [(refund.amount.amount, refund.status) for refund in after.refunds] == refunds
        assert after.payment.status is status
        assert vendure.facts(code)["payments"][0]["state"] == ("Cancelled" if method == LATER else "Settled")

    async def test_what_was_given_back_before_is_not_given_back_again(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2})
        vendure.refund(code, 1000)
        assert (await shop.settlement(CancelOrder(code))).amount == usd(3100)
        assert (await make(shop, CancelOrder(code))).payment.status is PaymentStatus.REFUNDED
        assert written(vendure, code) == ("Cancelled", 1, [1000, 3100])

    async def test_a_refund_that_the_provider_refuses_is_not_told_as_done_nor_tried_again_and_again(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2}, method=BROKEN)
        with pytest.raises(OutcomeUnknown, match="left no trace"):
            await make(shop, CancelOrder(code))
        assert written(vendure, code) == ("Cancelled", 1, [4100])
        with pytest.raises(OutcomeUnknown):
            await shop.was_written("key-1", code)
        assert (await shop.order(code)).refunds == ()


class TestCancellingLines:
    async def test_tax_that_was_rounded_for_the_line_comes_back_to_the_cent(
        self, vendure: VendureServer, shop: VendureShop, mei: Buyer
    ) -> None:
        vendure.product({"en": "Taxed"}, [("CUT-333", 333, 100), ("CUT-1001", 1001, 100)], tax="standard")
        code = vendure.order(mei, {"CUT-333": 7, "CUT-1001": 3})
        first = await shop.order(code)
        for number, (line, quantity) in enumerate([(0, 2), (0, 3), (1, 1), (0, 2)]):
            before = await shop.order(code)
            change = CancelLines(code, (Picked(first.lines[line].line_id, quantity),))
            after = await make(shop, change, f"cut-{number}")
            returned = after.refunds[-1].amount.amount
            assert abs(returned - (before.total.amount - after.total.amount)) <= 1
        assert abs(sum(written(vendure, code)[2]) - (first.total.amount - after.total.amount)) <= 2

    async def test_the_last_of_it_is_a_cancellation_of_the_order(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2})
        line = (await shop.order(code)).lines[0].line_id
        for quantity in (2, 3, 0, -1):
            with pytest.raises(ChangeRefused) as refusal:
                await shop.settlement(CancelLines(code, (Picked(line, quantity),)))
            assert refusal.value.why is Why.QUANTITY
        with pytest.raises(ChangeRefused):
            await shop.settlement(CancelLines(code, (Picked("999999", 1),)))

    async def test_what_is_not_collected_yet_or_packed_is_for_a_person(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        later = vendure.order(mei, {shelf.mug: 2}, method=LATER)
        packed = vendure.order(mei, {shelf.mug: 2})
        vendure.pack(packed)
        for code, why in ((later, Why.UNSUPPORTED), (packed, Why.STATUS)):
            line = (await shop.order(code)).lines[0].line_id
            with pytest.raises(ChangeRefused) as refusal:
                await shop.settlement(CancelLines(code, (Picked(line, 1),)))
            assert refusal.value.why is why


class TestAddress:
    async def test_the_parcel_still_goes_to_whom_it_was_for(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1})
        after = await make(shop, ChangeAddress(code, OFFICE))
        assert (after.address, after.phone, after.status) == (OFFICE, "+1-202-555-0143", OrderStatus.PENDING)
        assert vendure.facts(code)["shippingAddress"]["fullName"] == "Mei Lin"

    async def test_an_address_that_changes_the_price_is_for_a_person_and_leaves_the_order_as_it_was(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        vendure.promotion("ENDING", percent=10)
        code = vendure.order(mei, {shelf.mug: 2}, coupon="ENDING")
        vendure.end_promotion("ENDING")
        before = await shop.order(code)
        with pytest.raises(ChangeRefused) as refusal:
            await make(shop, ChangeAddress(code, Address("Weg 1", "Berlin", "DE", postcode="10115")))
        assert refusal.value.why is Why.ADDRESS
        after = await shop.order(code)
        assert (after.address, after.total, after.status) == (before.address, before.total, OrderStatus.PENDING)
        assert vendure.facts(code)["state"] == "PaymentSettled"
        assert not await shop.was_written("key-1", code)

    @pytest.mark.parametrize("country", ["", "ZZ", "us", "FR"])
    async def test_the_shop_delivers_where_vendure_says(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer, country: str
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1})
        with pytest.raises(ChangeRefused) as refusal:
            await shop.settlement(ChangeAddress(code, Address("Weg 1", "Berlin", country, postcode="10115")))
        assert refusal.value.why is Why.ADDRESS


class TestNotes:
    async def test_a_note_is_read_back_and_a_later_one_takes_its_place(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1})
        assert (await make(shop, AddNote(code, "请放在门口。"))).note == "请放在门口。"
        assert (await make(shop, AddNote(code, "Ring twice."), "key-2")).note == "Ring twice."
        vendure.note(code, "a word of staff to the customer", public=True)
        order = await shop.order(code)
        assert (order.note, order.refunds) == ("Ring twice.", ())

    @pytest.mark.parametrize(
        "words",
        ["[shoptalk key-9]", "x [shoptalk key-2] y", 'Shoptalk {"key": "key-1", "step": "done"}', "]] {{ $x }}"],
    )
    async def test_words_that_look_like_our_own_marks_are_only_words(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer, words: str
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1})
        assert (await make(shop, AddNote(code, words), "key-1")).note == words
        assert await shop.was_written("key-1", code)
        assert not await shop.was_written("key-9", code)
        assert (await make(shop, CancelOrder(code, words), "key-2")).cancel_reason == words
        assert written(vendure, code) == ("Cancelled", 1, [2300])


class TestOnce:
    async def test_another_process_knows_of_the_write_from_vendure_alone(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2})
        assert not await shop.was_written("key-1", code)
        agreed, order = await shop.settlement(CancelOrder(code)), await shop.order(code)
        await make(shop, CancelOrder(code))
        other = vendure.shop()
        assert await other.was_written("key-1", code)
        assert not await other.was_written("key-2", code)
        again = other.change_order(CancelOrder(code), version=order.version, agreed=agreed, key="key-1")
        assert (await again).status is OrderStatus.CANCELLED
        assert written(vendure, code) == ("Cancelled", 1, [4100])
        await other.close()

    async def test_an_order_that_changed_voids_what_was_agreed(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2})
        order, agreed = await shop.order(code), await shop.settlement(CancelOrder(code))
        vendure.note(code, "we will be late", public=True)
        with pytest.raises(ProposalVoid):
            await shop.change_order(CancelOrder(code), version=order.version, agreed=agreed, key="key-1")
        now = await shop.order(code)
        less = replace(agreed, amount=usd(4099))
        with pytest.raises(ProposalVoid):
            await shop.change_order(CancelOrder(code), version=now.version, agreed=less, key="key-1")
        assert await shop.order(code) == now
        assert not await shop.was_written("key-1", code)
        assert (await make(shop, CancelOrder(code))).status is OrderStatus.CANCELLED  # the key was not used up

    async def test_a_key_belongs_to_one_kind_of_write(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1})
        await make(shop, AddNote(code, "Ring twice."))
        order, agreed = await shop.order(code), await shop.settlement(CancelOrder(code))
        with pytest.raises(InvalidInput, match="key-1"):
            await shop.change_order(CancelOrder(code), version=order.version, agreed=agreed, key="key-1")
        assert (await shop.order(code)).status is OrderStatus.PENDING

    async def test_what_vendure_cannot_do_is_refused(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1})
        change = ReturnItems(code, ())
        assert change.kind not in shop.capabilities
        with pytest.raises(ChangeRefused) as refusal:
            await shop.settlement(change)
        assert refusal.value.why is Why.UNSUPPORTED


@pytest.mark.race
class TestAtOnce:
    async def test_with_one_key_it_is_written_once_and_told_to_all(
        self, vendure: VendureServer, shelf: Shelf, mei: Buyer
    ) -> None:
        async with AsyncExitStack() as closing:
            shops = [await opened(closing, vendure, lease_seconds=20) for _ in range(2)]
            code = vendure.order(mei, {shelf.mug: 2})
            order, agreed = await shops[0].order(code), await shops[0].settlement(CancelOrder(code))
            tries = (
                shop.change_order(CancelOrder(code), version=order.version, agreed=agreed, key="key-1")
                for shop in shops * 3
            )
            told = await asyncio.gather(*tries, return_exceptions=True)
            assert {end.status for end in told if isinstance(end, Order)} == {OrderStatus.CANCELLED}
            assert all(isinstance(end, Order | ProposalVoid) for end in told)
            assert written(vendure, code) == ("Cancelled", 1, [4100])
            assert vendure.stock(shelf.mug) == 20

    async def test_with_two_keys_two_processes_never_write_both(
        self, vendure: VendureServer, shelf: Shelf, mei: Buyer
    ) -> None:
        async with AsyncExitStack() as closing:
            shops = [await opened(closing, vendure, lease_seconds=20) for _ in range(2)]
            for _ in range(4):
                code = vendure.order(mei, {shelf.mug: 2, shelf.lamp: 2})
                order = await shops[0].order(code)
                changes = [CancelLines(code, (Picked(line.line_id, 1),)) for line in order.lines]
                agreed = [await shops[0].settlement(change) for change in changes]
                tries = (
                    shop.change_order(change, version=order.version, agreed=money, key=f"key-{n}")
                    for n, (shop, change, money) in enumerate(zip(shops, changes, agreed, strict=True))
                )
                ends = await asyncio.gather(*tries, return_exceptions=True)
                done = [end for end in ends if isinstance(end, Order)]
                assert len(done) <= 1
                assert all(isinstance(end, Order | ProposalVoid) for end in ends)
                assert written(vendure, code)[1] == len(done)


async def opened(
    closing: AsyncExitStack, vendure: VendureServer, port: int | None = None, lease_seconds: float = LEASE
) -> VendureShop:
    shop = vendure.shop(port, lease_seconds=lease_seconds)
    closing.push_async_callback(shop.close)
    return shop


SENT = 6
"""Writes that cancel an order: the claim, each of two steps with what is said of it before, and that it is done."""


@pytest.mark.race
class TestCuts:
    @pytest.mark.parametrize("who", ["the same process", "another process"])
    @pytest.mark.parametrize("where", ["before", "after"])
    async def test_a_write_that_was_cut_anywhere_is_finished_once(
        self, vendure: VendureServer, shelf: Shelf, mei: Buyer, where: Where, who: str
    ) -> None:
        codes = [vendure.order(mei, {shelf.mug: 2}) for _ in range(SENT)]
        await asyncio.gather(*(cut_and_finish(vendure, code, n, where, who) for n, code in enumerate(codes, start=1)))
        assert [written(vendure, code) for code in codes] == [("Cancelled", 1, [4100])] * SENT
        assert vendure.stock(shelf.mug) == 20

    async def test_no_more_is_sent_than_the_cuts_go_through(
        self, vendure: VendureServer, shelf: Shelf, mei: Buyer
    ) -> None:
        async with AsyncExitStack() as closing:
            proxy = await closing.enter_async_context(cutting_proxy(vendure.port))
            await make(await opened(closing, vendure, proxy.port), CancelOrder(vendure.order(mei, {shelf.mug: 2})))
            assert proxy.counted == SENT

    @pytest.mark.parametrize("where", ["before", "after"])
    async def test_cancelled_lines_that_were_cut_are_paid_back_once(
        self, vendure: VendureServer, shelf: Shelf, mei: Buyer, where: Where
    ) -> None:
        codes = [vendure.order(mei, {shelf.mug: 3}) for _ in range(SENT)]
        await asyncio.gather(
            *(cut_and_finish(vendure, code, n, where, "the same process", 2) for n, code in enumerate(codes, start=1))
        )
        assert [written(vendure, code) for code in codes] == [("PaymentSettled", 1, [3600])] * SENT

    @pytest.mark.parametrize("where", ["before", "after"])
    async def test_an_address_that_was_cut_off_is_changed_once_and_the_order_is_let_go(
        self, vendure: VendureServer, shelf: Shelf, mei: Buyer, where: Where
    ) -> None:
        codes = [vendure.order(mei, {shelf.mug: 1}) for _ in range(9)]
        await asyncio.gather(
            *(cut_and_finish(vendure, code, n, where, "another process", OFFICE) for n, code in enumerate(codes, 1))
        )
        for facts in map(vendure.facts, codes):
            assert (facts["state"], facts["shippingAddress"]["streetLine1"]) == ("PaymentSettled", OFFICE.line1)
            assert [e["type"] for e in facts["history"]["items"]].count("ORDER_MODIFIED") == 1

    async def test_a_refund_that_is_still_at_work_is_waited_for_and_not_sent_again(
        self, vendure: VendureServer, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2}, method=SLOW)
        hasty, patient = vendure.shop(timeout_seconds=3.0, lease_seconds=12), vendure.shop(lease_seconds=12)
        order, agreed = await patient.order(code), await patient.settlement(CancelOrder(code))
        with pytest.raises(OutcomeUnknown):
            await hasty.change_order(CancelOrder(code), version=order.version, agreed=agreed, key="key-1")
        after = await patient.change_order(CancelOrder(code), version=order.version, agreed=agreed, key="key-1")
        assert after.payment.status is PaymentStatus.REFUNDED
        assert written(vendure, code) == ("Cancelled", 1, [4100])
        await hasty.close()
        await patient.close()


async def cut_and_finish(
    vendure: VendureServer, code: str, cut: int, where: Where, who: str, what: int | Address | None = None
) -> None:
    """Makes a change through a network that is gone from the `cut`-th write on, and again when it is back."""
    async with AsyncExitStack() as closing:
        proxy = await closing.enter_async_context(cutting_proxy(vendure.port))
        shop = await opened(closing, vendure, proxy.port)
        order = await shop.order(code)
        change: OrderChange = CancelOrder(code, "cut")
        if isinstance(what, Address):
            change = ChangeAddress(code, what)
        elif what:
            change = CancelLines(code, (Picked(order.lines[0].line_id, what),), "cut")
        agreed = await shop.settlement(change)
        proxy.cut, proxy.where = cut, where
        with pytest.raises((CommerceUnavailable, OutcomeUnknown)):
            await shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
        proxy.heal()
        later = shop if who == "the same process" else await opened(closing, vendure)
        try:
            known = await later.was_written("key-1", code)
        except OutcomeUnknown:
            known = True
        assert known or (await later.order(code)).version == order.version
        done = await later.change_order(change, version=order.version, agreed=agreed, key="key-1")
        assert done == await later.order(code)
        assert await later.was_written("key-1", code)


def _stock_of(sku: str, catalogue: object) -> int:
    assert isinstance(catalogue, list)
    return next(variant.stock for product in catalogue for variant in product.variants if variant.sku == sku)
