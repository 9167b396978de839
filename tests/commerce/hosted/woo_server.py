"""WooCommerce's REST API, version 3, in the shapes that its documentation gives, over a shop of one page.

Written from developer.woocommerce.com/docs/apis/rest-api/v3, and what a refund does from `wc_create_refund`.
"""

import itertools
import re
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.commerce.hosted.replay import Reply, Request

KEY, SECRET = "ck_replayed", "cs_replayed"
BASE = "/wp-json/wc/v3"
NOW = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)
Facts = dict[str, Any]


def stamp(at: datetime) -> str:
    """As `..._gmt` fields are: of UTC, and without saying so."""
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def local(at: datetime) -> str:
    """As the fields beside them are: in the site's zone, here six hours behind."""
    return stamp(at - timedelta(hours=6))


def fixed(amount: str, places: int) -> str:
    return f"{Decimal(amount):.{places}f}"


def not_found(code: str) -> Reply:
    return Reply({"code": code, "message": "Invalid ID.", "data": {"status": 404}}, 404)


def line(number: int, product: int, sku: str, name: str, quantity: int, total: str, tax: str = "0.00") -> Facts:
    return {
        "id": number,
        "name": name,
        "product_id": product,
        "variation_id": 0,
        "quantity": quantity,
        "subtotal": total,
        "subtotal_tax": tax,
        "total": total,
        "total_tax": tax,
        "taxes": [{"id": 1, "total": tax, "subtotal": tax}] if Decimal(tax) else [],
        "sku": sku,
        "price": float(Decimal(total) / quantity),
        "meta_data": [],
    }


def shipping(total: str, tax: str = "0.00") -> Facts:
    taxes = [{"id": 1, "total": tax, "subtotal": ""}] if Decimal(tax) else []
    return {
        "id": 91,
        "method_title": "Flat rate",
        "method_id": "flat_rate",
        "total": total,
        "total_tax": tax,
        "taxes": taxes,
    }


def place(
    line1: str = "", line2: str = "", city: str = "", state: str = "", postcode: str = "", country: str = ""
) -> Facts:
    named = {"first_name": "Mei", "last_name": "Lin"} if line1 else {"first_name": "", "last_name": ""}
    where = {"address_1": line1, "address_2": line2, "city": city, "state": state, "postcode": postcode}
    return {**named, "company": "", **where, "country": country}


HOME = place("12 Alder St", "", "Portland", "OR", "97201", "US")


@dataclass
class WooServer:
    """A shop that remembers what is done to it."""

    products: dict[int, Facts] = field(default_factory=dict)
    variations: dict[int, list[Facts]] = field(default_factory=dict)
    customers: dict[int, Facts] = field(default_factory=dict)
    orders: dict[int, Facts] = field(default_factory=dict)
    reviews: list[Facts] = field(default_factory=list)
    refunds: dict[int, list[Facts]] = field(default_factory=dict)
    currency: str = "USD"
    decimals: int = 2
    """That the shop shows, and tells where nothing else is asked for."""
    provider_fails: bool = False
    dies_in_refund: bool = False
    """Whether PHP ends between keeping a refund and asking the provider for it."""
    provider_calls: int = 0
    numbers: Any = field(default_factory=lambda: itertools.count(9001))

    def answer(self, request: Request) -> Reply:
        if request.path == "/wp-json/":
            return Reply({"name": "Maple &amp; Lane"})
        if request.basic != (KEY, SECRET):
            told = {"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot list resources."}
            return Reply({**told, "data": {"status": 401}}, 401)
        for method, pattern, act in self._routes():
            found = re.fullmatch(BASE + pattern, request.path)
            if found and request.method == method:
                reply: Reply = act(request, *found.groups())
                return reply
        return Reply({"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}, 404)

    def _routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("GET", "/data/currencies/current", lambda request: Reply({"code": self.currency, "name": "Dollar"})),
            ("GET", "/products", lambda request: self._page(request, self._sold(request))),
            ("GET", r"/products/(\d+)", lambda request, id: self._one(self.products, int(id), "product")),
            ("GET", r"/products/(\d+)/variations", lambda request, id: self._page(request, self.variations[int(id)])),
            ("GET", "/products/reviews", lambda request: self._page(request, self._reviews(request))),
            ("GET", r"/customers/(\d+)", lambda request, id: self._one(self.customers, int(id), "")),
            ("GET", r"/payment_gateways/([\w-]+)", self._gateway),
            ("GET", "/orders", lambda request: self._page(request, self._found(request))),
            ("GET", r"/orders/(\d+)", self._order),
            ("GET", r"/orders/(\d+)/refunds", self._refunds),
            ("PUT", r"/orders/(\d+)", self._update),
            ("POST", r"/orders/(\d+)/refunds", self._refund),
        ]

    def _page(self, request: Request, found: list[Facts]) -> Reply:
        size, page = int(request.params.get("per_page", 10)), int(request.params.get("page", 1))
        assert 1 <= size <= 100, "WooCommerce gives no more on a page"
        pages = max(1, -(-len(found) // size))
        begin = (page - 1) * size
        return Reply(
            found[begin : begin + size], headers={"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}
        )

    def _one(self, held: dict[int, Facts], number: int, kind: str) -> Reply:
        code = f"woocommerce_rest_{kind}_invalid_id" if kind else "woocommerce_rest_invalid_id"
        return Reply(held[number]) if number in held else not_found(code)

    def _sold(self, request: Request) -> list[Facts]:
        wanted = {"status": "publish", "orderby": "id", "order": "asc"}
        assert wanted.items() <= request.params.items()
        return [
            self.products[number] for number in sorted(self.products) if self.products[number]["status"] == "publish"
        ]

    def _reviews(self, request: Request) -> list[Facts]:
        wanted, status = int(request.params["product"]), request.params["status"]
        return [one for one in self.reviews if (one["product_id"], one["status"]) == (wanted, status)]

    def _gateway(self, request: Request, id: str) -> Reply:
        supports = {
            "stripe": ["products", "refunds"],
            "ppcp-gateway": ["refunds"],
            "bacs": ["products"],
            "cod": ["products"],
        }
        if id not in supports:
            return not_found("woocommerce_rest_payment_gateway_invalid")
        return Reply({"id": id, "title": id, "enabled": True, "method_supports": supports[id]})

    def _found(self, request: Request) -> list[Facts]:
        params = request.params
        newest = sorted(self.orders.values(), key=lambda order: (order["date_created_gmt"], order["id"]), reverse=True)
        if "customer" in params:
            assert (params["orderby"], params["order"]) == ("date", "desc")
            newest = [order for order in newest if order["customer_id"] == int(params["customer"])]
        if "search" in params:
            newest = [order for order in newest if params["search"].casefold() in str(order["number"]).casefold()]
        return [self._told(order, request) for order in newest]

    def _order(self, request: Request, id: str) -> Reply:
        order = self.orders.get(int(id))
        return Reply(self._told(order, request)) if order else not_found("woocommerce_rest_shop_order_invalid_id")

    def _told(self, order: Facts, request: Request) -> Facts:
        """Amounts with as many decimals as were asked for, else as many as the shop shows."""
        places = int(request.params.get("dp", self.decimals))
        told = deepcopy(order)
        for part in (told, *told["line_items"], *told["shipping_lines"], *told["fee_lines"]):
            for name in ("total", "total_tax", "subtotal", "subtotal_tax", "shipping_total", "shipping_tax"):
                if name in part:
                    part[name] = fixed(part[name], places)
            for name in ("discount_total", "discount_tax"):
                if name in part:
                    part[name] = fixed(part[name], places)
        told["refunds"] = [
            {"id": one["id"], "reason": one["reason"], "total": f"-{fixed(one['amount'], places)}"}
            for one in self.refunds.get(order["id"], [])
        ]
        return told

    def _refunds(self, request: Request, id: str) -> Reply:
        places = int(request.params.get("dp", self.decimals))
        found = [{**one, "amount": fixed(one["amount"], places)} for one in self.refunds.get(int(id), [])]
        return self._page(request, found[::-1])

    def _update(self, request: Request, id: str) -> Reply:
        order, asked = self.orders[int(id)], request.json
        assert set(asked) <= {"status", "shipping", "customer_note", "meta_data"}, asked
        if asked.get("shipping", {}).get("country") == "XX":
            told = {"code": "rest_invalid_param", "message": "Invalid parameter(s): shipping", "data": {"status": 400}}
            return Reply(told, 400)
        if "shipping" in asked:
            order["shipping"] |= asked["shipping"]
        if "customer_note" in asked:
            order["customer_note"] = asked["customer_note"]
        if asked.get("status") == "cancelled" and order["status"] != "cancelled":
            order["status"] = "cancelled"
            self._restock(order, {one["id"]: one["quantity"] for one in order["line_items"]})
        for meta in asked.get("meta_data", []):
            order["meta_data"].append({"id": next(self.numbers), **meta})
        return Reply(self._told(order, request))

    def _refund(self, request: Request, id: str) -> Reply:
        order, asked = self.orders[int(id)], request.json
        assert isinstance(asked["amount"], str), "the documentation says string"
        held = self.refunds.setdefault(order["id"], [])
        left = Decimal(order["total"]) - sum(Decimal(one["amount"]) for one in held)
        if not 0 <= Decimal(asked["amount"]) <= left:
            return self._refused("Invalid refund amount.")
        if asked["api_refund"]:
            self.provider_calls += 1
            if self.provider_fails:
                return self._refused("The payment gateway refused the refund.")
        refund = {
            "id": next(self.numbers),
            "date_created": local(NOW),
            "date_created_gmt": stamp(NOW),
            "amount": asked["amount"],
            "reason": asked["reason"],
            "refunded_by": 1,
            "refunded_payment": bool(asked["api_refund"]) and not self.dies_in_refund,
            "meta_data": [],
            "line_items": [],
        }
        held.append(refund)
        if self.dies_in_refund:
            return Reply("<p>There has been a critical error on this website.</p>", 500)
        known = {one["id"]: one for one in [*order["line_items"], *order["shipping_lines"], *order["fee_lines"]]}
        assert all(
            Decimal(str(one["refund_total"])) <= Decimal(known[one["id"]]["total"]) for one in asked["line_items"]
        )
        if asked["api_restock"]:
            self._restock(order, {one["id"]: one["quantity"] for one in asked["line_items"] if "quantity" in one})
        if Decimal(asked["amount"]) == left:
            order["status"] = "refunded"
        return Reply(refund, 201)

    def _refused(self, message: str) -> Reply:
        told = {"code": "woocommerce_rest_cannot_create_order_refund", "message": message, "data": {"status": 500}}
        return Reply(told, 500)

    def _restock(self, order: Facts, quantities: dict[int, int]) -> None:
        every = [*self.products.values(), *(one for held in self.variations.values() for one in held)]
        for item in order["line_items"]:
            for goods in every:
                if goods["sku"] == item["sku"] and goods["manage_stock"] is True:
                    goods["stock_quantity"] += quantities.get(item["id"], 0)
                    goods["stock_status"] = "instock"

    def add_product(self, number: int, name: str, sku: str, price: str, stock: int | None, **more: Any) -> Facts:
        facts: Facts = {
            "id": number,
            "name": name,
            "slug": name.lower(),
            "permalink": f"https://maplelane.example/?p={number}",
            "status": "publish",
            "type": "simple",
            "description": "<p>Quiet.</p>",
            "short_description": "",
            "sku": sku,
            "price": price,
            "regular_price": price,
            "sale_price": "",
            "manage_stock": stock is not None,
            "stock_quantity": stock,
            "stock_status": "instock" if stock is None or stock > 0 else "outofstock",
            "categories": [{"id": 9, "name": "Keyboards &amp; more", "slug": "keyboards"}],
            "tags": [{"id": 4, "name": "quiet", "slug": "quiet"}],
            "images": [{"id": 1, "src": f"https://maplelane.example/{number}.png"}],
            "attributes": [],
            "variations": [],
        }
        self.products[number] = facts | more
        return self.products[number]

    def add_variation(
        self, product: int, number: int, sku: str, price: str, stock: int, option: str, **more: Any
    ) -> None:
        facts: Facts = {
            "id": number,
            "sku": sku,
            "price": price,
            "regular_price": price,
            "sale_price": "",
            "manage_stock": True,
            "stock_quantity": stock,
            "stock_status": "instock" if stock > 0 else "outofstock",
            "attributes": [{"id": 6, "name": "Colour", "option": option}],
        }
        self.variations.setdefault(product, []).append(facts | more)
        self.products[product]["variations"].append(number)

    def add_order(self, id: int, lines: list[Facts], total: str, **more: Any) -> Facts:
        """As it was placed and paid; `more` says what is otherwise."""
        placed = NOW - timedelta(days=3)
        facts: Facts = {
            "id": id,
            "number": str(id),
            "status": "processing",
            "currency": self.currency,
            "date_created": local(placed),
            "date_created_gmt": stamp(placed),
            "date_modified_gmt": stamp(placed),
            "discount_total": "0.00",
            "discount_tax": "0.00",
            "shipping_total": "0.00",
            "shipping_tax": "0.00",
            "total": total,
            "total_tax": "0.00",
            "prices_include_tax": False,
            "customer_id": 501,
            "customer_note": "",
            "billing": {**HOME, "email": "mei@example.com", "phone": "+12025550143"},
            "shipping": dict(HOME),
            "payment_method": "stripe",
            "payment_method_title": "Visa ending 4242",
            "date_paid_gmt": stamp(placed),
            "date_completed_gmt": None,
            "meta_data": [],
            "line_items": lines,
            "shipping_lines": [],
            "fee_lines": [],
            "coupon_lines": [],
        }
        self.orders[id] = facts | more
        return self.orders[id]

    def add_customer(self, number: int, first: str, last: str, email: str, **more: Any) -> None:
        facts: Facts = {
            "id": number,
            "date_created_gmt": stamp(NOW - timedelta(days=700)),
            "email": email,
            "first_name": first,
            "last_name": last,
            "billing": {**place(), "email": email, "phone": ""},
            "shipping": place(),
        }
        self.customers[number] = facts | more

    def copy_of(self, number: int) -> Any:
        """Everything that is written of an order."""
        return deepcopy((self.orders[number], self.refunds.get(number, [])))
