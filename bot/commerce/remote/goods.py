"""A system's whole catalogue, read at one moment."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from bot.commerce.model import Product, Shop
from bot.commerce.money import Money

_NOTHING: Final = Money(0, "")


@dataclass(frozen=True)
class Goods:
    """All that is for sale, and what the system calls itself and its things."""

    shop: Shop
    products: tuple[Product, ...]
    revision: str
    """Another one whenever anything but stock and price is."""

    @classmethod
    def of(cls, shop: Shop, products: Sequence[Product]) -> Self:
        return cls(shop, tuple(products), _revision(shop, products))


def _revision(shop: Shop, products: Sequence[Product]) -> str:
    still = [
        replace(p, variants=tuple(replace(v, price=_NOTHING, compare_at=None, stock=0) for v in p.variants))
        for p in products
    ]
    told = repr((still, sorted((key, repr(name)) for key, name in shop.categories.items())))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
