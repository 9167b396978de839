"""A WooCommerce shop behind the port."""

import logging
from collections.abc import Sequence
from typing import Final

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Customer, Order, Product, Review
from bot.commerce.remote.fresh import Fresh
from bot.commerce.remote.origin import origin
from bot.commerce.remote.shop import RemoteShop
from bot.commerce.remote.understood import understood
from bot.commerce.remote.writing import KeyedWrites
from bot.commerce.woocommerce.catalogue import WooCatalogue
from bot.commerce.woocommerce.client import WooClient
from bot.commerce.woocommerce.customers import customer_of
from bot.commerce.woocommerce.orders import NO_ORDERS, StatusUnknown
from bot.commerce.woocommerce.steps import CAPABILITIES, DECIMALS, WooSteps
from bot.errors import ConfigurationError, CustomerNotFound

_LOG: Final = logging.getLogger(__name__)
_MOST: Final = 100


class WooShop(RemoteShop):
    """A `CommerceBackend`. A customer is known by the number of their account in WordPress."""

    def __init__(self, client: WooClient, folder: ShopFolder, *, fresh_seconds: float = 60.0) -> None:
        self._client, self._catalogue, self._steps = client, WooCatalogue(client), WooSteps(client)
        goods = Fresh(self._catalogue.goods, fresh_seconds)
        super().__init__(goods, KeyedWrites(self._steps), folder, CAPABILITIES)

    @classmethod
    def open(
        cls, url: str, key: str, secret: str, folder: ShopFolder, *, timeout_seconds: float, fresh_seconds: float = 60.0
    ) -> "WooShop":
        """At `woocommerce+https://shop.example`; to be closed. Raises `ConfigurationError`."""
        if not (key and secret):
            wanted = "COMMERCE_USER and COMMERCE_PASSWORD, a consumer key and its secret"
            raise ConfigurationError(f"COMMERCE_URL names WooCommerce; it wants {wanted}")
        client = WooClient.open(origin(url, "woocommerce"), key, secret, timeout_seconds)
        return cls(client, folder, fresh_seconds=fresh_seconds)

    async def close(self) -> None:
        await super().close()
        await self._client.close()

    async def product(self, product_id: str) -> Product:
        return await self._catalogue.product(product_id, (await self.shop()).currency)

    async def customer(self, customer_id: str) -> Customer:
        facts = await self._client.get(f"/customers/{customer_id}") if customer_id.isdecimal() else None
        if facts is None:
            raise CustomerNotFound(customer_id)
        with understood("WooCommerce"):
            return customer_of(facts)

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        """An order whose status is not known is left out: it is no fact that could be told."""
        # 0 would be the guests, all of them together.
        if not customer_id.isdecimal() or int(customer_id) == 0:
            return []
        asked = {"customer": customer_id, "per_page": min(limit, _MOST), "orderby": "date", "order": "desc"}
        told = await self._client.get("/orders", dp=DECIMALS, **asked)
        found: list[Order] = []
        with understood("WooCommerce"):
            for facts in [facts for facts in told or [] if facts["status"] not in NO_ORDERS]:
                try:
                    found.append((await self._steps.whole(facts)).order)
                except StatusUnknown as error:
                    _LOG.warning("left out of a customer's orders: %s", error)
        return found

    async def reviews(self, product_id: str) -> Sequence[Review]:
        return await self._catalogue.reviews(product_id)

    async def ping(self) -> None:
        with understood("WooCommerce"):
            await self._catalogue.currency()
