"""What buyers say of a product, counted and quoted."""

from collections.abc import Sequence
from typing import Final

from rasa_sdk.events import SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.focus import focus_on, listed, meant, points_at_none
from actions.products import ask_which, fewer_shown
from bot.answering.products import POSSIBLE, FindsProducts
from bot.commerce.backend import CommerceBackend
from bot.commerce.finder import CONFIDENT
from bot.commerce.model import Product
from bot.dialogue.phrases import Phrases
from bot.reviews.insights import ReviewInsights

_MOST_CANDIDATES: Final = 4
_ALIKE: Final = 12
"""Products of a kind that is named, among which the one in focus is looked for."""


class Reviews(ShopAction):
    """Answers a question of experience from the reviews; too few are said to be too few."""

    named = "action_reviews"

    def __init__(
        self, phrases: Phrases, insights: ReviewInsights, finder: FindsProducts, commerce: CommerceBackend
    ) -> None:
        super().__init__(phrases)
        self._insights, self._finder, self._commerce = insights, finder, commerce

    async def act(self, context: Context, reply: Reply) -> Events:
        found = await self._meant(context)
        ids = [product.product_id for product in found]
        if found and points_at_none(context) and set(ids) <= set(listed(context)):
            fewer_shown(context, reply, "ask_reviews", found)
            return [SlotSet("topic", "reviews")]
        topic = [SlotSet("topic", "reviews"), *focus_on(context, ids)]
        if not found:
            reply.say("which_product")
            return [SlotSet("topic", "reviews"), SlotSet("unanswered", context.text or None)]
        if len(found) > 1:
            ask_which(context, reply, "ask_reviews", found)
            return topic
        insight = await self._insights.about(found[0].product_id, context.text, context.language)
        if insight is None:
            reply.say("no_reviews", title=found[0].title.in_language(context.language))
        else:
            reply.show(insight.part())
        return topic

    async def _meant(self, context: Context) -> Sequence[Product]:
        """The product that is named, else what is in focus, unless things of another kind are named."""
        matches = await self._finder.find(context.text, context.language, 1) if context.text else []
        if matches and matches[0].score >= CONFIDENT:
            return [matches[0].product]
        focus, named = meant(context), await self._of_the_kind_named(context)
        if named and not {product.product_id for product in named} & set(focus):
            return named[:_MOST_CANDIDATES]
        return [await self._commerce.product(product_id) for product_id in focus[:_MOST_CANDIDATES]]

    async def _of_the_kind_named(self, context: Context) -> Sequence[Product]:
        kind = " ".join(context.entities.get("product", ()))
        matches = await self._finder.find(kind, context.language, _ALIKE) if kind else []
        return [match.product for match in matches if match.score >= POSSIBLE]
