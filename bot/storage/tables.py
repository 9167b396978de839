"""What all our tables share: the metadata that migrations are checked against, and times that keep their zone."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


def as_utc(at: datetime | None) -> datetime | None:
    """A moment that SQLite's own functions gave without its zone."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: SQLite forgets zones, so it is written without one and read with one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
