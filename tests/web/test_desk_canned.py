"""Ready-made replies: supervisors keep them, all at the desk use them, and variables stand for data or nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from sanic import Sanic

from bot.assist.canned import CannedReplies
from bot.assist.variables import Variables
from bot.people.model import Role
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.web.desk_canned import CannedRoutes
from bot.web.desk_canned_files import CannedFileRoutes
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from bot.web.signed_in import SignedIn
from tests.people.conftest import quick_passwords
from tests.web.office import DESK, Office, Seat

_names = count(1)
HELLO = {"shortcut": "/Hello", "en": "Hello {customer}, {agent} here.", "zh": "您好{customer}，我是{agent}。"}


@dataclass
class Shelf:
    """Where the replies are, for Ann, an agent, and Bob, a supervisor."""

    office: Office
    ann: Seat
    bob: Seat
    url: str

    async def get(self, path: str, seat: Seat | None = None) -> httpx.Response:
        return await (seat or self.ann).client.get(f"{self.url}{DESK}{path}")

    async def post(self, path: str, body: dict[str, Any], seat: Seat | None = None) -> httpx.Response:
        seat = seat or self.bob
        return await seat.client.post(f"{self.url}{DESK}{path}", json=body, headers={"X-Shoptalk-CSRF": seat.csrf})

    async def kept(self) -> list[dict[str, str]]:
        replies: list[dict[str, str]] = (await self.get("/canned")).json()["replies"]
        return replies


@pytest.fixture
async def shelf(office: Office, ann: Seat, bob: Seat) -> AsyncIterator[Shelf]:
    world = office.world
    sign_in = SignIn(world.store, quick_passwords(), SecondFactor(b"k" * 32), world.tries, world.audit)
    routes = CannedRoutes(
        CannedReplies(world.store, world.audit),
        Variables(world.commerce, world.access),
        world.conversations,
        SignedIn(sign_in, b"csrf", https=False),
    )
    app: Sanic[Any, Any] = Sanic(f"canned-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(routes.blueprint())
    files = CannedFileRoutes(CannedReplies(world.store, world.audit), SignedIn(sign_in, b"csrf", https=False))
    app.blueprint(files.blueprint())
    listener = await Listener.open(app, "127.0.0.1", 0)
    yield Shelf(office, ann, bob, f"http://127.0.0.1:{listener.port}")
    await listener.close(grace_seconds=0.2)


async def test_a_supervisor_keeps_replies_that_everybody_uses_and_the_log_names_them(shelf: Shelf) -> None:
    added = await shelf.post("/canned", HELLO)
    assert (added.status_code, added.json()["reply"]["shortcut"]) == (201, "hello")
    (kept,) = await shelf.kept()
    assert kept["zh"] == HELLO["zh"]
    changed = {**HELLO, "en": "Hi {customer}!"}
    assert (await shelf.post(f"/canned/{kept['id']}", changed)).status_code == 200
    assert (await shelf.kept())[0]["en"] == "Hi {customer}!"
    assert (await shelf.post(f"/canned/{kept['id']}/remove", {})).status_code == 200
    assert await shelf.kept() == []
    log = [e for e in await shelf.office.world.audit.entries() if e.event == "canned_changed"]
    assert [(entry.actor, entry.reason.split()[0]) for entry in log] == [
        ("staff:bob@shop.example", word) for word in ("added", "changed", "removed")
    ]


async def test_what_cannot_be_kept_is_refused_with_what_is_accepted(shelf: Shelf) -> None:
    await shelf.post("/canned", HELLO)
    twice = await shelf.post("/canned", HELLO)
    assert (twice.status_code, "another reply has 'hello'" in twice.json()["detail"]) == (422, True)
    unknown = await shelf.post("/canned", {"shortcut": "x", "en": "Your {password}"})
    assert (unknown.status_code, "{customer}, {agent}" in unknown.json()["detail"]) == (422, True)
    assert (await shelf.post("/canned", {"shortcut": "x"})).status_code == 422, "no text at all"
    assert (await shelf.post("/canned", {"shortcut": "two words", "en": "x"})).status_code == 422
    assert (await shelf.post("/canned/cr_none", HELLO | {"shortcut": "new"})).status_code == 404
    assert (await shelf.post("/canned/cr_none/remove", {})).status_code == 404
    assert len(await shelf.kept()) == 1


async def test_agents_use_and_do_not_edit_and_strangers_see_nothing(shelf: Shelf) -> None:
    assert (await shelf.post("/canned", HELLO, shelf.ann)).status_code == 403
    merchant = await shelf.office.seat("mia", Role.MERCHANT)
    assert (await shelf.get("/canned", merchant)).status_code == 403
    await merchant.client.aclose()
    forged = await shelf.bob.client.post(f"{shelf.url}{DESK}/canned", json=HELLO)
    assert forged.status_code == 401, "without the page's own token"
    async with httpx.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.get(f"{shelf.url}{DESK}/canned")).status_code == 401


async def test_variables_stand_for_the_conversations_own_data(shelf: Shelf) -> None:
    talk = await shelf.office.waiting(customer="C-1")
    several = (await shelf.get(f"/conversations/{talk}/variables")).json()
    assert several["values"]["customer"] == "Mei Lin"
    assert (several["values"]["agent"], several["values"]["shop"]) == ("Ann", "Maple Lane")
    assert "09:00" in several["values"]["hours"]
    assert (several["order"], "order" in several["values"]) == (None, False), "which of several is not guessed"
    chosen = (await shelf.get(f"/conversations/{talk}/variables?order=W10002")).json()
    assert (chosen["values"]["status"], chosen["values"]["tracking"]) == ("on its way", "UPS 1ZW10002")
    packed = (await shelf.get(f"/conversations/{talk}/variables?order=W10001")).json()
    assert "tracking" not in packed["values"], "there is no parcel yet"


async def test_no_variable_stands_for_anothers_order_or_a_guests_name(shelf: Shelf) -> None:
    talk = await shelf.office.waiting(customer="C-1")
    assert (await shelf.get(f"/conversations/{talk}/variables?order=W20002")).status_code == 404
    guest = await shelf.office.waiting()
    seen = (await shelf.get(f"/conversations/{guest}/variables")).json()
    assert (set(seen["values"]), seen["orders"]) == ({"agent", "shop", "hours"}, [])
    merchants = (await shelf.office.world.conversations.begin("en", {}, "merchant")).id
    assert (await shelf.get(f"/conversations/{merchants}/variables")).status_code == 404


# As a file


async def send(shelf: Shelf, body: bytes, seat: Seat | None = None, **query: str) -> httpx.Response:
    seat = seat or shelf.bob
    headers = {"X-Shoptalk-CSRF": seat.csrf}
    return await seat.client.post(f"{shelf.url}{DESK}/canned-file", content=body, headers=headers, params=query)


async def test_replies_are_taken_elsewhere_and_brought_in_after_they_were_shown(shelf: Shelf) -> None:
    await shelf.post("/canned", HELLO)
    file = (await shelf.get("/canned-file?format=csv", shelf.bob)).content
    assert file.startswith(b"\xef\xbb\xbfshortcut,en,zh"), "with the mark that Excel wants"
    same = (await send(shelf, file, format="csv")).json()
    assert (same["plan"]["same"], same["plan"]["added"], same["kept"]) == (1, [], False)
    more = file + "bye,Good bye {customer}!,再见\r\n".encode()
    shown = (await send(shelf, more, format="csv")).json()["plan"]
    assert [one["shortcut"] for one in shown["added"]] == ["bye"]
    assert len(await shelf.kept()) == 1, "shown is not kept"
    kept = await send(shelf, more, format="csv", plan=shown["id"])
    assert (kept.status_code, kept.json()["kept"]) == (200, True)
    assert [one["shortcut"] for one in await shelf.kept()] == ["bye", "hello"]
    stale = await send(shelf, more, format="csv", plan=shown["id"])
    assert (stale.status_code, "have changed" in stale.json()["detail"]) == (422, True)
    log = [e for e in await shelf.office.world.audit.entries() if e.event == "canned_changed"]
    assert [entry.reason.split()[0] for entry in log] == ["added", "added"]
    assert (await shelf.get("/canned-file", shelf.bob)).json()["replies"][0]["shortcut"] == "bye"


async def test_a_wrong_file_is_refused_whole_and_told_by_line_and_field(shelf: Shelf) -> None:
    wrong = await send(shelf, b"shortcut,en,zh\nbye,Bye,\nx,{secret},\n", format="csv")
    assert (wrong.status_code, wrong.json()["detail"].split(":")[0]) == (422, "line 3, en")
    latin = await send(shelf, "shortcut,en,zh\ncafé,x,\n".encode("latin-1"), format="csv")
    assert "line 2, text: it is not UTF-8" in latin.json()["detail"]
    large = await send(shelf, b"x" * 1_000_001)
    assert (large.status_code, "1,000,000 bytes" in large.json()["detail"]) == (422, True)
    assert (await send(shelf, b"{}", format="xls")).status_code == 422
    assert await shelf.kept() == []


async def test_a_file_of_replies_is_for_those_who_keep_them(shelf: Shelf) -> None:
    assert (await shelf.get("/canned-file")).status_code == 403
    assert (await send(shelf, b'{"replies": []}', shelf.ann)).status_code == 403
    forged = await shelf.bob.client.post(f"{shelf.url}{DESK}/canned-file", content=b"{}")
    assert forged.status_code == 401, "without the page's own token"
    admin = await shelf.office.seat("ada", Role.ADMIN)
    assert (await shelf.get("/canned-file", admin)).status_code == 200
    await admin.client.aclose()
