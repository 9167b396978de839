"""What each may ask for in a minute: by what they hold, and by their address where they hold nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import jwt
import pytest

from bot.people.accounts import Accounts
from bot.people.model import Role
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.settings import LimitSettings, WebSettings
from bot.storage.audit import AuditLog
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tries import TryCounter
from bot.web.address import ClientAddress
from bot.web.limits import RateLimit
from bot.web.people import PeopleRoutes
from bot.web.signed_in import SignedIn
from tests.people.conftest import ANNS, quick_passwords
from tests.web.service import LINKS_KEY, Service, Session, service

A_MINUTE = 6
OFFICE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
ME = "/api/v1/people/me"
NAMELESS = "/api/v1/openapi.json"
_places = count(10)


@dataclass
class Shop:
    """A service, and the accounts of its people."""

    running: Service
    accounts: Accounts

    async def ask(self, path: str, times: int = 1, address: str = OFFICE, **headers: str) -> list[int]:
        """The statuses of as many requests by somebody without cookies; `headers` with `_` for `-`."""
        sent = {"X-Forwarded-For": address, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return [(await self.running.client.get(path, headers=sent)).status_code for _ in range(times)]

    async def drain(self, address: str = OFFICE) -> None:
        statuses = await self.ask(NAMELESS, A_MINUTE + 5, address)
        assert statuses[-1] == 429

    async def person(self, name: str) -> None:
        await self.accounts.take_up(await self.accounts.add(_login(name), name, Role.AGENT, "staff:test"), ANNS)

    async def cookie(self, name: str, address: str = ELSEWHERE) -> str:
        """Of somebody who signs in, elsewhere."""
        body = {"login": _login(name), "password": ANNS}
        headers = {"X-Forwarded-For": address}
        answer = await self.running.client.post("/api/v1/people/sign-in", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        self.running.client.cookies.clear()
        return answer.headers["set-cookie"].partition(";")[0]

    async def talk(self) -> Session:
        """A shopper's conversation, each begun from elsewhere."""
        headers = {"X-Forwarded-For": f"198.51.100.{next(_places)}"}
        begun = await self.running.client.post("/api/v1/conversations", json={}, headers=headers)
        return Session(self.running.client, begun.json()["conversation_id"], begun.json()["token"])


def _login(name: str) -> str:
    return f"{name}@shop.example"


@asynccontextmanager
async def opened(url: str, static: Path) -> AsyncIterator[Shop]:
    await migrate(url)
    database, passwords = Database.open(url), quick_passwords()
    audit = AuditLog(database)
    tries = TryCounter(database, {"login": 3, "account": 30, "sign_in": 3}, timedelta(minutes=15), b"key")
    sign_in = SignIn(database, passwords, SecondFactor(b"k" * 32), tries, audit)
    accounts, signed_in = Accounts(database, passwords, audit), SignedIn(sign_in, b"csrf", https=False)
    people = PeopleRoutes(accounts, sign_in, signed_in, ClientAddress(["127.0.0.1"]), "setup").blueprint()
    async with service(
        url,
        static=static,
        web=WebSettings(trusted_proxies=["127.0.0.1"]),
        limits=LimitSettings(requests_per_minute=A_MINUTE),
        people=[people],
        signed_in=signed_in,
    ) as running:
        yield Shop(running, accounts)
    await database.close()


@pytest.fixture
async def shop(store_url: str, static: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    """In one and the same moment, so that nothing is given back, however long a test takes."""
    monkeypatch.setattr(RateLimit.__init__, "__defaults__", (lambda: 0.0,))
    async with opened(store_url, static) as one:
        yield one


async def test_an_office_behind_one_address_is_counted_person_by_person(shop: Shop) -> None:
    cookies = []
    for name in ("ann", "bea", "cleo"):
        await shop.person(name)
        cookies.append(await shop.cookie(name))
    for cookie in cookies:
        assert await shop.ask(ME, 5, cookie=cookie) == [200] * 5
    await shop.drain()
    assert await shop.ask(ME, cookie=cookies[0]) == [200], "whoever floods from there does not shut them out"
    assert (await shop.ask(ME, A_MINUTE, cookie=cookies[0]))[-1] == 429
    assert await shop.ask(ME, cookie=cookies[1]) == [200]


async def test_one_person_has_no_more_for_signing_in_in_several_browsers(shop: Shop) -> None:
    await shop.person("ann")
    cookies = [await shop.cookie("ann") for _ in range(3)]
    assert [await shop.ask(ME, 3, cookie=cookie) for cookie in cookies] == [[200] * 3] * 3
    assert [(await shop.ask(ME, A_MINUTE, cookie=cookie))[-1] for cookie in cookies] == [429] * 3


async def test_invented_sessions_count_for_the_address_and_are_not_even_looked_up_over_it(shop: Shop) -> None:
    statuses = [(await shop.ask(ME, cookie=f"shoptalk-desk=invented-{number}"))[0] for number in range(A_MINUTE + 5)]
    assert (statuses[0], statuses[-1]) == (401, 429)
    assert await shop.ask(ME, cookie="shoptalk-desk=another") == [429]
    assert await shop.ask(ME, address=ELSEWHERE) == [401]


async def test_a_session_that_has_ended_counts_no_more(shop: Shop) -> None:
    await shop.person("ann")
    cookie = await shop.cookie("ann")
    headers = {"Cookie": cookie, "X-Forwarded-For": OFFICE}
    csrf = (await shop.running.client.get(ME, headers=headers)).json()["csrf"]
    out = {**headers, "X-Shoptalk-CSRF": csrf}
    assert (await shop.running.client.post("/api/v1/people/sign-out", headers=out)).status_code == 200
    assert await shop.ask(ME, cookie=cookie) == [401]
    await shop.drain()
    assert await shop.ask(ME, cookie=cookie) == [429]


async def test_signing_in_is_counted_by_address_whatever_is_held(shop: Shop) -> None:
    await shop.person("ann")
    cookie = await shop.cookie("ann")
    assert await shop.ask(ME, cookie=cookie) == [200]
    talk = await shop.talk()
    await shop.drain()
    body = {"login": _login("ann"), "password": ANNS}
    for held in ({"Cookie": cookie}, {"Authorization": f"Bearer {talk.token}"}):
        headers = {**held, "X-Forwarded-For": OFFICE}
        assert (await shop.running.client.post("/api/v1/people/sign-in", json=body, headers=headers)).status_code == 429
        assert (await shop.running.client.post("/api/v1/conversations", json={}, headers=headers)).status_code == 429


async def test_wrong_tries_are_counted_by_address_as_strictly_as_ever(shop: Shop) -> None:
    await shop.person("ann")
    cookie, told = await shop.cookie("ann"), []
    for number in range(5):
        body = {"login": _login(f"p{number}"), "password": "a wrong one"}
        headers = {"Cookie": cookie, "X-Forwarded-For": OFFICE}
        answer = await shop.running.client.post("/api/v1/people/sign-in", json=body, headers=headers)
        told.append(answer.json()["type"].rpartition(":")[2])
    assert told == ["sign-in-refused"] * 3 + ["too-many-tries"] * 2


async def test_shoppers_behind_one_address_are_counted_conversation_by_conversation(shop: Shop) -> None:
    talks = [await shop.talk() for _ in range(3)]
    await shop.drain()
    for talk in talks:
        assert await shop.ask(f"{talk.url}/messages", 4, authorization=f"Bearer {talk.token}") == [200] * 4
    own = await shop.ask(f"{talks[0].url}/messages", A_MINUTE, authorization=f"Bearer {talks[0].token}")
    assert own[-1] == 429


async def test_a_token_counts_in_its_own_conversation_alone(shop: Shop) -> None:
    one, other = await shop.talk(), await shop.talk()
    forged = jwt.encode(
        {"sub": one.id, "aud": "shoptalk-session", "exp": datetime.now(UTC) + timedelta(hours=1)}, b"x" * 32, "HS256"
    )
    await shop.drain()
    for token in (other.token, forged, "nothing"):
        assert await shop.ask(f"{one.url}/messages", authorization=f"Bearer {token}") == [429]
    assert await shop.ask(NAMELESS, authorization=f"Bearer {one.token}") == [429]
    assert await shop.ask(f"/api/v1/desk/conversations/{one.id}", authorization=f"Bearer {one.token}") == [429]


async def test_whoever_comes_by_a_letters_link_is_counted_by_the_conversation(shop: Shop) -> None:
    talk, soon = await shop.talk(), datetime.now(UTC) + timedelta(hours=1)
    claims = {"sub": talk.id, "aud": "shoptalk-link", "exp": soon, "since": "2026-01-01T00:00:00+00:00", "epoch": 0}
    await shop.drain()
    link, forged = jwt.encode(claims, LINKS_KEY, "HS256"), jwt.encode(claims, b"x" * 32, "HS256")
    assert await shop.ask(f"{talk.url}/messages", authorization=f"Bearer {link}") == [401], "it is not good any more"
    assert await shop.ask(f"{talk.url}/messages", authorization=f"Bearer {forged}") == [429]


async def test_conversations_had_for_the_asking_do_not_lift_the_limit_of_their_address(shop: Shop) -> None:
    talks = [await shop.talk() for _ in range(16)]
    statuses = []
    for talk in talks:
        statuses += await shop.ask(f"{talk.url}/seen", A_MINUTE, authorization=f"Bearer {talk.token}")
    assert statuses[: 10 * A_MINUTE] == [200] * 10 * A_MINUTE
    assert statuses[-1] == 429
    other = await shop.talk()
    headers = {"authorization": f"Bearer {other.token}"}
    assert await shop.ask(f"{other.url}/seen", **headers) == [429]
    assert await shop.ask(f"{other.url}/seen", address=ELSEWHERE, **headers) == [200]
