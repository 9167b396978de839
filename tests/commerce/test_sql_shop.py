"""What is the SQL shop's own: its schema, its live prices, and a database that fails at the worst moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text, update
from sqlalchemy.engine import make_url

from bot.commerce.model import Bilingual, OrderStatus
from bot.commerce.money import Money
from bot.commerce.sql import imported
from bot.commerce.sql.migrate import migrate
from bot.commerce.sql.shop import SqlShop
from bot.commerce.sql.tables import metadata, orders, products, variants
from bot.errors import CommerceUnavailable, ConfigurationError, OutcomeUnknown
from bot.storage.database import Database
from tests.contracts.test_commerce_backend import KEYBOARD, MEI, REST, SHOP, TOM, an_order, cancel
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


async def fill(database: Database) -> None:
    async with database.transaction() as connection:
        await imported.write_shop(connection, SHOP, is_demo=False)
        await imported.write_products(connection, [KEYBOARD, REST], [])
        await imported.write_customers(connection, [MEI, TOM], [])
        await imported.write_orders(connection, [an_order("W1")], [])


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
        await fill(opened[0])
        await migrate(opened[1])
        assert (await SqlShop(opened[2]).order("W1")).order_id == "W1"
        for database in opened:
            await database.close()

    async def test_a_database_of_a_newer_version_is_refused(self, database: Database) -> None:
        async with database.transaction() as connection:
            await connection.execute(text("UPDATE shop_version SET version_num = '9999'"))
        with pytest.raises(ConfigurationError, match="newer version"):
            await migrate(database)


class TestCatalogue:
    async def test_price_and_stock_are_never_remembered(self, database: Database) -> None:
        await fill(database)
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
        await fill(database)
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
        await fill(database)
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
        await fill(database)
        shop = SqlShop(database, timeout_seconds=2)
        async with database.transaction() as connection:
            await connection.execute(update(orders).values(status="shipped"))
            assert (await shop.order("W1")).status is OrderStatus.PENDING
        assert (await shop.order("W1")).status is OrderStatus.SHIPPED

    async def test_a_write_that_cannot_begin_in_time_is_not_written(self, database: Database) -> None:
        await fill(database)
        shop = SqlShop(database)
        async with database.transaction() as connection:
            await connection.execute(select(orders).with_for_update())
            with pytest.raises(CommerceUnavailable):
                await cancel(SqlShop(database, timeout_seconds=0.3))
        assert (await shop.order("W1")) == an_order("W1")
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
        await fill(direct)
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
