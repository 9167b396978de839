"""A Vendure shop behind the port: its admin API for goods, people and orders, the shop's own folder for the rest."""

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.commerce.changes import Capability, Change, ChangeCustomer, OrderChange, Settlement, subject_id
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Customer, Order, Product, Review, ShippingOption, Shop
from bot.commerce.vendure.catalogue import VendureCatalogue
from bot.commerce.vendure.client import Credential, VendureClient
from bot.commerce.vendure.customers import customer_of
from bot.commerce.vendure.fields import CUSTOMER, ORDERS_BY_CODE, ORDERS_OF, PING
from bot.commerce.vendure.orders import Facts, Seen, plain_number, seen
from bot.commerce.vendure.steps import CAPABILITIES, settlement_of
from bot.commerce.vendure.writing import VendureWrites, Wanted
from bot.errors import ChangeRefused, ConfigurationError, CustomerNotFound, OrderNotFound, Why


class VendureShop:
    """A `CommerceBackend`. Whoever has an account is a customer; a guest's orders have none."""

    def __init__(
        self, client: VendureClient, folder: ShopFolder, *, fresh_seconds: float = 30.0, lease_seconds: float = 20.0
    ) -> None:
        self._client, self._folder = client, folder
        self._catalogue = VendureCatalogue(client, fresh_seconds)
        self._writes = VendureWrites(client, self._seen, secrets.token_hex(4), lease_seconds)

    @classmethod
    def open(
        cls, url: str, credential: Credential, folder: ShopFolder, *, timeout_seconds: float, fresh_seconds: float
    ) -> "VendureShop":
        """At a URL such as `vendure+https://shop.example`; to be closed. Raises `ConfigurationError`."""
        client = VendureClient.open(_origin(url, credential), credential, timeout_seconds)
        # A step whose answer was not waited for may be at work for as long again.
        return cls(client, folder, fresh_seconds=fresh_seconds, lease_seconds=2 * timeout_seconds)

    async def close(self) -> None:
        await self._client.close()

    @property
    def capabilities(self) -> frozenset[Capability]:
        return CAPABILITIES

    async def shop(self) -> Shop:
        return (await self._catalogue.held()).shop(self._folder.shop)

    async def catalogue(self) -> Sequence[Product]:
        return list((await self._catalogue.held()).products)

    async def catalogue_revision(self) -> str:
        return (await self._catalogue.held()).revision

    async def product(self, product_id: str) -> Product:
        return await self._catalogue.product(product_id)

    async def customer(self, customer_id: str) -> Customer:
        found = (await self._client.read(CUSTOMER, id=customer_id)).data["customer"]
        if found is None or not found["user"]:
            raise CustomerNotFound(customer_id)
        return customer_of(found)

    async def order(self, order_id: str) -> Order:
        return (await self._writes.at_rest(order_id)).order

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        terms = await self._catalogue.terms()
        answer = await self._client.read(ORDERS_OF, id=customer_id, take=limit)
        found = (answer.data["customer"] or {"orders": {"items": []}})["orders"]["items"]
        return [seen(facts, terms, answer.at).order for facts in found if _is_placed(facts)]

    async def reviews(self, product_id: str) -> Sequence[Review]:
        return self._folder.reviews.get(product_id, ())

    async def shipping_options(self, order_id: str) -> Sequence[ShippingOption]:
        await self.order(order_id)
        return []

    async def settlement(self, change: Change) -> Settlement:
        return settlement_of(change, await self._seen(subject_id(change)))

    async def change_order(self, change: OrderChange, *, version: int, agreed: Settlement, key: str) -> Order:
        try:
            return (await self._writes.make(Wanted(change, version, agreed, key))).order
        finally:
            self._catalogue.forget()

    async def change_customer(self, change: ChangeCustomer, *, version: int, key: str) -> Customer:
        raise ChangeRefused(change.customer_id, Why.UNSUPPORTED, change.kind.value)

    async def was_written(self, key: str, subject_id: str) -> bool:
        try:
            return await self._writes.was_made(key, subject_id)
        except OrderNotFound:  # nothing is written to a customer either
            return False

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


def _origin(url: str, credential: Credential) -> str:
    parts = urlsplit(url.removeprefix("vendure+"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ConfigurationError(
            "COMMERCE_URL: accepted: vendure+https://host or vendure+http://host:port, no user in it"
        )
    if not credential.api_key and not (credential.user and credential.password):
        raise ConfigurationError(
            "COMMERCE_URL names Vendure; it wants COMMERCE_USER and COMMERCE_PASSWORD, or COMMERCE_API_KEY"
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
