"""Conversations in a SQL database."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select, update

from bot.conversation import rows
from bot.conversation.ids import new_id
from bot.conversation.model import Conversation, Event, Message, Status
from bot.conversation.tables import conversations, events, messages, used_identities
from bot.errors import ConversationNotFound, CustomerConflict, MessageNotFound
from bot.language import Language
from bot.storage.audit import AuditEvent, Entry, write
from bot.storage.database import Database
from bot.storage.upsert import insert_into

# Written once, since every action asks: building a statement takes longer than running it.
_CONVERSATION = select(conversations).where(conversations.c.id == bindparam("conversation_id"))


class SqlConversationStore:
    """A `ConversationStore` on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, language: Language, page: Mapping[str, str], audience: str = "shopper") -> Conversation:
        begun = Conversation(new_id("c"), Status.BOT, language, datetime.now(UTC), audience=audience, page=dict(page))
        unused = {
            "last_address": "",
            "last_event": 0,
            "open_turns": 0,
            "fresh_start": False,
            "last_at": begun.created_at,
        }
        row = {**vars(begun), "status": begun.status.value, **unused}
        async with self._database.transaction() as connection:
            await connection.execute(conversations.insert().values(**row))
        return begun

    async def conversation(self, conversation_id: str) -> Conversation:
        async with self._database.reading() as connection:
            row = (await connection.execute(_CONVERSATION, {"conversation_id": conversation_id})).one_or_none()
        if row is None:
            raise ConversationNotFound(conversation_id)
        return rows.conversation(row)

    async def bind_customer(self, conversation_id: str, customer_id: str) -> None:
        unbound = conversations.c.customer_id.is_(None) | (conversations.c.customer_id == customer_id)
        bind = update(conversations).where(conversations.c.id == conversation_id, unbound)
        async with self._database.transaction() as connection:
            bound = (await connection.execute(bind.values(customer_id=customer_id))).rowcount
        if not bound:
            await self.conversation(conversation_id)
            raise CustomerConflict(f"conversation {conversation_id} belongs to another customer: begin a new one")

    async def newest_open(self, customer_id: str, since: datetime) -> Conversation | None:
        row = conversations.c
        theirs = (row.customer_id == customer_id) & (row.audience == "shopper")
        is_open = (row.status != Status.CLOSED.value) & (row.last_event > 0) & (row.created_at > since)
        query = select(conversations).where(theirs, is_open).order_by(row.created_at.desc(), row.id.desc()).limit(1)
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).one_or_none()
        return None if found is None else rows.conversation(found)

    async def found_again(self, conversation: Conversation) -> None:
        actor = f"customer:{conversation.customer_id}"
        async with self._database.transaction() as connection:
            await write(connection, Entry(AuditEvent.FOUND_AGAIN, conversation.id, actor))

    async def last_address(self, conversation_id: str) -> str:
        async with self._database.reading() as connection:
            query = select(conversations.c.last_address).where(conversations.c.id == conversation_id)
            address: str | None = await connection.scalar(query)
        if address is None:
            raise ConversationNotFound(conversation_id)
        return address

    async def history(self, conversation_id: str, after: str | None = None) -> Sequence[Message]:
        query = select(messages).where(messages.c.conversation_id == conversation_id).order_by(messages.c.event)
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).all()
        if after is None:
            return [rows.message(row) for row in found]
        position = next((i for i, row in enumerate(found) if row.id == after), None)
        if position is None:
            raise MessageNotFound(after)
        return [rows.message(row) for row in found[position + 1 :]]

    async def events_after(self, conversation_id: str, event_id: int) -> Sequence[Event]:
        said = select(messages).where(messages.c.conversation_id == conversation_id, messages.c.event > event_id)
        told = select(events).where(events.c.conversation_id == conversation_id, events.c.event > event_id)
        async with self._database.reading() as connection:
            found = [rows.message_event(row) for row in await connection.execute(said)]
            found += [rows.event(row) for row in await connection.execute(told)]
        return sorted(found, key=lambda event: event.id or 0)

    async def last_event_ids(self, conversation_ids: Iterable[str]) -> Mapping[str, int]:
        asked = list(conversation_ids)
        newest: dict[str, int] = {}
        async with self._database.reading() as connection:
            for start in range(0, len(asked), 500):  # databases bound how many parameters a query takes
                few = conversations.c.id.in_(asked[start : start + 500])
                query = select(conversations.c.id, conversations.c.last_event).where(few)
                newest.update({row.id: row.last_event for row in await connection.execute(query)})
        return newest

    async def of_shoppers(self, conversation_ids: Iterable[str]) -> Set[str]:
        asked = conversations.c.id.in_(list(conversation_ids))
        query = select(conversations.c.id).where(asked, conversations.c.audience == "shopper")
        async with self._database.reading() as connection:
            return set(await connection.scalars(query))

    async def use_identity(self, jti: str, expires_at: datetime) -> bool:
        async with self._database.transaction() as connection:
            await connection.execute(delete(used_identities).where(used_identities.c.expires_at < datetime.now(UTC)))
            use = (
                insert_into(connection, used_identities).values(jti=jti, expires_at=expires_at).on_conflict_do_nothing()
            )
            return (await connection.execute(use)).rowcount == 1

    async def is_identity_used(self, jti: str) -> bool:
        query = select(used_identities.c.jti).where(used_identities.c.jti == jti)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def ping(self) -> None:
        await self._database.ping()
