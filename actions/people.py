"""Handing over to a person, with no more promised than the shop can keep."""

from datetime import datetime

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.day_words import day_words
from actions.order_services import OrderServices
from bot.conversation.hours import OpeningHours
from bot.dialogue import parts
from bot.dialogue.phrases import Phrases
from bot.language import Language


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
            self._queue(reply, OpeningHours(shop.hours), self._services.now())
        elif shop.support_email:
            reply.say("handoff_unstaffed_email", email=shop.support_email)
        else:
            reply.say("handoff_unstaffed")
        left = ("requested_slot", "order_number", "draft", "waiting", "done", "unasked")
        return [ActiveLoop(None), *(SlotSet(name, None) for name in left)]

    def _queue(self, reply: Reply, hours: OpeningHours, now: datetime) -> None:
        described = hours.describe(reply.language)
        if hours.is_open(now):
            reply.say("handoff_open")
            reply.show(parts.handoff("queued", hours=described))
            return
        opening = hours.next_opening(now)
        if opening is None:
            reply.say("handoff_closed_undated", hours=described)
        else:
            reply.say("handoff_closed", hours=described, opening=_moment(opening, now, reply.language))
        reply.show(parts.handoff("left_message", hours=described))


def _moment(opening: datetime, now: datetime, language: Language) -> str:
    """on November 23 at 09:00, or 11月23日 09:00, in the shop's time zone."""
    day = day_words(opening, now.astimezone(opening.tzinfo), language)
    return f"{day} {opening:%H:%M}" if language == "zh" else f"on {day} at {opening:%H:%M}"
