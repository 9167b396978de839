"""Which conversation of a Chatwoot is which of ours, on SQLite or PostgreSQL."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chatwoot.news import Place, Standing
from bot.chatwoot.tables import links, messages
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Status
from bot.conversation.tables import conversations, turns
from bot.dialogue.parts import Part
from bot.storage.database import Database
from bot.storage.upsert import insert_into

_MOST: Final = 100
_PARTS: Final = 20
"""More than one message of ours is ever told in."""
_WORDS: Final = re.compile(r"chatwoot (\d+)")


def key_of(message_id: int, choice_id: str | None) -> str:
    """The idempotency key of what a contact has written, or picked in one of our messages."""
    return f"chatwoot {message_id} {choice_id or ''}".strip()


async def reached(connection: AsyncConnection, shown: str, said: str) -> bool:
    """Whether a message of ours stood in Chatwoot when its contact wrote the other, by the order of its numbers.

    What was picked stood there, and who writes elsewhere than in Chatwoot reads what we have stored.
    """
    query = select(turns.c.idempotency_key).join(links, links.c.conversation_id == turns.c.conversation_id)
    key = _WORDS.fullmatch(await connection.scalar(query.where(turns.c.message_id == said)) or "")
    if key is None:
        return True
    sent = messages.c.mark.in_([shown, *(f"{shown} {index}" for index in range(1, _PARTS))])
    theirs = list(await connection.scalars(select(messages.c.chatwoot_id).where(sent)))
    return bool(theirs) and all(id_ is not None and id_ < int(key[1]) for id_ in theirs)


@dataclass(frozen=True)
class Link:
    """A conversation of theirs and of ours."""

    chatwoot_id: int
    conversation_id: str
    channel: str
    standing: Standing
    """As Chatwoot last told it."""
    standing_at: float
    """Since when, by its clock."""
    passed_on: int
    """The last of our events that Chatwoot has been told."""
    status: Status
    """How ours stood then."""


@dataclass(frozen=True)
class Sending:
    """A message of ours on its way; without `chatwoot_id` its end was not seen."""

    chatwoot_id: int | None
    at: datetime


class Links:
    """Every method is one transaction; raises `StoreUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chatwoot_id: int) -> Link | None:
        async with self._database.reading() as connection:
            query = select(links).where(links.c.chatwoot_id == chatwoot_id)
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _link(row)

    async def tie(self, place: Place, conversation_id: str) -> Link:
        """Ties theirs to one of ours, the bot's so far, in the place of one that is closed; whoever was first stays."""
        new = {
            "chatwoot_id": place.chatwoot_id,
            "conversation_id": conversation_id,
            "channel": place.channel[:64],
            "standing": Standing.PENDING.value,
            "standing_at": 0.0,
            "passed_on": 0,
            "status": Status.BOT.value,
        }
        closed = select(conversations.c.id).where(conversations.c.status == "closed")
        async with self._database.transaction() as connection:
            tie = insert_into(connection, links).values(**new)
            replaced = {name: value for name, value in new.items() if name != "chatwoot_id"}
            await connection.execute(
                tie.on_conflict_do_update(
                    index_elements=[links.c.chatwoot_id], set_=replaced, where=links.c.conversation_id.in_(closed)
                )
            )
            row = (await connection.execute(select(links).where(links.c.chatwoot_id == place.chatwoot_id))).one()
        return _link(row)

    async def note(self, chatwoot_id: int, standing: Standing, at: float) -> bool:
        """Keeps how theirs stands since a moment of its clock; False where something newer is known."""
        newer = update(links).where(links.c.chatwoot_id == chatwoot_id, links.c.standing_at <= at)
        async with self._database.transaction() as connection:
            noted = await connection.execute(newer.values(standing=standing.value, standing_at=at))
        return noted.rowcount == 1

    async def hold(self, chatwoot_id: int, owner: str, lease: timedelta) -> Link | None:
        """None while another holds it."""
        now = datetime.now(UTC)
        free = or_(links.c.lease_until.is_(None), links.c.lease_until < now, links.c.lease_owner == owner)
        mine = links.c.chatwoot_id == chatwoot_id
        async with self._database.transaction() as connection:
            held = await connection.execute(
                update(links).where(mine, free).values(lease_owner=owner, lease_until=now + lease)
            )
            if held.rowcount != 1:
                return None
            return _link((await connection.execute(select(links).where(mine))).one())

    async def let_go(self, chatwoot_id: int, owner: str) -> None:
        mine = update(links).where(links.c.chatwoot_id == chatwoot_id, links.c.lease_owner == owner)
        async with self._database.transaction() as connection:
            await connection.execute(mine.values(lease_owner=None, lease_until=None))

    async def pass_on(self, link: Link, event_id: int, status: Status) -> None:
        """Chatwoot has been told everything up to an event of this conversation of ours, which stood so then."""
        same = update(links).where(
            links.c.chatwoot_id == link.chatwoot_id, links.c.conversation_id == link.conversation_id
        )
        async with self._database.transaction() as connection:
            await connection.execute(same.values(passed_on=event_id, status=status.value))

    async def waiting(self) -> Sequence[int]:
        """Conversations of theirs that have not been told everything; of many any hundred: none is always left."""
        behind = links.c.passed_on < conversations.c.last_event
        query = select(links.c.chatwoot_id).join(conversations, conversations.c.id == links.c.conversation_id)
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.where(behind).order_by(func.random()).limit(_MOST)))

    async def expect(self, mark: str, chatwoot_id: int | None = None) -> Sending | None:
        """Notes that a message is about to be sent, or came from there; what was known of it before."""
        async with self._database.transaction() as connection:
            row = (await connection.execute(select(messages).where(messages.c.mark == mark))).one_or_none()
            if row is not None:
                return Sending(row.chatwoot_id, row.at)
            now = datetime.now(UTC)
            await connection.execute(insert(messages).values(mark=mark, chatwoot_id=chatwoot_id, at=now))
        return None

    async def arrived(self, mark: str, chatwoot_id: int) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(update(messages).where(messages.c.mark == mark).values(chatwoot_id=chatwoot_id))

    async def keep_word(self, conversation_id: str, mark: str, parts: Sequence[Part]) -> None:
        """Keeps an agent's word, once, in a conversation that they no longer have; who has it stays as it is."""
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            if await held.message(mark) is None:
                await held.say(Author.AGENT, parts, message_id=mark)
                await held.save()

    async def sent_again(self, mark: str) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(update(messages).where(messages.c.mark == mark).values(at=datetime.now(UTC)))

    async def never_sent(self, mark: str) -> None:
        async with self._database.transaction() as connection:
            unseen = messages.c.chatwoot_id.is_(None)
            await connection.execute(delete(messages).where(messages.c.mark == mark, unseen))


def _link(row: Row[Any]) -> Link:
    return Link(
        row.chatwoot_id,
        row.conversation_id,
        row.channel,
        Standing(row.standing),
        row.standing_at,
        row.passed_on,
        Status(row.status),
    )
