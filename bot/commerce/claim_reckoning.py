"""The money of what a person of the shop does about a claim, and why it may not be done: no database, no clock.

Never more goes back than the order's own prices give for the goods, was paid, and is not promised to another claim.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.commerce.changes import Settlement
from bot.commerce.claim_deeds import AcceptClaim, ClaimDeed, ReceiveClaim, RefuseClaim, SettleClaim, may_follow
from bot.commerce.discount import net_price
from bot.commerce.model import Claim, ClaimKind, ClaimLine, Order
from bot.commerce.money import Money
from bot.commerce.reckoning import check_charge
from bot.commerce.standing import Standing
from bot.errors import ChangeRefused, Why


def claim_of(order: Order, claim_id: str) -> Claim:
    """Raises `ChangeRefused` when the order has none of that number."""
    found = next((claim for claim in order.claims if claim.claim_id == claim_id), None)
    if found is None:
        raise ChangeRefused(order.order_id, Why.STATUS, f"no request {claim_id}")
    return found


def deed_settlement(deed: ClaimDeed, now: Standing) -> Settlement:
    """The money that a deed moves; raises `ChangeRefused`."""
    claim = claim_of(now.order, deed.claim_id)
    if not may_follow(deed.kind, claim):
        raise ChangeRefused(now.order.order_id, Why.STATUS, claim.status.value)
    match deed:
        case AcceptClaim():
            return Settlement(now.nothing)
        case RefuseClaim():
            if not deed.word.strip():
                raise ChangeRefused(now.order.order_id, Why.REASON, "a refusal wants a word for the customer")
            return Settlement(now.nothing)
        case ReceiveClaim():
            _check_received(deed.lines, claim, now.order)
            return Settlement(now.nothing)
        case SettleClaim():
            return _settlement(deed, claim, now)


def most_back(claim: Claim, now: Standing) -> Money:
    """The most that may go back for a claim as things stand: for what has come back, where goods are to."""
    if not now.is_paid:
        return now.nothing
    others = _without(claim, now)
    owed = _owed(claim, others.order).amount
    return Money(max(0, min(owed, others.refundable.amount)), now.nothing.currency)


def _owed(claim: Claim, order: Order) -> Money:
    """By the order's prices and by what was agreed, whatever is left to be given back."""
    agreed = claim.amount or Money(0, order.total.currency)
    if claim.kind is ClaimKind.EXCHANGE:
        return agreed
    worth = _worth(claim.lines, order)
    if claim.kind is ClaimKind.PROBLEM:
        return worth
    fee = worth - agreed
    came = _worth(claim.received or claim.lines, order) - fee
    return came if came.amount < agreed.amount else agreed


def _settlement(deed: SettleClaim, claim: Claim, now: Standing) -> Settlement:
    if claim.kind is ClaimKind.EXCHANGE:
        _check_sent(deed, claim, now)
    most = most_back(claim, now)
    way = now.way(claim.payment_id)
    if claim.kind is ClaimKind.EXCHANGE and claim.amount and claim.amount.amount < 0:
        if deed.refund:
            raise ChangeRefused(now.order.order_id, Why.LIMIT, "the customer pays for this exchange")
        amount = claim.amount if now.is_paid else now.nothing
        if amount.amount:
            check_charge(now.nothing - amount, way, now)
        return Settlement(amount, way.payment_id, way.label, way.at_once)
    wanted = deed.refund if deed.refund is not None else _usual(claim, most).amount
    if not 0 <= wanted <= most.amount:
        raise ChangeRefused(now.order.order_id, Why.LIMIT, f"{wanted} of at most {most.amount} minor units")
    if claim.kind is not ClaimKind.PROBLEM and wanted < most.amount and not deed.word.strip():
        raise ChangeRefused(now.order.order_id, Why.REASON, "less than was promised wants a word for the customer")
    return Settlement(Money(wanted, most.currency), way.payment_id, way.label, way.at_once)


def _usual(claim: Claim, most: Money) -> Money:
    return Money(0, most.currency) if claim.kind is ClaimKind.PROBLEM else most


def _check_sent(deed: SettleClaim, claim: Claim, now: Standing) -> None:
    if not (deed.carrier.strip() and deed.tracking.strip()):
        raise ChangeRefused(now.order.order_id, Why.REASON, "an exchange wants the carrier and the tracking number")
    if _pieces(claim.received) != _pieces(claim.lines):
        raise ChangeRefused(now.order.order_id, Why.QUANTITY, "not all of it has come back")


def _check_received(lines: Sequence[ClaimLine], claim: Claim, order: Order) -> None:
    wanted, came = _pieces(claim.lines), _pieces(lines)
    if not came or len(came) != len(lines):
        raise ChangeRefused(order.order_id, Why.QUANTITY, "no line is named, or one twice")
    for line_id, pieces in came.items():
        if not 1 <= pieces <= wanted[line_id]:
            raise ChangeRefused(order.order_id, Why.QUANTITY, f"line {line_id}: {pieces} of {wanted[line_id]}")


def _without(claim: Claim, now: Standing) -> Standing:
    """As if the claim had not been made: its goods are priced as when it was, and its promise is free."""
    others = tuple(other for other in now.order.claims if other.claim_id != claim.claim_id)
    return replace(now, order=replace(now.order, claims=others))


def _worth(lines: Sequence[ClaimLine], order: Order) -> Money:
    prices = (net_price(order, part.line_id, part.quantity) for part in lines)
    return sum(prices, Money(0, order.total.currency))


def _pieces(lines: Sequence[ClaimLine]) -> Counter[str]:
    pieces: Counter[str] = Counter()
    for part in lines:
        pieces[part.line_id] += part.quantity
    return pieces
