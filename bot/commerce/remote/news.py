"""News of a shop's own system: something in it has changed."""

import asyncio
import re
from collections.abc import Callable
from typing import Final

_SECONDS: Final = 5.0
# The first word of a topic, as the systems name them: `products/update`, `product.updated`, `inventory_levels/update`.
_OF_GOODS: Final = frozenset(
    {"product", "variant", "inventory_level", "inventory_item", "collection", "category", "order", "refund", "shop"}
)
"""What moves what is for sale: an order takes from the shelf, and puts back."""
_OTHERS: Final = frozenset({"customer", "fulfillment", "fulfilment", "return"})
"""Customers, orders and all that belongs to them are read anew each time: there is nothing to forget."""


def subject_of(topic: str) -> str | None:
    """What a topic is about, in the singular; None for a topic that nobody here knows."""
    subject = re.split(r"[/.]", topic.casefold(), maxsplit=1)[0].removesuffix("s")
    subject = {"categorie": "category"}.get(subject, subject)
    return subject if subject in _OF_GOODS | _OTHERS else None


def moves_goods(subject: str) -> bool:
    return subject in _OF_GOODS


class Gathered:
    """Does something at the first call, and for those that follow within some seconds once more at their end.

    A shop that changes a thousand products tells of each; the catalogue is not read a thousand times for that.
    """

    def __init__(self, act: Callable[[], None], seconds: float = _SECONDS) -> None:
        self._act, self._seconds = act, seconds
        self._until = 0.0
        self._due: asyncio.TimerHandle | None = None

    def call(self) -> None:
        """On the running loop."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._until:
            self._until = loop.time() + self._seconds
            self._act()
        elif self._due is None:
            self._due = loop.call_at(self._until, self._again)

    def close(self) -> None:
        if self._due is not None:
            self._due.cancel()

    def _again(self) -> None:
        self._due = None
        self.call()
