"""Changing an order: the version, the stock, the money and the idempotency key, all in one transaction."""

from datetime import datetime
from itertools import count
from typing import Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.changes import CancelOrder, Change, OrderChange, Settlement
from bot.commerce.model import Order, OrderStatus, PaymentMethod, PaymentStatus, RefundStatus
from bot.commerce.money import Money
from bot.commerce.rules import NOT_SHIPPED
from bot.commerce.sql.orders import read_order
from bot.commerce.sql.tables import order_lines, order_number, orders, refunds, status_changes, variants, writes
from bot.errors import ChangeRefused, InvalidInput, OrderNotFound, ProposalVoid, Why

_TAKEN: Final = frozenset({PaymentStatus.PAID, PaymentStatus.PART_REFUNDED})


async def change_order(
    connection: AsyncConnection, change: OrderChange, *, version: int, agreed: Settlement, key: str, at: datetime
) -> Order:
    """As `CommerceBackend.change_order`, within a transaction."""
    order = await _lock(connection, change.order_id)
    if await _is_written(connection, key, change, order):
        return order
    if order.version != version:
        raise ProposalVoid(f"order {order.order_id} is at version {order.version}, not {version}")
    if settlement_of(change, order) != agreed:
        raise ProposalVoid(f"the money of order {order.order_id} is no longer as agreed")
    payment = await _repay(connection, order, at)
    await _restock(connection, order)
    await _set_status(connection, order, payment, at)
    entry = {"key": key, "action": change.kind.value, "order_id": order.order_id, "reason": "", "at": at}
    await connection.execute(insert(writes).values(entry))
    return await read_order(connection, order.order_id)


def settlement_of(change: Change, order: Order) -> Settlement:
    """The money that a change moves; raises `ChangeRefused`."""
    if not isinstance(change, CancelOrder):
        raise ChangeRefused(order.order_id, Why.UNSUPPORTED, change.kind.value)
    if order.status not in NOT_SHIPPED:
        raise ChangeRefused(order.order_id, Why.STATUS, order.status.value)
    owed = order.total.amount - sum(refund.amount.amount for refund in order.refunds)
    due = owed if order.payment.status in _TAKEN else 0
    at_once = order.payment.method is PaymentMethod.GIFT_CARD
    return Settlement(Money(due, order.total.currency), order.payment.payment_id, order.payment.label, at_once)


async def _lock(connection: AsyncConnection, order_id: str) -> Order:
    """The order, which nobody else changes until the transaction ends."""
    mine = select(orders.c.order_id).where(orders.c.number == order_number(order_id)).with_for_update()
    found = (await connection.execute(mine)).scalar_one_or_none()
    if found is None:
        raise OrderNotFound(order_id)
    return await read_order(connection, found)


async def _is_written(connection: AsyncConnection, key: str, change: OrderChange, order: Order) -> bool:
    query = select(writes.c.order_id, writes.c.action).where(writes.c.key == key)
    seen = (await connection.execute(query)).one_or_none()
    if seen is not None and (seen.order_id, seen.action) != (order.order_id, change.kind.value):
        raise InvalidInput(f"key {key!r} was used to {seen.action} {seen.order_id}; each write wants a key of its own")
    return seen is not None


async def _repay(connection: AsyncConnection, order: Order, at: datetime) -> PaymentStatus:
    """Orders the refund of what was paid and not yet given back; returns how the payment then stands."""
    if order.payment.status not in _TAKEN:
        # Nobody will collect a payment that had not come yet.
        return PaymentStatus.FAILED if order.payment.status is PaymentStatus.PENDING else order.payment.status
    owed = order.total.amount - sum(refund.amount.amount for refund in order.refunds)
    if owed > 0:
        at_once = order.payment.method is PaymentMethod.GIFT_CARD
        refund = {
            "order_id": order.order_id,
            "refund_id": _new_refund_id(order),
            "position": len(order.refunds),
            "amount": owed,
            "method": order.payment.label,
            "status": (RefundStatus.SETTLED if at_once else RefundStatus.PENDING).value,
            "at": at,
        }
        await connection.execute(insert(refunds).values(refund))
    return PaymentStatus.REFUNDED


def _new_refund_id(order: Order) -> str:
    taken = {refund.refund_id for refund in order.refunds}
    return next(id_ for n in count(len(taken) + 1) if (id_ := f"RF-{order.order_id}-{n}") not in taken)


async def _restock(connection: AsyncConnection, order: Order) -> None:
    mine = order_lines.c.order_id == order.order_id
    counted = select(order_lines.c.sku, func.sum(order_lines.c.quantity).label("quantity")).where(mine)
    # In one order for everybody, so that two cancellations never wait for each other.
    for line in (await connection.execute(counted.group_by(order_lines.c.sku).order_by(order_lines.c.sku))).all():
        back = {"stock": variants.c.stock + line.quantity}
        await connection.execute(update(variants).where(variants.c.sku == line.sku).values(back))


async def _set_status(connection: AsyncConnection, order: Order, payment: PaymentStatus, at: datetime) -> None:
    cancelled = OrderStatus.CANCELLED.value
    values = {"status": cancelled, "payment_status": payment.value, "version": order.version + 1}
    await connection.execute(update(orders).where(orders.c.order_id == order.order_id).values(values))
    change = {"order_id": order.order_id, "position": len(order.history), "at": at, "status": cancelled}
    await connection.execute(insert(status_changes).values(change))
