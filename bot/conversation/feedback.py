"""What shoppers thought of it: thumbs on the bot's answers, and a mark for a person's help."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation import rows
from bot.conversation.model import Author, HandoffState, Message
from bot.conversation.screening import screen
from bot.conversation.tables import handoffs, messages
from bot.errors import HandoffNotFound, InvalidInput, MessageNotFound, RatingClosed
from bot.storage.database import Database
from bot.storage.tables import UtcDateTime, metadata
from bot.storage.upsert import insert_into

SCORES: Final = range(1, 6)
LONGEST_COMMENT: Final = 1000
RATE_WITHIN: Final = timedelta(days=7)
"""After a handoff's end."""
CHANGE_WITHIN: Final = timedelta(hours=24)
"""After it was first rated."""
_ANSWERS: Final = frozenset({"text", "answer", "products", "order", "insight"})
_NO_ANSWERS: Final = frozenset({"confirmation", "handoff", "form"})

thumbs = Table(
    "thumbs",
    metadata,
    Column("message_id", String(40), ForeignKey("messages.id"), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("thumbs_of_conversation", "conversation_id"),
)

# One for each handoff; without a score the shopper would rather not say.
ratings = Table(
    "ratings",
    metadata,
    Column("handoff_id", String(40), ForeignKey("handoffs.id"), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("score", Integer),
    Column("comment", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ratings_of_conversation", "conversation_id"),
)


@dataclass(frozen=True)
class Rating:
    """A shopper's mark for a person's help; None where they would rather not say."""

    score: int | None
    comment: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """The handoff whose end the shopper may rate."""

    handoff_id: str
    ended_at: datetime
    is_open: bool
    """Whether the mark may still be given or changed."""
    rating: Rating | None = None


@dataclass(frozen=True)
class Rated:
    """A handoff and what its shopper thought of it; `agent` had it last."""

    handoff_id: str
    ended_at: datetime
    agent: str | None
    rating: Rating


@dataclass(frozen=True)
class Given:
    """What a shopper has said of one conversation."""

    thumbs: Mapping[str, bool]
    """By the message's id: whether it helped."""
    asked: Asked | None


@dataclass(frozen=True)
class Tally:
    """Marks of a span of time, counted."""

    helpful: int
    unhelpful: int
    scores: Mapping[int, int]
    """How often each of 1 to 5 was given."""
    declined: int
    """Shoppers who would rather not say."""
    ended: int
    """Handoffs that ended in the span after somebody had answered: those that could be rated."""


def is_judged(message: Message) -> bool:
    """Whether a message is an answer of the bot, and no notice or question that the shopper has to settle."""
    kinds = {str(part["kind"]) for part in message.parts}
    return message.author is Author.BOT and bool(kinds & _ANSWERS) and not kinds & _NO_ANSWERS


def _now() -> datetime:
    return datetime.now(UTC)


class Feedback:
    """Takes marks, each of them once, and counts them."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _now) -> None:
        self._database, self._now = database, now

    async def judge(self, conversation_id: str, message_id: str, helpful: bool | None) -> None:
        """Marks an answer; None takes the mark back. Raises `MessageNotFound`, and `InvalidInput` for no answer."""
        async with self._database.transaction() as connection:
            query = select(messages).where(messages.c.id == message_id, messages.c.conversation_id == conversation_id)
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise MessageNotFound(message_id)
            if not is_judged(rows.message(row)):
                raise InvalidInput("message: only the assistant's answers are marked, no notices or confirmations")
            if helpful is None:
                await connection.execute(delete(thumbs).where(thumbs.c.message_id == message_id))
                return
            mark = {"helpful": helpful, "at": self._now()}
            await _put(connection, thumbs, {"message_id": message_id, "conversation_id": conversation_id}, mark)

    async def rate(self, conversation_id: str, handoff_id: str, score: int | None, comment: str = "") -> Asked:
        """Rates a handoff that has ended, or changes the mark; the same again changes nothing.

        Raises `HandoffNotFound`, `InvalidInput`, and `RatingClosed` when it is too early or too late.
        """
        comment = _checked(score, comment)
        async with self._database.transaction() as connection:
            query = select(handoffs).where(handoffs.c.id == handoff_id, handoffs.c.conversation_id == conversation_id)
            handoff = (await connection.execute(query.with_for_update())).one_or_none()
            if handoff is None:
                raise HandoffNotFound(handoff_id)
            asked = await self._asked(connection, handoff)
            if asked is None or not asked.is_open:
                raise RatingClosed(_WHEN)
            now = self._now()
            mark = {"score": score, "comment": comment, "changed_at": now}
            named = {"handoff_id": handoff_id, "conversation_id": conversation_id, "at": now}
            await _put(connection, ratings, named, mark)
            first = asked.rating.at if asked.rating else now
            return Asked(asked.handoff_id, asked.ended_at, True, Rating(score, comment, first))

    async def given(self, conversation_id: str) -> Given:
        """Of an unknown conversation: nothing."""
        marks = select(thumbs.c.message_id, thumbs.c.helpful).where(thumbs.c.conversation_id == conversation_id)
        newest = select(handoffs).where(handoffs.c.conversation_id == conversation_id)
        newest = newest.order_by(handoffs.c.asked_at.desc(), handoffs.c.id).limit(1)
        async with self._database.reading() as connection:
            judged = {row.message_id: row.helpful for row in await connection.execute(marks)}
            handoff = (await connection.execute(newest)).one_or_none()
            return Given(judged, None if handoff is None else await self._asked(connection, handoff))

    async def rated(self, conversation_id: str) -> Sequence[Rated]:
        """Every handoff of the conversation that was rated, the oldest first; none where nobody said anything."""
        query = select(handoffs.c.id, handoffs.c.ended_at, handoffs.c.agent, ratings)
        query = query.join(ratings, ratings.c.handoff_id == handoffs.c.id).order_by(handoffs.c.ended_at)
        query = query.where(handoffs.c.conversation_id == conversation_id, ratings.c.score.is_not(None))
        async with self._database.reading() as connection:
            return [
                Rated(row.id, row.ended_at, row.agent, Rating(row.score, row.comment, row.at))
                for row in await connection.execute(query)
            ]

    async def tally(self, since: datetime, until: datetime, agent: str | None = None) -> Tally:
        """Counts what was marked from `since` to before `until`; for an `agent`, the marks of their handoffs alone.

        Thumbs are the bot's: they are counted whoever is asked for.
        """
        judged = select(thumbs.c.helpful, func.count()).where(thumbs.c.at >= since, thumbs.c.at < until)
        rated = select(ratings.c.score, func.count()).join(handoffs, handoffs.c.id == ratings.c.handoff_id)
        rated = rated.where(ratings.c.at >= since, ratings.c.at < until)
        ended = select(func.count()).select_from(handoffs).where(handoffs.c.first_answer_at.is_not(None))
        ended = ended.where(handoffs.c.ended_at >= since, handoffs.c.ended_at < until)
        if agent is not None:
            rated, ended = rated.where(handoffs.c.agent == agent), ended.where(handoffs.c.agent == agent)
        async with self._database.reading() as connection:
            marks = await _counts(connection, judged.group_by(thumbs.c.helpful))
            scores = await _counts(connection, rated.group_by(ratings.c.score))
            over = await connection.scalar(ended) or 0
        given = {score: scores.get(score, 0) for score in SCORES}
        return Tally(marks.get(True, 0), marks.get(False, 0), given, scores.get(None, 0), over)

    async def _asked(self, connection: AsyncConnection, handoff: Row[Any]) -> Asked | None:
        """None while the handoff goes on, and where nobody of the shop has said anything in it."""
        over = handoff.state == HandoffState.ENDED.value and handoff.ended_at is not None
        if not over or handoff.first_answer_at is None:
            return None
        query = select(ratings).where(ratings.c.handoff_id == handoff.id)
        row = (await connection.execute(query)).one_or_none()
        now = self._now()
        if row is None:
            return Asked(handoff.id, handoff.ended_at, now - handoff.ended_at <= RATE_WITHIN)
        rating = Rating(row.score, row.comment, row.at)
        return Asked(handoff.id, handoff.ended_at, now - row.at <= CHANGE_WITHIN, rating)


_WHEN: Final = (
    "a mark is accepted once a person of the shop has answered and the conversation has left them, "
    f"for {RATE_WITHIN.days} days; given, it can be changed for {CHANGE_WITHIN.total_seconds() / 3600:.0f} hours"
)


def _checked(score: int | None, comment: str) -> str:
    if score is not None and score not in SCORES:
        raise InvalidInput(f"score: {score} is not accepted; accepted: {SCORES[0]} to {SCORES[-1]}, or null")
    if not comment.strip():
        return ""
    if score is None:
        raise InvalidInput("comment: it is accepted with a score")
    return screen(comment, LONGEST_COMMENT)


async def _put(connection: AsyncConnection, table: Table, named: dict[str, Any], mark: dict[str, Any]) -> None:
    """Writes a row, or the mark of the one that is there."""
    row = insert_into(connection, table).values(**named, **mark)
    await connection.execute(row.on_conflict_do_update(index_elements=list(table.primary_key), set_=mark))


async def _counts(connection: AsyncConnection, query: Select[Any]) -> dict[Any, int]:
    return {row[0]: row[1] for row in await connection.execute(query)}
