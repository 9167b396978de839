"""What happens when it takes too long: a wait that has no end in sight, and a shopper who says nothing more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Bilingual
from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.hours import OpeningHours
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Event, Handoff, HandoffState, Status
from bot.conversation.tables import handoffs, messages
from bot.dialogue import parts
from bot.people.accounts import now_utc
from bot.queueing.line import Waiter, read_line
from bot.queueing.places import is_queued, is_standing, newest_of_ours
from bot.queueing.tables import queue_entries
from bot.storage.audit import AuditEvent
from bot.storage.database import Database
from bot.storage.upsert import upsert

_LONG: Final = Bilingual(
    "This is taking longer than it should. Your request stays with us: you need not wait here.",
    "等待时间比预期的要长。您的请求会为您保留，您无需一直在此等候。",
)
_CLOSED: Final = Bilingual(
    "Our hours have ended for now. Your request stays with us: you need not wait here.",
    "目前已过服务时间。您的请求会为您保留，您无需一直在此等候。",
)
_WANTS_ADDRESS: Final = Bilingual(
    "Leave your e-mail address here, and the answer is sent there as well.",
    "请在这里留下您的邮箱地址，我们的回复也会发送到您的邮箱。",
)
_HAS_ADDRESS: Final = Bilingual("The answer is also sent to {address}.", "我们的回复也会发送至 {address}。")
_SILENT: Final = Bilingual(
    "We have not heard from you for {minutes} minutes, so this conversation is closed. Write again at any time.",
    "您已有 {minutes} 分钟没有回复，本次对话现已结束。您可以随时再次留言。",
)


@dataclass(frozen=True)
class Limits:
    """How long it may take; None for as long as it takes."""

    wait: timedelta | None
    silence: timedelta | None
    """Of a shopper whom an agent has answered, until the conversation is closed."""


class Patience:
    """Each is told once, however many processes look."""

    def __init__(
        self,
        database: Database,
        bus: MessageBus,
        commerce: CommerceBackend,
        limits: Limits,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._bus, self._commerce = database, bus, commerce
        self._limits, self._now = limits, now

    async def look(self) -> None:
        async with self._database.reading() as connection:
            line = [waiter for waiter in await read_line(connection) if waiter.timed_out_at is None]
            silent = await _silent(connection, self._now() - self._limits.silence) if self._limits.silence else []
        for conversation_id in silent:
            await announce(self._bus, await self._close(conversation_id))
        if line:
            hours = OpeningHours((await self._commerce.shop()).hours)
            for waiter in line:
                await self._look_at(waiter, hours)

    async def _look_at(self, waiter: Waiter, hours: OpeningHours) -> None:
        now = self._now()
        if not hours.is_open(now):
            await announce(self._bus, await self._tell(waiter, _CLOSED, hours))
        elif self._limits.wait is not None and now - waiter.asked_at >= self._limits.wait:
            await announce(self._bus, await self._tell(waiter, _LONG, hours))

    async def _tell(self, waiter: Waiter, why: Bilingual, hours: OpeningHours) -> Sequence[Event]:
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, waiter.conversation_id)
            has = await held.open_handoff()
            if has is None or has.id != waiter.handoff_id or has.state is not HandoffState.WAITING:
                return ()
            key = queue_entries.c.handoff_id == has.id
            if await connection.scalar(select(queue_entries.c.timed_out_at).where(key)) is not None:
                return ()
            notice = await newest_of_ours(connection, held.id, has.asked_at, is_standing)
            # Who was told so when they asked is not told again.
            if notice is None or is_queued(notice):
                said = f"{why.in_language(held.language)} {_where(has).in_language(held.language)}"
                left = parts.handoff("left_message", hours=hours.describe(held.language))
                await held.say(Author.SYSTEM, [parts.text(said), left])
                await held.save()
            await upsert(connection, queue_entries, {"handoff_id": has.id}, {"timed_out_at": self._now()})
            return held.events

    async def _close(self, conversation_id: str) -> Sequence[Event]:
        assert self._limits.silence is not None
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            if conversation_id not in await _silent(connection, self._now() - self._limits.silence, conversation_id):
                return ()
            minutes = round(self._limits.silence.total_seconds() / 60)
            said = _SILENT.in_language(held.language).format(minutes=minutes)
            await held.say(Author.SYSTEM, [parts.text(said)])
            held.move_to(Status.CLOSED)
            await held.change_handoff(close_reason="silent")
            await held.end_handoff()
            await held.note(AuditEvent.CLOSED, None, reason="silent")
            await held.save()
            return held.events


def _where(has: Handoff) -> Bilingual:
    if has.contact is None:
        return _WANTS_ADDRESS
    return Bilingual(_HAS_ADDRESS.en.format(address=has.contact), _HAS_ADDRESS.zh.format(address=has.contact))


async def _silent(connection: AsyncConnection, since: datetime, conversation_id: str | None = None) -> Sequence[str]:
    """Conversations that somebody has, in which the agent spoke last, before then."""
    spoken = messages.c.author.in_([Author.AGENT.value, Author.SHOPPER.value])
    newest = select(messages.c.conversation_id, func.max(messages.c.event).label("event")).where(spoken)
    taken = select(handoffs.c.conversation_id).where(handoffs.c.state == HandoffState.TAKEN.value)
    if conversation_id is not None:
        taken = taken.where(handoffs.c.conversation_id == conversation_id)
    last = newest.where(messages.c.conversation_id.in_(taken)).group_by(messages.c.conversation_id).subquery()
    same = (last.c.conversation_id == messages.c.conversation_id) & (last.c.event == messages.c.event)
    query = select(messages.c.conversation_id).join(last, same)
    query = query.where(messages.c.author == Author.AGENT.value, messages.c.at <= since)
    return list(await connection.scalars(query))
