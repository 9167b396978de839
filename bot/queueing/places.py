"""What those who wait are told of their place: in the notice that they have, changed as it changes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.backend import CommerceBackend
from bot.conversation import rows
from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.hours import OpeningHours
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Event, HandoffState, Message
from bot.conversation.tables import handoffs, messages
from bot.dialogue.parts import Part
from bot.people.accounts import now_utc
from bot.people.model import Availability
from bot.people.presence import Presence, Present
from bot.queueing.line import Told, Waiter, read_line
from bot.queueing.tables import queue_entries
from bot.queueing.waits import Holds, MeasuredHolds
from bot.storage.database import Database
from bot.storage.upsert import upsert

_HOLDS_LAST: Final = timedelta(minutes=1)
_NOTHING: Final = {"position": None, "wait_from": None, "wait_to": None, "is_free": None}
_GONE: Final = (
    select(queue_entries.c.handoff_id, handoffs.c.conversation_id, handoffs.c.asked_at)
    .join(handoffs, handoffs.c.id == queue_entries.c.handoff_id)
    .where(
        queue_entries.c.position.is_not(None),
        or_(handoffs.c.state != HandoffState.WAITING.value, queue_entries.c.timed_out_at.is_not(None)),
    )
)
"""Those who do not wait any more, or need not, and were told a place."""


class Places:
    """Tells each who waits how many are before them, and how long it takes where that has been measured."""

    def __init__(
        self,
        database: Database,
        bus: MessageBus,
        presence: Presence,
        commerce: CommerceBackend,
        holds: MeasuredHolds,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._bus, self._presence, self._commerce = database, bus, presence, commerce
        self._measured, self._now = holds, now
        self._holds: tuple[datetime, Holds] | None = None

    async def look(self) -> None:
        """What is told of a place is taken back as well, from those who do not wait any more."""
        async with self._database.reading() as connection:
            gone = [(row.handoff_id, row.conversation_id) for row in await connection.execute(_GONE)]
        for handoff_id, conversation_id in gone:
            await self._take_back(handoff_id, conversation_id)
        await self._tell_all()

    async def _tell_all(self) -> None:
        async with self._database.reading() as connection:
            line = await read_line(connection)
        if not line:
            return
        present, holds = await self._presence.present(), await self._known_holds()
        is_used = await self._presence.is_used()
        for position, waiter in enumerate(line, 1):
            if waiter.timed_out_at is not None:
                continue
            told = self._told(position, waiter, present, holds) if is_used else Told(position)
            if told != waiter.told:
                await self._tell(waiter, told)

    def _told(self, position: int, waiter: Waiter, present: Sequence[Present], holds: Holds) -> Told:
        is_free = any(can_take(one, waiter) for one in present)
        # A wait is measured on people who were there: it says nothing of a time when nobody is.
        wait = holds.expected(waiter.topic, waiter.language, waiter.asked_at, self._now()) if is_free else None
        return Told(position, wait, is_free)

    async def _take_back(self, handoff_id: str, conversation_id: str) -> None:
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            still = _GONE.where(queue_entries.c.handoff_id == handoff_id)
            if (row := (await connection.execute(still)).one_or_none()) is None:
                return
            notice = await newest_of_ours(connection, conversation_id, row.asked_at, lambda part: "position" in part)
            if notice is not None:
                await held.change_message(notice, [_without_place(part) for part in notice.parts])
                await held.save()
            await upsert(connection, queue_entries, {"handoff_id": handoff_id}, _NOTHING)
        await announce(self._bus, held.events)

    async def _known_holds(self) -> Holds:
        now = self._now()
        if self._holds is None or now - self._holds[0] > _HOLDS_LAST:
            shop = await self._commerce.shop()
            self._holds = now, await self._measured.read(OpeningHours(shop.hours), shop.zone, now)
        return self._holds[1]

    async def _tell(self, waiter: Waiter, told: Told) -> None:
        events: Sequence[Event] = ()
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, waiter.conversation_id)
            has = await held.open_handoff()
            if has is None or has.id != waiter.handoff_id or has.state is not HandoffState.WAITING:
                return
            notice = await newest_of_ours(connection, has.conversation_id, has.asked_at, is_standing)
            # None where a message was left for later.
            if notice is not None and is_queued(notice) and (parts := _changed(notice, told)) != list(notice.parts):
                await held.change_message(notice, parts)
                await held.save()
                events = held.events
            await upsert(connection, queue_entries, {"handoff_id": has.id}, _kept(told))
        await announce(self._bus, events)


def can_take(one: Present, waiter: Waiter) -> bool:
    """Whether somebody who is there is free for it, in its team and answers such shoppers."""
    person = one.person
    if waiter.team is not None and waiter.team not in one.teams:
        return False
    return person.availability is Availability.ONLINE and person.skills.fit(waiter.language, waiter.topic)


async def newest_of_ours(
    connection: AsyncConnection, conversation_id: str, since: datetime, fits: Callable[[Part], bool]
) -> Message | None:
    """The newest message that nobody wrote with such a part."""
    ours = messages.c.author.in_([Author.BOT.value, Author.SYSTEM.value]), messages.c.at >= since
    query = select(messages).where(messages.c.conversation_id == conversation_id, *ours)
    newest = (rows.message(row) for row in await connection.execute(query.order_by(messages.c.event.desc())))
    return next((message for message in newest if any(map(fits, message.parts))), None)


def is_standing(part: Part) -> bool:
    return bool(part["kind"] == "handoff")


def is_queued(notice: Message) -> bool:
    return any(is_standing(part) and _waits(part) for part in notice.parts)


def _waits(part: Part) -> bool:
    """Also what was passed on to a team; a colleague to whom it was passed on is named."""
    return part["status"] == "queued" or (part["status"] == "transferred" and "agent" not in part)


def _changed(notice: Message, told: Told) -> list[Part]:
    wait: Mapping[str, Any] = {} if told.wait is None else {"wait": [told.wait.low, told.wait.high]}
    free = {} if told.is_free is None else {"is_free": told.is_free}
    place = {"position": told.position, **free, **wait}
    return [{**_without_place(part), **place} if part["kind"] == "handoff" else part for part in notice.parts]


def _without_place(part: Part) -> Part:
    return {name: value for name, value in part.items() if name not in {"position", "is_free", "wait"}}


def _kept(told: Told) -> dict[str, Any]:
    low, high = (None, None) if told.wait is None else (told.wait.low, told.wait.high)
    return {"position": told.position, "wait_from": low, "wait_to": high, "is_free": told.is_free}
