"""SQLite for an event loop: statements run at once, in microseconds; what waits for the disk waits in a thread.

The usual way (aiosqlite) sends each step of each statement to a thread and back: some eighty times for one turn of a
conversation, which takes longer than the statements themselves.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_only

DRIVER = "sqlite+inline"


class Cursor(sqlite3.Cursor):
    """Reads all rows at once: one that is left half-read would hold its snapshot, and with it the connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, statement: str, parameters: Any = (), /) -> Self:
        await_only(_nothing())  # SQLAlchemy insists that something is awaited
        super().execute(statement, parameters)
        self._rows = deque(super().fetchall()) if self.description else deque()
        return self

    def executemany(self, statement: str, parameters: Iterable[Any], /) -> Self:
        await_only(_nothing())
        super().executemany(statement, parameters)
        self._rows = deque()
        return self

    async def _async_soft_close(self) -> None:
        """SQLAlchemy's own drivers close here what they read ahead."""

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or len(self._rows), len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows, self._rows = list(self._rows), deque()
        return rows


class Connection(sqlite3.Connection):
    """A connection whose `commit` is awaited."""

    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)

    def commit(self) -> None:
        if self.in_transaction:
            await_only(_in_thread(super().commit))


class InlineDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's dialect of Python's own driver, for async engines."""

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def create_connect_args(self, url: URL) -> tuple[Sequence[Any], dict[str, Any]]:
        arguments, options = super().create_connect_args(url)
        return arguments, {**options, "check_same_thread": False, "factory": Connection, "timeout": 0.0}

    def get_driver_connection(self, connection: Any) -> Any:
        return connection


async def _nothing() -> None:
    pass


async def _in_thread(step: Callable[[], None]) -> None:
    """A cancelled caller leaves only when the thread has let go of the connection."""
    done = asyncio.ensure_future(asyncio.to_thread(step))
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait({done})
        raise


registry.register("sqlite.inline", __name__, "InlineDialect")
