"""The shop in a SQL database, behind the port."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.changes import Capability, Change, CustomerChange, Settlement, WithinOrder
from bot.commerce.claim_deeds import OPEN, Deed, SettleClaim
from bot.commerce.claim_reckoning import claim_of, most_back
from bot.commerce.model import Customer, Order, Product, Review, ShippingOption, Shop
from bot.commerce.money import Money
from bot.commerce.rules import PLAIN_RULES, RuleBook
from bot.commerce.sql.catalogue import Catalogue
from bot.commerce.sql.changing import change_customer, change_order, money_of, new_values
from bot.commerce.sql.customers import read_customer
from bot.commerce.sql.orders import read_orders
from bot.commerce.sql.rows import review_of
from bot.commerce.sql.standings import options_of, read_standing
from bot.commerce.sql.tables import claims, order_number, orders, reviews, writes
from bot.errors import CommerceUnavailable, OrderNotFound, OutcomeUnknown, StoreUnavailable
from bot.storage.database import Database


def _now() -> datetime:
    return datetime.now(UTC)


class SqlShop:
    """A `CommerceBackend` over a database that `bot.commerce.sql.migrate` has prepared.

    Of the `rules` it wants only what moves money: the fee of a return, and where a refund may go.
    """

    def __init__(
        self,
        database: Database,
        *,
        rules: RuleBook = PLAIN_RULES,
        timeout_seconds: float = 10.0,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._database, self._rules, self._timeout, self._now = database, rules, timeout_seconds, now
        self._catalogue = Catalogue()

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset(Capability)

    @property
    def deeds(self) -> frozenset[Deed]:
        return frozenset(Deed)

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
        async with self._reading() as connection:
            return await read_customer(connection, customer_id)

    async def order(self, order_id: str) -> Order:
        async with self._reading() as connection:
            return await _found(connection, order_id)

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        mine = select(orders).where(orders.c.customer_id == customer_id)
        newest = mine.order_by(orders.c.placed_at.desc(), orders.c.order_id.desc()).limit(limit)
        async with self._reading() as connection:
            return await read_orders(connection, newest)

    async def claimed(self, limit: int = 500) -> Sequence[Order]:
        is_open = case((claims.c.status.in_([status.value for status in OPEN]), 1), else_=0)
        asked = select(claims.c.order_id, func.max(is_open).label("open"), func.max(claims.c.at).label("at"))
        newest = asked.group_by(claims.c.order_id).subquery()
        mine = select(orders).join(newest, newest.c.order_id == orders.c.order_id)
        # Whatever is still to be done comes before what is over.
        ordered = mine.order_by(newest.c.open.desc(), newest.c.at.desc(), orders.c.order_id)
        async with self._reading() as connection:
            return await read_orders(connection, ordered.limit(limit))

    async def most_back(self, order_id: str, claim_id: str) -> Money:
        async with self._reading() as connection:
            order = await _found(connection, order_id)
            claim = claim_of(order, claim_id)
            deed = SettleClaim(order.order_id, claim_id)
            return most_back(claim, await read_standing(connection, deed, order, self._rules))

    async def reviews(self, product_id: str) -> Sequence[Review]:
        query = select(reviews).where(reviews.c.product_id == product_id)
        async with self._reading() as connection:
            found = await connection.execute(query.order_by(reviews.c.at.desc(), reviews.c.review_id))
            return [review_of(row) for row in found]

    async def shipping_options(self, order_id: str) -> Sequence[ShippingOption]:
        async with self._reading() as connection:
            return await options_of(connection, await _found(connection, order_id))

    async def settlement(self, change: Change) -> Settlement:
        async with self._reading() as connection:
            if isinstance(change, CustomerChange):
                new_values(change, await read_customer(connection, change.customer_id))
                return Settlement(Money(0, (await self._catalogue.shop(connection)).currency))
            order = await _found(connection, change.order_id)
            return money_of(change, await read_standing(connection, change, order, self._rules))

    async def change_order(self, change: WithinOrder, *, version: int, agreed: Settlement, key: str) -> Order:
        async with self._writing(f"{change.kind} {change.order_id}") as connection:
            at = self._now()
            order = await change_order(connection, change, self._rules, version=version, agreed=agreed, key=key, at=at)
        return order

    async def change_customer(self, change: CustomerChange, *, version: int, key: str) -> Customer:
        async with self._writing(f"{change.kind} {change.customer_id}") as connection:
            customer = await change_customer(connection, change, version=version, key=key, at=self._now())
        return customer

    async def was_written(self, key: str, subject_id: str) -> bool:
        numbered = select(orders.c.order_id).where(orders.c.number == order_number(subject_id))
        of_subject = (writes.c.customer_id == subject_id) | writes.c.order_id.in_(numbered)
        query = select(writes.c.key).where(writes.c.key == key, of_subject)
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

    @asynccontextmanager
    async def _writing(self, what: str) -> AsyncIterator[AsyncConnection]:
        is_decided = False
        try:
            async with asyncio.timeout(self._timeout), self._database.transaction() as connection:
                yield connection
                is_decided = True  # what is left is the COMMIT, whose end may stay unseen
        except (StoreUnavailable, TimeoutError) as error:
            failure = OutcomeUnknown if is_decided else CommerceUnavailable
            raise failure(f"{what}: {str(error) or 'no answer in time'}") from error


async def _found(connection: AsyncConnection, order_id: str) -> Order:
    found = await read_orders(connection, select(orders).where(orders.c.number == order_number(order_id)))
    if not found:
        raise OrderNotFound(order_id)
    return found[0]
