"""Who a shopper is: the shop's signed word, our own session tokens, and the limits on both."""

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigurationError, RateLimited, TokenRejected
from bot.storage.audit import AuditEvent, AuditLog
from bot.web.address import ClientAddress
from bot.web.identity import ShopKey
from bot.web.limits import RateLimit
from bot.web.tokens import SessionTokens
from tests.unhurried import unhurried
from tests.web.service import Service, service

SHARED = b"s" * 32
KEY = ShopKey.parse("k1:" + base64.urlsafe_b64encode(SHARED).decode().rstrip("="))


def signed(key: Any = SHARED, algorithm: str = "HS256", kid: str | None = "k1", **claims: Any) -> str:
    """An identity as a shop would sign it, with what a test changes."""
    exp = datetime.now(UTC) + timedelta(minutes=5)
    usual = {"iss": "shop", "aud": "shoptalk", "sub": "C-1001", "exp": exp, "jti": str(datetime.now(UTC))}
    kept = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    return jwt.encode(kept, key, algorithm, headers={"kid": kid} if kid else None)


@pytest.fixture
async def running(store_url: str, static: Path) -> AsyncIterator[Service]:
    async with service(store_url, static=static, keys=[KEY]) as opened:
        yield opened


async def test_a_signed_shopper_is_bound_on_the_server(running: Service) -> None:
    session = await running.begin(identity=signed())
    assert (await running.home.store.conversation(session.id)).customer_id == "C-1001"


async def test_a_shopper_may_sign_in_later_and_again_but_not_as_another(running: Service) -> None:
    session = await running.begin()
    assert (await session.post("identity", {"identity": signed()})).status_code == 204
    assert (await session.post("identity", {"identity": signed()})).status_code == 204
    other = await session.post("identity", {"identity": signed(sub="C-2")})
    assert other.status_code == 409
    assert (await running.home.store.conversation(session.id)).customer_id == "C-1001"


MINE = "/api/v1/conversations/mine"


async def test_a_signed_customer_finds_the_newest_conversation_again_on_another_device(running: Service) -> None:
    session = await running.begin(identity=signed())
    await session.ask(text="hello")
    found = await running.client.post(MINE, json={"identity": signed()})
    assert found.status_code == 200
    body = found.json()
    assert body["conversation_id"] == session.id
    bearer = {"Authorization": f"Bearer {body['token']}"}
    there = await running.client.get(f"/api/v1/conversations/{session.id}/messages", headers=bearer)
    assert [message["author"] for message in there.json()["messages"]] == ["shopper", "bot"]
    entries = await AuditLog(running.home.database).entries(conversation_id=session.id)
    assert [(entry.event, entry.actor) for entry in entries] == [(AuditEvent.FOUND_AGAIN, "customer:C-1001")]


async def test_nobody_finds_a_conversation_that_is_not_theirs(running: Service) -> None:
    session = await running.begin(identity=signed())
    await session.ask(text="hello")
    guest = await running.begin()
    await guest.ask(text="hello")
    assert (await running.client.post(MINE, json={"identity": signed(sub="C-2")})).status_code == 204
    assert (await running.client.post(MINE, json={})).status_code == 422
    forged = await running.client.post(MINE, json={"identity": signed(b"x" * 32)})
    assert (forged.status_code, forged.json()["type"]) == (403, "urn:shoptalk:problem:identity-rejected")


async def test_a_signed_word_that_found_nothing_is_still_good_and_one_that_did_is_not(running: Service) -> None:
    identity = signed(jti="looked")
    assert (await running.client.post(MINE, json={"identity": identity})).status_code == 204
    session = await running.begin(identity=identity)
    await session.ask(text="hello")
    assert (await running.client.post(MINE, json={"identity": identity})).status_code == 403
    fresh = signed(jti="fresh")
    assert (await running.client.post(MINE, json={"identity": fresh})).status_code == 200
    assert (await running.client.post(MINE, json={"identity": fresh})).status_code == 403


BAD: dict[str, Callable[[], str]] = {
    "another key": lambda: signed(b"x" * 32),
    "no algorithm": lambda: jwt.encode({"sub": "C-1", "jti": "1"}, "", "none", headers={"kid": "k1"}),
    "another algorithm": lambda: signed(b"s" * 64, algorithm="HS512"),
    "unknown kid": lambda: signed(kid="k9"),
    "no kid": lambda: signed(kid=None),
    "another issuer": lambda: signed(iss="evil"),
    "another audience": lambda: signed(aud="other"),
    "expired": lambda: signed(exp=datetime.now(UTC) - timedelta(minutes=2)),
    "good for too long": lambda: signed(exp=datetime.now(UTC) + timedelta(minutes=20)),
    "no expiry": lambda: signed(exp=None),
    "no subject": lambda: signed(sub=None),
    "empty subject": lambda: signed(sub=""),
    "no jti": lambda: signed(jti=None),
    "no JWT": lambda: "not.a.jwt",
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
async def test_an_identity_that_is_not_acceptable_begins_nothing(running: Service, bad: Callable[[], str]) -> None:
    answer = await running.client.post("/api/v1/conversations", json={"identity": bad()})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:shoptalk:problem:identity-rejected"
    assert answer.json()["detail"]


async def test_an_identity_is_good_once(running: Service) -> None:
    identity = signed(jti="once")
    await running.begin(identity=identity)
    again = await running.client.post("/api/v1/conversations", json={"identity": identity})
    assert again.status_code == 403
    assert "jti" in again.json()["detail"]


async def test_keys_rotate_by_kid_and_fix_the_algorithm(store_url: str, static: Path, tmp_path: Path) -> None:
    private: dict[str, tuple[Any, str]] = {
        "ed": (ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
        "ec": (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        "rsa": (rsa.generate_private_key(65537, 2048), "RS256"),
    }
    keys = [KEY]
    for kid, (key, _) in private.items():
        path = tmp_path / f"{kid}.pem"
        public = key.public_key()
        path.write_bytes(
            public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        keys.append(ShopKey.parse(f"{kid}:{path}"))
    async with service(store_url, static=static, keys=keys) as running:
        for kid, (key, algorithm) in private.items():
            await running.begin(identity=signed(key, algorithm, kid))
        await running.begin(identity=signed())
        # The public key as a shared secret is the classic confusion of algorithms.
        confused = signed(kid="ed", key=b"p" * 32)
        assert (await running.client.post("/api/v1/conversations", json={"identity": confused})).status_code == 403


@pytest.mark.parametrize("text", ["k1", "k1:", ":abc", "k1:c2hvcnQ", "k1:***", "k1:/nowhere/key.pem"])
def test_keys_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="IDENTITY_KEYS"):
        ShopKey.parse(text)


class TestSessionTokens:
    """Each names one conversation."""

    def test_a_token_names_its_conversation(self) -> None:
        tokens = SessionTokens(b"k" * 32, timedelta(hours=1))
        assert tokens.conversation_id(tokens.issue("c_1")) == "c_1"

    def test_an_expired_token_is_refused(self) -> None:
        tokens = SessionTokens(b"k" * 32, timedelta(seconds=-1))
        with pytest.raises(TokenRejected, match="expired"):
            tokens.conversation_id(tokens.issue("c_1"))

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", signed(b"k" * 32, aud="shoptalk"), signed(b"k" * 32)])
    def test_a_token_of_another_kind_is_refused(self, token: str) -> None:
        with pytest.raises(TokenRejected):
            SessionTokens(b"k" * 32, timedelta(hours=1)).conversation_id(token)


class TestRateLimit:
    """So many at once, then as many as the minute brings."""

    @unhurried
    @given(st.integers(1, 50), st.lists(st.floats(0, 5), max_size=300))
    def test_never_more_than_the_bucket_and_what_time_refills(self, per_minute: int, pauses: list[float]) -> None:
        now, taken = 0.0, 0
        limit = RateLimit("things", per_minute, clock=lambda: now)
        for pause in pauses:
            now += pause
            with suppress(RateLimited):
                limit.take("a")
                taken += 1
        assert taken <= per_minute + now * per_minute / 60 + 1e-6

    def test_waiting_as_told_is_enough(self) -> None:
        now = 0.0
        limit = RateLimit("things", 2, clock=lambda: now)
        limit.take("a")
        limit.take("a")
        limit.take("b")
        with pytest.raises(RateLimited) as refused:
            limit.take("a")
        now += refused.value.retry_after
        limit.take("a")

    def test_memory_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.web.limits._MOST_BUCKETS", 100)
        limit = RateLimit("things", 5)
        for n in range(1000):
            limit.take(str(n))
        assert len(limit._buckets) <= 100


class TestClientAddress:
    """Forwarded headers are believed as far as trusted proxies wrote them."""

    @pytest.mark.parametrize(
        ("peer", "forwarded", "address"),
        [
            ("203.0.113.5", ["1.2.3.4"], "203.0.113.5"),
            ("10.0.0.1", [], "10.0.0.1"),
            ("10.0.0.1", ["203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", ["1.2.3.4", "203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", ["203.0.113.5", "10.0.0.2"], "203.0.113.5"),
            ("10.0.0.1", ["10.0.0.3", "10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", ["spoofed"], "unknown"),
            ("::ffff:10.0.0.1", ["203.0.113.5"], "203.0.113.5"),
            ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
            ("10.0.0.1", ["[2001:db8::1]"], "2001:db8::/64"),
        ],
    )
    def test_the_nearest_hop_that_is_no_proxy_is_the_caller(
        self, peer: str, forwarded: list[str], address: str
    ) -> None:
        assert ClientAddress(["10.0.0.0/8"]).behind(peer, forwarded) == address

    def test_a_proxy_that_is_no_address_is_refused(self) -> None:
        with pytest.raises(ConfigurationError, match="WEB_TRUSTED_PROXIES"):
            ClientAddress(["proxy.internal"])
