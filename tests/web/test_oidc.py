"""Signing in with an OpenID provider, a real process over real HTTP: its word is taken only where nothing is wrong."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sanic import Sanic

from bot.errors import ConfigurationError
from bot.people.accounts import Accounts
from bot.people.model import Role
from bot.people.oidc import CALLBACK, Client, OidcProvider
from bot.people.provider_sign_in import ProviderSignIn
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.storage.audit import AuditLog, Entry
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tries import TryCounter
from bot.web.address import ClientAddress
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from bot.web.oidc import OidcRoutes
from bot.web.people import PeopleRoutes
from bot.web.signed_in import SignedIn
from tests.people.conftest import quick_passwords
from tests.servers import PostgresServer, free_port

PAT, ID, SECRET = "pat@shop.example", "shoptalk at the shop", "a secret: of ours"
BEGIN, ME = f"{CALLBACK.removesuffix('callback')}begin", "/api/v1/people/me"
ROOT = Path(__file__).parents[2]
_names = count(1)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider in a process of its own."""
    port = free_port()
    arguments = [sys.executable, "-m", "tests.people.openid_provider", str(port), ID, SECRET]
    process = subprocess.Popen(arguments, cwd=ROOT)
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 120
    while True:
        try:
            httpx.get(f"{url}/jwks", trust_env=False)
            break
        except httpx.HTTPError:
            assert process.poll() is None, "the provider ended"
            assert time.monotonic() < deadline, "the provider does not come up"
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(10)


@dataclass
class Door:
    """The service, and somebody's browser before it."""

    browser: httpx.AsyncClient
    issuer: str
    accounts: Accounts
    audit: AuditLog

    async def provider_does(self, **behaviour: Any) -> dict[str, Any]:
        async with httpx.AsyncClient(trust_env=False) as control:
            answer: dict[str, Any] = (await control.post(f"{self.issuer}/control", json=behaviour)).json()
            return answer

    async def out(self) -> httpx.Response:
        return await self.browser.get(f"{BEGIN}?language=zh")

    async def back(self) -> str:
        """As far as the provider's answer: the address that it sends the browser to."""
        sent = await self.out()
        async with httpx.AsyncClient(trust_env=False) as there:
            answer = await there.get(sent.headers["location"])
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def through(self) -> str:
        """The whole way; where the browser ends up."""
        return await self.follow(await self.back())

    async def follow(self, address: str) -> str:
        ended = await self.browser.get(address)
        assert ended.status_code == 302
        return ended.headers["location"]

    async def is_in(self) -> bool:
        return (await self.browser.get(ME)).status_code == 200

    async def log(self) -> list[Entry]:
        return list(await self.audit.entries())


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/store.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
async def door(url: str, issuer: str) -> AsyncIterator[Door]:
    await migrate(url)
    database, port = Database.open(url), free_port()
    passwords, audit = quick_passwords(), AuditLog(database)
    limits = {"login": 9, "account": 90, "sign_in": 90, "provider": 4}
    tries = TryCounter(database, limits, timedelta(minutes=15), b"key")
    sign_in = SignIn(database, passwords, SecondFactor(b"k" * 32), tries, audit)
    own = f"http://127.0.0.1:{port}"
    provider = OidcProvider.open(Client(issuer, ID, SECRET, f"{own}{CALLBACK}"))
    by_provider = ProviderSignIn(database, provider, sign_in, tries, audit, domains=["partner.example"])
    signed_in, addresses = SignedIn(sign_in, b"csrf", https=False), ClientAddress([])
    accounts = Accounts(database, passwords, audit)
    app: Sanic[Any, Any] = Sanic(f"oidc-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(PeopleRoutes(accounts, sign_in, signed_in, addresses, "setup").blueprint())
    app.blueprint(OidcRoutes(by_provider, signed_in, addresses, "Shop login", https=False).blueprint())
    listener = await Listener.open(app, "127.0.0.1", port)
    async with httpx.AsyncClient(base_url=own, trust_env=False, timeout=20) as browser:
        opened = Door(browser, issuer, accounts, audit)
        await opened.provider_does()
        yield opened
    await listener.close(grace_seconds=0.2)
    await by_provider.close()
    await database.close()


@pytest.mark.parametrize("kid", ["r1", "e1"])
async def test_somebody_with_an_account_comes_in_by_the_providers_word(door: Door, kid: str) -> None:
    invitation = await door.accounts.add(PAT, "Pat", Role.SUPERVISOR, "staff:test")
    await door.provider_does(kid=kid)
    assert (await door.browser.get(CALLBACK.removesuffix("/callback"))).json() == {"name": "Shop login"}
    sent = await door.out()
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    cookie = sent.headers["set-cookie"].casefold()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "max-age=600"))
    assert await door.through() == "/desk?language=zh"
    me = (await door.browser.get(ME)).json()["person"]
    assert (me["login"], me["role"], me["has_password"], me["has_provider"]) == (PAT, "supervisor", False, True)
    assert (await door.log())[-1].event.value == "signed_in"
    taken_up = {"invitation": invitation, "password": "quite a long secret"}
    refused = await door.browser.post("/api/v1/people/invitation", json=taken_up)
    assert refused.status_code == 403, "the invitation is not wanted any more"


async def test_a_session_begun_so_is_kept_from_scripts_and_other_sites(door: Door) -> None:
    await door.accounts.add(PAT, "Pat", Role.AGENT, "staff:test")
    ended = await door.browser.get(await door.back())
    cookies = ended.headers.get_list("set-cookie")
    (session,) = [one.casefold() for one in cookies if one.startswith("shoptalk-desk=")]
    assert all(part in session for part in ("httponly", "samesite=strict", "path=/"))
    assert any(one.startswith("shoptalk-oidc=") and "max-age=0" in one.casefold() for one in cookies)


@pytest.mark.parametrize(
    "behaviour",
    [
        {"forge": "none"},
        {"forge": "hmac"},
        {"forge": "stranger"},
        {"forge": "unknown_key"},
        {"forge": "changed"},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": "somebody else"}},
        {"claims": {"aud": [ID, "somebody else"]}},
        {"claims": {"aud": [ID, "somebody else"], "azp": "somebody else"}},
        {"claims": {"azp": "somebody else"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1_700_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"iat": 4_000_000_000}},
        {"claims": {"sub": None}},
        {"claims": {"email_verified": False}},
        {"claims": {"email_verified": "true"}},
        {"claims": {"email_verified": None}},
        {"claims": {"email": None}},
        {"claims": {"email": "nobody@shop.example"}},
        {"claims": {"email": "pat@shop.example.evil.example"}},
        {"claims": {"email": "pat@partner.example\n@shop.example"}},
        {"claims": {"email": "boß@shop.example"}},
        {"claims": {"email": "pat@\u017fhop.example"}},
    ],
    ids=str,
)
async def test_a_word_that_is_not_the_providers_or_not_for_us_opens_nothing(door: Door, behaviour: Any) -> None:
    await door.accounts.add(PAT, "Pat", Role.AGENT, "staff:test")
    await door.accounts.add("boss@shop.example", "Boss", Role.ADMIN, "staff:test")
    await door.provider_does(**behaviour)
    assert await door.through() == "/desk?language=zh&sign-in=refused"
    assert not await door.is_in()
    assert (await door.log())[-1].event.value == "sign_in_refused"
    await door.provider_does()
    assert await door.through() == "/desk?language=zh", "the true one is taken"


async def test_an_answer_is_taken_once_and_in_the_browser_that_asked(door: Door) -> None:
    await door.accounts.add(PAT, "Pat", Role.AGENT, "staff:test")
    answer = await door.back()
    cookies = dict(door.browser.cookies)
    assert await door.follow(answer) == "/desk?language=zh"
    door.browser.cookies.clear()
    door.browser.cookies.update(cookies)
    assert "sign-in=refused" in await door.follow(answer), "replayed"
    other = await door.back()
    door.browser.cookies.clear()
    assert "sign-in=refused" in await door.follow(other), "another browser"
    assert not await door.is_in()


@pytest.mark.parametrize("wrong", ["state", "code", "iss"])
async def test_a_changed_answer_is_refused(door: Door, wrong: str) -> None:
    await door.accounts.add(PAT, "Pat", Role.AGENT, "staff:test")
    parts = urlsplit(await door.back())
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {wrong: "https://evil.example"}
    ended = await door.browser.get(CALLBACK, params=query)
    assert "sign-in=refused" in ended.headers["location"]
    assert not await door.is_in()
    assert "sign-in=refused" in await door.follow(CALLBACK), "nothing at all"


async def test_an_allowed_domain_gets_an_account_and_others_do_not(door: Door) -> None:
    await door.provider_does(claims={"email": "Kim@Partner.Example", "sub": "7", "name": "Kim \u202e Lee"})
    assert await door.through() == "/desk?language=zh"
    me = (await door.browser.get(ME)).json()["person"]
    assert (me["login"], me["name"], me["role"]) == ("kim@partner.example", "Kim Lee", "agent")
    assert (await door.accounts.person("kim@partner.example")).has_provider
    await door.provider_does(claims={"email": "eve@notpartner.example", "sub": "8"})
    assert "sign-in=refused" in await door.through()


async def test_an_address_that_now_is_somebody_elses_opens_no_account(door: Door) -> None:
    await door.accounts.add(PAT, "Pat", Role.ADMIN, "staff:test")
    await door.through()
    await door.provider_does(claims={"sub": "another person"})
    assert "sign-in=refused" in await door.through()
    await door.accounts.add("kim@shop.example", "Kim", Role.ADMIN, "staff:test")
    await door.provider_does(claims={"email": "kim@shop.example"})
    assert "sign-in=refused" in await door.through(), "nor is one person two accounts"
    invitation = await door.accounts.add("ada@shop.example", "Ada", Role.ADMIN, "staff:test")
    await door.accounts.take_up(invitation, "a long enough password")
    await door.accounts.invite(PAT, "staff:ada")
    await door.provider_does(claims={"sub": "another person"})
    assert "sign-in=refused" not in await door.through(), "an admin who invites anew unties it"


async def test_somebody_made_inactive_stays_out(door: Door) -> None:
    await door.accounts.add(PAT, "Pat", Role.AGENT, "staff:test")
    await door.through()
    await door.accounts.change(PAT, "staff:boss", is_active=False)
    assert not await door.is_in()
    assert "sign-in=refused" in await door.through()


async def test_a_key_that_the_provider_changed_is_asked_for(door: Door) -> None:
    await door.accounts.add(PAT, "Pat", Role.AGENT, "staff:test")
    await door.provider_does(new_key="r2", kid="r2")
    assert await door.through() == "/desk?language=zh"
    asked = (await door.provider_does(new_key="r2", kid="r2"))["keys_asked"]
    assert await door.through() == "/desk?language=zh"
    assert (await door.provider_does())["keys_asked"] == asked, "known keys are kept"


async def test_what_comes_to_nothing_is_counted_and_what_succeeds_is_not(door: Door) -> None:
    await door.accounts.add(PAT, "Pat", Role.AGENT, "staff:test")
    for _ in range(6):
        assert await door.through() == "/desk?language=zh"
    await door.provider_does(forge="stranger")
    ends = [await door.through() for _ in range(4)]
    assert all("sign-in=refused" in end for end in ends)
    assert "sign-in=too-many-tries" in (await door.out()).headers["location"]


async def test_a_provider_that_is_not_who_it_was_or_does_not_answer_is_told_apart(door: Door, url: str) -> None:
    await door.provider_does(says_it_is="https://evil.example")
    assert "sign-in=unavailable" in (await door.out()).headers["location"]
    assert not await door.is_in()


@pytest.mark.parametrize(
    "issuer", ["http://login.example.com", "login.example.com", "https://a.example/?x=1", "ftp://a.example"]
)
def test_an_issuer_that_others_could_read_is_refused(issuer: str) -> None:
    with pytest.raises(ConfigurationError, match="PEOPLE_OIDC_ISSUER"):
        Client(issuer, "id", "", "https://desk.example/callback")
    with pytest.raises(ConfigurationError, match="PEOPLE_OIDC_CLIENT_ID"):
        Client("https://login.example.com", "", "", "https://desk.example/callback")
