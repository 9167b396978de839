"""What the widget may say by itself: by the shop's rules, and of true data alone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commerce.model import Bilingual, OrderStatus, Shipment
from bot.commerce.widget import Nudge
from bot.conversation.proactive import Due, Proactive
from tests.shop_world import TODAY, World, an_order, open_world

ANYWHERE = Nudge("hello", Bilingual("Hello", "您好"), seconds=30)
PRODUCT = Nudge("product", Bilingual("Unclear?", "有疑问吗？"), pages=("/products/", "/p/"))
CART = Nudge("cart", Bilingual("Before you pay?", "付款前？"), cart=True)
LATE = Nudge(
    "late", Bilingual("{order_id} is late", "{order_id}晚到了"), Bilingual("Where is {order_id}?", "{order_id}在哪？"),
    late_order=True,
)  # fmt: skip


def _parcel(days: int, *, arrived: bool = False) -> Shipment:
    eta = TODAY + timedelta(days=days)
    return Shipment("UPS", "1Z", eta=eta, delivered_at=TODAY if arrived else None)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    orders = [
        an_order("W90001", OrderStatus.SHIPPED, customer_id="C-2", shipments=(_parcel(-1),)),
        an_order("W90002", OrderStatus.SHIPPED, customer_id="C-3", shipments=(_parcel(1),)),
    ]
    opened = await open_world(tmp_path, orders=orders)
    yield opened
    await opened.close()


def _proactive(world: World, *nudges: Nudge) -> Proactive:
    return Proactive(world.commerce, nudges, world.clock)


async def test_page_and_cart_decide_and_the_shops_order_is_kept(world: World) -> None:
    proactive = _proactive(world, CART, PRODUCT, ANYWHERE)

    async def ids(url: str, cart: int = 0) -> list[str]:
        return [due.id for due in await proactive.due("en", {"url": url}, cart, None)]

    assert await ids("https://shop.example/") == ["hello"]
    assert await ids("https://shop.example/products/1?x=2") == ["product", "hello"]
    assert await ids("https://shop.example/p/1", 3) == ["cart", "product", "hello"]
    assert await ids("https://shop.example/help/products/") == ["hello"]
    assert await proactive.due("zh", {}, 0, None) == [Due("hello", 30, "您好", None)]


async def test_only_the_customer_whose_order_is_late_hears_of_it(world: World) -> None:
    proactive = _proactive(world, LATE)
    assert await proactive.due("en", {}, 0, "C-2") == [Due("late", 0, "W90001 is late", "Where is W90001?")]
    for other in ("C-3", "C-1", "C-unknown", None):
        assert await proactive.due("en", {}, 0, other) == []


async def test_an_order_is_late_while_a_parcel_of_it_is_overdue_and_not_there(world: World) -> None:
    proactive = _proactive(world, LATE)
    world.clock.forward(days=3)
    [due] = await proactive.due("zh", {}, 0, "C-3")
    assert due.text == "W90002晚到了"
    await world.set_status("W90002", OrderStatus.DELIVERED)
    assert await proactive.due("zh", {}, 0, "C-3") == []
    arrived = an_order("W1", OrderStatus.SHIPPED, shipments=(_parcel(-5, arrived=True),))
    assert not proactive._is_late(arrived)
    assert not proactive._is_late(an_order("W1", OrderStatus.SHIPPED, shipments=(Shipment("UPS", "1Z"),)))
