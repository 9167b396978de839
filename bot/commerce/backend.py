"""The port to the shop's own system: what Shoptalk reads there and the writes it may ask for."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from bot.commerce.model import Customer, Order, Product, Review, Shop


class Capability(StrEnum):
    """What a back end can do beyond reading."""

    CANCEL_ORDER = "cancel_order"  # call an order off before it is shipped, with its refund


class CommerceBackend(Protocol):
    """The shop's system. Reads are live; a write happens once for each `key`, however often it is sent.

    Ownership is never checked here: callers do that (`bot.orders.access`), whatever the system behind says.
    Every method raises `CommerceUnavailable` when the system does not answer; a write raises `OutcomeUnknown`
    when it was sent and its end was not seen.
    """

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    async def shop(self) -> Shop: ...

    async def catalogue(self) -> Sequence[Product]:
        """All products, in a stable order."""
        ...

    async def catalogue_revision(self) -> str:
        """Changes whenever `catalogue()` would, except for stock and price; cheap to ask."""
        ...

    async def product(self, product_id: str) -> Product:
        """Raises `ProductNotFound`."""
        ...

    async def customer(self, customer_id: str) -> Customer:
        """Raises `CustomerNotFound`."""
        ...

    async def order(self, order_id: str) -> Order:
        """By its number, in any letter case and with or without `#`; raises `OrderNotFound`."""
        ...

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        """A customer's orders, the newest first."""
        ...

    async def reviews(self, product_id: str) -> Sequence[Review]:
        """All reviews of a product, the newest first."""
        ...

    async def cancel_order(self, order_id: str, *, version: int, reason: str, key: str) -> Order:
        """Calls an order off and orders its refund to the payment's method; returns it as it then stands.

        Raises `OrderNotCancellable` when the shop's rule forbids it, `ProposalVoid` when the order is no longer
        at `version`. The same `key` again returns the order without writing.
        """
        ...

    async def ping(self) -> None:
        """Raises `CommerceUnavailable`."""
        ...
