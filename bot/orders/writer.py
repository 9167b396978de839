"""One write of what was agreed to: sent under the proposal's id, read again, written down."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import Change, CustomerChange, EraseCustomer, Settlement, from_json
from bot.commerce.model import Customer, Order
from bot.errors import CommerceUnavailable, HalfDone, NotAllowed, OutcomeUnknown, ProposalVoid
from bot.orders.erasing import Erasing
from bot.orders.evidence import shows
from bot.orders.facts import facts_of
from bot.orders.proposals import Proposal, Proposals, ProposalState
from bot.storage.audit import AuditEvent, AuditLog, Entry

_log = logging.getLogger(__name__)
_ATTEMPTS: Final = 3
_US: Final = "shoptalk"

Subject = Order | Customer
"""What is changed."""

Check = Callable[[Change, Subject], Awaitable[None]]
"""Raises `NotAllowed` when the change may not be made as things stand."""


@dataclass(frozen=True)
class Done:
    """A change that was made, with the subject as it was read again."""

    change: Change
    settlement: Settlement
    after: Subject


@dataclass(frozen=True)
class Ended:
    """What a look-up found of a write whose end was not seen."""

    proposal: Proposal
    done: Done | None = None
    """Set when the write was made."""

    @property
    def is_pending(self) -> bool:
        """Whether more of it may still arrive: too little time has passed to say that it was not made, or in part."""
        return self.proposal.state is ProposalState.CLAIMED


class Writer:
    """Makes the writes of claimed proposals, and finds out what became of those whose end was not seen."""

    def __init__(self, commerce: CommerceBackend, proposals: Proposals, audit: AuditLog, erasing: Erasing) -> None:
        self._commerce, self._proposals, self._audit, self._erasing = commerce, proposals, audit, erasing

    async def make(self, proposal: Proposal, actor: str, check: Check) -> Done:
        """Checks, writes, reads again.

        Raises what `check` raises, `ProposalVoid`, `ChangeRefused`, `OutcomeUnknown`.
        """
        change, agreed = agreed_to(proposal)
        before = await self.read(change)
        try:
            if before.version != proposal.order_version:
                raise ProposalVoid(f"{proposal.order_id} is at version {before.version}, not {proposal.order_version}")
            await check(change, before)
            await self._send(proposal, change, agreed)
        except NotAllowed as refusal:
            return await self._refused(proposal, actor, refusal)
        except (OutcomeUnknown, CommerceUnavailable) as error:
            await self._log_unknown(proposal, actor, error)
            raise OutcomeUnknown(proposal.order_id) from error
        after = await self.read(change)
        if not shows(change, before, after):
            unseen = OutcomeUnknown(proposal.order_id)
            await self._log_unknown(proposal, actor, unseen)
            raise unseen
        await self._done(proposal, actor, "", facts_of(before, change), facts_of(after, change))
        return Done(change, agreed, after)

    async def _refused(self, proposal: Proposal, actor: str, refusal: NotAllowed) -> Done:
        """Writes the refusal down and raises it, unless it is our own write that stands in the way."""
        if (done := await self.find(proposal, actor)) is not None:
            return done
        await self._proposals.finish(proposal, ProposalState.REFUSED, AuditEvent.REFUSED, actor, str(refusal))
        raise refusal

    async def _done(
        self,
        proposal: Proposal,
        actor: str,
        reason: str,
        before: dict[str, Any] | None,
        after: dict[str, Any],
        *,
        owed: bool = False,
    ) -> None:
        end, event = ProposalState.DONE, AuditEvent.WRITTEN
        await self._proposals.finish(proposal, end, event, actor, reason, before, after, owed=owed)

    async def find(self, proposal: Proposal, actor: str, *, owed: bool = False) -> Done | None:
        """The change as the shop's data shows it, when the shop knows the write by its key; begins none there."""
        change, agreed = agreed_to(proposal)
        try:
            if not await self._was_written(proposal, change):
                return None
        except OutcomeUnknown:  # begun: only the same write, sent again, ends it
            try:
                await self._send(proposal, change, agreed)
            except NotAllowed:
                return None
        after = await self.read(change)
        await self._done(proposal, actor, "looked up by its key", None, facts_of(after, change), owed=owed)
        return Done(change, agreed, after)

    async def look_up(self, proposal: Proposal, now: datetime, settled_after: timedelta) -> Ended:
        """How a write whose end was not seen has ended: made, not made, half made, or still to be looked for."""
        is_settled = now - (proposal.decided_at or proposal.created_at) >= settled_after
        try:
            done = await self.find(proposal, _US, owed=True)
        except HalfDone as half:
            return Ended(await self._half_done(proposal, half) if is_settled else proposal)
        except OutcomeUnknown as error:  # of this one: others are looked up all the same
            _log.warning("the write %s is still looked for: %s", proposal.id, error)
            return Ended(proposal)
        if done is not None:
            return Ended(await self._proposals.get(proposal.id), done)
        if not is_settled:
            return Ended(proposal)
        reason = "the shop's system does not know its key"
        if proposal.approved_by:
            return Ended(await self._proposals.ask_again(proposal, _US, reason))
        end, event = ProposalState.NOT_WRITTEN, AuditEvent.NOT_WRITTEN
        return Ended(await self._proposals.finish(proposal, end, event, _US, reason, owed=True))

    async def _half_done(self, proposal: Proposal, half: HalfDone) -> Proposal:
        """Leaves it to a person of the shop, with what shows of it written down."""
        change, _ = agreed_to(proposal)
        after = facts_of(await self.read(change), change)
        end, event = ProposalState.HALF_DONE, AuditEvent.HALF_WRITTEN
        return await self._proposals.finish(proposal, end, event, _US, half.missing, after=after, owed=True)

    async def read(self, change: Change) -> Subject:
        """What a change is about, as it is now."""
        if isinstance(change, CustomerChange):
            return await self._commerce.customer(change.customer_id)
        return await self._commerce.order(change.order_id)

    async def _was_written(self, proposal: Proposal, change: Change) -> bool:
        if isinstance(change, EraseCustomer):
            return await self._erasing.was_erased(proposal.id, change.customer_id)
        return await self._commerce.was_written(proposal.id, proposal.order_id)

    async def _send(self, proposal: Proposal, change: Change, agreed: Settlement) -> None:
        """Sends the write; sent again under its key while its end is not seen, which writes nothing twice."""
        for attempt in range(_ATTEMPTS):
            try:
                if isinstance(change, EraseCustomer):
                    await self._erasing.erase(change, proposal.id)
                elif isinstance(change, CustomerChange):
                    await self._commerce.change_customer(change, version=proposal.order_version, key=proposal.id)
                else:
                    await self._commerce.change_order(
                        change, version=proposal.order_version, agreed=agreed, key=proposal.id
                    )
                return
            except HalfDone:  # it went on as far as it can
                raise
            except (OutcomeUnknown, CommerceUnavailable):
                if attempt == _ATTEMPTS - 1:
                    raise

    async def _log_unknown(self, proposal: Proposal, actor: str, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        entry = Entry(AuditEvent.UNKNOWN, proposal.conversation_id, actor, proposal.order_id, proposal.id, reason)
        await self._audit.write(entry)


def agreed_to(proposal: Proposal) -> tuple[Change, Settlement]:
    """What the shopper said yes to; raises `ProposalVoid` on a proposal that holds no money agreed to."""
    change, settlement = from_json(proposal.details)
    if settlement is None:
        raise ProposalVoid(f"proposal {proposal.id} holds no settlement")
    return change, settlement
