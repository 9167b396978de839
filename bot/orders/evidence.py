"""Whether the shop's data shows a change: nothing is told as done that was not seen."""

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    Change,
    ChangeAddress,
    ChangeCustomer,
    ChangeItems,
    ChangePayment,
    ChangeShipping,
    EraseCustomer,
    ExchangeItems,
    Picked,
    ReportProblem,
    ReturnItems,
    Swap,
)
from bot.commerce.claim_deeds import TO, ClaimDeed, ReceiveClaim, SettleClaim
from bot.commerce.model import Claim, ClaimKind, Customer, Order, OrderStatus


def shows(change: Change, before: Order | Customer, after: Order | Customer) -> bool:
    """Whether `after` holds what the change asked for, given how it was `before`."""
    if isinstance(change, EraseCustomer):
        return True  # told by `Erasing` itself, which reads again what it has erased
    if isinstance(change, ChangeCustomer):
        return isinstance(after, Customer) and _customer_shows(change, after)
    if not isinstance(before, Order) or not isinstance(after, Order):
        return False
    if isinstance(change, ClaimDeed):
        return _deed_shows(change, before, after)
    match change:
        case CancelOrder():
            return after.status is OrderStatus.CANCELLED
        case CancelLines():
            return all(_quantity(after, p.line_id) == _quantity(before, p.line_id) - p.quantity for p in change.lines)
        case ChangeAddress():
            return after.address == change.address
        case ChangeItems():
            return all(_counted(after, swap.sku) >= swap.quantity for swap in change.swaps)
        case ChangePayment():
            return after.payment.payment_id == change.payment_id
        case ChangeShipping():
            return after.shipping_option == change.option
        case AddNote():
            return after.note == change.note
        case ReturnItems():
            return _claimed(ClaimKind.RETURN, change.lines, before, after)
        case ExchangeItems():
            return _claimed(ClaimKind.EXCHANGE, change.swaps, before, after)
        case ReportProblem():
            return _claimed(ClaimKind.PROBLEM, change.lines, before, after)


def _customer_shows(change: ChangeCustomer, after: Customer) -> bool:
    wanted = {"address": change.address, "email": change.email, "phone": change.phone, "language": change.language}
    return all(getattr(after, name) == value for name, value in wanted.items() if value is not None)


def _deed_shows(deed: ClaimDeed, before: Order, after: Order) -> bool:
    """Whether the claim stands where the deed brings it, and the money that it then tells of shows in the order."""
    claim = next((claim for claim in after.claims if claim.claim_id == deed.claim_id), None)
    if claim is None or claim.status is not TO[deed.kind]:
        return False
    if isinstance(deed, ReceiveClaim):
        return claim.received == deed.lines
    if not isinstance(deed, SettleClaim):
        return True
    return claim.amount is not None and _given_back(after) - _given_back(before) == claim.amount.amount


def _given_back(order: Order) -> int:
    """What went back less what was charged, in minor units."""
    return sum(r.amount.amount for r in order.refunds) - sum(c.amount.amount for c in order.charges)


def _quantity(order: Order, line_id: str) -> int:
    line = order.line(line_id)
    return line.quantity if line else 0


def _counted(order: Order, sku: str) -> int:
    return sum(line.quantity for line in order.lines if line.sku == sku)


def _claimed(kind: ClaimKind, parts: tuple[Picked, ...] | tuple[Swap, ...], before: Order, after: Order) -> bool:
    """Whether there is a claim more than before, for just these lines."""
    known = {claim.claim_id for claim in before.claims}
    wanted = {(p.line_id, p.quantity, p.sku if isinstance(p, Swap) else None) for p in parts}
    return any(claim.claim_id not in known and _is(claim, kind, wanted) for claim in after.claims)


def _is(claim: Claim, kind: ClaimKind, wanted: set[tuple[str, int, str | None]]) -> bool:
    return claim.kind is kind and {(part.line_id, part.quantity, part.sku) for part in claim.lines} == wanted
