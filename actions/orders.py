"""The shopper's orders as a list."""

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from actions.progress import FORM
from bot.dialogue import parts
from bot.dialogue.phrases import Phrases

_MOST_LISTED = 5


class ListOrders(ShopAction):
    """Which orders do I have: the account's, or those that a guest has shown to be theirs."""

    named = "action_list_orders"

    def __init__(self, phrases: Phrases, services: OrderServices) -> None:
        super().__init__(phrases)
        self._services = services

    async def act(self, context: Context, reply: Reply) -> Events:
        orders = await self._services.access.own_orders(context.conversation_id, _MOST_LISTED)
        is_signed_in = await self._services.access.customer_id(context.conversation_id) is not None
        if not orders:
            return self._none(context, reply, is_signed_in=is_signed_in)
        words = OrderWords(reply, await self._services.zone(), self._services.now())
        reply.say("orders_signed_in" if is_signed_in else "orders_guest", count=len(orders))
        reply.show(parts.text("\n".join(f"- {words.line(order)}" for order in orders)))
        reply.offer(*(words.choice(order) for order in orders))
        return [SlotSet("topic", "order")]

    def _none(self, context: Context, reply: Reply, *, is_signed_in: bool) -> Events:
        if is_signed_in:
            reply.say("orders_none")
            return [SlotSet("topic", "order")]
        reply.say("orders_unknown")
        if context.active_form == FORM:
            return []
        return [SlotSet("order_task", "details"), SlotSet("order_number", None), FollowupAction(FORM)]
