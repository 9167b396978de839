"""An order of Shopify's as Shoptalk sees it, and what only a write has to know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.commerce.changes import Capability
from bot.commerce.model import (
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
from bot.commerce.remote.digest import versioned
from bot.commerce.remote.marks import key_of, unmarked
from bot.commerce.remote.paid_with import method_of
from bot.commerce.shopify.catalogue import sku_of
from bot.commerce.shopify.client import Facts
from bot.commerce.shopify.customers import address_of
from bot.commerce.shopify.note import note_of
from bot.errors import CommerceUnavailable

_FULFILMENT: Final = {
    "UNFULFILLED": OrderStatus.PENDING,
    "OPEN": OrderStatus.PENDING,
    "SCHEDULED": OrderStatus.PENDING,
    "ON_HOLD": OrderStatus.PENDING,
    "REQUEST_DECLINED": OrderStatus.PENDING,
    "PENDING_FULFILLMENT": OrderStatus.PROCESSING,
    "IN_PROGRESS": OrderStatus.PROCESSING,
    "PARTIALLY_FULFILLED": OrderStatus.SHIPPED,
    "FULFILLED": OrderStatus.SHIPPED,
}
_RETURNS: Final = {
    "RETURN_REQUESTED": OrderStatus.RETURNING,
    "IN_PROGRESS": OrderStatus.RETURNING,
    "INSPECTION_COMPLETE": OrderStatus.RETURNING,
    "RETURNED": OrderStatus.RETURNED,
}
_FINANCE: Final = {
    "PENDING": PaymentStatus.PENDING,
    "AUTHORIZED": PaymentStatus.PENDING,
    "PARTIALLY_PAID": PaymentStatus.PENDING,
    "PAID": PaymentStatus.PAID,
    "PARTIALLY_REFUNDED": PaymentStatus.PART_REFUNDED,
    "REFUNDED": PaymentStatus.REFUNDED,
    "VOIDED": PaymentStatus.FAILED,
    "EXPIRED": PaymentStatus.FAILED,
}


class StatusUnknown(CommerceUnavailable):
    """The order stands where Shoptalk knows no word for it."""


_FAILED: Final = frozenset({"FAILURE", "ERROR"})
_TAKEN_BY: Final = frozenset({"SALE", "CAPTURE", "AUTHORIZATION"})


@dataclass(frozen=True)
class Seen:
    """An order at one moment."""

    order: Order
    id: str
    facts: Facts
    held: Money
    """What was paid and not given back."""

    def has(self, key: str) -> bool:
        """A cancellation is traced before it is asked for, and done when Shopify shows it, under our key."""
        if any(key_of(refund["note"] or "") == key for refund in self.facts["refunds"]):
            return True
        trace = (self.facts.get("metafield") or {}).get("value")
        if trace != Capability.CANCEL_ORDER.value:
            return trace is not None
        note = (self.facts["cancellation"] or {}).get("staffNote") or ""
        return self.facts["cancelledAt"] is not None and (not note or key_of(note) == key)

    def has_begun(self, key: str) -> bool:
        return False

    def missing(self, key: str) -> str:
        """An order that was called off holds nothing of the customer's, but for what is on its way back."""
        if any(_has_failed(refund) for refund in self.facts["refunds"] if key_of(refund["note"] or "") == key):
            return "its refund failed"
        trace = (self.facts.get("metafield") or {}).get("value")
        if trace != Capability.CANCEL_ORDER.value or not self.has(key):
            return ""
        coming = sum(money(one, "totalRefundedSet").amount for one in self.facts["refunds"] if _is_coming(one))
        return "its money has not gone back" if self.held.amount > coming else ""


def seen(facts: Facts) -> Seen:
    """Reads `OrderFacts`, with every line. Raises `StatusUnknown`."""
    return Seen(versioned(_order(facts)), facts["id"], facts, money(facts, "netPaymentSet"))


def _order(facts: Facts) -> Order:
    # What was called off, and what it cost, stays to be read: Shopify sets what is current to nothing.
    was, price = ("quantity", "total") if facts["cancelledAt"] else ("currentQuantity", "currentTotal")
    shipping = "totalShippingPriceSet" if facts["cancelledAt"] else "currentShippingPriceSet"
    note = (facts["cancellation"] or {}).get("staffNote") or ""
    return Order(
        order_id=facts["name"].strip().lstrip("#"),
        customer_id=str(facts["customer"]["legacyResourceId"]) if facts["customer"] else None,
        email=facts["email"] or None,
        phone=facts["phone"] or (facts["shippingAddress"] or {}).get("phone") or None,
        status=_status(facts),
        placed_at=_at(facts["createdAt"]),
        lines=tuple(_line(line, was) for line in facts["lineItems"]["nodes"] if line[was]),
        shipping_fee=money(facts, shipping),
        discount=money(facts, f"{price}DiscountsSet"),
        total=money(facts, f"{price}PriceSet"),
        payment=_payment(facts),
        address=address_of(facts["shippingAddress"]),
        shipments=tuple(_shipment(parcel) for parcel in _sent(facts)),
        refunds=tuple(_refund(refund) for refund in facts["refunds"] if _gives_back(refund)),
        history=_history(facts),
        note=note_of(facts["note"] or ""),
        items_changed=bool(facts["edited"]),
        # Only our own words: what else stands there is the staff's affair.
        cancel_reason=unmarked(note) if key_of(note) else "",
    )


def _status(facts: Facts) -> OrderStatus:
    if facts["cancelledAt"]:
        return OrderStatus.CANCELLED
    if returning := _RETURNS.get(facts["returnStatus"]):
        return returning
    status = _FULFILMENT.get(facts["displayFulfillmentStatus"])
    if status is None:
        raise StatusUnknown(f"{facts['name']}: its status {facts['displayFulfillmentStatus']} is not known")
    is_whole = facts["displayFulfillmentStatus"] == "FULFILLED"
    if is_whole and _sent(facts) and all(parcel["deliveredAt"] or _is_there(parcel) for parcel in _sent(facts)):
        return OrderStatus.DELIVERED
    return status


def _is_there(parcel: Facts) -> bool:
    return parcel["displayStatus"] in ("DELIVERED", "PICKED_UP")


def _sent(facts: Facts) -> Sequence[Facts]:
    return [parcel for parcel in facts["fulfillments"] if parcel["status"] == "SUCCESS"]


def _line(line: Facts, quantity: str) -> OrderLine:
    words = f"{line['title']} ({line['variantTitle']})" if line["variantTitle"] else line["title"]
    return OrderLine(
        line_id=line["id"].rsplit("/", 1)[-1],
        sku=line["sku"] or sku_of(line["id"]),
        title=Bilingual(words, words),
        quantity=line[quantity],
        unit_price=money(line, "originalUnitPriceSet"),
    )


def _payment(facts: Facts) -> Payment:
    status = _FINANCE.get(facts["displayFinancialStatus"] or "PENDING")
    if status is None:
        raise StatusUnknown(f"{facts['name']}: its payment {facts['displayFinancialStatus']} is not known")
    if status is PaymentStatus.PENDING and facts["cancelledAt"]:
        status = PaymentStatus.FAILED  # nobody will collect it
    taken = [t for t in facts["transactions"] if t["kind"] in _TAKEN_BY and t["status"] in ("SUCCESS", "PENDING")]
    labels = list(dict.fromkeys(_label(transaction) for transaction in taken))
    gateway = taken[0]["gateway"] if len({t["gateway"] for t in taken}) == 1 else ""
    return Payment(method_of(gateway or ""), " + ".join(labels), status)


def _label(transaction: Facts) -> str:
    """As it is told: Visa ending 4242, or the provider's name."""
    card = transaction["paymentDetails"] or {}
    digits = "".join(sign for sign in str(card.get("number") or "") if sign.isdecimal())[-4:]
    if card.get("company") and digits:
        return f"{card['company']} ending {digits}"
    return str(transaction["formattedGateway"] or transaction["gateway"] or "")


def _shipment(parcel: Facts) -> Shipment:
    tracking = parcel["trackingInfo"][0] if parcel["trackingInfo"] else {}
    held = parcel["fulfillmentLineItems"]
    return Shipment(
        carrier=tracking.get("company") or "",
        tracking=tracking.get("number") or "",
        shipped_at=_maybe(parcel["inTransitAt"]) or _at(parcel["createdAt"]),
        eta=_maybe(parcel["estimatedDeliveryAt"]),
        delivered_at=_maybe(parcel["deliveredAt"]),
        # A part of them would be taken for all.
        line_ids=()
        if held["pageInfo"]["hasNextPage"]
        else tuple(node["lineItem"]["id"].rsplit("/", 1)[-1] for node in held["nodes"]),
    )


def _moves(refund: Facts) -> set[str]:
    return {move["status"] for move in refund["transactions"]["nodes"]}


def _has_failed(refund: Facts) -> bool:
    return bool(_moves(refund)) and _moves(refund) <= _FAILED


def _is_coming(refund: Facts) -> bool:
    return "PENDING" in _moves(refund)


def _gives_back(refund: Facts) -> bool:
    """A refund that failed is no money that goes back; one without an amount only puts goods back on the shelf."""
    return money(refund, "totalRefundedSet").amount > 0 and not _has_failed(refund)


def _refund(refund: Facts) -> Refund:
    moves = refund["transactions"]["nodes"]
    is_settled = bool(moves) and all(move["status"] == "SUCCESS" for move in moves)
    return Refund(
        refund_id=refund["id"].rsplit("/", 1)[-1],
        amount=money(refund, "totalRefundedSet"),
        method=" + ".join(dict.fromkeys(_label(move) for move in moves)),
        status=RefundStatus.SETTLED if is_settled else RefundStatus.PENDING,
        at=_at(refund["createdAt"]),
    )


def _history(facts: Facts) -> tuple[StatusChange, ...]:
    """Only what Shopify gives a time for."""
    parcels = _sent(facts)
    told = [StatusChange(_at(facts["createdAt"]), OrderStatus.PENDING)]
    if parcels:
        told.append(StatusChange(min(_at(parcel["createdAt"]) for parcel in parcels), OrderStatus.SHIPPED))
    arrived = [_at(parcel["deliveredAt"]) for parcel in parcels if parcel["deliveredAt"]]
    if parcels and len(arrived) == len(parcels) and facts["displayFulfillmentStatus"] == "FULFILLED":
        told.append(StatusChange(max(arrived), OrderStatus.DELIVERED))
    if facts["cancelledAt"]:
        told.append(StatusChange(_at(facts["cancelledAt"]), OrderStatus.CANCELLED))
    return tuple(told)


def money(facts: Facts, name: str) -> Money:
    """In the currency that the customer paid in; null is Shopify's nothing."""
    told = (facts[name] or {}).get("presentmentMoney")
    if told is None:
        return Money(0, facts["presentmentCurrencyCode"])
    return Money.parse(told["amount"], told["currencyCode"])


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
