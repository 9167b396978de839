"""What happens when it takes too long: a wait that has no end in sight."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Bilingual
from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.hours import OpeningHours
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Event, Handoff, HandoffState
from bot.dialogue import parts
from bot.people.accounts import now_utc
from bot.queueing.line import Waiter, read_line
from bot.queueing.places import is_queued, is_standing, newest_of_ours
from bot.queueing.tables import queue_entries
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


class Patience:
    """Each is told once, however many processes look; `wait` is how long it may take, None for as long as it takes."""

    def __init__(
        self,
        database: Database,
        bus: MessageBus,
        commerce: CommerceBackend,
        wait: timedelta | None,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._bus, self._commerce = database, bus, commerce
        self._wait, self._now = wait, now

    async def look(self) -> None:
        async with self._database.reading() as connection:
            line = [waiter for waiter in await read_line(connection) if waiter.timed_out_at is None]
        if line:
            hours = OpeningHours((await self._commerce.shop()).hours)
            for waiter in line:
                await self._look_at(waiter, hours)

    async def _look_at(self, waiter: Waiter, hours: OpeningHours) -> None:
        now, since = self._now(), waiter.passed_at or waiter.asked_at
        if not hours.is_open(now):
            await announce(self._bus, await self._tell(waiter, _CLOSED, hours))
        elif self._wait is not None and now - since >= self._wait:
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


def _where(has: Handoff) -> Bilingual:
    if has.contact is None:
        return _WANTS_ADDRESS
    return Bilingual(_HAS_ADDRESS.en.format(address=has.contact), _HAS_ADDRESS.zh.format(address=has.contact))
