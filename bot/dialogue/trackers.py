"""What the dialogue manager keeps of conversations, where it is to be forgotten: its HTTP API can only add to it."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Column, Integer, MetaData, String, Table, delete, inspect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database

# Rasa's own table; only what is needed here.
_EVENTS = Table("events", MetaData(), Column("id", Integer, primary_key=True), Column("sender_id", String))


TRACKERS = "rasa.db"
"""The file in `VAR`."""


class Trackers(Protocol):
    """What is kept of conversations beside our own store."""

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        """Removes all that is kept of them; raises `StoreUnavailable`."""
        ...


class RasaTrackers:
    """The rows of Rasa's SQL tracker store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        async with self._database.transaction() as connection:
            # Before Rasa's first start there is no table.
            if await connection.run_sync(lambda sync: inspect(sync).has_table(_EVENTS.name)):
                await _remove(connection, conversation_ids)


async def _remove(connection: AsyncConnection, conversation_ids: Sequence[str]) -> None:
    for conversation_id in conversation_ids:
        await connection.execute(delete(_EVENTS).where(_EVENTS.c.sender_id == conversation_id))
