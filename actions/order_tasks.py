"""What each change needs to know, in the order in which it is asked, and how it is then made: one entry a task."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from actions.case import Case
from actions.draft import Draft
from actions.facts.delivery import Note, Option, Where
from actions.facts.fact import Fact
from actions.facts.goods import HowMany, Lines, everything
from actions.facts.money import NewPayment, PaidBack, Payment
from actions.facts.returned import Returned
from actions.facts.variant import Wanted
from actions.facts.why import Reason, WhatIsWrong
from actions.which_order import Task
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
)
from bot.commerce.model import Order
from bot.commerce.rules import NOT_SHIPPED
from bot.orders.wishes.objects import gives_the_order

_AN_ITEM: Final = re.compile(
    r"\b(?:that|this|the|one|single)(?: one| single| same)? (?:item|article|product)\b"
    r"|[这那](?:一)?[件样](?!订单)|单件",
    re.IGNORECASE,
)
"""One of the goods, without its name."""


class Some(Lines):
    """Lines that may be named; where none are, the whole order is meant.

    Goods that were named and are not found in the order are asked about: all of it was not what was said.
    """

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        read = super().read(words, case, asked=asked)
        draft = read or case.draft
        if (draft.things or draft.absent) and not draft.picked and gives_the_order(words):
            return replace(draft, things=(), absent="")
        thing = _AN_ITEM.search(words)
        if thing is None or draft.picked or draft.whole or draft.unclear or len(case.lines) == 1:
            return read
        return replace(draft, things=draft.things or (thing.group(),))

    def is_open(self, case: Case) -> bool:
        draft = case.draft
        named = draft.things or draft.absent
        return bool(draft.unclear) or (bool(named) and not draft.picked and not draft.whole)

    def presumed(self, case: Case) -> Draft:
        return case.draft


@dataclass(frozen=True)
class Plan:
    """How a task becomes a change."""

    kind: Callable[[Order], Capability]
    """What it is for this order, before anything else is known."""
    facts: tuple[Fact, ...]
    build: Callable[[Case], OrderChange]
    """Makes the change of a case to which no fact is open but the payment."""


def _cancel(case: Case) -> OrderChange:
    order, draft = case.order, case.draft
    whole = draft.whole or not draft.picked or set(draft.picked) == set(everything(case))
    if whole:
        return CancelOrder(order.order_id, draft.reason or "")
    return CancelLines(order.order_id, draft.picked, draft.reason or "")


def _swap(case: Case) -> OrderChange:
    order, draft = case.order, case.draft
    if order.status in NOT_SHIPPED:
        return ChangeItems(order.order_id, draft.swaps, draft.payment_id)
    return ExchangeItems(order.order_id, draft.swaps, draft.reason or "", draft.payment_id)


def _return(case: Case) -> OrderChange:
    draft = case.draft
    return ReturnItems(case.order.order_id, draft.picked, draft.reason or "", draft.payment_id)


def _address(case: Case) -> OrderChange:
    assert case.draft.address
    return ChangeAddress(case.order.order_id, case.draft.address)


def _payment(case: Case) -> OrderChange:
    return ChangePayment(case.order.order_id, case.draft.payment_id or "")


def _shipping(case: Case) -> OrderChange:
    return ChangeShipping(case.order.order_id, case.draft.option or "")


def _note(case: Case) -> OrderChange:
    return AddNote(case.order.order_id, case.draft.note or "")


def _problem(case: Case) -> OrderChange:
    draft = case.draft
    assert draft.problem
    return ReportProblem(case.order.order_id, draft.picked, draft.problem, draft.words, draft.attachments)


PLANS: Final[Mapping[Task, Plan]] = {
    Task.CANCEL: Plan(lambda _: Capability.CANCEL_ORDER, (Some(), HowMany(), Reason(), PaidBack()), _cancel),
    Task.ADDRESS: Plan(lambda _: Capability.CHANGE_ADDRESS, (Where(),), _address),
    Task.PAYMENT: Plan(lambda _: Capability.CHANGE_PAYMENT, (NewPayment(),), _payment),
    Task.SHIPPING: Plan(lambda _: Capability.CHANGE_SHIPPING, (Option(),), _shipping),
    Task.NOTE: Plan(lambda _: Capability.ADD_NOTE, (Note(),), _note),
    Task.SWAP: Plan(
        lambda order: Capability.CHANGE_ITEMS if order.status in NOT_SHIPPED else Capability.EXCHANGE_ITEMS,
        (Lines(for_another=True), HowMany(), Wanted(), Reason(), Payment()),
        _swap,
    ),
    Task.RETURN: Plan(lambda _: Capability.RETURN_ITEMS, (Returned(), HowMany(), Reason(), Payment()), _return),
    Task.PROBLEM: Plan(lambda _: Capability.REPORT_PROBLEM, (Lines(), HowMany(), WhatIsWrong()), _problem),
}

CHANGES: Final = frozenset(PLANS) | {Task.EITHER}
"""Tasks that change an order; what "cancel or return" is to become is known as soon as the order is."""
