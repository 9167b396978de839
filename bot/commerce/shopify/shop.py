"""A Shopify shop behind the port."""

import logging
from collections.abc import Sequence
from typing import Final

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Customer, Order, Product
from bot.commerce.remote.fresh import Fresh
from bot.commerce.remote.origin import origin
from bot.commerce.remote.shop import RemoteShop
from bot.commerce.remote.understood import understood
from bot.commerce.remote.writing import KeyedWrites
from bot.commerce.shopify.catalogue import ShopifyCatalogue
from bot.commerce.shopify.client import Facts, ShopifyClient
from bot.commerce.shopify.customers import customer_of
from bot.commerce.shopify.fields import CUSTOMER, ORDERS_OF, PING
from bot.commerce.shopify.orders import StatusUnknown
from bot.commerce.shopify.steps import CAPABILITIES, ShopifySteps
from bot.errors import ConfigurationError, CustomerNotFound

_LOG: Final = logging.getLogger(__name__)
_PAGE: Final = 8  # a brief order may cost some 110 points, and a query no more than 1,000
_GID: Final = "gid://shopify/Customer/"


class ShopifyShop(RemoteShop):
    """A `CommerceBackend`. A customer is known by the number that Shopify's themes call `customer.id`."""

    def __init__(
        self, client: ShopifyClient, folder: ShopFolder, *, fresh_seconds: float = 60.0, poll_seconds: float = 0.5
    ) -> None:
        self._client, self._catalogue = client, ShopifyCatalogue(client)
        self._steps = ShopifySteps(client, poll_seconds=poll_seconds)
        goods = Fresh(self._catalogue.goods, fresh_seconds)
        super().__init__(goods, KeyedWrites(self._steps), folder, CAPABILITIES)

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
        await super().close()
        await self._client.close()

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

    async def ping(self) -> None:
        await self._client.read(PING)
