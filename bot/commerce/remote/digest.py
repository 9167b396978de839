"""Versions and revisions for systems that keep none: digests of what is told, which differ when it differs."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.commerce.model import Customer, Order, Product
from bot.commerce.money import Money

_BITS: Final = 31  # what an integer column of every database holds
_NOTHING: Final = Money(0, "")


def versioned(order: Order) -> Order:
    """The order with a version that is another one whenever anything of it is."""
    return replace(order, version=_number(repr(replace(order, version=1))))


def versioned_customer(customer: Customer) -> Customer:
    """As `versioned`."""
    return replace(customer, version=_number(repr(replace(customer, version=1))))


def revision(products: Sequence[Product]) -> str:
    """Of everything but stock and price."""
    still = [
        replace(p, variants=tuple(replace(v, price=_NOTHING, compare_at=None, stock=0) for v in p.variants))
        for p in products
    ]
    return hashlib.sha256(repr(still).encode()).hexdigest()[:16]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) >> (32 - _BITS) or 1
