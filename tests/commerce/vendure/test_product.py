"""The product's own rooms over Vendure: whose order it is, is decided here, and a lost end is looked for and made."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from bot.attachments.store import AttachmentStore
from bot.commerce.changes import CancelOrder
from bot.commerce.rules import PLAIN_RULES
from bot.commerce.vendure.shop import VendureShop
from bot.conversation.sql_store import SqlConversationStore
from bot.dialogue.trackers import RasaTrackers
from bot.errors import NotVerified, OrderNotFound, OutcomeUnknown
from bot.orders.access import OrderAccess
from bot.orders.contact import Contact, ContactKind
from bot.orders.erasing import Erasing
from bot.orders.proposals import Proposals
from bot.orders.writes import SafeWrites
from bot.storage.audit import AuditLog
from bot.storage.database import Database
from bot.storage.tries import TryCounter
from tests.commerce.vendure.conftest import Shelf
from tests.cutting_proxy import Where, cutting_proxy
from tests.vendure_server import Api, Buyer, VendureServer

House = tuple[SqlConversationStore, OrderAccess, SafeWrites]


@pytest.fixture
async def house(store_url: str, shop: VendureShop, tmp_path: Path) -> AsyncIterator[House]:
    store = Database.open(store_url)
    yield _house(store, shop, tmp_path)
    await store.close()


def _house(store: Database, shop: VendureShop, folder: Path) -> House:
    conversations, audit = SqlConversationStore(store), AuditLog(store)
    counted = {"order": 5, "contact": 10, "address": 20, "code": 5}
    tries = TryCounter(store, counted, timedelta(hours=1), b"key")
    access = OrderAccess(conversations, shop, store, tries, audit, contact_may_write=False)
    pictures = AttachmentStore(store, folder / "pictures", largest_bytes=1_000_000, most=10)
    erasing = Erasing(store, pictures, RasaTrackers(store), shop, audit)
    return conversations, access, SafeWrites(access, shop, Proposals(store, audit), audit, PLAIN_RULES, erasing)


async def test_vendure_tells_anybody_and_we_tell_nobody(
    vendure: VendureServer, shop: VendureShop, house: House, shelf: Shelf, tmp_path: Path
) -> None:
    code = vendure.order(vendure.guest(), {shelf.mug: 1})
    anybody = Api(f"{vendure.origin}/shop-api")
    query = "query($c: String!) { orderByCode(code: $c) { code customer { emailAddress } } }"
    assert anybody(query, c=code)["code"] == code  # the trap: no proof was asked for
    anybody.close()
    conversations, access, writes = house
    stranger = (await conversations.begin("en", {})).id
    with pytest.raises(NotVerified):
        await access.visible(stranger, code)
    with pytest.raises(OrderNotFound):
        await access.prove(stranger, code, Contact(ContactKind.EMAIL, "wrong@example.com"))
    with pytest.raises(NotVerified):
        await writes.propose(stranger, CancelOrder(code))
    assert (await shop.order(code)).status == "pending"


async def test_another_customers_order_is_not_found_and_not_changed(
    vendure: VendureServer, shop: VendureShop, house: House, shelf: Shelf, mei: Buyer
) -> None:
    code, tom = vendure.order(mei, {shelf.mug: 1}), vendure.customer("Tom Berg")
    assert tom.customer_id
    conversations, access, writes = house
    toms = (await conversations.begin("en", {})).id
    await conversations.bind_customer(toms, tom.customer_id)
    for refused in (
        access.visible(toms, code),
        access.prove(toms, code, Contact(ContactKind.EMAIL, mei.email)),
        writes.propose(toms, CancelOrder(code)),
    ):
        with pytest.raises(OrderNotFound):
            await refused
    assert list(await access.own_orders(toms)) == []


async def test_the_buyer_sees_it_and_may_call_it_off(
    vendure: VendureServer, house: House, shelf: Shelf, mei: Buyer
) -> None:
    code = vendure.order(mei, {shelf.mug: 1})
    assert mei.customer_id
    conversations, access, writes = house
    hers = (await conversations.begin("zh", {})).id
    await conversations.bind_customer(hers, mei.customer_id)
    assert [order.order_id for order in await access.own_orders(hers)] == [code]
    offer = await writes.propose(hers, CancelOrder(code))
    assert offer.settlement.refund.amount == 2300
    assert vendure.facts(code)["state"] == "PaymentSettled"  # nothing is written before a yes


# The third write cancels, the fifth gives the money back (`test_writing.SENT`).
@pytest.mark.parametrize(("cut", "where"), [(3, "before"), (3, "after"), (5, "before"), (5, "after")])
async def test_a_yes_whose_end_was_lost_is_looked_up_and_its_change_whole_or_not_there(
    vendure: VendureServer, store_url: str, shelf: Shelf, mei: Buyer, cut: int, where: Where, tmp_path: Path
) -> None:
    code = vendure.order(mei, {shelf.mug: 1})
    async with AsyncExitStack() as closing:
        proxy = await closing.enter_async_context(cutting_proxy(vendure.port))
        shop, store = vendure.shop(proxy.port, lease_seconds=1.0), Database.open(store_url)
        closing.push_async_callback(shop.close)
        closing.push_async_callback(store.close)
        conversations, _, writes = _house(store, shop, tmp_path)
        hers = (await conversations.begin("en", {})).id
        await conversations.bind_customer(hers, mei.customer_id or "")
        await writes.propose(hers, CancelOrder(code))
        proxy.cut, proxy.where = proxy.counted + cut, where
        with pytest.raises(OutcomeUnknown):
            await writes.confirm(hers, "the yes")
        proxy.heal()
        (ended,) = await writes.reconcile(hers)
        facts = vendure.facts(code)
        refunds = [refund["total"] for payment in facts["payments"] for refund in payment["refunds"]]
        is_made = (cut, where) != (3, "before")
        assert (facts["state"], refunds) == (("Cancelled", [2300]) if is_made else ("PaymentSettled", []))
        assert (ended.done is not None, ended.is_pending) == (is_made, not is_made)
        done = await writes.confirm(hers, "the yes")  # the same yes, sent again
        assert done.after == await shop.order(code)
        facts = vendure.facts(code)
        assert [refund["total"] for payment in facts["payments"] for refund in payment["refunds"]] == [2300]
