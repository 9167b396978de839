"""A discount on a whole order, shared over its lines in proportion to their prices, to the last minor unit."""

from collections.abc import Mapping

from bot.commerce.model import ClaimKind, ClaimStatus, Order
from bot.commerce.money import Money


def net_price(order: Order, line_id: str, quantity: int) -> Money:
    """What was really paid for the next pieces of a line that are to go back.

    All pieces of all lines together come to the goods' price less the discount, whatever the parts they go back in.
    """
    line = order.line(line_id)
    if line is None:
        raise ValueError(f"order {order.order_id} has no line {line_id}")
    share = shares(order)[line_id]
    gone = _returned(order, line_id)
    # The first k pieces of a line carry share * k // quantity of its discount: exact when all have gone.
    part = share * (gone + quantity) // line.quantity - share * gone // line.quantity
    return line.unit_price * quantity - Money(part, line.unit_price.currency)


def shares(order: Order) -> Mapping[str, int]:
    """Each line's part of the discount in minor units, by the method of the largest remainder."""
    goods = sum(line.total.amount for line in order.lines)
    discount = min(order.discount.amount, goods)  # what is more than the goods was off the delivery
    if goods == 0:
        return {line.line_id: 0 for line in order.lines}
    parts = {line.line_id: divmod(discount * line.total.amount, goods) for line in order.lines}
    left = discount - sum(whole for whole, _ in parts.values())
    neediest = sorted(parts, key=lambda line_id: -parts[line_id][1])[:left]
    return {line_id: whole + (line_id in neediest) for line_id, (whole, _) in parts.items()}


def _returned(order: Order, line_id: str) -> int:
    return sum(
        part.quantity
        for claim in order.claims
        if claim.kind is ClaimKind.RETURN and claim.status is not ClaimStatus.REFUSED
        for part in claim.lines
        if part.line_id == line_id
    )
