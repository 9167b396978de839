"""Which orders words mean, one or several, by all that they tell: numbers, goods, state, place, day, amount, age."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from actions.days import past_days
from actions.which_order import Task
from bot.commerce.changes import Picked
from bot.commerce.model import Order, Product
from bot.orders.wishes.lines import LinesMeant, lines_meant
from bot.orders.wishes.order_clues import Clues
from bot.orders.wishes.order_shares import Open, Share, Shared, shared
from bot.orders.wishes.other_orders import without_another
from bot.orders.wishes.several_orders import OrdersSaid, numbers_in_a_row, orders_said, says_all_of_them

_OF_LINES: Final = frozenset({Task.CANCEL, Task.SWAP, Task.RETURN, Task.EITHER, Task.PROBLEM})
"""Tasks that may be about some of an order's goods; for all others goods only tell which order is meant."""


@dataclass(frozen=True)
class Found:
    """What words mean among orders."""

    shares: tuple[Share, ...] = ()
    """The orders that are meant, each with what is meant of it."""
    among: tuple[Order, ...] = ()
    """Orders of which one is meant, where the words leave several."""
    left: tuple[Open, ...] = ()
    """Things besides the shares that lie in several orders."""
    stands: bool = False
    """Whether the lines of the one order are known from comparing several, and would be read otherwise in it alone."""

    @property
    def one(self) -> Order | None:
        return self.shares[0].order if len(self.shares) == 1 and not self.left else None

    @property
    def is_several(self) -> bool:
        return bool(self.shares) and self.one is None

    @property
    def is_shared(self) -> bool:
        """Whether the lines go with the orders from here."""
        return self.is_several or self.stands


@dataclass(frozen=True)
class OrderSearch:
    """A search among a shopper's own orders, the newest first."""

    task: Task
    orders: Sequence[Order]
    able: Callable[[Order], bool]
    """Whether an order can have the task."""
    products: Sequence[Product]
    now: datetime

    def found(self, words: str, *, asked: bool = False) -> Found:
        """What the words mean; nothing where they tell nothing. `asked`: they answer the question for the order."""
        words = without_another(words) if self.task is Task.SWAP else words
        row = self._numbered(words)
        if len(row) > 1:
            return self._of_all(row, OrdersSaid(words))
        clues = Clues(words, asked, target=self.task is Task.ADDRESS)
        told = clues.told(self.orders, lambda orders: dated(orders, words, self.now))
        said = orders_said(words)
        if said is not None:
            return self._of_several(told, said)
        if asked and says_all_of_them(words):
            return self._of_all(told, OrdersSaid(words, everything=True))
        goods = self._goods(words, told) or self._goods(words, self.orders)
        return self._by_goods(goods, clues) if goods else self._by_clues(told, clues)

    def of_all(self, orders: Sequence[Order], words: str) -> Found:
        """What the words mean of these orders, all of which are meant."""
        return self._of_all(orders, orders_said(words) or OrdersSaid(words))

    def _by_goods(self, goods: Shared, clues: Clues) -> Found:
        if goods.shares and (self.task in _OF_LINES or len(goods.shares) == 1):
            found = Found(goods.shares, left=goods.open)
            return replace(
                found, stands=found.one is not None and self._is_read_otherwise(goods.shares[0], clues.words)
            )
        orders = [share.order for share in goods.shares] or [order for open_ in goods.open for order in open_.orders]
        return self._decided(tuple(dict.fromkeys(orders)), clues)

    def _is_read_otherwise(self, share: Share, words: str) -> bool:
        if self.task is Task.SWAP or share.meant.unclear or not share.meant.picked:
            return False
        alone = lines_meant(words, share.order, self.products)
        return (alone.picked, alone.unclear) != (share.meant.picked, ())

    def _by_clues(self, told: Sequence[Order], clues: Clues) -> Found:
        fitting = [order for order in told if self.able(order)] or told
        if len(told) < len(self.orders) or clues.compared(fitting) or clues.recent(fitting):
            return self._decided(fitting, clues)
        return Found()

    def _decided(self, orders: Sequence[Order], clues: Clues) -> Found:
        meant = clues.compared(orders) or clues.recent(orders) or orders
        return Found((Share(meant[0], LinesMeant()),)) if len(meant) == 1 else Found(among=tuple(meant))

    def _of_several(self, told: Sequence[Order], said: OrdersSaid) -> Found:
        able = [order for order in told if self.able(order)]
        if said.count is None:
            return self._of_all(able, said) if able else Found()
        if said.newest:
            return self._of_all(told[: said.count], said)
        fitting = next((orders for orders in (able, told) if len(orders) == said.count), None)
        return Found(among=tuple(able or told)) if fitting is None else self._of_all(fitting, said)

    def _of_all(self, orders: Sequence[Order], said: OrdersSaid) -> Found:
        if self.task not in _OF_LINES:
            return Found(tuple(Share(order, LinesMeant()) for order in orders))
        meant = self._goods(said.words, orders, each=True)
        if not meant and not said.everything and self.task not in (Task.CANCEL, Task.EITHER):
            # What of them is meant is asked of each.
            return Found(tuple(Share(order, LinesMeant()) for order in orders))
        return Found(meant.shares or tuple(Share(order, _all_of(order)) for order in orders), left=meant.open)

    def _goods(self, words: str, orders: Sequence[Order], *, each: bool = False) -> Shared:
        able = [order for order in orders if self.able(order)]
        return shared(words, orders, able, self.products, each=each, for_another=self.task is Task.SWAP)

    def _numbered(self, words: str) -> Sequence[Order]:
        numbers = {number.lstrip("#").casefold() for number in numbers_in_a_row(words)}
        return [order for order in self.orders if order.order_id.casefold() in numbers]


def dated(orders: Sequence[Order], words: str, now: datetime) -> Sequence[Order]:
    """Those that were placed on the days which the words name; none when they name none."""
    span = past_days(words, now.date())
    if span is None:
        return ()
    return [order for order in orders if order.placed_at.astimezone(now.tzinfo).date() in span]


def _all_of(order: Order) -> LinesMeant:
    return LinesMeant(tuple(Picked(line.line_id, line.quantity) for line in order.lines), whole=True)
