"""A message that was taken for a question or for talk may hold a request: the order form takes it up first."""

import re
from typing import Final

from rasa_sdk.events import FollowupAction

from actions.base import Context, Events, Reply, ShopAction
from actions.order_intents import TASKS
from actions.order_message import number_in
from actions.order_services import OrderServices
from actions.order_tasks import CHANGES
from actions.progress import FORM, Waiting
from actions.several import QUESTION, Understanding, outright, several, tells_trouble
from actions.which_order import Task
from bot.dialogue.phrases import Phrases
from bot.orders.wishes.details import is_detail, is_of_all
from bot.orders.wishes.extent import says_the_order
from bot.orders.wishes.orders import orders_holding

_MOST_LOOKED_AT: Final = 20
_OF_THE_DOCUMENTS: Final = frozenset({"ask_policy", "follow_up"})
_REQUESTED: Final = re.compile(
    r"^\W*(?:can|could|would|will) you\b|(?:可以|能|能不能|可不可以)(?:帮|给|把|请)", re.IGNORECASE
)


class Requests:
    """Tells whether a message asks for something to be done, whatever it was taken for as a whole."""

    def __init__(self, services: OrderServices, understanding: Understanding) -> None:
        self._services, self._understanding = services, understanding

    async def are_in(self, context: Context) -> bool:
        if context.is_command or not context.text or context.active_form is not None:
            return False
        asks = QUESTION.search(context.text) is not None
        if asks and context.intent in _OF_THE_DOCUMENTS and await self._is_about_nothing_bought(context):
            return False
        held = await several(context.text, self._understanding, TASKS)
        asked_for = [request for request in held.requests if _is_asked_for(request)]
        if context.intent in _OF_THE_DOCUMENTS:
            # Half of a question on how the shop works may look like a look-up: "and where is the label?".
            asked_for = [request for request in asked_for if request.task in CHANGES or request.number]
        if asked_for:
            return True
        if tells_trouble(context.text) and number_in(context.text):
            return True
        if outright(context.text) is not None:
            return await self._is_of_orders(context)
        return (is_of_all(context.text) and not asks) or await self._is_of_what_was_declined(context)

    async def _is_of_what_was_declined(self, context: Context) -> bool:
        """Whether it says how what just got a no would be right."""
        declined = Waiting.read(context.slots.get("declined"))
        if declined is None or declined.number is None or QUESTION.search(context.text):
            return False
        if is_detail(context.text):
            return True
        orders = await self._services.access.own_orders(context.conversation_id, _MOST_LOOKED_AT)
        its = [order for order in orders if order.order_id == declined.number]
        return bool(orders_holding(context.text, its, await self._services.commerce.catalogue()))

    async def _is_about_nothing_bought(self, context: Context) -> bool:
        """Whether it is a stranger who asks how things would be: "if it's too small, would an exchange be free?"."""
        if context.entities.get("order_number"):
            return False
        return not await self._services.access.own_orders(context.conversation_id, 1)

    async def _is_of_orders(self, context: Context) -> bool:
        """Whether it speaks of goods that the shopper has bought, so far as can be known."""
        orders = await self._services.access.own_orders(context.conversation_id, _MOST_LOOKED_AT)
        if not orders:
            return bool(context.entities.get("product") or context.entities.get("order_number"))
        if says_the_order(context.text):
            return True
        return bool(orders_holding(context.text, orders, await self._services.commerce.catalogue()))


class RequestsFirst(ShopAction):
    """The action itself, except where the message holds a request."""

    def __init__(self, phrases: Phrases, action: ShopAction, requests: Requests) -> None:
        super().__init__(phrases)
        self._action, self._requests = action, requests
        self.named = action.named

    async def act(self, context: Context, reply: Reply) -> Events:
        if await self._requests.are_in(context):
            return [FollowupAction(FORM)]
        return await self._action.act(context, reply)

    def after_error(self, context: Context) -> Events:
        return self._action.after_error(context)


def _is_asked_for(request: Waiting) -> bool:
    words = " ".join(request.draft.heard)
    if request.task is Task.QUESTION:
        return False
    return request.task not in CHANGES or not QUESTION.search(words) or _REQUESTED.search(words) is not None
