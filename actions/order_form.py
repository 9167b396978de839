"""The form behind every task on an order: it takes what a message holds, asks for what is missing, then does the task.

The slots hold nothing but how far the talk has come. Whose the order is, and whether something may be written, the
services decide from the conversation's id at every step, so a slot value grants nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from rasa_sdk.events import SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.command import command
from actions.order_message import OrderMessage
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from actions.which_order import Task, asks_for_another, fits, named, only_fit, points_back
from bot.commerce.changes import CancelOrder
from bot.commerce.model import Order, OrderStatus
from bot.dialogue import parts
from bot.dialogue.parts import Choice
from bot.dialogue.phrases import Phrases
from bot.errors import (
    AwaitsApproval,
    ChangeRefused,
    NotVerified,
    OrderNotFound,
    OutcomeUnknown,
    ProposalNotFound,
    ProposalVoid,
    TooManyTries,
)
from bot.orders.access import Proof
from bot.orders.writes import Subject

FORM: Final = "order_form"

_TASKS: Final[Mapping[str, Task]] = {
    "track_order": Task.TRACK,
    "order_details": Task.DETAILS,
    "cancel_order": Task.CANCEL,
}
# Answered by a rule while the form waits; it asks again afterwards.
_INTERRUPTIONS: Final = frozenset(
    {
        "greet", "goodbye", "thank", "small_talk", "help", "complain", "out_of_scope", "ask_person", "ask_policy",
        "follow_up", "ask_product", "ask_reviews", "recommend", "refine", "after_sales", "list_orders",
    }
)  # fmt: skip
_MOST_CHOICES: Final = 5


class Step(StrEnum):
    """What the form may ask for; also the name of the slot that Rasa takes for asked."""

    NUMBER = "order_number"  # which order
    CONTACT = "contact"  # the guest's e-mail address or phone number
    CODE = "code"  # the one-time code, before a guest's write
    DECISION = "decision"  # yes or no to what is proposed


@dataclass(frozen=True)
class Progress:
    """How far the talk about an order has come."""

    task: Task
    number: str | None
    asked: Step | None
    misread: int = 0
    """How many messages in a row the form could make nothing of."""

    @classmethod
    def read(cls, context: Context) -> "Progress":
        task, asked = context.slot("order_task"), context.slot("requested_slot")
        return cls(
            task=Task(task) if task in set(Task) else Task.TRACK,
            number=context.slot("order_number"),
            asked=Step(asked) if asked in set(Step) else None,
            misread=int(context.slots.get("misread") or 0),
        )

    def events(self, next_step: Step | None) -> Events:
        return [
            SlotSet("order_task", self.task.value),
            SlotSet("order_number", self.number),
            SlotSet("misread", self.misread),
            SlotSet("topic", "order"),
            SlotSet("requested_slot", next_step.value if next_step else None),
        ]


class OrderForm(ShopAction):
    """Runs at each message while the form is on. No events tell Rasa that the message is not for the form."""

    named = f"validate_{FORM}"

    def __init__(self, phrases: Phrases, services: OrderServices) -> None:
        super().__init__(phrases)
        self._services = services

    async def act(self, context: Context, reply: Reply) -> Events:
        words = OrderWords(reply, await self._services.zone(), self._services.now())
        return await OrderTalk(self._services, context, reply, words).run()

    def after_error(self, context: Context) -> Events:
        """The form is left: nothing is asked for after an apology."""
        return Progress.read(context).events(None)


class OrderTalk:
    """One message's part of the talk about an order."""

    def __init__(self, services: OrderServices, context: Context, reply: Reply, words: OrderWords) -> None:
        self._access, self._writes, self._codes = services.access, services.writes, services.codes
        self._services, self._context, self._reply, self._words = services, context, reply, words
        self._message = OrderMessage(context)
        self._id = context.conversation_id
        # A message is taken once: when the form is run again after an interruption, it only asks again.
        others = [name for name in context.actions_in_turn if name != FORM]
        self._fresh = not others

    async def run(self) -> Events:
        progress = Progress.read(self._context)
        if progress.asked is None:
            # Nothing was asked, so the form begins; perhaps after an action that led into it.
            self._fresh = True
            return await self._advance(await self._begin(progress))
        if not self._fresh:
            return await self._advance(progress)
        return await self._take(progress)

    # What a message means to the form

    async def _take(self, progress: Progress) -> Events:
        context, message = self._context, self._message
        if context.intent == "ask_person":
            return []
        if progress.asked is Step.DECISION and (decision := message.decision()) is not None:
            return await (self._confirm(progress) if decision else self._decline(progress))
        if progress.asked is Step.CODE and message.wants_new_code():
            return await self._send_code_again(progress)
        if context.intent in ("never_mind", "deny"):
            return await self._leave(progress)
        if context.intent in _TASKS or self._other_number(progress):
            return await self._advance(await self._begin(progress))
        if self._holds_data(progress):
            return await self._advance(replace(progress, misread=0))
        if context.intent in ("choose_order", "correct"):
            return await self._advance(await self._begin(progress))
        if context.intent in _INTERRUPTIONS:
            return []
        return await self._ask_again(progress)

    def _other_number(self, progress: Progress) -> bool:
        """Whether the message gives another order's number, unasked."""
        if progress.asked is Step.NUMBER or self._context.intent in _INTERRUPTIONS:
            return False
        return self._message.number(asked=False, known=progress.number) is not None

    def _holds_data(self, progress: Progress) -> bool:
        match progress.asked:
            case Step.NUMBER:
                return self._number(progress) is not None
            case Step.CONTACT:
                return self._message.contact(asked=True) is not None
            case Step.CODE:
                return self._message.code() is not None
            case _:
                return False

    def _number(self, progress: Progress) -> str | None:
        asked = progress.asked is Step.NUMBER and self._context.intent not in _INTERRUPTIONS
        return self._message.number(asked=asked)

    async def _ask_again(self, progress: Progress) -> Events:
        """The message made no sense as an answer; a second such one in a row brings the offer of a person."""
        progress = replace(progress, misread=progress.misread + 1)
        asked = progress.asked or Step.NUMBER
        self._reply.say(f"misread_{asked.value}")
        events = await self._advance(progress)
        if progress.misread > 1:
            self._reply.offer(self._reply.person())
        return events

    # Which task, which order

    async def _begin(self, progress: Progress) -> Progress:
        """Begins the task that the message asks for, or the same one on another order."""
        await self._writes.void(self._id, "the shopper moved on")
        task = _TASKS.get(self._context.intent, progress.task)
        if self._context.intent == "choose_order" and progress.asked is None:
            task = Task.DETAILS
        number = await self._which_order(task, progress)
        same = (task, number) == (progress.task, progress.number)
        return Progress(task, number, asked=progress.asked if same or progress.asked is not Step.DECISION else None)

    async def _which_order(self, task: Task, progress: Progress) -> str | None:
        is_correction = self._context.intent == "correct"
        spoken_of = progress.number
        written = self._message.number(asked=is_correction, known=spoken_of if is_correction else None)
        if written:
            return written
        another = is_correction or asks_for_another(self._context.text)
        owned = await self._access.own_orders(self._id)
        orders = [order for order in owned if not (another and order.order_id == spoken_of)]
        local = self._services.now().astimezone(await self._services.zone())
        meant = named(orders, self._context.text, self._context.entities.get("product", ()), local)
        if meant is None and spoken_of and points_back(self._context.text):
            return spoken_of
        if meant is None and spoken_of and not another:
            known = next((order for order in orders if order.order_id == spoken_of), None)
            meant = known if known is None or fits(known, task) else only_fit(orders, task)
            return meant.order_id if meant else spoken_of
        meant = meant or only_fit(orders, task)
        return meant.order_id if meant else None

    # What comes next

    async def _advance(self, progress: Progress) -> Events:
        """Takes from the message whatever fits, then asks for what is missing or does the task."""
        if self._fresh and progress.asked is Step.NUMBER and (number := self._number(progress)):
            progress = replace(progress, number=number)
        if progress.number is None:
            return await self._ask_number(progress)
        try:
            order = await self._access.visible(self._id, progress.number)
        except NotVerified:
            return await self._contact_step(progress, progress.number)
        except OrderNotFound:
            # Only somebody signed in comes here: a guest is asked for a contact first, whatever the number.
            self._reply.say("order_not_in_account", order_id=progress.number)
            return await self._ask_number(replace(progress, number=None))
        progress = replace(progress, number=order.order_id)
        match progress.task:
            case Task.TRACK:
                return self._tell(progress, order, self._words.whereabouts(order))
            case Task.DETAILS:
                return self._tell(progress, order, self._words.details(order))
            case Task.CANCEL:
                return await self._cancel_step(progress, order)

    def _tell(self, progress: Progress, order: Order, words: str) -> Events:
        self._reply.show(parts.text(words))
        self._reply.show(parts.order(order, self._reply.language))
        return progress.events(None)

    async def _ask_number(self, progress: Progress) -> Events:
        orders = await self._access.own_orders(self._id)
        fitting = [o for o in orders if fits(o, progress.task)] or orders
        if not fitting:
            self._reply.say(f"ask_number_{progress.task.value}")
            return progress.events(Step.NUMBER)
        self._reply.say(f"ask_which_{progress.task.value}")
        self._reply.offer(*(self._words.choice(order) for order in fitting[:_MOST_CHOICES]))
        return progress.events(Step.NUMBER)

    # The guest's contact

    async def _contact_step(self, progress: Progress, number: str) -> Events:
        contact = self._message.contact(asked=progress.asked is Step.CONTACT) if self._fresh else None
        if contact is None:
            self._reply.say("contact_wanted", order_id=number)
            return progress.events(Step.CONTACT)
        self._fresh = False
        try:
            proof = await self._access.prove(self._id, number, contact)
        except OrderNotFound:
            self._reply.say("contact_mismatch", order_id=number)
            return progress.events(Step.CONTACT)
        except TooManyTries:
            self._reply.say("too_many_tries")
            self._reply.offer(self._reply.person())
            return replace(progress, number=None).events(None)
        if proof is Proof.POSTCODE:
            return await self._masked(progress, number)
        return await self._advance(progress)

    async def _masked(self, progress: Progress, number: str) -> Events:
        order = await self._access.masked(self._id, number)
        self._reply.show(parts.masked_order(order))
        self._reply.say("only_status", status=self._words.status(order))
        return progress.events(Step.CONTACT)

    # Cancelling

    async def _cancel_step(self, progress: Progress, order: Order) -> Events:
        try:
            await self._writes.check(self._id, CancelOrder(order.order_id))
        except ChangeRefused:
            return self._explain(progress, order)
        if not await self._access.may_write(self._id, order):
            return await self._code_step(progress, order)
        return await self._propose(progress)

    def _explain(self, progress: Progress, order: Order) -> Events:
        """Why the order cannot be cancelled, and what can be done instead."""
        self._reply.show(parts.order(order, self._reply.language))
        self._reply.say(f"not_cancellable_{order.status.value}", order_id=order.order_id)
        self._reply.offer(*self._instead(order), self._reply.person())
        return progress.events(None)

    def _instead(self, order: Order) -> list[Choice]:
        """What a shopper whose order is on its way or at home may want to know."""
        if order.status not in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
            return []
        return [self._reply.choice("returns", command("ask_policy", question=self._reply.words("question_returns")))]

    async def _code_step(self, progress: Progress, order: Order) -> Events:
        if not order.email:
            self._reply.say("code_impossible", order_id=order.order_id)
            self._reply.offer(self._reply.person())
            return progress.events(None)
        typed = self._message.code() if self._fresh and progress.asked is Step.CODE else None
        if typed is None:
            return await self._ask_code(progress, order)
        self._fresh = False
        if not await self._codes.check(self._id, order.order_id, typed):
            self._reply.say("code_wrong")
            return await self._ask_code(progress, order)
        await self._access.record(self._id, order.order_id, Proof.CODE)
        return await self._advance(progress)

    async def _ask_code(self, progress: Progress, order: Order) -> Events:
        if await self._codes.pending(self._id, order.order_id):
            self._reply.say("code_awaited")
        else:
            sent_to = await self._codes.send(self._id, order, self._reply.language)
            self._reply.say("code_sent", order_id=order.order_id, address=sent_to)
        self._reply.offer(self._reply.choice("resend_code", "/resend_code"))
        return progress.events(Step.CODE)

    async def _send_code_again(self, progress: Progress) -> Events:
        order = await self._access.visible(self._id, progress.number or "")
        sent_to = await self._codes.send(self._id, order, self._reply.language)
        self._reply.say("code_sent", order_id=order.order_id, address=sent_to)
        return progress.events(Step.CODE)

    async def _propose(self, progress: Progress) -> Events:
        offer = await self._writes.propose(self._id, CancelOrder(progress.number or ""))
        order = _order(offer.before)
        if progress.asked is not Step.DECISION:
            self._reply.show(parts.order(order, self._reply.language))
        self._reply.show(self._words.confirmation(order, offer.proposal))
        return progress.events(Step.DECISION)

    async def _confirm(self, progress: Progress) -> Events:
        self._fresh = False
        try:
            order = _order((await self._writes.confirm(self._id, self._context.message_id)).after)
        except ProposalVoid:
            self._reply.say("proposal_void")
            return await self._advance(replace(progress, asked=None))
        except ProposalNotFound:
            return await self._advance(progress)
        except ChangeRefused:
            return self._explain(progress, await self._access.visible(self._id, progress.number or ""))
        except AwaitsApproval:
            self._reply.say("awaits_approval")
            return progress.events(None)
        except OutcomeUnknown:
            self._reply.say("outcome_unknown")
            self._reply.offer(self._reply.person())
            return progress.events(None)
        self._reply.show(parts.text(self._words.cancelled(order)))
        self._reply.show(parts.order(order, self._reply.language))
        return progress.events(None)

    async def _decline(self, progress: Progress) -> Events:
        await self._writes.decline(self._id, self._context.message_id)
        self._reply.say("cancel_declined", order_id=progress.number or "")
        return progress.events(None)

    async def _leave(self, progress: Progress) -> Events:
        await self._writes.void(self._id, "the shopper left the task")
        self._reply.say("task_left")
        return replace(progress, number=None).events(None)


def _order(subject: Subject) -> Order:
    assert isinstance(subject, Order)
    return subject
