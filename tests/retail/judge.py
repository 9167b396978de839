"""Judges what became of the retail shop: what the benchmark expects and what our shop holds, in the same words.

Both sides are brought to plain facts, money in cents. An empty list of differences means that the shop's data is what
the benchmark's own tools would have left behind.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Claim, ClaimKind, Customer, Order, OrderStatus
from tests.commerce.retail_shop import address_of, label_of

Facts = Mapping[str, Mapping[str, Any]]
"""Of each order (by its number, `#` before it) and each customer."""

_STATUS: Final = {
    OrderStatus.PENDING: "pending",
    OrderStatus.PROCESSING: "processed",
    OrderStatus.DELIVERED: "delivered",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.RETURNING: "return requested",
    OrderStatus.EXCHANGING: "exchange requested",
}
_ITEMS_CHANGED: Final = "pending (item modified)"
_MANY: Final = 1_000


def cents(price: Decimal | int) -> int:
    """The benchmark reckons in binary fractions: 0.04999999999999716 is meant to be 5 cents."""
    return round(Decimal(price) * 100)


def expected_facts(source: Mapping[str, Any], diff: Mapping[str, Any], users: Collection[str]) -> Facts:
    """What the shop of these users must hold once a task is done: the source with `expected_db_diff` on top."""
    facts: dict[str, Mapping[str, Any]] = {}
    for id_ in users:
        user = {**source["users"][id_], **diff.get("users", {}).get(id_, {})}
        facts[id_] = _user_facts(user)
        for number in user["orders"]:
            order = {**source["orders"][number], **diff.get("orders", {}).get(number, {})}
            facts[number] = _order_facts(order, user["payment_methods"])
    return facts


async def held_facts(shop: CommerceBackend, users: Collection[str]) -> Facts:
    """What our shop holds of these users and their orders, in the benchmark's words."""
    facts: dict[str, Mapping[str, Any]] = {}
    for id_ in users:
        customer = await shop.customer(id_)
        facts[id_] = _customer_facts(customer)
        for order in await shop.orders_of(id_, limit=_MANY):
            facts[f"#{order.order_id}"] = _facts_of(order)
    return facts


def differences(expected: Facts, held: Facts) -> list[str]:
    """Every fact that is not as expected, each as a sentence."""
    found = [f"{id_} is missing" for id_ in expected.keys() - held.keys()]
    found += [f"{id_} is not expected" for id_ in held.keys() - expected.keys()]
    for id_ in expected.keys() & held.keys():
        for name in sorted(expected[id_].keys() | held[id_].keys()):
            wanted, seen = expected[id_].get(name), held[id_].get(name)
            if wanted != seen:
                found.append(f"{id_}: {name} is {seen!r}, expected {wanted!r}")
    return sorted(found)


def _user_facts(user: Mapping[str, Any]) -> Mapping[str, Any]:
    balances = {id_: cents(way["balance"]) for id_, way in user["payment_methods"].items() if "balance" in way}
    return {"address": address_of(user["address"]), "balances": balances, "ways": sorted(user["payment_methods"])}


def _customer_facts(customer: Customer) -> Mapping[str, Any]:
    return {
        "address": _plain(customer.address),
        "balances": {way.payment_id: way.balance.amount for way in customer.payments if way.balance is not None},
        "ways": sorted(way.payment_id for way in customer.payments),
    }


def _order_facts(order: Mapping[str, Any], ways: Mapping[str, Any]) -> Mapping[str, Any]:
    first, *later = order["payment_history"]
    return {
        "status": order["status"],
        "address": address_of(order["address"]),
        "items": [(item["item_id"], cents(item["price"])) for item in order["items"]],
        "first way": label_of(ways[first["payment_method_id"]]) if len(later) < 2 else None,
        "money": _moves(
            ("back" if move["transaction_type"] == "refund" else "taken", cents(move["amount"]), label_of(ways[id_]))
            for move in later
            for id_ in (move["payment_method_id"],)
        ),
        "cancel reason": order.get("cancel_reason", ""),
        "returned": sorted(order.get("return_items", ())),
        "returned to": order.get("return_payment_method_id"),
        "return": sum(_prices(order, order.get("return_items", ()))) if "return_items" in order else None,
        "exchanged": sorted(order.get("exchange_items", ())),
        "exchanged for": sorted(order.get("exchange_new_items", ())),
        "exchange by": order.get("exchange_payment_method_id"),
        "exchange": cents(order["exchange_price_difference"]) if "exchange_price_difference" in order else None,
    }


def _prices(order: Mapping[str, Any], items: Iterable[str]) -> list[int]:
    price = {item["item_id"]: cents(item["price"]) for item in order["items"]}
    return [price[item] for item in items]


def _facts_of(order: Order) -> Mapping[str, Any]:
    is_changed = order.status is OrderStatus.PENDING and order.items_changed
    returned, exchanged = (_claims(order, kind) for kind in (ClaimKind.RETURN, ClaimKind.EXCHANGE))
    repaid = {charge.amount for charge in order.charges} & {refund.amount for refund in order.refunds}
    return {
        "status": _ITEMS_CHANGED if is_changed else _STATUS.get(order.status, order.status.value),
        "address": _plain(order.address),
        "items": [(line.sku, line.unit_price.amount) for line in order.lines for _ in range(line.quantity)],
        "first way": None if repaid else order.payment.label,
        "money": _moves(
            [("back", refund.amount.amount, refund.method) for refund in order.refunds]
            + [("taken", charge.amount.amount, charge.method) for charge in order.charges]
        ),
        "cancel reason": order.cancel_reason,
        "returned": _skus(order, returned),
        "returned to": returned[0].payment_id if returned else None,
        "return": _amount(returned),
        "exchanged": _skus(order, exchanged),
        "exchanged for": sorted(
            part.sku for claim in exchanged for part in claim.lines for _ in range(part.quantity) if part.sku
        ),
        "exchange by": exchanged[0].payment_id if exchanged else None,
        "exchange": None if (back := _amount(exchanged)) is None else -back,
    }


def _claims(order: Order, kind: ClaimKind) -> list[Claim]:
    return [claim for claim in order.claims if claim.kind is kind]


def _amount(claims: Collection[Claim]) -> int | None:
    return sum(claim.amount.amount for claim in claims if claim.amount) if claims else None


def _skus(order: Order, claims: Iterable[Claim]) -> list[str]:
    sku = {line.line_id: line.sku for line in order.lines}
    return sorted(sku[part.line_id] for claim in claims for part in claim.lines for _ in range(part.quantity))


def _moves(moves: Iterable[tuple[str, int, str]]) -> Mapping[tuple[str, int, str], int]:
    """What was given back and taken after the first payment; nothing where an exact 0 was written down."""
    return Counter(move for move in moves if move[1])


def _plain(address: Any) -> Mapping[str, str]:
    return {name: getattr(address, name) for name in ("line1", "line2", "city", "region", "postcode", "country")}
