"""Writing imported nouns: what is new is inserted, what changed is replaced, nothing else is touched."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.model import Customer, Order, Product, Review, Shop
from bot.commerce.sql.tables import (
    THE_SHOP,
    charges,
    claims,
    customer_payments,
    customers,
    order_lines,
    orders,
    products,
    refunds,
    reviews,
    shipments,
    shop,
    status_changes,
    variants,
)
from bot.commerce.sql.values import (
    Values,
    charge_values,
    claim_values,
    customer_values,
    first_paid,
    line_values,
    order_values,
    payment_values,
    product_values,
    refund_values,
    review_values,
    shipment_values,
    shop_values,
    status_change_values,
    variant_values,
)

ORDER_PARTS: Final[Sequence[tuple[Table, Callable[[Order], list[Values]]]]] = (
    (order_lines, line_values),
    (shipments, shipment_values),
    (refunds, refund_values),
    (charges, charge_values),
    (claims, claim_values),
    (status_changes, status_change_values),
)


async def write_shop(connection: AsyncConnection, found: Shop, *, is_demo: bool) -> None:
    values = {**shop_values(found), "is_demo": is_demo}
    changed = await connection.execute(update(shop).where(shop.c.id == THE_SHOP).values(values))
    if not changed.rowcount:
        await connection.execute(insert(shop).values(id=THE_SHOP, catalogue_revision="", folder=None, **values))
    await revise_catalogue(connection)


async def write_products(connection: AsyncConnection, new: Sequence[Product], changed: Sequence[Product]) -> None:
    last = (await connection.execute(select(func.max(products.c.position)))).scalar_one() or 0
    rows = [{**product_values(product), "position": last + n} for n, product in enumerate(new, start=1)]
    await _insert(connection, products, rows)
    await _update(connection, products, "product_id", map(product_values, changed))
    await _delete(connection, variants, "product_id", [product.product_id for product in changed])
    await _insert(connection, variants, chain.from_iterable(map(variant_values, (*new, *changed))))
    await revise_catalogue(connection)


async def write_customers(connection: AsyncConnection, new: Sequence[Customer], changed: Sequence[Customer]) -> None:
    """A gift card that is there already keeps what it holds: it may have paid or been paid since."""
    await _insert(connection, customers, map(customer_values, new))
    await _update(connection, customers, "customer_id", map(customer_values, changed), _one_more(customers))
    held = await _balances(connection, changed)
    await _delete(connection, customer_payments, "customer_id", [one.customer_id for one in changed])
    currency = (await connection.execute(select(shop.c.currency).where(shop.c.id == THE_SHOP))).scalar_one()
    rows = [row for one in (*new, *changed) for row in payment_values(one, currency)]
    kept = [row | {"balance": held.get((row["customer_id"], row["payment_id"]), row["balance"])} for row in rows]
    await _insert(connection, customer_payments, kept)


async def write_orders(connection: AsyncConnection, new: Sequence[Order], changed: Sequence[Order]) -> None:
    """An order without a contact of its own is given its customer's."""
    new, changed = await _with_contact(connection, new), await _with_contact(connection, changed)
    await _insert(connection, orders, [{**_order_row(order), "version": 1} for order in new])
    await _update(connection, orders, "order_id", map(_order_row, changed), _one_more(orders))
    for table, values_of in ORDER_PARTS:
        await _delete(connection, table, "order_id", [order.order_id for order in changed])
        await _insert(connection, table, chain.from_iterable(map(values_of, (*new, *changed))))


async def write_reviews(connection: AsyncConnection, new: Sequence[Review], changed: Sequence[Review]) -> None:
    await _insert(connection, reviews, map(review_values, new))
    await _update(connection, reviews, "review_id", map(review_values, changed))


async def revise_catalogue(connection: AsyncConnection) -> None:
    """Sets the revision to a digest of everything but price and stock: the same catalogue has the same revision."""
    digest = hashlib.sha256()
    named = select(shop.c.currency, shop.c.categories, shop.c.attributes, shop.c.options)
    texts = select(products).order_by(products.c.position, products.c.product_id)
    skus = select(variants.c.product_id, variants.c.position, variants.c.sku, variants.c.options)
    for query in (named, texts, skus.order_by(variants.c.product_id, variants.c.position)):
        for row in await connection.execute(query):
            digest.update(json.dumps(list(row), sort_keys=True).encode())
    revision = {"catalogue_revision": digest.hexdigest()}
    await connection.execute(update(shop).where(shop.c.id == THE_SHOP).values(revision))


def _order_row(order: Order) -> Values:
    return {**order_values(order), "paid": first_paid(order)}


def _one_more(table: Table) -> dict[str, Any]:
    return {"version": table.c.version + 1}


async def _balances(connection: AsyncConnection, found: Sequence[Customer]) -> dict[tuple[str, str], int]:
    columns = customer_payments.c
    query = select(columns.customer_id, columns.payment_id, columns.balance).where(columns.balance.is_not(None))
    mine = {one.customer_id for one in found}
    rows = (await connection.execute(query)).all()
    return {(row.customer_id, row.payment_id): row.balance for row in rows if row.customer_id in mine}


async def _with_contact(connection: AsyncConnection, found: Sequence[Order]) -> list[Order]:
    query = select(customers.c.customer_id, customers.c.email, customers.c.phone)
    contacts = {row.customer_id: (row.email, row.phone) for row in await connection.execute(query)}
    complete = []
    for order in found:
        email, phone = contacts.get(order.customer_id, (None, None)) if order.customer_id else (None, None)
        lacks = order.email is None and order.phone is None
        complete.append(replace(order, email=email, phone=phone) if lacks else order)
    return complete


async def _insert(connection: AsyncConnection, table: Table, rows: Iterable[Values]) -> None:
    if values := list(rows):
        await connection.execute(insert(table), values)


async def _update(
    connection: AsyncConnection,
    table: Table,
    key: str,
    rows: Iterable[Values],
    also: Mapping[str, Any] | None = None,
) -> None:
    values = [{**row, "this_row": row[key]} for row in rows]
    if not values:
        return
    named: dict[str, Any] = {name: bindparam(name) for name in values[0] if name not in (key, "this_row")}
    statement = update(table).where(table.c[key] == bindparam("this_row")).values({**named, **(also or {})})
    await connection.execute(statement, [{k: v for k, v in row.items() if k != key} for row in values])


async def _delete(connection: AsyncConnection, table: Table, key: str, ids: Sequence[str]) -> None:
    if ids:
        statement = delete(table).where(table.c[key] == bindparam("this_row"))
        await connection.execute(statement, [{"this_row": id_} for id_ in ids])
