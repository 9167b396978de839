"""Which orders a shopper's words may mean, by all that they tell of an order but what is in it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from bot.commerce.model import Order, OrderStatus
from bot.commerce.rules import NOT_SHIPPED
from bot.commerce.thing_words import plain
from bot.orders.wishes.order_places import sent_to
from bot.orders.wishes.phrases import expression

# The first that is said counts: "not shipped yet" is not "shipped".
_STATUS: Final = (
    (
        r"\b(?:pending|unshipped|(?:not|hasn'?t|haven'?t) (?:been )?(?:yet )?(?:sent|shipped))\b"
        r"|[没未](?:有)?发|待发货",
        NOT_SHIPPED,
    ),
    (
        r"(?<!never )(?<!not )(?<!n't )(?<!not been )\b(?:delivered|received|arrived)\b"
        r"|(?<![没未])(?<!没有)收到|已送达|到货",
        frozenset({OrderStatus.DELIVERED}),
    ),
    (r"\b(?:shipped|on (?:its|the|their) way|in transit)\b|在路上|已发货|运输中", frozenset({OrderStatus.SHIPPED})),
    (r"\bcancell?ed\b|已取消|取消了的", frozenset({OrderStatus.CANCELLED})),
)
_NEWEST: Final = expression(
    r"\b(?:last|latest|newest|most recent(?:ly)?)\b(?! (?:week|month|year|mon|tues|wednes|thurs|fri|satur|sun"
    r"|time|but|of|\d|two|three|four|five|six))"
    r"|just (?:placed|ordered|bought|made|purchased)|\b(?:newer|more recent|later) (?:\w+ )?(?:order|one|purchase)\b"
    r"|\bplaced (?:last|later|most recently)\b"
    r"|最近(?![两二三四五几\d])|最后一?[单笔个](?!月)|最新|上一?[单笔]|刚刚?[才]?[下买拍]|[较更]新的|后下的|晚一点的"
)
_RECENT: Final = expression(
    r"\brecent (?:order|purchase)\b|\bjust (?:received|arrived|got (?:it|this|that|the|my|a|them))\b"
    r"|刚刚?[才]?(?:收到|到货)"
)
_OLDEST: Final = expression(
    r"\b(?:older|oldest|earlier|earliest)(?: \w+){0,2} (?:order|one|purchase)\b|\b(?:older|oldest|earlier|earliest)\W*$"
    r"|\bplaced (?:much |way )?(?:first|earlier)\b|\b(?:the|my)(?: very)? first order\b|\bordered first\b"
    r"|最[早老]|[更较]早|早一[点些]|早下的|先下的|先买的|第一[单笔]|旧的那?[一]?[单笔个]"
)
_DEAREST: Final = expression(
    r"\b(?:most expensive|biggest|largest|priciest|dearest|more expensive|bigger|larger) (?:order|purchase)\b"
    r"|(?:最贵|更贵|较贵|金额[最更较]?[大高])的?(?:那|一)?[一]?(?:单|笔|个?订单)"
)
_CHEAPEST: Final = expression(
    r"\b(?:cheapest|smallest|cheaper|smaller|least expensive) (?:order|purchase)\b"
    r"|(?:最便宜|更便宜|较便宜|金额[最更较]?[小低])的?(?:那|一)?[一]?(?:单|笔|个?订单)"
)
_AMOUNT: Final = expression(
    r"(?P<sign>[$€£¥])\s?(?P<one>\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+(?:\.\d{1,2})?)"
    r"|(?P<two>\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+(?:\.\d{1,2})?)\s?(?:dollars?|bucks|euros?|pounds?|usd|块钱?|元|美元|刀)"
    r"|(?<![\w#.-])(?P<bare>\d+\.\d\d)(?![\w.])"
)

Narrowing = Callable[[Sequence[Order]], Sequence[Order]]


@dataclass(frozen=True)
class Clues:
    """What words tell of an order; each way of narrowing gives nothing where it says nothing."""

    words: str
    asked: bool = False
    """Whether they answer the question for the order."""
    target: bool = False
    """Whether a place is wanted that the order shall go to instead."""

    def narrowed(self, orders: Sequence[Order], *more: Narrowing) -> Sequence[Order]:
        """The orders that fit all that is said, in the order given."""
        told = self.told(orders, *more)
        return self.compared(told) or told

    def told(self, orders: Sequence[Order], *more: Narrowing) -> Sequence[Order]:
        """Those that fit what is said of an order by itself; a clue that fits none is left out.

        `more` are ways known elsewhere: the days on which it was placed.
        """
        for narrow in (self._standing, self._placed_at, *more, self._costing):
            orders = list(narrow(orders)) or orders
        return orders

    def compared(self, orders: Sequence[Order]) -> Sequence[Order]:
        """The oldest, newest, dearest or cheapest of the orders, where one is meant so; else none."""
        text = plain(self.words)
        if not orders:
            return ()
        if _OLDEST.search(text):
            return [min(orders, key=lambda order: order.placed_at)]
        if _NEWEST.search(text):
            return [max(orders, key=lambda order: order.placed_at)]
        for pattern, choose in ((_DEAREST, max), (_CHEAPEST, min)):
            if pattern.search(text):
                return [choose(orders, key=lambda order: order.total.amount)]
        return ()

    def recent(self, orders: Sequence[Order]) -> Sequence[Order]:
        """The newest of the orders where a recent one is meant: the weakest of all clues."""
        if not orders or not _RECENT.search(plain(self.words)):
            return ()
        return [max(orders, key=lambda order: order.placed_at)]

    def _standing(self, orders: Sequence[Order]) -> Sequence[Order]:
        return standing(orders, self.words)

    def _placed_at(self, orders: Sequence[Order]) -> Sequence[Order]:
        return sent_to(self.words, orders, asked=self.asked, target=self.target)

    def _costing(self, orders: Sequence[Order]) -> Sequence[Order]:
        said = [_amount(match) for match in _AMOUNT.finditer(plain(self.words))]
        return [order for order in orders if any(_comes_to(order, amount) for amount in said)]


def standing(orders: Sequence[Order], words: str) -> Sequence[Order]:
    """Those that stand as the words say ("the pending one"); all of them when none does or nothing is said of it."""
    said = (statuses for pattern, statuses in _STATUS if re.search(pattern, words, re.IGNORECASE))
    statuses = next(said, None)
    return [order for order in orders if statuses and order.status in statuses] or orders


def _amount(match: re.Match[str]) -> Decimal:
    figure = match["one"] or match["two"] or match["bare"]
    return Decimal(figure.replace(",", ""))


def _comes_to(order: Order, amount: Decimal) -> bool:
    """Whether it comes to the amount, with or without its cents."""
    total = order.total.decimal
    return amount in (total, total.to_integral_value(ROUND_DOWN))
