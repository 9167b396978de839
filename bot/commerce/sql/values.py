"""The shop's nouns become rows of the SQL shop."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.commerce.model import (
    Address,
    Bilingual,
    Claim,
    Customer,
    Hours,
    Order,
    PaymentStatus,
    Product,
    Review,
    ShippingRate,
    Shop,
)
from bot.commerce.sql.tables import order_number

Values = dict[str, Any]


def shop_values(shop: Shop) -> Values:
    return {
        "name_en": shop.name.en,
        "name_zh": shop.name.zh,
        "currency": shop.currency,
        "support_email": shop.support_email,
        "categories": _pairs(shop.categories),
        "attributes": _pairs(shop.attributes),
        "options": _pairs(shop.options),
        "hours": None if shop.hours is None else _hours(shop.hours),
        "shipping": [_rate(rate) for rate in shop.shipping],
    }


def product_values(product: Product) -> Values:
    """Without its position among the others."""
    return {
        "product_id": product.product_id,
        "category": product.category,
        "title_en": product.title.en,
        "title_zh": product.title.zh,
        "description_en": product.description.en,
        "description_zh": product.description.zh,
        "attributes": _pairs(product.attributes),
        "tags": [[tag.en, tag.zh] for tag in product.tags],
        "compatible_with": list(product.compatible_with),
        "url": product.url,
        "image": product.image,
    }


def variant_values(product: Product) -> list[Values]:
    return [
        {
            "sku": variant.sku,
            "product_id": product.product_id,
            "position": position,
            "options": _pairs(variant.options),
            "price": variant.price.amount,
            "compare_at": None if variant.compare_at is None else variant.compare_at.amount,
            "stock": variant.stock,
        }
        for position, variant in enumerate(product.variants)
    ]


def customer_values(customer: Customer) -> Values:
    return {
        "customer_id": customer.customer_id,
        "name": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "language": customer.language,
        "address": address_values(customer.address),
        "joined_at": customer.joined_at,
        "tags": list(customer.tags),
    }


def payment_values(customer: Customer, currency: str) -> list[Values]:
    """The ways to pay that are stored for a customer."""
    return [
        {
            "customer_id": customer.customer_id,
            "payment_id": payment.payment_id,
            "position": position,
            "method": payment.method.value,
            "label": payment.label,
            "balance": None if payment.balance is None else payment.balance.amount,
            "currency": currency,
        }
        for position, payment in enumerate(customer.payments)
    ]


def first_paid(order: Order) -> int:
    """What was taken for an order that comes from elsewhere."""
    is_unpaid = order.payment.status in (PaymentStatus.PENDING, PaymentStatus.FAILED)
    return 0 if is_unpaid else order.total.amount


def order_values(order: Order) -> Values:
    """Without its version and what was paid for it."""
    return {
        "order_id": order.order_id,
        "number": order_number(order.order_id),
        "customer_id": order.customer_id,
        "email": order.email,
        "phone": order.phone,
        "status": order.status.value,
        "placed_at": order.placed_at,
        "currency": order.total.currency,
        "shipping_fee": order.shipping_fee.amount,
        "discount": order.discount.amount,
        "total": order.total.amount,
        "payment_method": order.payment.method.value,
        "payment_label": order.payment.label,
        "payment_status": order.payment.status.value,
        "payment_id": order.payment.payment_id,
        "address": address_values(order.address),
        "note": order.note,
        "shipping_option": order.shipping_option,
        "items_changed": order.items_changed,
        "cancel_reason": order.cancel_reason,
    }


def line_values(order: Order) -> list[Values]:
    return [
        {
            "order_id": order.order_id,
            "line_id": line.line_id,
            "position": position,
            "sku": line.sku,
            "title_en": line.title.en,
            "title_zh": line.title.zh,
            "quantity": line.quantity,
            "unit_price": line.unit_price.amount,
        }
        for position, line in enumerate(order.lines)
    ]


def shipment_values(order: Order) -> list[Values]:
    return [
        {
            "order_id": order.order_id,
            "position": position,
            "carrier": shipment.carrier,
            "tracking": shipment.tracking,
            "shipped_at": shipment.shipped_at,
            "eta": shipment.eta,
            "delivered_at": shipment.delivered_at,
            "line_ids": list(shipment.line_ids),
        }
        for position, shipment in enumerate(order.shipments)
    ]


def refund_values(order: Order) -> list[Values]:
    return [
        {
            "order_id": order.order_id,
            "refund_id": refund.refund_id,
            "position": position,
            "amount": refund.amount.amount,
            "method": refund.method,
            "status": refund.status.value,
            "at": refund.at,
        }
        for position, refund in enumerate(order.refunds)
    ]


def charge_values(order: Order) -> list[Values]:
    return [
        {
            "order_id": order.order_id,
            "charge_id": charge.charge_id,
            "position": position,
            "amount": charge.amount.amount,
            "method": charge.method,
            "at": charge.at,
        }
        for position, charge in enumerate(order.charges)
    ]


def claim_values(order: Order) -> list[Values]:
    return [_claim(order.order_id, position, claim) for position, claim in enumerate(order.claims)]


def status_change_values(order: Order) -> list[Values]:
    return [
        {"order_id": order.order_id, "position": position, "at": change.at, "status": change.status.value}
        for position, change in enumerate(order.history)
    ]


def review_values(review: Review) -> Values:
    return asdict(review)


def _claim(order_id: str, position: int, claim: Claim) -> Values:
    return {
        "order_id": order_id,
        "claim_id": claim.claim_id,
        "position": position,
        "kind": claim.kind.value,
        "status": claim.status.value,
        "lines": [asdict(line) for line in claim.lines],
        "at": claim.at,
        "reason": claim.reason,
        "amount": None if claim.amount is None else claim.amount.amount,
        "method": claim.method,
        "payment_id": claim.payment_id,
        "attachments": list(claim.attachments),
        "steps": [[step.at.isoformat(), step.status.value] for step in claim.steps],
        "received": [asdict(line) for line in claim.received],
        "condition": claim.condition,
        "carrier": claim.carrier,
        "tracking": claim.tracking,
        "word": claim.word,
    }


def _rate(rate: ShippingRate) -> Values:
    return {
        "code": rate.option.code,
        "name": [rate.option.name.en, rate.option.name.zh],
        "fee": rate.option.fee.amount,
        "free_from": None if rate.free_from is None else rate.free_from.amount,
        "countries": sorted(rate.countries),
        "regions": sorted(rate.regions),
        "postcodes": list(rate.postcodes),
    }


def _pairs(texts: Mapping[str, Bilingual]) -> dict[str, list[str]]:
    return {key: [text.en, text.zh] for key, text in texts.items()}


def address_values(address: Address | None) -> Values | None:
    return None if address is None else asdict(address)


def _hours(hours: Hours) -> Values:
    return {
        "timezone": hours.timezone,
        "weekly": {day: [list(span) for span in spans] for day, spans in hours.weekly.items()},
        "holidays": sorted(day.isoformat() for day in hours.holidays),
    }
