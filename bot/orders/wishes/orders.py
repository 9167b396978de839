"""Which orders hold the things that a shopper names: "the headphones I bought last week"."""

from collections.abc import Sequence
from typing import Final

from bot.commerce.model import Order, Product
from bot.orders.wishes.goods import goods_of
from bot.orders.wishes.mentions import Group, groups_in
from bot.orders.wishes.said import Said, said
from bot.orders.wishes.sides import sides

_NOTHING: Final = (0, 0)


def orders_holding(words: str, orders: Sequence[Order], products: Sequence[Product]) -> tuple[Order, ...]:
    """The orders that hold most of what is named, in the order given; empty when nothing of theirs is named.

    An order that holds what is called so outranks one that only holds something alike.
    """
    text = said(sides(words).given)
    ordered = {line.sku for order in orders for line in order.lines}
    theirs = [product for product in products if any(variant.sku in ordered for variant in product.variants)]
    held = [(order, _held(text, order, theirs)) for order in orders]
    most = max((found for _, found in held), default=_NOTHING)
    return tuple(order for order, found in held if found == most and found > _NOTHING)


def _held(text: Said, order: Order, products: Sequence[Product]) -> tuple[int, int]:
    """How many of the named things are in the order, and how surely they are meant in all."""
    fitting = [group for group in groups_in(text, goods_of(order, products)) if _is_there(group)]
    return len(fitting), sum(group.strength for group in fitting)


def _is_there(group: Group) -> bool:
    ids, contradicted = group.candidates()
    return bool(ids) and not contradicted
