"""The port to the shop's own system: what Shoptalk reads there and the writes it may ask for."""

from collections.abc import Sequence
from typing import Protocol

from bot.commerce.changes import Capability, Change, CustomerChange, Settlement, WithinOrder
from bot.commerce.claim_deeds import Deed
from bot.commerce.model import Customer, Order, Product, Review, ShippingOption, Shop
from bot.commerce.money import Money


class CommerceBackend(Protocol):
    """The shop's system. Reads are live; a write happens once for each `key`, however often it is sent.

    Ownership is never checked here: callers do that (`bot.orders.access`), whatever the system behind says.
    Every method raises `CommerceUnavailable` when the system does not answer; a write raises `OutcomeUnknown`
    when it was sent and its end was not seen.
    """

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    @property
    def deeds(self) -> frozenset[Deed]:
        """What the shop's people can do here about a claim; the rest they do in the system itself."""
        ...

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

    async def claimed(self, limit: int = 500) -> Sequence[Order]:
        """Orders with claims, the newest claim first; none where the system cannot look for them."""
        ...

    async def most_back(self, order_id: str, claim_id: str) -> Money:
        """The most that may go back for a claim as things stand; raises `ChangeRefused`."""
        ...

    async def reviews(self, product_id: str) -> Sequence[Review]:
        """All reviews of a product, the newest first."""
        ...

    async def shipping_options(self, order_id: str) -> Sequence[ShippingOption]:
        """The ways in which this order could be delivered, its own among them; raises `OrderNotFound`."""
        ...

    async def settlement(self, change: Change) -> Settlement:
        """The money that a change would move now; reads only.

        Raises `ChangeRefused` for a change that the system would refuse as things stand, and `NotFound`.
        """
        ...

    async def change_order(self, change: WithinOrder, *, version: int, agreed: Settlement, key: str) -> Order:
        """Makes the change, moves its money, and returns the order as it then stands: all of it or nothing.

        Raises `ProposalVoid` when the order is no longer at `version` or the money is no longer as `agreed`,
        `ChangeRefused` when the system forbids it. The same `key` again returns the order without writing.
        """
        ...

    async def change_customer(self, change: CustomerChange, *, version: int, key: str) -> Customer:
        """As `change_order`, for a customer's own data. An erased customer is still found, by the id."""
        ...

    async def was_written(self, key: str, subject_id: str) -> bool:
        """Whether the write with this key was made to this order or customer: asked when its end was not seen.

        The subject is named because systems without an index of keys keep them with what was written. Raises
        `HalfDone` when a part of it shows and the rest does not, and `OutcomeUnknown` when more of it may come: the
        same write sent again under its key ends it, where it can be ended, and raises the same where it cannot.
        """
        ...

    async def ping(self) -> None:
        """Raises `CommerceUnavailable`."""
        ...
