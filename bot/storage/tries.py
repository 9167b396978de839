"""Counts wrong tries by what they were made on: an order, a contact, an account, an address."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, delete, func, or_, select

from bot.errors import TooManyTries
from bot.storage.database import Database
from bot.storage.tables import UtcDateTime, metadata

# Only wrong tries are counted; a contact value is kept as a keyed digest, never in clear.
tries = Table(
    "tries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("subject", String(96), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("tries_by_subject", "subject", "at"),
)


def _now() -> datetime:
    return datetime.now(UTC)


class TryCounter:
    """Lets only so many wrong tries through for each subject in a sliding window.

    A try is written down before it is judged and taken back when it was right, so that tries side by side cannot slip
    past the limit together. One that is not let through counts only on what is over its limit: from a place that is
    shut nobody shuts an account for everybody else. Subjects are kept as keyed digests: the table tells nobody's e-mail
    address.
    """

    def __init__(
        self,
        database: Database,
        limits: Mapping[str, int],
        window: timedelta,
        key: bytes,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._database, self._limits, self._window, self._key, self._now = database, limits, window, key, now
        # Another counter's window may be longer.
        self._is_own = or_(*(tries.c.subject.startswith(f"{kind}:") for kind in limits))

    async def begin(self, subjects: Mapping[str, str]) -> tuple[int, ...]:
        """Writes one try down for each subject, kind (such as `order`) -> value.

        Returns what `forget` takes. Raises `TooManyTries` when any subject is over its limit.
        """
        digests = {kind: self._digest(kind, value) for kind, value in subjects.items()}
        begun = await self._write(digests)
        over = await self._over(digests)
        if over:
            await self.forget(tuple(row for kind, row in begun.items() if kind not in over))
            raise TooManyTries(f"too many wrong tries for one {over[0]}")
        return tuple(begun.values())

    async def forget(self, begun: tuple[int, ...]) -> None:
        """Takes a try back: it was right."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(tries).where(tries.c.id.in_(begun)))

    async def _over(self, digests: Mapping[str, str]) -> Sequence[str]:
        """The kinds whose subjects have been tried too often, this time included."""
        since = self._now() - self._window
        counted = select(tries.c.subject, func.count()).where(tries.c.subject.in_(digests.values()), tries.c.at > since)
        async with self._database.reading() as connection:
            counts = dict((await connection.execute(counted.group_by(tries.c.subject))).tuples().all())
        return [kind for kind, digest in digests.items() if counts.get(digest, 0) > self._limits[kind]]

    async def _write(self, digests: Mapping[str, str]) -> Mapping[str, int]:
        """Each kind's row."""
        moment = self._now()
        async with self._database.transaction() as connection:
            await connection.execute(delete(tries).where(self._is_own, tries.c.at <= moment - self._window))
            written = {
                kind: await connection.scalar(tries.insert().values(subject=digest, at=moment).returning(tries.c.id))
                for kind, digest in digests.items()
            }
        return {kind: row for kind, row in written.items() if row is not None}

    def _digest(self, kind: str, value: str) -> str:
        return f"{kind}:{hmac.new(self._key, value.encode(), hashlib.sha256).hexdigest()}"
