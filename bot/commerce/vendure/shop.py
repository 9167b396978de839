"""A Vendure shop behind the port: its admin API for goods, people and orders, the shop's own folder for the rest."""

import secrets
from collections.abc import Sequence

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Customer, Order, Product
from bot.commerce.remote.fresh import Fresh
from bot.commerce.remote.origin import origin
from bot.commerce.remote.shop import RemoteShop
from bot.commerce.vendure.catalogue import VendureCatalogue
from bot.commerce.vendure.client import Credential, VendureClient
from bot.commerce.vendure.customers import customer_of
from bot.commerce.vendure.fields import CUSTOMER, ORDERS_BY_CODE, ORDERS_OF, PING
from bot.commerce.vendure.orders import Facts, Seen, plain_number, seen
from bot.commerce.vendure.steps import CAPABILITIES
from bot.commerce.vendure.writing import VendureWrites
from bot.errors import ConfigurationError, CustomerNotFound, OrderNotFound


class VendureShop(RemoteShop):
    """A `CommerceBackend`. Whoever has an account is a customer; a guest's orders have none."""

    def __init__(
        self, client: VendureClient, folder: ShopFolder, *, fresh_seconds: float = 30.0, lease_seconds: float = 20.0
    ) -> None:
        self._client, self._catalogue = client, VendureCatalogue(client, fresh_seconds)
        writes = VendureWrites(client, self._seen, secrets.token_hex(4), lease_seconds)
        super().__init__(Fresh(self._catalogue.goods, fresh_seconds), writes, folder, CAPABILITIES)

    @classmethod
    def open(
        cls, url: str, credential: Credential, folder: ShopFolder, *, timeout_seconds: float, fresh_seconds: float
    ) -> "VendureShop":
        """At a URL such as `vendure+https://shop.example`; to be closed. Raises `ConfigurationError`."""
        _check_credential(credential)
        client = VendureClient.open(origin(url, "vendure", may_be_near=True), credential, timeout_seconds)
        # A step whose answer was not waited for may be at work for as long again.
        return cls(client, folder, fresh_seconds=fresh_seconds, lease_seconds=2 * timeout_seconds)

    async def close(self) -> None:
        await super().close()
        await self._catalogue.close()
        await self._client.close()

    async def product(self, product_id: str) -> Product:
        return await self._catalogue.product(product_id)

    async def customer(self, customer_id: str) -> Customer:
        found = (await self._client.read(CUSTOMER, id=customer_id)).data["customer"]
        if found is None or not found["user"]:
            raise CustomerNotFound(customer_id)
        return customer_of(found)

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        terms = await self._catalogue.terms()
        answer = await self._client.read(ORDERS_OF, id=customer_id, take=limit)
        found = (answer.data["customer"] or {"orders": {"items": []}})["orders"]["items"]
        return [seen(facts, terms, answer.at).order for facts in found if _is_placed(facts)]

    async def ping(self) -> None:
        await self._client.read(PING)

    async def _seen(self, order_id: str) -> Seen:
        """Raises `OrderNotFound`; what is still a shopper's cart is no order."""
        typed = plain_number(order_id)
        terms = await self._catalogue.terms()
        answer = await self._client.read(ORDERS_BY_CODE, codes=[typed, typed.upper(), typed.lower()])
        found = [facts for facts in answer.data["orders"]["items"] if _is_placed(facts)]
        exact = [facts for facts in found if facts["code"] == typed] or found
        if len(exact) != 1:
            raise OrderNotFound(order_id)
        return seen(exact[0], terms, answer.at)


def _is_placed(facts: Facts) -> bool:
    return facts["orderPlacedAt"] is not None


def _check_credential(credential: Credential) -> None:
    if not credential.api_key and not (credential.user and credential.password):
        raise ConfigurationError(
            "COMMERCE_URL names Vendure; it wants COMMERCE_USER and COMMERCE_PASSWORD, or COMMERCE_API_KEY"
        )
