"""Shopify's Admin GraphQL API in the shapes that its documentation gives (2026-10), over a shop of one page.

Written from shopify.dev/docs/api/admin-graphql: what a query asks and is not written here is an error, as it is there.
"""

import itertools
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.commerce.hosted.graphql import Document, UndefinedField, parse
from tests.commerce.hosted.replay import Reply, Request

TOKEN = "shpat_replayed"
PATH = "/admin/api/2026-10/graphql.json"
NOW = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)
Facts = dict[str, Any]


def gid(kind: str, number: int | str) -> str:
    return f"gid://shopify/{kind}/{number}"


def money(amount: str, currency: str = "USD", shop: str | None = None) -> Facts:
    """A `MoneyBag`: what the customer paid, and another amount in the shop's own currency."""
    told = {"amount": amount, "currencyCode": currency}
    return {"presentmentMoney": told, "shopMoney": {"amount": shop or amount, "currencyCode": "USD"}}


def amount_of(bag: Facts) -> Decimal:
    return Decimal(bag["presentmentMoney"]["amount"])


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def connection(nodes: list[Any]) -> Callable[..., Facts]:
    """Pages by `first` and `after`; the cursor is a position."""

    def page(first: int, after: str | None = None, **_: Any) -> Facts:
        assert 1 <= first <= 250, "Shopify gives no more on a page"
        begin = int(after) if after else 0
        end = min(begin + first, len(nodes))
        info = {"hasNextPage": end < len(nodes), "endCursor": str(end) if nodes else None}
        return {"nodes": nodes[begin:end], "pageInfo": info}

    return page


def listed(nodes: list[Any]) -> Callable[..., list[Any]]:
    return lambda first: nodes[:first]


def address(line1: str, line2: str, city: str, region: str, postcode: str, country: str) -> Facts:
    return {
        "firstName": "Mei",
        "lastName": "Lin",
        "company": None,
        "address1": line1,
        "address2": line2 or None,
        "city": city,
        "provinceCode": region or None,
        "zip": postcode or None,
        "countryCodeV2": country,
        "phone": "+12025550143",
    }


def line(number: int, sku: str, title: str, quantity: int, price: Facts, variant: str | None = None) -> Facts:
    return {
        "id": gid("LineItem", number),
        "sku": sku,
        "title": title,
        "variantTitle": variant,
        "quantity": quantity,
        "currentQuantity": quantity,
        "originalUnitPriceSet": price,
    }


def paid(label: str, *, kind: str = "SALE", status: str = "SUCCESS") -> Facts:
    """An `OrderTransaction`; a card is told by its last digits."""
    company, _, digits = label.partition(" ending ")
    card = {"__typename": "CardPaymentDetails", "company": company, "number": f"•••• •••• •••• {digits}"}
    is_card = digits.isdecimal()
    gateway = "shopify_payments" if is_card else "gift_card" if label.startswith("Gift") else label.split()[0].lower()
    return {
        "kind": kind,
        "status": status,
        "gateway": gateway,
        "formattedGateway": "Shopify Payments" if is_card else label,
        "paymentDetails": card if is_card else None,
    }


def parcel(number: int, lines: list[Facts], *, status: str = "IN_TRANSIT", delivered: bool = False) -> Facts:
    nodes = [{"lineItem": {"id": one["id"]}} for one in lines]
    return {
        "id": gid("Fulfillment", number),
        "status": "SUCCESS",
        "displayStatus": "DELIVERED" if delivered else status,
        "createdAt": stamp(NOW - timedelta(days=2)),
        "inTransitAt": stamp(NOW - timedelta(days=2) + timedelta(hours=3)),
        "estimatedDeliveryAt": stamp(NOW + timedelta(days=1)),
        "deliveredAt": stamp(NOW - timedelta(days=1)) if delivered else None,
        "trackingInfo": listed([{"company": "UPS", "number": "1Z1", "url": "https://ups.example/1Z1"}]),
        "fulfillmentLineItems": connection(nodes),
    }


@dataclass
class ShopifyServer:
    """A shop that remembers what is done to it."""

    products: dict[str, Facts] = field(default_factory=dict)
    customers: dict[str, Facts] = field(default_factory=dict)
    orders: dict[str, Facts] = field(default_factory=dict)
    """By their global ids."""
    looks_until_done: int = 1
    """How often a job is asked for before it has ended."""
    refuses_in_job: bool = False
    refund_status: str = "PENDING"
    refunds_fail: bool = False
    bearable: str = ""
    """What the order's payment can bear of a refund; all of it when empty."""
    refund_keys: dict[str, Facts] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(9001))
    jobs: dict[str, Facts] = field(default_factory=dict)
    cancellations: int = 0

    def answer(self, request: Request) -> Reply:
        if (request.method, request.path) != ("POST", PATH):
            return Reply({"errors": "Not Found"}, 404)
        if request.headers.get("x-shopify-access-token") != TOKEN:
            words = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return Reply({"errors": words}, 401)
        asked = request.json
        document = parse(asked["query"], asked["variables"])
        if document.cost > 1000:
            told = {"message": f"Query cost is {document.cost}", "extensions": {"code": "MAX_COST_EXCEEDED"}}
            return Reply({"errors": [told]})
        try:
            data = document.select(self._root(document))
        except UndefinedField as error:
            told = {"message": f"Field '{error}' doesn't exist", "extensions": {"code": "undefinedField"}}
            return Reply({"errors": [told]})
        return Reply({"data": data, "extensions": {"cost": {"requestedQueryCost": document.cost}}})

    def _root(self, document: Document) -> Facts:
        if document.kind == "mutation":
            return {"orderUpdate": self._update, "orderCancel": self._cancel, "refundCreate": self._create_refund}
        return {
            "shop": {
                "id": gid("Shop", 1),
                "name": "Maple Lane",
                "currencyCode": "USD",
                "contactEmail": "help@maplelane.example",
            },
            "products": self._products,
            "product": lambda id: self.products.get(id),
            "customer": lambda id: self._customer(id),
            "orders": self._search,
            "order": lambda id: self._order(id),
            "job": self._job,
        }

    def _products(self, first: int, after: str | None, query: str, sortKey: str) -> Facts:  # noqa: N803 (theirs)
        assert (query, sortKey) == ("status:active", "ID")
        active = [product for product in self.products.values() if product["status"] == "ACTIVE"]
        return connection(active)(first, after)

    def _customer(self, id: str) -> Facts | None:
        held = self.customers.get(id)
        if held is None:
            return None
        mine = [
            o
            for o in self.orders.values()
            if o["customer"] and gid("Customer", o["customer"]["legacyResourceId"]) == id
        ]
        newest = sorted(mine, key=lambda o: (o["createdAt"], o["id"]), reverse=True)
        return {**held, "orders": connection([self._told(order) for order in newest])}

    def _search(self, first: int, query: str) -> Facts:
        """By name, as words match: also what only begins alike."""
        asked = re.fullmatch(r'name:"([\w ./-]+)" OR name:"#([\w ./-]+)"', query)
        assert asked is not None, query
        assert asked[1] == asked[2]
        begins = asked[1].casefold()
        found = [o for o in self.orders.values() if o["name"].lstrip("#").casefold().startswith(begins)]
        return {"nodes": [self._told(order) for order in found[:first]]}

    def _order(self, id: str) -> Facts | None:
        return self._told(self.orders[id]) if id in self.orders else None

    def _told(self, order: Facts) -> Facts:
        return {
            **order,
            "lineItems": connection(order["lineItems"]),
            "fulfillments": listed(order["fulfillments"]),
            "refunds": listed(order["refunds"]),
            "transactions": listed(order["transactions"]),
            "suggestedRefund": lambda **asked: self._suggest(order, **asked),
            "metafield": lambda namespace, key: order["metafields"].get(f"{namespace}.{key}"),
        }

    def _update(self, input: Facts) -> Facts:
        order = self.orders[input["id"]]
        address = input.get("shippingAddress")
        if address and not address["zip"]:
            told = [{"field": ["shippingAddress", "zip"], "message": "Zip can't be blank"}]
            return {"order": None, "userErrors": told}
        if address:
            # The whole is overwritten: who receives it is nobody unless it is said again.
            blank: Facts = dict.fromkeys(order["shippingAddress"])
            named = {("countryCodeV2" if name == "countryCode" else name): value for name, value in address.items()}
            order["shippingAddress"] = blank | {name: value or None for name, value in named.items()}
        if "note" in input:
            order["note"] = input["note"] or None
        for one in input.get("metafields", []):
            assert one["type"] == "single_line_text_field"
            assert 3 <= len(one["namespace"]) <= 255
            assert 2 <= len(one["key"]) <= 64
            order["metafields"][f"{one['namespace']}.{one['key']}"] = {"value": one["value"]}
        return {"order": {"id": order["id"]}, "userErrors": []}

    def _cancel(self, **asked: Any) -> Facts:
        wanted = {"orderId", "reason", "restock", "notifyCustomer", "staffNote", "refundMethod"}
        assert set(asked) == wanted, asked
        assert asked["reason"] == "CUSTOMER"
        assert len(asked["staffNote"]) <= 255
        assert asked["refundMethod"] == {"originalPaymentMethodsRefund": True}
        order = self.orders[asked["orderId"]]
        if order["cancelledAt"] or any(one["status"] == "SUCCESS" for one in order["fulfillments"]):
            told = {"code": "INVALID", "field": ["orderId"], "message": "Cannot cancel this order"}
            return {"job": None, "orderCancelUserErrors": [told]}
        job: Facts = {"id": gid("Job", next(self.numbers)), "looks": 0, "asked": asked, "done": False}
        self.jobs[job["id"]] = job
        if self.looks_until_done == 0:
            self._end(job)
        return {"job": {"id": job["id"], "done": False}, "orderCancelUserErrors": []}

    def _suggest(self, order: Facts, refundLineItems: list[Facts]) -> Facts:  # noqa: N803 (theirs)
        """The price less the order's discount, by price; through the payment that can bear it."""
        currency = order["presentmentCurrencyCode"]
        amount = sum((self._worth(order, one)[0] for one in refundLineItems), Decimal(0))
        location = {"id": gid("Location", 1)}
        lines = [{**one, "lineItem": {"id": one["lineItemId"]}, "location": location} for one in refundLineItems]
        payment = {
            "gateway": order["transactions"][0]["gateway"],
            "parentTransaction": {"id": gid("OrderTransaction", 1)},
        }
        borne = money(self.bearable or str(amount), currency)
        return {
            "amountSet": money(str(amount), currency),
            "refundLineItems": lines,
            "suggestedTransactions": [{**payment, "amountSet": borne}] if amount else [],
        }

    def _worth(self, order: Facts, asked: Facts) -> tuple[Decimal, Decimal]:
        """What goes back for pieces of a line, and the discount that is in it."""
        lines = {one["id"]: one for one in order["lineItems"]}
        prices = {id: amount_of(one["originalUnitPriceSet"]) for id, one in lines.items()}
        goods = sum(prices[id] * one["quantity"] for id, one in lines.items())
        price = prices[asked["lineItemId"]]
        piece = (amount_of(order["totalDiscountsSet"]) * price / goods).quantize(Decimal("0.01"))
        return (price - piece) * asked["quantity"], piece * asked["quantity"]

    def _create_refund(self, input: Facts, idempotent: Facts | None = None) -> Facts:
        if not idempotent:
            raise UndefinedField("@idempotent")
        key = idempotent["key"]
        if key in self.refund_keys:
            return self.refund_keys[key]
        order = self.orders[input["orderId"]]
        assert input["currency"] == order["presentmentCurrencyCode"]
        assert all(one["locationId"] for one in input["refundLineItems"] if one["restockType"] == "CANCEL")
        back = sum((Decimal(one["amount"]) for one in input["transactions"]), Decimal(0))
        if back > amount_of(order["netPaymentSet"]):
            told = [{"field": ["transactions"], "message": "Refund amount exceeds what was paid"}]
            return {"refund": None, "userErrors": told}
        first = order["transactions"][0]
        moves = [{**first, "kind": "REFUND", "status": self._refunded(first)}]
        refund = {
            "id": gid("Refund", next(self.numbers)),
            "createdAt": stamp(NOW),
            "note": input["note"],
            "totalRefundedSet": money(str(back), input["currency"]),
            "transactions": connection(moves),
        }
        order["refunds"].append(refund)
        less = sum((self._worth(order, one)[1] for one in input["refundLineItems"]), Decimal(0))
        for name, minus in (
            ("netPaymentSet", back),
            ("currentTotalPriceSet", back),
            ("currentTotalDiscountsSet", less),
        ):
            order[name] = money(str(amount_of(order[name]) - minus), input["currency"])
        order["displayFinancialStatus"] = "PARTIALLY_REFUNDED"
        for asked in input["refundLineItems"]:
            one = next(one for one in order["lineItems"] if one["id"] == asked["lineItemId"])
            one["currentQuantity"] -= asked["quantity"]
            self._restock(one["sku"], asked["quantity"])
        self.refund_keys[key] = {"refund": {"id": refund["id"]}, "userErrors": []}
        return self.refund_keys[key]

    def _job(self, id: str) -> Facts | None:
        job = self.jobs.get(id)
        if job is None:
            return None
        job["looks"] += 1
        if not job["done"] and job["looks"] >= self.looks_until_done:
            self._end(job)
        return {"id": id, "done": job["done"]}

    def _end(self, job: Facts) -> None:
        job["done"] = True
        asked = job["asked"]
        order = self.orders[asked["orderId"]]
        if order["cancelledAt"] or self.refuses_in_job:
            return
        self.cancellations += 1
        order["cancelledAt"] = stamp(NOW)
        order["cancellation"] = {"staffNote": asked["staffNote"]}
        held = order["netPaymentSet"]
        if self.refunds_fail:
            return
        if float(held["presentmentMoney"]["amount"]):
            moves = [{**move, "kind": "REFUND", "status": self._refunded(move)} for move in order["transactions"]]
            refund = {
                "id": gid("Refund", next(self.numbers)),
                "createdAt": stamp(NOW),
                "note": None,
                "totalRefundedSet": held,
            }
            order["refunds"].append({**refund, "transactions": connection(moves)})
        was_paid = order["displayFinancialStatus"] in ("PAID", "PARTIALLY_REFUNDED")
        order["displayFinancialStatus"] = "REFUNDED" if was_paid else "VOIDED"
        nothing = money("0.0", held["presentmentMoney"]["currencyCode"])
        for name in ("netPaymentSet", "currentTotalPriceSet", "currentTotalDiscountsSet", "currentShippingPriceSet"):
            order[name] = nothing
        for one in order["lineItems"]:
            self._restock(one["sku"], one["currentQuantity"])
            one["currentQuantity"] = 0

    def _refunded(self, move: Facts) -> str:
        return "SUCCESS" if move["gateway"] == "gift_card" else self.refund_status

    def _restock(self, sku: str, quantity: int) -> None:
        for product in self.products.values():
            for variant in product["all_variants"]:
                if variant["sku"] == sku:
                    variant["sellableOnlineQuantity"] += quantity
                    variant["availableForSale"] = variant["sellableOnlineQuantity"] > 0

    def add_product(self, number: int, title: str, variants: list[Facts], **more: Any) -> None:
        facts: Facts = {
            "id": gid("Product", number),
            "title": title,
            "descriptionHtml": "<p>Quiet.</p>",
            "status": "ACTIVE",
            "productType": "keyboards",
            "vendor": "Maple",
            "tags": ["quiet"],
            "onlineStoreUrl": f"https://maplelane.example/products/{number}",
            "featuredMedia": {"preview": {"image": {"url": f"https://cdn.example/{number}.png"}}},
            "all_variants": variants,
            "variants": connection(variants),
        }
        self.products[facts["id"]] = facts | more

    def add_order(self, number: int, name: str, lines: list[Facts], total: Facts, **more: Any) -> Facts:
        """As it was placed and paid; `more` says what is otherwise."""
        currency = total["presentmentMoney"]["currencyCode"]
        nothing = money("0.0", currency)
        facts: Facts = {
            "id": gid("Order", number),
            "name": name,
            "email": "mei@example.com",
            "phone": None,
            "createdAt": stamp(NOW - timedelta(days=3)),
            "cancelledAt": None,
            "note": None,
            "presentmentCurrencyCode": currency,
            "edited": False,
            "displayFinancialStatus": "PAID",
            "displayFulfillmentStatus": "UNFULFILLED",
            "returnStatus": "NO_RETURN",
            "cancellation": None,
            "customer": {"legacyResourceId": "501"},
            "shippingAddress": address("12 Alder St", "", "Portland", "OR", "97201", "US"),
            "totalPriceSet": total,
            "currentTotalPriceSet": total,
            "totalShippingPriceSet": nothing,
            "currentShippingPriceSet": nothing,
            "totalDiscountsSet": nothing,
            "currentTotalDiscountsSet": nothing,
            "netPaymentSet": total,
            "lineItems": lines,
            "fulfillments": [],
            "refunds": [],
            "transactions": [paid("Visa ending 4242")],
            "metafields": {},
        }
        self.orders[facts["id"]] = facts | more
        return self.orders[facts["id"]]

    def add_customer(self, number: int, first: str, last: str | None, email: str | None, **more: Any) -> None:
        facts: Facts = {
            "legacyResourceId": str(number),
            "firstName": first,
            "lastName": last,
            "locale": "en",
            "tags": [],
            "createdAt": stamp(NOW - timedelta(days=700)),
            "defaultEmailAddress": {"emailAddress": email} if email else None,
            "defaultPhoneNumber": None,
            "defaultAddress": None,
        }
        self.customers[gid("Customer", number)] = facts | more

    def copy_of(self, order_id: str) -> Mapping[str, Any]:
        """Everything that is written of an order."""
        return deepcopy({name: value for name, value in self.orders[order_id].items() if name != "fulfillments"})


def variant(number: int, sku: str | None, price: str, stock: int, options: Mapping[str, str], **more: Any) -> Facts:
    facts: Facts = {
        "id": gid("ProductVariant", number),
        "sku": sku,
        "price": price,
        "compareAtPrice": None,
        "availableForSale": stock > 0,
        "sellableOnlineQuantity": stock,
        "selectedOptions": [{"name": name, "value": value} for name, value in options.items()]
        or [{"name": "Title", "value": "Default Title"}],
    }
    return facts | more
