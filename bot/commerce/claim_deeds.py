"""What the shop's people do about a return, an exchange or a reported problem, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from bot.commerce.model import Claim, ClaimKind, ClaimLine, ClaimStatus


class Deed(StrEnum):
    """One step on a claim's way; also the name of each change."""

    ACCEPT = "accept_claim"  # the shop agrees; the goods are still with the customer
    RECEIVE = "receive_claim"  # the goods are back, or some of them, and are looked at
    SETTLE = "settle_claim"  # money goes back, or other goods were sent: it is over
    REFUSE = "refuse_claim"  # the shop does not agree: it is over


OPEN: Final = frozenset({ClaimStatus.REQUESTED, ClaimStatus.ACCEPTED, ClaimStatus.RECEIVED})
"""Where a person of the shop still has something to do."""
_FROM: Final[Mapping[Deed, frozenset[ClaimStatus]]] = {
    Deed.ACCEPT: frozenset({ClaimStatus.REQUESTED}),
    Deed.RECEIVE: OPEN,  # once more to put right what was counted
    Deed.SETTLE: frozenset({ClaimStatus.RECEIVED}),
    Deed.REFUSE: OPEN,
}
TO: Final[Mapping[Deed, ClaimStatus]] = {
    Deed.ACCEPT: ClaimStatus.ACCEPTED,
    Deed.RECEIVE: ClaimStatus.RECEIVED,
    Deed.SETTLE: ClaimStatus.SETTLED,
    Deed.REFUSE: ClaimStatus.REFUSED,
}


@dataclass(frozen=True)
class AcceptClaim:
    """The shop agrees to what was asked for; `word` is for the customer."""

    order_id: str
    claim_id: str
    word: str = ""
    kind: Literal[Deed.ACCEPT] = Deed.ACCEPT


@dataclass(frozen=True)
class ReceiveClaim:
    """What has come back so far, and in which state, which the customer is not told."""

    order_id: str
    claim_id: str
    lines: tuple[ClaimLine, ...]
    condition: str = ""
    kind: Literal[Deed.RECEIVE] = Deed.RECEIVE


@dataclass(frozen=True)
class SettleClaim:
    """The end: money as reckoned from the order, or less; other goods under a tracking number."""

    order_id: str
    claim_id: str
    refund: int | None = None
    """Minor units; None for all that a return or an exchange gives back, and nothing for a problem."""
    carrier: str = ""
    tracking: str = ""
    word: str = ""
    kind: Literal[Deed.SETTLE] = Deed.SETTLE


@dataclass(frozen=True)
class RefuseClaim:
    """The shop does not agree, for a reason that the customer reads."""

    order_id: str
    claim_id: str
    word: str
    kind: Literal[Deed.REFUSE] = Deed.REFUSE


ClaimDeed = AcceptClaim | ReceiveClaim | SettleClaim | RefuseClaim


def may_follow(deed: Deed, claim: Claim) -> bool:
    """Whether the claim stands where this can be done; a problem is settled wherever its goods are."""
    if deed is Deed.SETTLE and claim.kind is ClaimKind.PROBLEM:
        return claim.status in OPEN
    return claim.status in _FROM[deed]
