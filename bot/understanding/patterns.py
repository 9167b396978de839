"""Everything that a message mentions and that patterns can read, in the order in which they win over each other."""

from collections.abc import Iterator
from datetime import date

from bot.understanding.amounts import amounts
from bot.understanding.dates import dates
from bot.understanding.emails import emails
from bot.understanding.fold import fold
from bot.understanding.mention import Mention, without_overlaps
from bot.understanding.order_numbers import OrderNumbers
from bot.understanding.phones import phones
from bot.understanding.postcodes import postcodes
from bot.understanding.quantities import quantities


def mentions(text: str, orders: OrderNumbers, today: date) -> list[Mention]:
    """No two overlap; start and end count characters of the text as typed."""
    folded = fold(text)
    found = without_overlaps(_in_order_of_trust(folded.text, orders, today))
    return [Mention(mention.entity, *folded.span(mention.start, mention.end), mention.value) for mention in found]


def _in_order_of_trust(text: str, orders: OrderNumbers, today: date) -> Iterator[Mention]:
    yield from emails(text)
    yield from orders.find(text)
    yield from phones(text)
    yield from postcodes(text)
    yield from dates(text, today)
    yield from amounts(text)
    yield from quantities(text)
