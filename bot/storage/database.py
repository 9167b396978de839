"""A database that answers in transactions: SQLite for one machine, PostgreSQL beyond it."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from asyncpg import (
    CharacterNotInRepertoireError,
    IdleInTransactionSessionTimeoutError,
    InterfaceError,
    OperatorInterventionError,
    PostgresConnectionError,
    PostgresError,
)
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from bot.errors import ConfigurationError, InvalidInput, StoreUnavailable
from bot.storage import sqlite

_READING = "reading"
_CONNECT_SECONDS = 5.0
_PING_SECONDS = 3.0
_FRESH_SECONDS = 1.0
_RESTS = "rests since"
_APPLICATION = "shoptalk"
# One whose client vanished between two parts of a statement counts as at work, whatever its locks keep others from. A
# connection that had to wait for such a lock is given up, so that another is made, and this said, once more.
_END_THE_DEAD = f"""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND application_name = '{_APPLICATION}'
    AND state = 'active' AND wait_event = 'ClientRead' AND xact_start IS NOT NULL
    AND state_change < now() - interval '{{milliseconds}} milliseconds'
"""
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
        cls, url: str, *, lock_seconds: float = 15.0, answer_seconds: float | None = 8.0, idle_seconds: float = 15.0
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

        Raises `StoreUnavailable` when the database cannot be reached, and `InvalidInput` on the character U+0000, which
        PostgreSQL takes in no text.
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
            if error.connection_invalidated or _is_operational(error) or _is_of_the_link(error):
                raise StoreUnavailable(str(error.orig)) from error
            if isinstance(_cause(error), CharacterNotInRepertoireError):
                raise InvalidInput("it holds the character U+0000; accepted is text without it") from error
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


def _is_of_the_link(error: DBAPIError) -> bool:
    """Whether PostgreSQL or the way to it went away, which SQLAlchemy sees in some of asyncpg's errors only."""
    away = (PostgresConnectionError, OperatorInterventionError, IdleInTransactionSessionTimeoutError)
    return isinstance(_cause(error), away)


def _cause(error: DBAPIError) -> BaseException | None:
    """What the driver itself said."""
    return None if error.orig is None else error.orig.__cause__


def _postgres_engine(url: URL, answer_seconds: float | None, idle_seconds: float) -> AsyncEngine:
    """Nothing here waits for ever: a link that is lost without a word is found by its silence."""
    limits = {"timeout": _CONNECT_SECONDS, "command_timeout": answer_seconds}
    engine = create_async_engine(url, pool_size=10, max_overflow=10, pool_timeout=_LINE_SECONDS, connect_args=limits)
    links = _Links(idle_seconds)
    for moment, act in (("connect", links.prepare), ("checkin", links.rest), ("checkout", links.ask)):
        event.listen(engine.sync_engine, moment, act)
    return engine


class _Links:
    """Connections to PostgreSQL in the pool: one that has rested is asked whether it lives before it is used again.

    SQLAlchemy's own `pool_pre_ping` waits for a dead one as for any statement, and then fails whoever wanted it.
    """

    def __init__(self, idle_seconds: float) -> None:
        self._idle_milliseconds = round(idle_seconds * 1000)

    def prepare(self, connection: Any, record: Any) -> None:
        # Said here and not at start-up, where a pooler in between would refuse a parameter that it does not know.
        idle = f"SET idle_in_transaction_session_timeout = {self._idle_milliseconds}"
        name = f"SET application_name = '{_APPLICATION}'"
        dead = _END_THE_DEAD.format(milliseconds=self._idle_milliseconds)
        await_only(connection.driver_connection.execute("; ".join((idle, name, dead))))
        self.rest(connection, record)

    def rest(self, _connection: Any, record: Any) -> None:
        record.info[_RESTS] = time.monotonic()

    def ask(self, connection: Any, record: Any, _fairy: Any) -> None:
        if time.monotonic() - record.info[_RESTS] < _FRESH_SECONDS:
            return
        try:
            await_only(connection.driver_connection.execute("SELECT 1", timeout=_PING_SECONDS))
        except (OSError, PostgresError, InterfaceError) as error:
            raise InvalidatePoolError(str(error)) from error  # all that rested as long are as dead; one anew is tried


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
