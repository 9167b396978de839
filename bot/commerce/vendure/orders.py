"""An order of Vendure's as Shoptalk sees it, and what only a write has to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from bot.commerce.model import (
    Address,
    Bilingual,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    Shipment,
    StatusChange,
)
from bot.commerce.money import Money
from bot.commerce.remote.marks import key_of, unmarked
from bot.commerce.remote.paid_with import method_of
from bot.commerce.vendure.fields import moment, text_of
from bot.commerce.vendure.marks import Claim, claim_of
from bot.commerce.vendure.terms import Terms

Facts = Mapping[str, Any]
"""A part of an answer of Vendure's."""

_STATUSES: Final = {
    "PaymentAuthorized": OrderStatus.PENDING,
    "PaymentSettled": OrderStatus.PENDING,
    "PartiallyShipped": OrderStatus.SHIPPED,
    "Shipped": OrderStatus.SHIPPED,
    "PartiallyDelivered": OrderStatus.SHIPPED,
    "Delivered": OrderStatus.DELIVERED,
    "Cancelled": OrderStatus.CANCELLED,
}
_SENT: Final = frozenset({"Shipped", "Delivered"})
_PACKING: Final = frozenset({"Created", "Pending"})
_COVERING: Final = frozenset({"Settled", "Authorized", "Cancelled"})  # the last: set aside, then let go


@dataclass(frozen=True)
class Paid:
    """A payment: what was taken, or set aside, and what of it goes back."""

    payment_id: str
    state: str
    amount: int
    refunded: int

    @property
    def refundable(self) -> int:
        return self.amount - self.refunded if self.state == "Settled" else 0


@dataclass(frozen=True)
class LinePrice:
    """What a line costs with tax and every discount, in minor units, for its quantity as it is now."""

    quantity: int
    amount: int

    def share(self, quantity: int) -> int:
        """What goes back when so much of the line is called off; halves are rounded in the customer's favour."""
        left = 2 * self.amount * (self.quantity - quantity) + self.quantity - 1
        return self.amount - left // (2 * self.quantity)


@dataclass(frozen=True)
class Seen:
    """An order at one moment of Vendure's clock."""

    order: Order
    id: str
    state: str
    at: datetime
    total: int
    """What it costs now; nothing once it is cancelled."""
    payments: tuple[Paid, ...]
    prices: Mapping[str, LinePrice]
    packing: tuple[str, ...]
    """Fulfilments that are not yet with the carrier."""
    claims: tuple[Claim, ...]
    keys: frozenset[str]
    """The keys of writes of which a step is there."""
    refunded_by: Mapping[str, int]
    """What was ordered back under each key."""
    countries: frozenset[str]
    """Where the shop delivers."""


def plain_number(order_id: str) -> str:
    """An order's number as it is typed, without what people write around it."""
    return order_id.strip().lstrip("#＃").strip()


def seen(facts: Facts, terms: Terms, at: datetime) -> Seen:
    """Reads an answer to `fields.ORDER`."""
    payments = facts["payments"] or []
    refunds = [refund for payment in payments for refund in payment["refunds"] if refund["state"] != "Failed"]
    entries = facts["history"]["items"]
    cancellations = [key_of(_reason(e)) for e in entries if e["type"] == "ORDER_CANCELLATION"]
    notes = [key_of(_note(e)) for e in entries if _is_public_note(e)]
    modifications = [key_of(modification["note"] or "") for modification in facts["modifications"]]
    refunded_by: dict[str, int] = {}
    for refund in refunds:
        if key := key_of(refund["reason"] or ""):
            refunded_by[key] = refunded_by.get(key, 0) + refund["total"]
    return Seen(
        order=_order(facts, terms.payment_names),
        id=str(facts["id"]),
        state=facts["state"],
        at=at,
        total=facts["totalWithTax"],
        payments=tuple(_paid(payment) for payment in payments),
        prices={
            str(line["id"]): LinePrice(line["quantity"], line["proratedLinePriceWithTax"]) for line in facts["lines"]
        },
        packing=tuple(str(f["id"]) for f in facts["fulfillments"] or [] if f["state"] in _PACKING),
        claims=tuple(claim for entry in entries if (claim := claim_of(entry))),
        keys=frozenset(key for key in (*cancellations, *notes, *modifications, *refunded_by) if key),
        refunded_by=refunded_by,
        countries=terms.countries,
    )


def _order(facts: Facts, names: Mapping[str, str]) -> Order:
    currency = facts["currencyCode"]
    customer, where = facts["customer"] or {}, facts["shippingAddress"] or {}
    entries, payments = facts["history"]["items"], facts["payments"] or []
    status = _status(facts)
    bill = _Bill.of(facts)
    return Order(
        order_id=facts["code"],
        # Vendure keeps a guest as a customer who cannot sign in.
        customer_id=str(customer["id"]) if customer.get("user") else None,
        email=customer.get("emailAddress") or None,
        phone=where.get("phoneNumber") or customer.get("phoneNumber") or None,
        status=status,
        placed_at=moment(facts["orderPlacedAt"]),
        lines=bill.lines,
        shipping_fee=Money(bill.shipping, currency),
        discount=Money(bill.discount, currency),
        total=Money(bill.total, currency),
        payment=_payment(payments, names, status),
        address=_address(where),
        shipments=tuple(_shipment(f, entries) for f in facts["fulfillments"] or [] if f["state"] in _SENT),
        refunds=tuple(_refund(r, currency, names) for p in payments for r in p["refunds"] if r["state"] != "Failed"),
        history=_history(facts),
        note=next((unmarked(_note(e)) for e in reversed(entries) if _is_public_note(e) and key_of(_note(e))), ""),
        shipping_option=next((line["shippingMethod"]["code"] for line in facts["shippingLines"]), None),
        cancel_reason=_cancel_reason(entries) if status is OrderStatus.CANCELLED else "",
        version=_version(facts),
    )


def _version(facts: Facts) -> int:
    """How much has happened to the order: it grows with everything that a customer might be told of.

    Counted, since Vendure's times may be no finer than a second. Private notes are the shop's own affair, and ours.
    """
    payments = facts["payments"] or []
    events = [entry for entry in facts["history"]["items"] if entry["isPublic"]]
    return 1 + len(events) + len(payments) + sum(len(payment["refunds"]) for payment in payments)


@dataclass(frozen=True)
class _Bill:
    """Lines, shipping, discount and total that agree to the cent, whatever Vendure rounded on the way."""

    lines: tuple[OrderLine, ...]
    shipping: int
    discount: int
    total: int

    @classmethod
    def of(cls, facts: Facts) -> "_Bill":
        if facts["state"] == "Cancelled":
            return cls._as_placed(facts)
        lines = [_line(line, line["quantity"], facts) for line in facts["lines"] if line["quantity"]]
        return cls._balanced(lines, facts, facts["shippingWithTax"], facts["totalWithTax"])

    @classmethod
    def _as_placed(cls, facts: Facts) -> "_Bill":
        """A cancelled order costs nothing in Vendure; a customer is told what it was and what it cost."""
        lines = [_line(line, line["orderPlacedQuantity"], facts) for line in facts["lines"]]
        taken = sum(
            p["amount"] for p in facts["payments"] or [] if p["state"] in ("Settled", "Authorized", "Cancelled")
        )
        shipping = sum(line["priceWithTax"] for line in facts["shippingLines"])
        goods = sum(line.total.amount for line in lines if line.quantity)
        return cls._balanced([line for line in lines if line.quantity], facts, shipping, taken or goods + shipping)

    @classmethod
    def _balanced(cls, lines: Sequence[OrderLine], facts: Facts, shipping: int, total: int) -> "_Bill":
        fees = [_fee(surcharge, facts) for surcharge in facts["surcharges"] if surcharge["priceWithTax"] > 0]
        every = (*lines, *fees)
        rest = sum(line.total.amount for line in every) + shipping - total
        return cls(every, shipping - min(0, rest), max(0, rest), total)


def _line(line: Facts, quantity: int, facts: Facts) -> OrderLine:
    # Tax on a line is rounded once for all its pieces, so that three at 1.333 may cost more than three times 1.33:
    # a piece is then shown at the next cent, and the discount takes up the rest.
    held = line["quantity"]
    least = -(-line["linePriceWithTax"] // held) if held else 0
    variant = line["productVariant"]
    return OrderLine(
        line_id=str(line["id"]),
        sku=variant["sku"],
        title=text_of(variant["translations"], fallback=variant["sku"]),
        quantity=quantity,
        unit_price=Money(max(line["unitPriceWithTax"], least), facts["currencyCode"]),
    )


def _fee(surcharge: Facts, facts: Facts) -> OrderLine:
    """Something on the bill that is no goods, such as gift wrapping."""
    words = surcharge["description"] or surcharge["sku"] or "+"
    price = Money(surcharge["priceWithTax"], facts["currencyCode"])
    return OrderLine(f"surcharge-{surcharge['id']}", surcharge["sku"] or "", Bilingual(words, words), 1, price)


def _status(facts: Facts) -> OrderStatus:
    """Where it stands; states that the shop added, and being changed by its staff, are told from the parcels."""
    parcels = [f["state"] for f in facts["fulfillments"] or []]
    named = _STATUSES.get(facts["state"])
    if named is None:
        named = OrderStatus.SHIPPED if _SENT & set(parcels) else OrderStatus.PROCESSING
    if named is OrderStatus.PENDING and _PACKING & set(parcels):
        return OrderStatus.PROCESSING
    return named


def _paid(payment: Facts) -> Paid:
    refunded = sum(refund["total"] for refund in payment["refunds"] if refund["state"] != "Failed")
    return Paid(str(payment["id"]), payment["state"], payment["amount"], refunded)


def _payment(payments: Sequence[Facts], names: Mapping[str, str], status: OrderStatus) -> Payment:
    """The payment that counts, in the state that all of them together are in."""
    counted = [p for p in payments if p["state"] == "Settled"] or list(payments)
    code = counted[-1]["method"] if counted else ""
    return Payment(method_of(code), names.get(code, code), _payment_status(payments, status))


def _payment_status(payments: Sequence[Facts], status: OrderStatus) -> PaymentStatus:
    settled = [_paid(payment) for payment in payments if payment["state"] == "Settled"]
    back = sum(payment.refunded for payment in settled)
    if not settled:
        waits = any(payment["state"] in ("Created", "Authorized") for payment in payments) or not payments
        return PaymentStatus.PENDING if waits and status is not OrderStatus.CANCELLED else PaymentStatus.FAILED
    if back == 0:
        return PaymentStatus.PAID
    return PaymentStatus.REFUNDED if all(not p.refundable for p in settled) else PaymentStatus.PART_REFUNDED


def _address(where: Facts) -> Address | None:
    if not where.get("streetLine1"):
        return None
    return Address(
        line1=where["streetLine1"],
        line2=where.get("streetLine2") or "",
        city=where.get("city") or "",
        region=where.get("province") or "",
        postcode=where.get("postalCode") or "",
        country=(where.get("countryCode") or "").upper(),
    )


def _shipment(fulfillment: Facts, entries: Sequence[Facts]) -> Shipment:
    came = {
        entry["data"].get("to"): moment(entry["createdAt"])
        for entry in entries
        if entry["type"] == "ORDER_FULFILLMENT_TRANSITION"
        and str(entry["data"].get("fulfillmentId")) == str(fulfillment["id"])
    }
    return Shipment(
        carrier=fulfillment["method"] or "",
        tracking=fulfillment["trackingCode"] or "",
        shipped_at=came.get("Shipped"),
        delivered_at=came.get("Delivered") if fulfillment["state"] == "Delivered" else None,
        line_ids=tuple(str(line["orderLineId"]) for line in fulfillment["lines"]),
    )


def _refund(refund: Facts, currency: str, names: Mapping[str, str]) -> Refund:
    settled = refund["state"] == "Settled"
    return Refund(
        refund_id=str(refund["id"]),
        amount=Money(refund["total"], currency),
        method=names.get(refund["method"] or "", refund["method"] or ""),
        status=RefundStatus.SETTLED if settled else RefundStatus.PENDING,
        at=moment(refund["createdAt"]),
    )


def _history(facts: Facts) -> tuple[StatusChange, ...]:
    """When it came to each status, from its placing on; states that are the same to a customer are told once."""
    placed = StatusChange(moment(facts["orderPlacedAt"]), OrderStatus.PENDING)
    moves = [
        # Vendure may round the time of a move down to a second that lies before the placing.
        StatusChange(max(placed.at, moment(entry["createdAt"])), status)
        for entry in facts["history"]["items"]
        if entry["type"] == "ORDER_STATE_TRANSITION"
        and (status := _STATUSES.get(entry["data"].get("to"))) not in (None, OrderStatus.PENDING)
    ]
    told = groupby([placed, *moves], key=lambda change: change.status)
    return tuple(next(changes) for _, changes in told)


def _cancel_reason(entries: Sequence[Facts]) -> str:
    reasons = [unmarked(_reason(entry)) for entry in entries if entry["type"] == "ORDER_CANCELLATION"]
    return reasons[-1] if reasons else ""


def _reason(entry: Facts) -> str:
    return str(entry["data"].get("reason") or "")


def _is_public_note(entry: Facts) -> bool:
    return bool(entry["type"] == "ORDER_NOTE" and entry["isPublic"])


def _note(entry: Facts) -> str:
    return str(entry["data"].get("note") or "")
