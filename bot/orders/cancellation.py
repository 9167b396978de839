"""Cancelling an order: proposed with what will happen, confirmed, written once, read again, and only then told."""

from typing import Any, Final

from bot.commerce.backend import Capability, CommerceBackend
from bot.commerce.model import Order, OrderStatus
from bot.errors import (
    CommerceUnavailable,
    NotAllowed,
    NotVerified,
    OrderNotCancellable,
    OutcomeUnknown,
    ProposalVoid,
)
from bot.orders.access import OrderAccess
from bot.orders.audit import AuditEvent, AuditLog, Entry
from bot.orders.proposals import Proposal, Proposals, ProposalState

CANCELLABLE: Final = frozenset({OrderStatus.PENDING, OrderStatus.PROCESSING})
"""The shop's rule: an order can be called off only before it is shipped."""

_ACTION: Final = "cancel_order"
_ATTEMPTS: Final = 3


class Cancellation:
    """The one way in which an order is cancelled."""

    def __init__(self, access: OrderAccess, commerce: CommerceBackend, proposals: Proposals, audit: AuditLog) -> None:
        self._access, self._commerce, self._proposals, self._audit = access, commerce, proposals, audit

    async def check(self, conversation_id: str, order_number: str) -> Order:
        """The order if the shop's rule lets it be cancelled, whether or not the shopper may yet do it.

        Raises `OrderNotCancellable`, `NotVerified` or `OrderNotFound`.
        """
        order = await self._access.visible(conversation_id, order_number)
        if order.status not in CANCELLABLE or Capability.CANCEL_ORDER not in self._commerce.capabilities:
            actor = await self._access.actor(conversation_id)
            reason = f"order is {order.status.value}"
            await self._audit.write(Entry(AuditEvent.REFUSED, conversation_id, actor, order.order_id, reason=reason))
            raise OrderNotCancellable(order.order_id, order.status.value)
        return order

    async def propose(self, conversation_id: str, order_number: str) -> tuple[Proposal, Order]:
        """Opens the proposal to be shown; raises as `check`, and `NotVerified` when the shopper may not write."""
        order = await self.check(conversation_id, order_number)
        await self._must_write(conversation_id, order)
        wanted = Proposal(
            "", conversation_id, _ACTION, order.order_id, order.version, ProposalState.OPEN, _money(order)
        )
        return await self._proposals.open(wanted, await self._access.actor(conversation_id)), order

    async def confirm(self, conversation_id: str, message_id: str) -> Order:
        """Takes the yes of one message, writes once and returns the order as read again.

        Sent again for the same message it writes nothing new and returns the same. Raises `ProposalNotFound` when
        nothing awaits a yes, `ProposalVoid` or `OrderNotCancellable` when the order changed (nothing was written),
        `OutcomeUnknown` when the shop's system did not let us see the end.
        """
        actor = await self._access.actor(conversation_id)
        proposal = await self._proposals.claim(conversation_id, message_id, actor)
        match proposal.state:
            case ProposalState.DONE:
                return await self._commerce.order(proposal.order_id)
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

    async def _write(self, proposal: Proposal, actor: str) -> Order:
        before = await self._commerce.order(proposal.order_id)
        try:
            await self._must_write(proposal.conversation_id, before)
            await self._send(proposal)
        except NotAllowed as error:
            await self._proposals.finish(proposal, ProposalState.REFUSED, AuditEvent.REFUSED, actor, str(error))
            raise
        except (OutcomeUnknown, CommerceUnavailable) as error:
            await self._log_unknown(proposal, actor, error)
            raise OutcomeUnknown(proposal.order_id) from error
        return await self._read_again(proposal, actor, before)

    async def _send(self, proposal: Proposal) -> None:
        """Sends the write; sent again under its key while its end is not seen, which writes nothing twice."""
        for attempt in range(_ATTEMPTS):
            try:
                await self._commerce.cancel_order(
                    proposal.order_id,
                    version=proposal.order_version,
                    reason="asked for by the customer",
                    key=proposal.id,
                )
                return
            except (OutcomeUnknown, CommerceUnavailable):
                if attempt == _ATTEMPTS - 1:
                    raise

    async def _read_again(self, proposal: Proposal, actor: str, before: Order) -> Order:
        after = await self._commerce.order(proposal.order_id)
        if after.status is not OrderStatus.CANCELLED:
            error = OutcomeUnknown(proposal.order_id)
            await self._log_unknown(proposal, actor, error)
            raise error
        await self._proposals.finish(
            proposal, ProposalState.DONE, AuditEvent.WRITTEN, actor, before=_money(before), after=_money(after)
        )
        return after

    async def _must_write(self, conversation_id: str, order: Order) -> None:
        if not await self._access.may_write(conversation_id, order):
            raise NotVerified(order.order_id)

    async def _log_unknown(self, proposal: Proposal, actor: str, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        entry = Entry(AuditEvent.UNKNOWN, proposal.conversation_id, actor, proposal.order_id, proposal.id, reason)
        await self._audit.write(entry)


def _money(order: Order) -> dict[str, Any]:
    """What the audit log and the proposal remember of an order."""
    return {
        "status": order.status.value,
        "payment_status": order.payment.status.value,
        "refunded": sum(refund.amount.amount for refund in order.refunds),
        "total": order.total.amount,
        "currency": order.total.currency,
        "version": order.version,
    }
