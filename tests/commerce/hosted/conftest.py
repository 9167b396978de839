"""Shops of Shopify and WooCommerce over servers that replay them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest

from bot.commerce.changes import OrderChange
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.shopify.shop import ShopifyShop
from bot.commerce.woocommerce.shop import WooShop
from tests.commerce.hosted.acts import CANCEL, LINES, MOVE, NOTE
from tests.commerce.hosted.replay import Replay, replaying
from tests.commerce.hosted.shopify_server import TOKEN, ShopifyServer, address, gid, line, money, parcel, variant
from tests.commerce.hosted.woo_server import HOME, KEY, SECRET, WooServer, shipping
from tests.commerce.hosted.woo_server import line as woo_line


@dataclass(frozen=True)
class Shopify:
    """The adapter, what it talks to, and what that talks over."""

    shop: ShopifyShop
    server: ShopifyServer
    wire: Replay
    changes: Sequence[OrderChange] = (CANCEL, LINES, MOVE, NOTE)
    """Of every kind that it can make."""

    def writes(self) -> int:
        """How many requests asked for something to be written."""
        return len(self.wire.sent("mutation"))

    def held(self) -> object:
        """Everything that is written of the order."""
        return self.server.copy_of(gid("Order", 7001))

    def touch(self) -> None:
        """Somebody of the shop changes the order."""
        self.server.orders[gid("Order", 7001)]["shippingAddress"]["city"] = "Salem"

    def send(self) -> None:
        """The order goes to the carrier."""
        order = self.server.orders[gid("Order", 7001)]
        order["displayFulfillmentStatus"] = "FULFILLED"
        order["fulfillments"] = [parcel(1, order["lineItems"])]


@pytest.fixture
async def shopify() -> AsyncIterator[Shopify]:
    server = ShopifyServer()
    stock(server)
    async with replaying(server.answer) as wire:
        shop = ShopifyShop.open(f"shopify+{wire.origin}", TOKEN, ShopFolder(), timeout_seconds=5, poll_seconds=0.01)
        yield Shopify(shop, server, wire)
        await shop.close()


def stock(server: ShopifyServer) -> None:
    server.add_product(
        101,
        "Hush 75 quiet keyboard",
        [
            variant(1, "KB-101-BLK", "79.00", 12, {"Colour": "Black"}),
            variant(2, "KB-101-WHT", "69.00", 0, {"Colour": "White"}, compareAtPrice="79.00"),
        ],
    )
    server.add_product(190, "Rest", [variant(3, "KB-190-WAL", "32.00", 0, {})])
    home = address("12 Alder St", "", "Portland", "OR", "97201", "US")
    server.add_customer(501, "Mei", "Lin", "mei@example.com", locale="zh-CN", tags=["vip"], defaultAddress=home)
    server.add_customer(502, "Tom", None, None, defaultPhoneNumber={"phoneNumber": "+49301234567"})
    lines = [
        line(11, "KB-101-BLK", "Hush 75 quiet keyboard", 2, money("79.0"), "Black"),
        line(12, "KB-190-WAL", "Rest", 1, money("32.0")),
    ]
    fee = money("5.0")
    server.add_order(7001, "#1001", lines, money("195.0"), totalShippingPriceSet=fee, currentShippingPriceSet=fee)


@dataclass(frozen=True)
class Woo:
    """The adapter, what it talks to, and what that talks over."""

    shop: WooShop
    server: WooServer
    wire: Replay
    changes: Sequence[OrderChange] = (CANCEL, MOVE, NOTE)

    def writes(self) -> int:
        return len(self.wire.sent("POST")) + len(self.wire.sent("PUT"))

    def held(self) -> object:
        return self.server.copy_of(1001)

    def touch(self) -> None:
        self.server.orders[1001]["shipping"]["city"] = "Salem"

    def send(self) -> None:
        self.server.orders[1001] |= {"status": "completed", "date_completed_gmt": "2026-06-16T09:00:00"}


@pytest.fixture
async def woo() -> AsyncIterator[Woo]:
    server = WooServer()
    fill(server)
    async with replaying(server.answer) as wire:
        shop = WooShop.open(f"woocommerce+{wire.origin}", KEY, SECRET, ShopFolder(), timeout_seconds=10)
        yield Woo(shop, server, wire)
        await shop.close()


def fill(server: WooServer) -> None:
    colours = {"id": 6, "name": "Colour", "visible": True, "variation": True, "options": ["Black", "White"]}
    material = {"id": 7, "name": "Material", "visible": True, "variation": False, "options": ["Aluminium", "PBT"]}
    keyboard = "Hush 75 quiet keyboard"
    server.add_product(101, keyboard, "", "69.00", None, type="variable", attributes=[colours, material])
    server.add_variation(101, 111, "KB-101-BLK", "79.00", 12, "Black")
    server.add_variation(101, 112, "KB-101-WHT", "69.00", 0, "White", regular_price="79.00")
    server.add_product(190, "Rest", "KB-190-WAL", "32.00", 0)
    billing = {**HOME, "email": "mei@example.com", "phone": "+12025550143"}
    server.add_customer(501, "Mei", "Lin", "mei@example.com", billing=billing, shipping=dict(HOME))
    server.add_customer(502, "Tom", "", "tom@example.com")
    lines = [
        woo_line(11, 101, "KB-101-BLK", "Hush 75 quiet keyboard - Black", 2, "158.00"),
        woo_line(12, 190, "KB-190-WAL", "Rest", 1, "32.00"),
    ]
    server.add_order(1001, lines, "195.00", shipping_total="5.00", shipping_lines=[shipping("5.00")])
