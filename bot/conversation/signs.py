"""Signs of life between a shopper and a person of the shop: who writes, and how far each has seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, select, update

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.model import Author, Event, EventType, Status
from bot.conversation.tables import conversations, messages
from bot.errors import ConversationNotFound, MessageNotFound
from bot.storage.database import Database

_SEEN_BY: Final[Mapping[Author, Column[Any]]] = {
    Author.SHOPPER: conversations.c.shopper_seen,
    Author.AGENT: conversations.c.agent_seen,
}
_WITH_A_PERSON: Final = frozenset({Status.QUEUED.value, Status.ASSIGNED.value})


@dataclass(frozen=True)
class Seen:
    """The newest message that each side has seen; None before the first."""

    shopper: str | None
    agent: str | None


class Signs:
    """What is passing is told and forgotten; what has been seen is kept, and never goes back."""

    def __init__(self, database: Database, bus: MessageBus) -> None:
        self._database, self._bus = database, bus

    async def typing(self, conversation_id: str, by: Author, active: bool) -> None:
        """Told only while a person has the conversation or is waited for: the bot does not look on."""
        query = select(conversations.c.status).where(conversations.c.id == conversation_id)
        async with self._database.reading() as connection:
            status = await connection.scalar(query)
        if status is None:
            raise ConversationNotFound(conversation_id)
        if status in _WITH_A_PERSON:
            await self._tell(conversation_id, EventType.TYPING, {"active": active, "author": by.value})

    async def see(self, conversation_id: str, by: Author, message_id: str) -> None:
        """A message was before somebody's eyes, and so were those before it. Raises `MessageNotFound`."""
        column = _SEEN_BY[by]
        mine = (messages.c.id == message_id) & (messages.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            event = await connection.scalar(select(messages.c.event).where(mine))
            if event is None:
                raise MessageNotFound(message_id)
            before = await connection.scalar(select(column).where(conversations.c.id == conversation_id))
        if event <= (before or 0):
            return
        further = update(conversations).where(conversations.c.id == conversation_id, column < event)
        async with self._database.transaction() as connection:
            changed = (await connection.execute(further.values({column.name: event}))).rowcount
        if changed:
            await self._tell(conversation_id, EventType.SEEN, {"by": by.value, "message_id": message_id})

    async def seen(self, conversation_id: str) -> Seen:
        """Raises `ConversationNotFound`."""
        query = select(conversations.c.shopper_seen, conversations.c.agent_seen)
        async with self._database.reading() as connection:
            row = (await connection.execute(query.where(conversations.c.id == conversation_id))).one_or_none()
            if row is None:
                raise ConversationNotFound(conversation_id)
            mine = messages.c.conversation_id == conversation_id
            newest = select(messages.c.id).where(mine).order_by(messages.c.event.desc()).limit(1)
            shopper = await connection.scalar(newest.where(messages.c.event <= row.shopper_seen))
            agent = await connection.scalar(newest.where(messages.c.event <= row.agent_seen))
        return Seen(shopper, agent)

    async def _tell(self, conversation_id: str, kind: EventType, payload: Mapping[str, Any]) -> None:
        await announce(self._bus, [Event(conversation_id, kind, payload)])
