"""Handoffs in a SQL database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import bindparam, func, or_, select

from bot.conversation import rows
from bot.conversation.ids import answer_id
from bot.conversation.issuing import issue
from bot.conversation.locked import LockedConversation
from bot.conversation.model import (
    LONGEST_REASON,
    SHOPPER,
    Author,
    Conversation,
    Handoff,
    HandoffState,
    Message,
    Origin,
    Status,
    Waiting,
)
from bot.conversation.tables import conversations, handoffs, messages
from bot.conversation.turn import Spoken
from bot.dialogue import parts as reply_parts
from bot.dialogue.parts import Part
from bot.errors import ConversationNotFound, HandoffNotFound, HandoffTaken, InvalidInput
from bot.storage.audit import COMMAND_LINE, AuditEvent
from bot.storage.database import Database

IN_ORDER: Final = (handoffs.c.priority.desc(), handoffs.c.asked_at, handoffs.c.id)
"""Who comes first."""
# Written once: building a statement takes longer than running it.
_IS_MEANT = or_(handoffs.c.id == bindparam("name"), handoffs.c.conversation_id == bindparam("name"))
_NAMED = select(handoffs).where(_IS_MEANT, handoffs.c.state != HandoffState.ENDED.value)
_TALK_OF = (
    select(conversations).join(handoffs, handoffs.c.conversation_id == conversations.c.id).where(_IS_MEANT).limit(1)
)


class SqlHandoffStore:
    """A `HandoffStore` on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_handoffs(self) -> Sequence[Handoff]:
        query = select(handoffs).where(handoffs.c.state != HandoffState.ENDED.value)
        async with self._database.reading() as connection:
            found = await connection.execute(query.order_by(*IN_ORDER))
            return [rows.handoff(row) for row in found]

    async def handoff(self, handoff_id: str) -> Handoff:
        async with self._database.reading() as connection:
            row = (await connection.execute(_NAMED, {"name": handoff_id})).one_or_none()
        if row is None:
            raise HandoffNotFound(handoff_id)
        return rows.handoff(row)

    async def in_view(self, only: Sequence[str] | None = None) -> Sequence[Waiting]:
        is_open = handoffs.c.state != HandoffState.ENDED.value
        if only is not None:
            is_open = is_open & handoffs.c.conversation_id.in_(only)
        said_by_somebody = messages.c.author != Author.SYSTEM.value
        at_the_desk = select(handoffs.c.conversation_id).where(is_open)
        newest = select(messages.c.conversation_id, func.max(messages.c.event).label("event"))
        newest = newest.where(messages.c.conversation_id.in_(at_the_desk), said_by_somebody)
        newest_of = newest.group_by(messages.c.conversation_id).subquery()
        asked = select(handoffs).where(is_open).order_by(*IN_ORDER)
        talks = select(conversations).join(handoffs, handoffs.c.conversation_id == conversations.c.id).where(is_open)
        is_newest = (newest_of.c.conversation_id == messages.c.conversation_id) & (
            newest_of.c.event == messages.c.event
        )
        said = select(messages).join(newest_of, is_newest)
        async with self._database.reading() as connection:
            found = [rows.handoff(row) for row in await connection.execute(asked)]
            about = {row.id: rows.conversation(row) for row in await connection.execute(talks)}
            last = {row.conversation_id: rows.message(row) for row in await connection.execute(said)}
        return [Waiting(one, about[one.conversation_id], last.get(one.conversation_id)) for one in found]

    async def take(self, handoff_id: str, agent: str, *, over: bool = False) -> Spoken:
        async with self._held(handoff_id) as held:
            await self._assign(held, agent, over=over)
        return Spoken(held.conversation, held.events)

    async def take_from_bot(self, conversation_id: str, agent: str) -> Spoken:
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            if held.conversation.audience != SHOPPER:
                raise ConversationNotFound(conversation_id)
            if await held.open_handoff() is None:
                await _take_from_bot(held, agent)
            else:
                # Somebody was asked for meanwhile.
                await self._assign(held, agent)
            await held.save()
        return Spoken(held.conversation, held.events)

    async def answer(self, handoff_id: str, agent: str, parts: Sequence[Part], key: str | None = None) -> Spoken:
        try:
            return await self._answer(handoff_id, agent, parts, key)
        except HandoffNotFound:
            before = None if key is None else await self._said_before_the_end(handoff_id, agent, key)
            if before is None:
                raise
            return _again(*before, parts)

    async def _answer(self, handoff_id: str, agent: str, parts: Sequence[Part], key: str | None) -> Spoken:
        async with self._held(handoff_id) as held:
            message_id = None if key is None else answer_id(held.id, agent, key)
            if message_id is not None and (before := await held.message(message_id)) is not None:
                return _again(held.conversation, before, parts)
            has = await self._assign(held, agent)
            message = await held.say(Author.AGENT, parts, message_id=message_id)
            if has.first_answer_at is None:
                await held.change_handoff(first_answer_at=held.now)
            if has.contact:
                await held.write_to(has.contact, message)
        return Spoken(held.conversation, held.events, message)

    async def _said_before_the_end(self, handoff_id: str, agent: str, key: str) -> tuple[Conversation, Message] | None:
        """What a lost link has sent again was said, though the handoff is over by now."""
        async with self._database.reading() as connection:
            talk = (await connection.execute(_TALK_OF, {"name": handoff_id})).one_or_none()
            if talk is None:
                return None
            said = select(messages).where(messages.c.id == answer_id(talk.id, agent, key))
            row = (await connection.execute(said)).one_or_none()
        return None if row is None else (rows.conversation(talk), rows.message(row))

    async def offer(self, handoff_id: str, agent: str, parts: Sequence[Part], key: str) -> Spoken:
        async with self._held(handoff_id) as held:
            message_id = answer_id(held.id, agent, key)
            if (before := await held.message(message_id)) is not None:
                return Spoken(held.conversation, (), before)
            has = await held.open_handoff()
            if held.status is not Status.ASSIGNED or has is None or has.agent != agent:
                raise HandoffTaken(handoff_id, has.agent or "" if has else "")
            shown, issued = issue(parts)
            message = await held.say(Author.AGENT, shown, message_id=message_id)
            await held.issue(message, issued)
            if has.first_answer_at is None:
                await held.change_handoff(first_answer_at=held.now)
        return Spoken(held.conversation, held.events, message)

    async def put_back(self, handoff_id: str, agent: str) -> Spoken:
        async with self._held(handoff_id, agent) as held:
            if held.status is not Status.QUEUED:
                has = await held.open_handoff()
                assert has is not None
                await held.queue_again(has)
                await held.note(AuditEvent.PUT_BACK, agent)
                await held.say(Author.SYSTEM, [reply_parts.handoff("queued")])
        return Spoken(held.conversation, held.events)

    async def return_to_bot(self, handoff_id: str, agent: str | None = None, *, seen: str | None = None) -> Spoken:
        async with self._held(handoff_id, agent) as held:
            if seen is not None:
                await held.must_be_seen(seen)
            held.move_to(Status.BOT)
            await held.end_handoff()
            await held.note(AuditEvent.RETURNED, agent or COMMAND_LINE)
            message = await held.say(Author.SYSTEM, [reply_parts.handoff("returned")])
        return Spoken(held.conversation, held.events, message)

    async def close(
        self, handoff_id: str, agent: str | None = None, reason: str | None = None, *, seen: str | None = None
    ) -> Spoken:
        async with self._held(handoff_id, agent) as held:
            if seen is not None:
                await held.must_be_seen(seen)
            held.move_to(Status.CLOSED)
            await held.change_handoff(close_reason=reason)
            await held.end_handoff()
            await held.note(AuditEvent.CLOSED, agent or COMMAND_LINE, reason=reason or "")
        return Spoken(held.conversation, held.events)

    async def _assign(self, held: LockedConversation, agent: str, *, over: bool = False) -> Handoff:
        has = await held.open_handoff()
        assert has is not None
        if has.agent not in (None, agent) and not over:
            raise HandoffTaken(has.id, has.agent or "")
        if held.status is not Status.ASSIGNED:
            held.move_to(Status.ASSIGNED)
        if has.agent != agent:
            # Also when it comes from a colleague: the shopper is to know who speaks.
            await _announce(held, agent)
        if (has.state, has.agent) != (HandoffState.TAKEN, agent) or has.taken_at is None:
            given = {} if has.agent == agent else {"given": None}
            taken_at = has.taken_at or held.now
            await held.change_handoff(state=HandoffState.TAKEN.value, agent=agent, taken_at=taken_at, **given)
        if has.agent is None:
            await held.note(AuditEvent.TAKEN, agent)
        elif has.agent != agent:
            await held.note(AuditEvent.TAKEN_OVER, agent, before={"agent": await held.actor(has.agent)})
        return has

    @asynccontextmanager
    async def _held(self, handoff_id: str, agent: str | None = None) -> AsyncIterator[LockedConversation]:
        """For an `agent`, what is theirs or nobody's."""
        conversation_id = (await self.handoff(handoff_id)).conversation_id
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            # It may have ended between the look and the lock.
            has = await held.open_handoff()
            if has is None:
                raise HandoffNotFound(handoff_id)
            if agent is not None and has.agent not in (None, agent):
                raise HandoffTaken(has.id, has.agent or "")
            yield held
            await held.save()


def _again(conversation: Conversation, before: Message, parts: Sequence[Part]) -> Spoken:
    """What was said under a key already; raises `InvalidInput` where it was something else."""
    if list(before.parts) != list(parts):
        raise InvalidInput("Idempotency-Key: it came before with another text or other files")
    return Spoken(conversation, (), before)


async def _announce(held: LockedConversation, agent: str) -> None:
    await held.say(Author.SYSTEM, [reply_parts.handoff("assigned", agent=await held.shown_name(agent))])


async def _take_from_bot(held: LockedConversation, agent: str) -> None:
    held.move_to(Status.ASSIGNED)
    await held.overtake_turns()
    await _announce(held, agent)
    await held.open_handoff_with(
        state=HandoffState.TAKEN.value,
        origin=Origin.TAKEN.value,
        reason=(await held.last_words(Author.SHOPPER))[:LONGEST_REASON],
        agent=agent,
        taken_at=held.now,
    )
    await held.note(AuditEvent.TAKEN, agent, before={"status": Status.BOT.value})
