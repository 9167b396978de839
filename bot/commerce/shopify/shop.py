"""A Shopify shop behind the port."""

import logging
from collections.abc import Sequence
from typing import Final

from bot.commerce.changes import CancelLines, CancelOrder, Capability, Change, ChangeCustomer, OrderChange, Settlement
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Customer, Order, Product, Review, ShippingOption, Shop
from bot.commerce.remote.fresh import Fresh
from bot.commerce.remote.naming import named
from bot.commerce.remote.origin import origin
from bot.commerce.remote.understood import understood
from bot.commerce.remote.writing import KeyedWrites
from bot.commerce.shopify.catalogue import ShopifyCatalogue
from bot.commerce.shopify.client import Facts, ShopifyClient
from bot.commerce.shopify.customers import customer_of
from bot.commerce.shopify.fields import CUSTOMER, ORDERS_OF, PING
from bot.commerce.shopify.orders import Seen, StatusUnknown
from bot.commerce.shopify.steps import CAPABILITIES, ShopifySteps
from bot.errors import ChangeRefused, ConfigurationError, CustomerNotFound, Why

_LOG: Final = logging.getLogger(__name__)
_PAGE: Final = 8  # a brief order may cost some 110 points, and a query no more than 1,000
_GID: Final = "gid://shopify/Customer/"


class ShopifyShop:
    """A `CommerceBackend`. A customer is known by the number that Shopify's themes call `customer.id`."""

    def __init__(
        self, client: ShopifyClient, folder: ShopFolder, *, fresh_seconds: float = 60.0, poll_seconds: float = 0.5
    ) -> None:
        self._client, self._folder = client, folder
        self._catalogue = ShopifyCatalogue(client)
        self._goods = Fresh(self._catalogue.goods, fresh_seconds)
        self._steps = ShopifySteps(client, poll_seconds=poll_seconds)
        self._writes: KeyedWrites[Seen] = KeyedWrites(self._steps)

    @classmethod
    def open(
        cls,
        url: str,
        token: str,
        folder: ShopFolder,
        *,
        timeout_seconds: float,
        fresh_seconds: float = 60.0,
        poll_seconds: float = 0.5,
    ) -> "ShopifyShop":
        """At `shopify+https://shop.myshopify.com`; to be closed. Raises `ConfigurationError`."""
        if not token:
            raise ConfigurationError("COMMERCE_URL names Shopify; it wants COMMERCE_PASSWORD, an Admin API token")
        client = ShopifyClient.open(origin(url, "shopify"), token, timeout_seconds)
        return cls(client, folder, fresh_seconds=fresh_seconds, poll_seconds=poll_seconds)

    async def close(self) -> None:
        await self._goods.close()
        await self._client.close()

    @property
    def capabilities(self) -> frozenset[Capability]:
        return CAPABILITIES

    async def shop(self) -> Shop:
        return named((await self._goods.get()).shop, self._folder)

    async def catalogue(self) -> Sequence[Product]:
        return list((await self._goods.get()).products)

    async def catalogue_revision(self) -> str:
        return (await self._goods.get()).revision

    async def product(self, product_id: str) -> Product:
        return await self._catalogue.product(product_id, (await self.shop()).currency)

    async def customer(self, customer_id: str) -> Customer:
        if not customer_id.isdecimal():
            raise CustomerNotFound(customer_id)
        with understood("Shopify"):
            found = (await self._client.read(CUSTOMER, id=f"{_GID}{customer_id}"))["customer"]
            if found is None:
                raise CustomerNotFound(customer_id)
            return customer_of(found)

    async def order(self, order_id: str) -> Order:
        return (await self._steps.seen(order_id)).order

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        """An order whose status is not known is left out: it is no fact that could be told."""
        if not customer_id.isdecimal():
            return []
        found: list[Order] = []
        page: Facts = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
        with understood("Shopify"):
            while page["pageInfo"]["hasNextPage"] and len(found) < limit:
                after, first = page["pageInfo"]["endCursor"], min(_PAGE, limit - len(found))
                asked = {"id": f"{_GID}{customer_id}", "first": first, "after": after}
                customer = (await self._client.read(ORDERS_OF, **asked))["customer"]
                if customer is None:
                    break
                page = customer["orders"]
                found += await self._known(page["nodes"])
        return found

    async def _known(self, orders: Sequence[Facts]) -> list[Order]:
        known = []
        for facts in orders:
            try:
                known.append((await self._steps.listed(facts)).order)
            except StatusUnknown as error:
                _LOG.warning("left out of a customer's orders: %s", error)
        return known

    async def reviews(self, product_id: str) -> Sequence[Review]:
        """The folder's: Shopify's Admin API has none."""
        return self._folder.reviews.get(product_id, ())

    async def shipping_options(self, order_id: str) -> Sequence[ShippingOption]:
        await self.order(order_id)
        return []

    async def settlement(self, change: Change) -> Settlement:
        if isinstance(change, ChangeCustomer):
            raise ChangeRefused(change.customer_id, Why.UNSUPPORTED, change.kind.value)
        return await self._steps.settlement(change, await self._steps.seen(change.order_id))

    async def change_order(self, change: OrderChange, *, version: int, agreed: Settlement, key: str) -> Order:
        try:
            return await self._writes.make(change, version, agreed, key)
        finally:
            if isinstance(change, CancelOrder | CancelLines):  # stock moved
                self._goods.forget()

    async def change_customer(self, change: ChangeCustomer, *, version: int, key: str) -> Customer:
        raise ChangeRefused(change.customer_id, Why.UNSUPPORTED, change.kind.value)

    async def was_written(self, key: str, subject_id: str) -> bool:
        return await self._writes.was_made(key, subject_id)

    async def ping(self) -> None:
        await self._client.read(PING)
