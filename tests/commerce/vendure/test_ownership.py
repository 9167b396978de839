"""Whose order it is, is decided here, whatever Vendure tells anybody who asks."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commerce.changes import CancelOrder
from bot.commerce.rules import PLAIN_RULES
from bot.commerce.vendure.shop import VendureShop
from bot.conversation.sql_store import SqlConversationStore
from bot.errors import NotVerified, OrderNotFound
from bot.orders.access import OrderAccess
from bot.orders.audit import AuditLog
from bot.orders.contact import Contact, ContactKind
from bot.orders.proposals import Proposals
from bot.orders.tries import TryCounter
from bot.orders.writes import SafeWrites
from bot.storage.database import Database
from tests.commerce.vendure.conftest import Shelf
from tests.vendure_server import Api, Buyer, VendureServer

House = tuple[SqlConversationStore, OrderAccess, SafeWrites]


@pytest.fixture
async def house(store_url: str, shop: VendureShop) -> AsyncIterator[House]:
    store = Database.open(store_url)
    conversations, audit = SqlConversationStore(store), AuditLog(store)
    counted = {"order": 5, "contact": 10, "address": 20, "code": 5}
    tries = TryCounter(store, counted, timedelta(hours=1), b"key")
    access = OrderAccess(conversations, shop, store, tries, audit, contact_may_write=False)
    yield conversations, access, SafeWrites(access, shop, Proposals(store, audit), audit, PLAIN_RULES)
    await store.close()


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
