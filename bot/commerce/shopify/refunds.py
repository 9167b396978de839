"""Lines taken out of an order that is not sent, with the refund that Shopify itself reckons for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from bot.commerce.changes import CancelLines
from bot.commerce.model import Order, PaymentStatus
from bot.commerce.money import Money
from bot.commerce.remote.marks import marked
from bot.commerce.shopify.client import Facts
from bot.commerce.shopify.orders import Seen, money
from bot.errors import ChangeRefused, Why

_LINE: Final = "gid://shopify/LineItem/"
_TAKEN: Final = frozenset({PaymentStatus.PAID, PaymentStatus.PART_REFUNDED})


@dataclass(frozen=True)
class Suggested:
    """What Shopify would give back for lines, and through which payments."""

    amount: Money
    lines: Sequence[Facts]
    transactions: Sequence[Facts]

    @property
    def is_exact(self) -> bool:
        """Whether the payments can bear all of it."""
        told = [part["amountSet"]["presentmentMoney"] for part in self.transactions]
        parts = [Money.parse(one["amount"], one["currencyCode"]) for one in told]
        return sum(part.amount for part in parts) == self.amount.amount


def check_lines(change: CancelLines, order: Order) -> None:
    """What can be told without Shopify. Raises `ChangeRefused`."""
    if order.payment.status not in _TAKEN:
        raise ChangeRefused(order.order_id, Why.UNSUPPORTED, "its payment is not collected")
    parts = change.lines
    if not parts or len({part.line_id for part in parts}) != len(parts):
        raise ChangeRefused(order.order_id, Why.QUANTITY, "no line is named, or one twice")
    for part in parts:
        line = order.line(part.line_id)
        left = line.quantity if line else 0
        if not 1 <= part.quantity <= left:
            raise ChangeRefused(order.order_id, Why.QUANTITY, f"line {part.line_id}: {part.quantity} of {left}")
    if sum(part.quantity for part in parts) == sum(line.quantity for line in order.lines):
        raise ChangeRefused(order.order_id, Why.QUANTITY, "that is everything: cancel the whole order")


def asked_lines(change: CancelLines) -> list[dict[str, Any]]:
    """As `RefundLineItemInput`: taken out of what is to be sent, and back on the shelf."""
    return [
        {"lineItemId": f"{_LINE}{part.line_id}", "quantity": part.quantity, "restockType": "CANCEL"}
        for part in change.lines
    ]


def suggested(facts: Facts, seen: Seen) -> Suggested:
    """Reads an answer to `fields.SUGGESTED_REFUND`."""
    told = {**facts, "presentmentCurrencyCode": seen.facts["presentmentCurrencyCode"]}
    return Suggested(money(told, "amountSet"), facts["refundLineItems"], facts["suggestedTransactions"])


def refund_input(change: CancelLines, seen: Seen, refund: Suggested, key: str) -> dict[str, Any]:
    """As `RefundInput`, with the key in its note."""
    return {
        "orderId": seen.id,
        "currency": refund.amount.currency,
        "note": marked(change.reason, key),
        "notify": True,
        "refundLineItems": [_line(line) for line in refund.lines],
        "transactions": [_transaction(part, seen) for part in refund.transactions],
    }


def _line(line: Facts) -> dict[str, Any]:
    return {
        "lineItemId": line["lineItem"]["id"],
        "quantity": line["quantity"],
        "restockType": line["restockType"],
        "locationId": line["location"]["id"] if line["location"] else None,
    }


def _transaction(part: Facts, seen: Seen) -> dict[str, Any]:
    return {
        "orderId": seen.id,
        "kind": "REFUND",
        "gateway": part["gateway"],
        "amount": part["amountSet"]["presentmentMoney"]["amount"],
        "parentId": part["parentTransaction"]["id"],
    }


def idempotency_key(key: str) -> str:
    """Shopify strongly recommends UUIDs."""
    return str(uuid5(NAMESPACE_URL, f"shoptalk:{key}"))
