"""Reading a customer with the ways to pay that are stored for them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.model import Customer
from bot.commerce.sql.rows import customer_of
from bot.commerce.sql.tables import customer_payments, customers
from bot.errors import CustomerNotFound


async def read_customer(connection: AsyncConnection, customer_id: str) -> Customer:
    """Raises `CustomerNotFound`."""
    query = select(customers).where(customers.c.customer_id == customer_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise CustomerNotFound(customer_id)
    ways = select(customer_payments).where(customer_payments.c.customer_id == customer_id)
    return customer_of(row, (await connection.execute(ways.order_by(customer_payments.c.position))).all())
