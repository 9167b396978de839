"""Handing over to a person, with no more promised than the shop can keep."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.day_words import day_words
from actions.order_services import OrderServices
from bot.conversation.hours import OpeningHours
from bot.dialogue import parts
from bot.dialogue.phrases import Phrases
from bot.language import Language

_TOPICS: Final = {
    intent: topic
    for topic, intents in {
        "orders": (
            "track_order", "order_details", "list_orders", "cancel_order", "delivery_problem", "change_address",
            "change_payment", "change_shipping", "add_note", "payment_problem", "price_adjustment", "request_invoice",
        ),
        "returns": ("return_items", "exchange_items", "report_problem", "after_sales", "refund_status"),
        "products": ("ask_product", "ask_reviews", "recommend", "refine", "notify_stock"),
        "account": ("change_account", "my_data"),
    }.items()
    for intent in intents
}  # fmt: skip
"""What a message that meant this was about."""
_LATELY: Final = 4
"""How many messages back a complaint still counts."""


class HandOff(ShopAction):
    """Asks for a person, and says truthfully what happens next; whatever task was on is left."""

    named = "action_hand_off"

    def __init__(self, phrases: Phrases, services: OrderServices, *, staffed: bool) -> None:
        super().__init__(phrases)
        self._services, self._staffed = services, staffed

    async def act(self, context: Context, reply: Reply) -> Events:
        await self._services.writes.void(context.conversation_id, "the shopper asked for a person")
        shop = await self._services.commerce.shop()
        if self._staffed:
            self._queue(context, reply, OpeningHours(shop.hours))
        elif shop.support_email:
            reply.say("handoff_unstaffed_email", email=shop.support_email)
        else:
            reply.say("handoff_unstaffed")
        left = ("requested_slot", "order_number", "draft", "waiting", "done", "unasked")
        return [ActiveLoop(None), *(SlotSet(name, None) for name in left)]

    def _queue(self, context: Context, reply: Reply, hours: OpeningHours) -> None:
        now, described = self._services.now(), hours.describe(reply.language)
        about: dict[str, Any] = {
            "hours": described,
            "topic": _topic(context.intents),
            "upset": _is_upset(context.intents),
        }
        if hours.is_open(now):
            reply.say("handoff_open")
            reply.show(parts.handoff("queued", **about))
            return
        opening = hours.next_opening(now)
        if opening is None:
            reply.say("handoff_closed_undated", hours=described)
        else:
            reply.say("handoff_closed", hours=described, opening=_moment(opening, now, reply.language))
        reply.show(parts.handoff("left_message", **about))


def _topic(intents: Sequence[str]) -> str | None:
    """What the talk was about last, before a person was asked for."""
    return next((_TOPICS[intent] for intent in reversed(intents) if intent in _TOPICS), None)


def _is_upset(intents: Sequence[str]) -> bool | None:
    return "complain" in intents[-_LATELY:] or None


def _moment(opening: datetime, now: datetime, language: Language) -> str:
    """on November 23 at 09:00, or 11月23日 09:00, in the shop's time zone."""
    day = day_words(opening, now.astimezone(opening.tzinfo), language)
    return f"{day} {opening:%H:%M}" if language == "zh" else f"on {day} at {opening:%H:%M}"
