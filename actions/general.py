"""What is said when a message asks for nothing that could be done, or could not be understood."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from rasa_sdk.events import FollowupAction, SlotSet

from actions.answers import DocumentAction, Documents
from actions.base import Context, Events, Reply, ShopAction
from actions.command import command
from actions.failing import Failing
from actions.order_message import OrderMessage
from actions.order_services import OrderServices
from actions.people import HandOff
from actions.progress import FORM
from actions.trouble import Trouble
from actions.which_order import asks_for_another
from bot.dialogue.phrases import Phrases

CLARIFIABLE: Final = (
    "ask_policy",
    "ask_product",
    "ask_reviews",
    "recommend",
    "track_order",
    "order_details",
    "list_orders",
    "cancel_order",
    "return_items",
    "exchange_items",
    "report_problem",
    "change_address",
    "change_payment",
    "change_shipping",
    "add_note",
    "refund_status",
    "payment_problem",
    "delivery_problem",
    "request_invoice",
    "price_adjustment",
    "after_sales",
)
"""What may be offered as the meaning of an unclear message; picking one begins it and writes nothing."""

_MOST_MEANINGS: Final = 3
_FORGOTTEN: Final = (
    "order_number", "draft", "waiting", "done", "unasked", "declined", "common", "need", "shown", "focus", "topic",
    "unanswered", "previous_question",
)  # fmt: skip


class Clarify(DocumentAction):
    """Asks what an unclear message meant; when that happens twice in a row, offers a person.

    What may be a question is not asked back where the documents answer it.
    """

    named = "action_clarify"

    async def act(self, context: Context, reply: Reply) -> Events:
        if (answered := await self._documents.answers_unclear(context, reply)) is not None:
            return answered
        if self.named in context.actions_before:
            reply.say("clarify_again")
            reply.offer(reply.person())
            reply.fails(Failing.NOT_UNDERSTOOD)
            return []
        ranked = [intent for intent, _ in context.ranking if intent in CLARIFIABLE]
        meanings = (ranked or CLARIFIABLE)[:_MOST_MEANINGS]
        reply.say("clarify")
        # The shopper's own words go with the choice, so that it is they that are answered.
        asked = {"question": context.text} if context.text else {}
        reply.offer(*(reply.choice(f"intent_{name}", command(name, **asked)) for name in meanings), reply.person())
        reply.fails(Failing.NOT_UNDERSTOOD)
        return []


class OutOfScope(DocumentAction):
    """Not a shop's business: says what is. Doubtful cases are left to the documents; "???" has no business at all."""

    named = "action_out_of_scope"

    def __init__(self, phrases: Phrases, documents: Documents, clarify: Clarify) -> None:
        super().__init__(phrases, documents)
        self._clarify = clarify

    async def act(self, context: Context, reply: Reply) -> Events:
        if context.text and not any(character.isalnum() for character in context.text):
            return await self._clarify.act(context, reply)
        if (answered := await self._documents.answers_unclear(context, reply)) is not None:
            return answered
        reply.say("out_of_scope")
        reply.offer(reply.person())
        return []


class SmallTalk(ShopAction):
    """A little chat, honestly."""

    named = "action_small_talk"

    async def act(self, context: Context, reply: Reply) -> Events:
        reply.say("small_talk")
        return []


class Complain(ShopAction):
    """Anger or disappointment without a request."""

    named = "action_complain"

    async def act(self, context: Context, reply: Reply) -> Events:
        reply.say("complain")
        reply.offer(reply.person())
        reply.fails(Failing.UPSET)
        return []


def person_was_offered(context: Context) -> bool:
    """Whether a yes or a no would be about talking to a person."""
    only = [choice.command for choice in context.choices_before] == ["/ask_person"]
    return only or Trouble.read(context).was_offered(context)


class Affirm(ShopAction):
    """A yes outside a task: to the offer of a person, or to nothing. A task's yes is taken by its form."""

    named = "action_affirm"

    def __init__(self, phrases: Phrases, hand_off: HandOff) -> None:
        super().__init__(phrases)
        self._hand_off = hand_off

    async def act(self, context: Context, reply: Reply) -> Events:
        offered = context.choices_before
        if person_was_offered(context):
            return await self._hand_off.act(context, reply)
        if offered:
            reply.say("affirm_which")
            reply.offer(*offered)
            return []
        reply.say("affirm_unasked")
        return []


class Deny(ShopAction):
    """A no outside a task: to the offer of a person; after a clarifying question it means none of these."""

    named = "action_deny"

    async def act(self, context: Context, reply: Reply) -> Events:
        if person_was_offered(context):
            reply.say("person_declined")
            return [SlotSet("trouble", Trouble.read(context).declined().to_json())]
        if Clarify.named in context.actions_before:
            reply.say("clarify_again")
            reply.offer(reply.person())
            reply.fails(Failing.NOT_UNDERSTOOD)
        else:
            reply.say("deny_unasked")
        return []


class Inform(ShopAction):
    """Data given while no form asked: an order's number, or the name of a product, begins what it is good for."""

    named = "action_inform"

    def __init__(self, phrases: Phrases, by_topic: Mapping[str, ShopAction], recommend: ShopAction) -> None:
        super().__init__(phrases)
        self._by_topic, self._recommend = by_topic, recommend

    async def act(self, context: Context, reply: Reply) -> Events:
        if OrderMessage(context).number(asked=False):
            return [SlotSet("order_task", "track"), FollowupAction(FORM)]
        topic, unanswered = context.slot("topic") or "", context.slot("unanswered")
        if unanswered and topic in self._by_topic:
            # It had been asked which product was meant; the question was asked before.
            asked = replace(context, text=f"{context.text}: {unanswered}")
            return [SlotSet("unanswered", None), *await self._by_topic[topic].act(asked, reply)]
        if topic == "recommend" or context.entities.get("product"):
            return await self._recommend.act(context, reply)
        reply.say("inform_unasked")
        reply.offer(reply.choice("track", "/track_order"), reply.choice("products", "/recommend"), reply.person())
        return []


class Correct(ShopAction):
    """A correction outside a form: of the order or of the suggestions last spoken of."""

    named = "action_correct"

    def __init__(self, phrases: Phrases, refine: ShopAction) -> None:
        super().__init__(phrases)
        self._refine = refine

    async def act(self, context: Context, reply: Reply) -> Events:
        topic = context.slot("topic")
        of_orders = context.is_command or asks_for_another(context.text) or context.slots.get("declined")
        if (topic == "order" and of_orders) or OrderMessage(context).number(asked=False):
            return [FollowupAction(FORM)]
        if topic == "recommend":
            return await self._refine.act(context, reply)
        reply.say("correct_unasked")
        return []


class Repeat(ShopAction):
    """Says what was said last once more; a form that asks says its question itself."""

    named = "action_repeat"

    async def act(self, context: Context, reply: Reply) -> Events:
        for part in context.parts_before:
            reply.show(part)
        if not context.parts_before:
            reply.say("nothing_to_repeat")
        return []


class StartOver(ShopAction):
    """Everything that was going on is forgotten; what was done stays done."""

    named = "action_start_over"

    def __init__(self, phrases: Phrases, services: OrderServices) -> None:
        super().__init__(phrases)
        self._services = services

    async def act(self, context: Context, reply: Reply) -> Events:
        await self._services.writes.void(context.conversation_id, "the shopper starts over")
        reply.say("started_over")
        return [SlotSet(name, None) for name in _FORGOTTEN]


class LeaveTask(ShopAction):
    """Never mind: nothing is pending any more."""

    named = "action_leave_task"

    def __init__(self, phrases: Phrases, services: OrderServices) -> None:
        super().__init__(phrases)
        self._services = services

    async def act(self, context: Context, reply: Reply) -> Events:
        await self._services.writes.void(context.conversation_id, "the shopper left the task")
        reply.say("never_mind")
        return [SlotSet("order_number", None), SlotSet("need", None), SlotSet("topic", None)]
