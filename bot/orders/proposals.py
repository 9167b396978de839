"""Proposed writes: shown, then confirmed, declined or void; at most one is open in a conversation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.claim_deeds import Deed
from bot.errors import ProposalNotFound, ProposalVoid
from bot.orders.standing import (
    Reached,
    always_reached,
    had_a_person_since,
    is_theirs_still,
    is_with_a_person,
    was_shown,
)
from bot.orders.tables import proposals
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database
from bot.storage.upsert import insert_into


class ProposalState(StrEnum):
    """How far a proposed write has come."""

    OPEN = "open"  # shown, awaits the shopper's word
    VOID = "void"  # outrun by the shopper or by the shop's data
    DECLINED = "declined"  # the shopper said no
    AWAITING = "awaiting"  # the shopper said yes; a person of the shop must decide
    TURNED_DOWN = "turned_down"  # that person said no; nothing was written
    CLAIMED = "claimed"  # the last yes was said; the write may or may not have happened
    DONE = "done"  # written and seen in the shop's data
    REFUSED = "refused"  # the shop's rule or data forbade it; nothing was written
    NOT_WRITTEN = "not_written"  # looked up after its end was not seen: nothing was written
    HALF_DONE = "half_done"  # looked up: a part shows and the rest does not come; a person of the shop must see to it
    SEEN_TO = "seen_to"  # that person has ended it outside of Shoptalk


BY_A_PERSON: Final = "by_"
"""How the id begins that stands in place of a message's where a person of the shop has decided by themselves."""
_DAY: Final = timedelta(days=1)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
WITH_A_PERSON: Final = (ProposalState.AWAITING, ProposalState.HALF_DONE)
_IN_HAND: Final = (*WITH_A_PERSON, ProposalState.CLAIMED)
_MADE: Final = (ProposalState.CLAIMED, ProposalState.DONE, ProposalState.HALF_DONE, ProposalState.SEEN_TO)
_TOLD: Final = (
    ProposalState.TURNED_DOWN,
    ProposalState.DONE,
    ProposalState.REFUSED,
    ProposalState.NOT_WRITTEN,
    ProposalState.HALF_DONE,
    ProposalState.SEEN_TO,
)


@dataclass(frozen=True)
class Proposal:
    """A write to an order as it stood at `order_version`; its id is the write's idempotency key."""

    id: str
    conversation_id: str
    action: str
    order_id: str
    order_version: int
    state: ProposalState
    details: Mapping[str, Any] = field(default_factory=dict)
    decided_by: str | None = None
    """The id of the message that decided it."""
    whose: str | None = None
    """Whose changes it counts among: a customer's, or those of one guest's contact."""
    limits: str | None = None
    """The merchant's limits that it is over, for which a person must decide."""
    approved_by: str | None = None
    """The person of the shop who decided it."""
    word: str | None = None
    """What that person has to say to the shopper."""
    owed: bool = False
    """Whether its end is yet to be told by a notice, because no reply did or will."""
    proposed_by: str | None = None
    """The person of the shop who has shown it, where it was not the bot; only with a person is it confirmed then."""
    created_at: datetime = _NEVER
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Claim:
    """A proposal that a message's yes has claimed; `repeated` when it had done so before."""

    proposal: Proposal
    repeated: bool = False


Over = Callable[[Proposal, Sequence[Proposal]], Sequence[str]]
"""The limits that a proposal is over, given what its customer has changed by themselves in the last day."""


def _over_none(proposal: Proposal, earlier: Sequence[Proposal]) -> Sequence[str]:
    return ()


def _now() -> datetime:
    return datetime.now(UTC)


class Proposals:
    """Keeps proposals; every step is audited in the transaction that makes it."""

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        now: Callable[[], datetime] = _now,
        reached: Reached = always_reached,
    ) -> None:
        self._database, self._audit, self._now, self._reached = database, audit, now, reached

    async def open(self, proposal: Proposal, actor: str, before: dict[str, Any] | None = None) -> Proposal:
        """Shows a proposal: the same one again when an equal one is open, else a new one that voids the open one.

        `before` is what the audit log remembers of its subject.
        """
        async with self._database.transaction() as connection:
            held = await self._open_one(connection, proposal.conversation_id)
            if held and _same_write(held, proposal) and not await self._is_over(connection, held):
                return held
            if held:
                await self._move(connection, held, ProposalState.VOID, actor, AuditEvent.VOIDED, "another was proposed")
            new = replace(proposal, id=f"pr_{uuid4().hex}", created_at=self._now())
            values = {**vars(new), "state": new.state.value, "details": dict(new.details)}
            await connection.execute(proposals.insert().values(**values))
            await self._audit.write(
                _entry(AuditEvent.PROPOSED, new, actor, reason=new.action, before=before, after=dict(new.details)),
                connection,
            )
        return new

    async def begin(
        self, proposal: Proposal, actor: str, *, limits: str = "", before: dict[str, Any] | None = None
    ) -> Claim:
        """A write that a person of the shop begins by their own word, under an id that the caller gives: once for it.

        Over `limits` it is left for a supervisor's.
        """
        over = bool(limits)
        state = ProposalState.AWAITING if over else ProposalState.CLAIMED
        now = self._now()
        new = replace(proposal, state=state, limits=limits or None, created_at=now, decided_at=now)
        values = {**vars(new), "state": state.value, "details": dict(new.details)}
        event, reason = (AuditEvent.AWAITS, f"over the limit: {limits}") if over else (AuditEvent.DEED_BEGUN, "")
        async with self._database.transaction() as connection:
            row = insert_into(connection, proposals).values(**values).on_conflict_do_nothing()
            if (await connection.execute(row)).rowcount == 1:
                after = dict(new.details)
                await self._audit.write(
                    _entry(event, new, actor, reason=reason or new.action, before=before, after=after), connection
                )
                return Claim(new)
        return Claim(await self.get(new.id), repeated=True)

    async def of_orders(self, actions: Sequence[str], order_ids: Sequence[str] | None = None) -> Sequence[Proposal]:
        """Those of some kinds, of every order or of a few: the earliest first."""
        query = select(proposals).where(proposals.c.action.in_(actions))
        if order_ids is not None:
            query = query.where(proposals.c.order_id.in_(order_ids))
        return await self._read(query.order_by(proposals.c.created_at, proposals.c.id))

    async def made_in(self, conversation_id: str) -> Sequence[Proposal]:
        """The writes that its shopper had made in a conversation, the earliest first."""
        mine = (proposals.c.conversation_id == conversation_id) & (proposals.c.state == ProposalState.DONE.value)
        mine &= proposals.c.action.not_in(list(Deed))
        return await self._read(select(proposals).where(mine).order_by(proposals.c.decided_at))

    async def of_conversation(self, conversation_id: str) -> Sequence[Proposal]:
        """All that were shown in a conversation, whatever became of them: the earliest first."""
        mine = proposals.c.conversation_id == conversation_id
        return await self._read(select(proposals).where(mine).order_by(proposals.c.created_at, proposals.c.id))

    async def decided_by(self, conversation_id: str, message_id: str) -> Proposal | None:
        """The proposal that a message has decided."""
        mine = (proposals.c.conversation_id == conversation_id) & (proposals.c.decided_by == message_id)
        found = await self._read(select(proposals).where(mine))
        return found[0] if found else None

    async def open_in(self, conversation_id: str) -> Proposal | None:
        """The proposal that awaits the shopper's word, if any."""
        async with self._database.transaction() as connection:
            return await self._open_one(connection, conversation_id)

    async def claim(
        self,
        conversation_id: str,
        message_id: str,
        actor: str,
        over: Over = _over_none,
        *,
        proposal_id: str | None = None,
    ) -> Claim:
        """Takes the shopper's yes to `proposal_id`, or without one to what the bot has shown; once, however raced.

        One that is over a limit is left for a person of the shop to decide. The message that decided a proposal gets
        the same one again, in the state it has by then. Raises `ProposalNotFound` when none is open that had been shown
        when the yes was said, and `ProposalVoid` when another one is, or a person has taken the conversation meanwhile.
        """
        async with self._database.transaction() as connection:
            decided = (proposals.c.conversation_id == conversation_id) & (proposals.c.decided_by == message_id)
            row = (await connection.execute(select(proposals).where(decided))).one_or_none()
            if row is not None:
                return Claim(_proposal(row), repeated=True)
            with_person = await is_with_a_person(connection, conversation_id)
            held = await self._open_one(connection, conversation_id)
            if with_person and (held is None or held.proposed_by is None):
                raise ProposalVoid(f"a person has {conversation_id}: no write of the bot's begins there any more")
            if held is None:
                raise ProposalNotFound(conversation_id)
            if not _is_meant(held, proposal_id):
                raise ProposalVoid(f"the yes of {message_id} was to another proposal than {held.id}, which is open")
            if await self._is_over(connection, held):
                raise ProposalVoid(
                    f"{held.id} is over: a person of {conversation_id} has gone or come since it was shown"
                )
            await self._must_have_been_shown(connection, held, message_id)
            limits = ", ".join(over(held, await self._made_lately(connection, held)))
            if limits:
                state, event, reason = ProposalState.AWAITING, AuditEvent.AWAITS, f"yes; over the limit: {limits}"
            else:
                state, event, reason = ProposalState.CLAIMED, AuditEvent.CONFIRMED, "yes"
            more: dict[str, Any] = {"decided_by": message_id, "limits": limits or None, "owed": bool(limits)}
            return Claim(await self._move(connection, held, state, actor, event, reason, **more))

    async def decide(self, proposal_id: str, person: str, word: str, *, approve: bool) -> Proposal:
        """Takes a person's word for a proposal that awaits it; once. `ProposalVoid` when it awaits none any more."""
        async with self._database.transaction() as connection:
            held = await self._locked(connection, proposal_id)
            if held.state not in WITH_A_PERSON:
                raise ProposalVoid(f"proposal {proposal_id} is {held.state.value}: nobody's word is awaited")
            state, event = _decided(held, approve=approve)
            more: dict[str, Any] = {"approved_by": person, "word": word or None, "owed": True}
            return await self._move(connection, held, state, f"staff:{person}", event, word, **more)

    async def ask_again(self, proposal: Proposal, actor: str, reason: str) -> Proposal:
        """Leaves an approved proposal that was not written to be decided anew."""
        async with self._database.transaction() as connection:
            held = await self._locked(connection, proposal.id)
            if held.state is not proposal.state:
                return held
            state, event = ProposalState.AWAITING, AuditEvent.NOT_WRITTEN
            return await self._move(connection, held, state, actor, event, reason, approved_by=None, word=None)

    async def awaiting(self) -> Sequence[Proposal]:
        """Those that a person of the shop must decide, the oldest first."""
        query = select(proposals).where(proposals.c.state.in_([state.value for state in WITH_A_PERSON]))
        return await self._read(query.order_by(proposals.c.decided_at, proposals.c.id))

    async def unfinished(self, conversation_id: str | None = None) -> Sequence[Proposal]:
        """Those whose write has begun and whose end is not written down."""
        query = select(proposals).where(proposals.c.state == ProposalState.CLAIMED.value)
        if conversation_id is not None:
            query = query.where(proposals.c.conversation_id == conversation_id)
        return await self._read(query.order_by(proposals.c.decided_at, proposals.c.id))

    async def in_hand(self, action: str, subject_id: str) -> Proposal | None:
        """A yes to such a change of this order or customer whose end is still out, in any conversation."""
        same = (proposals.c.action == action) & (proposals.c.order_id == subject_id)
        found = await self._read(select(proposals).where(same, proposals.c.state.in_([s.value for s in _IN_HAND])))
        return found[0] if found else None

    async def owed(self, conversation_id: str | None = None) -> Sequence[Proposal]:
        """Those that have ended, or are half done, and of which that is yet to be told by a notice."""
        ended = proposals.c.state.in_([state.value for state in _TOLD])
        query = select(proposals).where(proposals.c.owed, ended)
        if conversation_id is not None:
            query = query.where(proposals.c.conversation_id == conversation_id)
        return await self._read(query.order_by(proposals.c.decided_at, proposals.c.id))

    async def owe(self, proposal_id: str, owed: bool) -> None:
        """Remembers whether a proposal's end is yet to be told by a notice."""
        async with self._database.transaction() as connection:
            await connection.execute(update(proposals).where(proposals.c.id == proposal_id).values(owed=owed))

    async def decline(
        self, conversation_id: str, message_id: str, actor: str, *, proposal_id: str | None = None
    ) -> Proposal | None:
        """Takes the shopper's no to `proposal_id`, or without one to what the bot has shown; None if it is not open.

        Raises `ProposalNotFound` when what is open had not been shown when the no was said.
        """
        async with self._database.transaction() as connection:
            held = await self._open_one(connection, conversation_id)
            if held is None or not _is_meant(held, proposal_id):
                return None
            await self._must_have_been_shown(connection, held, message_id)
            state, event = ProposalState.DECLINED, AuditEvent.DECLINED
            return await self._move(connection, held, state, actor, event, "no", decided_by=message_id)

    async def void(self, conversation_id: str, reason: str, actor: str) -> Proposal | None:
        """Takes an open proposal back, whoever has shown it; None when nothing was open."""
        async with self._database.transaction() as connection:
            held = await self._open_one(connection, conversation_id)
            if held is None:
                return None
            return await self._move(connection, held, ProposalState.VOID, actor, AuditEvent.VOIDED, reason)

    async def void_offer(self, proposal_id: str, reason: str, actor: str) -> None:
        """Takes back what a person of the shop has shown, if it still awaits a word."""
        async with self._database.transaction() as connection:
            held = await self._locked(connection, proposal_id)
            if held.state is ProposalState.OPEN and held.proposed_by is not None:
                await self._move(connection, held, ProposalState.VOID, actor, AuditEvent.VOIDED, reason)

    async def outlived(self) -> Sequence[Proposal]:
        """What a person has shown in a handoff that is over, and that still awaits a word."""
        shown = (proposals.c.state == ProposalState.OPEN.value) & proposals.c.proposed_by.is_not(None)
        async with self._database.reading() as connection:
            found = [_proposal(row) for row in await connection.execute(select(proposals).where(shown))]
            return [offer for offer in found if await self._is_over(connection, offer)]

    async def finish(
        self,
        proposal: Proposal,
        state: ProposalState,
        event: AuditEvent,
        actor: str,
        reason: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        *,
        owed: bool = False,
    ) -> Proposal:
        """Writes down how a claimed proposal ended; an end that is already written stays."""
        async with self._database.transaction() as connection:
            held = await self._locked(connection, proposal.id)
            if held.state is not proposal.state:
                return held
            owes = held.owed or owed
            return await self._move(
                connection, held, state, actor, event, reason, before=before, after=after, owed=owes
            )

    async def get(self, proposal_id: str) -> Proposal:
        """Raises `ProposalNotFound`."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(proposals).where(proposals.c.id == proposal_id))).one_or_none()
        if row is None:
            raise ProposalNotFound(proposal_id)
        return _proposal(row)

    async def is_open(self, proposal_id: str) -> bool:
        """Whether a proposal still awaits the shopper's word."""
        try:
            return (await self.get(proposal_id)).state is ProposalState.OPEN
        except ProposalNotFound:
            return False

    async def begun_by(self, message_id: str) -> bool:
        """Whether a message's yes began a write, whatever became of it."""
        decided = (proposals.c.decided_by == message_id) & (proposals.c.state != ProposalState.DECLINED.value)
        async with self._database.reading() as connection:
            return (await connection.execute(select(proposals.c.id).where(decided))).first() is not None

    async def _read(self, query: Select[Any]) -> Sequence[Proposal]:
        async with self._database.reading() as connection:
            return [_proposal(row) for row in await connection.execute(query)]

    async def _is_over(self, connection: AsyncConnection, held: Proposal) -> bool:
        if held.proposed_by is None:
            # Voided when a person comes, unless the process dies in between.
            return await had_a_person_since(connection, held.conversation_id, held.id)
        return not await is_theirs_still(connection, held.conversation_id, held.id)

    async def _must_have_been_shown(self, connection: AsyncConnection, held: Proposal, message_id: str) -> None:
        if not await was_shown(connection, held.id, message_id, self._reached):
            raise ProposalNotFound(f"{held.conversation_id}: {held.id} was not shown yet when {message_id} was said")

    async def _locked(self, connection: AsyncConnection, proposal_id: str) -> Proposal:
        query = select(proposals).where(proposals.c.id == proposal_id).with_for_update()
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise ProposalNotFound(proposal_id)
        return _proposal(row)

    async def _made_lately(self, connection: AsyncConnection, proposal: Proposal) -> Sequence[Proposal]:
        """What the same customer has changed without a person's approval in the last day."""
        if proposal.whose is None:
            return ()
        if connection.dialect.name == "postgresql":
            # Two yeses of one customer at once would otherwise not count each other.
            await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(proposal.whose, 0))))
        made = proposals.c.state.in_([state.value for state in _MADE])
        by_itself = proposals.c.approved_by.is_(None)
        lately = proposals.c.decided_at > self._now() - _DAY
        query = select(proposals).where(proposals.c.whose == proposal.whose, made, by_itself, lately)
        return [_proposal(row) for row in await connection.execute(query)]

    async def _open_one(self, connection: AsyncConnection, conversation_id: str) -> Proposal | None:
        mine = (proposals.c.conversation_id == conversation_id) & (proposals.c.state == ProposalState.OPEN.value)
        row = (await connection.execute(select(proposals).where(mine).with_for_update())).one_or_none()
        return None if row is None else _proposal(row)

    async def _move(
        self,
        connection: AsyncConnection,
        proposal: Proposal,
        state: ProposalState,
        actor: str,
        event: AuditEvent,
        reason: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        **more: Any,
    ) -> Proposal:
        """Moves a proposal on from the state it was read in; raises `ProposalVoid` when somebody was faster.

        `more` are other fields that change with it.
        """
        values = {"state": state, "decided_at": self._now(), **more}
        moved = replace(proposal, **values)
        change = (
            update(proposals)
            .where(proposals.c.id == proposal.id, proposals.c.state == proposal.state.value)
            .values({**values, "state": state.value})
        )
        if (await connection.execute(change)).rowcount != 1:
            raise ProposalVoid(f"proposal {proposal.id} was decided meanwhile")
        await self._audit.write(_entry(event, moved, actor, reason=reason, before=before, after=after), connection)
        return moved


def _decided(proposal: Proposal, *, approve: bool) -> tuple[ProposalState, AuditEvent]:
    """What becomes of a proposal by a person's word; what is half done can no more be turned down, only be seen to."""
    if approve:
        return ProposalState.CLAIMED, AuditEvent.APPROVED
    if proposal.state is ProposalState.HALF_DONE:
        return ProposalState.SEEN_TO, AuditEvent.SEEN_TO
    return ProposalState.TURNED_DOWN, AuditEvent.TURNED_DOWN


def _is_meant(held: Proposal, proposal_id: str | None) -> bool:
    """Whether a word is about the proposal that is open; one said to the bot is never about what a person has shown."""
    return held.proposed_by is None if proposal_id is None else held.id == proposal_id


def _same_write(one: Proposal, other: Proposal) -> bool:
    def write(p: Proposal) -> tuple[object, ...]:
        return p.action, p.order_id, p.order_version, dict(p.details), p.proposed_by

    return write(one) == write(other)


def _proposal(row: Row[Any]) -> Proposal:
    held = dict(row._mapping)
    return Proposal(**{**held, "state": ProposalState(held["state"])})


def _entry(event: AuditEvent, proposal: Proposal, actor: str, **more: Any) -> Entry:
    return Entry(event, proposal.conversation_id, actor, order_id=proposal.order_id, proposal_id=proposal.id, **more)
