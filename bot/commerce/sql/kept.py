"""What people did here and an imported file does not know of: it stays."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.changes import Capability
from bot.commerce.files.shop_file import ReadRow
from bot.commerce.model import Order, OrderStatus
from bot.commerce.sql.orders import read_orders
from bot.commerce.sql.tables import orders, writes


async def kept_orders(connection: AsyncConnection, rows: Sequence[ReadRow]) -> dict[str, str]:
    """Orders that were changed through Shoptalk and that their file would undo, with what is said of each."""
    told = {row.id: row.noun for row in rows if isinstance(row.noun, Order)}
    done = await connection.execute(select(writes.c.order_id, writes.c.action).where(writes.c.order_id.is_not(None)))
    actions: dict[str, set[str]] = {}
    for row in done:
        if row.order_id in told:
            actions.setdefault(row.order_id, set()).add(row.action)
    if not actions:
        return {}
    held = await read_orders(connection, select(orders).where(orders.c.order_id.in_(sorted(actions))))
    kept = {}
    for order in held:
        noun = told[order.order_id]
        if Capability.CANCEL_ORDER.value in actions[order.order_id]:
            if noun.status is not OrderStatus.CANCELLED:
                kept[order.order_id] = "cancelled here and not in the file, so it stays cancelled"
            elif _given_back(noun) != _given_back(order):
                kept[order.order_id] = "its refund was made here and is not in the file, so it stays as it is"
        elif lacking := _unknown_to(noun, order):
            kept[order.order_id] = f"its {lacking} changed here and not in the file, so it stays as it is"
    return kept


def _unknown_to(noun: Order, held: Order) -> str | None:
    """What of an order the file does not know, if anything."""
    for name, theirs, ours in (
        ("items were", _goods(noun), _goods(held)),
        ("address was", noun.address, held.address),
        ("note was", noun.note, held.note),
        ("delivery was", noun.shipping_option, held.shipping_option),
        ("payment was", noun.payment.label, held.payment.label),
    ):
        if theirs != ours:
            return name
    known = {claim.claim_id: claim.status for claim in noun.claims}
    told = all(known.get(c.claim_id) is c.status or (c.claim_id in known and not c.steps) for c in held.claims)
    return None if told else "claims were"


def _given_back(order: Order) -> int:
    return sum(refund.amount.amount for refund in order.refunds)


def _goods(order: Order) -> Counter[Any]:
    goods: Counter[Any] = Counter()
    for line in order.lines:
        goods[line.sku] += line.quantity
    return goods
