"""Forgetting a customer: everything that Shoptalk keeps of them, and the shop's own record where its system can.

Each step leaves the database as if it had been taken whole or not at all, and all of it can be taken again: a process
that dies half-way is followed by one that goes on (`Writer.find`). Which conversations are theirs is forgotten last.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.attachments.store import AttachmentStore
from bot.attachments.tables import attachments
from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import Capability, EraseCustomer, Settlement, from_json, to_json
from bot.conversation.feedback import ratings, thumbs
from bot.conversation.model import Status
from bot.conversation.tables import (
    choices,
    conversations,
    desk_notes,
    desk_tags,
    events,
    handoffs,
    introductions,
    messages,
    translations,
    turns,
)
from bot.dialogue.trackers import Trackers
from bot.errors import OutcomeUnknown, ProposalNotFound, ProposalVoid
from bot.mail.tables import letters, outbox
from bot.orders.proposals import ProposalState
from bot.orders.tables import codes, erasures, proposals, verifications
from bot.storage.audit import AuditEvent, AuditLog, Entry, audit_log
from bot.storage.database import Database
from bot.storage.upsert import insert_into

_QUIET: Final = timedelta(minutes=30)
"""A conversation in which nobody has said anything for so long is over, and what was still left in it goes too."""
_GOES_ON: Final = (ProposalState.OPEN, ProposalState.AWAITING, ProposalState.CLAIMED, ProposalState.HALF_DONE)
_OVER: Final = tuple(state.value for state in ProposalState if state not in _GOES_ON)
_STAFF_WORDS: Final = (AuditEvent.APPROVED.value, AuditEvent.TURNED_DOWN.value)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Held:
    """What Shoptalk keeps of a customer."""

    conversations: int
    pictures: int


@dataclass(frozen=True)
class Erasure:
    """A customer who is to be forgotten; its id is that of the proposal that was agreed to."""

    id: str
    customer_id: str
    asked_at: datetime
    by_person: bool
    """Whether a person of the shop must see to the shop's own record, because its system cannot."""
    done_at: datetime | None = None
    settled_at: datetime | None = None
    closed_by: str | None = None
    """The person of the shop who has seen to it."""


class Erasing:
    """Erases; the same erasure again goes on where it ended."""

    def __init__(
        self,
        database: Database,
        attachments: AttachmentStore,
        trackers: Trackers,
        commerce: CommerceBackend,
        audit: AuditLog,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._database, self._attachments, self._trackers = database, attachments, trackers
        self._commerce, self._audit, self._now = commerce, audit, now

    @property
    def reaches_the_shop(self) -> bool:
        """Whether the shop's own record of a customer can be erased from here."""
        return Capability.ERASE_CUSTOMER in self._commerce.capabilities

    async def held(self, customer_id: str) -> Held:
        mine = conversations.c.customer_id == customer_id
        theirs = select(conversations.c.id).where(mine)
        pictures = select(func.count()).select_from(attachments).where(attachments.c.conversation_id.in_(theirs))
        async with self._database.reading() as connection:
            talks = await connection.scalar(select(func.count()).select_from(conversations).where(mine))
            return Held(talks or 0, await connection.scalar(pictures) or 0)

    async def erase(self, change: EraseCustomer, key: str) -> None:
        """Erases what is ours, then asks the shop for its part. Raises `OutcomeUnknown` or `Unavailable`.

        What belongs to a message that is being answered stays until `settle`: the reply is yet to be told.
        """
        begun = await self._begin(change.customer_id, key)
        if begun.done_at is not None:
            return
        customer = await self._commerce.customer(change.customer_id)
        if customer.email:
            await self._forget_letters(customer.email)
        for conversation_id in await self._theirs(begun):
            await self._forget(conversation_id, change.customer_id, whole=False)
        await self._empty_log(change.customer_id, key)
        if not begun.by_person:
            try:
                await self._commerce.change_customer(change, version=customer.version, key=key)
            except ProposalVoid as outrun:
                # Somebody else changed the record between our two looks: it is looked at again, like a lost answer.
                raise OutcomeUnknown(change.customer_id) from outrun
        await self._mark(key, done_at=self._now())

    async def was_erased(self, key: str, customer_id: str) -> bool:
        """Whether it was; raises `OutcomeUnknown` when it has begun: the same erasure, sent again, ends it."""
        erasure = await self._erasure(key)
        if erasure is not None and erasure.done_at is None:
            raise OutcomeUnknown(customer_id)
        return erasure is not None

    async def settle(self) -> int:
        """Takes what was left for a reply's sake, once its conversation is over; returns how many were settled."""
        unsettled = select(erasures).where(erasures.c.done_at.is_not(None), erasures.c.settled_at.is_(None))
        async with self._database.reading() as connection:
            left = [Erasure(**row) for row in (await connection.execute(unsettled)).mappings()]
        return sum([await self._settle(erasure) for erasure in left])

    async def for_a_person(self) -> Sequence[Erasure]:
        """Those whose record at the shop a person has to erase, the oldest first."""
        left = erasures.c.by_person & erasures.c.done_at.is_not(None) & erasures.c.closed_by.is_(None)
        query = select(erasures).where(left)
        async with self._database.reading() as connection:
            return [
                Erasure(**row) for row in (await connection.execute(query.order_by(erasures.c.asked_at))).mappings()
            ]

    async def close(self, erasure_id: str, person: str) -> Erasure:
        """Takes a person's word that the shop's own record is erased; once. Raises `ProposalNotFound`."""
        left = (erasures.c.id == erasure_id) & erasures.c.by_person & erasures.c.closed_by.is_(None)
        async with self._database.transaction() as connection:
            closed = await connection.execute(update(erasures).where(left).values(closed_by=person))
            if not closed.rowcount:
                raise ProposalNotFound(erasure_id)
            row = (await connection.execute(select(erasures).where(erasures.c.id == erasure_id))).mappings().one()
            erasure = Erasure(**row)
            entry = Entry(
                AuditEvent.WRITTEN, None, f"staff:{person}", erasure.customer_id, erasure.id, "erased at the shop"
            )
            await self._audit.write(entry, connection)
        return erasure

    async def _settle(self, erasure: Erasure) -> bool:
        theirs = await self._theirs(erasure)
        for conversation_id in theirs:
            if await self._is_over(conversation_id):
                await self._forget(conversation_id, erasure.customer_id, whole=True)
        if await self._theirs(erasure):
            return False
        await self._mark(erasure.id, settled_at=self._now())
        return True

    async def _begin(self, customer_id: str, key: str) -> Erasure:
        row = Erasure(key, customer_id, self._now(), by_person=not self.reaches_the_shop)
        async with self._database.transaction() as connection:
            await connection.execute(insert_into(connection, erasures).values(**vars(row)).on_conflict_do_nothing())
        begun = await self._erasure(key)
        assert begun is not None
        return begun

    async def _erasure(self, key: str) -> Erasure | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(erasures).where(erasures.c.id == key))).mappings().one_or_none()
        return None if row is None else Erasure(**row)

    async def _mark(self, key: str, **values: datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(update(erasures).where(erasures.c.id == key).values(**values))

    async def _theirs(self, erasure: Erasure) -> Sequence[str]:
        """What the customer has begun since is not meant."""
        mine = (conversations.c.customer_id == erasure.customer_id) & (conversations.c.created_at <= erasure.asked_at)
        async with self._database.reading() as connection:
            return list(await connection.scalars(select(conversations.c.id).where(mine).order_by(conversations.c.id)))

    async def _is_over(self, conversation_id: str) -> bool:
        """Whether nobody waits for anything in it."""
        row = select(conversations.c.status, conversations.c.open_turns).where(conversations.c.id == conversation_id)
        last = select(func.max(messages.c.at)).where(messages.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            status, open_turns = (await connection.execute(row)).one()
            heard: datetime | None = await connection.scalar(last)
        is_held = Status(status) in (Status.QUEUED, Status.ASSIGNED)
        return not is_held and open_turns <= 0 and (heard is None or self._now() - heard > _QUIET)

    async def _forget_letters(self, email: str) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(delete(outbox).where(func.lower(outbox.c.to) == email.lower()))
            await connection.execute(delete(letters).where(func.lower(letters.c.to) == email.lower()))

    async def _forget(self, conversation_id: str, customer_id: str, *, whole: bool) -> None:
        # Files and the dialogue's rows first: afterwards nobody could say whose they were.
        await self._attachments.forget(conversation_id)
        await self._trackers.forget([conversation_id])
        async with self._database.transaction() as connection:
            kept = [] if whole else await _being_answered(connection, conversation_id)
            await _forget_talk(connection, conversation_id, kept)
            await _forget_orders(connection, conversation_id, customer_id)
            await _empty(connection, audit_log.c.conversation_id == conversation_id, None)
            if not kept:
                await _forget_who(connection, conversation_id)

    async def _empty_log(self, customer_id: str, key: str) -> None:
        """Lines on the customer that belong to no conversation of theirs, such as a person's decisions."""
        about = or_(audit_log.c.order_id == customer_id, audit_log.c.actor == f"customer:{customer_id}")
        async with self._database.transaction() as connection:
            await _empty(connection, about, key)


async def _being_answered(connection: AsyncConnection, conversation_id: str) -> Sequence[str]:
    waiting = (turns.c.conversation_id == conversation_id) & (turns.c.state != "replied")
    return list(await connection.scalars(select(turns.c.message_id).where(waiting)))


async def _forget_talk(connection: AsyncConnection, conversation_id: str, kept: Sequence[str]) -> None:
    # A letter with the conversation names it; the address may be anybody's.
    await connection.execute(delete(outbox).where(outbox.c.text.contains(conversation_id, autoescape=True)))
    await connection.execute(delete(letters).where(letters.c.conversation_id == conversation_id))
    await connection.execute(delete(thumbs).where(thumbs.c.conversation_id == conversation_id))
    # The mark stays in the figures, the words go.
    await connection.execute(update(ratings).where(ratings.c.conversation_id == conversation_id).values(comment=""))
    for table, of_message in ((choices, choices.c.message_id), (turns, turns.c.message_id), (messages, messages.c.id)):
        mine = (table.c.conversation_id == conversation_id) & of_message.not_in(kept)
        await connection.execute(delete(table).where(mine))
    for table in (events, codes, verifications, desk_notes, desk_tags, translations, introductions):
        await connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
    nothing = {"reason": "", "contact": None}
    await connection.execute(update(handoffs).where(handoffs.c.conversation_id == conversation_id).values(nothing))


async def _forget_orders(connection: AsyncConnection, conversation_id: str, customer_id: str) -> None:
    """Proposals keep that there was one, of what kind and for how much; one that is under way is left until it ends."""
    over = proposals.c.state.in_(_OVER) & proposals.c.owed.is_(False)
    mine = (proposals.c.conversation_id == conversation_id) & over
    for row in (await connection.execute(select(proposals.c.id, proposals.c.details).where(mine))).all():
        settled = from_json(row.details)[1]
        amount = Settlement(settled.amount) if settled is not None else None
        values = {"details": to_json(EraseCustomer(customer_id), amount), "word": None}
        await connection.execute(update(proposals).where(proposals.c.id == row.id).values(values))


async def _empty(connection: AsyncConnection, of: Any, but_for: str | None) -> None:
    """Ids, times and events stay in the log; contents go, and so does what a person of the shop wrote."""
    mine = of if but_for is None else of & (audit_log.c.proposal_id.is_distinct_from(but_for))
    await connection.execute(update(audit_log).where(mine).values(before=null(), after=null()))
    wrote = mine & audit_log.c.event.in_(_STAFF_WORDS)
    await connection.execute(update(audit_log).where(wrote).values(before=null(), after=null(), reason=""))


async def _forget_who(connection: AsyncConnection, conversation_id: str) -> None:
    nobody: dict[str, Any] = {"customer_id": None, "page": {}, "last_address": "", "status": Status.CLOSED.value}
    await connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(nobody))
