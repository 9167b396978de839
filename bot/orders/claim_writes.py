"""What the shop's people do about claims, as safe writes: limited, once, read again before it is called done."""

from contextlib import suppress
from dataclasses import replace
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import Change, to_json
from bot.commerce.claim_deeds import AcceptClaim, ClaimDeed, ReceiveClaim, RefuseClaim, SettleClaim
from bot.conversation.screening import screen
from bot.errors import AwaitsApproval, ChangeRefused, InvalidInput, ProposalNotFound, ProposalVoid, Unavailable, Why
from bot.orders.claim_cases import ClaimCases
from bot.orders.facts import facts_of
from bot.orders.limits import Limits
from bot.orders.proposals import BY_A_PERSON, Proposal, Proposals, ProposalState
from bot.orders.telling import Teller
from bot.orders.writer import Subject, Writer

_LONGEST_WORD: Final = 1000
_LONGEST_NUMBER: Final = 64


class ClaimWrites:
    """Makes one deed of a person's; another system's claims are only refused here, with the reason."""

    def __init__(
        self,
        cases: ClaimCases,
        commerce: CommerceBackend,
        proposals: Proposals,
        writer: Writer,
        limits: Limits,
        teller: Teller,
    ) -> None:
        self._cases, self._commerce, self._proposals = cases, commerce, proposals
        self._writer, self._limits, self._teller = writer, limits, teller

    async def do(self, deed: ClaimDeed, *, version: int, login: str, key: str) -> Proposal:
        """Does what a person means who saw the order at `version`; the same `key` again does nothing twice.

        Returns how it ended: `DONE`, or `AWAITING` where a supervisor must decide. Raises `InvalidInput`,
        `ProposalVoid` when the order has moved on, `ChangeRefused`, `AwaitsApproval` while a supervisor decides about
        the claim, `OutcomeUnknown` when the end was not seen: it is looked up in the background.
        """
        deed = _read(deed)
        id_ = f"pr_{uuid5(NAMESPACE_OID, f'{login} {deed.order_id} {deed.claim_id} {key}').hex}"
        if (before := await self._begun(id_)) is not None:
            if before.details != to_json(deed, None) | {"settlement": before.details["settlement"]}:
                raise InvalidInput("Idempotency-Key: it came before with something else to be done")
            return await self._end(before, login, again=True)
        case = await self._cases.one(deed.order_id, deed.claim_id)
        if deed.kind not in self._cases.offered or case.conversation_id is None:
            raise ChangeRefused(deed.order_id, Why.UNSUPPORTED, "this is done where the shop keeps its orders")
        if case.order.version != version:
            raise ProposalVoid(f"order {deed.order_id} is at version {case.order.version}, not {version}")
        if case.awaits is not None:
            raise AwaitsApproval(deed.order_id, case.awaits.id)
        agreed = await self._commerce.settlement(deed)
        wanted = Proposal(
            id=id_,
            conversation_id=case.conversation_id,
            action=deed.kind.value,
            order_id=case.order.order_id,
            order_version=version,
            state=ProposalState.CLAIMED,
            details=to_json(deed, agreed),
            decided_by=f"{BY_A_PERSON}{id_}",
            proposed_by=login,
            owed=True,
        )
        over = ", ".join(self._limits.of_change(deed, agreed, case.order, ()))
        before_ = facts_of(case.order, deed)
        begun = await self._proposals.begin(wanted, f"staff:{login}", limits=over, before=before_)
        return await self._end(begun.proposal, login, again=begun.repeated)

    async def _begun(self, id_: str) -> Proposal | None:
        with suppress(ProposalNotFound):
            return await self._proposals.get(id_)
        return None

    async def _end(self, proposal: Proposal, login: str, *, again: bool) -> Proposal:
        actor = f"staff:{login}"
        if proposal.state is ProposalState.CLAIMED:
            done = await self._writer.find(proposal, actor) if again else None
            if done is None:
                await self._writer.make(proposal, actor, _may)
            # It is done, whether or not it can be told now: what is owed is told by the background.
            with suppress(Unavailable):
                await self._teller.tell(proposal.conversation_id)
            proposal = await self._proposals.get(proposal.id)
        if proposal.state in (ProposalState.DONE, ProposalState.AWAITING):
            return proposal
        raise ProposalVoid(f"{proposal.order_id}: it came to nothing ({proposal.state.value}); look at it anew")


async def _may(change: Change, subject: Subject) -> None:
    """The role was asked for at the door; what the shop's data allows is asked by the write itself."""


def _read(deed: ClaimDeed) -> ClaimDeed:
    """The deed with its words as they are kept; raises `InvalidInput`."""
    match deed:
        case ReceiveClaim():
            return replace(deed, condition=_words(deed.condition))
        case SettleClaim():
            carrier, tracking = _number(deed.carrier, "carrier"), _number(deed.tracking, "tracking")
            if bool(carrier) != bool(tracking):
                raise InvalidInput("carrier and tracking: accepted are both or neither")
            return replace(deed, carrier=carrier, tracking=tracking, word=_words(deed.word))
        case AcceptClaim() | RefuseClaim():
            return replace(deed, word=_words(deed.word))


def _words(word: str) -> str:
    return screen(word, _LONGEST_WORD) if word.strip() else ""


def _number(text: str, name: str) -> str:
    """A carrier's name or number, which may look like anything."""
    plain = text.strip()
    if len(plain) > _LONGEST_NUMBER or not plain.isprintable():
        raise InvalidInput(f"{name}: accepted are up to {_LONGEST_NUMBER} printable characters")
    return plain
