"""What can be done with an order, which orders it can be about, and whether another order is meant."""

import re
from collections.abc import Mapping
from enum import StrEnum

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
_ANOTHER = re.compile(r"\b(?:other|another|different|wrong)\b|另|别的|其他|换一|不是这", re.IGNORECASE)
_THAT_ONE = re.compile(
    r"\b(?:it|that one|this one|(?:this|that|the same) (?:order|parcel|package))\b(?! (?:is|was) (?:not|n't))"
    r"|它|[这那该](?:一?[个单笔]|订单)|这个订单",
    re.IGNORECASE,
)


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


def settled(task: Task, order: Order) -> Task:
    """The task itself; where it was left open if goods are cancelled or returned, what the order's state allows."""
    if task is not Task.EITHER:
        return task
    return Task.CANCEL if order.status in NOT_SHIPPED else Task.RETURN
