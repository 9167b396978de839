"""What imported rows refer to, and whether the shop has it."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.files.shop_file import ReadRow
from bot.commerce.model import Order, Product, Review
from bot.commerce.sql.tables import customer_payments, customers, order_number, orders, products, variants
from bot.errors import BadRow

_NAMED_AT_MOST = 5


async def bad_references(connection: AsyncConnection, rows: Sequence[ReadRow]) -> list[BadRow]:
    """The rows that name what the shop does not have, or take what is another's."""
    match rows:
        case [ReadRow(noun=Product()), *_]:
            return await _of_products(connection, rows)
        case [ReadRow(noun=Order()), *_]:
            return await _of_orders(connection, rows)
        case [ReadRow(noun=Review()), *_]:
            return await _of_reviews(connection, rows)
        case _:
            return []


async def unknown_skus(connection: AsyncConnection, rows: Sequence[ReadRow]) -> list[str]:
    """A warning of order lines whose variant the shop no longer sells: a line has its own title and price."""
    ordered = {line.sku for row in rows if isinstance(row.noun, Order) for line in row.noun.lines}
    gone = sorted(ordered - await _all(connection, variants.c.sku)) if ordered else []
    if not gone:
        return []
    named = ", ".join(gone[:_NAMED_AT_MOST]) + (" ..." if len(gone) > _NAMED_AT_MOST else "")
    return [f"{len(gone)} SKUs of order lines are not in the catalogue: {named}"]


async def _of_products(connection: AsyncConnection, rows: Sequence[ReadRow]) -> list[BadRow]:
    mine = [(row.line, row.noun) for row in rows if isinstance(row.noun, Product)]
    known = await _all(connection, products.c.product_id) | {product.product_id for _, product in mine}
    query = select(variants.c.sku, variants.c.product_id)
    # A product that is in the file gives its SKUs up, and takes those that the file names.
    ours = {product.product_id for _, product in mine}
    owners = {row.sku: row.product_id for row in await connection.execute(query) if row.product_id not in ours}
    bad = []
    for line, product in mine:
        bad += _missing(line, "compatible_with names product", product.compatible_with, known)
        taken = [sku for sku in (variant.sku for variant in product.variants) if sku in owners]
        bad += [BadRow(line, f"sku {sku!r} is product {owners[sku]!r}'s") for sku in taken]
    return bad


async def _of_orders(connection: AsyncConnection, rows: Sequence[ReadRow]) -> list[BadRow]:
    people = await _all(connection, customers.c.customer_id)
    held = await connection.execute(select(orders.c.number, orders.c.order_id))
    numbers = {row.number: row.order_id for row in held}
    stored = await connection.execute(select(customer_payments.c.customer_id, customer_payments.c.payment_id))
    ways = {(row.customer_id, row.payment_id) for row in stored}
    bad = []
    for row in rows:
        if isinstance(row.noun, Order):
            bad += _missing(row.line, "customer_id names customer", filter(None, [row.noun.customer_id]), people)
            if numbers.get(order_number(row.id), row.id) != row.id:
                bad.append(BadRow(row.line, f"order_id {row.id!r} is already there in another letter case"))
            way = row.noun.payment.payment_id
            if way and (row.noun.customer_id, way) not in ways:
                whose = f"customer {row.noun.customer_id!r} does" if row.noun.customer_id else "a guest does"
                bad.append(BadRow(row.line, f"payment_id names way to pay {way!r}, which {whose} not have"))
    return bad


async def _of_reviews(connection: AsyncConnection, rows: Sequence[ReadRow]) -> list[BadRow]:
    known = await _all(connection, products.c.product_id)
    reviews = [(row.line, row.noun) for row in rows if isinstance(row.noun, Review)]
    return [
        bad
        for line, review in reviews
        for bad in _missing(line, "product_id names product", [review.product_id], known)
    ]


async def _all(connection: AsyncConnection, column: Column[str]) -> set[str]:
    return set((await connection.execute(select(column))).scalars())


def _missing(line: int, what: str, ids: Iterable[str], known: Collection[str]) -> list[BadRow]:
    return [BadRow(line, f"{what} {id_!r}, which the shop does not have") for id_ in ids if id_ not in known]
