"""How urgent somebody's request is, by the shop's own rules: when it comes, and again as it waits."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update

from bot.commerce.backend import CommerceBackend
from bot.conversation.locked import LockedConversation
from bot.conversation.model import HandoffState
from bot.conversation.tables import handoffs
from bot.errors import CommerceUnavailable, CustomerNotFound
from bot.people.accounts import now_utc
from bot.queueing.line import Waiter, read_line
from bot.queueing.rules import Facts, Urgency
from bot.queueing.tables import queue_entries
from bot.storage.database import Database
from bot.storage.upsert import upsert


class Triage:
    """Each rule raises a priority once, however many processes look."""

    def __init__(
        self,
        database: Database,
        commerce: CommerceBackend,
        urgency: Urgency,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._commerce, self._urgency, self._now = database, commerce, urgency, now

    async def look(self) -> None:
        async with self._database.reading() as connection:
            line = await read_line(connection)
        for waiter in line:
            if not waiter.is_triaged or self._is_due(waiter):
                await self._judge(waiter)

    def _is_due(self, waiter: Waiter) -> bool:
        # Who is tagged is asked only where it may matter.
        waited = (self._now() - waiter.asked_at).total_seconds() / 60
        marks = sorted(rule.waiting_minutes for rule in self._urgency.rules if rule.waiting_minutes)
        return sum(minutes <= waited for minutes in marks) > waiter.aged

    async def _judge(self, waiter: Waiter) -> None:
        try:
            facts = Facts(waiter.topic, waiter.language, waiter.upset, await self._tags(waiter))
        except CommerceUnavailable:
            return  # the next look asks again; nobody waits for the shop's system
        waited = (self._now() - waiter.asked_at).total_seconds() / 60
        aged = sum(bool(rule.waiting_minutes and rule.waiting_minutes <= waited) for rule in self._urgency.rules)
        fitting = self._urgency.fitting(facts, waited)
        priority, raised = sum(rule.add for rule in fitting), [rule.to_json() for rule in fitting]
        async with self._database.transaction() as connection:
            await LockedConversation.take(connection, waiter.conversation_id)
            waits = handoffs.c.id == waiter.handoff_id, handoffs.c.state == HandoffState.WAITING.value
            if await connection.scalar(select(handoffs.c.id).where(*waits)) is None:
                return
            await connection.execute(update(handoffs).where(*waits).values(priority=priority))
            kept = {"is_triaged": True, "aged": aged, "raised": raised}
            await upsert(connection, queue_entries, {"handoff_id": waiter.handoff_id}, kept)

    async def _tags(self, waiter: Waiter) -> frozenset[str]:
        if waiter.customer_id is None or not any(rule.tag for rule in self._urgency.rules):
            return frozenset()
        try:
            return frozenset((await self._commerce.customer(waiter.customer_id)).tags)
        except CustomerNotFound:
            return frozenset()
