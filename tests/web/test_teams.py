"""Teams: made and changed by admins, chosen by whoever passes on, and gone without a conversation being lost."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest

from bot.people.model import Role
from tests.web.office import Office, Seat

PEOPLE = "/api/v1/people"


class Admin:
    """Somebody who makes teams."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"X-Shoptalk-CSRF": self.seat.csrf}
        return await self.seat.client.post(f"{PEOPLE}/teams{path}", json=body or {}, headers=headers)

    async def make(self, name: str, *logins: str) -> None:
        assert (await self.post("", {"name": name})).status_code == 200
        for login in logins:
            assert (await self.post(f"/{quote(name, safe='')}/members", {"login": login})).status_code == 200


@pytest.fixture
async def admin(office: Office) -> Any:
    seat = await office.seat("ada", Role.ADMIN)
    yield Admin(seat)
    await seat.client.aclose()


async def entry_of(seat: Seat, talk: str) -> dict[str, Any]:
    (entry,) = (await seat.get(f"/handoffs?conversation={talk}")).json()["handoffs"]
    read: dict[str, Any] = entry
    return read


async def test_a_team_is_chosen_from_those_that_are_there_with_who_is_present(
    office: Office, admin: Admin, ann: Seat, bob: Seat
) -> None:
    await admin.make("Repairs 维修", "ann@shop.example", "bob@shop.example")
    await admin.make("Billing")
    await ann.post("/presence")
    teams = (await bob.get("/teams")).json()["teams"]
    assert [(one["name"], one["members"], one["present"], one["is_mine"]) for one in teams] == [
        ("Billing", 0, 0, False),
        ("Repairs 维修", 2, 1, True),
    ]
    await ann.post("/presence", {"availability": "away"})
    assert [one["present"] for one in (await bob.get("/teams")).json()["teams"]] == [0, 0]
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    passed = await ann.post(f"/conversations/{talk}/transfer", {"team": " repairs  维修 ", "note": "the lid"})
    assert passed.status_code == 200, passed.text
    assert [(await entry_of(seat, talk))["is_my_team"] for seat in (bob, admin.seat)] == [True, False]
    assert (await entry_of(bob, talk))["team"] == "Repairs 维修"
    unknown = await bob.post(f"/conversations/{talk}/transfer", {"team": "Nowhere"})
    assert (unknown.status_code, "accepted: Billing, Repairs 维修" in unknown.json()["detail"]) == (422, True)


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\u0000b", "a\u202eb"])
async def test_a_bad_name_is_told_with_what_is_accepted(admin: Admin, name: str) -> None:
    refused = await admin.post("", {"name": name})
    assert refused.status_code == 422
    assert refused.json()["detail"]


async def test_two_teams_have_two_names(admin: Admin) -> None:
    await admin.make("Repairs")
    await admin.make("Billing")
    for path, name in (("", "REPAIRS"), ("/Billing/rename", "repairs")):
        refused = await admin.post(path, {"name": name})
        assert (refused.status_code, "another name" in refused.json()["detail"]) == (422, True)
    assert (await admin.post("/Billing/rename", {"name": "billing"})).status_code == 200, "its own, spelt otherwise"


async def test_a_new_name_is_that_of_all_its_conversations(office: Office, admin: Admin, ann: Seat, bob: Seat) -> None:
    await admin.make("Repairs", "bob@shop.example")
    talk, ended = await office.waiting(), await office.waiting()
    for one in (talk, ended):
        assert (await ann.post(f"/conversations/{one}/transfer", {"team": "Repairs"})).status_code == 200
    await ann.post(f"/conversations/{ended}/close")
    assert (await admin.post("/Repairs/rename", {"name": "Workshop"})).status_code == 200
    assert ((await entry_of(bob, talk))["team"], (await entry_of(bob, talk))["is_my_team"]) == ("Workshop", True)
    found = (await bob.get("/conversations?team=Workshop")).json()["conversations"]
    assert {one["conversation_id"] for one in found} == {talk, ended}


async def test_a_removed_teams_conversations_are_everybodys_and_say_so(
    office: Office, admin: Admin, ann: Seat, bob: Seat
) -> None:
    await admin.make("Repairs", "bob@shop.example")
    waiting, held = await office.waiting(), await office.waiting()
    for one in (waiting, held):
        await ann.post(f"/conversations/{one}/transfer", {"team": "Repairs"})
    await bob.post(f"/conversations/{held}/take")
    assert (await admin.post("/Repairs/remove")).json() == {"teams": []}
    for one, state in ((waiting, "waiting"), (held, "taken")):
        assert ((await entry_of(ann, one))["team"], (await entry_of(ann, one))["state"]) == (None, state)
        (note,) = (await ann.get(f"/conversations/{one}/file")).json()["notes"]
        assert (note["author"], "Repairs" in note["text"], "团队" in note["text"]) == ("Shoptalk", True, True)
    assert (await ann.post(f"/conversations/{waiting}/take")).status_code == 200
    log = [entry for entry in await office.world.audit.entries() if entry.event.value == "team_changed"]
    assert [(entry.actor, entry.reason, entry.before, entry.after) for entry in log] == [
        ("staff:ada@shop.example", "Repairs", None, {"name": "Repairs"}),
        ("staff:ada@shop.example", "Repairs", None, {"member": "bob@shop.example"}),
        ("staff:ada@shop.example", "Repairs", {"members": ["bob@shop.example"]}, {"members": []}),
        ("staff:ada@shop.example", "Repairs", {"name": "Repairs"}, {"conversations": 2}),
    ]


async def test_members_come_and_go(office: Office, admin: Admin, ann: Seat) -> None:
    await admin.make("Repairs", "ann@shop.example", "ann@shop.example")
    listed = (await admin.seat.client.get(f"{PEOPLE}/teams")).json()["teams"]
    assert [one["members"] for one in listed] == [[{"login": "ann@shop.example", "name": "Ann"}]]
    await admin.post("/Repairs/members", {"login": "ann@shop.example", "is_member": False})
    assert not (await ann.get("/teams")).json()["teams"][0]["is_mine"]
    await admin.post("/Repairs/members", {"login": "ann@shop.example"})
    assert (await admin.post("/Repairs/empty")).json()["teams"][0]["members"] == []
    mia = await office.seat("mia", Role.MERCHANT)
    await mia.client.aclose()
    for login in ("mia@shop.example", "nobody@shop.example"):
        refused = await admin.post("/Repairs/members", {"login": login})
        assert (refused.status_code, "accepted" in refused.json()["detail"]) == (422, True)


async def test_only_admins_make_teams(admin: Admin, ann: Seat, bob: Seat) -> None:
    await admin.make("Repairs")
    for seat in (ann, bob):
        headers = {"X-Shoptalk-CSRF": seat.csrf}
        for path in ("", "/Repairs/rename", "/Repairs/members", "/Repairs/empty", "/Repairs/remove"):
            body = {"name": "Mine", "login": "ann@shop.example"}
            assert (await seat.client.post(f"{PEOPLE}/teams{path}", json=body, headers=headers)).status_code == 403
        assert (await seat.client.get(f"{PEOPLE}/teams")).status_code == 403
    assert [one["name"] for one in (await ann.get("/teams")).json()["teams"]] == ["Repairs"]


async def test_passing_on_while_the_team_is_removed_leaves_no_name_behind(
    office: Office, admin: Admin, ann: Seat
) -> None:
    for number in range(4):
        await admin.make(f"Team {number}")
        talk = await office.waiting()
        passed, removed = await asyncio.gather(
            ann.post(f"/conversations/{talk}/transfer", {"team": f"Team {number}"}),
            admin.post(f"/Team%20{number}/remove"),
        )
        assert (removed.status_code, passed.status_code in (200, 422)) == (200, True)
        assert (await entry_of(ann, talk))["team"] is None
