"""The words for changes that a person of the shop proposes at the desk, and what shoppers ask for there."""

from collections.abc import Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.base import Reply
from actions.change_words import ChangeWords
from actions.desk_reading import DeskReading
from actions.offering import words_for
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from actions.several import Understanding
from bot.assist.wants import Wanted
from bot.commerce.changes import Change, OrderChange, Settlement
from bot.commerce.model import Order
from bot.conversation import offered
from bot.dialogue import parts
from bot.dialogue.parts import Part
from bot.dialogue.phrases import Phrases
from bot.language import Language
from bot.orders.writes import Offer


class DeskWords:
    """Speaks of changes outside of a turn of the dialogue."""

    def __init__(self, phrases: Phrases, services: OrderServices, understanding: Understanding) -> None:
        self._phrases, self._services = phrases, services
        self._reading = DeskReading(services, understanding)

    async def wants(self, conversation_id: str, said: Sequence[str]) -> Sequence[Wanted]:
        """What the shopper's own words ask to be changed."""
        return await self._reading.wants(conversation_id, said)

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
