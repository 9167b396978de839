"""What a person's deed about a claim leaves behind: the claim and its order as they then stand, and what moves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.commerce.changes import Settlement
from bot.commerce.claim_deeds import OPEN, TO, AcceptClaim, ClaimDeed, ReceiveClaim, RefuseClaim, SettleClaim
from bot.commerce.claim_reckoning import claim_of
from bot.commerce.model import Claim, ClaimKind, ClaimStatus, ClaimStep, Order, OrderStatus
from bot.commerce.outcome import Outcome, charged, counted, moved_on, on_card, payment_standing, refunded
from bot.commerce.standing import Standing

_AFTER_DELIVERY: Final = frozenset(
    {OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.RETURNED, OrderStatus.EXCHANGING}
)


def deed_outcome(deed: ClaimDeed, now: Standing, settlement: Settlement, at: datetime) -> Outcome:
    """What is there once a deed is done that `deed_settlement` has let through."""
    before = claim_of(now.order, deed.claim_id)
    after = _moved(before, deed, settlement, at)
    claims = tuple(after if claim.claim_id == after.claim_id else claim for claim in now.order.claims)
    order = _followed(replace(now.order, claims=claims), after, at)
    if isinstance(deed, RefuseClaim):
        kept = ((part.sku, part.quantity) for part in before.lines if part.sku)
        return Outcome(order, now.held, stock=counted(kept))  # what was kept from the shelf for it
    if not isinstance(deed, SettleClaim):
        return Outcome(order, now.held)
    way, held = now.way(before.payment_id), now.held - settlement.amount
    order = charged(refunded(order, settlement.refund, way, at), settlement.charge, way, at)
    order = replace(order, payment=replace(order.payment, status=payment_standing(order, held)))
    return Outcome(order, held, balances=on_card(way, settlement.amount.amount))


def _moved(claim: Claim, deed: ClaimDeed, settlement: Settlement, at: datetime) -> Claim:
    status = TO[deed.kind]
    claim = replace(claim, status=status, steps=(*claim.steps, ClaimStep(at, status)))
    match deed:
        case AcceptClaim() | RefuseClaim():
            return replace(claim, word=deed.word)
        case ReceiveClaim():
            return replace(claim, received=deed.lines, condition=deed.condition)
        case SettleClaim():
            # What did not come back is the customer's still, and may be asked about anew.
            lines = claim.received if claim.received and claim.kind is ClaimKind.RETURN else claim.lines
            claim = replace(claim, lines=lines, amount=settlement.amount, method=settlement.label)
            return replace(claim, carrier=deed.carrier, tracking=deed.tracking, word=deed.word)


def _followed(order: Order, claim: Claim, at: datetime) -> Order:
    """The order's own status, which follows where its goods are."""
    if claim.kind is ClaimKind.PROBLEM or order.status not in _AFTER_DELIVERY:
        return order
    goods = [other for other in order.claims if other.kind is not ClaimKind.PROBLEM]
    open_ = {other.kind for other in goods if other.status in OPEN}
    if _is_all_back(order, goods):
        return moved_on(order, OrderStatus.RETURNED, at)
    if ClaimKind.EXCHANGE in open_:
        return moved_on(order, OrderStatus.EXCHANGING, at)
    return moved_on(order, OrderStatus.RETURNING if open_ else OrderStatus.DELIVERED, at)


def _is_all_back(order: Order, claims: Iterable[Claim]) -> bool:
    back: Counter[str] = Counter()
    for claim in claims:
        if claim.kind is ClaimKind.RETURN and claim.status in (ClaimStatus.RECEIVED, ClaimStatus.SETTLED):
            for part in claim.received or claim.lines:
                back[part.line_id] += part.quantity
    return all(back[line.line_id] >= line.quantity for line in order.lines)
