"""What the shop's people write down about a conversation, for each other alone: private notes and tags."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus, desk_news
from bot.conversation.ids import new_id
from bot.conversation.screening import screen
from bot.conversation.tables import conversations, desk_notes, desk_tags
from bot.errors import ConversationNotFound, InvalidInput
from bot.storage.audit import AuditEvent, note
from bot.storage.database import Database
from bot.storage.upsert import insert_into

_LONGEST_NOTE: Final = 2000
_MOST_NOTES: Final = 200
_MOST_TAGS: Final = 10
LONGEST_TAG: Final = 40


@dataclass(frozen=True)
class Note:
    """A word among colleagues; `author` is a person's id."""

    id: str
    author: str
    text: str
    at: datetime


@dataclass(frozen=True)
class CaseFile:
    """All of them for one conversation."""

    notes: Sequence[Note]
    tags: Sequence[str]


class CaseFiles:
    """Kept apart from the messages, so that nothing that a shopper is told can hold them."""

    def __init__(self, database: Database, bus: MessageBus) -> None:
        self._database, self._bus = database, bus

    async def of(self, conversation_id: str) -> CaseFile:
        """The notes in the order in which they were written; the tags by name."""
        mine = desk_notes.c.conversation_id == conversation_id
        notes = select(desk_notes).where(mine).order_by(desk_notes.c.at, desk_notes.c.id)
        tags = select(desk_tags.c.tag).where(desk_tags.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            written = [Note(row.id, row.author, row.text, row.at) for row in await connection.execute(notes)]
            return CaseFile(written, list(await connection.scalars(tags.order_by(desk_tags.c.tag))))

    async def write(self, conversation_id: str, author: str, text: str) -> None:
        """Raises `ConversationNotFound`, `InvalidInput` and `CardNumberRefused`."""
        async with self._database.transaction() as connection:
            await write_note(connection, conversation_id, author, text)
        await announce(self._bus, [desk_news(conversation_id)])

    async def tag(self, conversation_id: str, tag: str, by: str) -> None:
        """The same tag again changes nothing. Raises `ConversationNotFound` and `InvalidInput`."""
        row = {"conversation_id": conversation_id, "tag": plain_tag(tag), "author": by, "at": datetime.now(UTC)}
        async with self._database.transaction() as connection:
            await _lock(connection, conversation_id)
            mine = desk_tags.c.conversation_id == conversation_id
            others = mine & (desk_tags.c.tag != row["tag"])
            if (await connection.scalar(select(func.count()).where(others)) or 0) >= _MOST_TAGS:
                raise InvalidInput(f"the conversation has {_MOST_TAGS} tags; accepted: no more than these")
            fresh = insert_into(connection, desk_tags).values(**row).on_conflict_do_nothing()
            if (await connection.execute(fresh)).rowcount:
                await note(connection, AuditEvent.TAGGED, conversation_id, by, after={"tag": row["tag"]})
        await announce(self._bus, [desk_news(conversation_id)])

    async def untag(self, conversation_id: str, tag: str, by: str) -> None:
        """One that is not there is no error."""
        tag = plain_tag(tag)
        mine = (desk_tags.c.conversation_id == conversation_id) & (desk_tags.c.tag == tag)
        async with self._database.transaction() as connection:
            if (await connection.execute(delete(desk_tags).where(mine))).rowcount:
                await note(connection, AuditEvent.UNTAGGED, conversation_id, by, before={"tag": tag})
        await announce(self._bus, [desk_news(conversation_id)])


async def write_note(connection: AsyncConnection, conversation_id: str, author: str, text: str) -> None:
    """Within another's transaction. The audit log keeps that there was one, and no word of it."""
    text = screen(text, _LONGEST_NOTE)
    await _lock(connection, conversation_id)
    held = await connection.scalar(select(func.count()).where(desk_notes.c.conversation_id == conversation_id))
    if (held or 0) >= _MOST_NOTES:
        raise InvalidInput(f"the conversation has {_MOST_NOTES} notes; accepted: no more than these")
    row = {"id": new_id("n"), "conversation_id": conversation_id, "author": author, "text": text}
    await connection.execute(desk_notes.insert().values(**row, at=datetime.now(UTC)))
    await note(connection, AuditEvent.NOTED, conversation_id, author)


async def write_own_note(connection: AsyncConnection, conversation_id: str, text: str) -> None:
    """What Shoptalk itself tells colleagues, within another's transaction that holds the conversation."""
    row = {"id": new_id("n"), "conversation_id": conversation_id, "author": "Shoptalk", "text": text}
    await connection.execute(desk_notes.insert().values(**row, at=datetime.now(UTC)))


async def _lock(connection: AsyncConnection, conversation_id: str) -> None:
    known = select(conversations.c.id).where(conversations.c.id == conversation_id).with_for_update()
    if (await connection.execute(known)).first() is None:
        raise ConversationNotFound(conversation_id)


def plain_tag(tag: str) -> str:
    """A tag as it is kept; raises `InvalidInput`."""
    plain = " ".join(tag.split()).casefold()
    if not plain or len(plain) > LONGEST_TAG or not plain.isprintable():
        raise InvalidInput(f"tag: accepted are 1 to {LONGEST_TAG} printable characters")
    return plain
