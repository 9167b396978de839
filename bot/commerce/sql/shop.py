"""The shop in a SQL database, behind the port."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.changes import Capability, Change, ChangeCustomer, OrderChange, Settlement, subject_id
from bot.commerce.model import Customer, Order, Product, Review, ShippingOption, Shop
from bot.commerce.sql.catalogue import Catalogue
from bot.commerce.sql.changing import change_order, settlement_of
from bot.commerce.sql.orders import read_orders
from bot.commerce.sql.rows import customer_of, review_of
from bot.commerce.sql.tables import customers, order_number, orders, reviews, writes
from bot.errors import (
    ChangeRefused,
    CommerceUnavailable,
    CustomerNotFound,
    OrderNotFound,
    OutcomeUnknown,
    StoreUnavailable,
    Why,
)
from bot.storage.database import Database


def _now() -> datetime:
    return datetime.now(UTC)


class SqlShop:
    """A `CommerceBackend` over a database that `bot.commerce.sql.migrate` has prepared."""

    def __init__(
        self, database: Database, *, timeout_seconds: float = 10.0, now: Callable[[], datetime] = _now
    ) -> None:
        self._database, self._timeout, self._now = database, timeout_seconds, now
        self._catalogue = Catalogue()

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset({Capability.CANCEL_ORDER})

    async def shop(self) -> Shop:
        async with self._reading() as connection:
            return await self._catalogue.shop(connection)

    async def catalogue(self) -> Sequence[Product]:
        async with self._reading() as connection:
            return await self._catalogue.products(connection)

    async def catalogue_revision(self) -> str:
        async with self._reading() as connection:
            return await self._catalogue.revision(connection)

    async def product(self, product_id: str) -> Product:
        async with self._reading() as connection:
            return await self._catalogue.product(connection, product_id)

    async def customer(self, customer_id: str) -> Customer:
        query = select(customers).where(customers.c.customer_id == customer_id)
        async with self._reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise CustomerNotFound(customer_id)
        return customer_of(row)

    async def order(self, order_id: str) -> Order:
        query = select(orders).where(orders.c.number == order_number(order_id))
        async with self._reading() as connection:
            found = await read_orders(connection, query)
        if not found:
            raise OrderNotFound(order_id)
        return found[0]

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        mine = select(orders).where(orders.c.customer_id == customer_id)
        newest = mine.order_by(orders.c.placed_at.desc(), orders.c.order_id.desc()).limit(limit)
        async with self._reading() as connection:
            return await read_orders(connection, newest)

    async def reviews(self, product_id: str) -> Sequence[Review]:
        query = select(reviews).where(reviews.c.product_id == product_id)
        async with self._reading() as connection:
            found = await connection.execute(query.order_by(reviews.c.at.desc(), reviews.c.review_id))
            return [review_of(row) for row in found]

    async def shipping_options(self, order_id: str) -> Sequence[ShippingOption]:
        await self.order(order_id)
        return []

    async def settlement(self, change: Change) -> Settlement:
        return settlement_of(change, await self.order(subject_id(change)))

    async def change_order(self, change: OrderChange, *, version: int, agreed: Settlement, key: str) -> Order:
        is_decided = False
        try:
            async with asyncio.timeout(self._timeout), self._database.transaction() as connection:
                order = await change_order(connection, change, version=version, agreed=agreed, key=key, at=self._now())
                is_decided = True  # what is left is the COMMIT, whose end may stay unseen
        except (StoreUnavailable, TimeoutError) as error:
            failure = OutcomeUnknown if is_decided else CommerceUnavailable
            raise failure(f"{change.kind} {change.order_id}: {str(error) or 'no answer in time'}") from error
        return order

    async def change_customer(self, change: ChangeCustomer, *, version: int, key: str) -> Customer:
        raise ChangeRefused(change.customer_id, Why.UNSUPPORTED, change.kind.value)

    async def was_written(self, key: str, subject_id: str) -> bool:
        query = select(writes.c.key).where(writes.c.key == key)
        async with self._reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def ping(self) -> None:
        async with self._reading() as connection:
            await connection.exec_driver_sql("SELECT 1")

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with asyncio.timeout(self._timeout), self._database.reading() as connection:
                yield connection
        except (StoreUnavailable, TimeoutError) as error:
            raise CommerceUnavailable(f"the shop's database: {str(error) or 'no answer in time'}") from error
