"""Macros over HTTP: supervisors write them, the one who has a conversation runs them, and nobody else sees any."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from sanic import Sanic

from bot.assist.macro_runs import MacroRooms, MacroRunner
from bot.assist.macros import Macros
from bot.conversation.case_file import CaseFiles
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.conversation.transfers import Transfers
from bot.dialogue import parts
from bot.people.model import Role
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.web.desk_macros import MacroRoutes
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from bot.web.signed_in import SignedIn
from tests.people.conftest import quick_passwords
from tests.web.office import DESK, Office, Seat

_names = count(1)
LATE = {
    "shortcut": "late",
    "name": "Late parcel",
    "steps": [{"kind": "tag", "value": "late"}, {"kind": "close", "value": "solved"}],
}


@dataclass
class Shelf:
    """Where the macros are, for Ann, an agent, and Bob, a supervisor."""

    office: Office
    ann: Seat
    bob: Seat
    url: str

    async def get(self, seat: Seat | None = None) -> httpx.Response:
        return await (seat or self.ann).client.get(f"{self.url}{DESK}/macros")

    async def post(self, path: str, body: dict[str, Any], seat: Seat | None = None, key: str = "") -> httpx.Response:
        seat = seat or self.bob
        headers = {"X-Shoptalk-CSRF": seat.csrf, **({"Idempotency-Key": key} if key else {})}
        return await seat.client.post(f"{self.url}{DESK}{path}", json=body, headers=headers)

    async def added(self) -> dict[str, Any]:
        made: dict[str, Any] = (await self.post("/macros", LATE)).json()["macro"]
        return made


@pytest.fixture
async def shelf(office: Office, ann: Seat, bob: Seat) -> AsyncIterator[Shelf]:
    world = office.world
    sign_in = SignIn(world.store, quick_passwords(), SecondFactor(b"k" * 32), world.tries, world.audit)
    macros = Macros(world.store, world.audit)
    files, transfers = CaseFiles(world.store, office.bus), Transfers(world.store, office.bus)
    rooms = MacroRooms(world.store, office.bus, world.conversations, office.desk, files, transfers)
    signed_in = SignedIn(sign_in, b"csrf", https=False)
    app: Sanic[Any, Any] = Sanic(f"macros-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(MacroRoutes(macros, MacroRunner(rooms, macros), world.conversations, signed_in).blueprint())
    listener = await Listener.open(app, "127.0.0.1", 0)
    yield Shelf(office, ann, bob, f"http://127.0.0.1:{listener.port}")
    await listener.close(grace_seconds=0.2)


async def test_a_macro_ends_nothing_over_what_the_shopper_has_just_said(shelf: Shelf) -> None:
    macro, talk = await shelf.added(), await shelf.office.waiting()
    await shelf.ann.post(f"/conversations/{talk}/take")
    seen = (await shelf.ann.get(f"/conversations/{talk}")).json()["messages"][0]["id"]
    async with shelf.office.world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        await held.say(Author.SHOPPER, [parts.text("one more thing")])
        await held.save()
    body = {"version": macro["version"], "seen": seen}
    ran = await shelf.post(f"/conversations/{talk}/macros/{macro['id']}/run", body, shelf.ann, "k")
    assert [(step["state"], step["error"]) for step in ran.json()["steps"]] == [
        ("done", ""),
        ("failed", "SaidMeanwhile"),
    ]
    assert (await shelf.ann.get(f"/conversations/{talk}")).json()["status"] == "assigned"


async def test_a_supervisor_writes_one_and_an_agent_runs_it_once(shelf: Shelf) -> None:
    macro = await shelf.added()
    talk = await shelf.office.waiting()
    await shelf.ann.post(f"/conversations/{talk}/take")
    where, body = f"/conversations/{talk}/macros/{macro['id']}/run", {"version": macro["version"]}
    assert (await shelf.post(where, body, shelf.ann)).status_code == 422, "without a key"
    ran = await shelf.post(where, body, shelf.ann, "k")
    assert [step["state"] for step in ran.json()["steps"]] == ["done", "done"]
    assert (await shelf.post(where, body, shelf.ann, "k")).json() == ran.json()
    assert (await shelf.post(where, body, shelf.ann, "k2")).status_code == 404, "it is closed"
    changed = await shelf.post(f"/macros/{macro['id']}", {**LATE, "name": "Very late"})
    assert changed.json()["macro"]["name"] == "Very late"
    assert (await shelf.post(f"/macros/{macro['id']}/remove", {})).status_code == 200
    assert (await shelf.get()).json()["macros"] == []
    log = [entry for entry in await shelf.office.world.audit.entries() if entry.event.startswith("macro")]
    assert [(entry.event, entry.actor, entry.reason.split()[0]) for entry in log] == [
        ("macro_changed", "staff:bob@shop.example", "added"),
        ("macro_run", "staff:ann@shop.example", "tag"),
        ("macro_changed", "staff:bob@shop.example", "changed"),
        ("macro_changed", "staff:bob@shop.example", "removed"),
    ]


async def test_only_the_one_who_has_a_conversation_runs_it_there(shelf: Shelf) -> None:
    macro = await shelf.added()
    talk = await shelf.office.waiting()
    await shelf.bob.post(f"/conversations/{talk}/take")
    body = {"version": macro["version"]}
    taken = await shelf.post(f"/conversations/{talk}/macros/{macro['id']}/run", body, shelf.ann, "k")
    assert taken.status_code == 409
    merchants = (await shelf.office.world.conversations.begin("en", {}, "merchant")).id
    unseen = await shelf.post(f"/conversations/{merchants}/macros/{macro['id']}/run", body, shelf.ann, "k")
    assert unseen.status_code == 404


async def test_agents_run_and_do_not_write_and_strangers_see_nothing(shelf: Shelf) -> None:
    macro = await shelf.added()
    assert (await shelf.get()).status_code == 200
    for path, body in (("/macros", LATE), (f"/macros/{macro['id']}", LATE), (f"/macros/{macro['id']}/remove", {})):
        assert (await shelf.post(path, dict(body), shelf.ann)).status_code == 403
    merchant = await shelf.office.seat("mia", Role.MERCHANT)
    assert (await shelf.get(merchant)).status_code == 403
    await merchant.client.aclose()
    forged = await shelf.bob.client.post(f"{shelf.url}{DESK}/macros", json=LATE)
    assert forged.status_code == 401, "without the page's own token"
    wrong = await shelf.post("/macros", {**LATE, "steps": [{"kind": "dance"}]})
    assert (wrong.status_code, "steps.0.kind" in wrong.json()["detail"]) == (422, True)
