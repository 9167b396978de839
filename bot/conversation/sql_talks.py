"""Shoppers' conversations found in a SQL database."""

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, Text, and_, cast, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation import rows
from bot.conversation.model import Author, HandoffState, Message, Status
from bot.conversation.tables import conversations, desk_tags, handoffs, messages
from bot.conversation.talks import Choices, Kept, Place, Talk, TalkQuery, View
from bot.storage.database import Database

# What was said stands in JSON, whose characters beyond ASCII are escaped: only the database's own reader finds them.
_SAID_IN: Final = {
    "sqlite": "SELECT 1 FROM json_each(messages.parts) AS part "
    "WHERE json_extract(part.value, '$.text') LIKE :{0} ESCAPE '\\' "
    "OR json_extract(part.value, '$.order_id') LIKE :{0} ESCAPE '\\'",
    "postgresql": "SELECT 1 FROM json_array_elements(messages.parts) AS part "
    "WHERE part.value->>'text' ILIKE :{0} ESCAPE '\\' OR part.value->>'order_id' ILIKE :{0} ESCAPE '\\'",
}

_OURS: Final = (conversations.c.audience == "shopper") & (conversations.c.last_event > 0)
_TAGGED: Final = desk_tags.c.conversation_id == conversations.c.id
# The last request for a person of each conversation has the rank 1.
_LAST: Final = (
    select(
        handoffs.c.agent,
        handoffs.c.topic,
        handoffs.c.team,
        func.row_number()
        .over(partition_by=handoffs.c.conversation_id, order_by=(handoffs.c.asked_at.desc(), handoffs.c.id.desc()))
        .label("rank"),
    )
    .where(handoffs.c.conversation_id == conversations.c.id, _OURS)
    .subquery()
)


class SqlTalkStore:
    """A `TalkStore` on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, query: TalkQuery) -> Sequence[Talk]:
        async with self._database.reading() as connection:
            found = (await connection.execute(_listed(query, connection.dialect.name))).all()
            ids = [row.id for row in found]
            last_handoff = await _last_handoffs(connection, ids)
            first = await _said(connection, ids, func.min, messages.c.author == Author.SHOPPER.value)
            last = await _said(connection, ids, func.max, messages.c.author != Author.SYSTEM.value)
        return [_talk(row, last_handoff.get(row.id), first.get(row.id), last.get(row.id)) for row in found]

    async def choices(self, most: int) -> Choices:
        async with self._database.reading() as connection:
            return Choices(
                language=await _kept(connection, conversations.c.language, _OURS, most),
                agent=await _kept(connection, _LAST.c.agent, _LAST.c.rank == 1, most),
                topic=await _kept(connection, _LAST.c.topic, _LAST.c.rank == 1, most),
                team=await _kept(connection, _LAST.c.team, _LAST.c.rank == 1, most),
                tag=await _kept(connection, desk_tags.c.tag, _TAGGED & _OURS, most),
            )

    async def customers(self, most: int) -> Sequence[str]:
        known = conversations.c.customer_id.is_not(None) & (conversations.c.audience == "shopper")
        newest = func.max(conversations.c.last_at)
        query = select(conversations.c.customer_id).where(known).group_by(conversations.c.customer_id)
        async with self._database.reading() as connection:
            found = await connection.scalars(query.order_by(newest.desc()).limit(most))
            return [customer_id for customer_id in found if customer_id is not None]


async def _kept(
    connection: AsyncConnection, by: ColumnElement[Any], among: ColumnElement[bool], most: int
) -> Sequence[Kept]:
    count = func.count().label("count")
    query = select(by.label("value"), count).where(by.is_not(None), among).group_by(by)
    found = await connection.execute(query.order_by(count.desc(), by).limit(most))
    return [Kept(row.value, row[1]) for row in found]


def _listed(query: TalkQuery, dialect: str) -> Select[Any]:
    ours = [_OURS, *_of_view(query)]
    if query.language is not None:
        ours.append(conversations.c.language == query.language)
    if query.tag is not None:
        tagged = select(1).where(desk_tags.c.conversation_id == conversations.c.id, desk_tags.c.tag == query.tag)
        ours.append(tagged.correlate(conversations).exists())
    if query.customer_id is not None:
        ours.append(conversations.c.customer_id == query.customer_id)
    if query.but_for is not None:
        ours.append(conversations.c.id != query.but_for)
    if query.after is not None:
        ours.append(_after(query.after))
    if wanted := _of_handoff(query):
        ours.append(_last_handoff(*wanted))
    for number, word in enumerate(query.words):
        customers = query.customers[number] if number < len(query.customers) else ()
        ours.append(_holds(word, number, dialect) | conversations.c.customer_id.in_(customers))
    newest_first = (conversations.c.last_at.desc(), conversations.c.id.desc())
    return select(conversations).where(*ours).order_by(*newest_first).limit(query.most + 1)


def _of_view(query: TalkQuery) -> list[ColumnElement[bool]]:
    mine = _last_handoff(handoffs.c.state != HandoffState.ENDED.value, handoffs.c.agent == query.me)
    match query.view:
        case View.BOT:
            return [conversations.c.status == Status.BOT.value]
        case View.WAITING:
            return [conversations.c.status == Status.QUEUED.value]
        case View.MINE:
            return [conversations.c.status == Status.ASSIGNED.value, mine]
        case View.OTHERS:
            return [conversations.c.status == Status.ASSIGNED.value, ~mine]
        case View.CLOSED:
            return [conversations.c.status == Status.CLOSED.value]
        case _:
            return []


def _of_handoff(query: TalkQuery) -> list[ColumnElement[bool]]:
    wanted = (
        (handoffs.c.agent, query.agent),
        (handoffs.c.team, query.team),
        (handoffs.c.origin, query.origin and query.origin.value),
        (handoffs.c.topic, query.topic),
    )
    return [column == value for column, value in wanted if value is not None]


def _last_handoff(*fits: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the last request for a person in the conversation is such a one."""
    later = handoffs.alias()
    is_later = or_(
        later.c.asked_at > handoffs.c.asked_at,
        and_(later.c.asked_at == handoffs.c.asked_at, later.c.id > handoffs.c.id),
    )
    is_outrun = select(1).where(later.c.conversation_id == handoffs.c.conversation_id, is_later).exists()
    last = select(1).where(handoffs.c.conversation_id == conversations.c.id, ~is_outrun, *fits)
    return last.correlate(conversations).exists()


def _after(place: Place) -> ColumnElement[bool]:
    earlier = conversations.c.last_at < place.last_at
    return earlier | ((conversations.c.last_at == place.last_at) & (conversations.c.id < place.conversation_id))


def _holds(word: str, number: int, dialect: str) -> ColumnElement[bool]:
    """Whether a conversation is called by a word, or holds it in what was said or in a contact that was left."""
    named = or_(conversations.c.id == word, conversations.c.customer_id == word)
    own = (messages.c.conversation_id == conversations.c.id) & (
        (messages.c.id == word) | _said_with(word, f"said_{number}", dialect)
    )
    left = (handoffs.c.conversation_id == conversations.c.id) & (
        (handoffs.c.id == word) | handoffs.c.contact.ilike(_pattern(word), escape="\\")
    )
    said = select(1).where(own).correlate(conversations).exists()
    asked = select(1).where(left).correlate(conversations).exists()
    return named | said | asked


def _said_with(word: str, bind: str, dialect: str) -> ColumnElement[bool]:
    exactly: ColumnElement[bool] = text(f"EXISTS ({_SAID_IN[dialect].format(bind)})").bindparams(
        **{bind: _pattern(word)}
    )  # type: ignore[assignment]
    if any(not letter.isascii() and letter.lower() != letter.upper() for letter in word):
        return exactly
    # Reading JSON takes much longer than looking into it for what can only be there if the word is.
    escaped = _pattern(json.dumps(word)[1:-1])
    return and_(cast(messages.c.parts, Text).ilike(escaped, escape="\\"), exactly)


def _pattern(word: str) -> str:
    for special in ("\\", "%", "_"):
        word = word.replace(special, f"\\{special}")
    return f"%{word}%"


async def _last_handoffs(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Any]:
    query = select(handoffs).where(handoffs.c.conversation_id.in_(ids)).order_by(handoffs.c.asked_at, handoffs.c.id)
    return {row.conversation_id: rows.handoff(row) for row in await connection.execute(query)}


async def _said(
    connection: AsyncConnection, ids: Sequence[str], which: Any, by: ColumnElement[bool]
) -> dict[str, Message]:
    """One message of each conversation."""
    chosen = select(messages.c.conversation_id, which(messages.c.event).label("event"))
    chosen = chosen.where(messages.c.conversation_id.in_(ids), by).group_by(messages.c.conversation_id)
    one = chosen.subquery()
    same = (one.c.conversation_id == messages.c.conversation_id) & (one.c.event == messages.c.event)
    query = select(messages).join(one, same)
    return {row.conversation_id: rows.message(row) for row in await connection.execute(query)}


def _talk(row: Row[Any], handoff: Any, first: Message | None, last: Message | None) -> Talk:
    return Talk(rows.conversation(row), row.last_at or row.created_at, handoff, first, last)
