"""Handing over to a person, with no more promised than the shop can keep."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.day_words import day_words
from actions.failing import Failing
from actions.order_services import OrderServices
from actions.trouble import Trouble
from bot.conversation.hours import OpeningHours
from bot.conversation.model import Origin
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
        "returns": (
            "return_items", "exchange_items", "report_problem", "after_sales", "refund_status", "ask_picture",
        ),
        "products": ("ask_product", "ask_reviews", "recommend", "refine", "notify_stock", "compare", "haggle"),
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
        trouble = Trouble.read(context)
        fresh = trouble if trouble.is_fresh(context) else Trouble()
        is_offered = context.is_command or context.intent != "ask_person"
        by_rule = is_offered and fresh.how is Failing.FOR_PERSON
        origin = Origin.REQUIRED if by_rule else Origin.PROPOSED if is_offered else Origin.ASKED
        return [ActiveLoop(None), *await self._hand_over(context, reply, origin, fresh)]

    async def required(self, context: Context, reply: Reply, trouble: Trouble) -> Events:
        """Hands over what a rule of the shop leaves to a person, in the reply that says so."""
        reply.drop_choice("/ask_person")
        return await self._hand_over(context, reply, Origin.REQUIRED, trouble)

    @property
    def staffed(self) -> bool:
        return self._staffed

    def now(self) -> datetime:
        return self._services.now()

    async def hours(self) -> OpeningHours:
        return OpeningHours((await self._services.commerce.shop()).hours)

    async def email(self) -> str | None:
        """Where the shop is written to."""
        return (await self._services.commerce.shop()).support_email

    async def _hand_over(self, context: Context, reply: Reply, origin: Origin, trouble: Trouble) -> Events:
        await self._services.writes.void(context.conversation_id, "a person was asked for")
        shop = await self._services.commerce.shop()
        if self._staffed:
            about = {
                "origin": origin.value,
                "reason": _reason(context, reply, origin, trouble),
                "upset": _is_upset(context.intents) or trouble.how is Failing.UPSET or None,
            }
            self._queue(context, reply, OpeningHours(shop.hours), about)
        elif shop.support_email:
            reply.say("handoff_unstaffed_email", email=shop.support_email)
        else:
            reply.say("handoff_unstaffed")
        left = ("requested_slot", "order_number", "draft", "waiting", "done", "unasked", "trouble")
        return [SlotSet(name, None) for name in left]

    def _queue(self, context: Context, reply: Reply, hours: OpeningHours, why: Mapping[str, Any]) -> None:
        now, described = self._services.now(), hours.describe(reply.language)
        about: dict[str, Any] = {
            **why,
            "hours": described,
            "topic": _topic(context.intents),
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


def _is_upset(intents: Sequence[str]) -> bool:
    return "complain" in intents[-_LATELY:]


def _reason(context: Context, reply: Reply, origin: Origin, trouble: Trouble) -> str:
    """What whoever takes it reads first: what was wanted, what came of it, and the shopper's own words."""
    own = context.text if origin is Origin.ASKED else trouble.asked or context.text_before
    if trouble.how is None:
        return own
    came = reply.words(f"reason_{trouble.how}", told=trouble.told, asked=trouble.asked)
    return reply.join([came, own]) if origin is Origin.ASKED else came


def _moment(opening: datetime, now: datetime, language: Language) -> str:
    """on November 23 at 09:00, or 11月23日 09:00, in the shop's time zone."""
    day = day_words(opening, now.astimezone(opening.tzinfo), language)
    return f"{day} {opening:%H:%M}" if language == "zh" else f"on {day} at {opening:%H:%M}"
