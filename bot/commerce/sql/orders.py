"""Reading whole orders: one query for each table, however many orders."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.model import Order
from bot.commerce.sql.rows import OrderParts, order_of
from bot.commerce.sql.tables import charges, claims, order_lines, orders, refunds, shipments, status_changes

_PARTS: Final = (order_lines, shipments, refunds, charges, claims, status_changes)
"""As `OrderParts` has them."""


async def read_orders(connection: AsyncConnection, query: Select[Any]) -> list[Order]:
    """The orders that a query over `orders` finds, in its order."""
    found = (await connection.execute(query)).all()
    if not found:
        return []
    ids = [row.order_id for row in found]
    parts = [await _by_order(connection, table, ids) for table in _PARTS]
    return [order_of(row, OrderParts(*(part[row.order_id] for part in parts))) for row in found]


async def read_order(connection: AsyncConnection, order_id: str) -> Order:
    """An order that is known to be there."""
    return (await read_orders(connection, select(orders).where(orders.c.order_id == order_id)))[0]


async def _by_order(connection: AsyncConnection, table: Table, ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    query = select(table).where(table.c.order_id.in_(ids)).order_by(table.c.order_id, table.c.position)
    rows: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(query):
        rows[row.order_id].append(row)
    return rows
