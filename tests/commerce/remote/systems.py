"""The systems of other makers, each as a test sees it from outside: what it is asked for, and what it then holds."""

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Protocol

from bot.settings import CommerceSettings
from tests.commerce.hosted.replay import Replay
from tests.commerce.hosted.shopify_server import TOKEN, ShopifyServer, gid, money
from tests.commerce.hosted.shopify_server import line as shopify_line
from tests.commerce.hosted.woo_server import KEY, SECRET, WooServer, shipping
from tests.commerce.hosted.woo_server import line as woo_line
from tests.vendure_server import ADMIN, BROKEN, VISA, Buyer, VendureServer


@dataclass(frozen=True)
class Held:
    """An order as the system itself holds it."""

    city: str
    cancellations: int = 0
    refunds: tuple[int, ...] = ()
    """In minor units; what a provider refused is none."""
    is_let_go: bool = True
    """Whether its staff may go on with it."""


class RemoteSystem(Protocol):
    """A shop with one customer, in which any number of orders can be placed, each for 41.00 dollars."""

    @property
    def customer_id(self) -> str: ...

    @property
    def port(self) -> int: ...

    def settings(self, port: int | None = None) -> CommerceSettings:
        """Of the shop, or of a port that leads to it."""
        ...

    def place(self, *, refundable: bool = True) -> str:
        """A new order's number; its payment provider refuses every refund unless it is `refundable`."""
        ...

    def pay_back(self, order_id: str) -> None:
        """As the shop's staff do, by hand."""
        ...

    def held(self, order_id: str) -> Held: ...


@dataclass
class ShopifySystem:
    """A replayed Shopify."""

    server: ShopifyServer
    wire: Replay
    customer_id: str = "501"
    _numbers: "count[int]" = field(default_factory=lambda: count(20_001))

    @property
    def port(self) -> int:
        return self.wire.port

    def settings(self, port: int | None = None) -> CommerceSettings:
        return CommerceSettings(url=f"shopify+http://127.0.0.1:{port or self.port}", password=TOKEN, timeout_seconds=6)

    def place(self, *, refundable: bool = True) -> str:
        number = next(self._numbers)
        lines = [shopify_line(number, "KB-190-WAL", "Rest", 1, money("36.0"))]
        fee = money("5.0")
        fees = {"totalShippingPriceSet": fee, "currentShippingPriceSet": fee}
        self.server.add_order(number, f"#{number}", lines, money("41.0"), **fees)
        self.server.refunds_fail = not refundable
        return str(number)

    def pay_back(self, order_id: str) -> None:
        self.server.orders[gid("Order", int(order_id))]["netPaymentSet"] = money("0.0")

    def held(self, order_id: str) -> Held:
        order = self.server.orders[gid("Order", int(order_id))]
        told = [refund["totalRefundedSet"]["presentmentMoney"]["amount"] for refund in order["refunds"]]
        cancelled = [job for job in self.server.jobs.values() if job["done"] and job["asked"]["orderId"] == order["id"]]
        return Held(
            order["shippingAddress"]["city"],
            len(cancelled) if order["cancelledAt"] else 0,
            tuple(round(100 * float(amount)) for amount in told),
        )


@dataclass
class WooSystem:
    """A replayed WooCommerce, in which a refund is what cancels an order."""

    server: WooServer
    wire: Replay
    customer_id: str = "501"
    _numbers: "count[int]" = field(default_factory=lambda: count(20_001))

    @property
    def port(self) -> int:
        return self.wire.port

    def settings(self, port: int | None = None) -> CommerceSettings:
        url = f"woocommerce+http://127.0.0.1:{port or self.port}"
        return CommerceSettings(url=url, user=KEY, password=SECRET, timeout_seconds=6)

    def place(self, *, refundable: bool = True) -> str:
        number = next(self._numbers)
        lines = [woo_line(number, 190, "KB-190-WAL", "Rest", 1, "36.00")]
        self.server.add_order(number, lines, "41.00", shipping_total="5.00", shipping_lines=[shipping("5.00")])
        self.server.dies_in_refund = not refundable
        return str(number)

    def pay_back(self, order_id: str) -> None:
        self.server.dies_in_refund = False
        (refund,) = self.server.refunds[int(order_id)]
        refund["refunded_payment"] = True
        self.server.orders[int(order_id)]["status"] = "refunded"

    def held(self, order_id: str) -> Held:
        order, refunds = self.server.orders[int(order_id)], self.server.refunds.get(int(order_id), [])
        paid = tuple(round(100 * float(one["amount"])) for one in refunds if one["refunded_payment"])
        return Held(order["shipping"]["city"], len(refunds), paid)


@dataclass
class VendureSystem:
    """A real Vendure."""

    server: VendureServer
    sku: str
    buyer: Buyer

    @classmethod
    def open(cls, server: VendureServer, sku: str) -> "VendureSystem":
        """With something of its own to sell."""
        server.product({"en": "Rest"}, [(sku, 3600, 1000)])
        return cls(server, sku, server.customer())

    @property
    def customer_id(self) -> str:
        return self.buyer.customer_id or ""

    @property
    def port(self) -> int:
        return self.server.port

    def settings(self, port: int | None = None) -> CommerceSettings:
        """Of an administrator, with a time-out after which a lost step is soon taken for ended."""
        url = f"vendure+http://127.0.0.1:{port or self.port}"
        told = replace(ADMIN, channel=self.server.channel)
        return CommerceSettings(
            url=url, user=told.user, password=told.password, channel=told.channel, timeout_seconds=4
        )

    def place(self, *, refundable: bool = True) -> str:
        return self.server.order(self.buyer, {self.sku: 1}, method=VISA if refundable else BROKEN)

    def pay_back(self, order_id: str) -> None:
        """Vendure keeps a refund that failed, and lets its staff try another: their till works again."""
        self.server.mend(BROKEN)
        self.server.refund(order_id, 4100)
        self.server.mend(BROKEN, "Failed")

    def held(self, order_id: str) -> Held:
        facts = self.server.facts(order_id)
        entries = [entry["type"] for entry in facts["history"]["items"]]
        made = [refund for payment in facts["payments"] for refund in payment["refunds"]]
        paid = tuple(refund["total"] for refund in made if refund["state"] != "Failed")
        is_let_go = facts["state"] != "Modifying"
        return Held(facts["shippingAddress"]["city"], entries.count("ORDER_CANCELLATION"), paid, is_let_go)
