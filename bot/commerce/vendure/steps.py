"""What is still to be done of a change, told from the order as it stands: a change resumed is a change continued."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    Capability,
    Change,
    ChangeAddress,
    CustomerChange,
    OrderChange,
    Settlement,
    subject_id,
)
from bot.commerce.model import Address, PaymentMethod
from bot.commerce.money import Money
from bot.commerce.remote.marks import marked
from bot.commerce.vendure.fields import ADD_NOTE, CANCEL, MODIFY, MOVE, REFUND, UNPACK, VOID
from bot.commerce.vendure.orders import Seen
from bot.errors import ChangeRefused, Why

CAPABILITIES: Final = frozenset(
    {Capability.CANCEL_ORDER, Capability.CANCEL_LINES, Capability.CHANGE_ADDRESS, Capability.ADD_NOTE}
)

_OPEN: Final = frozenset({"PaymentSettled", "PaymentAuthorized"})
_MODIFYING: Final = "Modifying"


@dataclass(frozen=True)
class Step:
    """One mutation; Vendure does each whole or not at all."""

    name: str
    mutation: str
    variables: Mapping[str, Any]
    may_fail: bool = False
    """Whether the change is made without it too."""
    is_rehearsed: bool = False
    """Whether it is played without an effect first, and made only if the order's total stays as it is."""


def settlement_of(change: Change, seen: Seen) -> Settlement:
    """The money that a change moves; raises `ChangeRefused`."""
    _check(change, seen)
    order = seen.order
    due = sum(payment.refundable for payment in seen.payments)
    if isinstance(change, CancelLines):
        due = min(due, sum(seen.prices[part.line_id].share(part.quantity) for part in change.lines))
    elif not isinstance(change, CancelOrder):
        due = 0
    at_once = order.payment.method is PaymentMethod.GIFT_CARD
    return Settlement(Money(due, order.total.currency), order.payment.payment_id, order.payment.label, at_once)


def next_step(change: OrderChange, agreed: Settlement, key: str, seen: Seen, skipped: frozenset[str]) -> Step | None:
    """The first thing that is missing; None when the change is made."""
    return next((step for step in _steps(change, agreed, key, seen) if step.name not in skipped), None)


def is_made(action: str, amount: int, key: str, seen: Seen) -> bool:
    """Whether all that a write under this key was to do is there."""
    match action:
        case Capability.CANCEL_ORDER:
            return seen.state == "Cancelled" and not any(payment.refundable for payment in seen.payments)
        case Capability.CANCEL_LINES:
            return key in seen.keys and seen.refunded_by.get(key, 0) >= amount
        case Capability.CHANGE_ADDRESS:
            return key in seen.keys and seen.state != _MODIFYING
        case _:
            return key in seen.keys


def _steps(change: OrderChange, agreed: Settlement, key: str, seen: Seen) -> Iterator[Step]:
    match change:
        case CancelOrder():
            yield from _cancel(change, key, seen)
        case CancelLines():
            yield from _cancel_lines(change, agreed, key, seen)
        case ChangeAddress():
            yield from _change_address(change, key, seen)
        case AddNote() if key not in seen.keys:
            yield Step("note", ADD_NOTE, {"order": seen.id, "note": marked(change.note, key), "public": True})
        case _:
            return


def _cancel(change: CancelOrder, key: str, seen: Seen) -> Iterator[Step]:
    for fulfillment in seen.packing:
        yield Step(f"unpack {fulfillment}", UNPACK, {"fulfillment": fulfillment})
    if seen.state != "Cancelled":
        reason = marked(change.reason, key)
        yield Step("cancel", CANCEL, {"order": seen.id, "lines": None, "shipping": True, "reason": reason})
    for payment in seen.payments:
        if payment.state == "Authorized":
            # What was only set aside is let go; a provider that cannot be told lets it lapse.
            yield Step(f"void {payment.payment_id}", VOID, {"payment": payment.payment_id}, may_fail=True)
        if payment.refundable:
            yield _refund(payment.payment_id, payment.refundable, change.reason, key)


def _cancel_lines(change: CancelLines, agreed: Settlement, key: str, seen: Seen) -> Iterator[Step]:
    if key not in seen.keys:
        lines = [{"orderLineId": part.line_id, "quantity": part.quantity} for part in change.lines]
        reason = marked(change.reason, key)
        yield Step("cancel", CANCEL, {"order": seen.id, "lines": lines, "shipping": False, "reason": reason})
    owed = agreed.amount.amount - seen.refunded_by.get(key, 0)
    for payment in seen.payments:
        if owed > 0 and payment.refundable:
            part = min(owed, payment.refundable)
            owed -= part
            yield _refund(payment.payment_id, part, change.reason, key)


def _change_address(change: ChangeAddress, key: str, seen: Seen) -> Iterator[Step]:
    """While an order is being modified, Vendure lets nobody pack or send it."""
    if key not in seen.keys:
        if seen.state != _MODIFYING:
            yield _move(seen, _MODIFYING)
        wanted = {"orderId": seen.id, "updateShippingAddress": _input(change.address), "note": marked("", key)}
        yield Step("address", MODIFY, {"input": {"dryRun": False, **wanted}}, is_rehearsed=True)
    if seen.state == _MODIFYING:
        yield closing(seen)


def closing(seen: Seen) -> Step:
    """Lets the shop go on with an order that was being modified."""
    settled = sum(payment.amount - payment.refunded for payment in seen.payments if payment.state == "Settled")
    return _move(seen, "PaymentSettled" if settled >= seen.total else "PaymentAuthorized")


def is_left_open(key: str, seen: Seen) -> bool:
    """Whether this write began to modify the order and did not end it."""
    return seen.state == _MODIFYING and any(claim.key == key and not claim.is_done for claim in seen.claims)


def _move(seen: Seen, state: str) -> Step:
    return Step(f"to {state}", MOVE, {"order": seen.id, "state": state})


def _input(address: Address) -> dict[str, str]:
    return {
        "streetLine1": address.line1,
        "streetLine2": address.line2,
        "city": address.city,
        "province": address.region,
        "postalCode": address.postcode,
        "countryCode": address.country,
    }


def _refund(payment_id: str, amount: int, reason: str, key: str) -> Step:
    variables = {"payment": payment_id, "amount": amount, "reason": marked(reason, key)}
    return Step(f"refund {payment_id}", REFUND, variables)


def _check(change: Change, seen: Seen) -> None:
    order = seen.order
    if isinstance(change, CustomerChange) or change.kind not in CAPABILITIES:
        raise ChangeRefused(subject_id(change), Why.UNSUPPORTED, change.kind.value)
    may_be_packed = isinstance(change, CancelOrder | AddNote)
    if seen.state not in _OPEN or (seen.packing and not may_be_packed):
        raise ChangeRefused(order.order_id, Why.STATUS, order.status.value)
    match change:
        case CancelLines():
            _check_lines(change, seen)
        case ChangeAddress():
            _check_address(change, seen)
        case AddNote() if change.note == order.note:
            raise ChangeRefused(order.order_id, Why.SAME)
        case _:
            return


def _check_address(change: ChangeAddress, seen: Seen) -> None:
    address = change.address
    if address == seen.order.address:
        raise ChangeRefused(seen.order.order_id, Why.SAME)
    if not (address.line1 and address.city) or address.country not in seen.countries:
        raise ChangeRefused(seen.order.order_id, Why.ADDRESS, address.country)


def _check_lines(change: CancelLines, seen: Seen) -> None:
    if seen.state == "PaymentAuthorized":
        # Vendure would later collect the whole of what was set aside.
        raise ChangeRefused(seen.order.order_id, Why.UNSUPPORTED, "the payment is not collected yet")
    if len({part.line_id for part in change.lines}) != max(1, len(change.lines)):
        raise ChangeRefused(seen.order.order_id, Why.QUANTITY, "a line is named twice, or none is")
    for part in change.lines:
        price = seen.prices.get(part.line_id)
        if price is None or not 1 <= part.quantity <= price.quantity:
            raise ChangeRefused(seen.order.order_id, Why.QUANTITY, part.line_id)
    if sum(price.quantity for price in seen.prices.values()) <= sum(part.quantity for part in change.lines):
        raise ChangeRefused(seen.order.order_id, Why.QUANTITY, "that is all of it: cancel the whole order")
