"""Handoffs in a SQL database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import or_, select

from bot.conversation import rows
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Handoff, HandoffState, Status
from bot.conversation.tables import handoffs
from bot.conversation.turn import Spoken
from bot.dialogue import parts as reply_parts
from bot.errors import HandoffNotFound
from bot.storage.database import Database


class SqlHandoffStore:
    """A `HandoffStore` on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_handoffs(self) -> Sequence[Handoff]:
        query = select(handoffs).where(handoffs.c.state != HandoffState.ENDED.value)
        async with self._database.reading() as connection:
            found = await connection.execute(query.order_by(handoffs.c.asked_at, handoffs.c.id))
            return [rows.handoff(row) for row in found]

    async def handoff(self, handoff_id: str) -> Handoff:
        named = or_(handoffs.c.id == handoff_id, handoffs.c.conversation_id == handoff_id)
        query = select(handoffs).where(named, handoffs.c.state != HandoffState.ENDED.value)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise HandoffNotFound(handoff_id)
        return rows.handoff(row)

    async def answer(self, handoff_id: str, agent: str, text: str) -> Spoken:
        async with self._held(handoff_id) as held:
            if held.status is not Status.ASSIGNED:
                held.move_to(Status.ASSIGNED)
                await held.say(Author.SYSTEM, [reply_parts.handoff("assigned")])
            await held.change_handoff(state=HandoffState.TAKEN.value, agent=agent)
            message = await held.say(Author.AGENT, [reply_parts.text(text)])
        return Spoken(held.conversation, held.events, message)

    async def return_to_bot(self, handoff_id: str) -> Spoken:
        async with self._held(handoff_id) as held:
            held.move_to(Status.BOT)
            await held.end_handoff()
            message = await held.say(Author.SYSTEM, [reply_parts.handoff("returned")])
        return Spoken(held.conversation, held.events, message)

    async def close(self, handoff_id: str) -> Spoken:
        async with self._held(handoff_id) as held:
            held.move_to(Status.CLOSED)
            await held.end_handoff()
        return Spoken(held.conversation, held.events)

    @asynccontextmanager
    async def _held(self, handoff_id: str) -> AsyncIterator[LockedConversation]:
        conversation_id = (await self.handoff(handoff_id)).conversation_id
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            # It may have ended between the look and the lock.
            if await held.open_handoff() is None:
                raise HandoffNotFound(handoff_id)
            yield held
            await held.save()
