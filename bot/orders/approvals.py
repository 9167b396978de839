"""Requests that are over one of the merchant's limits, and a person's word on them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bot.commerce.changes import Change, Settlement
from bot.conversation.screening import screen
from bot.errors import InvalidInput, NotAllowed
from bot.orders.proposals import Proposal, Proposals
from bot.orders.telling import Teller
from bot.orders.writer import agreed_to
from bot.orders.writes import SafeWrites

_LONGEST_NAME: Final = 96
_LONGEST_WORD: Final = 1000


@dataclass(frozen=True)
class Request:
    """What a shopper has asked for and said yes to."""

    proposal: Proposal
    change: Change
    settlement: Settlement


class Approvals:
    """Lists what awaits a person of the shop, and takes that person's yes or no; each request is decided once.

    An unknown request raises `ProposalNotFound`, one that awaits nobody's word any more `ProposalVoid`.
    """

    def __init__(self, proposals: Proposals, writes: SafeWrites, teller: Teller) -> None:
        self._proposals, self._writes, self._teller = proposals, writes, teller

    async def list(self) -> Sequence[Request]:
        """The oldest first."""
        return [Request(proposal, *agreed_to(proposal)) for proposal in await self._proposals.awaiting()]

    async def approve(self, request_id: str, person: str, word: str = "") -> Proposal:
        """Makes the change as it was shown to the shopper, who is told the end; returns how the request ended.

        Raises `OutcomeUnknown` when the end was not seen: it is looked up in the background and told then.
        """
        taken = await self._proposals.decide(request_id, _name(person), _word(word), approve=True)
        # A request that the rules or the shop's data refuse by now has ended, which is told like any other end.
        with suppress(NotAllowed):
            await self._writes.complete_approved(taken)
        await self._teller.tell(taken.conversation_id)
        return await self._proposals.get(request_id)

    async def refuse(self, request_id: str, person: str, word: str) -> Proposal:
        """Turns the request down, for a reason that the shopper is told."""
        if not word.strip():
            raise InvalidInput("a refusal wants a word for the shopper; accepted: a short text")
        ended = await self._proposals.decide(request_id, _name(person), _word(word), approve=False)
        await self._teller.tell(ended.conversation_id)
        return await self._proposals.get(request_id)


def _name(person: str) -> str:
    name = person.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"who decides wants a name; accepted: up to {_LONGEST_NAME} printable characters")
    return name


def _word(word: str) -> str:
    return screen(word, _LONGEST_WORD) if word.strip() else ""
