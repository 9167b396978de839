"""The product's own rooms over a replayed shop: whose order it is, is decided here, whatever the shop answers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commerce.changes import CancelOrder
from bot.commerce.model import OrderStatus
from bot.commerce.shopify.shop import ShopifyShop
from bot.commerce.woocommerce.shop import WooShop
from bot.errors import NotVerified, OrderNotFound, OutcomeUnknown
from bot.orders.contact import Contact, ContactKind
from bot.services import Rooms
from bot.settings import CommerceSettings
from tests.commerce.hosted.conftest import Shopify, Woo
from tests.commerce.hosted.replay import Fault
from tests.commerce.hosted.shopify_server import TOKEN, gid
from tests.commerce.hosted.woo_server import KEY, SECRET
from tests.commerce.product_rooms import opened, talk

CANCEL = CancelOrder("1001", "ordered twice")


@pytest.fixture(params=["shopify", "woocommerce"])
async def rooms(request: pytest.FixtureRequest, tmp_path: Path, shopify: Shopify, woo: Woo) -> AsyncIterator[Rooms]:
    theirs = {
        "shopify": CommerceSettings(url=f"shopify+{shopify.wire.origin}", password=TOKEN),
        "woocommerce": CommerceSettings(url=f"woocommerce+{woo.wire.origin}", user=KEY, password=SECRET),
    }
    async with opened(tmp_path, theirs[request.param]) as rooms:
        assert isinstance(rooms.commerce, {"shopify": ShopifyShop, "woocommerce": WooShop}[request.param])
        yield rooms


async def test_another_customers_order_is_refused_though_the_shop_answers(rooms: Rooms) -> None:
    assert (await rooms.commerce.order("1001")).customer_id == "501"
    stranger = await talk(rooms, "502")
    with pytest.raises(OrderNotFound):
        await rooms.access.visible(stranger, "1001")
    with pytest.raises(OrderNotFound):
        await rooms.writes.propose(stranger, CANCEL)
    assert await rooms.access.own_orders(stranger) == []
    assert (await rooms.commerce.order("1001")).status is not OrderStatus.CANCELLED


async def test_a_guest_proves_an_order_by_what_stands_on_it(rooms: Rooms) -> None:
    guest = await talk(rooms)
    with pytest.raises(NotVerified):
        await rooms.access.visible(guest, "1001")
    with pytest.raises(OrderNotFound):
        await rooms.access.prove(guest, "1001", Contact(ContactKind.EMAIL, "tom@example.com"))
    await rooms.access.prove(guest, "1001", Contact(ContactKind.EMAIL, "mei@example.com"))
    assert (await rooms.access.visible(guest, "1001")).order_id == "1001"


async def test_a_customer_cancels_and_is_told_what_the_shop_then_shows(rooms: Rooms) -> None:
    mine = await talk(rooms, "501")
    assert [order.order_id for order in await rooms.access.own_orders(mine)] == ["1001"]
    offer = await rooms.writes.propose(mine, CANCEL)
    done = await rooms.writes.confirm(mine, "m_yes")
    assert done.after.version != offer.before.version
    assert (await rooms.commerce.order("1001")).status is OrderStatus.CANCELLED
    assert await rooms.commerce.was_written(offer.proposal.id, "1001")


async def test_a_write_whose_answer_is_lost_is_found_by_its_key(tmp_path: Path, woo: Woo) -> None:
    commerce = CommerceSettings(url=f"woocommerce+{woo.wire.origin}", user=KEY, password=SECRET)
    async with opened(tmp_path, commerce) as rooms:
        mine = await talk(rooms, "501")
        await rooms.writes.propose(mine, CANCEL)
        woo.wire.faults.append(Fault("POST", "lose answer"))
        await rooms.writes.confirm(mine, "m_yes")
        assert (woo.server.provider_calls, len(woo.wire.sent("POST"))) == (1, 1)


async def test_a_cancellation_that_hangs_is_looked_up_by_the_next_process(tmp_path: Path, shopify: Shopify) -> None:
    commerce = CommerceSettings(url=f"shopify+{shopify.wire.origin}", password=TOKEN, timeout_seconds=5)
    async with opened(tmp_path, commerce) as rooms:
        mine = await talk(rooms, "501")
        await rooms.writes.propose(mine, CANCEL)
        shopify.server.looks_until_done = 10_000
        shopify.wire.dies_at = "mutation CancelOrder"
        with pytest.raises(OutcomeUnknown):
            await rooms.writes.confirm(mine, "m_yes")
    shopify.wire.heal()
    (job,) = shopify.server.jobs.values()
    shopify.server._end(job)
    async with opened(tmp_path, commerce) as rooms:
        await rooms.writes.reconcile(mine)
        events = [entry.event.value for entry in await rooms.audit.entries(conversation_id=mine)]
    assert events.count("written") == 1
    assert shopify.server.orders[gid("Order", 7001)]["cancelledAt"]
    assert len(shopify.wire.sent("mutation CancelOrder")) == 1
