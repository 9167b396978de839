"""Accounts over HTTP: a cookie that no script reads, a token against other sites, roles, and the first admin."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pyotp
import pytest
from sanic import Sanic

from bot.people.accounts import Accounts
from bot.people.inviting import Inviting
from bot.people.model import Role
from bot.people.qr import qr_picture
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.storage.audit import AuditLog
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tries import TryCounter
from bot.web.accounts import AccountRoutes
from bot.web.address import ClientAddress
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from bot.web.people import PeopleRoutes
from bot.web.signed_in import SignedIn
from tests.people.conftest import ANN, ANNS, quick_passwords

SETUP, PEOPLE = "the setup word", "/api/v1/people"
_names = count(1)


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Database]:
    await migrate(store_url)
    opened = Database.open(store_url)
    yield opened
    await opened.close()


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    passwords, audit = quick_passwords(), AuditLog(database)
    limits = {"login": 3, "account": 30, "sign_in": 50}
    tries = TryCounter(database, limits, timedelta(minutes=15), b"key")
    sign_in = SignIn(database, passwords, SecondFactor(b"k" * 32), tries, audit)
    signed_in = SignedIn(sign_in, b"csrf key", https=False)
    accounts = Accounts(database, passwords, audit)
    routes = PeopleRoutes(accounts, sign_in, signed_in, ClientAddress([]), SETUP)
    app: Sanic[Any, Any] = Sanic(f"people-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(routes.blueprint())
    app.blueprint(AccountRoutes(accounts, Inviting(None, "https://desk.example"), signed_in).blueprint())
    listener = await Listener.open(app, "127.0.0.1", 0)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.port}", trust_env=False) as opened:
        yield opened
    await listener.close(grace_seconds=0.2)


async def post(client: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None, csrf: str = "") -> Any:
    headers = {"X-Shoptalk-CSRF": csrf} if csrf else {}
    return await client.post(f"{PEOPLE}{path}", json=body or {}, headers=headers)


async def first_admin(client: httpx.AsyncClient) -> str:
    """Makes the first admin, who is signed in; returns the CSRF token."""
    body = {"setup": SETUP, "login": ANN, "name": "Ann", "password": ANNS}
    answer = await post(client, "/first", body)
    assert answer.status_code == 200, answer.text
    csrf: str = answer.json()["csrf"]
    return csrf


async def invited(client: httpx.AsyncClient, csrf: str, login: str, role: Role) -> str:
    """Adds somebody, who takes the invitation up in this browser; returns their CSRF token."""
    added = await post(client, "", {"login": login, "name": login, "role": role}, csrf)
    assert added.status_code == 201, added.text
    link = added.json()["link"]
    assert link.startswith("https://desk.example/desk#invitation=")
    body = {"invitation": link.partition("=")[2], "password": "quite another secret"}
    taken = await post(client, "/invitation", body)
    assert taken.status_code == 200, taken.text
    own: str = taken.json()["csrf"]
    return own


async def test_the_first_admin_wants_the_setup_word_and_comes_once(client: httpx.AsyncClient) -> None:
    body = {"setup": "a guess", "login": ANN, "name": "Ann", "password": ANNS}
    assert (await post(client, "/first", body)).status_code == 403
    await first_admin(client)
    me = (await client.get(f"{PEOPLE}/me")).json()["person"]
    assert (me["login"], me["role"]) == (ANN, "admin")
    again = await post(client, "/first", {**body, "setup": SETUP, "login": "eve@shop.example"})
    assert (again.status_code, again.json()["type"]) == (403, "urn:shoptalk:problem:invitation-rejected")


async def test_a_password_that_is_easily_guessed_is_told_from_other_input_that_is_refused(
    client: httpx.AsyncClient,
) -> None:
    body = {"setup": SETUP, "login": ANN, "name": "Ann", "password": "12345"}
    weak = await post(client, "/first", body)
    assert (weak.status_code, weak.json()["type"]) == (422, "urn:shoptalk:problem:password-refused")
    nobody = await post(client, "/first", {**body, "login": "ann"})
    assert (nobody.status_code, nobody.json()["type"]) == (422, "urn:shoptalk:problem:invalid-input")


async def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_site(client: httpx.AsyncClient) -> None:
    await first_admin(client)
    answer = await post(client, "/sign-in", {"login": ANN, "password": ANNS})
    cookie = answer.headers["set-cookie"].casefold()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/"))
    assert not any(part in cookie for part in ("max-age", "expires", "domain"))
    assert ANNS not in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_a_service_on_https_sets_a_host_cookie(database: Database) -> None:
    signed_in = SignedIn(_Nobody(), b"key", https=True)
    assert signed_in.cookie == "__Host-shoptalk-desk"


class _Nobody:
    async def who(self, token: str) -> Any:
        raise AssertionError("nobody asks")

    async def use(self, session: Any, ago: timedelta) -> None:
        raise AssertionError("nobody is here")


async def test_nothing_is_changed_without_the_sessions_csrf_token(client: httpx.AsyncClient) -> None:
    csrf = await first_admin(client)
    body = {"login": "bob@shop.example", "name": "Bob", "role": "agent"}
    for wrong in ("", "0" * 64, "ü"):
        headers = {"X-Shoptalk-CSRF": wrong.encode()}
        assert (await client.post(PEOPLE, json=body, headers=headers)).status_code == 401
    assert len((await client.get(PEOPLE)).json()["people"]) == 1
    assert (await post(client, "", body, csrf)).status_code == 201


async def test_another_sites_page_neither_signs_in_nor_acts(client: httpx.AsyncClient) -> None:
    csrf = await first_admin(client)
    elsewhere = {"Origin": "https://evil.example", "X-Shoptalk-CSRF": csrf}
    body = {"login": ANN, "password": ANNS}
    assert (await client.post(f"{PEOPLE}/sign-in", json=body, headers=elsewhere)).status_code == 401
    assert (await client.post(f"{PEOPLE}/sign-out", headers=elsewhere)).status_code == 401
    own = {"Origin": str(client.base_url).rstrip("/"), "X-Shoptalk-CSRF": csrf}
    assert (await client.post(f"{PEOPLE}/sign-out", headers=own)).status_code == 200


async def test_after_signing_out_the_old_cookie_opens_nothing(client: httpx.AsyncClient) -> None:
    csrf = await first_admin(client)
    old = dict(client.cookies)
    await post(client, "/sign-out", csrf=csrf)
    assert not dict(client.cookies)
    client.cookies.update(old)
    answer = await client.get(f"{PEOPLE}/me")
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:shoptalk:problem:not-signed-in")


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.MERCHANT])
async def test_only_admins_see_and_change_accounts(client: httpx.AsyncClient, role: Role) -> None:
    own = await invited(client, await first_admin(client), "bob@shop.example", role)
    refused = [
        await client.get(PEOPLE),
        await post(client, "", {"login": "eve@shop.example", "name": "Eve", "role": "admin"}, own),
        await post(client, "/bob@shop.example/change", {"role": "admin"}, own),
        await post(client, f"/{ANN}/invite", {}, own),
        await post(client, f"/{ANN}/reset-factor", {}, own),
    ]
    assert [answer.status_code for answer in refused] == [403] * 5
    assert "accepted: admin" in refused[0].json()["detail"]
    assert (await client.get(f"{PEOPLE}/me")).json()["person"]["role"] == role


async def test_a_wrong_sign_in_tells_nothing_and_is_counted(client: httpx.AsyncClient) -> None:
    await first_admin(client)
    answers = [
        await post(client, "/sign-in", {"login": login, "password": "wrong password"})
        for login in (ANN, "eve@shop.example", ANN, ANN, ANN)
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403, 429]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


async def test_a_second_factor_is_set_up_and_asked_for(client: httpx.AsyncClient) -> None:
    csrf = await first_admin(client)
    assert (await post(client, "/factor", {"password": "a wrong one"}, csrf)).status_code == 403
    made = (await post(client, "/factor", {"password": ANNS}, csrf)).json()
    app = pyotp.parse_uri(made["address"])
    assert isinstance(app, pyotp.TOTP)
    assert app.secret == made["secret"]
    assert made["picture"] == vars(qr_picture(made["address"]))
    assert (await post(client, "/factor/confirm", {"code": app.now()}, csrf)).status_code == 200
    assert (await client.get(f"{PEOPLE}/me")).json()["person"]["has_second_factor"]
    asked = await post(client, "/sign-in", {"login": ANN, "password": ANNS})
    assert (asked.status_code, asked.json()["type"]) == (403, "urn:shoptalk:problem:code-wanted")
    spare = {"login": ANN, "password": ANNS, "code": made["spares"][0]}
    csrf = (await post(client, "/sign-in", spare)).json()["csrf"]
    assert (await post(client, "/factor/remove", {"code": made["spares"][1]}, csrf)).status_code == 200


async def test_ones_name_is_changed_and_nothing_else_of_oneself(client: httpx.AsyncClient) -> None:
    csrf = await first_admin(client)
    changed = await post(client, "/name", {"name": "  Ann   Lee "}, csrf)
    assert changed.json()["person"]["name"] == "Ann Lee"
    assert (await post(client, "/name", {"name": "Ann", "role": "merchant"}, csrf)).status_code == 422
    assert (await post(client, "/name", {"name": "\u202egnp.exe"}, csrf)).status_code == 422
    assert (await client.get(f"{PEOPLE}/me")).json()["person"]["name"] == "Ann Lee"


async def test_signing_in_again_in_one_browser_ends_the_session_before(client: httpx.AsyncClient) -> None:
    await first_admin(client)
    old = dict(client.cookies)
    await post(client, "/sign-in", {"login": ANN, "password": ANNS})
    assert len((await client.get(f"{PEOPLE}/sessions")).json()["sessions"]) == 1
    client.cookies.clear()
    client.cookies.update(old)
    assert (await client.get(f"{PEOPLE}/me")).status_code == 401


async def test_ones_browsers_are_listed_and_revoked(client: httpx.AsyncClient) -> None:
    csrf = await first_admin(client)
    client.cookies.clear()
    other = await client.post(
        f"{PEOPLE}/sign-in", json={"login": ANN, "password": ANNS}, headers={"User-Agent": "another browser"}
    )
    csrf = other.json()["csrf"]
    sessions = (await client.get(f"{PEOPLE}/sessions")).json()["sessions"]
    assert (sessions[0]["browser"], sessions[0]["is_this"]) == ("another browser", True)
    (old,) = [s for s in sessions if not s["is_this"]]
    assert (await post(client, f"/sessions/{old['id']}/revoke", csrf=csrf)).status_code == 200
    assert len((await client.get(f"{PEOPLE}/sessions")).json()["sessions"]) == 1


async def test_an_account_is_changed_and_the_last_admin_kept(client: httpx.AsyncClient) -> None:
    csrf = await first_admin(client)
    await post(client, "", {"login": "bob@shop.example", "name": "Bob", "role": "agent"}, csrf)
    changed = await post(client, "/bob@shop.example/change", {"role": "supervisor"}, csrf)
    assert (changed.status_code, changed.json()["role"]) == (200, "supervisor")
    quoted = await post(client, "/bob%40shop.example/change", {"name": "Bob B."}, csrf)
    assert (quoted.status_code, quoted.json()["name"]) == (200, "Bob B.")
    last = await post(client, f"/{ANN}/change", {"is_active": False}, csrf)
    assert (last.status_code, last.json()["type"]) == (409, "urn:shoptalk:problem:last-admin")
    assert (await post(client, "/eve@shop.example/change", {"role": "agent"}, csrf)).status_code == 404
    bad = await post(client, "/bob@shop.example/change", {"role": "king"}, csrf)
    assert (bad.status_code, "supervisor" in bad.json()["detail"]) == (422, True)


async def test_an_admin_says_which_shoppers_somebody_answers(client: httpx.AsyncClient) -> None:
    csrf = await first_admin(client)
    changed = await post(client, f"/{ANN}/change", {"languages": ["zh"], "topics": ["returns", "orders"]}, csrf)
    assert (changed.json()["languages"], changed.json()["topics"]) == (["zh"], ["orders", "returns"])
    wrong = await post(client, f"/{ANN}/change", {"languages": ["fr"], "topics": ["weather"]}, csrf)
    assert wrong.status_code == 422
    assert all(accepted in wrong.text for accepted in ("zh", "returns", "account")), wrong.text
