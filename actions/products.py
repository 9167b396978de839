"""Questions of fact on a product, answered from the live catalogue; where it is silent, from the shop's documents."""

from collections.abc import Iterable, Sequence

from rasa_sdk.events import SlotSet

from actions.answers import Documents
from actions.base import Context, Events, Reply, ShopAction
from actions.command import command
from actions.failing import Failing
from actions.focus import focus_on, listed, meant, points_at_none
from bot.answering.products import FindsProducts, Found, ProductAnswers
from bot.commerce.backend import CommerceBackend
from bot.commerce.finder import CONFIDENT
from bot.commerce.model import Product
from bot.commerce.pointing import without_pointing
from bot.dialogue import parts
from bot.dialogue.phrases import Phrases


class ProductAnswer(ShopAction):
    """Price, stock, options, attributes and what fits, as they stand now."""

    named = "action_product_answer"

    def __init__(self, phrases: Phrases, products: ProductAnswers, documents: Documents) -> None:
        super().__init__(phrases)
        self._products, self._documents = products, documents

    async def act(self, context: Context, reply: Reply) -> Events:
        topic = [SlotSet("topic", "product")]
        answer = await self._products.answer(context.text, context.language, meant(context))
        if answer is None:
            return [*topic, *await self._without_product(context, reply)]
        ids = [product.product_id for product in answer.products]
        if points_at_none(context) and set(ids) <= set(listed(context)):
            fewer_shown(context, reply, "ask_product", answer.products)
            return topic
        match answer.found:
            case Found.WHICH:
                if (answered := await self._documents.answers_unclear(context, reply)) is not None:
                    return answered
                ask_which(context, reply, "ask_product", answer.products)
                return [*topic, *focus_on(context, ids)]
            case Found.NOT_SAID:
                await self._from_documents(context, reply, answer.text)
            case Found.ANSWERED:
                reply.show(parts.text(answer.text))
                reply.show(parts.products([(product, "") for product in answer.products], context.language))
        return [*topic, *focus_on(context, ids)]

    async def _from_documents(self, context: Context, reply: Reply, not_said: str) -> None:
        answered = await self._documents.ask(context)
        if answered is not None:
            reply.show(answered.to_part())
            return
        reply.show(parts.text(not_said))
        reply.offer(reply.person())
        reply.fails(Failing.NO_ANSWER)

    async def _without_product(self, context: Context, reply: Reply) -> Events:
        """The documents may answer what is asked of no product in particular; else it is asked which one is meant."""
        answered = await self._documents.ask(context) if context.text else None
        if answered is not None:
            reply.show(answered.to_part())
            return []
        reply.say("which_product")
        return [SlotSet("unanswered", context.text or None)]


class NotifyStock(ShopAction):
    """Tell me when it is back: how its stock is now, and honestly that a person keeps such lists."""

    named = "action_notify_stock"

    def __init__(self, phrases: Phrases, finder: FindsProducts, commerce: CommerceBackend) -> None:
        super().__init__(phrases)
        self._finder, self._commerce = finder, commerce

    async def act(self, context: Context, reply: Reply) -> Events:
        found = await self._meant(context)
        if found is not None:
            title = found.title.in_language(context.language)
            left = sum(variant.stock for variant in found.variants)
            reply.say("stock_there" if left else "stock_none", title=title, count=left)
            reply.show(parts.products([(found, "")], context.language))
            if left:
                return focus_on(context, [found.product_id])
        reply.say("stock_notice")
        reply.offer(reply.person())
        return focus_on(context, [found.product_id]) if found else []

    async def _meant(self, context: Context) -> Product | None:
        """The product that is named, else the one in focus."""
        matches = await self._finder.find(context.text, context.language, 1) if context.text else []
        if matches and matches[0].score >= CONFIDENT:
            return matches[0].product
        focused = meant(context)
        return await self._commerce.product(focused[0]) if len(focused) == 1 else None


class Haggle(ShopAction):
    """Would you take less: prices are everybody's, and what brings them down stands in the documents."""

    named = "action_haggle"

    async def act(self, context: Context, reply: Reply) -> Events:
        reply.say("price_fixed")
        discounts = command("ask_policy", question=reply.words("question_discounts"))
        reply.offer(reply.choice("discounts", discounts), reply.choice("cheaper", "/recommend"), reply.person())
        return []


def ask_which(context: Context, reply: Reply, intent: str, candidates: Iterable[Product]) -> None:
    """Offers the products that may be meant; picking one asks the same question of it."""
    reply.say("which_of_these")
    titles = [product.title.in_language(context.language) for product in candidates]
    reply.offer(*(_about(reply, intent, title, context.text) for title in titles))


def fewer_shown(context: Context, reply: Reply, intent: str, shown: Sequence[Product]) -> None:
    """Says that fewer were shown than the words count, and offers those."""
    reply.say("fewer_shown", count=len(listed(context)))
    question = without_pointing(context.text)
    titles = [product.title.in_language(context.language) for product in shown]
    reply.offer(*(_about(reply, intent, title, question) for title in titles))


def _about(reply: Reply, intent: str, title: str, question: str) -> parts.Choice:
    return parts.Choice(title, command(intent, question=f"{title}: {question}"))
