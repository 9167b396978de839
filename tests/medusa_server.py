"""A real Medusa for tests: one server over a PostgreSQL of its own, filled through its own APIs."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.medusa.client import Credential, MedusaClient
from bot.commerce.medusa.shop import MedusaShop
from bot.commerce.model import Address
from tests.servers import PostgresServer, free_port

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "tests/backends/medusa"
HOME: Final = Address("12 Alder St", "Portland", "US", region="OR", postcode="97201")
PASSWORD: Final = "a long pass-phrase"
VISA, PAYPAL, GIFT_CARD, SLOW, BROKEN = (f"pp_till_{name}" for name in ("visa", "paypal", "gift", "slow", "broken"))
_STAFF: Final = ("staff@example.com", PASSWORD)
_START_SECONDS: Final = 240
_numbers = count(1)


class Api:
    """One of the two REST APIs, as one caller sees it."""

    def __init__(self, origin: str, **headers: str) -> None:
        self._http = httpx.Client(base_url=origin, timeout=60, trust_env=False, headers=headers)

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None, **params: Any) -> Any:
        response = self.answer(method, path, body, **params)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text[:500]}"
        return response.json()

    def answer(self, method: str, path: str, body: Mapping[str, Any] | None = None, **params: Any) -> httpx.Response:
        """Whatever its status is."""
        return self._http.request(method, path, json=body, params=params)

    def carry(self, **headers: str) -> None:
        self._http.headers.update(headers)

    def close(self) -> None:
        self._http.close()


@dataclass(frozen=True)
class Buyer:
    """Who places orders; without an id, a guest."""

    email: str
    customer_id: str | None = None
    token: str = ""


@dataclass(frozen=True)
class House:
    """What the staff set up once: where goods lie and are sent from, and where they may be sent."""

    location: str
    profile: str
    us: str
    """The region that pays in dollars and adds no tax."""
    de: str
    """The region that pays in euros, with 19 % added to what prices say."""
    delivery: Mapping[str, str]
    """The way of delivery by region."""
    back: str
    """The way back, which costs nothing."""


class MedusaServer:
    """A running Medusa and the hands of its staff, in one of its sales channels."""

    def __init__(self, port: int, house: House | None = None) -> None:
        self.port, self.origin = port, f"http://127.0.0.1:{port}"
        self.admin = Api(self.origin)
        email, password = _STAFF
        token = self.admin("POST", "/auth/user/emailpass", {"email": email, "password": password})["token"]
        self.admin.carry(authorization=f"Bearer {token}")
        self.house = house or self._house()
        secret = self.admin("POST", "/admin/api-keys", {"title": f"bot {next(_numbers)}", "type": "secret"})
        self.channel = self.admin("POST", "/admin/sales-channels", {"name": f"shop {next(_numbers)}"})["sales_channel"][
            "id"
        ]
        self._stock_from_here()
        key = self.admin("POST", "/admin/api-keys", {"title": "web", "type": "publishable"})["api_key"]
        self.admin("POST", f"/admin/api-keys/{key['id']}/sales-channels", {"add": [self.channel]})
        self.credential = Credential(secret["api_key"]["token"], key["token"])
        self._variants: dict[str, str] = {}

    def _stock_from_here(self) -> None:
        self.admin("POST", f"/admin/stock-locations/{self.house.location}/sales-channels", {"add": [self.channel]})

    def _house(self) -> House:
        place = {"address_1": "Weg 1", "country_code": "de", "city": "Berlin"}
        location = self.admin("POST", "/admin/stock-locations", {"name": "Berlin", "address": place})["stock_location"][
            "id"
        ]
        for language in ("en-US", "zh-CN"):
            store = self.admin("GET", "/admin/stores")["stores"][0]["id"]
            self.admin("POST", f"/admin/stores/{store}", {"supported_locales": [{"locale_code": language}]})
        store = self.admin("GET", "/admin/stores")["stores"][0]["id"]
        currencies = [{"currency_code": "usd", "is_default": True}, {"currency_code": "eur"}]
        self.admin("POST", f"/admin/stores/{store}", {"name": "Maple Lane", "supported_currencies": currencies})
        ways = [VISA, PAYPAL, GIFT_CARD, SLOW, BROKEN, "pp_system_default"]
        us, de = (
            self.admin(
                "POST",
                "/admin/regions",
                {"name": name, "currency_code": currency, "countries": [country], "payment_providers": ways},
            )["region"]["id"]
            for name, currency, country in (("US", "usd", "us"), ("EU", "eur", "de"))
        )
        self.admin("POST", f"/admin/stores/{store}", {"default_region_id": us})
        rate = {"name": "VAT", "rate": 19, "code": "vat"}
        self.admin(
            "POST",
            "/admin/tax-regions",
            {"country_code": "de", "provider_id": "tp_system", "default_tax_rate": rate},
        )
        at = f"/admin/stock-locations/{location}"
        self.admin("POST", f"{at}/fulfillment-providers", {"add": ["manual_manual"]})
        wanted = {"name": "ship", "type": "shipping"}
        set_ = self.admin("POST", f"{at}/fulfillment-sets", wanted, fields="*fulfillment_sets")["stock_location"][
            "fulfillment_sets"
        ][0]["id"]
        zones = [{"type": "country", "country_code": country} for country in ("us", "de")]
        zone = self.admin("POST", f"/admin/fulfillment-sets/{set_}/service-zones", {"name": "all", "geo_zones": zones})[
            "fulfillment_set"
        ]["service_zones"][0]["id"]
        profile = self.admin("GET", "/admin/shipping-profiles")["shipping_profiles"]
        if not profile:
            profile = [
                self.admin("POST", "/admin/shipping-profiles", {"name": "All", "type": "default"})["shipping_profile"]
            ]
        profile = profile[0]["id"]
        out = self._way(zone, profile, "Standard", 5, is_return=False)
        back = self._way(zone, profile, "Way back", 0, is_return=True)
        return House(location, profile, us, de, {us: out, de: out}, back)

    def _way(self, zone: str, profile: str, name: str, amount: float, *, is_return: bool) -> str:
        rules = [
            {"attribute": "is_return", "operator": "eq", "value": str(is_return).lower()},
            {"attribute": "enabled_in_store", "operator": "eq", "value": "true"},
        ]
        prices = [{"currency_code": currency, "amount": amount} for currency in ("usd", "eur")]
        wanted = {
            "name": name, "service_zone_id": zone, "shipping_profile_id": profile, "provider_id": "manual_manual",
            "price_type": "flat", "type": {"label": name, "description": name, "code": name.casefold()},
            "prices": prices, "rules": rules,
        }  # fmt: skip
        id_: str = self.admin("POST", "/admin/shipping-options", wanted)["shipping_option"]["id"]
        return id_

    def shop(self, port: int | None = None, folder: ShopFolder | None = None, **options: Any) -> MedusaShop:
        """The adapter on this server, or on a port that leads to it; to be closed."""
        seconds = options.pop("timeout_seconds", 20.0)
        client = MedusaClient.open(f"http://127.0.0.1:{port or self.port}", self.credential, seconds)
        return MedusaShop(client, folder or ShopFolder(), **options)

    def new_channel(self) -> "MedusaServer":
        """A shop of its own on the same server, without goods; to be closed."""
        return MedusaServer(self.port, self.house)

    def close(self) -> None:
        self.admin.close()

    def store(self, buyer: Buyer | None = None) -> Api:
        """The storefront's API, as a buyer or anybody sees it; to be closed."""
        api = Api(self.origin, **{"x-publishable-api-key": self.credential.publishable})
        if buyer and buyer.token:
            api.carry(authorization=f"Bearer {buyer.token}")
        return api

    def product(
        self,
        title: str,
        variants: Mapping[str, tuple[float, int]],
        *,
        option: str = "Kind",
        values: Mapping[str, str] | None = None,
        **more: Any,
    ) -> str:
        """Each variant a price and a stock by its SKU, and its value of the one option; the product's id."""
        named = {sku: (values or {}).get(sku, sku) for sku in variants}
        wanted = {
            "title": title, "status": "published", "shipping_profile_id": self.house.profile,
            "sales_channels": [{"id": self.channel}], "handle": f"p-{next(_numbers)}",
            "options": [{"title": option, "values": list(named.values())}],
            "variants": [
                {"title": named[sku], "sku": sku, "manage_inventory": True, "options": {option: named[sku]},
                 "prices": [{"currency_code": currency, "amount": price} for currency in ("usd", "eur")]}
                for sku, (price, _) in variants.items()
            ],
            **more,
        }  # fmt: skip
        product = self.admin("POST", "/admin/products", wanted)["product"]
        self._variants |= {variant["sku"]: variant["id"] for variant in product["variants"]}
        self._lay({sku: stock for sku, (_, stock) in variants.items()})
        id_: str = product["id"]
        return id_

    def variant(self, sku: str) -> str:
        """The id of a variant that this channel sells."""
        return self._variants[sku]

    def translate(self, kind: str, id_: str, texts: Mapping[str, str], locale: str = "zh-CN") -> None:
        """What Medusa shows in another language: of a `product`, a `product_option` ..."""
        told = {"reference": kind, "reference_id": id_, "locale_code": locale, "translations": texts}
        self.admin("POST", "/admin/translations/batch", {"create": [told]})

    def facts_of_product(self, id_: str) -> Any:
        return self.admin("GET", f"/admin/products/{id_}")["product"]

    def _lay(self, levels: Mapping[str, int]) -> None:
        at = {"location_id": self.house.location}
        for sku, item in self._inventory(levels).items():
            body = {**at, "stocked_quantity": levels[sku]}
            self.admin("POST", f"/admin/inventory-items/{item['id']}/location-levels", body)

    def _inventory(self, skus: Iterable[str]) -> dict[str, Any]:
        """What lies on the shelves, by SKU."""
        asked = {"sku": list(skus), "fields": "*location_levels", "limit": 100}
        return {item["sku"]: item for item in self.admin("GET", "/admin/inventory-items", **asked)["inventory_items"]}

    def stock(self, sku: str) -> int:
        """What can be sold of it."""
        levels = self._inventory([sku])[sku]["location_levels"]
        return sum(level["stocked_quantity"] - level["reserved_quantity"] for level in levels)

    def shelve(self, levels: Mapping[str, int]) -> None:
        """So much can be sold from now on."""
        for sku, item in self._inventory(levels).items():
            wanted = levels[sku] + sum(held["reserved_quantity"] for held in item["location_levels"])
            if wanted != sum(held["stocked_quantity"] for held in item["location_levels"]):
                at = f"/admin/inventory-items/{item['id']}/location-levels/{self.house.location}"
                self.admin("POST", at, {"stocked_quantity": wanted})

    def customer(self, name: str = "Mei Lin", phone: str = "+1-202-555-0143", email: str = "") -> Buyer:
        """Somebody new with an account, who takes the place of whoever had this e-mail address."""
        for other in self.admin("GET", "/admin/customers", email=email)["customers"] if email else ():
            self.admin("DELETE", f"/admin/customers/{other['id']}")
        email = email or f"buyer{next(_numbers)}@example.com"
        identity = {"email": email, "password": PASSWORD}
        first, _, last = name.partition(" ")
        with_store = self.store()
        token = with_store("POST", "/auth/customer/emailpass/register", identity)["token"]
        with_store.carry(authorization=f"Bearer {token}")
        person = {"email": email, "first_name": first, "last_name": last, "phone": phone}
        id_ = with_store("POST", "/store/customers", person)["customer"]["id"]
        token = with_store("POST", "/auth/customer/emailpass", identity)["token"]
        with_store.close()
        return Buyer(email, id_, token)

    def live_at(self, buyer: Buyer, address: Address) -> None:
        """Their default address."""
        at = f"/admin/customers/{buyer.customer_id}/addresses"
        self.admin("POST", at, {**_place(address), "is_default_shipping": True})

    def guest(self) -> Buyer:
        return Buyer(f"guest{next(_numbers)}@example.com")

    def order(
        self,
        buyer: Buyer,
        lines: Mapping[str, int],
        *,
        method: str = VISA,
        coupon: str = "",
        capture: bool = True,
        region: str = "",
        to: Address = HOME,
    ) -> str:
        """Places an order through the storefront's API; its number."""
        shop, region = self.store(buyer), region or self.house.us
        where = {**_place(to), "first_name": "Mei", "last_name": "Lin", "phone": "+1-202-555-0143"}
        wanted = {"region_id": region, "email": buyer.email, "shipping_address": where}
        cart = shop("POST", "/store/carts", {**wanted, "sales_channel_id": self.channel})["cart"]["id"]
        for sku, quantity in lines.items():
            shop("POST", f"/store/carts/{cart}/line-items", {"variant_id": self._variants[sku], "quantity": quantity})
        if coupon:
            shop("POST", f"/store/carts/{cart}/promotions", {"promo_codes": [coupon]})
        shop("POST", f"/store/carts/{cart}/shipping-methods", {"option_id": self.house.delivery[region]})
        collection = shop("POST", "/store/payment-collections", {"cart_id": cart})["payment_collection"]["id"]
        shop("POST", f"/store/payment-collections/{collection}/payment-sessions", {"provider_id": method})
        placed = shop("POST", f"/store/carts/{cart}/complete", {})
        shop.close()
        assert placed["type"] == "order", placed
        number = str(placed["order"]["display_id"])
        if capture:
            for payment in self.payments(number):
                self.admin("POST", f"/admin/payments/{payment['id']}/capture", {})
        return number

    def promotion(self, code: str, amount: float) -> None:
        """So much less on an order with this code."""
        less = {
            "type": "fixed", "target_type": "order", "value": amount, "currency_code": "usd", "allocation": "across",
        }  # fmt: skip
        wanted = {"code": code, "type": "standard", "status": "active", "application_method": less}
        self.admin("POST", "/admin/promotions", wanted)

    def facts(self, number: str) -> Any:
        """An order as Medusa itself tells it."""
        fields = (
            "id,display_id,status,version,total,metadata,*items,*items.detail,*shipping_address,*fulfillments,"
            "*payment_collections.payments,*payment_collections.payments.refunds,*returns,*returns.items"
        )
        found = self.admin("GET", "/admin/orders", q=number, limit=500, fields=fields)["orders"]
        return next(order for order in found if str(order["display_id"]) == number)

    def payments(self, number: str) -> Sequence[Any]:
        return [payment for held in self.facts(number)["payment_collections"] for payment in held["payments"]]

    def refunds(self, number: str) -> list[float]:
        return [refund["amount"] for payment in self.payments(number) for refund in payment["refunds"]]

    def pack(self, number: str, lines: Mapping[str, int] | None = None) -> str:
        """A parcel is made ready for all lines, or for these SKUs; its id."""
        order = self.facts(number)
        wanted = [
            {"id": item["id"], "quantity": (lines or {}).get(item["variant_sku"], item["quantity"])}
            for item in order["items"]
            if lines is None or item["variant_sku"] in lines
        ]
        made = self.admin(
            "POST",
            f"/admin/orders/{order['id']}/fulfillments",
            {"items": wanted, "location_id": self.house.location},
            fields="*fulfillments",
        )
        parcels = [parcel for parcel in made["order"]["fulfillments"] if not parcel["canceled_at"]]
        id_: str = max(parcels, key=lambda parcel: str(parcel["created_at"]))["id"]
        return id_

    def send(self, number: str, parcel: str, tracking: str = "1Z1") -> None:
        order = self.facts(number)
        items = [{"id": item["id"], "quantity": item["quantity"]} for item in order["items"]]
        there = f"http://127.0.0.1/{tracking}"
        label = {"tracking_number": tracking, "tracking_url": there, "label_url": there}
        at = f"/admin/orders/{order['id']}/fulfillments/{parcel}/shipments"
        self.admin("POST", at, {"items": items, "labels": [label]})

    def arrive(self, number: str, parcel: str) -> None:
        self.admin("POST", f"/admin/orders/{self.facts(number)['id']}/fulfillments/{parcel}/mark-as-delivered", {})

    def cancel(self, number: str) -> None:
        self.admin("POST", f"/admin/orders/{self.facts(number)['id']}/cancel", {})

    def refund(self, number: str, amount: float, note: str = "a word of staff") -> None:
        payment = self.payments(number)[0]["id"]
        self.admin("POST", f"/admin/payments/{payment}/refund", {"amount": amount, "note": note})

    def receive(self, return_id: str, items: Mapping[str, int]) -> None:
        """The goods of a return are back, in good order."""
        at = f"/admin/returns/{return_id}"
        self.admin("POST", f"{at}/receive", {})
        came = [{"id": id_, "quantity": quantity} for id_, quantity in items.items()]
        self.admin("POST", f"{at}/receive-items", {"items": came})
        self.admin("POST", f"{at}/receive/confirm", {})


@pytest.fixture(scope="session")
def medusa(postgres: PostgresServer) -> Iterator[MedusaServer]:
    """One server for the whole session, since starting it takes half a minute; each test sells something of its own."""
    installed = Path(os.environ["TEST_MEDUSA"]) / "node_modules"
    if not (installed / "@medusajs/medusa").is_dir():
        pytest.fail(f"Medusa is missing in {installed}: `make test-medusa` installs it")
    port, url = free_port(), postgres.new_database().replace("postgresql+asyncpg", "postgres")
    environment = {
        **os.environ, "DATABASE_URL": url, "NODE_ENV": "production", "MEDUSA_DISABLE_TELEMETRY": "true",
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="shoptalk-medusa-") as name:
        folder = Path(name)
        for part in ("package.json", "medusa-config.js", "till"):
            copy = shutil.copytree if (SOURCE / part).is_dir() else shutil.copy
            copy(SOURCE / part, folder / part)
        (folder / "node_modules").symlink_to(installed)
        program = [str(ROOT / ".tools/bin/node"), str(installed / ".bin/medusa")]
        with (folder / "log").open("wb") as out:
            run: dict[str, Any] = {"cwd": folder, "env": environment, "stdout": out, "stderr": out}
            subprocess.run([*program, "db:migrate"], check=True, timeout=_START_SECONDS, **run)
            email, password = _STAFF
            subprocess.run([*program, "user", "-e", email, "-p", password], check=True, timeout=_START_SECONDS, **run)
            server = subprocess.Popen([*program, "start", "-H", "127.0.0.1", "-p", str(port)], **run)
        try:
            _wait(server, port, folder / "log")
            opened = MedusaServer(port)
            yield opened
            opened.close()
        finally:
            server.terminate()
            server.wait(_START_SECONDS)


def _place(address: Address) -> dict[str, str]:
    return {
        "address_1": address.line1, "address_2": address.line2, "city": address.city, "province": address.region,
        "postal_code": address.postcode, "country_code": address.country.casefold(),
    }  # fmt: skip


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"Medusa did not start: {log.read_text('utf-8')[-2000:]}")
        time.sleep(0.1)
