"""Products beside one another, as the shop's live data tell of them."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.answering.product_aspects import Aspects
from bot.commerce.attribute_words import named_value
from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Product, Review, Shop
from bot.language import Language

MOST: Final = 4
"""Products that fit beside one another."""
_NOTHING: Final = "–"


@dataclass(frozen=True)
class Compared:
    """What differs between products, and what is alike."""

    products: tuple[Product, ...]
    prices: tuple[str, ...]
    """Of each product, in its turn: "$79.00", or "$79.00–$85.00"."""
    in_stock: tuple[bool, ...]
    stars: tuple[tuple[float, int] | None, ...]
    """The mean of the reviews and how many there are; None without any."""
    differing: tuple[tuple[str, tuple[str, ...]], ...]
    """The name of an attribute, and its value in each product."""
    alike: tuple[tuple[str, str], ...]
    """The name of an attribute, and the value that all share."""


class Comparison:
    """Sets products beside one another; of their attributes only those asked for, where a question names any."""

    def __init__(self, commerce: CommerceBackend) -> None:
        self._commerce = commerce

    async def of(self, product_ids: Sequence[str], question: str, language: Language) -> Compared:
        """Raises `ProductNotFound`."""
        products = await asyncio.gather(*(self._commerce.product(product_id) for product_id in product_ids[:MOST]))
        reviews = await asyncio.gather(*(self._commerce.reviews(product.product_id) for product in products))
        shop = await self._commerce.shop()
        asked = Aspects(shop, products).keys_in(question)
        rows = list(_rows(products, shop, language))
        named = [row for key, row in rows if key in asked]
        chosen = named or [row for _, row in rows]
        return Compared(
            products=tuple(products),
            prices=tuple(_prices(product, language) for product in products),
            in_stock=tuple(product.in_stock for product in products),
            stars=tuple(_stars(written) for written in reviews),
            differing=tuple((name, values) for name, values in chosen if len(set(values)) > 1),
            alike=tuple((name, values[0]) for name, values in chosen if len(set(values)) == 1),
        )


def _rows(
    products: Sequence[Product], shop: Shop, language: Language
) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Every attribute that at least one product has: its key, its name and its value in each."""
    for key in dict.fromkeys(key for product in products for key in product.attributes):
        read = [named_value(product, key, shop, language) for product in products if key in product.attributes]
        values = iter([value for _, value in read])
        yield key, (read[0][0], tuple(next(values) if key in p.attributes else _NOTHING for p in products))


def _prices(product: Product, language: Language) -> str:
    ordered = sorted({variant.price for variant in product.variants}, key=lambda price: price.amount)
    ends = ordered if len(ordered) < 2 else (ordered[0], ordered[-1])
    return "–".join(price.spoken(language) for price in ends)


def _stars(reviews: Sequence[Review]) -> tuple[float, int] | None:
    return (sum(review.rating for review in reviews) / len(reviews), len(reviews)) if reviews else None
