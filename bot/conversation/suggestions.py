"""What a shopper may want to ask here and now: by the page, by the customer, else by the shop's own list."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Bilingual, Order, OrderStatus
from bot.errors import NotFound, Unavailable
from bot.language import Language

MOST: Final = 4
_WHERE_IS: Final = Bilingual("Where is order {order_id}?", "订单{order_id}到哪了？")
_WHERE_IS_MINE: Final = Bilingual("Where is my order?", "我的订单到哪里了？")
_IN_STOCK: Final = Bilingual("Is the {title} in stock?", "{title}有货吗？")
_BUYERS: Final = Bilingual("What do buyers say about the {title}?", "{title}大家评价怎么样？")
_RETURNS: Final = Bilingual("How do returns work?", "怎么退货？")
_DELIVERY: Final = Bilingual("How long does delivery take?", "配送需要多久？")
_DELIVERY_COST: Final = Bilingual("How much does delivery cost?", "运费是多少？")
_GIFT: Final = Bilingual("Help me find a gift", "帮我挑一份礼物")
_ANYWHERE: Final = (_WHERE_IS_MINE, _RETURNS, _GIFT, _DELIVERY)
# What is nearest to its end is asked for most.
_ON_THEIR_WAY: Final = (OrderStatus.SHIPPED, OrderStatus.PROCESSING, OrderStatus.PENDING)
_ORDERS_LOOKED_AT: Final = 10
_CART: Final = re.compile(r"^(cart|basket|bag|checkout|checkouts)$")
_ORDER: Final = re.compile(r"^(orders?|track|tracking|order-status|view-order)$")


class Suggestions:
    """Makes questions from what the shop's data hold, and from nothing else."""

    def __init__(self, commerce: CommerceBackend, own: Sequence[Bilingual] = ()) -> None:
        """`own` is the shop's list; empty for ours."""
        self._commerce, self._own = commerce, own or _ANYWHERE

    async def of(self, language: Language, page: Mapping[str, str], customer_id: str | None) -> Sequence[str]:
        """The best first. `customer_id` is the verified customer; a shop that does not answer leaves its part out."""
        order = await self._order_on_its_way(customer_id) if customer_id else None
        own_order = [] if order is None else [_WHERE_IS.in_language(language).format(order_id=order.order_id)]
        general = [words.in_language(language) for words in self._own if order is None or words != _WHERE_IS_MINE]
        if product_id := page.get("product_id"):
            here = await self._on_product(product_id, language)
            found = [*here, *own_order, *general]
        elif _is_on(_CART, page):
            here = [words.in_language(language) for words in (_DELIVERY, _DELIVERY_COST, _RETURNS)]
            found = [*here, *own_order, *general]
        elif _is_on(_ORDER, page):
            found = [*(own_order or [_WHERE_IS_MINE.in_language(language)]), _RETURNS.in_language(language), *general]
        else:
            found = [*own_order, *general]
        return list(dict.fromkeys(found))[:MOST]

    async def _on_product(self, product_id: str, language: Language) -> Sequence[str]:
        try:
            product = await self._commerce.product(product_id)
            reviews = await self._commerce.reviews(product.product_id)
        except (NotFound, Unavailable):
            return []
        title = product.title.in_language(language)
        asked = (_IN_STOCK, _BUYERS, _RETURNS) if reviews else (_IN_STOCK, _RETURNS)
        return [words.in_language(language).format(title=title) for words in asked]

    async def _order_on_its_way(self, customer_id: str) -> Order | None:
        try:
            orders = await self._commerce.orders_of(customer_id, _ORDERS_LOOKED_AT)
        except (NotFound, Unavailable):
            return None
        under_way = [order for order in orders if order.status in _ON_THEIR_WAY]
        return min(under_way, key=lambda order: _ON_THEIR_WAY.index(order.status), default=None)


def _is_on(kind: re.Pattern[str], page: Mapping[str, str]) -> bool:
    """Whether the page's address names it, as shops of all makers do: `/cart`, `/account/orders/1001`."""
    return any(kind.match(step) for step in urlsplit(page.get("url", "")).path.lower().split("/"))
