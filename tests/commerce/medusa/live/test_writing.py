"""Writes to a real Medusa: each once, whatever is lost or happens at the same time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

import pytest

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    ChangeAddress,
    ExchangeItems,
    OrderChange,
    Picked,
    ReturnItems,
    Swap,
)
from bot.commerce.medusa.shop import MedusaShop
from bot.commerce.model import Address, Order, OrderStatus, PaymentStatus
from bot.commerce.money import Money
from bot.errors import ChangeRefused, CommerceUnavailable, HalfDone, OutcomeUnknown, ProposalVoid, Why
from tests.commerce.medusa.live.conftest import Shelf
from tests.cutting_proxy import Where, cutting_proxy
from tests.medusa_server import BROKEN, SLOW, Buyer, MedusaServer

OFFICE = Address("4410 SE Hawthorne Blvd", "Portland", "US", "Apt 6", "OR", "97215")
SETTLED = 1.0
"""Short, where what was sent is known to have ended."""
SENT = 3
"""Writes that call a packed order off: the trace, the parcel, the order."""


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


def opened(closing: AsyncExitStack, channel: MedusaServer, port: int | None = None, **options: float) -> MedusaShop:
    shop = channel.shop(port, **{"settled_seconds": SETTLED, **options})
    closing.push_async_callback(shop.close)
    return shop


async def make(shop: MedusaShop, change: OrderChange, key: str = "key-1") -> Order:
    """As a proposal and its yes would."""
    order, agreed = await shop.order(change.order_id), await shop.settlement(change)
    return await shop.change_order(change, version=order.version, agreed=agreed, key=key)


def is_write(request: bytes) -> bool:
    return request.startswith(b"POST")


def arrived(channel: MedusaServer, buyer: Buyer, lines: dict[str, int]) -> str:
    number = channel.order(buyer, lines)
    parcel = channel.pack(number)
    channel.send(number, parcel)
    channel.arrive(number, parcel)
    return number


class TestCancelling:
    async def test_a_parcel_that_is_not_with_the_carrier_is_unpacked(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 2})
        channel.pack(number)
        assert (await shop.order(number)).status is OrderStatus.PROCESSING
        assert (await make(shop, CancelOrder(number, "ordered twice"))).cancel_reason == "ordered twice"
        facts = channel.facts(number)
        assert (facts["status"], channel.refunds(number)) == ("canceled", [41])
        assert all(parcel["canceled_at"] for parcel in facts["fulfillments"])
        assert channel.stock(shelf.mug) == 20

    async def test_a_refund_that_the_provider_refuses_is_half_done_though_medusa_says_that_all_is_well(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 2}, method=BROKEN)
        with pytest.raises(HalfDone):
            await make(shop, CancelOrder(number))
        assert (channel.facts(number)["status"], channel.refunds(number)) == ("canceled", [])  # the trap
        with pytest.raises(HalfDone):
            await shop.was_written("key-1", number)
        order = await shop.order(number)
        assert (order.status, order.payment.status, order.refunds) == (OrderStatus.CANCELLED, PaymentStatus.PAID, ())

    async def test_what_is_sent_meanwhile_is_not_called_off(
        self, channel: MedusaServer, closing: AsyncExitStack, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 1})
        order, agreed = await shop.order(number), await shop.settlement(CancelOrder(number))
        channel.send(number, channel.pack(number))
        with pytest.raises(ProposalVoid):
            await shop.change_order(CancelOrder(number), version=order.version, agreed=agreed, key="key-1")
        assert channel.facts(number)["status"] == "pending"


class TestNotes:
    @pytest.mark.parametrize("words", ["请放在门口。", "[shoptalk key-9]", '{"key": "key-1"}', "]] {{ $x }}"])
    async def test_words_are_only_words(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer, words: str
    ) -> None:
        number = channel.order(mei, {shelf.mug: 1})
        assert (await make(shop, AddNote(number, words))).note == words
        assert await shop.was_written("key-1", number)
        assert not await shop.was_written("key-9", number)
        assert channel.facts(number)["metadata"]["delivery_note"] == words

    async def test_what_the_staff_keep_with_an_order_stays(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 1})
        id_ = channel.facts(number)["id"]
        channel.admin("POST", f"/admin/orders/{id_}", {"metadata": {"erp": {"id": 7}, "shoptalk_odd": "x"}})
        await make(shop, AddNote(number, "Ring twice."))
        assert channel.facts(number)["metadata"]["erp"] == {"id": 7}


class TestAddress:
    async def test_the_parcel_still_goes_to_whom_it_was_for(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 1})
        after = await make(shop, ChangeAddress(number, OFFICE))
        assert (after.address, after.phone) == (OFFICE, "+1-202-555-0143")
        assert channel.facts(number)["shipping_address"]["first_name"] == "Mei"

    async def test_another_country_and_a_packed_parcel_are_for_a_person(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number, packed = (channel.order(mei, {shelf.mug: 1}) for _ in range(2))
        channel.pack(packed)
        abroad = Address("Weg 1", "Berlin", "DE", postcode="10115")
        for order_id, address, why in ((number, abroad, Why.ADDRESS), (packed, OFFICE, Why.STATUS)):
            with pytest.raises(ChangeRefused) as refusal:
                await shop.settlement(ChangeAddress(order_id, address))
            assert refusal.value.why is why


class TestOnce:
    async def test_another_process_knows_of_the_write_from_medusa_alone(
        self, channel: MedusaServer, closing: AsyncExitStack, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 2})
        assert not await shop.was_written("key-1", number)
        agreed, order = await shop.settlement(CancelOrder(number)), await shop.order(number)
        await make(shop, CancelOrder(number))
        other = opened(closing, channel)
        assert await other.was_written("key-1", number)
        assert not await other.was_written("key-2", number)
        again = other.change_order(CancelOrder(number), version=order.version, agreed=agreed, key="key-1")
        assert (await again).status is OrderStatus.CANCELLED
        assert channel.refunds(number) == [41]

    async def test_an_order_that_changed_voids_what_was_agreed(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 2})
        order, agreed = await shop.order(number), await shop.settlement(CancelOrder(number))
        channel.refund(number, 1)
        with pytest.raises(ProposalVoid):
            await shop.change_order(CancelOrder(number), version=order.version, agreed=agreed, key="key-1")
        now, less = await shop.order(number), replace(agreed, amount=Money(3999, "USD"))
        with pytest.raises(ProposalVoid):
            await shop.change_order(CancelOrder(number), version=now.version, agreed=less, key="key-1")
        assert await shop.order(number) == now
        assert not await shop.was_written("key-1", number)

    async def test_what_cannot_be_made_safe_is_refused(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 2})
        line = (await shop.order(number)).lines[0].line_id
        for change in (
            CancelLines(number, (Picked(line, 1),)),
            ExchangeItems(number, (Swap(line, 1, shelf.lamp),)),
        ):
            assert change.kind not in shop.capabilities
            with pytest.raises(ChangeRefused) as refusal:
                await shop.settlement(change)
            assert refusal.value.why is Why.UNSUPPORTED


@pytest.mark.race
class TestCuts:
    @pytest.mark.parametrize("who", ["the same process", "another process"])
    @pytest.mark.parametrize("where", ["before", "after"])
    async def test_a_cancellation_that_was_cut_anywhere_is_finished_once(
        self, channel: MedusaServer, shelf: Shelf, mei: Buyer, where: Where, who: str
    ) -> None:
        numbers = [channel.order(mei, {shelf.mug: 2}) for _ in range(SENT)]
        for cut, number in enumerate(numbers, start=1):
            channel.pack(number)
            await cut_and_finish(channel, CancelOrder(number, "cut"), cut, where, who)
        assert [(channel.facts(number)["status"], channel.refunds(number)) for number in numbers] == [
            ("canceled", [41])
        ] * SENT
        assert channel.stock(shelf.mug) == 20

    async def test_no_more_is_sent_than_the_cuts_go_through(
        self, channel: MedusaServer, closing: AsyncExitStack, shelf: Shelf, mei: Buyer
    ) -> None:
        proxy = await closing.enter_async_context(cutting_proxy(channel.port, counts=is_write))
        number = channel.order(mei, {shelf.mug: 2})
        channel.pack(number)
        await make(opened(closing, channel, proxy.port), CancelOrder(number))
        assert proxy.counted == SENT

    @pytest.mark.parametrize("who", ["the same process", "another process"])
    @pytest.mark.parametrize("where", ["before", "after"])
    async def test_what_takes_one_request_is_made_once(
        self, channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer, where: Where, who: str
    ) -> None:
        number, sent = channel.order(mei, {shelf.mug: 1}), arrived(channel, mei, {shelf.mug: 2})
        line = (await shop.order(sent)).lines[0].line_id
        await cut_and_finish(channel, ChangeAddress(number, OFFICE), 1, where, who)
        await cut_and_finish(channel, AddNote(number, "Ring twice."), 1, where, who, "key-2")
        await cut_and_finish(channel, ReturnItems(sent, (Picked(line, 1),)), 1, where, who)
        facts = channel.facts(number)
        assert facts["shipping_address"]["address_1"] == OFFICE.line1
        assert facts["metadata"]["delivery_note"] == "Ring twice."
        assert [back["status"] for back in channel.facts(sent)["returns"]] == ["requested"]

    async def test_a_refund_that_is_still_at_work_is_not_sent_again(
        self, channel: MedusaServer, closing: AsyncExitStack, shelf: Shelf, mei: Buyer
    ) -> None:
        number = channel.order(mei, {shelf.mug: 2}, method=SLOW)
        change = CancelOrder(number)
        hasty = opened(closing, channel, timeout_seconds=1.5, settled_seconds=30)
        order, agreed = await hasty.order(number), await hasty.settlement(change)
        with pytest.raises(OutcomeUnknown):
            await hasty.change_order(change, version=order.version, agreed=agreed, key="key-1")
        for _ in range(100):
            await asyncio.sleep(0.2)
            with suppress(OutcomeUnknown, CommerceUnavailable):
                after = await hasty.change_order(change, version=order.version, agreed=agreed, key="key-1")
                break
        else:
            pytest.fail("it never showed")
        assert after.payment.status is PaymentStatus.REFUNDED
        assert channel.refunds(number) == [41]


async def cut_and_finish(
    channel: MedusaServer, change: OrderChange, cut: int, where: Where, who: str, key: str = "key-1"
) -> None:
    """Makes a change through a network that is gone from the `cut`-th write on, and again when it is back."""
    async with AsyncExitStack() as closing:
        proxy = await closing.enter_async_context(cutting_proxy(channel.port, counts=is_write))
        shop = opened(closing, channel, proxy.port)
        order, agreed = await shop.order(change.order_id), await shop.settlement(change)
        proxy.cut, proxy.where = cut, where
        with pytest.raises((CommerceUnavailable, OutcomeUnknown)):
            await shop.change_order(change, version=order.version, agreed=agreed, key=key)
        proxy.heal()
        later = shop if who == "the same process" else opened(closing, channel)
        await asyncio.sleep(SETTLED)
        try:
            known = await later.was_written(key, change.order_id)
        except OutcomeUnknown:
            known = True
        assert known or (await later.order(change.order_id)).version == order.version
        done = await later.change_order(change, version=order.version, agreed=agreed, key=key)
        assert done == await later.order(change.order_id)
        assert await later.was_written(key, change.order_id)
