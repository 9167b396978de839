"""Which orders hold the things that a shopper names: "the headphones I bought last week"."""

from collections.abc import Sequence

from bot.commerce.model import Order, Product
from bot.orders.wishes.goods import goods_of
from bot.orders.wishes.mentions import groups_in
from bot.orders.wishes.said import Said, said
from bot.orders.wishes.sides import sides


def orders_holding(words: str, orders: Sequence[Order], products: Sequence[Product]) -> tuple[Order, ...]:
    """The orders that hold most of what is named, in the order given; empty when nothing of theirs is named."""
    text = said(sides(words).given)
    held = [(order, _held(text, order, products)) for order in orders]
    most = max((count for _, count in held), default=0)
    return tuple(order for order, count in held if most and count == most)


def _held(text: Said, order: Order, products: Sequence[Product]) -> int:
    """How many of the named things are in the order."""
    groups = groups_in(text, goods_of(order, products))
    answers = [group.candidates() for group in groups]
    return sum(1 for ids, contradicted in answers if ids and not contradicted)
