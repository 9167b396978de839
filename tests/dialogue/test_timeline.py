"""How far an order has come: what the data hold, and nothing that they do not."""

from dataclasses import replace
from datetime import timedelta

from bot.commerce.model import Order, OrderStatus, Payment, PaymentMethod, PaymentStatus, Shipment, StatusChange
from bot.dialogue.timeline import timeline
from tests.shop_world import TODAY, an_order


def _told(order: Order) -> list[tuple[str, bool, str | None]]:
    return [(step["step"], step["done"], step.get("at")) for step in timeline(order)]


def test_what_is_to_come_has_no_date_even_where_the_data_hold_one() -> None:
    parcel = Shipment("UPS", "1Z", shipped_at=TODAY, eta=TODAY + timedelta(days=2))
    order = replace(an_order("W1", OrderStatus.PROCESSING), shipments=(parcel,), history=())
    assert _told(order) == [
        ("placed", True, order.placed_at.isoformat()),
        ("paid", True, None),
        ("shipped", False, None),
        ("delivered", False, None),
    ]


def test_a_shipped_order_is_dated_by_its_first_parcel_else_by_its_history() -> None:
    early, late = TODAY - timedelta(days=3), TODAY - timedelta(days=1)
    parcels = (Shipment("UPS", "1Z", shipped_at=late), Shipment("UPS", "2Z", shipped_at=early))
    order = replace(an_order("W1", OrderStatus.SHIPPED), shipments=parcels, history=())
    assert _told(order)[2] == ("shipped", True, early.isoformat())
    by_history = replace(order, shipments=(), history=(StatusChange(late, OrderStatus.SHIPPED),))
    assert _told(by_history)[2] == ("shipped", True, late.isoformat())
    assert _told(replace(by_history, history=()))[2] == ("shipped", True, None)


def test_an_order_has_arrived_with_its_last_parcel() -> None:
    first, last = TODAY - timedelta(days=3), TODAY - timedelta(days=1)
    parcels = (Shipment("UPS", "1Z", delivered_at=first), Shipment("UPS", "2Z", delivered_at=last))
    order = replace(an_order("W1", OrderStatus.RETURNING), shipments=parcels, history=())
    assert _told(order)[3] == ("delivered", True, last.isoformat())
    one_undated = replace(order, shipments=(parcels[0], Shipment("UPS", "2Z")))
    assert _told(one_undated)[3] == ("delivered", True, None)


def test_what_is_not_paid_is_not_called_paid() -> None:
    unpaid = Payment(PaymentMethod.CASH_ON_DELIVERY, "cash", PaymentStatus.PENDING)
    assert _told(replace(an_order("W1", OrderStatus.PENDING), payment=unpaid))[1] == ("paid", False, None)


def test_a_cancelled_order_ends_where_it_was_called_off() -> None:
    order = replace(an_order("W1", OrderStatus.CANCELLED), history=(StatusChange(TODAY, OrderStatus.CANCELLED),))
    assert [step for step, _, _ in _told(order)] == ["placed", "paid", "cancelled"]
    assert _told(order)[-1] == ("cancelled", True, TODAY.isoformat())
    unpaid = Payment(PaymentMethod.CARD, "Visa", PaymentStatus.FAILED)
    assert [step for step, _, _ in _told(replace(order, payment=unpaid))] == ["placed", "cancelled"]
