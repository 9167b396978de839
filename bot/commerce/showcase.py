"""Customers worth signing in as on the demo storefront."""

from collections.abc import Sequence

from sqlalchemy import func, select

from bot.commerce.model import OrderStatus
from bot.commerce.sql.tables import THE_SHOP, customers, orders, shop
from bot.storage.database import Database

_WORTH_SEEING = (OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


async def showcase_customers(database: Database, per_language: int = 3) -> Sequence[str]:
    """Ids of the customers of each language whose orders stand in the most different places.

    None outside the demo: nobody may sign in as a real shop's customer for the asking.
    """
    places = func.count(orders.c.status.distinct())
    query = (
        select(customers.c.customer_id, customers.c.language)
        .join(orders, orders.c.customer_id == customers.c.customer_id)
        .where(orders.c.status.in_([status.value for status in _WORTH_SEEING]))
        .group_by(customers.c.customer_id, customers.c.language)
        .order_by(places.desc(), customers.c.customer_id)
    )
    async with database.reading() as connection:
        if not await connection.scalar(select(shop.c.is_demo).where(shop.c.id == THE_SHOP)):
            return []
        found = (await connection.execute(query)).all()
    english = [row.customer_id for row in found if row.language != "zh"]
    chinese = [row.customer_id for row in found if row.language == "zh"]
    return [*english[:per_language], *chinese[:per_language]]
