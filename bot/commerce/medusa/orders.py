"""An order of Medusa's as Shoptalk sees it, and what only a write has to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.commerce.changes import Capability
from bot.commerce.medusa.amounts import gross, line_total, money, unit_price
from bot.commerce.medusa.catalogue import sku_of
from bot.commerce.medusa.client import Facts
from bot.commerce.medusa.customers import address_of
from bot.commerce.medusa.payments import label_of, method_by, payment_of
from bot.commerce.medusa.returns import claims_of, sent_instead, standing_of
from bot.commerce.medusa.texts import Texts
from bot.commerce.medusa.traces import NOTE_FIELD, Trace, traces_in
from bot.commerce.model import (
    Bilingual,
    Order,
    OrderLine,
    OrderStatus,
    PaymentMethod,
    Refund,
    RefundStatus,
    Shipment,
    StatusChange,
)
from bot.commerce.money import Money
from bot.commerce.remote.digest import versioned
from bot.commerce.remote.marks import key_of
from bot.errors import CommerceUnavailable

FIELDS: Final = (
    "id,display_id,custom_display_id,status,created_at,canceled_at,currency_code,email,metadata,is_draft_order,summary,"
    "customer.id,customer.phone,customer.has_account,*items,*items.detail,*items.tax_lines,*items.adjustments,"
    "*shipping_address,*shipping_methods,*shipping_methods.tax_lines,*shipping_methods.adjustments,"
    "*payment_collections.payments,*payment_collections.payments.refunds,*payment_collections.payments.captures,"
    "*fulfillments,*fulfillments.labels,*fulfillments.items,*returns,*returns.items,*returns.items.reason,returns.claim.id,returns.exchange.id,"
    "*returns.exchange.additional_items"
)
_FULFILMENT: Final = {
    "not_fulfilled": OrderStatus.PENDING,
    "canceled": OrderStatus.PENDING,  # what was packed was unpacked
    "partially_fulfilled": OrderStatus.PROCESSING,
    "fulfilled": OrderStatus.PROCESSING,
    "partially_shipped": OrderStatus.SHIPPED,
    "shipped": OrderStatus.SHIPPED,
    "partially_delivered": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
}
_BY_HAND: Final = "manual"


class StatusUnknown(CommerceUnavailable):
    """The order stands where Shoptalk knows no word for it."""


@dataclass(frozen=True)
class Seen:
    """An order at one moment."""

    order: Order
    id: str
    facts: Facts
    held: Money
    """What was paid and not given back."""
    traces: Mapping[str, Trace]
    returns: frozenset[str]
    """The keys that returns carry."""

    def has(self, key: str) -> bool:
        if key in self.returns:
            return True
        trace = self.traces.get(key)
        if trace is None or trace.kind is not Capability.CANCEL_ORDER:
            return trace is not None
        return self.order.status is OrderStatus.CANCELLED

    def has_begun(self, key: str) -> bool:
        """An order that is to be called off is unpacked before it is."""
        trace = self.traces.get(key)
        unpacked = {parcel["id"] for parcel in self.facts["fulfillments"] or () if parcel["canceled_at"]}
        return trace is not None and not self.has(key) and bool(unpacked & set(trace.parcels))

    def missing(self, key: str) -> str:
        """An order that was called off holds nothing of the customer's."""
        trace = self.traces.get(key)
        if trace is None or trace.kind is not Capability.CANCEL_ORDER or not self.has(key):
            return ""
        return "its money has not gone back" if self.held.amount > 0 else ""

    @property
    def packed(self) -> Sequence[str]:
        """Parcels that are not yet with the carrier."""
        return [one["id"] for one in _parcels(self.facts) if not one["shipped_at"] and not one["delivered_at"]]

    @property
    def last_trace(self) -> datetime | None:
        """When a write was begun that does not show yet."""
        return max((trace.at for trace in self.traces.values() if not self.has(trace.key)), default=None)


def seen(facts: Facts, texts: Texts) -> Seen:
    """Reads an order with `FIELDS`. Raises `StatusUnknown`."""
    traces = traces_in(facts["metadata"])
    held = sum((_taken(payment) - _given_back(payment) for payment in payments_in(facts)), Decimal(0))
    notes = [item["note"] or "" for one in facts["returns"] or () for item in one["items"] or ()]
    return Seen(
        order=versioned(_order(facts, traces, texts)),
        id=facts["id"],
        facts=facts,
        held=money(held, facts["currency_code"]),
        traces=traces,
        returns=frozenset(key for note in notes if (key := key_of(note))),
    )


def payments_in(facts: Facts) -> Sequence[Facts]:
    return [one for held in facts["payment_collections"] or () for one in held["payments"] or ()]


def numbers_of(facts: Facts) -> tuple[str, ...]:
    """What a customer may call it, the likeliest first."""
    own = facts.get("custom_display_id")
    return (own, str(facts["display_id"])) if own else (str(facts["display_id"]),)


def _order(facts: Facts, traces: Mapping[str, Trace], texts: Texts) -> Order:
    customer, where = facts["customer"] or {}, facts["shipping_address"] or {}
    bill = _Bill.of(facts, texts)
    payment = payment_of(payments_in(facts), facts["status"] == "canceled")
    claims = claims_of(facts, payment.label)
    order = Order(
        order_id=numbers_of(facts)[0],
        # Medusa keeps a guest as a customer without an account.
        customer_id=customer["id"] if customer.get("has_account") else None,
        email=facts["email"] or None,
        phone=where.get("phone") or customer.get("phone") or None,
        status=_status(facts),
        placed_at=_at(facts["created_at"]),
        lines=bill.lines,
        shipping_fee=bill.shipping,
        discount=bill.discount,
        total=bill.total,
        payment=payment,
        address=address_of(facts["shipping_address"]),
        shipments=tuple(_shipment(parcel) for parcel in _parcels(facts) if parcel["shipped_at"]),
        refunds=_refunds(facts),
        history=_history(facts),
        claims=claims,
        note=str((facts["metadata"] or {}).get(NOTE_FIELD) or ""),
        shipping_option=next((way["shipping_option_id"] for way in _deliveries(facts)), None),
        cancel_reason=_cancel_reason(facts, traces),
    )
    return replace(order, status=standing_of(order))


def _status(facts: Facts) -> OrderStatus:
    """`status` stays `pending` after delivery: where the goods are is told apart from it."""
    if facts["status"] == "canceled":
        return OrderStatus.CANCELLED
    status = _FULFILMENT.get(facts["fulfillment_status"])
    if status is None:
        raise StatusUnknown(f"{facts['display_id']}: its status {facts['fulfillment_status']} is not known")
    # What an exchange is to bring is not yet sent: what was ordered has come all the same.
    return OrderStatus.DELIVERED if sent_instead(facts) and _has_arrived(facts) else status


def _has_arrived(facts: Facts) -> bool:
    """Whether all that was ordered is with the customer, whatever is to come instead of it."""
    came: dict[str, int] = {}
    for parcel in _parcels(facts):
        for item in parcel["items"] or () if parcel["delivered_at"] else ():
            came[item["line_item_id"]] = came.get(item["line_item_id"], 0) + int(item["quantity"])
    instead = sent_instead(facts)
    return all(came.get(item["id"], 0) >= item["quantity"] for item in facts["items"] if item["id"] not in instead)


@dataclass(frozen=True)
class _Bill:
    """Lines, shipping, discount and total that agree to the minor unit; Medusa itself rounds nothing."""

    lines: tuple[OrderLine, ...]
    shipping: Money
    discount: Money
    total: Money

    @classmethod
    def of(cls, facts: Facts, texts: Texts) -> "_Bill":
        code = facts["currency_code"]
        instead = sent_instead(facts)
        items = sorted((one for one in facts["items"] if one["quantity"] and one["id"] not in instead), key=_place)
        lines = tuple(_line(item, code, texts) for item in items)
        ways = _deliveries(facts)
        shipping = money(sum((_fee(way) for way in ways), Decimal(0)), code)
        less = sum((_fee_discount(way) for way in ways), Decimal(0))
        fees = sum((_fee(way) for way in ways), Decimal(0)) - less
        total = money(sum((line_total(item) for item in items), Decimal(0)) + fees, code)
        rest = sum((line.total.amount for line in lines), shipping.amount) - total.amount
        nothing = Money(0, total.currency)
        return cls(
            lines,
            replace(shipping, amount=shipping.amount - min(0, rest)),
            replace(nothing, amount=max(0, rest)),
            total,
        )


def _place(item: Facts) -> tuple[str, ...]:
    """Medusa tells the lines of an order in any order."""
    return str(item["created_at"]), item["title"] or "", item["variant_title"] or "", item["id"]


def _line(item: Facts, code: str, texts: Texts) -> OrderLine:
    whole, one = money(unit_price(item) * item["quantity"], code), money(unit_price(item), code)
    # Seven pieces at 1.333 cost more than seven times 1.33: a piece is then shown at the next minor unit.
    least = -(-whole.amount // int(item["quantity"]))
    return OrderLine(
        line_id=item["id"],
        sku=sku_of(item["variant_sku"], item["variant_id"]),
        title=_title(item, texts),
        quantity=int(item["quantity"]),
        unit_price=replace(one, amount=max(one.amount, least)),
    )


def _title(item: Facts, texts: Texts) -> Bilingual:
    """As it was when ordered, and its product's translations."""
    return texts.of({"id": item["product_id"] or "", "title": item["product_title"] or item["title"]}, "title")


def _deliveries(facts: Facts) -> Sequence[Facts]:
    """Its own ways of delivery, not those of what goes back."""
    later = ("return_id", "claim_id", "exchange_id")
    return [
        way for way in facts["shipping_methods"] or () if not any((way["detail"] or {}).get(name) for name in later)
    ]


def _fee(way: Facts) -> Decimal:
    return gross(way, way["amount"], with_tax=way["is_tax_inclusive"])


def _fee_discount(way: Facts) -> Decimal:
    parts = way["adjustments"] or ()
    return sum((gross(way, one["amount"], with_tax=bool(one.get("is_tax_inclusive"))) for one in parts), Decimal(0))


def _parcels(facts: Facts) -> Sequence[Facts]:
    return [parcel for parcel in facts["fulfillments"] or () if not parcel["canceled_at"]]


def _shipment(parcel: Facts) -> Shipment:
    labels = [label["tracking_number"] for label in parcel["labels"] or () if label["tracking_number"]]
    carrier = str(parcel["provider_id"] or "").split("_")[0]
    return Shipment(
        carrier="" if carrier == _BY_HAND else carrier,
        tracking=", ".join(labels),
        shipped_at=_at(parcel["shipped_at"]),
        delivered_at=_at(parcel["delivered_at"]) if parcel["delivered_at"] else None,
        line_ids=tuple(item["line_item_id"] for item in parcel["items"] or () if item["line_item_id"]),
    )


def _refunds(facts: Facts) -> tuple[Refund, ...]:
    """Medusa knows that its provider took a refund, not that it arrived: only a gift card's is there at once."""
    told = [
        Refund(
            refund_id=refund["id"],
            amount=money(refund["amount"], facts["currency_code"]),
            method=label_of(payment),
            status=RefundStatus.SETTLED if method_by(payment) is PaymentMethod.GIFT_CARD else RefundStatus.PENDING,
            at=_at(refund["created_at"]),
        )
        for payment in payments_in(facts)
        for refund in payment["refunds"] or ()
    ]
    return tuple(sorted(told, key=lambda refund: (refund.at, refund.refund_id)))


def _taken(payment: Facts) -> Decimal:
    return sum((Decimal(one["amount"]) for one in payment["captures"] or ()), Decimal(0))


def _given_back(payment: Facts) -> Decimal:
    return sum((Decimal(one["amount"]) for one in payment["refunds"] or ()), Decimal(0))


def _history(facts: Facts) -> tuple[StatusChange, ...]:
    """Only what Medusa gives a time for."""
    parcels = _parcels(facts)
    told = [
        *((parcel["packed_at"], OrderStatus.PROCESSING) for parcel in parcels),
        *((parcel["shipped_at"], OrderStatus.SHIPPED) for parcel in parcels),
        *((back["requested_at"], OrderStatus.RETURNING) for back in facts["returns"] or () if not back["exchange"]),
        (facts["canceled_at"], OrderStatus.CANCELLED),
    ]
    if _status(facts) is OrderStatus.DELIVERED:
        told.append(
            (max((p["delivered_at"] for p in parcels if p["delivered_at"]), default=None), OrderStatus.DELIVERED)
        )
    first: dict[OrderStatus, datetime] = {OrderStatus.PENDING: _at(facts["created_at"])}
    for moment, status in told:
        if moment:
            first[status] = min(first.get(status, _at(moment)), _at(moment))
    return tuple(StatusChange(moment, status) for status, moment in sorted(first.items(), key=lambda kv: kv[1]))


def _cancel_reason(facts: Facts, traces: Mapping[str, Trace]) -> str:
    """Our own word: Medusa asks its staff for none."""
    if facts["status"] != "canceled":
        return ""
    told = [trace for trace in traces.values() if trace.kind is Capability.CANCEL_ORDER]
    return max(told, key=lambda trace: trace.at).reason if told else ""


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
