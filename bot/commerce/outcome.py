"""What a change leaves behind, as values: the order as it then stands, and what moves on shelves and gift cards."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from types import MappingProxyType
from typing import Final

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ChangeShipping,
    ExchangeItems,
    OrderChange,
    ReportProblem,
    ReturnItems,
    Settlement,
    Swap,
)
from bot.commerce.discount import net_price
from bot.commerce.model import (
    Charge,
    Claim,
    ClaimKind,
    ClaimLine,
    ClaimStatus,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    StatusChange,
)
from bot.commerce.money import Money
from bot.commerce.reckoning import wanted_option
from bot.commerce.rules import touched
from bot.commerce.standing import TAKEN, Standing, Way

_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True)
class Outcome:
    """All that a change writes."""

    order: Order
    held: Money
    """What was paid and not given back, after it."""
    stock: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    """Pieces that come to a shelf, or leave it when negative, by SKU."""
    balances: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    """Minor units that come to a gift card, or leave it when negative, by its payment id."""


def outcome_of(change: OrderChange, now: Standing, settlement: Settlement, at: datetime) -> Outcome:
    """What is there once a change is made that `settlement_of` has let through."""
    match change:
        case CancelOrder():
            return _cancelled(change, now, settlement, at)
        case CancelLines():
            return _without_lines(change, now, settlement, at)
        case ChangeItems():
            return _with_items(change, now, settlement, at)
        case ChangePayment():
            return _paid_by(change, now, settlement, at)
        case ChangeShipping():
            order = replace(now.order, shipping_option=change.option, shipping_fee=wanted_option(change, now).fee)
            return _settle(order, now, now.own, settlement.amount, at)
        case ChangeAddress():
            return Outcome(replace(now.order, address=change.address), now.held)
        case AddNote():
            return Outcome(replace(now.order, note=change.note), now.held)
        case ReturnItems() | ExchangeItems() | ReportProblem():
            return _claimed(change, now, settlement, at)


def _cancelled(change: CancelOrder, now: Standing, settlement: Settlement, at: datetime) -> Outcome:
    order = replace(now.order, cancel_reason=change.reason)
    settled = _settle(moved_on(order, OrderStatus.CANCELLED, at), now, now.own, settlement.amount, at)
    payment = settled.order.payment
    if payment.status in TAKEN:
        payment = replace(payment, status=PaymentStatus.REFUNDED)
    elif payment.status is PaymentStatus.PENDING:  # nobody will collect a payment that had not come yet
        payment = replace(payment, status=PaymentStatus.FAILED)
    # What was ordered and what it cost stays to be read.
    kept = replace(settled.order, payment=payment, total=now.order.total)
    return replace(settled, order=kept, stock=counted((line.sku, line.quantity) for line in order.lines))


def _without_lines(change: CancelLines, now: Standing, settlement: Settlement, at: datetime) -> Outcome:
    taken = {part.line_id: part.quantity for part in change.lines}
    gone = [(line, taken[line.line_id]) for line in now.order.lines if line.line_id in taken]
    less = sum(
        (line.unit_price * quantity - net_price(now.order, line.line_id, quantity) for line, quantity in gone),
        now.nothing,
    )
    left = (replace(line, quantity=line.quantity - taken.get(line.line_id, 0)) for line in now.order.lines)
    lines = tuple(line for line in left if line.quantity)
    order = replace(now.order, lines=lines, discount=now.order.discount - less, cancel_reason=change.reason)
    settled = _settle(order, now, now.own, settlement.amount, at)
    return replace(settled, stock=counted((line.sku, quantity) for line, quantity in gone))


def _with_items(change: ChangeItems, now: Standing, settlement: Settlement, at: datetime) -> Outcome:
    wanted = {swap.line_id: swap for swap in change.swaps}
    names = _new_names(now.order)
    lines: list[OrderLine] = []
    for line in now.order.lines:
        swap = wanted.get(line.line_id)
        lines += [line] if swap is None else _swapped(line, swap, now.shelves[swap.sku].price, names)
    order = replace(now.order, lines=tuple(lines), items_changed=True)
    settled = _settle(order, now, now.way(change.payment_id), settlement.amount, at)
    back = ((line.sku, wanted[line.line_id].quantity) for line in now.order.lines if line.line_id in wanted)
    out = ((swap.sku, -swap.quantity) for swap in change.swaps)
    return replace(settled, stock=counted((*back, *out)))


def _swapped(line: OrderLine, swap: Swap, price: Money, names: Iterator[str]) -> list[OrderLine]:
    """The line as another variant; a part of it becomes a line of its own."""
    new = replace(line, sku=swap.sku, quantity=swap.quantity, unit_price=price)
    if swap.quantity == line.quantity:
        return [new]
    rest = replace(line, quantity=line.quantity - swap.quantity)
    return [rest, replace(new, line_id=next(names))]


def _new_names(order: Order) -> Iterator[str]:
    taken = {line.line_id for line in order.lines}
    return (str(n) for n in count(len(order.lines) + 1) if str(n) not in taken)


def _paid_by(change: ChangePayment, now: Standing, settlement: Settlement, at: datetime) -> Outcome:
    """All that was paid goes back the old way and is taken the new way."""
    old, new = now.own, now.way(change.payment_id)
    due = now.held if now.is_paid else now.order.total
    given = refunded(now.order, now.held, old, at) if now.is_paid else now.order
    again = charged(given, due, new, at)
    status = now.order.payment.status if now.is_paid else PaymentStatus.PAID
    payment = Payment(new.method, new.label, status, new.payment_id)
    moved = Counter(on_card(new, -due.amount))
    moved.update(on_card(old, now.held.amount if now.is_paid else 0))
    held = now.held + settlement.charge
    return Outcome(replace(again, payment=payment), held, balances={id_: n for id_, n in moved.items() if n})


def _claimed(
    change: ReturnItems | ExchangeItems | ReportProblem, now: Standing, settlement: Settlement, at: datetime
) -> Outcome:
    """A claim is asked for: its money waits until the goods are back, and an exchange's goods are kept for it."""
    claim = _claim(change, now.order, settlement, at)
    order = replace(now.order, claims=(*now.order.claims, claim))
    match change:
        case ReportProblem():
            return Outcome(order, now.held)
        case ReturnItems():
            return Outcome(moved_on(order, OrderStatus.RETURNING, at), now.held)
        case ExchangeItems():
            kept = counted((swap.sku, -swap.quantity) for swap in change.swaps)
            return Outcome(moved_on(order, OrderStatus.EXCHANGING, at), now.held, stock=kept)


def _claim(
    change: ReturnItems | ExchangeItems | ReportProblem, order: Order, settlement: Settlement, at: datetime
) -> Claim:
    parts = touched(change)
    lines = tuple(ClaimLine(p.line_id, p.quantity, p.sku if isinstance(p, Swap) else None) for p in parts)
    id_ = _new_id("CL", order, (claim.claim_id for claim in order.claims))
    if isinstance(change, ReportProblem):
        reason = f"{change.problem.value}: {change.words}" if change.words else change.problem.value
        attachments = change.attachments
        return Claim(id_, ClaimKind.PROBLEM, ClaimStatus.REQUESTED, lines, at, reason, attachments=attachments)
    return Claim(
        claim_id=id_,
        kind=ClaimKind.RETURN if isinstance(change, ReturnItems) else ClaimKind.EXCHANGE,
        status=ClaimStatus.REQUESTED,
        lines=lines,
        at=at,
        reason=change.reason,
        amount=settlement.amount,
        method=settlement.label,
        payment_id=settlement.payment_id,
    )


def _settle(order: Order, now: Standing, way: Way, amount: Money, at: datetime) -> Outcome:
    """The order with its new total, and with what goes back (more than 0) or is paid (less) by `way`."""
    goods = sum((line.total for line in order.lines), now.nothing)
    order = replace(order, total=goods + order.shipping_fee - order.discount)
    if amount.amount > 0:
        order = refunded(order, amount, way, at)
    elif amount.amount < 0:
        order = charged(order, now.nothing - amount, way, at)
    held = now.held - amount
    order = replace(order, payment=replace(order.payment, status=payment_standing(order, held)))
    return Outcome(order, held, balances=on_card(way, amount.amount))


def payment_standing(order: Order, held: Money) -> PaymentStatus:
    """Where an order's money stands once the shop holds so much of it."""
    if order.payment.status not in TAKEN:
        return order.payment.status
    if held.amount >= order.total.amount:
        return PaymentStatus.PAID
    return PaymentStatus.PART_REFUNDED if held.amount > 0 else PaymentStatus.REFUNDED


def refunded(order: Order, amount: Money, way: Way, at: datetime) -> Order:
    """The order with a refund more."""
    if amount.amount == 0:
        return order
    id_ = _new_id("RF", order, (refund.refund_id for refund in order.refunds))
    status = RefundStatus.SETTLED if way.at_once else RefundStatus.PENDING
    return replace(order, refunds=(*order.refunds, Refund(id_, amount, way.label, status, at)))


def charged(order: Order, amount: Money, way: Way, at: datetime) -> Order:
    """The order with a charge more."""
    if amount.amount == 0:
        return order
    id_ = _new_id("CH", order, (charge.charge_id for charge in order.charges))
    return replace(order, charges=(*order.charges, Charge(id_, amount, way.label, at)))


def moved_on(order: Order, status: OrderStatus, at: datetime) -> Order:
    """The order in another status from now on."""
    if order.status is status:
        return order
    return replace(order, status=status, history=(*order.history, StatusChange(at, status)))


def on_card(way: Way, amount: int) -> dict[str, int]:
    """What comes to a gift card that the shop keeps for the customer."""
    if way.balance is None or way.payment_id is None or amount == 0:
        return {}
    return {way.payment_id: amount}


def counted(moves: Iterable[tuple[str, int]]) -> dict[str, int]:
    """What comes to each shelf in all."""
    moved: Counter[str] = Counter()
    for sku, pieces in moves:
        moved[sku] += pieces
    return {sku: pieces for sku, pieces in moved.items() if pieces}


def _new_id(prefix: str, order: Order, taken: Iterable[str]) -> str:
    known = set(taken)
    return next(id_ for n in count(len(known) + 1) if (id_ := f"{prefix}-{order.order_id}-{n}") not in known)
