"""How one wish is shared among a customer's orders: each named thing goes to the order that holds it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.commerce.changes import Picked
from bot.commerce.model import Order, Product
from bot.orders.wishes.lines import Among, LinesMeant, Unclear, lines_meant

_BETWEEN: Final = "\n"


@dataclass(frozen=True)
class Share:
    """What of the wish is about one order."""

    order: Order
    meant: LinesMeant


@dataclass(frozen=True)
class Open:
    """Words for something that lies in several orders."""

    words: str
    orders: tuple[Order, ...]


@dataclass(frozen=True)
class Shared:
    """The shares in the order of the orders, and what is to be asked about."""

    shares: tuple[Share, ...] = ()
    open: tuple[Open, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.shares or self.open)


def shared(
    words: str,
    orders: Sequence[Order],
    able: Sequence[Order],
    products: Sequence[Product],
    *,
    each: bool = False,
    for_another: bool = False,
) -> Shared:
    """Reads the words against all orders at once; those that can take the task (`able`) come first.

    `each`: the words speak of all of the orders, so that everything that is called so is meant; `for_another`: it is
    known that another variant is wanted. Empty when nothing of
    the orders is named; all of it but something is then said of the orders that hold what stays.
    """
    if not any(order.lines for order in orders):
        return Shared()
    ids = frozenset(_joint(order, line.line_id) for order in able for line in order.lines)
    meant = lines_meant(words, _together(orders), products, for_another=for_another, among=Among(ids, each=each))
    if (meant.whole or meant.left_out) and not each:
        orders = _holding(orders, meant.left_out or meant.beside)
    elif meant.beside and not each:
        orders = _holding(orders, meant.beside)
    return _Sharing(orders, meant).shared()


def _holding(orders: Sequence[Order], line_ids: Sequence[str]) -> Sequence[Order]:
    """The one order that holds one of the lines; none when several do."""
    holding = [order for order in orders if any(_joint(order, line.line_id) in line_ids for line in order.lines)]
    return holding if len(holding) == 1 else ()


class _Sharing:
    """What is meant of all orders together, on its way to each of them."""

    def __init__(self, orders: Sequence[Order], meant: LinesMeant) -> None:
        self._orders, self._meant = orders, meant
        self._order_of = {_joint(order, line.line_id): order for order in orders for line in order.lines}
        self._picked = {part.line_id: part.quantity for part in meant.picked if part.line_id in self._order_of}
        self._uncounted = set(meant.uncounted)

    def shared(self) -> Shared:
        within: list[Unclear] = []
        left: list[Open] = []
        for unclear in self._meant.unclear:
            known = replace(unclear, candidates=tuple(id_ for id_ in unclear.candidates if id_ in self._order_of))
            orders = self._orders_of(known.candidates)
            meant = orders if len(orders) == 1 else self._likelier(orders)
            if len(meant) != 1:
                left.append(Open(unclear.words, orders))
            elif len(unclear.candidates) == 1 or not self._take(known, meant[0]):
                # One candidate is one that the words do not quite fit: it stays to be asked about.
                within.append(replace(known, candidates=self._in(meant[0], known.candidates)))
        shares = (self._share(order, within) for order in self._orders)
        return Shared(tuple(share for share in shares if share.meant), tuple(each for each in left if each.orders))

    def _likelier(self, orders: Sequence[Order]) -> Sequence[Order]:
        """Of those that hold a thing the one of which something else is meant, else the one that holds most things."""
        beside = {self._order_of[id_].order_id for id_ in self._picked}
        meant = [order for order in orders if order.order_id in beside]
        if meant:
            return meant
        things = [self._orders_of(unclear.candidates) for unclear in self._meant.unclear]
        counted = {order.order_id: sum(order in holding for holding in things) for order in orders}
        most = max(counted.values())
        return [order for order in orders if counted[order.order_id] == most > 1]

    def _take(self, unclear: Unclear, order: Order) -> bool:
        """Takes the one line of the order that the words fit, if it is just one."""
        ids = self._in(order, unclear.candidates)
        if len(ids) != 1:
            return False
        line = next(line for line in order.lines if _joint(order, line.line_id) == ids[0])
        self._picked[ids[0]] = line.quantity
        if line.quantity > 1:
            self._uncounted.add(ids[0])
        return True

    def _share(self, order: Order, within: Sequence[Unclear]) -> Share:
        ids = {_joint(order, line.line_id): line.line_id for line in order.lines}
        mine = [unclear for unclear in within if unclear.candidates[0] in ids]
        meant = LinesMeant(
            picked=tuple(Picked(own, self._picked[id_]) for id_, own in ids.items() if id_ in self._picked),
            unclear=tuple(Unclear(each.words, tuple(ids[id_] for id_ in each.candidates)) for each in mine),
            whole=all(id_ in self._picked for id_ in ids) and self._meant.whole,
            uncounted=tuple(own for id_, own in ids.items() if id_ in self._uncounted and id_ in self._picked),
        )
        return Share(order, meant)

    def _orders_of(self, line_ids: Sequence[str]) -> tuple[Order, ...]:
        wanted = {self._order_of[id_].order_id for id_ in line_ids if id_ in self._order_of}
        return tuple(order for order in self._orders if order.order_id in wanted)

    def _in(self, order: Order, line_ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(id_ for id_ in line_ids if self._order_of[id_].order_id == order.order_id)


def _together(orders: Sequence[Order]) -> Order:
    """All lines as those of one order."""
    lines = [replace(line, line_id=_joint(order, line.line_id)) for order in orders for line in order.lines]
    return replace(orders[0], lines=tuple(lines))


def _joint(order: Order, line_id: str) -> str:
    return f"{order.order_id}{_BETWEEN}{line_id}"
