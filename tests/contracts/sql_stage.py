"""The SQL shop on the stage of the `CommerceBackend` suites."""

from collections.abc import Mapping
from datetime import timedelta

from bot.commerce.model import Order, OrderLine, OrderStatus, Payment, Shipment, StatusChange
from bot.commerce.money import Money
from bot.commerce.sql import imported
from bot.commerce.sql.shop import SqlShop
from bot.storage.database import Database
from tests.contracts.commerce_stage import GOODS, MEI, NOW, RACES, REVIEWS, SHOP, TOM, Scene, Wanted, shelved

_SOLD = {variant.sku: (product, variant) for product in GOODS for variant in product.variants}
_ARRIVED = frozenset({OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.RETURNED, OrderStatus.EXCHANGING})


class SqlStage:
    """Opens the SQL shop over a migrated, empty database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.capabilities, self.races = SqlShop(database).capabilities, RACES

    async def open(self, *wanted: Wanted, stock: Mapping[str, int] | None = None) -> Scene:
        orders = {one.name: order_of(one) for one in wanted}
        await fill(self._database, *orders.values(), stock=stock)
        backend = SqlShop(self._database, now=lambda: NOW)
        placed = {name: await backend.order(order.order_id) for name, order in orders.items()}
        mei, tom = [await backend.customer(one.customer_id) for one in (MEI, TOM)]
        return Scene(backend, mei, tom, placed)


async def fill(database: Database, *orders: Order, stock: Mapping[str, int] | None = None) -> None:
    """Writes the suites' shop and the given orders into a migrated, empty database."""
    async with database.transaction() as connection:
        await imported.write_shop(connection, SHOP, is_demo=False)
        await imported.write_products(connection, shelved(stock), [])
        await imported.write_customers(connection, [MEI, TOM], [])
        await imported.write_orders(connection, orders, [])
        await imported.write_reviews(connection, REVIEWS, [])


def order_of(wanted: Wanted) -> Order:
    """The order as the SQL shop holds it."""
    placed_at = NOW - wanted.age
    lines = tuple(_line(str(n), *line) for n, line in enumerate(wanted.lines, start=1))
    goods = Money(sum(line.total.amount for line in lines), "USD")
    arrived = wanted.status in _ARRIVED
    parcel = Shipment("UPS", "1Z1", placed_at + timedelta(days=1), None, NOW - timedelta(days=1) if arrived else None)
    history = [StatusChange(placed_at, OrderStatus.PENDING)]
    if wanted.status is not OrderStatus.PENDING:
        history.append(StatusChange(placed_at + timedelta(hours=2), wanted.status))
    return Order(
        order_id=wanted.name,
        customer_id=MEI.customer_id,
        email=MEI.email,
        phone=None,
        status=wanted.status,
        placed_at=placed_at,
        lines=lines,
        shipping_fee=wanted.shipping_fee,
        discount=wanted.discount,
        total=goods + wanted.shipping_fee - wanted.discount,
        payment=Payment(
            wanted.paid_with.method, wanted.paid_with.label, wanted.payment_status, wanted.paid_with.payment_id
        ),
        address=MEI.address,
        shipments=(parcel,) if arrived or wanted.status is OrderStatus.SHIPPED else (),
        history=tuple(history),
        shipping_option=wanted.shipping_option,
    )


def _line(line_id: str, sku: str, quantity: int) -> OrderLine:
    product, variant = _SOLD[sku]
    return OrderLine(line_id, sku, product.title, quantity, variant.price)
