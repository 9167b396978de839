"""The one way in which anything of a customer's is changed.

Checked against the shop's rules, shown with what it would change, confirmed by an explicit yes, written once under the
proposal's id, read again, and only then told. Nothing here knows what kind of change it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import (
    Capability,
    Change,
    CustomerChange,
    EraseCustomer,
    Settlement,
    from_json,
    subject_id,
    to_json,
)
from bot.commerce.claim_deeds import ClaimDeed
from bot.commerce.model import Address, Customer, Order
from bot.commerce.money import Money
from bot.commerce.rules import Rule, RuleBook
from bot.errors import AwaitsApproval, ChangeRefused, HalfDone, NotVerified, OutcomeUnknown, ProposalVoid, Why
from bot.orders.access import OrderAccess
from bot.orders.erasing import Erasing, Held
from bot.orders.facts import facts_of
from bot.orders.limits import NO_LIMITS, Limits, whose
from bot.orders.proposals import Proposal, Proposals, ProposalState
from bot.orders.telling import Teller
from bot.orders.writer import Done, Ended, Subject, Writer, agreed_to
from bot.storage.audit import AuditEvent, AuditLog, Entry

__all__ = ["Done", "Ended", "Moved", "Offer", "SafeWrites", "Subject"]

_SETTLED_AFTER: Final = timedelta(seconds=15)
"""Longer than a write is waited for: what the shop's system does not know by then will not arrive."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Offer:
    """A change as it is shown before a yes: what is there now, and the money that would move."""

    proposal: Proposal
    change: Change
    settlement: Settlement
    before: Subject

    @property
    def needs_approval(self) -> bool:
        """Whether it is known already that a person of the shop must decide; a day's limits show at the yes."""
        return self.proposal.limits is not None


@dataclass(frozen=True)
class Moved:
    """A change and the money that it moves, as agreed to: no other amount is ever written."""

    change: Change
    settlement: Settlement


class SafeWrites:
    """Checks, proposes and makes changes; beyond the merchant's limits it leaves them to a person."""

    def __init__(
        self,
        access: OrderAccess,
        commerce: CommerceBackend,
        proposals: Proposals,
        audit: AuditLog,
        rules: RuleBook,
        erasing: Erasing,
        now: Callable[[], datetime] = _now,
        *,
        limits: Limits = NO_LIMITS,
        teller: Teller | None = None,
        settled_after: timedelta = _SETTLED_AFTER,
    ) -> None:
        """Without a `teller` ends that no reply told stay owed, for whoever has one."""
        self._access, self._commerce, self._proposals, self._audit = access, commerce, proposals, audit
        self._rules, self._now, self._limits, self._teller = rules, now, limits, teller
        self._settled_after = settled_after
        self._erasing, self._writer = erasing, Writer(commerce, proposals, audit, erasing)

    async def check(self, conversation_id: str, change: Change) -> tuple[Subject, Settlement]:
        """What the change is about and the money it would move, if the shop's rule and data let it be made.

        Whether the shopper may make it yet is not asked. Raises `ChangeRefused`, `NotVerified` or `OrderNotFound`;
        `OutcomeUnknown` while the end of an earlier change in this conversation is still looked for.
        """
        subject = await self._subject(conversation_id, change)
        await self._must_be_settled(conversation_id)
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

    def admits(self, kind: Capability, order: Order) -> Rule:
        """The rule by which the order as it stands takes such a change at all; raises `ChangeRefused`."""
        self._must_be_offered(kind, order.order_id)
        return self._rules.admits(kind, order)

    async def try_out(self, conversation_id: str, change: Change) -> Settlement:
        """As `check`, of what nobody has asked for yet: a refusal is not written down."""
        return await self._allowed(change, await self._subject(conversation_id, change))

    async def propose(self, conversation_id: str, change: Change, by: str | None = None) -> Offer:
        """Opens the proposal to be shown; raises as `check`, and `NotVerified` when the shopper may not write.

        `by` is the person of the shop who proposes it, where it is not the bot; the shopper's rights still count.

        Raises `AwaitsApproval` when such a change of this order or customer is with a person of the shop already, and
        `HalfDone` when that person sees to what is missing of one.
        """
        before, settlement = await self.check(conversation_id, change)
        await self._must_write(conversation_id, before)
        id_ = _id(before)
        held = await self._proposals.in_hand(change.kind.value, id_)
        if held is not None and held.state is ProposalState.AWAITING:
            raise AwaitsApproval(id_, held.id)
        if held is not None and held.state is ProposalState.HALF_DONE:
            raise HalfDone(id_, "a person of the shop sees to the rest")
        over = self._limits.of_change(change, settlement, before, await self._commerce.catalogue())
        wanted = Proposal(
            id="",
            conversation_id=conversation_id,
            action=change.kind.value,
            order_id=id_,
            order_version=before.version,
            state=ProposalState.OPEN,
            details=to_json(change, settlement),
            whose=whose(before),
            limits=", ".join(over) or None,
            proposed_by=by,
        )
        actor = await self._actor(conversation_id, by)
        proposal = await self._proposals.open(wanted, actor, facts_of(before, change))
        return Offer(proposal, change, settlement, before)

    async def made(self, conversation_id: str) -> Sequence[Moved]:
        """The changes that were made in a conversation, and seen in the shop's data: the earliest first."""
        return [Moved(*agreed_to(proposal)) for proposal in await self._proposals.made_in(conversation_id)]

    async def shown(self, conversation_id: str) -> Moved | None:
        """The change that awaits a yes."""
        proposal = await self._proposals.open_in(conversation_id)
        return Moved(*agreed_to(proposal)) if proposal else None

    async def address_before(self, conversation_id: str, subject_id: str) -> Address | None:
        """The address that an order or a customer had before this conversation first changed it."""
        for entry in await self._audit.entries(conversation_id=conversation_id):
            if entry.event is not AuditEvent.WRITTEN or entry.order_id != subject_id[:64]:
                continue
            before, after = ((facts or {}).get("address") for facts in (entry.before, entry.after))
            if before and before != after:
                return Address(**before)
        return None

    async def confirm(
        self, conversation_id: str, message_id: str, by: str | None = None, *, proposal_id: str | None = None
    ) -> Done:
        """Takes the yes of one message, writes once and returns what was changed as read again.

        `proposal_id` is what the yes is to; a word of the talk with the bot has none, and is to what the bot has shown.
        `by` is the person of the shop whose word it is instead, under an id of its own in place of a message's.

        Sent again for the same message it writes nothing new and returns the same. Raises `ProposalNotFound` when
        nothing awaits a yes, `ProposalVoid` or `ChangeRefused` when another change awaits it or the subject changed
        (nothing was written),
        `AwaitsApproval` when it is over a limit of the merchant's (nothing was written; a person decides, and the
        shopper reads the end as a notice), `OutcomeUnknown` when the shop's system did not let us see the end.
        """
        actor = await self._actor(conversation_id, by)
        claim = await self._proposals.claim(conversation_id, message_id, actor, self._over, proposal_id=proposal_id)
        proposal = claim.proposal
        match proposal.state:
            case ProposalState.DONE:
                change, settlement = agreed_to(proposal)
                return Done(change, settlement, await self._writer.read(change))
            case ProposalState.CLAIMED:
                return await self._complete(proposal, actor, again=claim.repeated)
            case ProposalState.AWAITING:
                raise AwaitsApproval(proposal.order_id, proposal.id)
            case ProposalState.HALF_DONE | ProposalState.SEEN_TO:
                raise HalfDone(proposal.order_id, "a person of the shop sees to the rest")
            case _:
                raise ProposalVoid(f"proposal {proposal.id} is {proposal.state.value}")

    async def decline(self, conversation_id: str, message_id: str, *, proposal_id: str | None = None) -> None:
        """Takes the shopper's no; `proposal_id` as for a yes. One to what is no longer open changes nothing.

        Raises `ProposalNotFound` when it was said before what is open was shown.
        """
        actor = await self._access.actor(conversation_id)
        await self._proposals.decline(conversation_id, message_id, actor, proposal_id=proposal_id)

    async def void(self, conversation_id: str, reason: str) -> None:
        """Takes an open proposal back, because the shopper has moved on."""
        await self._proposals.void(conversation_id, reason, await self._access.actor(conversation_id))

    async def complete_approved(self, proposal: Proposal) -> Done:
        """Makes the write that a person of the shop has approved; raises as `confirm`."""

        async def check(change: Change, subject: Subject) -> None:
            if isinstance(change, ClaimDeed):  # what people of the shop do is not the shopper's to prove
                return
            await self._must_write(proposal.conversation_id, subject)
            # The shopper asked in time; how long the shop took to decide is not theirs to answer for.
            await self._must_fit_rules(change, subject, proposal.created_at)

        return await self._writer.make(proposal, f"staff:{proposal.approved_by}", check)

    async def reconcile(self, conversation_id: str | None = None) -> Sequence[Ended]:
        """Looks up every write whose end was not seen, in one conversation or everywhere, and tells how it ended.

        Done, not done or half done is said by a notice in the conversation; one that `is_pending` may still arrive, and
        what is half done is left to a person of the shop. What is in the hands of an open turn is left to that turn.
        Raises `CommerceUnavailable`.
        """
        ended = [
            await self._writer.look_up(proposal, self._now(), self._settled_after)
            for proposal in await self._proposals.unfinished(conversation_id)
            if not await self._is_in_a_turn(proposal)
        ]
        if self._teller is not None:
            await self._teller.tell(conversation_id)
        return ended

    async def held(self, conversation_id: str) -> Held:
        """What Shoptalk keeps of the customer who is signed in; raises `NotVerified`."""
        customer_id = await self._access.customer_id(conversation_id)
        if customer_id is None:
            raise NotVerified(conversation_id)
        return await self._erasing.held(customer_id)

    @property
    def erases_at_the_shop(self) -> bool:
        """Whether the shop's own record of a customer is erased with ours, or by a person of the shop."""
        return self._erasing.reaches_the_shop

    async def _actor(self, conversation_id: str, by: str | None) -> str:
        return f"staff:{by}" if by is not None else await self._access.actor(conversation_id)

    async def _must_be_settled(self, conversation_id: str) -> None:
        pending = [ended.proposal for ended in await self.reconcile(conversation_id) if ended.is_pending]
        if pending:
            raise OutcomeUnknown(pending[0].order_id)

    async def _is_in_a_turn(self, proposal: Proposal) -> bool:
        if self._teller is None or proposal.approved_by is not None:
            return False
        return await self._teller.is_answered(proposal) is False

    async def _complete(self, proposal: Proposal, actor: str, *, again: bool) -> Done:
        """Writes; what a crash may have left half done is looked up first."""
        done = await self._writer.find(proposal, actor) if again else None
        if done is None:

            async def check(change: Change, subject: Subject) -> None:
                await self._must_write(proposal.conversation_id, subject)
                await self._must_fit_rules(change, subject, self._now())

            done = await self._writer.make(proposal, actor, check)
        if self._teller is not None and await self._teller.is_answered(proposal):
            # The turn was given up while we wrote: its apology has told nothing of this.
            await self._proposals.owe(proposal.id, True)
        return done

    async def _subject(self, conversation_id: str, change: Change) -> Subject:
        if not isinstance(change, CustomerChange):
            return await self._access.visible(conversation_id, change.order_id)
        if await self._access.customer_id(conversation_id) != change.customer_id:
            raise NotVerified(change.customer_id)
        return await self._commerce.customer(change.customer_id)

    async def _allowed(self, change: Change, subject: Subject) -> Settlement:
        if isinstance(change, ClaimDeed):  # is for the shop's people: `bot.orders.claims`
            raise ChangeRefused(change.order_id, Why.UNSUPPORTED, change.kind.value)
        self._must_be_offered(change.kind, _id(subject))
        await self._must_fit_rules(change, subject, self._now())
        if isinstance(change, EraseCustomer):
            return Settlement(Money(0, (await self._commerce.shop()).currency))
        return await self._commerce.settlement(change)

    def _must_be_offered(self, kind: Capability, subject_id: str) -> None:
        # What Shoptalk keeps is erased whatever the back end can do.
        offered = {*self._commerce.capabilities, Capability.ERASE_CUSTOMER} - self._limits.switched_off
        if kind not in offered:
            raise ChangeRefused(subject_id, Why.UNSUPPORTED, kind.value)

    async def _must_fit_rules(self, change: Change, subject: Subject, at: datetime) -> None:
        if isinstance(subject, Order) and not isinstance(change, CustomerChange | ClaimDeed):
            self._rules.check(change, subject, await self._commerce.catalogue(), at)

    def _over(self, proposal: Proposal, earlier: Sequence[Proposal]) -> Sequence[str]:
        settlement = agreed_to(proposal)[1]
        made = [settled for _, settled in (from_json(other.details) for other in earlier) if settled is not None]
        by_itself = proposal.limits.split(", ") if proposal.limits else []
        return [*by_itself, *self._limits.of_day(settlement, made)]

    async def _must_write(self, conversation_id: str, subject: Subject) -> None:
        if isinstance(subject, Customer):
            allowed = await self._access.customer_id(conversation_id) == subject.customer_id
        else:
            allowed = await self._access.may_write(conversation_id, subject)
        if not allowed:
            raise NotVerified(_id(subject))


def _id(subject: Subject) -> str:
    return subject.customer_id if isinstance(subject, Customer) else subject.order_id
