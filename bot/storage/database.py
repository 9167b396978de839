"""A database that answers in transactions: SQLite for one machine, PostgreSQL beyond it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from asyncpg import InterfaceError, PostgresError
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import ConfigurationError, StoreUnavailable

_READING = "reading"
_ACCEPTED = "sqlite+aiosqlite:///path/to/file.db or postgresql+asyncpg://user:password@host/name"


class Database:
    """An engine with the durability that the product ships: what `transaction()` has left is on the disk."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # On PostgreSQL two queries see one snapshot only from this level on.
        snapshot = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._reader = engine.execution_options(**{_READING: True}, **snapshot)

    @classmethod
    def open(cls, url: str) -> "Database":
        """Prepares the engine; connects only when first used. Raises `ConfigurationError` on a URL of another kind."""
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise ConfigurationError(f"{url!r} is not a database URL; accepted: {_ACCEPTED}") from error
        if parsed.drivername == "sqlite+aiosqlite":
            return cls(_sqlite_engine(url, parsed.database))
        if parsed.drivername == "postgresql+asyncpg":
            return cls(create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True))
        raise ConfigurationError(f"{parsed.drivername} is not a database Shoptalk knows; accepted: {_ACCEPTED}")

    @property
    def engine(self) -> AsyncEngine:
        return self._engine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises `StoreUnavailable` when the database cannot be reached.
        """
        async with self._transaction_of(self._engine) as connection:
            yield connection

    @staticmethod
    @asynccontextmanager
    async def _transaction_of(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        try:
            async with engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            if error.connection_invalidated or _is_operational(error):
                raise StoreUnavailable(str(error.orig)) from error
            raise
        except (OSError, PostgresError, InterfaceError) as error:  # asyncpg's own come only from connecting
            raise StoreUnavailable(str(error)) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One snapshot for several queries: neither waits for a writer nor makes one wait. Nothing may be written.

        Raises `StoreUnavailable` when the database cannot be reached.
        """
        async with self._transaction_of(self._reader) as connection:
            yield connection

    async def ping(self) -> None:
        """Raises `StoreUnavailable`."""
        async with self.reading() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        await self._engine.dispose()


def _is_operational(error: DBAPIError) -> bool:
    return type(error).__name__ in {"OperationalError", "InterfaceError"}


def _sqlite_engine(url: str, path: str | None) -> AsyncEngine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, connect_args={"timeout": 15})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    # A transaction that reads first and writes later could otherwise fail half-way with "database is locked".
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
