"""Shoppers who say nothing more to what an agent has answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.model import Bilingual
from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Event, HandoffState, Status
from bot.conversation.tables import handoffs, messages
from bot.dialogue import parts
from bot.language import Language
from bot.orders.proposals import ProposalState
from bot.orders.tables import proposals
from bot.people.accounts import now_utc
from bot.storage.audit import AuditEvent
from bot.storage.database import Database

_CLOSED: Final = Bilingual(
    "We have not heard from you for {time}, so this conversation is closed. Write again at any time.",
    "您已有 {time}没有回复，本次对话现已结束。您可以随时再次留言。",
)
_GIVEN_BACK: Final = Bilingual(
    "We have not heard from you for {time}, so the assistant answers here again. You can ask for a person at any time.",
    "您已有 {time}没有回复，接下来由智能助手为您服务。如需人工客服，请随时告诉我们。",
)
_MINUTES: Final = Bilingual("{count} minutes", "{count} 分钟")
_HOURS: Final = Bilingual("{count} hours", "{count} 小时")
_UNDER_WAY: Final = (ProposalState.AWAITING.value, ProposalState.CLAIMED.value, ProposalState.HALF_DONE.value)
_PENDING: Final = select(proposals.c.conversation_id).where(
    or_(
        proposals.c.state.in_(_UNDER_WAY),
        # What the bot proposed before a person came, nobody can say yes to any more.
        and_(proposals.c.state == ProposalState.OPEN.value, proposals.c.proposed_by.is_not(None)),
    )
)
"""Conversations in which something proposed has not come to its end."""


@dataclass(frozen=True)
class Limits:
    """How long a shopper may be silent; None for as long as they like."""

    close: timedelta | None = None
    """Until the conversation is closed."""
    give_back: timedelta | None = None
    """Until the bot has it again."""


class Silence:
    """Each conversation is closed or given back once, however many processes look.

    Neither while something is proposed in it or waits to be approved; nor given back to the bot where the shopper left
    an address: they answer by letter, and the link in it is good no longer once the bot has the conversation.
    """

    def __init__(
        self, database: Database, bus: MessageBus, limits: Limits, now: Callable[[], datetime] = now_utc
    ) -> None:
        self._database, self._bus, self._limits, self._now = database, bus, limits, now

    async def look(self) -> None:
        if self._limits.close is not None:
            await self._end_all(self._limits.close, Status.CLOSED)
        if self._limits.give_back is not None:
            await self._end_all(self._limits.give_back, Status.BOT)

    async def _end_all(self, limit: timedelta, status: Status) -> None:
        async with self._database.reading() as connection:
            due = await self._due(connection, limit, status)
        for conversation_id in due:
            await announce(self._bus, await self._end(conversation_id, limit, status))

    async def _due(
        self, connection: AsyncConnection, limit: timedelta, status: Status, only: Sequence[str] | None = None
    ) -> Sequence[str]:
        silent = await silent_since(connection, self._now() - limit, only)
        ended = select(handoffs.c.conversation_id).where(handoffs.c.state == HandoffState.TAKEN.value)
        ended = ended.where(handoffs.c.conversation_id.in_(list(silent)), handoffs.c.conversation_id.not_in(_PENDING))
        if status is Status.BOT:
            ended = ended.where(handoffs.c.contact.is_(None))
        return list(await connection.scalars(ended))

    async def _end(self, conversation_id: str, limit: timedelta, status: Status) -> Sequence[Event]:
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            if not await self._due(connection, limit, status, [conversation_id]):
                return ()
            closes = status is Status.CLOSED
            said = (_CLOSED if closes else _GIVEN_BACK).in_language(held.language)
            notice = parts.text(said.format(time=_spelled(limit, held.language)))
            await held.say(Author.SYSTEM, [notice] if closes else [notice, parts.handoff("returned")])
            held.move_to(status)
            await held.change_handoff(close_reason="silent")
            await held.end_handoff()
            await held.note(AuditEvent.CLOSED if closes else AuditEvent.RETURNED, None, reason="silent")
            await held.save()
            return held.events


async def silent_since(
    connection: AsyncConnection, before: datetime, only: Sequence[str] | None = None
) -> Mapping[str, datetime]:
    """Conversations that somebody has, in which the shopper has said nothing since the agent, and since when.

    What we have told them since (that they wait again, that somebody else has it, what was decided) begins it anew:
    until then it was they who waited.
    """
    spoken = messages.c.author.in_([Author.AGENT.value, Author.SHOPPER.value])
    newest = func.max(messages.c.event)
    said = select(messages.c.conversation_id, newest.filter(spoken).label("spoken"), newest.label("told"))
    taken = select(handoffs.c.conversation_id).where(handoffs.c.state == HandoffState.TAKEN.value)
    if only is not None:
        taken = taken.where(handoffs.c.conversation_id.in_(only))
    last = said.where(messages.c.conversation_id.in_(taken)).group_by(messages.c.conversation_id).subquery()
    told = messages.alias()
    query = select(told.c.conversation_id, told.c.at).select_from(last).join(messages, _at(last, messages, "spoken"))
    query = query.join(told, _at(last, told, "told"))
    query = query.where(messages.c.author == Author.AGENT.value, told.c.at <= before)
    return {row.conversation_id: row.at for row in await connection.execute(query)}


def _at(last: FromClause, said: FromClause, which: str) -> ColumnElement[bool]:
    return and_(said.c.conversation_id == last.c.conversation_id, said.c.event == last.c[which])


def _spelled(limit: timedelta, language: Language) -> str:
    """Never more than it was."""
    minutes = int(limit.total_seconds() // 60)
    if minutes < 120:
        return _MINUTES.in_language(language).format(count=minutes)
    return _HOURS.in_language(language).format(count=minutes // 60)
