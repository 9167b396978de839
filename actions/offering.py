"""The words for a change, with the names of what it only names by id: for the bot and for the desk alike."""

from collections.abc import Sequence

from actions.account import signed_in
from actions.base import Reply
from actions.change_words import ChangeWords
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from bot.commerce.changes import Change, ChangeShipping
from bot.commerce.model import ShippingOption


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
