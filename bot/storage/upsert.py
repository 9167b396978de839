"""Writing a row whether or not it is there already."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import TableClause
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_into(connection: AsyncConnection, table: TableClause) -> sqlite.Insert | postgresql.Insert:
    """An insert that may say what becomes of a row that is there already."""
    return (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(table)


async def upsert(
    connection: AsyncConnection, table: TableClause, key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Writes `values` into the row that `key` (its primary key) names, and adds one where there is none."""
    row = insert_into(connection, table).values(**key, **values)
    await connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
