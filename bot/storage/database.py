"""A database that answers in transactions: SQLite for one machine, PostgreSQL beyond it."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from asyncpg import InterfaceError, PostgresError
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from bot.errors import ConfigurationError, StoreUnavailable
from bot.storage import sqlite

_READING = "reading"
_CONNECT_SECONDS = 3.0
_LINE_SECONDS = 5.0
"""How long one waits for a connection while all are in use."""
_ACCEPTED = "sqlite+aiosqlite:///path/to/file.db or postgresql+asyncpg://user:password@host/name"


class Database:
    """An engine with the durability that the product ships: what `transaction()` has left is on the disk."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # SQLite has one writer at a time: waiting in line is quicker and fairer than trying again and again.
        self._line = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        # On PostgreSQL two queries see one snapshot only from this level on.
        snapshot = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._reader = engine.execution_options(**{_READING: True}, **snapshot)

    @classmethod
    def open(
        cls, url: str, *, lock_seconds: float = 15.0, answer_seconds: float | None = 5.0, idle_seconds: float = 15.0
    ) -> "Database":
        """Prepares the engine; connects only when first used. Raises `ConfigurationError` on a URL of another kind.

        `lock_seconds` is how long SQLite waits for another's write to end, `answer_seconds` how long PostgreSQL may be
        silent at one statement before it counts as away (None for as long as it takes). A transaction whose client says
        nothing for `idle_seconds` is ended by PostgreSQL, and its locks with it: the client may be gone without a word.
        """
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise ConfigurationError(f"{url!r} is not a database URL; accepted: {_ACCEPTED}") from error
        if parsed.drivername == "sqlite+aiosqlite":
            return cls(_sqlite_engine(parsed, lock_seconds))
        if parsed.drivername == "postgresql+asyncpg":
            return cls(_postgres_engine(parsed, answer_seconds, idle_seconds))
        raise ConfigurationError(f"{parsed.drivername} is not a database Shoptalk knows; accepted: {_ACCEPTED}")

    @property
    def engine(self) -> AsyncEngine:
        return self._engine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises `StoreUnavailable` when the database cannot be reached.
        """
        async with self._line or nullcontext(), self._transaction_of(self._engine) as connection:
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
        # Those that SQLAlchemy does not translate: from connecting, from BEGIN, and from waiting (TimeoutError).
        except (OSError, PostgresError, InterfaceError, PoolExhausted, sqlite3.OperationalError) as error:
            raise StoreUnavailable(str(error) or type(error).__name__) from error

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


def _postgres_engine(url: URL, answer_seconds: float | None, idle_seconds: float) -> AsyncEngine:
    """Nothing here waits for ever: a link that is lost without a word is found by its silence."""
    limits = {"timeout": _CONNECT_SECONDS, "command_timeout": answer_seconds}
    engine = create_async_engine(
        url, pool_size=10, max_overflow=10, pool_pre_ping=True, pool_timeout=_LINE_SECONDS, connect_args=limits
    )

    def bound_idleness(connection: Any, _record: Any) -> None:
        # Said here and not at start-up, where a pooler in between would refuse a parameter that it does not know.
        cursor = connection.cursor()
        cursor.execute(f"SET idle_in_transaction_session_timeout = {round(idle_seconds * 1000)}")
        cursor.close()
        connection.commit()

    event.listen(engine.sync_engine, "connect", bound_idleness)
    return engine


def _sqlite_engine(url: URL, lock_seconds: float) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url.set(drivername=sqlite.DRIVER))
    patience = _Patience(lock_seconds)
    event.listen(engine.sync_engine, "connect", patience.prepare)
    event.listen(engine.sync_engine, "begin", patience.begin)
    return engine


class _Patience:
    """Waits for another process's write to end, here instead of in SQLite, which would keep the event loop waiting."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def prepare(self, connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        self._until_done(lambda: _switch_to_wal(cursor))
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(self, connection: Any) -> None:
        # A transaction that reads first and writes later could otherwise fail half-way with "database is locked".
        reading = connection.get_execution_options().get(_READING, False)
        cursor = connection.connection.cursor()
        self._until_done(lambda: cursor.execute("BEGIN" if reading else "BEGIN IMMEDIATE"))
        cursor.close()

    def _until_done(self, step: Callable[[], object]) -> None:
        deadline = time.monotonic() + self._seconds
        for pause in chain((0.001, 0.002, 0.004, 0.008), repeat(0.015)):
            try:
                step()
                return
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
            await_only(asyncio.sleep(pause))


def _switch_to_wal(cursor: Any) -> None:
    cursor.execute("PRAGMA journal_mode=WAL")
    (mode,) = cursor.fetchone()
    if mode not in ("wal", "memory"):  # told instead of an error while another connection is at it
        raise sqlite3.OperationalError(f"the journal is still in mode {mode}")
