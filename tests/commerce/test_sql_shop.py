"""What is the SQL shop's own: its schema, its live prices, and a database that fails at the worst moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text, update
from sqlalchemy.engine import make_url

from bot.commerce.changes import CancelOrder, Settlement
from bot.commerce.model import (
    Bilingual,
    Charge,
    Claim,
    ClaimKind,
    ClaimLine,
    ClaimStatus,
    Order,
    OrderLine,
    OrderStatus,
    PaymentStatus,
    Refund,
    RefundStatus,
    Shipment,
    StatusChange,
)
from bot.commerce.money import Money
from bot.commerce.sql import imported
from bot.commerce.sql import migrate as migrations
from bot.commerce.sql.migrate import migrate
from bot.commerce.sql.shop import SqlShop
from bot.commerce.sql.tables import metadata, orders, products, variants
from bot.errors import CommerceUnavailable, ConfigurationError, OutcomeUnknown
from bot.storage.database import Database
from tests.contracts.commerce_stage import GOODS, KEYBOARD, MEI, NOW, REVIEWS, SHOP, TOM, VISA, Wanted, usd
from tests.contracts.sql_stage import fill, order_of
from tests.servers import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/shop.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database.open(url, lock_seconds=0.2)
    await migrate(opened)
    yield opened
    await opened.close()


LINES = (
    OrderLine("1", "KB-101-BLK", KEYBOARD.title, 2, usd("79.00")),
    OrderLine("2", "KB-190-WAL", Bilingual("Rest", "手托"), 1, usd("32.00")),
    OrderLine("3", "KB-101-BLK", KEYBOARD.title, 1, usd("79.00")),
    OrderLine("4", "GONE-1", Bilingual("No longer sold", "已下架"), 1, usd("10.00")),
)
RICH = replace(order_of(Wanted()), lines=LINES, shipping_fee=usd("5.00"), discount=usd("4.00"), total=usd("280.00"))
"""A variant on two lines, and one that is no longer sold."""
SENT = replace(
    RICH,
    order_id="W2",
    status=OrderStatus.DELIVERED,
    placed_at=NOW - timedelta(days=9),
    shipments=(
        Shipment("UPS", "1Z1", NOW - timedelta(days=8), NOW - timedelta(days=4), NOW - timedelta(days=5), ("1", "2")),
        Shipment("SF Express", "", None, None, None, ("3", "4")),
    ),
    refunds=(Refund("RF-W2-1", usd("10.00"), "Visa ending 4242", RefundStatus.SETTLED, NOW - timedelta(days=1)),),
    charges=(Charge("CH-W2-1", usd("3.00"), "Visa ending 4242", NOW - timedelta(days=8)),),
    claims=(
        Claim(
            "CL-W2-1",
            ClaimKind.EXCHANGE,
            ClaimStatus.REQUESTED,
            (ClaimLine("1", 1, "KB-101-SGE"), ClaimLine("2", 1)),
            NOW,
            "too dark",
            usd("-6.50"),
            "Visa ending 4242",
            "card-1",
            ("photo-1",),
        ),
    ),
    payment=replace(RICH.payment, status=PaymentStatus.PART_REFUNDED),
    note="Ring twice.",
    shipping_option="standard",
    items_changed=True,
    cancel_reason="none",
)
GUEST = replace(RICH, order_id="W3", customer_id=None, email=None, phone="+49301234567", address=None)


async def cancel(shop: SqlShop) -> Order:
    whole = Settlement(usd("195.00"), VISA.payment_id, VISA.label)
    return await shop.change_order(CancelOrder("W1"), version=1, agreed=whole, key="key-1")


def _differences(connection: Connection) -> object:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "version_table": "shop_version"})
    return compare_metadata(context, metadata)


class TestSchema:
    async def test_the_migrated_schema_is_the_declared_one(self, database: Database) -> None:
        async with database.engine.connect() as connection:
            assert await connection.run_sync(_differences) == []

    async def test_migrating_again_and_by_several_at_once_changes_nothing(self, url: str) -> None:
        opened = [Database.open(url) for _ in range(4)]
        await asyncio.gather(*map(migrate, opened))
        await fill(opened[0], order_of(Wanted()))
        await migrate(opened[1])
        assert (await SqlShop(opened[2]).order("W1")).order_id == "W1"
        for database in opened:
            await database.close()

    async def test_a_database_of_a_newer_version_is_refused(self, database: Database) -> None:
        async with database.transaction() as connection:
            await connection.execute(text("UPDATE shop_version SET version_num = '9999'"))
        with pytest.raises(ConfigurationError, match="newer version"):
            await migrate(database)


class TestUpgrading:
    async def test_a_database_of_the_first_version_keeps_its_data(self, url: str) -> None:
        database = Database.open(url)
        await _first_version(database)
        await migrate(database)
        shop = SqlShop(database, now=lambda: NOW)
        paid, unpaid = await shop.order("W1"), await shop.order("W2")
        assert [line.quantity for line in paid.lines] == [2]
        assert (paid.note, paid.charges, paid.claims, paid.items_changed, paid.version) == ("", (), (), False, 3)
        assert [refund.amount for refund in paid.refunds] == [usd("1.00")]
        customer = await shop.customer("C-1")
        assert (customer.name, customer.payments, customer.version) == ("Mei Lin", (), 1)
        assert (await shop.shop()).shipping == ()
        assert await shop.was_written("old key", "W1")
        assert (await shop.settlement(CancelOrder("W1"))).refund == usd("7.00")
        assert (await shop.settlement(CancelOrder("W2"))).refund == usd("0.00")
        assert unpaid.payment.status is PaymentStatus.PENDING
        await database.close()


async def _first_version(database: Database) -> None:
    """As migration 0001 left it, with two orders in it."""
    async with database.transaction() as connection:
        await connection.run_sync(_apply_first)
        for statement in _FIRST_ROWS:
            await connection.execute(text(statement))


def _apply_first(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__ or "").parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


_ORDER = (
    "INSERT INTO orders (order_id, number, customer_id, status, placed_at, currency, shipping_fee, discount, total,"
    " payment_method, payment_label, payment_status, version) VALUES "
)
_FIRST_ROWS = (
    "INSERT INTO customers (customer_id, name, email, tags) VALUES ('C-1', 'Mei Lin', 'mei@example.com', '[]')",
    "INSERT INTO shop (id, name_en, name_zh, currency, categories, attributes, options, is_demo, catalogue_revision)"
    " VALUES (1, 'Shop', '商店', 'USD', '{}', '{}', '{}', false, '')",
    f"{_ORDER} ('W1', 'w1', 'C-1', 'pending', '2026-06-01 10:00:00+00:00', 'USD', 0, 0, 800, 'card', 'Visa',"
    " 'part_refunded', 3)",
    f"{_ORDER} ('W2', 'w2', 'C-1', 'pending', '2026-06-01 10:00:00+00:00', 'USD', 0, 0, 500, 'card', 'Visa',"
    " 'pending', 1)",
    "INSERT INTO order_lines VALUES ('W1', '1', 0, 'SKU', 'Mug', '杯', 2, 400)",
    "INSERT INTO refunds VALUES ('W1', 'RF-1', 0, 100, 'Visa', 'settled', '2026-06-02 10:00:00+00:00')",
    "INSERT INTO writes VALUES ('old key', 'cancel_order', 'W1', '', '2026-06-02 10:00:00+00:00')",
)


class TestRows:
    async def test_what_was_put_in_is_read_back_whole(self, database: Database) -> None:
        await fill(database, RICH, SENT, GUEST)
        shop = SqlShop(database)
        assert await shop.shop() == SHOP
        assert await shop.catalogue() == list(GOODS)
        assert [await shop.customer(id_) for id_ in ("C-1", "C-2")] == [MEI, TOM]
        assert [await shop.order(id_) for id_ in ("W1", "W2", "W3")] == [RICH, SENT, GUEST]
        assert await shop.reviews("KB-101") == [REVIEWS[1], REVIEWS[0]]
        assert await shop.reviews("KB-190") == []

    async def test_cancelling_writes_just_this(self, database: Database) -> None:
        await fill(database, RICH)
        shop = SqlShop(database, now=lambda: NOW)
        agreed = await shop.settlement(CancelOrder("#w1"))
        cancelled = await shop.change_order(CancelOrder("#w1", "no need"), version=1, agreed=agreed, key="key-1")
        assert cancelled == replace(
            RICH,
            status=OrderStatus.CANCELLED,
            payment=replace(RICH.payment, status=PaymentStatus.REFUNDED),
            refunds=(Refund("RF-W1-1", usd("280.00"), "Visa ending 4242", RefundStatus.PENDING, NOW),),
            history=(*RICH.history, StatusChange(NOW, OrderStatus.CANCELLED)),
            cancel_reason="no need",
            version=2,
        )
        assert await shop.order("W1") == cancelled
        black = (await shop.product("KB-101")).variants[0]
        assert black.stock == 15

    async def test_what_was_given_back_before_is_not_given_back_again(self, database: Database) -> None:
        earlier = Refund("RF-W1-2", usd("30.00"), "Visa ending 4242", RefundStatus.SETTLED, NOW - timedelta(days=1))
        part = replace(RICH.payment, status=PaymentStatus.PART_REFUNDED)
        await fill(database, replace(RICH, payment=part, refunds=(earlier,)))
        shop = SqlShop(database, now=lambda: NOW)
        agreed = await shop.settlement(CancelOrder("W1"))
        cancelled = await shop.change_order(CancelOrder("W1"), version=1, agreed=agreed, key="key-1")
        assert [(refund.refund_id, refund.amount) for refund in cancelled.refunds] == [
            ("RF-W1-2", usd("30.00")),
            ("RF-W1-3", usd("250.00")),
        ]


class TestCatalogue:
    async def test_price_and_stock_are_never_remembered(self, database: Database) -> None:
        await fill(database, order_of(Wanted()))
        shop = SqlShop(database)
        revision = await shop.catalogue_revision()
        assert (await shop.product("KB-101")).variants[0].stock == 12
        async with database.transaction() as connection:  # as the shop's own software would
            changed = {"price": 7100, "stock": 3, "compare_at": 7900}
            await connection.execute(update(variants).where(variants.c.sku == "KB-101-BLK").values(changed))
        wanted = replace(KEYBOARD.variants[0], price=Money(7100, "USD"), stock=3, compare_at=Money(7900, "USD"))
        assert (await shop.product("KB-101")).variants[0] == wanted
        assert (await shop.catalogue())[0].variants[0] == wanted
        assert await shop.catalogue_revision() == revision

    async def test_a_changed_text_is_read_anew_under_another_revision(self, database: Database) -> None:
        await fill(database, order_of(Wanted()))
        shop = SqlShop(database)
        revision = await shop.catalogue_revision()
        assert (await shop.product("KB-101")).title.en == "Hush 75 quiet keyboard"
        async with database.transaction() as connection:
            await imported.write_products(connection, [], [replace(KEYBOARD, title=Bilingual("Hush 76", "静语76"))])
        assert (await shop.product("KB-101")).title.en == "Hush 76"
        assert await shop.catalogue_revision() != revision

    async def test_the_same_catalogue_has_the_same_revision_elsewhere(self, database: Database, tmp_path: Path) -> None:
        other = Database.open(f"sqlite+aiosqlite:///{tmp_path}/other.db")
        await migrate(other)
        for one in (database, other):
            await fill(one)
        assert await SqlShop(database).catalogue_revision() == await SqlShop(other).catalogue_revision()
        await other.close()

    async def test_keys_that_nobody_named_go_by_themselves(self, database: Database) -> None:
        await fill(database, order_of(Wanted()))
        async with database.transaction() as connection:
            await connection.execute(update(products).where(products.c.product_id == "KB-190").values(category="Rests"))
            await imported.revise_catalogue(connection)
        categories = (await SqlShop(database).shop()).categories
        assert categories == {**SHOP.categories, "Rests": Bilingual("Rests", "Rests")}

    async def test_a_shop_without_a_name_has_a_plain_one(self, database: Database) -> None:
        assert (await SqlShop(database).shop()).name == Bilingual("Shop", "商店")
        assert await SqlShop(database).catalogue() == []


class TestTrouble:
    async def test_reading_does_not_wait_for_a_writer(self, database: Database) -> None:
        await fill(database, order_of(Wanted()))
        shop = SqlShop(database, timeout_seconds=15)
        async with database.transaction() as connection:
            await connection.execute(update(orders).values(status="shipped"))
            assert (await shop.order("W1")).status is OrderStatus.PENDING
        assert (await shop.order("W1")).status is OrderStatus.SHIPPED

    async def test_a_write_that_cannot_begin_in_time_is_not_written(self, database: Database) -> None:
        await fill(database, order_of(Wanted()))
        shop = SqlShop(database)
        async with database.transaction() as connection:
            await connection.execute(select(orders).with_for_update())
            with pytest.raises(CommerceUnavailable):
                await cancel(SqlShop(database, timeout_seconds=0.3))
        assert (await shop.order("W1")) == order_of(Wanted())
        assert (await cancel(shop)).status is OrderStatus.CANCELLED

    async def test_a_server_that_is_not_there_is_unavailable(self, unused_tcp_port: int) -> None:
        database = Database.open(f"postgresql+asyncpg://postgres@127.0.0.1:{unused_tcp_port}/shop")
        shop = SqlShop(database, timeout_seconds=2)
        for call in (shop.ping, shop.catalogue, lambda: shop.order("W1"), lambda: cancel(shop)):
            with pytest.raises(CommerceUnavailable):
                await call()
        await database.close()

    async def test_a_login_that_is_refused_is_unavailable(self, postgres: PostgresServer) -> None:
        url = make_url(postgres.new_database()).set(database="there_is_no_such_database")
        database = Database.open(url.render_as_string(hide_password=False))
        with pytest.raises(CommerceUnavailable, match="there_is_no_such_database"):
            await SqlShop(database).ping()
        await database.close()

    @pytest.mark.parametrize("arrives", [True, False], ids=["commit-arrives", "commit-is-lost"])
    async def test_a_connection_lost_in_the_commit_leaves_the_outcome_unknown(
        self, postgres: PostgresServer, arrives: bool
    ) -> None:
        direct = Database.open(url := postgres.new_database())
        await migrate(direct)
        await fill(direct, order_of(Wanted()))
        async with _cut_at_commit(url, arrives) as cut_url:
            through = Database.open(cut_url)
            with pytest.raises(OutcomeUnknown):
                await cancel(SqlShop(through, timeout_seconds=5))
            await through.close()
        shop = SqlShop(direct)
        seen = OrderStatus.CANCELLED if arrives else OrderStatus.PENDING
        assert (await shop.order("W1")).status is seen
        # The same key again ends well either way, and once.
        again = await cancel(shop)
        assert (again.status, again.version, len(again.refunds)) == (OrderStatus.CANCELLED, 2, 1)
        await direct.close()


@asynccontextmanager
async def _cut_at_commit(url: str, arrives: bool) -> AsyncIterator[str]:
    """A wire to PostgreSQL that breaks at the first COMMIT, before or after the server has heard it."""
    server = make_url(url)
    writers: list[asyncio.StreamWriter] = []

    async def wire(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(server.host, server.port)
        writers.extend((writer, there_writer))
        back = asyncio.create_task(_pump(there_reader, writer.write))
        while message := await reader.read(65536):
            if b"COMMIT" not in message:
                there_writer.write(message)
                continue
            back.cancel()
            if arrives:
                there_writer.write(message)
                await there_writer.drain()
                await there_reader.read(65536)  # the server has answered, so it has committed
            break
        writer.close()
        there_writer.close()

    listener = await asyncio.start_server(wire, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    yield server.set(port=port).render_as_string(hide_password=False)
    listener.close()
    for writer in writers:
        writer.close()
    await listener.wait_closed()


async def _pump(reader: asyncio.StreamReader, write: Callable[[bytes], None]) -> None:
    while message := await reader.read(65536):
        write(message)
