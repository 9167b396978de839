"""A real Vendure for tests: one server for the whole session, filled through its own APIs."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Address
from bot.commerce.vendure.client import Credential, VendureClient
from bot.commerce.vendure.shop import VendureShop
from tests.servers import free_port

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "tests/backends/vendure"
ADMIN: Final = Credential("superadmin", "superadmin")
PASSWORD: Final = "a long pass-phrase"
HOME: Final = Address("12 Alder St", "Portland", "US", region="OR", postcode="97201")
VISA, PAYPAL, GIFT_CARD = "Visa ending 4242", "PayPal (m***@example.com)", "Gift card ending 7WCK"
LATER, SLOW, BROKEN, CRASHING = "Pay later", "Slow bank", "Broken till", "Crashing bank"
_START_SECONDS: Final = 120
_END: Final = "__typename ... on ErrorResult { errorCode message }"
_CREATE_CHANNEL: Final = """mutation($i: CreateChannelInput!) {
  createChannel(input: $i) { ... on Channel { id } ... on ErrorResult { errorCode message } }
}"""
_CREATE_OPTIONS: Final = """mutation($i: CreateProductOptionGroupInput!) {
  createProductOptionGroup(input: $i) { id options { id code } }
}"""
_CREATE_CUSTOMER: Final = """mutation($i: CreateCustomerInput!, $p: String!) {
  createCustomer(input: $i, password: $p) { ... on Customer { id } ... on ErrorResult { errorCode message } }
}"""
_CUSTOMERS: Final = (
    "query($e: String!) { customers(options: { filter: { emailAddress: { eq: $e } } }) { items { id } } }"
)
_FULFIL: Final = """mutation($i: FulfillOrderInput!) {
  addFulfillmentToOrder(input: $i) { ... on Fulfillment { id } ... on ErrorResult { errorCode message } }
}"""
_PROMOTIONS: Final = """query($c: String!) {
  promotions(options: { filter: { couponCode: { eq: $c } } }) { items { id } }
}"""
_STOCK: Final = """query($s: [String!]) {
  productVariants(options: { filter: { sku: { in: $s } } }) {
    items { id sku stockLevels { stockOnHand stockAllocated } }
  }
}"""
_numbers = count(1)


class Api:
    """One of the two GraphQL APIs, as one session sees it."""

    def __init__(self, url: str, channel: str = "") -> None:
        headers = {"vendure-token": channel} if channel else {}
        self._http = httpx.Client(timeout=60, trust_env=False, headers=headers)
        self._url = url

    def __call__(self, query: str, **variables: Any) -> Any:
        """The value of the only field that is asked for."""
        response = self._http.post(self._url, json={"query": query, "variables": variables})
        if token := response.headers.get("vendure-auth-token"):
            self._http.headers["authorization"] = f"Bearer {token}"
        answer = response.json()
        assert not answer.get("errors"), answer
        (value,) = answer["data"].values()
        assert not (isinstance(value, dict) and value.get("errorCode")), value
        return value

    def close(self) -> None:
        self._http.close()


@dataclass(frozen=True)
class Buyer:
    """Who places orders; without an id, a guest."""

    email: str
    customer_id: str | None = None


class VendureServer:
    """A running Vendure and the hands of its staff, in one of its channels."""

    def __init__(self, port: int, channel: str = "") -> None:
        self.port, self.channel = port, channel
        self.origin = f"http://127.0.0.1:{port}"
        self.admin = Api(f"{self.origin}/admin-api", channel)
        self._login(self.admin, "superadmin", "superadmin")
        languages = {"availableLanguages": ["en", "zh_Hans"]}
        self.admin(
            f"mutation($i: UpdateGlobalSettingsInput!) {{ updateGlobalSettings(input: $i) {{ {_END} }} }}", i=languages
        )
        taxes = self.admin("{ taxCategories { items { id name } } }")["items"]
        self._tax = {tax["name"].split()[0].casefold(): tax["id"] for tax in taxes}
        methods = self.admin("{ paymentMethods { items { code name } } }")["items"]
        self._methods = {method["name"]: method["code"] for method in methods}
        self._variants: dict[str, str] = {}

    def shop(
        self,
        port: int | None = None,
        folder: ShopFolder | None = None,
        credential: Credential = ADMIN,
        **options: Any,
    ) -> VendureShop:
        """The adapter on this server, or on a port that leads to it; to be closed."""
        seconds = options.pop("timeout_seconds", 20.0)
        credential = replace(credential, channel=self.channel)
        client = VendureClient.open(f"http://127.0.0.1:{port or self.port}", credential, seconds)
        return VendureShop(client, folder or ShopFolder(), **options)

    def new_channel(self) -> "VendureServer":
        """A shop of its own on the same server, without goods and people; to be closed."""
        token = f"shop-{next(_numbers)}"
        zone = self.admin("{ zones { items { id } } }")["items"][0]["id"]
        wanted = {
            "code": token, "token": token, "pricesIncludeTax": True,
            "defaultLanguageCode": "en", "availableLanguageCodes": ["en", "zh_Hans"],
            "defaultCurrencyCode": "USD", "defaultTaxZoneId": zone, "defaultShippingZoneId": zone,
        }  # fmt: skip
        id_ = self.admin(_CREATE_CHANNEL, i=wanted)["id"]
        for what, name in (
            ("ShippingMethods", "shippingMethod"),
            ("PaymentMethods", "paymentMethod"),
            ("StockLocations", "stockLocation"),
        ):
            ids = [one["id"] for one in self.admin(f"{{ {name}s {{ items {{ id }} }} }}")["items"]]
            assign = (
                f"mutation($i: Assign{what}ToChannelInput!) {{ assign{what}ToChannel(input: $i) {{ __typename }} }}"
            )
            self.admin(assign, i={"channelId": id_, f"{name}Ids": ids})
        return VendureServer(self.port, token)

    def close(self) -> None:
        self.admin.close()

    def product(
        self,
        names: Mapping[str, str],
        variants: Sequence[tuple[str, int, int]],
        *,
        tax: str = "zero",
        descriptions: Mapping[str, str] | None = None,
        option: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    ) -> str:
        """`names` by language code; each variant a SKU, a price without tax and a stock; `option` names one choice.

        `option` is {"name": {"en": "Colour"}, "<sku>": {"en": "Black"}}. The product's id.
        """
        number = next(_numbers)
        texts = [
            {"languageCode": code, "name": name, "slug": f"p-{number}-{code.casefold().replace('_', '-')}",
             "description": (descriptions or {}).get(code, "")}
            for code, name in names.items()
        ]  # fmt: skip
        id_: str = self.admin(
            "mutation($i: CreateProductInput!) { createProduct(input: $i) { id } }", i={"translations": texts}
        )["id"]
        options = self._options(id_, number, [sku for sku, _, _ in variants], option)
        made = [
            {"productId": id_, "sku": sku, "price": price, "stockOnHand": stock, "trackInventory": "TRUE",
             "taxCategoryId": self._tax[tax], "optionIds": options.get(sku, []),
             "translations": [{"languageCode": code, "name": name} for code, name in names.items()]}
            for sku, price, stock in variants
        ]  # fmt: skip
        create = "mutation($i: [CreateProductVariantInput!]!) { createProductVariants(input: $i) { id sku } }"
        self._variants |= {variant["sku"]: variant["id"] for variant in self.admin(create, i=made)}
        return id_

    def _options(
        self, product: str, number: int, skus: Sequence[str], option: Mapping[str, Mapping[str, Any]] | None
    ) -> dict[str, list[str]]:
        if option is None and len(skus) == 1:
            return {}
        named = option or {"name": {"en": "Kind"}, **{sku: {"en": sku} for sku in skus}}
        texts = {key: [{"languageCode": code, "name": name} for code, name in by.items()] for key, by in named.items()}
        group = self.admin(
            _CREATE_OPTIONS,
            i={
                "code": f"p-{number}-kind",
                "translations": texts["name"],
                "options": [{"code": sku.casefold(), "translations": texts[sku]} for sku in skus],
            },
        )
        self.admin(
            "mutation($p: ID!, $g: ID!) { addOptionGroupToProduct(productId: $p, optionGroupId: $g) { id } }",
            p=product,
            g=group["id"],
        )
        ids = {made["code"]: made["id"] for made in group["options"]}
        return {sku: [ids[sku.casefold()]] for sku in skus}

    def customer(self, name: str = "Mei Lin", phone: str = "+1-202-555-0143", email: str = "") -> Buyer:
        """Somebody new with an account, who takes the place of whoever had this e-mail address."""
        for other in self.admin(_CUSTOMERS, e=email)["items"] if email else ():
            self.admin("mutation($id: ID!) { deleteCustomer(id: $id) { result } }", id=other["id"])
        email = email or f"buyer{next(_numbers)}@example.com"
        first, _, last = name.partition(" ")
        person = {"firstName": first, "lastName": last, "emailAddress": email, "phoneNumber": phone}
        create = _CREATE_CUSTOMER
        return Buyer(email, self.admin(create, i=person, p=PASSWORD)["id"])

    def live_at(self, buyer: Buyer, address: Address) -> None:
        """Their default address."""
        create = (
            "mutation($c: ID!, $i: CreateAddressInput!) { createCustomerAddress(customerId: $c, input: $i) { id } }"
        )
        self.admin(create, c=buyer.customer_id, i={**_place(address), "defaultShippingAddress": True})

    def administrator(self, *permissions: str) -> Credential:
        """Somebody new on the staff, who may do this and no more; Vendure ends all sessions of whoever signs out."""
        create_role = "mutation($i: CreateRoleInput!) { createRole(input: $i) { id } }"
        code = f"role-{next(_numbers)}"
        role = self.admin(create_role, i={"code": code, "description": code, "permissions": permissions})
        name = f"staff{next(_numbers)}@example.com"
        person = {"firstName": "A", "lastName": "B", "emailAddress": name, "password": PASSWORD}
        create = "mutation($i: CreateAdministratorInput!) { createAdministrator(input: $i) { id } }"
        self.admin(create, i={**person, "roleIds": [role["id"]]})
        return Credential(name, PASSWORD)

    def guest(self) -> Buyer:
        return Buyer(f"guest{next(_numbers)}@example.com")

    def order(
        self, buyer: Buyer, lines: Mapping[str, int], *, method: str = VISA, coupon: str = "", pay: bool = True
    ) -> str:
        """Places an order through the storefront's API; its number."""
        shop = Api(f"{self.origin}/shop-api", self.channel)
        if buyer.customer_id:
            self._login(shop, buyer.email, PASSWORD)
        for sku, quantity in lines.items():
            add = f"mutation($v: ID!, $q: Int!) {{ addItemToOrder(productVariantId: $v, quantity: $q) {{ {_END} }} }}"
            shop(add, v=self._variants[sku], q=quantity)
        if not buyer.customer_id:
            person = {"firstName": "Ana", "lastName": "Guest", "emailAddress": buyer.email}
            shop(f"mutation($i: CreateCustomerInput!) {{ setCustomerForOrder(input: $i) {{ {_END} }} }}", i=person)
        if coupon:
            shop(f"mutation($c: String!) {{ applyCouponCode(couponCode: $c) {{ {_END} }} }}", c=coupon)
        where = {**_place(HOME), "fullName": "Mei Lin", "phoneNumber": "+1-202-555-0143"}
        shop(f"mutation($i: CreateAddressInput!) {{ setOrderShippingAddress(input: $i) {{ {_END} }} }}", i=where)
        ways = shop("{ eligibleShippingMethods { id priceWithTax } }")
        cheapest = min(ways, key=lambda way: way["priceWithTax"])["id"]
        shop(f"mutation($m: [ID!]!) {{ setOrderShippingMethod(shippingMethodId: $m) {{ {_END} }} }}", m=[cheapest])
        code: str = shop("{ activeOrder { code } }")["code"]
        if pay:
            shop(f'mutation {{ transitionOrderToState(state: "ArrangingPayment") {{ {_END} }} }}')
            take = f"mutation($i: PaymentInput!) {{ addPaymentToOrder(input: $i) {{ {_END} }} }}"
            shop(take, i={"method": self._methods[method], "metadata": {}})
        shop.close()
        return code

    def promotion(self, coupon: str, percent: int = 0, amount: int = 0) -> None:
        """So much less on an order with this coupon."""
        code = "order_fixed_discount" if amount else "order_percentage_discount"
        discount = {"code": code, "arguments": [{"name": "discount", "value": str(amount or percent)}]}
        create = f"mutation($i: CreatePromotionInput!) {{ createPromotion(input: $i) {{ {_END} }} }}"
        names = [{"languageCode": "en", "name": coupon}]
        wanted = {"enabled": True, "couponCode": coupon, "translations": names, "conditions": [], "actions": [discount]}
        self.admin(create, i=wanted)

    def end_promotion(self, coupon: str) -> None:
        for promotion in self.admin(_PROMOTIONS, c=coupon)["items"]:
            self.admin("mutation($id: ID!) { deletePromotion(id: $id) { result } }", id=promotion["id"])

    def facts(self, code: str) -> Any:
        """An order as Vendure itself tells it."""
        query = """query($c: String!) { orders(options: { filter: { code: { eq: $c } } }) { items {
          id state totalWithTax shippingAddress { fullName streetLine1 city }
          lines { id quantity productVariant { sku } }
          payments { id state amount refunds { id total state reason } }
          fulfillments { id state }
          history(options: { take: 500 }) { items { id type isPublic data } }
        } } }"""
        return self.admin(query, c=code)["items"][0]

    def pack(self, code: str, tracking: str = "1Z1", lines: Mapping[str, int] | None = None) -> str:
        """A parcel is made ready for all lines, or for these SKUs; its id."""
        order = self.facts(code)
        wanted = [
            {"orderLineId": line["id"], "quantity": (lines or {}).get(line["productVariant"]["sku"], line["quantity"])}
            for line in order["lines"]
            if lines is None or line["productVariant"]["sku"] in lines
        ]
        arguments = [{"name": "method", "value": "UPS"}, {"name": "trackingCode", "value": tracking}]
        id_: str = self.admin(
            _FULFIL,
            i={"lines": wanted, "handler": {"code": "manual-fulfillment", "arguments": arguments}},
        )["id"]
        return id_

    def move_parcel(self, id_: str, *states: str) -> None:
        for state in states:
            move = f"mutation($f: ID!, $s: String!) {{ transitionFulfillmentToState(id: $f, state: $s) {{ {_END} }} }}"
            self.admin(move, f=id_, s=state)

    def cancel(self, code: str) -> None:
        """As the shop's staff cancel: without a refund."""
        cancel = f"mutation($i: CancelOrderInput!) {{ cancelOrder(input: $i) {{ {_END} }} }}"
        self.admin(cancel, i={"orderId": self.facts(code)["id"], "reason": "by the shop", "cancelShipping": True})

    def refund(self, code: str, amount: int) -> None:
        payment = self.facts(code)["payments"][0]["id"]
        give = f"mutation($i: RefundOrderInput!) {{ refundOrder(input: $i) {{ {_END} }} }}"
        money = {"amount": amount, "shipping": 0, "adjustment": 0}
        self.admin(give, i={"paymentId": payment, "reason": "a word of staff", **money})

    def mend(self, method: str, refunds: str = "Pending") -> None:
        """From now on a way to pay answers refunds so."""
        handlers = "paymentMethods { items { id name handler { code args { name value } } } }"
        (held,) = [one for one in self.admin(f"{{ {handlers} }}")["items"] if one["name"] == method]
        told = {arg["name"]: arg["value"] for arg in held["handler"]["args"]} | {"refunds": refunds}
        arguments = [{"name": name, "value": value} for name, value in told.items()]
        change = "mutation($i: UpdatePaymentMethodInput!) { updatePaymentMethod(input: $i) { id } }"
        self.admin(change, i={"id": held["id"], "handler": {"code": held["handler"]["code"], "arguments": arguments}})

    def note(self, code: str, words: str, *, public: bool) -> None:
        add = "mutation($i: AddNoteToOrderInput!) { addNoteToOrder(input: $i) { id } }"
        self.admin(add, i={"id": self.facts(code)["id"], "note": words, "isPublic": public})

    def stock(self, sku: str) -> int:
        """What can be sold of it."""
        (variant,) = self.admin(_STOCK, s=[sku])["items"]
        return sum(level["stockOnHand"] - level["stockAllocated"] for level in variant["stockLevels"])

    def shelve(self, levels: Mapping[str, int]) -> None:
        """So much can be sold from now on."""
        found = self.admin(_STOCK, s=list(levels))["items"]
        inputs = [
            {"id": v["id"], "stockOnHand": levels[v["sku"]] + sum(held["stockAllocated"] for held in v["stockLevels"])}
            for v in found
        ]
        self.admin("mutation($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id } }", i=inputs)

    def _login(self, api: Api, user: str, password: str) -> None:
        login = f"mutation($u: String!, $p: String!) {{ login(username: $u, password: $p) {{ {_END} }} }}"
        api(login, u=user, p=password)


@pytest.fixture(scope="session")
def vendure(request: pytest.FixtureRequest) -> Iterator[VendureServer]:
    """One server for the whole session, since starting it takes seconds; each test sells something of its own."""
    if not (FOLDER / "node_modules/@vendure/core").is_dir():
        pytest.fail("Vendure is missing: `make test` installs it")
    port, database = free_port(), []
    if os.environ.get("VENDURE_DATABASE") == "postgresql":
        database = [request.getfixturevalue("postgres").new_database().replace("+asyncpg", "")]
    with tempfile.TemporaryDirectory(prefix="shoptalk-vendure-") as folder:
        log, ready = Path(folder) / "log", Path(folder) / "ready"
        command = [str(ROOT / ".tools/bin/node"), "server.js", str(port), str(ready), *database]
        environment = {**os.environ, "VENDURE_DISABLE_TELEMETRY": "true"}
        with log.open("wb") as out:
            server = subprocess.Popen(command, stdout=out, stderr=out, cwd=FOLDER, env=environment)
        try:
            _wait(server, ready, log)
            opened = VendureServer(port)
            yield opened
            opened.close()
        finally:
            server.terminate()
            server.wait(_START_SECONDS)


def _place(address: Address) -> dict[str, str]:
    return {
        "streetLine1": address.line1, "streetLine2": address.line2, "city": address.city, "province": address.region,
        "postalCode": address.postcode, "countryCode": address.country,
    }  # fmt: skip


def _wait(server: subprocess.Popen[bytes], ready: Path, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not ready.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"Vendure did not start: {log.read_text('utf-8')[-2000:]}")
        time.sleep(0.05)
