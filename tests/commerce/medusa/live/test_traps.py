"""What a real Medusa does that must never reach a shopper: each was seen, and each is defended against."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.attachments.store import AttachmentStore
from bot.commerce.changes import CancelOrder, Capability, Picked, ReturnItems
from bot.commerce.medusa.shop import MedusaShop
from bot.commerce.model import Address, OrderStatus, PaymentStatus
from bot.commerce.money import Money
from bot.commerce.rules import Edition, Rule, RuleBook
from bot.conversation.sql_store import SqlConversationStore
from bot.dialogue.trackers import RasaTrackers
from bot.errors import ChangeRefused, NotVerified, OrderNotFound, Why
from bot.orders.access import OrderAccess
from bot.orders.contact import Contact, ContactKind
from bot.orders.erasing import Erasing
from bot.orders.proposals import Proposals
from bot.orders.writes import SafeWrites
from bot.storage.audit import AuditLog
from bot.storage.database import Database
from bot.storage.tries import TryCounter
from tests.commerce.medusa.live.conftest import Shelf
from tests.medusa_server import Buyer, MedusaServer

BERLIN = Address("Weg 1", "Berlin", "DE", postcode="10115")
House = tuple[SqlConversationStore, OrderAccess, SafeWrites]
_RULES = RuleBook(
    (
        Edition(
            {
                Capability.CANCEL_ORDER: Rule(frozenset({OrderStatus.PENDING})),
                Capability.RETURN_ITEMS: Rule(frozenset({OrderStatus.DELIVERED})),
            }
        ),
    )
)


@pytest.fixture
async def house(store_url: str, shop: MedusaShop, tmp_path: Path) -> AsyncIterator[House]:
    store = Database.open(store_url)
    conversations, audit = SqlConversationStore(store), AuditLog(store)
    counted = {"order": 5, "contact": 10, "address": 20, "code": 5}
    tries = TryCounter(store, counted, timedelta(hours=1), b"key")
    access = OrderAccess(conversations, shop, store, tries, audit, contact_may_write=False)
    pictures = AttachmentStore(store, tmp_path / "pictures", largest_bytes=1_000_000, most=10)
    erasing = Erasing(store, pictures, RasaTrackers(store), shop, audit)
    yield conversations, access, SafeWrites(access, shop, Proposals(store, audit), audit, _RULES, erasing)
    await store.close()


def delivered(channel: MedusaServer, buyer: Buyer, lines: dict[str, int]) -> str:
    number = channel.order(buyer, lines)
    parcel = channel.pack(number)
    channel.send(number, parcel, "DHL-7")
    channel.arrive(number, parcel)
    return number


async def test_medusa_tells_anybody_and_we_tell_nobody(
    channel: MedusaServer, shop: MedusaShop, house: House, shelf: Shelf, mei: Buyer
) -> None:
    number = channel.order(mei, {shelf.mug: 1})
    anybody = channel.store()
    told = anybody("GET", f"/store/orders/{channel.facts(number)['id']}")
    assert told["order"]["email"] == mei.email  # the trap: the storefront's public key was enough
    anybody.close()
    conversations, access, writes = house
    stranger = (await conversations.begin("en", {})).id
    with pytest.raises(NotVerified):
        await access.visible(stranger, number)
    with pytest.raises(OrderNotFound):
        await access.prove(stranger, number, Contact(ContactKind.EMAIL, "wrong@example.com"))
    with pytest.raises(NotVerified):
        await writes.propose(stranger, CancelOrder(number))
    assert (await shop.order(number)).status is OrderStatus.PENDING


async def test_another_customer_may_send_goods_back_in_medusa_and_not_here(
    channel: MedusaServer, house: House, shelf: Shelf, mei: Buyer
) -> None:
    number, tom = delivered(channel, mei, {shelf.mug: 2}), channel.customer("Tom Berg")
    facts = channel.facts(number)
    item, toms = facts["items"][0]["id"], channel.store(tom)
    body = {
        "order_id": facts["id"], "items": [{"id": item, "quantity": 1}], "location_id": channel.house.location,
        "return_shipping": {"option_id": channel.house.back},
    }  # fmt: skip
    assert toms("POST", "/store/returns", body)["return"]["status"] == "requested"  # the trap
    toms.close()
    conversations, access, writes = house
    his = (await conversations.begin("en", {})).id
    await conversations.bind_customer(his, tom.customer_id or "")
    for refused in (
        access.visible(his, number),
        access.prove(his, number, Contact(ContactKind.EMAIL, mei.email)),
        writes.propose(his, ReturnItems(number, (Picked(item, 1),))),
    ):
        with pytest.raises(OrderNotFound):
            await refused
    assert list(await access.own_orders(his)) == []
    assert len(channel.facts(number)["returns"]) == 1


async def test_the_buyer_sees_it_and_may_call_it_off(
    channel: MedusaServer, house: House, shelf: Shelf, mei: Buyer
) -> None:
    number = channel.order(mei, {shelf.mug: 1})
    conversations, access, writes = house
    hers = (await conversations.begin("zh", {})).id
    await conversations.bind_customer(hers, mei.customer_id or "")
    assert [order.order_id for order in await access.own_orders(hers)] == [number]
    offer = await writes.propose(hers, CancelOrder(number))
    assert offer.settlement.refund == Money(2300, "USD")
    assert channel.facts(number)["status"] == "pending"  # nothing is written before a yes
    done = await writes.confirm(hers, "the yes")
    assert (channel.facts(number)["status"], channel.refunds(number)) == ("canceled", [23])
    assert done.after == await house[1].visible(hers, number)


async def test_tracking_is_read_where_the_storefront_leaves_it_out(
    channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
) -> None:
    number = delivered(channel, mei, {shelf.mug: 1})
    hers = channel.store(mei)
    told = hers("GET", f"/store/orders/{channel.facts(number)['id']}", fields="*fulfillments")
    assert not told["order"]["fulfillments"][0].get("labels")  # the trap
    hers.close()
    assert [parcel.tracking for parcel in (await shop.order(number)).shipments] == ["DHL-7"]


async def test_status_stays_pending_in_medusa_after_delivery_and_is_told_as_it_is(
    channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
) -> None:
    number = delivered(channel, mei, {shelf.mug: 1})
    assert channel.facts(number)["status"] == "pending"  # the trap
    order = await shop.order(number)
    assert (order.status, order.payment.status) == (OrderStatus.DELIVERED, PaymentStatus.PAID)
    with pytest.raises(ChangeRefused) as refusal:
        await shop.settlement(CancelOrder(number))
    assert (refusal.value.why, refusal.value.detail) == (Why.STATUS, "delivered")


async def test_amounts_that_nobody_can_pay_are_told_to_the_cent(
    channel: MedusaServer, shop: MedusaShop, mei: Buyer
) -> None:
    channel.product("Taxed", {f"TAX-{mei.email}": (89.9, 20)})
    number = channel.order(mei, {f"TAX-{mei.email}": 2}, region=channel.house.de, to=BERLIN)
    assert channel.facts(number)["total"] == pytest.approx(219.912)  # the trap: two pieces and delivery with 19 % tax
    order = await shop.order(number)
    assert (order.total, order.shipping_fee) == (Money(21991, "EUR"), Money(595, "EUR"))
    goods = sum(line.total.amount for line in order.lines)
    assert goods + order.shipping_fee.amount - order.discount.amount == order.total.amount
    agreed = await shop.settlement(CancelOrder(number))
    assert agreed.refund == Money(21991, "EUR")
    after = await shop.change_order(CancelOrder(number), version=order.version, agreed=agreed, key="key-1")
    assert [refund.amount for refund in after.refunds] == [Money(21991, "EUR")]
    assert (after.payment.status, after.total) == (PaymentStatus.REFUNDED, order.total)


async def test_a_return_is_asked_for_with_the_place_without_which_medusa_fails(
    channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
) -> None:
    number = delivered(channel, mei, {shelf.mug: 2})
    order = await shop.order(number)
    change = ReturnItems(number, (Picked(order.lines[0].line_id, 1),), "too small")
    agreed = await shop.settlement(change)
    after = await shop.change_order(change, version=order.version, agreed=agreed, key="key-1")
    (back,) = channel.facts(number)["returns"]
    assert (back["location_id"], back["status"]) == (channel.house.location, "requested")
    assert (after.status, after.claims[0].claim_id) == (OrderStatus.RETURNING, back["id"])
    channel.receive(back["id"], {order.lines[0].line_id: 1})
    received = await shop.order(number)
    assert (received.lines, received.total) == (order.lines, order.total)
    assert (received.claims[0].status, received.claims[0].amount) == ("received", Money(1800, "USD"))
    channel.refund(number, 18)
    settled = await shop.order(number)
    assert (settled.claims[0].status, settled.payment.status) == ("settled", PaymentStatus.PART_REFUNDED)
    assert settled.total == order.total


async def test_more_than_was_paid_never_goes_back(
    channel: MedusaServer, shop: MedusaShop, shelf: Shelf, mei: Buyer
) -> None:
    number = channel.order(mei, {shelf.mug: 2})
    channel.refund(number, 10)
    assert (await shop.settlement(CancelOrder(number))).refund == Money(3100, "USD")
    order, agreed = await shop.order(number), await shop.settlement(CancelOrder(number))
    await shop.change_order(CancelOrder(number), version=order.version, agreed=agreed, key="key-1")
    assert sorted(channel.refunds(number)) == [10, 31]
