"""Questions of fact on a product, answered from the live catalogue; where it is silent, from the shop's documents."""

from collections.abc import Iterable

from rasa_sdk.events import SlotSet

from actions.answers import Documents
from actions.base import Context, Events, Reply, ShopAction
from actions.command import command
from actions.focus import focus_on, in_focus
from bot.answering.products import Found, ProductAnswers
from bot.commerce.model import Product
from bot.dialogue import parts
from bot.dialogue.phrases import Phrases


class ProductAnswer(ShopAction):
    """Price, stock, options, attributes and what fits, as they stand now."""

    named = "action_product_answer"

    def __init__(self, phrases: Phrases, products: ProductAnswers, documents: Documents) -> None:
        super().__init__(phrases)
        self._products, self._documents = products, documents

    async def act(self, context: Context, reply: Reply) -> Events:
        answer = await self._products.answer(context.text, context.language, in_focus(context))
        topic = [SlotSet("topic", "product")]
        if answer is None:
            return [*topic, *await self._without_product(context, reply)]
        ids = [product.product_id for product in answer.products]
        match answer.found:
            case Found.WHICH:
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

    async def _without_product(self, context: Context, reply: Reply) -> Events:
        """The documents may answer what is asked of no product in particular; else it is asked which one is meant."""
        answered = await self._documents.ask(context) if context.text else None
        if answered is not None:
            reply.show(answered.to_part())
            return []
        reply.say("which_product")
        return [SlotSet("unanswered", context.text or None)]


def ask_which(context: Context, reply: Reply, intent: str, candidates: Iterable[Product]) -> None:
    """Offers the products that may be meant; picking one asks the same question of it."""
    reply.say("which_of_these")
    titles = [product.title.in_language(context.language) for product in candidates]
    reply.offer(*(_about(reply, intent, title, context.text) for title in titles))


def _about(reply: Reply, intent: str, title: str, question: str) -> parts.Choice:
    return parts.Choice(title, command(intent, question=f"{title}: {question}"))
