"""Suggesting products, and changing what was suggested."""

from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.focus import focus_on, in_focus, listed, one
from bot.dialogue import parts
from bot.dialogue.phrases import Phrases
from bot.errors import InvalidInput
from bot.recommendations.need import Need
from bot.recommendations.recommender import Recommender


class Recommend(ShopAction):
    """Reads what is looked for and shows what fits, each with its reason."""

    named = "action_recommend"

    def __init__(self, phrases: Phrases, recommender: Recommender, refine: ShopAction) -> None:
        super().__init__(phrases)
        self._recommender, self._refine = recommender, refine

    async def act(self, context: Context, reply: Reply) -> Events:
        if not context.text:
            return ask_need(reply)
        need = await self._recommender.parse(context.text, one(in_focus(context)))
        if need.says_nothing and context.slots.get("need"):
            # "not kettles" asks for nothing by itself: it is said of what was shown.
            return await self._refine.act(context, reply)
        return await show(self._recommender, need, context, reply)


class Refine(ShopAction):
    """Cheaper, not this one, in blue: the need as it was, changed by what is said of what was shown."""

    named = "action_refine"

    def __init__(self, phrases: Phrases, recommender: Recommender) -> None:
        super().__init__(phrases)
        self._recommender = recommender

    async def act(self, context: Context, reply: Reply) -> Events:
        focus, shown = in_focus(context), listed(context)
        need = _held(context.slots.get("need"), focus)
        if not context.text or (need.says_nothing and not shown):
            return ask_need(reply)
        changed = await self._recommender.refine(need, context.text, shown, one(focus))
        return await show(self._recommender, changed, context, reply)


def ask_need(reply: Reply) -> Events:
    reply.say("ask_need")
    return [SlotSet("topic", "recommend"), SlotSet("need", None), SlotSet("shown", None)]


async def show(recommender: Recommender, need: Need, context: Context, reply: Reply) -> Events:
    """Shows what fits a need, and says what had to be given up."""
    found = await recommender.recommend(need, context.language)
    if found.note:
        reply.show(parts.text(found.note))
    elif found.items:
        reply.say("recommended")
    if found.items:
        reply.show(parts.products(found.items, context.language))
    elif not found.note:
        reply.say("ask_need")
    ids = list(found.product_ids)
    kept = [SlotSet("topic", "recommend"), SlotSet("need", found.need.to_json()), SlotSet("shown", ids)]
    return [*kept, *focus_on(context, ids)] if ids else kept


def _held(kept: Any, focus: tuple[str, ...]) -> Need:
    """The need as the dialogue holds it; without one, something like the product that is looked at."""
    if not kept:
        return Need(like_product=one(focus))
    try:
        return Need.from_json(kept)
    except InvalidInput:
        return Need()  # written by an older version of the shop's assistant
