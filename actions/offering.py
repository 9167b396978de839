"""The words for changes that a person of the shop proposes at the desk: the same that the bot has for them."""

from collections.abc import Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.account import signed_in
from actions.base import Reply
from actions.change_words import ChangeWords
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from bot.commerce.changes import Change, ChangeShipping, OrderChange, Settlement
from bot.commerce.model import Order, ShippingOption
from bot.conversation import offered
from bot.dialogue import parts
from bot.dialogue.parts import Part
from bot.dialogue.phrases import Phrases
from bot.language import Language
from bot.orders.writes import Offer


async def words_for(
    change: Change, services: OrderServices, conversation_id: str, reply: Reply, words: OrderWords
) -> ChangeWords:
    """What speaks of one change, with the names of what it only names by id."""
    customer = await signed_in(services, conversation_id)
    products = await services.commerce.catalogue()
    options: Sequence[ShippingOption] = ()
    if isinstance(change, ChangeShipping):
        options = await services.commerce.shipping_options(change.order_id)
    return ChangeWords(
        reply,
        words,
        {variant.sku: variant for product in products for variant in product.variants},
        {way.payment_id: way for way in (customer.payments if customer else ())},
        {option.code: option for option in options},
    )


class DeskWords:
    """Speaks of changes outside of a turn of the dialogue."""

    def __init__(self, phrases: Phrases, services: OrderServices) -> None:
        self._phrases, self._services = phrases, services

    async def difference(
        self, conversation_id: str, change: OrderChange, before: Order, settlement: Settlement, language: Language
    ) -> Sequence[parts.Change]:
        """What a change would make otherwise, in the reader's language."""
        words = await self._words(change, conversation_id, language)
        return words.difference(change, before, settlement)

    async def confirmation(self, conversation_id: str, offer: Offer, language: Language) -> Part:
        """The same as the shopper is asked, with a yes and a no that the intake takes itself."""
        words = await self._words(offer.change, conversation_id, language)
        return words.confirmation(offer, offered.YES, offered.NO)

    async def _words(self, change: Change, conversation_id: str, language: Language) -> ChangeWords:
        reply = Reply(CollectingDispatcher(), self._phrases, language)
        order_words = OrderWords(reply, await self._services.zone(), self._services.now())
        return await words_for(change, self._services, conversation_id, reply, order_words)
