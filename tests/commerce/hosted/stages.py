"""Shopify and WooCommerce, replayed, on the stage of the `CommerceBackend` suites."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import count

from bot.commerce.model import Address, OrderStatus, PaymentStatus
from bot.commerce.money import Money
from bot.commerce.shopify.shop import ShopifyShop
from bot.commerce.woocommerce.shop import WooShop
from tests.commerce.hosted import shopify_server as their_shopify
from tests.commerce.hosted import woo_server as their_woo
from tests.commerce.hosted.shopify_server import ShopifyServer, gid, money
from tests.commerce.hosted.woo_server import WooServer
from tests.contracts.commerce_stage import GOODS, HOME, MEI, NOW, RACES, TOM, Scene, Wanted, shelved

_SOLD = {variant.sku: (product, variant) for product in GOODS for variant in product.variants}


def plain(amount: Money) -> str:
    return str(amount.decimal)


def total_of(wanted: Wanted) -> Money:
    goods = Money(sum(_SOLD[sku][1].price.amount * quantity for sku, quantity in wanted.lines), "USD")
    return goods + wanted.shipping_fee - wanted.discount


class ShopifyStage:
    """Opens a Shopify shop; it has no word for an exchange."""

    def __init__(self, shop: ShopifyShop, server: ShopifyServer) -> None:
        self._shop, self._server = shop, server
        self.capabilities, self.races = shop.capabilities, RACES

    async def open(self, *wanted: Wanted, stock: Mapping[str, int] | None = None) -> Scene:
        server, numbers = self._server, count(1001)
        for product in shelved(stock):
            variants = [
                their_shopify.variant(
                    next(numbers), v.sku, plain(v.price), v.stock, {key: text.en for key, text in v.options.items()}
                )
                for v in product.variants
            ]
            server.add_product(next(numbers), product.title.en, variants)
        server.add_customer(501, "Mei", "Lin", MEI.email, locale="zh-CN", defaultAddress=_at_shopify(HOME))
        server.add_customer(502, TOM.name, None, None)
        for one in wanted:
            self._place(one, next(numbers), numbers)
        placed = {one.name: await self._shop.order(one.name) for one in wanted}
        return Scene(self._shop, await self._shop.customer("501"), await self._shop.customer("502"), placed)

    def _place(self, wanted: Wanted, number: int, numbers: "count[int]") -> None:
        lines = []
        for sku, quantity in wanted.lines:
            product, variant = _SOLD[sku]
            lines.append(
                their_shopify.line(next(numbers), sku, product.title.en, quantity, money(plain(variant.price)))
            )
        total, fee, discount = (
            money(plain(amount)) for amount in (total_of(wanted), wanted.shipping_fee, wanted.discount)
        )
        is_paid = wanted.payment_status is PaymentStatus.PAID
        more = {
            "createdAt": their_shopify.stamp(NOW - wanted.age),
            "totalShippingPriceSet": fee,
            "currentShippingPriceSet": fee,
            "totalDiscountsSet": discount,
            "currentTotalDiscountsSet": discount,
            "shippingAddress": _at_shopify(HOME),
            "transactions": [their_shopify.paid(wanted.paid_with.label, status="SUCCESS" if is_paid else "PENDING")],
            "displayFinancialStatus": {PaymentStatus.PAID: "PAID", PaymentStatus.FAILED: "VOIDED"}.get(
                wanted.payment_status, "PENDING"
            ),
            "netPaymentSet": total if is_paid else money("0.0"),
        }
        order = self._server.add_order(number, f"#{wanted.name}", lines, total, **more)
        fulfilment = {OrderStatus.PENDING: "UNFULFILLED", OrderStatus.PROCESSING: "IN_PROGRESS"}
        order["displayFulfillmentStatus"] = fulfilment.get(wanted.status, "FULFILLED")
        returning = {OrderStatus.RETURNING: "IN_PROGRESS", OrderStatus.RETURNED: "RETURNED"}
        order["returnStatus"] = returning.get(wanted.status, "NO_RETURN")
        if wanted.status is OrderStatus.CANCELLED:
            order |= {"cancelledAt": their_shopify.stamp(NOW), "displayFulfillmentStatus": "UNFULFILLED"}
        elif order["displayFulfillmentStatus"] == "FULFILLED":
            arrived = wanted.status is not OrderStatus.SHIPPED
            order["fulfillments"] = [their_shopify.parcel(next(numbers), lines, delivered=arrived)]
        assert order["id"] == gid("Order", number)


class WooStage:
    """Opens a WooCommerce shop, which knows neither deliveries nor returns."""

    def __init__(self, shop: WooShop, server: WooServer) -> None:
        self._shop, self._server = shop, server
        self.capabilities, self.races = shop.capabilities, RACES

    async def open(self, *wanted: Wanted, stock: Mapping[str, int] | None = None) -> Scene:
        server, numbers = self._server, count(1001)
        for product in shelved(stock):
            number = next(numbers)
            server.add_product(number, product.title.en, "", "1.00", None, type="variable")
            server.variations[number] = []
            for v in product.variants:
                option = next((text.en for text in v.options.values()), "One")
                server.add_variation(number, next(numbers), v.sku, plain(v.price), v.stock, option)
        billing = {**_at_woo(HOME), "email": MEI.email or "", "phone": ""}
        server.add_customer(501, "Mei", "Lin", MEI.email or "", billing=billing, shipping=_at_woo(HOME))
        server.add_customer(502, TOM.name, "", "tom@example.com")
        for one in wanted:
            self._place(one, next(numbers), numbers)
        placed = {one.name: await self._shop.order(one.name) for one in wanted}
        return Scene(self._shop, await self._shop.customer("501"), await self._shop.customer("502"), placed)

    def _place(self, wanted: Wanted, number: int, numbers: "count[int]") -> None:
        lines = []
        for sku, quantity in wanted.lines:
            product, variant = _SOLD[sku]
            whole = plain(variant.price * quantity)
            lines.append(their_woo.line(next(numbers), number, sku, product.title.en, quantity, whole))
        fee, placed = plain(wanted.shipping_fee), NOW - wanted.age
        is_paid = wanted.payment_status is PaymentStatus.PAID
        order = self._server.add_order(
            number,
            lines,
            plain(total_of(wanted)),
            number=wanted.name,
            date_created_gmt=their_woo.stamp(placed),
            date_paid_gmt=their_woo.stamp(placed) if is_paid else None,
            payment_method_title=wanted.paid_with.label,
            shipping_total=fee,
            shipping_lines=[their_woo.shipping(fee)] if Decimal(fee) else [],
            discount_total=plain(wanted.discount),
        )
        named = {
            OrderStatus.PENDING: "on-hold",
            OrderStatus.PROCESSING: "processing",
            OrderStatus.SHIPPED: "completed",
            OrderStatus.CANCELLED: "cancelled",
        }
        order["status"] = "failed" if wanted.payment_status is PaymentStatus.FAILED else named[wanted.status]
        if wanted.status is OrderStatus.SHIPPED:
            order["date_completed_gmt"] = their_woo.stamp(placed + timedelta(days=1))


def _at_shopify(where: Address) -> their_shopify.Facts:
    return their_shopify.address(where.line1, where.line2, where.city, where.region, where.postcode, where.country)


def _at_woo(where: Address) -> their_woo.Facts:
    return their_woo.place(where.line1, where.line2, where.city, where.region, where.postcode, where.country)
