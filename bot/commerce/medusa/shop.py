"""A Medusa shop behind the port."""

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.medusa.catalogue import MedusaCatalogue
from bot.commerce.medusa.client import Credential, MedusaClient, is_id
from bot.commerce.medusa.customers import FIELDS as CUSTOMER_FIELDS
from bot.commerce.medusa.customers import customer_of
from bot.commerce.medusa.orders import FIELDS, Seen, StatusUnknown
from bot.commerce.medusa.steps import CAPABILITIES, MedusaSteps
from bot.commerce.model import Customer, Order, Product
from bot.commerce.remote.fresh import Fresh
from bot.commerce.remote.origin import origin
from bot.commerce.remote.shop import RemoteShop
from bot.commerce.remote.understood import understood
from bot.commerce.remote.writing import KeyedWrites
from bot.errors import ConfigurationError, CustomerNotFound

_LOG: Final = logging.getLogger(__name__)
_GLANCE_SECONDS: Final = 0.1
_LONGEST_READ_SECONDS: Final = 5.0  # it asks the payment provider meanwhile
_UNDER_WAY: Final = timedelta(seconds=20)


class MedusaWrites(KeyedWrites[Seen]):
    """Medusa gives money back before it calls an order off: who reads it just then waits a moment."""

    async def order(self, order_id: str) -> Order:
        until = time.monotonic() + _LONGEST_READ_SECONDS
        while True:
            seen = await self._steps.seen(order_id, "")
            is_moving = seen.last_trace is not None and datetime.now(UTC) - seen.last_trace < _UNDER_WAY
            if not is_moving or time.monotonic() > until:
                return seen.order
            await asyncio.sleep(_GLANCE_SECONDS)


class MedusaShop(RemoteShop):
    """A `CommerceBackend`. Whoever has an account is a customer; a guest's orders have none."""

    def __init__(
        self,
        client: MedusaClient,
        folder: ShopFolder,
        *,
        fresh_seconds: float = 30.0,
        settled_seconds: float = 20.0,
    ) -> None:
        self._client, self._catalogue = client, MedusaCatalogue(client, fresh_seconds)
        goods = Fresh(self._catalogue.goods, fresh_seconds)
        self._steps = MedusaSteps(client, self._catalogue)
        writes = MedusaWrites(self._steps, settled_seconds=settled_seconds)
        super().__init__(goods, writes, folder, CAPABILITIES)

    @classmethod
    def open(
        cls, url: str, credential: Credential, folder: ShopFolder, *, timeout_seconds: float, fresh_seconds: float
    ) -> "MedusaShop":
        """At `medusa+https://shop.example`; to be closed. Raises `ConfigurationError`."""
        if not (credential.secret and credential.publishable):
            wanted = "COMMERCE_API_KEY, a secret key, and COMMERCE_CHANNEL, a publishable one"
            raise ConfigurationError(f"COMMERCE_URL names Medusa; it wants {wanted}")
        client = MedusaClient.open(origin(url, "medusa", may_be_near=True), credential, timeout_seconds)
        # What was not waited for may be at work for as long again.
        return cls(client, folder, fresh_seconds=fresh_seconds, settled_seconds=2 * timeout_seconds)

    async def close(self) -> None:
        await super().close()
        await self._catalogue.close()
        await self._client.close()

    async def product(self, product_id: str) -> Product:
        return await self._catalogue.product(product_id)

    async def customer(self, customer_id: str) -> Customer:
        told = None
        if is_id(customer_id):
            told = await self._client.get(f"/admin/customers/{customer_id}", fields=CUSTOMER_FIELDS)
        with understood("Medusa"):
            if told is None or not told["customer"]["has_account"]:
                raise CustomerNotFound(customer_id)
            return customer_of(told["customer"])

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        """An order whose status is not known is left out: it is no fact that could be told."""
        # Nobody's id would find everybody's orders.
        if not is_id(customer_id):
            return []
        asked = {"customer_id": customer_id, "order": "-created_at", "limit": limit, "fields": FIELDS}
        told = await self._client.get("/admin/orders", **asked)
        found: list[Order] = []
        with understood("Medusa"):
            for facts in told["orders"] if told else ():
                try:
                    order = (await self._steps.whole(facts)).order
                except StatusUnknown as error:
                    _LOG.warning("left out of a customer's orders: %s", error)
                    continue
                if order.customer_id == customer_id:
                    found.append(order)
        return found

    async def ping(self) -> None:
        await self._client.get("/admin/stores", fields="id")
