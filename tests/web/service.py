"""The real service over real HTTP, with a scripted dialogue."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from sanic import Blueprint

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Bilingual, Shop
from bot.commerce.sql.shop import SqlShop
from bot.commerce.widget import Nudge, PreChat
from bot.conversation.bus import MessageBus
from bot.conversation.feedback import Feedback
from bot.conversation.introduction import Introductions
from bot.conversation.proactive import Proactive
from bot.conversation.signs import Signs
from bot.conversation.suggestions import Suggestions
from bot.conversation.transcript import LETTER_LIMITS, LETTER_WINDOW, Transcripts
from bot.dialogue.manager import DialogueManager
from bot.queueing.links import ResumeLinks
from bot.settings import LimitSettings, WebSettings, WidgetSettings
from bot.storage.audit import AuditLog
from bot.storage.tries import TryCounter
from bot.web.app import create_app, create_loopback
from bot.web.identity import ShopIdentity, ShopKey
from bot.web.listen import Listener
from bot.web.news import ShopNews
from bot.web.operations import Check, Metrics, Readiness
from bot.web.shopper import Shopper
from bot.web.signed_in import SignedIn
from bot.web.tokens import SessionTokens
from tests.conversation.house import House, house

SHOP = "https://shop.example"
ZONE = "Asia/Shanghai"
SECRET = "the secret of one start"
_names = count(1)
LINKS_KEY = b"l" * 32


@dataclass
class Session:
    """A shopper's conversation as a client sees it."""

    client: httpx.AsyncClient
    id: str
    token: str

    @property
    def url(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, what: str, body: Mapping[str, Any], **headers: str) -> httpx.Response:
        return await self.client.post(f"{self.url}/{what}", json=body, headers={**self.headers, **headers})

    async def ask(self, **message: str) -> dict[str, Any]:
        answer = await self.post("messages?wait=true", message)
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read

    async def history(self) -> list[dict[str, Any]]:
        answer = await self.client.get(f"{self.url}/messages", headers=self.headers)
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    @asynccontextmanager
    async def events(self, after: int | None = None) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        resumed = {} if after is None else {"Last-Event-ID": str(after)}
        url = f"{self.url}/events"
        async with self.client.stream("GET", url, headers={**self.headers, **resumed}, timeout=20) as response:
            assert response.status_code == 200
            yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    async for line in response.aiter_lines():
        if line == "" and "data" in event:
            yield {"id": int(event["id"]) if "id" in event else None, "type": event["event"], "told": event["data"]}
        if line == "":
            event = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = json.loads(value) if name == "data" else value


@dataclass
class Service:
    """Everything listening, and a client of each listener."""

    home: House
    client: httpx.AsyncClient
    private: httpx.AsyncClient
    checks: dict[str, Check] = field(default_factory=dict)

    async def begin(self, **body: Any) -> Session:
        answer = await self.client.post("/api/v1/conversations", json=body)
        assert answer.status_code == 201, answer.text
        return Session(self.client, answer.json()["conversation_id"], answer.json()["token"])


def transcripts(home: House, asks: PreChat | None = None) -> Transcripts:
    """Of a shop with a name of its own."""

    async def shop() -> Shop:
        return Shop(Bilingual("Test & Shop", "测试店"), "USD", {}, {}, {})

    letters = TryCounter(home.database, LETTER_LIMITS, LETTER_WINDOW, b"letters")
    introductions = Introductions(home.database, shop, asks)
    return Transcripts(home.store, shop, home.outbox, letters, AuditLog(home.database), introductions)


@asynccontextmanager
async def service(
    url: str,
    dialogue: DialogueManager | None = None,
    *,
    bus: MessageBus | None = None,
    actions: Sequence[Any] = (),
    keys: Sequence[ShopKey] = (),
    static: Path | None = None,
    web: WebSettings | None = None,
    limits: LimitSettings | None = None,
    news: ShopNews | None = None,
    commerce: CommerceBackend | None = None,
    nudges: Sequence[Nudge] = (),
    asks: PreChat | None = None,
    widget: WidgetSettings | None = None,
    people: Sequence[Blueprint] = (),
    signed_in: SignedIn | None = None,
) -> AsyncIterator[Service]:
    """The public app and the private one, each on a port of its own."""
    async with house(url, dialogue, bus=bus) as home:
        tokens = SessionTokens(b"k" * 32, timedelta(hours=1))
        shopper = Shopper(
            home.store,
            home.intake,
            home.feed,
            tokens,
            ShopIdentity(keys, "shop", "shoptalk", home.store),
            home.attachments,
            Feedback(home.database),
            transcripts(home, asks),
            Suggestions(commerce or SqlShop(home.database)),
            Signs(home.database, home.bus),
            Proactive(commerce or SqlShop(home.database), nudges),
            ResumeLinks(home.database, LINKS_KEY, "https://help.shop.example", timedelta(days=7)),
            Introductions(home.database, (commerce or SqlShop(home.database)).shop, asks),
        )
        checks: dict[str, Check] = {"store": home.store.ping, "bus": home.bus.ping, "dialogue": home.dialogue.ping}
        readiness, metrics, number = Readiness(checks), Metrics(), next(_names)
        app = create_app(
            shopper,
            readiness,
            metrics,
            web=web or WebSettings(),
            limits=limits or LimitSettings(messages_per_minute=10_000, requests_per_minute=100_000),
            origins=[SHOP],
            zone=ZONE,
            name=f"shoptalk-{number}",
            news=news,
            widget=widget,
            people=people,
            signed_in=signed_in,
            **({} if static is None else {"static": static}),
        )
        private = create_loopback(actions, SECRET, readiness, metrics, name=f"loopback-{number}")
        listeners = [await Listener.open(one, "127.0.0.1", 0) for one in (app, private)]
        try:
            async with _client(listeners[0]) as public_client, _client(listeners[1]) as private_client:
                yield Service(home, public_client, private_client, checks)
        finally:
            for listener in listeners:
                await listener.close(grace_seconds=0.2)


def _client(listener: Listener) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.port}", trust_env=False, timeout=20)
