"""Reading how things stand for a change; what it will write may be locked first, for everybody in the same order."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.changes import (
    CancelLines,
    CancelOrder,
    ChangeItems,
    ChangeShipping,
    ExchangeItems,
    WithinOrder,
)
from bot.commerce.claim_deeds import ClaimDeed, RefuseClaim
from bot.commerce.model import Order, ShippingOption
from bot.commerce.money import Money
from bot.commerce.rules import RuleBook
from bot.commerce.sql.customers import read_customer
from bot.commerce.sql.orders import read_order
from bot.commerce.sql.rows import shop_of
from bot.commerce.sql.tables import THE_SHOP, customers, order_number, orders, shop, variants
from bot.commerce.standing import Shelf, Standing, shipping_options
from bot.errors import CustomerNotFound, OrderNotFound


async def read_standing(
    connection: AsyncConnection, change: WithinOrder, order: Order, rules: RuleBook, *, lock: bool = False
) -> Standing:
    """`lock` holds the customer's gift cards and the goods until the transaction ends; the order is locked by now."""
    if lock and order.customer_id:
        await lock_customer(connection, order.customer_id)
    currency = order.total.currency
    paid = (await connection.execute(select(orders.c.paid).where(orders.c.order_id == order.order_id))).scalar_one()
    return Standing(
        order=order,
        held=Money(paid - sum(refund.amount.amount for refund in order.refunds), currency),
        customer=await read_customer(connection, order.customer_id) if order.customer_id else None,
        shelves=await _shelves(connection, _skus(change, order), currency, lock=lock),
        shipping=await options_of(connection, order) if isinstance(change, ChangeShipping) else (),
        rule=None if isinstance(change, ClaimDeed) else rules.rule(change.kind, order.placed_at),
    )


async def lock_order(connection: AsyncConnection, order_id: str) -> Order:
    """The order, which nobody else changes until the transaction ends; raises `OrderNotFound`."""
    mine = select(orders.c.order_id).where(orders.c.number == order_number(order_id)).with_for_update()
    found = (await connection.execute(mine)).scalar_one_or_none()
    if found is None:
        raise OrderNotFound(order_id)
    return await read_order(connection, found)


async def lock_customer(connection: AsyncConnection, customer_id: str) -> None:
    """Raises `CustomerNotFound`."""
    mine = select(customers.c.customer_id).where(customers.c.customer_id == customer_id).with_for_update()
    if (await connection.execute(mine)).first() is None:
        raise CustomerNotFound(customer_id)


async def options_of(connection: AsyncConnection, order: Order) -> list[ShippingOption]:
    """The ways in which the shop could send an order."""
    row = (await connection.execute(select(shop).where(shop.c.id == THE_SHOP))).one_or_none()
    return [] if row is None else shipping_options(shop_of(row).shipping, order)


def _skus(change: WithinOrder, order: Order) -> Collection[str]:
    """The goods whose stock or price the change looks at."""
    match change:
        case CancelOrder() | CancelLines():
            return {line.sku for line in order.lines}
        case ChangeItems() | ExchangeItems():
            named = {line.sku for swap in change.swaps if (line := order.line(swap.line_id))}
            return named | {swap.sku for swap in change.swaps}
        case RefuseClaim():
            mine = (claim for claim in order.claims if claim.claim_id == change.claim_id)
            return {part.sku for claim in mine for part in claim.lines if part.sku}
        case _:
            return set()


async def _shelves(
    connection: AsyncConnection, skus: Collection[str], currency: str, *, lock: bool
) -> Mapping[str, Shelf]:
    if not skus:
        return {}
    columns = variants.c
    # In one order for everybody, so that two changes never wait for each other.
    query: Select[Any] = select(columns.sku, columns.product_id, columns.price, columns.stock).order_by(columns.sku)
    query = query.where(columns.sku.in_(sorted(skus)))
    found = await connection.execute(query.with_for_update() if lock else query)
    return {row.sku: Shelf(row.sku, row.product_id, Money(row.price, currency), row.stock) for row in found}
