"""Which of their orders a shopper means when no number is given."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from actions.days import past_days
from bot.commerce.model import Order, OrderStatus
from bot.commerce.rules import NOT_SHIPPED


class Task(StrEnum):
    """What is to be done with an order, or with the account."""

    TRACK = "track"  # say where it is
    DELIVERY = "delivery"  # say what is known of a delivery that went wrong
    DETAILS = "details"  # say what is in it and what it cost
    REFUND = "refund"  # say how far its refund is
    PAID = "paid"  # say how its payment stands
    INVOICE = "invoice"  # say how to get its invoice
    PRICE = "price"  # say what is given back when a price fell, or a coupon was forgotten
    CANCEL = "cancel"  # call it, or a part of it, off
    ADDRESS = "address"  # send it elsewhere
    PAYMENT = "payment"  # pay it another way
    SHIPPING = "shipping"  # send it another way
    NOTE = "note"  # a word for whoever packs or delivers
    SWAP = "swap"  # another variant: changed before it is sent, exchanged afterwards
    RETURN = "return"  # goods go back, money too
    EITHER = "either"  # cancel or return: what the order allows is done
    PROBLEM = "problem"  # damaged, missing, wrong or faulty goods
    ACCOUNT = "account"  # the shopper's own data
    QUESTION = "question"  # answer what no order is needed for


_UNDER_WAY = frozenset(
    {
        OrderStatus.PENDING,
        OrderStatus.PROCESSING,
        OrderStatus.SHIPPED,
        OrderStatus.RETURNING,
        OrderStatus.EXCHANGING,
    }
)
_SENT = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED})
_STATUSES: Mapping[Task, frozenset[OrderStatus]] = {
    Task.TRACK: _UNDER_WAY,
    Task.DELIVERY: _SENT,
    Task.CANCEL: NOT_SHIPPED,
    Task.ADDRESS: NOT_SHIPPED,
    Task.PAYMENT: NOT_SHIPPED,
    Task.SHIPPING: NOT_SHIPPED,
    Task.NOTE: NOT_SHIPPED,
    Task.SWAP: NOT_SHIPPED | {OrderStatus.DELIVERED},
    Task.RETURN: frozenset({OrderStatus.DELIVERED}),
    Task.EITHER: NOT_SHIPPED | {OrderStatus.DELIVERED},
    Task.PROBLEM: _SENT,
}
"""Orders that a task can be about; every order where nothing is said."""
_NEWEST = re.compile(
    r"\b(?:last|latest|newest|most recent)\b(?! (?:week|month|year|mon|tues|wednes|thurs|fri|satur|sun))"
    r"|just (?:placed|ordered|bought|made)|最近|最后一?[单笔个]|最新|上一?[单笔]|刚刚?[才]?[下买拍]",
    re.IGNORECASE,
)
# The first that is said counts: "not shipped yet" is not "shipped".
_SAID_STATUS = (
    (
        r"\b(?:pending|unshipped|(?:not|hasn'?t) (?:been )?(?:yet )?(?:sent|shipped))\b|[没未](?:有)?发|待发货",
        NOT_SHIPPED,
    ),
    (
        r"(?<!never )(?<!not )(?<!n't )\b(?:delivered|received|arrived)\b|(?<![没未])(?<!没有)收到|已送达|到货",
        frozenset({OrderStatus.DELIVERED}),
    ),
    (r"\b(?:shipped|on (?:its|the) way|in transit)\b|在路上|已发货|运输中", frozenset({OrderStatus.SHIPPED})),
    (r"\bcancell?ed\b|已取消|取消了的", frozenset({OrderStatus.CANCELLED})),
)
_ANOTHER = re.compile(r"\b(?:other|another|different|wrong)\b|另|别的|其他|换一|不是这", re.IGNORECASE)
_THAT_ONE = re.compile(
    r"\b(?:it|that one|this one|(?:this|that|the same) (?:order|parcel|package))\b(?! (?:is|was) (?:not|n't))"
    r"|它|[这那该](?:一?[个单笔]|订单)|这个订单",
    re.IGNORECASE,
)


def named(orders: Sequence[Order], words: str, products: Sequence[str], now: datetime) -> Order | None:
    """The one order that the words point to: by when it was placed, by what is in it, or as the newest.

    `orders` come the newest first.
    """
    span = past_days(words, now.date())
    dated = [o for o in orders if span and o.placed_at.astimezone(now.tzinfo).date() in span]
    if len(dated) == 1:
        return dated[0]
    holding = [o for o in dated or orders if any(_holds(o, product) for product in products)]
    if len(holding) == 1:
        return holding[0]
    return orders[0] if orders and _NEWEST.search(words) else None


def standing(orders: Sequence[Order], words: str) -> Sequence[Order]:
    """Those that stand as the words say ("the pending one"); all of them when none does or nothing is said of it."""
    said = (statuses for pattern, statuses in _SAID_STATUS if re.search(pattern, words, re.IGNORECASE))
    statuses = next(said, None)
    return [order for order in orders if statuses and order.status in statuses] or orders


def only_fit(orders: Sequence[Order], task: Task) -> Order | None:
    """The one order that the task can be about, if there is just one."""
    fitting = [o for o in orders if fits(o, task)]
    return fitting[0] if len(fitting) == 1 else None


def fits(order: Order, task: Task) -> bool:
    if task is Task.REFUND:
        return bool(order.refunds) or order.status is OrderStatus.CANCELLED or bool(order.claims)
    wanted = _STATUSES.get(task)
    return wanted is None or order.status in wanted


def asks_for_another(words: str) -> bool:
    """Whether the shopper means an order other than the one that was spoken of."""
    return _ANOTHER.search(words) is not None


def points_back(words: str) -> bool:
    """Whether the shopper means the very order that was just spoken of."""
    return _THAT_ONE.search(words) is not None and not asks_for_another(words)


def _holds(order: Order, product: str) -> bool:
    wanted = product.casefold().strip()
    # "headphones" is in "Drift wireless headphones"; "shoe" is in "Trail shoes".
    singular = wanted.removesuffix("s") if len(wanted) > 3 else wanted
    return bool(wanted) and any(
        singular in title.casefold() for line in order.lines for title in (line.title.en, line.title.zh)
    )


def settled(task: Task, order: Order) -> Task:
    """The task itself; where it was left open if goods are cancelled or returned, what the order's state allows."""
    if task is not Task.EITHER:
        return task
    return Task.CANCEL if order.status in NOT_SHIPPED else Task.RETURN
