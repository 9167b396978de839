"""How far an order has come, step by step, with the times that the shop's data hold and no others."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from bot.commerce.model import Order, OrderStatus, PaymentStatus

_PAID: Final = (PaymentStatus.PAID, PaymentStatus.PART_REFUNDED, PaymentStatus.REFUNDED)
_ARRIVED: Final = (OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.RETURNED, OrderStatus.EXCHANGING)
_SENT: Final = (OrderStatus.SHIPPED, *_ARRIVED)


def timeline(order: Order) -> list[dict[str, Any]]:
    """Placed, paid, shipped and delivered; a cancelled order ends where it was called off."""
    # The data say whether an order is paid, and not when.
    steps = [_step("placed", True, order.placed_at), _step("paid", order.payment.status in _PAID)]
    if order.status is OrderStatus.CANCELLED:
        was_paid = [step for step in steps if step["done"]]
        return [*was_paid, _step("cancelled", True, _came_to(order, OrderStatus.CANCELLED))]
    sent, arrived = order.status in _SENT, order.status in _ARRIVED
    sent_at = _first(parcel.shipped_at for parcel in order.shipments) or _came_to(order, OrderStatus.SHIPPED)
    arrived_at = _arrival(order) or _came_to(order, OrderStatus.DELIVERED)
    return [*steps, _step("shipped", sent, sent_at), _step("delivered", arrived, arrived_at)]


def _step(name: str, done: bool, at: datetime | None = None) -> dict[str, Any]:
    return {"step": name, "done": done, **({"at": at.isoformat()} if done and at else {})}


def _came_to(order: Order, status: OrderStatus) -> datetime | None:
    return next((change.at for change in order.history if change.status is status), None)


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _arrival(order: Order) -> datetime | None:
    """When the last parcel came; None while one of them has no time."""
    arrivals = [parcel.delivered_at for parcel in order.shipments]
    return None if None in arrivals else max((moment for moment in arrivals if moment), default=None)
