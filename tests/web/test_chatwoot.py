"""The address at which a Chatwoot tells its bot what happens."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest
from sanic import Sanic

from bot.chatwoot.news import News, ShopperSaid
from bot.errors import ConfigurationError, StoreUnavailable
from bot.web.chatwoot import PATH, ChatwootRoute
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener

SECRET = "sixteen letters or more"
ACCOUNT = 1
NOW = 1_700_000_000
TOLD = {
    "event": "message_created",
    "id": 7,
    "content": "hello",
    "message_type": "incoming",
    "conversation": {"id": 3, "status": "pending"},
}
_names = count(1)


@dataclass
class Ear:
    """Keeps what it hears, or fails."""

    heard: list[News] = field(default_factory=list)
    trouble: Exception | None = None

    async def hear(self, news: News) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.heard.append(news)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def client(ear: Ear) -> AsyncIterator[httpx.AsyncClient]:
    app = Sanic[Any, Any](f"chatwoot-route-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    ChatwootRoute(SECRET, ACCOUNT, ear.hear, now=lambda: float(NOW)).add_to(app)
    listener = await Listener.open(app, "127.0.0.1", 0)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.port}", trust_env=False) as opened:
        yield opened
    await listener.close(grace_seconds=0.2)


def signed(body: bytes, *, stamp: int = NOW, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Chatwoot-Timestamp": str(stamp), "X-Chatwoot-Signature": f"sha256={digest}"}


async def test_what_is_signed_is_taken(client: httpx.AsyncClient, ear: Ear) -> None:
    body = json.dumps(TOLD).encode()
    answer = await client.post(PATH, content=body, headers=signed(body))
    assert (answer.status_code, answer.json()) == (200, {"news": "taken"})
    (news,) = ear.heard
    assert isinstance(news, ShopperSaid)
    assert (news.text, news.place.chatwoot_id) == ("hello", 3)


async def test_one_that_does_not_sign_knows_the_address(client: httpx.AsyncClient, ear: Ear) -> None:
    assert (await client.post(f"{PATH}/{SECRET}", json=TOLD)).status_code == 200
    assert (await client.post(f"{PATH}/{SECRET[:-1]}", json=TOLD)).status_code == 401
    assert len(ear.heard) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(b"another body"),
        signed(json.dumps(TOLD).encode(), secret="a secret of somebody else"),
        signed(json.dumps(TOLD).encode(), stamp=NOW - 301),
        {**signed(json.dumps(TOLD).encode()), "X-Chatwoot-Timestamp": str(NOW + 1)},
        {"X-Chatwoot-Timestamp": "²", "X-Chatwoot-Signature": "sha256=é"},
    ],
    ids=["unsigned", "another body", "another secret", "old", "another time", "nonsense"],
)
async def test_a_stranger_is_not_heard(client: httpx.AsyncClient, ear: Ear, headers: dict[str, str]) -> None:
    sent = {name.encode(): value.encode() for name, value in headers.items()}
    answer = await client.post(PATH, content=json.dumps(TOLD).encode(), headers=sent)
    assert answer.status_code == 401
    assert "x-chatwoot-signature" in answer.json()["detail"]
    assert ear.heard == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"{", "webhook of a Chatwoot"),
        (b'{"event": "message_created", "id": "x"}', "id"),
        (b"[]", "webhook of a Chatwoot"),
    ],
)
async def test_what_is_no_webhook_is_named(client: httpx.AsyncClient, body: bytes, wrong: str) -> None:
    answer = await client.post(PATH, content=body, headers=signed(body))
    assert answer.status_code == 422
    assert wrong in answer.json()["detail"]


@pytest.mark.parametrize(
    "told",
    [
        {**TOLD, "account": {"id": 2, "name": "Another shop"}},
        {"event": "conversation_resolved", "id": 3, "status": "resolved", "messages": [{"id": 8, "account_id": 2}]},
    ],
    ids=["a message", "a conversation"],
)
async def test_what_is_of_another_account_is_not_heard(
    client: httpx.AsyncClient, ear: Ear, told: dict[str, Any]
) -> None:
    """One bot may serve several, each of which has a conversation 3; on an error its people get theirs."""
    body = json.dumps(told).encode()
    answer = await client.post(PATH, content=body, headers=signed(body))
    assert answer.status_code == 403
    assert "accepted: account 1 alone" in answer.json()["detail"]
    assert ear.heard == []


async def test_what_names_our_account_is_heard(client: httpx.AsyncClient, ear: Ear) -> None:
    told = {"event": "conversation_resolved", "id": 3, "status": "resolved", "messages": [{"account_id": ACCOUNT}]}
    for one in ({**TOLD, "account": {"id": ACCOUNT, "name": "Ours"}}, told):
        body = json.dumps(one).encode()
        assert (await client.post(PATH, content=body, headers=signed(body))).json() == {"news": "taken"}
    assert len(ear.heard) == 2


async def test_what_means_nothing_to_us_is_ignored(client: httpx.AsyncClient, ear: Ear) -> None:
    body = json.dumps({"event": "contact_updated", "id": 5}).encode()
    assert (await client.post(PATH, content=body, headers=signed(body))).json() == {"news": "ignored"}
    assert ear.heard == []


async def test_what_cannot_be_stored_is_answered_503(client: httpx.AsyncClient, ear: Ear) -> None:
    """Chatwoot then gives the talk to its people."""
    ear.trouble = StoreUnavailable("away")
    body = json.dumps(TOLD).encode()
    assert (await client.post(PATH, content=body, headers=signed(body))).status_code == 503


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="16 characters"):
        ChatwootRoute("short", ACCOUNT, Ear().hear)
