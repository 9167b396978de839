"""The money that a change of an order moves, and why it may not be made as things stand: no database, no clock.

Money never goes back beyond what was paid. What a claim is worth is reckoned when it is made, and moves when the goods
are back. A change of an order that nobody has paid yet moves nothing: less, or more, is collected later.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    Capability,
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
from bot.commerce.model import OrderStatus, PaymentMethod, ShippingOption
from bot.commerce.money import Money
from bot.commerce.rules import NOT_SHIPPED, RefundTo, Rule, left_to_claim, touched
from bot.commerce.standing import Shelf, Standing, Way
from bot.errors import ChangeRefused, Why

_WITH_CUSTOMER: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.EXCHANGING})
_STATUSES: Final[Mapping[Capability, frozenset[OrderStatus]]] = {
    Capability.RETURN_ITEMS: _WITH_CUSTOMER,
    Capability.EXCHANGE_ITEMS: _WITH_CUSTOMER,
    Capability.REPORT_PROBLEM: _WITH_CUSTOMER | {OrderStatus.SHIPPED, OrderStatus.RETURNED},
}
"""Where the goods must be; every other change wants an order that is not shipped."""


def settlement_of(change: OrderChange, now: Standing) -> Settlement:
    """The money that a change moves; raises `ChangeRefused`.

    For a new way to pay it is 0 when the order was paid: all of it goes back to the old way and is taken by the new
    one, which the settlement names. Both are written, as a refund and as a charge.
    """
    _check(change, now)
    match change:
        case CancelOrder():
            return _settled(now.held if now.is_paid else now.nothing, now.own)
        case CancelLines():
            return _settled(_refund(_worth(change, now), now), now.own)
        case ChangeItems():
            return _difference(_dearer(change.swaps, now), change.payment_id, now)
        case ChangePayment():
            return _repaid(change, now)
        case ChangeShipping():
            fee = wanted_option(change, now).fee
            return _difference(fee - now.order.shipping_fee, None, now)
        case ReturnItems():
            return _return(change, now)
        case ExchangeItems():
            agreed = _difference(_dearer(change.swaps, now), change.payment_id, now)
            return Settlement(agreed.amount, agreed.payment_id, agreed.label)
        case ChangeAddress() | AddNote() | ReportProblem():
            return Settlement(now.nothing)


def wanted_option(change: ChangeShipping, now: Standing) -> ShippingOption:
    """The option that is asked for; raises `ChangeRefused` when the shop does not offer it for this order."""
    found = next((option for option in now.shipping if option.code == change.option), None)
    if found is None:
        raise ChangeRefused(now.order.order_id, Why.UNSUPPORTED, change.option)
    return found


def _check(change: OrderChange, now: Standing) -> None:
    order = now.order
    if order.status not in _STATUSES.get(change.kind, NOT_SHIPPED):
        raise ChangeRefused(order.order_id, Why.STATUS, order.status.value)
    _check_quantities(change, now)
    match change:
        case CancelLines() if sum(part.quantity for part in change.lines) == sum(line.quantity for line in order.lines):
            raise ChangeRefused(order.order_id, Why.QUANTITY, "that is everything: cancel the whole order")
        case ChangeAddress() if change.address == order.address:
            raise ChangeRefused(order.order_id, Why.SAME)
        case ChangeAddress() if not (change.address.line1 and change.address.city and len(change.address.country) == 2):
            raise ChangeRefused(order.order_id, Why.ADDRESS, "line1, city and country are wanted")
        case ChangeShipping() if change.option == order.shipping_option:
            raise ChangeRefused(order.order_id, Why.SAME, change.option)
        case ChangePayment() if change.payment_id == order.payment.payment_id:
            raise ChangeRefused(order.order_id, Why.SAME, change.payment_id)
        case AddNote() if change.note == order.note:
            raise ChangeRefused(order.order_id, Why.SAME)
        case ChangeItems() | ExchangeItems():
            _check_swaps(change.swaps, now)
        case _:
            pass


def _check_quantities(change: OrderChange, now: Standing) -> None:
    parts, order = touched(change), now.order
    if not parts and isinstance(change, CancelLines | ChangeItems | ReturnItems | ExchangeItems | ReportProblem):
        raise ChangeRefused(order.order_id, Why.QUANTITY, "no line is named")
    if len({part.line_id for part in parts}) != len(parts):
        raise ChangeRefused(order.order_id, Why.QUANTITY, "a line is named twice")
    for part in parts:
        left = left_to_claim(order, part.line_id)
        if not 1 <= part.quantity <= left:
            raise ChangeRefused(order.order_id, Why.QUANTITY, f"line {part.line_id}: {part.quantity} of {left}")


def _check_swaps(swaps: Iterable[Swap], now: Standing) -> None:
    order, wanted = now.order, dict[str, int]()
    for swap in swaps:
        line = order.line(swap.line_id)
        shelf = now.shelves.get(swap.sku)
        own = now.shelves.get(line.sku) if line else None
        if line is None or shelf is None or own is None or shelf.product_id != own.product_id:
            raise ChangeRefused(order.order_id, Why.OTHER_PRODUCT, swap.sku)
        if swap.sku == line.sku:
            raise ChangeRefused(order.order_id, Why.SAME, swap.sku)
        wanted[swap.sku] = wanted.get(swap.sku, 0) + swap.quantity
        if wanted[swap.sku] > shelf.stock:
            raise ChangeRefused(order.order_id, Why.STOCK, swap.sku)


def _dearer(swaps: Iterable[Swap], now: Standing) -> Money:
    """How much more the wanted variants cost now than was paid for what they replace."""
    cost = now.nothing
    for swap in swaps:
        line = now.order.line(swap.line_id)
        shelf: Shelf = now.shelves[swap.sku]
        if line is not None:
            cost += (shelf.price - line.unit_price) * swap.quantity
    return cost


def _difference(dearer: Money, payment_id: str | None, now: Standing) -> Settlement:
    """What is more is charged, what is less is given back."""
    way = now.way(payment_id)
    if not now.is_paid:
        return _settled(now.nothing, way)
    if dearer.amount > 0:
        check_charge(dearer, way, now)
        return _settled(now.nothing - dearer, way)
    back = _refund(now.nothing - dearer, now)
    if back.amount > 0:
        _check_refund_to(way, now)
    return _settled(back, way)


def _repaid(change: ChangePayment, now: Standing) -> Settlement:
    way = now.way(change.payment_id)
    due = now.held if now.is_paid else now.order.total
    check_charge(due, way, now)
    return _settled((now.held if now.is_paid else now.nothing) - due, way)


def _return(change: ReturnItems, now: Standing) -> Settlement:
    way = now.way(change.payment_id)
    _check_refund_to(way, now)
    back = _worth(change, now)
    rule = now.rule
    if rule and rule.fee and not _is_free(rule, way, now):
        back = Money(max(0, back.amount - rule.fee.amount), back.currency)
    return Settlement(_refund(back, now), way.payment_id, way.label)


def _is_free(rule: Rule, way: Way, now: Standing) -> bool:
    as_credit = way != now.own and way.method is PaymentMethod.GIFT_CARD
    return bool(now.customer and rule.free_for & set(now.customer.tags)) or (rule.free_to_gift_card and as_credit)


def _worth(change: CancelLines | ReturnItems, now: Standing) -> Money:
    prices = (net_price(now.order, part.line_id, part.quantity) for part in change.lines)
    return sum(prices, now.nothing)


def _refund(wanted: Money, now: Standing) -> Money:
    """Never more than was paid and is not promised already."""
    return Money(min(wanted.amount, now.refundable.amount if now.is_paid else 0), wanted.currency)


def _settled(amount: Money, way: Way) -> Settlement:
    return Settlement(amount, way.payment_id, way.label, way.at_once)


def check_charge(amount: Money, way: Way, now: Standing) -> None:
    """Raises `ChangeRefused` where a way to pay cannot be charged so much."""
    if way.method is PaymentMethod.GIFT_CARD:
        if way.balance is None or way.balance.amount < amount.amount:
            held = "unknown" if way.balance is None else str(way.balance.decimal)
            raise ChangeRefused(now.order.order_id, Why.BALANCE, held)
    elif not way.can_be_charged:
        raise ChangeRefused(now.order.order_id, Why.PAYMENT, way.method.value)


def _check_refund_to(way: Way, now: Standing) -> None:
    """The original way is always allowed; which others are is the rule's to say."""
    if way == now.own:
        return
    allowed = now.rule.refund_to if now.rule else RefundTo.ORIGINAL
    if allowed is RefundTo.ANY or (allowed is RefundTo.GIFT_CARD and way.method is PaymentMethod.GIFT_CARD):
        return
    raise ChangeRefused(now.order.order_id, Why.PAYMENT, way.payment_id or way.method.value)
