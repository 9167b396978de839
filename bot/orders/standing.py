"""Whether a proposal stands before the shopper, by what the conversation itself holds: who has it, what was shown when.

Each is asked in the transaction that acts on the answer.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.model import WITH_A_PERSON, HandoffState
from bot.conversation.tables import choices, conversations, handoffs, messages
from bot.storage.tables import as_utc

Reached = Callable[[AsyncConnection, str, str], Awaitable[bool]]
"""Whether one of our messages had come to who said another, where the talk is held elsewhere."""


async def always_reached(connection: AsyncConnection, shown: str, said: str) -> bool:
    """What is stored is shown: who looks reads it from there."""
    return True


async def is_with_a_person(connection: AsyncConnection, conversation_id: str) -> bool:
    """Held until the transaction ends, so that a taking comes either before a word or after it."""
    status = select(conversations.c.status).where(conversations.c.id == conversation_id).with_for_update(read=True)
    return await connection.scalar(status) in WITH_A_PERSON


async def is_theirs_still(connection: AsyncConnection, conversation_id: str, proposal_id: str) -> bool:
    """Whether what a person has proposed belongs to the handoff that is open now: it is over with its own."""
    mine = (handoffs.c.conversation_id == conversation_id) & (handoffs.c.state != HandoffState.ENDED.value)
    asked_at = await connection.scalar(select(handoffs.c.asked_at).where(mine))
    if asked_at is None:
        return False
    shown_at = await _shown_at(connection, proposal_id)
    return shown_at is None or shown_at >= asked_at


async def had_a_person_since(connection: AsyncConnection, conversation_id: str, proposal_id: str) -> bool:
    """Whether a person was asked for, or came, after the bot had shown a proposal: it is over with that."""
    shown_at = await _shown_at(connection, proposal_id)
    if shown_at is None:
        return False
    since = (handoffs.c.conversation_id == conversation_id) & (handoffs.c.asked_at >= shown_at)
    return await connection.scalar(select(handoffs.c.id).where(since).limit(1)) is not None


async def _shown_at(connection: AsyncConnection, proposal_id: str) -> datetime | None:
    shown = select(func.max(messages.c.at)).join(choices, choices.c.message_id == messages.c.id)
    return as_utc(await connection.scalar(shown.where(choices.c.proposal_id == proposal_id)))


async def was_shown(connection: AsyncConnection, proposal_id: str, message_id: str, reached: Reached) -> bool:
    """Whether the proposal stood before the shopper when the message came: one that came earlier, and waited while a
    turn before it was answered, cannot mean what that answer shows. A word that is no message is not asked about.
    """
    said = await connection.scalar(select(messages.c.event).where(messages.c.id == message_id))
    if said is None:
        return True
    shown = select(messages.c.id).join(choices, choices.c.message_id == messages.c.id)
    before = shown.where(choices.c.proposal_id == proposal_id, messages.c.event < said)
    return any([await reached(connection, id_, message_id) for id_ in set(await connection.scalars(before))])
