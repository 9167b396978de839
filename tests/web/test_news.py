"""Webhooks of the shop's system, over HTTP: what is signed is taken once, and the next question is read anew."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.remote.news import Gathered, moves_goods, subject_of
from bot.commerce.remote.shop import RemoteShop
from bot.commerce.shopify.shop import ShopifyShop
from bot.commerce.woocommerce.shop import WooShop
from bot.errors import ConfigurationError
from bot.web.news import LARGEST_BYTES, PATH, ShopNews
from tests.commerce.hosted.conftest import fill, stock
from tests.commerce.hosted.replay import Replay, replaying
from tests.commerce.hosted.shopify_server import TOKEN, ShopifyServer, variant
from tests.commerce.hosted.woo_server import KEY, SECRET, WooServer
from tests.web.service import service

SHARED = "a secret that both sides know"
HEADERS = {
    "shopify": ("X-Shopify-Hmac-Sha256", "X-Shopify-Topic", "X-Shopify-Webhook-Id"),
    "woocommerce": ("X-WC-Webhook-Signature", "X-WC-Webhook-Topic", "X-WC-Webhook-Delivery-ID"),
    "vendure": ("X-Shoptalk-Signature", "X-Shoptalk-Topic", "X-Shoptalk-Delivery"),
}
UPDATED = {"shopify": "products/update", "woocommerce": "product.updated", "vendure": "product.updated"}


def signature(body: bytes, secret: str = SHARED) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass
class Sender:
    """A shop's system that tells us something."""

    client: httpx.AsyncClient
    system: str

    async def send(
        self, topic: str, body: bytes = b'{"id": 1}', *, delivery: str | None = None, signed: str | None = None
    ) -> httpx.Response:
        names = HEADERS[self.system]
        values = (signature(body) if signed is None else signed, topic, uuid4().hex if delivery is None else delivery)
        return await self.client.post(PATH, content=body, headers=dict(zip(names, values, strict=True)))


@asynccontextmanager
async def listening(store_url: str, news: ShopNews, system: str) -> AsyncIterator[Sender]:
    async with service(store_url, news=news) as running:
        yield Sender(running.client, system)


@dataclass
class Heard:
    """What arrived."""

    topics: list[str]

    def __call__(self, topic: str) -> bool:
        self.topics.append(topic)
        return subject_of(topic) is not None


@pytest.fixture(params=HEADERS)
async def sender(request: pytest.FixtureRequest, store_url: str, heard: Heard) -> AsyncIterator[Sender]:
    news = ShopNews(request.param, SHARED, heard)
    async with listening(store_url, news, request.param) as opened:
        yield opened


@pytest.fixture
def heard() -> Heard:
    return Heard([])


async def test_what_is_signed_is_taken_once(sender: Sender, heard: Heard) -> None:
    topic = UPDATED[sender.system]
    answers = [await sender.send(topic, delivery="d-1"), await sender.send(topic, delivery="d-1")]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"news": "taken"}),
        (200, {"news": "known"}),
    ]
    assert heard.topics == [topic]
    assert answers[0].headers["cache-control"] == "no-store"


async def test_what_is_forged_is_refused(sender: Sender, heard: Heard) -> None:
    body = b'{"id": 1}'
    of_others = signature(body, "another secret of theirs"), signature(b'{"id": 2}'), signature(body)[:-1]
    for forged in ("", "x", "é", *of_others):
        signed = {HEADERS[sender.system][0].encode(): forged.encode()}
        refused = await sender.client.post(PATH, content=body, headers=signed)
        assert refused.status_code == 401, forged
        assert refused.headers["content-type"] == "application/problem+json"
    assert (await sender.client.post(PATH, content=body)).status_code == 401
    others = next(names for system, names in HEADERS.items() if system != sender.system)
    assert (await sender.client.post(PATH, content=body, headers={others[0]: signature(body)})).status_code == 401
    assert (await sender.client.get(PATH)).status_code == 405
    assert heard.topics == []


async def test_a_forgery_does_not_use_a_delivery_up(sender: Sender, heard: Heard) -> None:
    topic = UPDATED[sender.system]
    assert (await sender.send(topic, delivery="d-1", signed="forged")).status_code == 401
    assert (await sender.send(topic, delivery="d-1")).json() == {"news": "taken"}


async def test_what_is_too_large_is_refused_and_what_is_large_is_not(sender: Sender, heard: Heard) -> None:
    topic = UPDATED[sender.system]
    assert (await sender.send(topic, b"x" * LARGEST_BYTES)).status_code == 200
    assert (await sender.send(topic, b"x" * (LARGEST_BYTES + 1))).status_code == 413
    assert heard.topics == [topic]


async def test_an_unknown_topic_is_taken_and_passed_over(sender: Sender) -> None:
    for topic in ("", "disputes/create", "../../etc", "t" * 5000, "éé"):
        answer = await sender.client.post(
            PATH,
            content=b"not even JSON",
            headers={
                HEADERS[sender.system][0]: signature(b"not even JSON"),
                HEADERS[sender.system][1].encode(): topic.encode(),
            },
        )
        assert (answer.status_code, answer.json()) == (200, {"news": "ignored"}), topic


async def test_woocommerce_asks_whether_anybody_is_there(store_url: str, heard: Heard) -> None:
    for system, status in (("woocommerce", 200), ("shopify", 401)):
        async with listening(store_url, ShopNews(system, SHARED, heard), system) as sender:
            assert (await sender.client.post(PATH, data={"webhook_id": "12"})).status_code == status
            assert (await sender.client.post(PATH, data={"webhook_id": "12", "topic": "x"})).status_code == 401
    assert heard.topics == []


async def test_the_description_tells_of_it_where_it_is_taken(store_url: str, heard: Heard) -> None:
    async with listening(store_url, ShopNews("shopify", SHARED, heard), "shopify") as sender:
        described = (await sender.client.get("/api/v1/openapi.json")).json()["paths"][PATH]["post"]
        assert [one["name"] for one in described["parameters"]] == [name.lower() for name in HEADERS["shopify"]]
    async with service(store_url) as silent:
        assert (await silent.client.post(PATH, content=b"{}")).status_code == 404
        assert PATH not in (await silent.client.get("/api/v1/openapi.json")).json()["paths"]


@pytest.mark.parametrize("secret", ["short", "x" * 15])
def test_a_secret_that_could_be_guessed_is_refused(secret: str, heard: Heard) -> None:
    with pytest.raises(ConfigurationError, match="COMMERCE_WEBHOOK_SECRET"):
        ShopNews("shopify", secret, heard)


@dataclass
class Changing:
    """A shop whose stock its staff change, and what was asked of it."""

    shop: RemoteShop
    wire: Replay
    system: str
    sell: Callable[[int], None]

    async def stock(self) -> int:
        return (await self.shop.catalogue())[0].variants[0].stock


@asynccontextmanager
async def shopify() -> AsyncIterator[Changing]:
    server = ShopifyServer()
    stock(server)

    def sell(left: int) -> None:
        server.add_product(101, "Hush 75", [variant(1, "KB-101-BLK", "79.00", left, {"Colour": "Black"})])

    async with replaying(server.answer) as wire:
        shop = ShopifyShop.open(f"shopify+{wire.origin}", TOKEN, ShopFolder(), timeout_seconds=10, fresh_seconds=600)
        yield Changing(shop, wire, "shopify", sell)
        await shop.close()


@asynccontextmanager
async def woocommerce() -> AsyncIterator[Changing]:
    server = WooServer()
    fill(server)

    def sell(left: int) -> None:
        server.variations[101][0]["stock_quantity"] = left

    async with replaying(server.answer) as wire:
        url = f"woocommerce+{wire.origin}"
        shop = WooShop.open(url, KEY, SECRET, ShopFolder(), timeout_seconds=10, fresh_seconds=600)
        yield Changing(shop, wire, "woocommerce", sell)
        await shop.close()


@pytest.mark.parametrize("opened", [shopify, woocommerce])
async def test_after_news_of_goods_the_next_question_is_read_anew(
    store_url: str, opened: Callable[[], AbstractAsyncContextManager[Changing]]
) -> None:
    async with opened() as changing:
        news = ShopNews(changing.system, SHARED, changing.shop.hear)
        async with listening(store_url, news, changing.system) as sender:
            assert await changing.stock() == 12
            changing.sell(4)
            assert await changing.stock() == 12  # held: it is asked for every ten minutes
            asked = len(changing.wire.requests)
            begun = time.monotonic()
            assert (await sender.send(UPDATED[changing.system])).json() == {"news": "taken"}
            assert time.monotonic() - begun < 5  # for which Shopify waits
            assert len(changing.wire.requests) == asked  # answered before anything is read
            assert await changing.stock() == 4


async def test_a_thousand_news_are_not_a_thousand_readings() -> None:
    acts, again = 0, asyncio.Event()

    def act() -> None:
        nonlocal acts
        acts += 1
        if acts > 1:
            again.set()

    gathered = Gathered(act, seconds=2.0)
    for _ in range(1000):
        gathered.call()
    assert acts == 1
    await asyncio.wait_for(again.wait(), 20)
    assert acts == 2
    gathered.close()


@pytest.mark.parametrize(
    ("topic", "subject", "moves"),
    [
        ("products/update", "product", True),
        ("product.deleted", "product", True),
        ("inventory_levels/update", "inventory_level", True),
        ("collections/delete", "collection", True),
        ("categories/update", "category", True),
        ("orders/cancelled", "order", True),
        ("order.updated", "order", True),
        ("refunds/create", "refund", True),
        ("customers/update", "customer", False),
        ("fulfillments/create", "fulfillment", False),
    ],
)
def test_topics_are_known_by_their_first_word(topic: str, subject: str, moves: bool) -> None:
    assert (subject_of(topic), moves_goods(subject)) == (subject, moves)
