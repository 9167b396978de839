"""The shop's nouns become rows of the SQL shop."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.commerce.model import Address, Bilingual, Customer, Hours, Order, Product, Review, Shop
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
        "address": _address(customer.address),
        "joined_at": customer.joined_at,
        "tags": list(customer.tags),
    }


def order_values(order: Order) -> Values:
    """Without its version."""
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
        "address": _address(order.address),
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


def status_change_values(order: Order) -> list[Values]:
    return [
        {"order_id": order.order_id, "position": position, "at": change.at, "status": change.status.value}
        for position, change in enumerate(order.history)
    ]


def review_values(review: Review) -> Values:
    return asdict(review)


def _pairs(texts: Mapping[str, Bilingual]) -> dict[str, list[str]]:
    return {key: [text.en, text.zh] for key, text in texts.items()}


def _address(address: Address | None) -> Values | None:
    return None if address is None else asdict(address)


def _hours(hours: Hours) -> Values:
    return {
        "timezone": hours.timezone,
        "weekly": {day: [list(span) for span in spans] for day, spans in hours.weekly.items()},
        "holidays": sorted(day.isoformat() for day in hours.holidays),
    }
