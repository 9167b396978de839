"""What a shopper asks of a person to be changed, read by the dialogue's own understanding outside of a turn."""

import logging
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from actions.account import signed_in
from actions.case import Case
from actions.draft import Draft
from actions.order_intents import TASKS
from actions.order_message import number_in
from actions.order_services import OrderServices
from actions.order_tasks import PLANS, Plan
from actions.own_addresses import own_addresses
from actions.progress import Step
from actions.several import QUESTION, Understanding, outright, task_meant
from actions.which_order import Task, fits, settled
from actions.writing import remembered
from bot.assist.wants import Missing, Wanted
from bot.commerce.changes import Capability
from bot.commerce.model import Order, Product
from bot.errors import ChangeRefused, DialogueUnavailable
from bot.orders.wishes.orders import orders_holding
from bot.orders.wishes.requests import split

_log = logging.getLogger(__name__)
_MOST_MESSAGES: Final = 12
_MOST_ORDERS: Final = 20
_MOST_HEARD: Final = 8
_MOST_KEPT: Final = 1000
_CANCELS: Final = re.compile(
    r"\b(?:cancel\w*|call(?:ed)? (?:it |this |that )?off|don'?t want (?:it|the order|this order) any ?more)\b"
    r"|取消|退单|撤单|不想要了|不要了",
    re.IGNORECASE,
)
_REFUNDS: Final = re.compile(
    r"\b(?:want|need|like|give|get|request|demand|please|issue)\b[^.?!]{0,24}\b(?:refund\w*|money back)\b"
    r"|^\W*refund (?:me|it|this|the|my)\b|(?:要|想|请|申请|给我|帮我|把).{0,8}(?:退款|退钱|钱退)",
    re.IGNORECASE,
)
_ASKS_AFTER: Final = re.compile(
    r"\b(?:where|when|status|how long|arrived?|received?)\b|哪|什么时候|多久|到账|进度", re.I
)
"""A refund that is under way is asked after, and not asked for."""
_REDIRECTS: Final = re.compile(
    r"\b(?:change|update|correct|fix|wrong|new|different|another)\b[^.?!]{0,40}\baddress\b"
    r"|\b(?:ship|send|deliver|redirect)\b (?:it|them|this|that|the order|my order|order)\b[^.?!]{0,30}\bto\b"
    r"|[改换][^，。]{0,24}地址|地址[^，。]{0,6}[改换错]|(?:寄|送|发)到",
    re.IGNORECASE,
)
_KINDS: Final[Mapping[Task, Capability]] = {
    Task.CANCEL: Capability.CANCEL_ORDER,
    Task.EITHER: Capability.RETURN_ITEMS,
    Task.RETURN: Capability.RETURN_ITEMS,
    Task.SWAP: Capability.EXCHANGE_ITEMS,
    Task.ADDRESS: Capability.CHANGE_ADDRESS,
    Task.PAYMENT: Capability.CHANGE_PAYMENT,
    Task.SHIPPING: Capability.CHANGE_SHIPPING,
    Task.NOTE: Capability.ADD_NOTE,
    Task.PROBLEM: Capability.REPORT_PROBLEM,
}
"""What a task is called while it is not known of which order it is."""


@dataclass(frozen=True)
class _Request:
    """A task that was asked for, and what was said of it."""

    task: Task
    number: str | None
    heard: tuple[str, ...]

    def hearing(self, words: str, number: str | None) -> "_Request":
        return replace(self, number=number or self.number, heard=(*self.heard, words)[-_MOST_HEARD:])


class DeskReading:
    """Reads requests for changes out of a shopper's messages; nothing is asked of them and nothing is written."""

    def __init__(self, services: OrderServices, understanding: Understanding) -> None:
        self._services, self._understanding = services, understanding
        self._understood: dict[str, str] = {}

    async def wants(self, conversation_id: str, said: Sequence[str]) -> Sequence[Wanted]:
        """The newest last; of the shopper's own orders alone."""
        requests = await self._requests(said[-_MOST_MESSAGES:])
        if not requests:
            return []
        orders = await self._services.access.own_orders(conversation_id, _MOST_ORDERS)
        products = await self._services.commerce.catalogue()
        found: dict[tuple[Capability, str], Wanted] = {}
        for request in requests:
            async for wanted in self._read(conversation_id, request, orders, products):
                found[wanted.kind, wanted.order_id] = wanted
        return list(found.values())

    # What is asked for

    async def _requests(self, said: Sequence[str]) -> Sequence[_Request]:
        requests: list[_Request] = []
        for piece in (piece for words in said for piece in split(words).requests):
            task, number = await self._task(piece), number_in(piece)
            if task is not None and task in _KINDS:
                _add(requests, _Request(task, number, (piece,)))
            elif requests and not QUESTION.search(piece):
                # What is no request by itself tells more of the one before: "the blue one", an order's number.
                requests[-1] = requests[-1].hearing(piece, number)
        return requests

    async def _task(self, piece: str) -> Task | None:
        task = task_meant(piece, await self._intent(piece), TASKS) or outright(piece)
        if task in _KINDS:
            return task
        if _REFUNDS.search(piece) and not _ASKS_AFTER.search(piece):
            return Task.EITHER
        if _CANCELS.search(piece):
            return Task.CANCEL
        return Task.ADDRESS if task is None and _REDIRECTS.search(piece) else task

    async def _intent(self, piece: str) -> str:
        known = self._understood.get(piece)
        if known is not None:
            return known
        try:
            intent = await self._understanding.understand(piece)
        except DialogueUnavailable as error:
            # The words' own verbs tell less, and still something.
            _log.warning("a request at the desk is read without the dialogue: %s", error)
            return ""
        while len(self._understood) >= _MOST_KEPT:
            self._understood.pop(next(iter(self._understood)))
        self._understood[piece] = intent
        return intent

    # Of which order, and what is known of it

    async def _read(
        self, conversation_id: str, request: _Request, orders: Sequence[Order], products: Sequence[Product]
    ) -> AsyncIterator[Wanted]:
        meant = _orders_meant(request, orders, products)
        if meant is None:
            yield Wanted(_KINDS[request.task], "", missing=(Missing.ORDER,))
            return
        for order in meant:
            yield await self._of_order(conversation_id, request, order, products)

    async def _of_order(
        self, conversation_id: str, request: _Request, order: Order, products: Sequence[Product]
    ) -> Wanted:
        plan = PLANS[settled(request.task, order)]
        kind = plan.kind(order)
        try:
            case = remembered(plan, await self._case(conversation_id, plan, request, order, products))
        except ChangeRefused as refusal:
            return Wanted(kind, order.order_id, blocked=refusal.why)
        for fact in plan.facts:
            case = replace(case, draft=fact.presumed(case))
        case = _paid_as_wished(case)
        missing = tuple(Missing(fact.step.value) for fact in plan.facts if fact.is_open(case))
        if missing:
            return Wanted(kind, order.order_id, missing=missing)
        change = plan.build(case)
        return Wanted(change.kind, order.order_id, change)

    async def _case(
        self, conversation_id: str, plan: Plan, request: _Request, order: Order, products: Sequence[Product]
    ) -> Case:
        services, steps = self._services, {fact.step for fact in plan.facts}
        customer = await signed_in(services, conversation_id)
        return Case(
            order=order,
            draft=Draft(heard=request.heard),
            rule=services.writes.admits(plan.kind(order), order),
            products=products,
            customer=customer,
            addresses=await own_addresses(services, conversation_id, customer, order) if Step.ADDRESS in steps else {},
            options=await services.commerce.shipping_options(order.order_id) if Step.OPTION in steps else (),
        )


def _add(requests: list[_Request], new: _Request) -> None:
    """What is asked for once more of the same order is one request with more said of it."""
    for at, before in enumerate(requests):
        if before.task is new.task and (new.number in (None, before.number) or before.number is None):
            requests[at] = before.hearing(new.heard[0], new.number)
            # What comes next tells more of what was spoken of last.
            requests.append(requests.pop(at))
            return
    requests.append(new)


def _orders_meant(request: _Request, orders: Sequence[Order], products: Sequence[Product]) -> Sequence[Order] | None:
    """None where one of several is meant and it was not said which; empty where it is none of theirs."""
    if request.number is not None:
        wanted = request.number.lstrip("#").casefold()
        return [order for order in orders if order.order_id.lstrip("#").casefold() == wanted]
    fitting = [order for order in orders if fits(order, request.task)]
    holding = orders_holding(" ".join(request.heard), fitting, products)
    left = holding or fitting
    if len(left) == 1 or not left:
        return left or (orders if len(orders) == 1 else [])
    # "Cancel my order", of several: each is shown, and the person chooses.
    return left if request.task is Task.CANCEL and not holding else None


def _paid_as_wished(case: Case) -> Case:
    """The money goes the way that was wished for; where the shop forbids it, that is told and no other is taken."""
    ways, customer = case.draft.ways, case.customer
    if not ways or customer is None or ways[0] not in {way.payment_id for way in customer.payments}:
        return case
    return replace(case, draft=replace(case.draft, payment_id=ways[0]))
