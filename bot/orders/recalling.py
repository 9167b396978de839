"""What the bot should know of the time when a person had the conversation: which order it was about, what was asked."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from bot.conversation.model import Author, Message
from bot.conversation.store import ConversationStore
from bot.dialogue.manager import Meanwhile
from bot.errors import Unavailable
from bot.orders.access import OrderAccess

_MOST_ORDERS: Final = 50
_LONGEST_WORDS: Final = 500
# Of a number in a text: Chinese has no space around it.
_EDGE: Final = ("(?<![A-Za-z0-9-])", "(?![A-Za-z0-9-])")
_BEGINS: Final = frozenset({"queued", "left_message", "assigned"})
_ASKS: Final = re.compile(
    r"[?？]|^\s*(?:how|what|when|where|which|who|why|can|could|do|does|is|are)\b|吗|呢|什么|怎么|多久|多少|几|哪|能不能|可不可以",
    re.IGNORECASE,
)


class Recollection:
    """A `Recall` of what was said; of orders it knows those alone that this shopper may see anyway.

    How they stand is never remembered: that is read from the shop whenever it is told.
    """

    def __init__(self, conversations: ConversationStore, access: OrderAccess) -> None:
        self._conversations, self._access = conversations, access

    async def meanwhile(self, conversation_id: str, message_id: str) -> Meanwhile:
        history = await self._conversations.history(conversation_id)
        before = list(takewhile(lambda message: message.id != message_id, history))
        # Who goes over to a person in the middle of an order speaks of it without its number, and so does the person.
        return Meanwhile(await self._spoken_of(conversation_id, before), _leaned_on(_with_a_person(before)))

    async def _spoken_of(self, conversation_id: str, said: Sequence[Message]) -> str | None:
        try:
            orders = await self._access.own_orders(conversation_id, _MOST_ORDERS)
        except Unavailable:
            # The bot is not kept from answering by a shop that does not.
            return None
        numbers = {order.order_id.casefold(): order.order_id for order in orders}
        if not numbers:
            return None
        any_of = re.compile(rf"{_EDGE[0]}({'|'.join(map(re.escape, numbers))}){_EDGE[1]}", re.IGNORECASE)
        named = [found for message in said for words in _texts(message) for found in any_of.findall(words)]
        return numbers[named[-1].casefold()] if named else None


def _with_a_person(history: Sequence[Message]) -> Sequence[Message]:
    """From when a person was asked for last, or came."""
    begun, is_with = 0, False
    for n, message in enumerate(history):
        for part in message.parts:
            if part["kind"] != "handoff":
                continue
            if part["status"] in _BEGINS and not is_with:
                begun = n
            is_with = part["status"] in _BEGINS
    return history[begun:]


def _leaned_on(said: Sequence[Message]) -> str | None:
    asked = [words for message in said if message.author is Author.SHOPPER for words in _texts(message)]
    told = [words for message in said if message.author is Author.AGENT for words in _texts(message)]
    questions = [words for words in asked if _ASKS.search(words)]
    # Without a person's word nothing was said that the bot had not been asked itself.
    leaned_on = next(reversed(questions or told), None) if told else None
    return leaned_on and leaned_on[:_LONGEST_WORDS]


def _texts(message: Message) -> Iterator[str]:
    for part in message.parts:
        if part["kind"] == "text":
            yield str(part["text"])
        elif part["kind"] == "order":
            yield str(part["order_id"])
