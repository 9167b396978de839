"""The one way in which anything of a customer's is changed.

Checked against the shop's rules, shown with what it would change, confirmed by an explicit yes, written once under the
proposal's id, read again, and only then told. Nothing here knows what kind of change it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import Change, ChangeCustomer, Settlement, from_json, subject_id, to_json
from bot.commerce.model import Customer, Order
from bot.commerce.rules import RuleBook
from bot.errors import (
    ChangeRefused,
    CommerceUnavailable,
    NotAllowed,
    NotVerified,
    OutcomeUnknown,
    ProposalVoid,
    Why,
)
from bot.orders.access import OrderAccess
from bot.orders.audit import AuditEvent, AuditLog, Entry
from bot.orders.evidence import shows
from bot.orders.proposals import Proposal, Proposals, ProposalState

_ATTEMPTS: Final = 3

Subject = Order | Customer
"""What is changed."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Offer:
    """A change as it is shown before a yes: what is there now, and the money that would move."""

    proposal: Proposal
    change: Change
    settlement: Settlement
    before: Subject


@dataclass(frozen=True)
class Done:
    """A change that was made, with the subject as it was read again."""

    change: Change
    settlement: Settlement
    after: Subject


class SafeWrites:
    """Checks, proposes and makes changes."""

    def __init__(
        self,
        access: OrderAccess,
        commerce: CommerceBackend,
        proposals: Proposals,
        audit: AuditLog,
        rules: RuleBook,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._access, self._commerce, self._proposals, self._audit = access, commerce, proposals, audit
        self._rules, self._now = rules, now

    async def check(self, conversation_id: str, change: Change) -> tuple[Subject, Settlement]:
        """What the change is about and the money it would move, if the shop's rule and data let it be made.

        Whether the shopper may make it yet is not asked. Raises `ChangeRefused`, `NotVerified` or `OrderNotFound`.
        """
        subject = await self._subject(conversation_id, change)
        try:
            return subject, await self._allowed(change, subject)
        except ChangeRefused as refusal:
            actor = await self._access.actor(conversation_id)
            about = {"change": to_json(change, None)["change"]}
            reason = f"{change.kind.value}: {refusal}"
            entry = Entry(
                AuditEvent.REFUSED, conversation_id, actor, subject_id(change)[:64], reason=reason, before=about
            )
            await self._audit.write(entry)
            raise

    async def propose(self, conversation_id: str, change: Change) -> Offer:
        """Opens the proposal to be shown; raises as `check`, and `NotVerified` when the shopper may not write."""
        before, settlement = await self.check(conversation_id, change)
        await self._must_write(conversation_id, before)
        details = to_json(change, settlement)
        id_ = _id(before)
        wanted = Proposal("", conversation_id, change.kind.value, id_, before.version, ProposalState.OPEN, details)
        proposal = await self._proposals.open(wanted, await self._access.actor(conversation_id))
        return Offer(proposal, change, settlement, before)

    async def confirm(self, conversation_id: str, message_id: str) -> Done:
        """Takes the yes of one message, writes once and returns what was changed as read again.

        Sent again for the same message it writes nothing new and returns the same. Raises `ProposalNotFound` when
        nothing awaits a yes, `ProposalVoid` or `ChangeRefused` when the subject changed (nothing was written),
        `OutcomeUnknown` when the shop's system did not let us see the end.
        """
        actor = await self._access.actor(conversation_id)
        proposal = await self._proposals.claim(conversation_id, message_id, actor)
        match proposal.state:
            case ProposalState.DONE:
                change, settlement = _agreed(proposal)
                return Done(change, settlement, await self._read(change))
            case ProposalState.CLAIMED:
                return await self._write(proposal, actor)
            case _:
                raise ProposalVoid(f"proposal {proposal.id} is {proposal.state.value}")

    async def decline(self, conversation_id: str, message_id: str) -> None:
        """Takes the shopper's no."""
        await self._proposals.decline(conversation_id, message_id, await self._access.actor(conversation_id))

    async def void(self, conversation_id: str, reason: str) -> None:
        """Takes an open proposal back, because the shopper has moved on."""
        await self._proposals.void(conversation_id, reason, await self._access.actor(conversation_id))

    async def _subject(self, conversation_id: str, change: Change) -> Subject:
        if not isinstance(change, ChangeCustomer):
            return await self._access.visible(conversation_id, change.order_id)
        if await self._access.customer_id(conversation_id) != change.customer_id:
            raise NotVerified(change.customer_id)
        return await self._commerce.customer(change.customer_id)

    async def _allowed(self, change: Change, subject: Subject) -> Settlement:
        if change.kind not in self._commerce.capabilities:
            raise ChangeRefused(_id(subject), Why.UNSUPPORTED, change.kind.value)
        if isinstance(subject, Order) and not isinstance(change, ChangeCustomer):
            self._rules.check(change, subject, await self._commerce.catalogue(), self._now())
        return await self._commerce.settlement(change)

    async def _write(self, proposal: Proposal, actor: str) -> Done:
        change, agreed = _agreed(proposal)
        before = await self._read(change)
        try:
            await self._must_write(proposal.conversation_id, before)
            await self._send(proposal, change, agreed)
        except NotAllowed as error:
            await self._proposals.finish(proposal, ProposalState.REFUSED, AuditEvent.REFUSED, actor, str(error))
            raise
        except (OutcomeUnknown, CommerceUnavailable) as error:
            await self._log_unknown(proposal, actor, error)
            raise OutcomeUnknown(proposal.order_id) from error
        return await self._read_again(proposal, actor, change, agreed, before)

    async def _send(self, proposal: Proposal, change: Change, agreed: Settlement) -> None:
        """Sends the write; sent again under its key while its end is not seen, which writes nothing twice."""
        for attempt in range(_ATTEMPTS):
            try:
                if isinstance(change, ChangeCustomer):
                    await self._commerce.change_customer(change, version=proposal.order_version, key=proposal.id)
                else:
                    await self._commerce.change_order(
                        change, version=proposal.order_version, agreed=agreed, key=proposal.id
                    )
                return
            except (OutcomeUnknown, CommerceUnavailable):
                if attempt == _ATTEMPTS - 1:
                    raise

    async def _read_again(
        self, proposal: Proposal, actor: str, change: Change, agreed: Settlement, before: Subject
    ) -> Done:
        after = await self._read(change)
        if not shows(change, before, after):
            error = OutcomeUnknown(proposal.order_id)
            await self._log_unknown(proposal, actor, error)
            raise error
        await self._proposals.finish(
            proposal, ProposalState.DONE, AuditEvent.WRITTEN, actor, before=_facts(before), after=_facts(after)
        )
        return Done(change, agreed, after)

    async def _read(self, change: Change) -> Subject:
        if isinstance(change, ChangeCustomer):
            return await self._commerce.customer(change.customer_id)
        return await self._commerce.order(change.order_id)

    async def _must_write(self, conversation_id: str, subject: Subject) -> None:
        if isinstance(subject, Customer):
            allowed = await self._access.customer_id(conversation_id) == subject.customer_id
        else:
            allowed = await self._access.may_write(conversation_id, subject)
        if not allowed:
            raise NotVerified(_id(subject))

    async def _log_unknown(self, proposal: Proposal, actor: str, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        entry = Entry(AuditEvent.UNKNOWN, proposal.conversation_id, actor, proposal.order_id, proposal.id, reason)
        await self._audit.write(entry)


def _id(subject: Subject) -> str:
    return subject.customer_id if isinstance(subject, Customer) else subject.order_id


def _agreed(proposal: Proposal) -> tuple[Change, Settlement]:
    change, settlement = from_json(proposal.details)
    if settlement is None:
        raise ProposalVoid(f"proposal {proposal.id} holds no settlement")
    return change, settlement


def _facts(subject: Subject) -> dict[str, Any]:
    """What the audit log remembers of an order or a customer."""
    if isinstance(subject, Customer):
        return {"version": subject.version, "language": subject.language}
    return {
        "status": subject.status.value,
        "payment_status": subject.payment.status.value,
        "refunded": sum(refund.amount.amount for refund in subject.refunds),
        "charged": sum(charge.amount.amount for charge in subject.charges),
        "total": subject.total.amount,
        "currency": subject.total.currency,
        "lines": [[line.line_id, line.sku, line.quantity] for line in subject.lines],
        "claims": [[claim.claim_id, claim.kind.value, claim.status.value] for claim in subject.claims],
        "version": subject.version,
    }
