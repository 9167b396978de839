"""What the shops of all other makers do alike behind the port."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final, Protocol

from bot.commerce.changes import (
    Capability,
    Change,
    CustomerChange,
    OrderChange,
    Settlement,
    WithinOrder,
    subject_id,
)
from bot.commerce.claim_deeds import ClaimDeed, Deed
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Customer, Order, Product, Review, ShippingOption, Shop
from bot.commerce.money import Money
from bot.commerce.remote.fresh import Fresh
from bot.commerce.remote.goods import Goods
from bot.commerce.remote.naming import named
from bot.commerce.remote.news import Gathered, moves_goods, subject_of
from bot.errors import ChangeRefused, Why

_MOVES_STOCK: Final = frozenset(
    {
        Capability.CANCEL_ORDER,
        Capability.CANCEL_LINES,
        Capability.CHANGE_ITEMS,
        Capability.RETURN_ITEMS,
        Capability.EXCHANGE_ITEMS,
    }
)


class Writes(Protocol):
    """One system's orders, and changes of them, each made once for its key."""

    async def order(self, order_id: str) -> Order:
        """Raises `OrderNotFound`."""
        ...

    async def settlement(self, change: OrderChange) -> Settlement:
        """As `CommerceBackend.settlement`."""
        ...

    async def make(self, change: OrderChange, version: int, agreed: Settlement, key: str) -> Order:
        """As `CommerceBackend.change_order`."""
        ...

    async def was_made(self, key: str, order_id: str) -> bool:
        """As `CommerceBackend.was_written`; False for an order that is not there."""
        ...


class RemoteShop(ABC):
    """A `CommerceBackend` but for what each system has its own way of telling.

    Goods are read whole and held for a while; single products, customers and orders are read anew each time. Reviews
    are the folder's, ways of delivery are not told, and a customer's own data is not changed, unless the system's
    adapter knows better.
    """

    def __init__(
        self, goods: Fresh[Goods], writes: Writes, folder: ShopFolder, capabilities: frozenset[Capability]
    ) -> None:
        self._goods, self._writes, self._folder, self._capabilities = goods, writes, folder, capabilities
        self._changed_goods = Gathered(goods.forget)

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self._capabilities

    @property
    def deeds(self) -> frozenset[Deed]:
        """Such systems have steps of their own for it, which their people take there."""
        return frozenset()

    async def close(self) -> None:
        """Ends what is being read; the adapter closes its line after it."""
        self._changed_goods.close()
        await self._goods.close()

    def hear(self, topic: str) -> bool:
        """Takes the system's own word that something has changed: what is held of it is read anew when it is asked for.

        Returns whether the topic is one that is known here.
        """
        subject = subject_of(topic)
        if subject is not None and moves_goods(subject):
            self._changed_goods.call()
        return subject is not None

    async def shop(self) -> Shop:
        return named((await self._goods.get()).shop, self._folder)

    async def catalogue(self) -> Sequence[Product]:
        return list((await self._goods.get()).products)

    async def catalogue_revision(self) -> str:
        return (await self._goods.get()).revision

    @abstractmethod
    async def product(self, product_id: str) -> Product: ...

    @abstractmethod
    async def customer(self, customer_id: str) -> Customer: ...

    async def order(self, order_id: str) -> Order:
        return await self._writes.order(order_id)

    @abstractmethod
    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]: ...

    async def claimed(self, limit: int = 500) -> Sequence[Order]:
        return []

    async def most_back(self, order_id: str, claim_id: str) -> Money:
        raise ChangeRefused(order_id, Why.UNSUPPORTED, claim_id)

    async def reviews(self, product_id: str) -> Sequence[Review]:
        return self._folder.reviews.get(product_id, ())

    async def shipping_options(self, order_id: str) -> Sequence[ShippingOption]:
        await self.order(order_id)
        return []

    async def settlement(self, change: Change) -> Settlement:
        if isinstance(change, CustomerChange | ClaimDeed):
            raise ChangeRefused(subject_id(change), Why.UNSUPPORTED, change.kind.value)
        return await self._writes.settlement(change)

    async def change_order(self, change: WithinOrder, *, version: int, agreed: Settlement, key: str) -> Order:
        if isinstance(change, ClaimDeed):
            raise ChangeRefused(change.order_id, Why.UNSUPPORTED, change.kind.value)
        try:
            return await self._writes.make(change, version, agreed, key)
        finally:
            if change.kind in _MOVES_STOCK:
                self._goods.forget()

    async def change_customer(self, change: CustomerChange, *, version: int, key: str) -> Customer:
        raise ChangeRefused(change.customer_id, Why.UNSUPPORTED, change.kind.value)

    async def was_written(self, key: str, subject_id: str) -> bool:
        return await self._writes.was_made(key, subject_id)

    @abstractmethod
    async def ping(self) -> None: ...
