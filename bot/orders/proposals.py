"""Proposed writes: shown, then confirmed, declined or void; at most one is open in a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ProposalNotFound, ProposalVoid
from bot.orders.audit import AuditEvent, AuditLog, Entry
from bot.orders.tables import proposals
from bot.storage.database import Database


class ProposalState(StrEnum):
    """How far a proposed write has come."""

    OPEN = "open"  # shown, awaits the shopper's word
    VOID = "void"  # outrun by the shopper or by the shop's data
    DECLINED = "declined"  # the shopper said no
    CLAIMED = "claimed"  # the shopper said yes; the write may or may not have happened
    DONE = "done"  # written and seen in the shop's data
    REFUSED = "refused"  # the shop's rule or data forbade it; nothing was written


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


class Proposals:
    """Keeps proposals; every step is audited in the transaction that makes it."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database, self._audit = database, audit

    async def open(self, proposal: Proposal, actor: str) -> Proposal:
        """Shows a proposal: the same one again when an equal one is open, else a new one that voids the open one."""
        async with self._database.transaction() as connection:
            held = await self._open_one(connection, proposal.conversation_id)
            if held and _same_write(held, proposal):
                return held
            if held:
                await self._move(connection, held, ProposalState.VOID, actor, AuditEvent.VOIDED, "another was proposed")
            new = Proposal(**{**vars(proposal), "id": f"pr_{uuid4().hex}"})
            values = {
                **vars(new),
                "state": new.state.value,
                "details": dict(new.details),
                "created_at": datetime.now(UTC),
            }
            await connection.execute(proposals.insert().values(**values))
            await self._audit.write(_entry(AuditEvent.PROPOSED, new, actor, after=dict(new.details)), connection)
        return new

    async def open_in(self, conversation_id: str) -> Proposal | None:
        """The proposal that awaits the shopper's word, if any."""
        async with self._database.transaction() as connection:
            return await self._open_one(connection, conversation_id)

    async def claim(self, conversation_id: str, message_id: str, actor: str) -> Proposal:
        """Takes the shopper's yes for the open proposal; once, whatever is retried or raced.

        The message that decided a proposal gets the same one again, in the state it has by then.
        Raises `ProposalNotFound` when none is open.
        """
        async with self._database.transaction() as connection:
            decided = (proposals.c.conversation_id == conversation_id) & (proposals.c.decided_by == message_id)
            row = (await connection.execute(select(proposals).where(decided))).one_or_none()
            if row is not None:
                return _proposal(row)
            held = await self._open_one(connection, conversation_id)
            if held is None:
                raise ProposalNotFound(conversation_id)
            return await self._move(
                connection, held, ProposalState.CLAIMED, actor, AuditEvent.CONFIRMED, "yes", decided_by=message_id
            )

    async def decline(self, conversation_id: str, message_id: str, actor: str) -> Proposal | None:
        """Takes the shopper's no; None when nothing was open."""
        return await self._close_open(
            conversation_id, ProposalState.DECLINED, AuditEvent.DECLINED, "no", actor, message_id
        )

    async def void(self, conversation_id: str, reason: str, actor: str) -> Proposal | None:
        """Takes an open proposal back; None when nothing was open."""
        return await self._close_open(conversation_id, ProposalState.VOID, AuditEvent.VOIDED, reason, actor, None)

    async def finish(
        self,
        proposal: Proposal,
        state: ProposalState,
        event: AuditEvent,
        actor: str,
        reason: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Proposal:
        """Writes down how a claimed proposal ended; an end that is already written stays."""
        async with self._database.transaction() as connection:
            held = select(proposals).where(proposals.c.id == proposal.id).with_for_update()
            row = (await connection.execute(held)).one()
            if row.state != proposal.state.value:
                return _proposal(row)
            return await self._move(connection, proposal, state, actor, event, reason, before=before, after=after)

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

    async def _close_open(
        self,
        conversation_id: str,
        state: ProposalState,
        event: AuditEvent,
        reason: str,
        actor: str,
        message_id: str | None,
    ) -> Proposal | None:
        async with self._database.transaction() as connection:
            held = await self._open_one(connection, conversation_id)
            if held is None:
                return None
            return await self._move(connection, held, state, actor, event, reason, decided_by=message_id)

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
        decided_by: str | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Proposal:
        """Moves a proposal on from the state it was read in; raises `ProposalVoid` when somebody was faster."""
        moved = Proposal(**{**vars(proposal), "state": state, "decided_by": decided_by or proposal.decided_by})
        change = (
            update(proposals)
            .where(proposals.c.id == proposal.id, proposals.c.state == proposal.state.value)
            .values(state=state.value, decided_by=moved.decided_by, decided_at=datetime.now(UTC))
        )
        if (await connection.execute(change)).rowcount != 1:
            raise ProposalVoid(f"proposal {proposal.id} was decided meanwhile")
        await self._audit.write(_entry(event, moved, actor, reason=reason, before=before, after=after), connection)
        return moved


def _same_write(one: Proposal, other: Proposal) -> bool:
    def write(p: Proposal) -> tuple[object, ...]:
        return p.action, p.order_id, p.order_version, dict(p.details)

    return write(one) == write(other)


def _proposal(row: Row[Any]) -> Proposal:
    held = dict(row._mapping)
    del held["created_at"], held["decided_at"]
    return Proposal(**{**held, "state": ProposalState(held["state"])})


def _entry(event: AuditEvent, proposal: Proposal, actor: str, **more: Any) -> Entry:
    return Entry(event, proposal.conversation_id, actor, order_id=proposal.order_id, proposal_id=proposal.id, **more)
