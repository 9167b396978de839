"""The migrations lead to the schema that the code declares, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

import bot.assist.tables
import bot.attachments.tables
import bot.chatwoot.tables
import bot.conversation.feedback
import bot.conversation.tables
import bot.mail.tables
import bot.orders.tables
import bot.people.tables
import bot.queueing.tables
from bot.errors import ConfigurationError, StoreUnavailable
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.refusals import refusal_counts
from bot.storage.tables import metadata
from bot.storage.tries import tries
from tests.servers import PostgresServer

TABLES = (
    bot.assist.tables.canned_replies,
    bot.assist.tables.macro_runs,
    bot.attachments.tables.attachments,
    bot.chatwoot.tables.links,
    bot.conversation.feedback.ratings,
    bot.conversation.tables.turns,
    bot.mail.tables.outbox,
    bot.orders.tables.proposals,
    bot.people.tables.people,
    refusal_counts,
    tries,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/store.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    await migrate(url)
    opened = Database.open(url)
    yield opened
    await opened.close()


def _differences(connection: Connection) -> object:
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


async def _indexes(database: Database) -> set[str]:
    """Every index as the database itself would write it, conditions included."""
    own = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    if database.engine.dialect.name != "sqlite":
        own = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    async with database.reading() as connection:
        return {" ".join(definition.split()) for definition in await connection.scalars(text(own))}


async def test_the_migrated_schema_is_the_declared_one(database: Database) -> None:
    assert all(table.metadata is metadata for table in TABLES)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_indexes_carry_the_declared_conditions(
    database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = database.engine.dialect.name == "sqlite"
    declared_url = (
        f"sqlite+aiosqlite:///{tmp_path}/declared.db" if sqlite else request.getfixturevalue("postgres").new_database()
    )
    declared = Database.open(declared_url)
    async with declared.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    assert await _indexes(database) == await _indexes(declared)
    await declared.close()


async def test_migrating_twice_changes_nothing(url: str) -> None:
    await migrate(url)
    database = Database.open(url)
    await AuditLog(database).write(Entry(AuditEvent.CODE_SENT, None, "guest"))
    await migrate(url)
    assert len(await AuditLog(database).entries()) == 1
    await database.close()


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET actor = 'nobody'", "DELETE FROM audit_log"])
async def test_the_database_refuses_to_change_the_audit_log(database: Database, statement: str) -> None:
    log = AuditLog(database)
    await log.write(Entry(AuditEvent.WRITTEN, None, "customer:C-1", order_id="W1"))
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.transaction() as connection:
            await connection.execute(text(statement))
    assert [entry.actor for entry in await log.entries()] == ["customer:C-1"]


async def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    await migrate(url)
    database = Database.open(url)
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(ConfigurationError, match="newer version"):
        await migrate(url)


async def test_a_failed_migration_leaves_nothing_behind(url: str) -> None:
    database = Database.open(url)
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE audit_log (id INTEGER)"))  # in the way of the last step
    with pytest.raises((DBAPIError, StoreUnavailable)):
        await migrate(url)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["audit_log"]
    await database.close()
