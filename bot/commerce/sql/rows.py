"""Rows of the SQL shop become the shop's nouns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from bot.commerce.model import (
    Address,
    Bilingual,
    Charge,
    Claim,
    ClaimKind,
    ClaimLine,
    ClaimStatus,
    ClaimStep,
    Customer,
    Hours,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Product,
    Refund,
    RefundStatus,
    Review,
    Shipment,
    ShippingOption,
    ShippingRate,
    Shop,
    StatusChange,
    StoredPayment,
    Variant,
)
from bot.commerce.money import Money


def shop_of(row: Row[Any]) -> Shop:
    return Shop(
        name=Bilingual(row.name_en, row.name_zh),
        currency=row.currency,
        categories=bilinguals(row.categories),
        attributes=bilinguals(row.attributes),
        options=bilinguals(row.options),
        hours=None if row.hours is None else _hours(row.hours),
        support_email=row.support_email,
        shipping=tuple(_rate(rate, row.currency) for rate in row.shipping),
    )


def product_of(row: Row[Any], variants: Sequence[Variant]) -> Product:
    return Product(
        product_id=row.product_id,
        category=row.category,
        title=Bilingual(row.title_en, row.title_zh),
        description=Bilingual(row.description_en, row.description_zh),
        variants=tuple(variants),
        attributes=bilinguals(row.attributes),
        tags=tuple(Bilingual(*tag) for tag in row.tags),
        compatible_with=tuple(row.compatible_with),
        url=row.url,
        image=row.image,
    )


def variant_of(row: Row[Any], options: Mapping[str, Bilingual], currency: str) -> Variant:
    return Variant(
        sku=row.sku,
        options=options,
        price=Money(row.price, currency),
        stock=row.stock,
        compare_at=None if row.compare_at is None else Money(row.compare_at, currency),
    )


def customer_of(row: Row[Any], payments: Sequence[Row[Any]]) -> Customer:
    return Customer(
        customer_id=row.customer_id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=row.language,
        address=_address(row.address),
        joined_at=row.joined_at,
        tags=tuple(row.tags),
        payments=tuple(map(_stored_payment, payments)),
        version=row.version,
    )


@dataclass(frozen=True)
class OrderParts:
    """The rows of the other tables that belong to one order."""

    lines: Sequence[Row[Any]]
    shipments: Sequence[Row[Any]]
    refunds: Sequence[Row[Any]]
    charges: Sequence[Row[Any]]
    claims: Sequence[Row[Any]]
    history: Sequence[Row[Any]]


def order_of(row: Row[Any], parts: OrderParts) -> Order:
    currency = row.currency
    return Order(
        order_id=row.order_id,
        customer_id=row.customer_id,
        email=row.email,
        phone=row.phone,
        status=OrderStatus(row.status),
        placed_at=row.placed_at,
        lines=tuple(_line(line, currency) for line in parts.lines),
        shipping_fee=Money(row.shipping_fee, currency),
        discount=Money(row.discount, currency),
        total=Money(row.total, currency),
        payment=_payment(row),
        address=_address(row.address),
        shipments=tuple(_shipment(shipment) for shipment in parts.shipments),
        refunds=tuple(_refund(refund, currency) for refund in parts.refunds),
        history=tuple(StatusChange(change.at, OrderStatus(change.status)) for change in parts.history),
        charges=tuple(_charge(charge, currency) for charge in parts.charges),
        claims=tuple(_claim(claim, currency) for claim in parts.claims),
        note=row.note,
        shipping_option=row.shipping_option,
        items_changed=row.items_changed,
        cancel_reason=row.cancel_reason,
        version=row.version,
    )


def review_of(row: Row[Any]) -> Review:
    return Review(
        review_id=row.review_id,
        product_id=row.product_id,
        rating=row.rating,
        language=row.language,
        text=row.text,
        at=row.at,
        title=row.title,
        author=row.author,
        verified=row.verified,
    )


def bilinguals(pairs: Mapping[str, Sequence[str]]) -> dict[str, Bilingual]:
    """A JSON object of pairs, English first."""
    return {key: Bilingual(en, zh) for key, (en, zh) in pairs.items()}


def _line(row: Row[Any], currency: str) -> OrderLine:
    title = Bilingual(row.title_en, row.title_zh)
    return OrderLine(row.line_id, row.sku, title, row.quantity, Money(row.unit_price, currency))


def _shipment(row: Row[Any]) -> Shipment:
    return Shipment(row.carrier, row.tracking, row.shipped_at, row.eta, row.delivered_at, tuple(row.line_ids))


def _refund(row: Row[Any], currency: str) -> Refund:
    return Refund(row.refund_id, Money(row.amount, currency), row.method, RefundStatus(row.status), row.at)


def _payment(row: Row[Any]) -> Payment:
    status = PaymentStatus(row.payment_status)
    return Payment(PaymentMethod(row.payment_method), row.payment_label, status, row.payment_id)


def _stored_payment(row: Row[Any]) -> StoredPayment:
    balance = None if row.balance is None else Money(row.balance, row.currency)
    return StoredPayment(row.payment_id, PaymentMethod(row.method), row.label, balance)


def _charge(row: Row[Any], currency: str) -> Charge:
    return Charge(row.charge_id, Money(row.amount, currency), row.method, row.at)


def _claim(row: Row[Any], currency: str) -> Claim:
    return Claim(
        claim_id=row.claim_id,
        kind=ClaimKind(row.kind),
        status=ClaimStatus(row.status),
        lines=tuple(ClaimLine(**line) for line in row.lines),
        at=row.at,
        reason=row.reason,
        amount=None if row.amount is None else Money(row.amount, currency),
        method=row.method,
        payment_id=row.payment_id,
        attachments=tuple(row.attachments),
        steps=tuple(ClaimStep(datetime.fromisoformat(at), ClaimStatus(status)) for at, status in row.steps),
        received=tuple(ClaimLine(**line) for line in row.received),
        condition=row.condition,
        carrier=row.carrier,
        tracking=row.tracking,
        word=row.word,
    )


def _rate(value: Mapping[str, Any], currency: str) -> ShippingRate:
    free_from = value["free_from"]
    return ShippingRate(
        ShippingOption(value["code"], Bilingual(*value["name"]), Money(value["fee"], currency)),
        None if free_from is None else Money(free_from, currency),
        frozenset(value["countries"]),
        frozenset(value["regions"]),
        tuple(value["postcodes"]),
    )


def _address(value: Mapping[str, str] | None) -> Address | None:
    return None if value is None else Address(**value)


def _hours(value: Mapping[str, Any]) -> Hours:
    weekly = {day: tuple((start, end) for start, end in spans) for day, spans in value["weekly"].items()}
    return Hours(value["timezone"], weekly, frozenset(date.fromisoformat(day) for day in value["holidays"]))
