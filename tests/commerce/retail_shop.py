"""The retail shop of tau2-bench, which nobody here wrote, brought into our files."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

PLACED_AT: Final = "2024-05-15T15:00:00-05:00"
"""The source has no times; an order needs one."""

STATUS: Final = {"pending": "pending", "processed": "processing", "delivered": "delivered", "cancelled": "cancelled"}
METHOD: Final = {"credit_card": "card", "paypal": "paypal", "gift_card": "gift_card"}
STOCK: Final = {True: 10, False: 0}
"""The source knows only whether a variant is to be had; an exchange may want two of it."""


def read_source(path: Path) -> dict[str, Any]:
    """Prices as they are written, never as floats."""
    source: dict[str, Any] = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return source


def write_files(source: Mapping[str, Any], folder: Path) -> None:
    """Writes `shop.yml`, products, customers and orders."""
    (folder / "shop.yml").write_text("name: Retail shop\ncurrency: USD\n", "utf-8")
    for name, rows in (("products", _products(source)), ("customers", _customers(source)), ("orders", _orders(source))):
        (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def amount(price: Decimal | int) -> str:
    return f"{Decimal(price):.2f}"


def payment_of(source: Mapping[str, Any], order: Mapping[str, Any]) -> tuple[str, str]:
    """How an order was paid: our method, and the label by which its customer knows it."""
    paid_with = order["payment_history"][0]["payment_method_id"]
    method = source["users"][order["user_id"]]["payment_methods"][paid_with]
    return METHOD[method["source"]], label_of(method)


def label_of(method: Mapping[str, Any]) -> str:
    """A way to pay as its customer knows it."""
    is_card = method["source"] == "credit_card"
    return f"{method['brand']} ending {method['last_four']}" if is_card else str(method["id"])


def _products(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for product in source["products"].values():
        yield {
            "product_id": product["product_id"],
            "category": product["name"],
            "title": product["name"],
            "variants": [
                {
                    "sku": variant["item_id"],
                    "options": variant["options"],
                    "price": amount(variant["price"]),
                    "stock": STOCK[variant["available"]],
                }
                for variant in product["variants"].values()
            ],
        }


def _customers(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for user in source["users"].values():
        name = f"{user['name']['first_name']} {user['name']['last_name']}"
        yield {
            "customer_id": user["user_id"],
            "name": name,
            "email": user["email"],
            "address": address_of(user["address"]),
            "payments": [_payment(method) for method in user["payment_methods"].values()],
        }


def _payment(method: Mapping[str, Any]) -> dict[str, Any]:
    holds = {"balance": amount(method["balance"])} if method["source"] == "gift_card" else {}
    return {"payment_id": method["id"], "method": METHOD[method["source"]], "label": label_of(method), **holds}


def _orders(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for order in source["orders"].values():
        payment, *refunds = order["payment_history"]
        method, label = payment_of(source, order)
        yield {
            "order_id": order["order_id"],
            "customer_id": order["user_id"],
            "status": STATUS[order["status"]],
            "placed_at": PLACED_AT,
            "lines": [
                {"sku": item["item_id"], "title": item["name"], "quantity": 1, "unit_price": amount(item["price"])}
                for item in order["items"]
            ],
            "total": amount(payment["amount"]),
            "payment": {
                "method": method,
                "label": label,
                "status": "refunded" if refunds else "paid",
                "payment_id": payment["payment_method_id"],
            },
            "address": address_of(order["address"]),
            "shipments": [_shipment(order, parcel) for parcel in order["fulfillments"]],
            "refunds": [
                {
                    "refund_id": str(n),
                    "amount": amount(r["amount"]),
                    "method": label,
                    "status": "settled",
                    "at": PLACED_AT,
                }
                for n, r in enumerate(refunds, start=1)
            ],
            "history": [],
        }


def _shipment(order: Mapping[str, Any], parcel: Mapping[str, Any]) -> dict[str, Any]:
    ids = [str(n) for n, item in enumerate(order["items"], start=1) if item["item_id"] in parcel["item_ids"]]
    return {"carrier": "unknown", "tracking": parcel["tracking_id"][0], "line_ids": ids}


def address_of(address: Mapping[str, str]) -> dict[str, str]:
    """An address in our words."""
    return {
        "line1": address["address1"],
        "line2": address["address2"],
        "city": address["city"],
        "region": address["state"],
        "postcode": address["zip"],
        "country": {"USA": "US"}[address["country"]],
    }
