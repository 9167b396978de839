"""An order of WooCommerce's as Shoptalk sees it, and what only a write has to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bot.commerce.model import (
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    StatusChange,
)
from bot.commerce.money import Money, exponent
from bot.commerce.remote.digest import versioned
from bot.commerce.remote.marks import key_of, trace_name, unmarked
from bot.commerce.remote.paid_with import method_of
from bot.commerce.woocommerce.catalogue import both
from bot.commerce.woocommerce.client import Facts
from bot.commerce.woocommerce.customers import address_of
from bot.commerce.woocommerce.times import at
from bot.errors import CommerceUnavailable

_STATUSES: Final = {
    "pending": OrderStatus.PENDING,
    "on-hold": OrderStatus.PENDING,
    "failed": OrderStatus.PENDING,
    "processing": OrderStatus.PROCESSING,
    # All that WooCommerce says is that the shop is done with it: it is sent, and whether it has arrived is not known.
    "completed": OrderStatus.SHIPPED,
    "cancelled": OrderStatus.CANCELLED,
}
_CLOSED: Final = frozenset({"refunded", "cancelled"})
NO_ORDERS: Final = frozenset({"trash", "auto-draft", "checkout-draft"})
"""What is kept among the orders and is none."""
REASON_FIELD: Final = "shoptalk_cancel_reason"
CANCELLED_FIELD: Final = "shoptalk_cancelled_at"


class StatusUnknown(CommerceUnavailable):
    """The order stands where Shoptalk knows no word for it: plugins add statuses of their own."""


@dataclass(frozen=True)
class Seen:
    """An order at one moment."""

    order: Order
    id: int
    facts: Facts
    held: Money
    """What was paid and not given back."""
    refunds: Mapping[str, Facts]
    """Those that carry a key, by it."""

    def has(self, key: str) -> bool:
        if key in self.refunds:
            return True
        name = trace_name(key)
        return any(field["key"] == name and field["value"] == key for field in self.facts["meta_data"])

    def has_begun(self, key: str) -> bool:
        return False

    def missing(self, key: str) -> str:
        """WooCommerce keeps a refund before it asks the provider for it, and closes the order after that.

        Every other change is one row.
        """
        refund = self.refunds.get(key)
        if refund is None:
            return ""
        if not refund["refunded_payment"]:
            return "its money has not gone back"
        return "" if self.facts["status"] in _CLOSED else "its order was not closed"


def seen(facts: Facts, refunds: Sequence[Facts]) -> Seen:
    """Reads an order and its refunds. Raises `StatusUnknown`."""
    total = Money.parse(facts["total"], facts["currency"])
    back = Money(sum(Money.parse(r["amount"], total.currency).amount for r in refunds), total.currency)
    held = total - back if facts["date_paid_gmt"] else Money(0, total.currency)
    order = versioned(_order(facts, refunds, total, held))
    keyed = {key: refund for refund in refunds if (key := key_of(refund["reason"] or ""))}
    return Seen(order, facts["id"], facts, held, keyed)


def _order(facts: Facts, refunds: Sequence[Facts], total: Money, held: Money) -> Order:
    billing = facts["billing"]
    told = {field["key"]: str(field["value"]) for field in facts["meta_data"]}
    reason = next((unmarked(r["reason"]) for r in refunds if key_of(r["reason"] or "")), "")
    with_tax = facts["prices_include_tax"]
    status = _status(facts)
    return Order(
        order_id=str(facts["number"]),
        customer_id=str(facts["customer_id"]) if facts["customer_id"] else None,
        email=billing["email"] or None,
        phone=billing["phone"] or None,
        status=status,
        placed_at=at(facts["date_created_gmt"]),
        lines=(
            *(_line(line, facts) for line in facts["line_items"]),
            *(_fee(fee, facts["currency"], with_tax=with_tax) for fee in facts["fee_lines"]),
        ),
        shipping_fee=_sum(facts, "shipping", with_tax=with_tax),
        discount=_sum(facts, "discount", with_tax=with_tax),
        total=total,
        payment=_payment(facts, refunds, held, status),
        address=address_of(facts["shipping"]) or address_of(billing),
        refunds=tuple(_refund(refund, facts) for refund in refunds),
        history=_history(facts, refunds, told, status),
        note=facts["customer_note"],
        cancel_reason=told.get(REASON_FIELD, reason) if status is OrderStatus.CANCELLED else "",
    )


def _status(facts: Facts) -> OrderStatus:
    """An order that was given back before it was completed was called off; later it stays sent."""
    if facts["status"] == "refunded":
        return OrderStatus.SHIPPED if facts["date_completed_gmt"] else OrderStatus.CANCELLED
    status = _STATUSES.get(facts["status"])
    if status is None:
        raise StatusUnknown(f"{facts['number']}: its status {facts['status']} is not known")
    return status


def _line(line: Facts, facts: Facts) -> OrderLine:
    """At the price that the shop shows: with tax where it shows prices with tax."""
    whole = _sum(line, "sub", with_tax=facts["prices_include_tax"], currency=facts["currency"])
    quantity = line["quantity"]
    return OrderLine(
        line_id=str(line["id"]),
        sku=line["sku"] or f"product-{line['variation_id'] or line['product_id']}",
        title=both(line["name"]),
        quantity=quantity,
        # A line's tax is rounded once for all its pieces: a piece is shown at the nearest minor unit.
        unit_price=Money((2 * whole.amount + quantity) // (2 * quantity), whole.currency),
    )


def _fee(fee: Facts, currency: str, *, with_tax: bool) -> OrderLine:
    """Something on the bill that is no goods, such as gift wrapping."""
    price = _sum(fee, "", with_tax=with_tax, currency=currency)
    return OrderLine(f"fee-{fee['id']}", "", both(fee["name"] or "Fee"), 1, price)


def _sum(facts: Facts, name: str, *, with_tax: bool, currency: str = "") -> Money:
    """`shipping` reads `shipping_total` and `shipping_tax`, `sub` `subtotal` and `subtotal_tax`.

    Both parts carry more decimals than the currency has: only their sum is an amount that anybody was shown.
    """
    parts = {"": ("total", "total_tax"), "sub": ("subtotal", "subtotal_tax")}
    net, tax = parts.get(name, (f"{name}_total", f"{name}_tax"))
    whole = Decimal(facts[net]) + (Decimal(facts[tax] or 0) if with_tax else 0)
    money = currency or facts["currency"]
    minor = whole.scaleb(exponent(money)).to_integral_value(ROUND_HALF_UP)
    return Money(int(minor), money)


def _payment(facts: Facts, refunds: Sequence[Facts], held: Money, status: OrderStatus) -> Payment:
    title = both(facts["payment_method_title"]).en
    method = method_of(f"{facts['payment_method']} {title}")
    return Payment(method, title, _payment_status(facts, refunds, held, status))


def _payment_status(facts: Facts, refunds: Sequence[Facts], held: Money, status: OrderStatus) -> PaymentStatus:
    if not facts["date_paid_gmt"]:
        is_over = status is OrderStatus.CANCELLED or facts["status"] == "failed"
        return PaymentStatus.FAILED if is_over else PaymentStatus.PENDING
    if held.amount <= 0 and refunds:
        return PaymentStatus.REFUNDED
    return PaymentStatus.PART_REFUNDED if refunds else PaymentStatus.PAID


def _refund(refund: Facts, facts: Facts) -> Refund:
    """Settled when the payment provider took it; a refund by hand is the shop's promise."""
    return Refund(
        refund_id=str(refund["id"]),
        amount=Money.parse(refund["amount"], facts["currency"]),
        method=both(facts["payment_method_title"]).en,
        status=RefundStatus.SETTLED if refund["refunded_payment"] else RefundStatus.PENDING,
        at=at(refund["date_created_gmt"]),
    )


def _history(
    facts: Facts, refunds: Sequence[Facts], told: dict[str, str], status: OrderStatus
) -> tuple[StatusChange, ...]:
    """Only what there is a time for: WooCommerce keeps none of a cancellation, so we keep our own's."""
    changes = [StatusChange(at(facts["date_created_gmt"]), OrderStatus.PENDING)]
    if facts["date_completed_gmt"]:
        changes.append(StatusChange(at(facts["date_completed_gmt"]), OrderStatus.SHIPPED))
    if status is OrderStatus.CANCELLED:
        ours = [datetime.fromisoformat(told[CANCELLED_FIELD])] if CANCELLED_FIELD in told else []
        when = ours or [at(refund["date_created_gmt"]) for refund in refunds]
        changes += [StatusChange(max(when), OrderStatus.CANCELLED)] if when else []
    return tuple(changes)


def trace(key: str) -> dict[str, str]:
    """The key as a field of the order, written in the same request as the change."""
    return {"key": trace_name(key), "value": key}
