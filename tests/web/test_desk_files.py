"""Notes, tags, passing on and closing with a reason; no word of a note ever reaches the shopper."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.commerce.changes import EraseCustomer
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, HandoffState
from bot.conversation.tables import desk_notes, desk_tags, events, handoffs, messages
from bot.dialogue import parts
from bot.people.model import Role
from tests.web.office import DESK, Office, Seat

SECRET = "She has called three times 她来过三次电话"


async def file_of(seat: Seat, talk: str) -> dict[str, Any]:
    answer = await seat.get(f"/conversations/{talk}/file")
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def id_of(seat: Seat, name: str) -> str:
    colleagues = (await seat.get("/colleagues")).json()["colleagues"]
    return next(str(one["id"]) for one in colleagues if one["name"] == name)


async def test_a_note_is_read_by_colleagues_with_who_wrote_it(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    assert (await ann.post(f"/conversations/{talk}/notes", {"text": SECRET})).status_code == 201
    (note,) = (await file_of(bob, talk))["notes"]
    assert (note["author"], note["text"]) == ("Ann", SECRET)
    for text in ("", "x" * 2001, "4111 1111 1111 1111"):
        assert (await ann.post(f"/conversations/{talk}/notes", {"text": text})).status_code == 422


async def test_no_word_of_a_note_is_in_anything_that_a_shopper_is_told(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    async with office.bus.subscribe(talk) as live:
        await ann.post(f"/conversations/{talk}/take")
        await ann.post(f"/conversations/{talk}/notes", {"text": SECRET})
        await ann.post(f"/conversations/{talk}/tags", {"tag": "angry"})
        body = {"colleague": await id_of(ann, "Bob"), "note": SECRET}
        assert (await ann.post(f"/conversations/{talk}/transfer", body)).status_code == 200
        await bob.post(f"/conversations/{talk}/close", {"reason": "solved"})
        told: list[Any] = []
        while not told or told[-1].payload.get("status") != "closed":
            told.append(await anext(live))
    history = [message.to_json() for message in await office.world.conversations.history(talk)]
    stored = [dict(event.payload) for event in await office.world.conversations.events_after(talk, 0)]
    async with office.world.store.reading() as connection:
        tables = [
            [tuple(row) for row in await connection.execute(select(table))] for table in (messages, events, handoffs)
        ]
    everything = json.dumps([history, stored, [dict(event.payload) for event in told]]) + repr(tables)
    for piece in ("called three times", json.dumps("三次电话")[1:-1], "三次电话", "angry"):
        assert piece not in everything


async def test_tags_are_set_once_taken_away_and_looked_for(office: Office, ann: Seat) -> None:
    talk, other = await office.waiting(), await office.waiting()
    for tag in ("Damaged  Goods", "damaged goods", "破损"):
        assert (await ann.post(f"/conversations/{talk}/tags", {"tag": tag})).status_code == 200
    assert (await file_of(ann, talk))["tags"] == ["damaged goods", "破损"]
    found = (await ann.client.get(f"{DESK}/conversations", params={"tag": "破损"})).json()["conversations"]
    assert [one["conversation_id"] for one in found] == [talk]
    await ann.post(f"/conversations/{talk}/tags", {"tag": "破损", "on": False})
    assert (await file_of(ann, talk))["tags"] == ["damaged goods"]
    log = await office.world.audit.entries(conversation_id=talk)
    told = [(entry.event.value, entry.actor, entry.before or entry.after) for entry in log]
    assert told == [
        ("tagged", "staff:ann@shop.example", {"tag": "damaged goods"}),
        ("tagged", "staff:ann@shop.example", {"tag": "破损"}),
        ("untagged", "staff:ann@shop.example", {"tag": "破损"}),
    ]
    statuses = [(await ann.post(f"/conversations/{other}/tags", {"tag": f"t{n}"})).status_code for n in range(11)]
    assert (statuses[-2], statuses[-1]) == (200, 422)


async def test_a_conversation_is_passed_on_whole_with_its_note(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    to_bob = {"colleague": await id_of(ann, "Bob"), "note": "please see to the lid"}
    assert (await bob.post(f"/conversations/{talk}/transfer", to_bob)).status_code == 409, "it is Ann's to pass on"
    assert (await ann.post(f"/conversations/{talk}/transfer", to_bob)).status_code == 200
    seen = (await bob.get(f"/conversations/{talk}")).json()
    assert (seen["handoff"]["is_mine"], seen["status"]) == (True, "assigned")
    assert seen["messages"][-1]["parts"] == [{"kind": "handoff", "status": "transferred", "agent": "Bob"}]
    assert (await file_of(bob, talk))["notes"][0]["text"] == "please see to the lid"
    assert (await ann.post(f"/conversations/{talk}/messages", {"text": "one word more"})).status_code == 409
    log = [entry.event for entry in await office.world.audit.entries(conversation_id=talk)]
    assert {"transferred", "noted"} <= {event.value for event in log}


async def test_a_team_waits_for_whoever_takes_it_first(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    await office.teams.make("Repairs", "staff:test")
    await ann.post(f"/conversations/{talk}/take")
    assert (await ann.post(f"/conversations/{talk}/transfer", {"team": " Repairs "})).status_code == 200
    seen = (await bob.get(f"/conversations/{talk}")).json()
    assert (seen["status"], seen["handoff"]["state"], seen["handoff"]["agent"]) == ("queued", "waiting", None)
    found = (await bob.client.get(f"{DESK}/conversations", params={"team": "Repairs"})).json()["conversations"]
    assert [one["handoff"]["team"] for one in found] == ["Repairs"]
    assert (await bob.post(f"/conversations/{talk}/take")).status_code == 200


@pytest.mark.parametrize("body", [{}, {"team": "a", "colleague": "b"}, {"colleague": "p_nobody"}, {"team": ""}])
async def test_nobody_knows_where_that_would_go(office: Office, ann: Seat, body: dict[str, str]) -> None:
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    assert (await ann.post(f"/conversations/{talk}/transfer", body)).status_code == 422
    assert (await ann.get(f"/conversations/{talk}")).json()["handoff"]["is_mine"]


async def test_a_refused_note_leaves_the_conversation_where_it_was(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    body = {"colleague": await id_of(ann, "Bob"), "note": "her card is 4111 1111 1111 1111"}
    assert (await ann.post(f"/conversations/{talk}/transfer", body)).status_code == 422
    assert (await ann.get(f"/conversations/{talk}")).json()["handoff"]["is_mine"]
    assert (await file_of(ann, talk))["notes"] == []


async def test_a_customers_erasure_takes_what_was_noted_of_them(office: Office, ann: Seat) -> None:
    talk = await office.waiting(customer="C-1")
    await ann.post(f"/conversations/{talk}/notes", {"text": SECRET})
    await ann.post(f"/conversations/{talk}/tags", {"tag": "angry"})
    await office.world.erasing.erase(EraseCustomer("C-1"), "key-1")
    assert await file_of(ann, talk) == {"notes": [], "tags": []}


async def test_closing_keeps_why(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    assert (await ann.post(f"/conversations/{talk}/close", {"reason": "bored"})).status_code == 422
    assert (await ann.post(f"/conversations/{talk}/close", {"reason": "solved"})).status_code == 200
    async with office.world.store.reading() as connection:
        row = (await connection.execute(select(handoffs).where(handoffs.c.conversation_id == talk))).one()
    assert (row.state, row.close_reason) == (HandoffState.ENDED.value, "solved")


@pytest.mark.parametrize("end", ["close", "return"])
async def test_what_the_shopper_has_just_said_is_read_before_the_end(office: Office, ann: Seat, end: str) -> None:
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    seen = (await ann.get(f"/conversations/{talk}")).json()["messages"][0]["id"]
    async with office.world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        late = await held.say(Author.SHOPPER, [parts.text("one more thing")])
        await held.save()
    refused = await ann.post(f"/conversations/{talk}/{end}", {"seen": seen})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:shoptalk:problem:said-meanwhile")
    assert (await ann.get(f"/conversations/{talk}")).json()["status"] == "assigned"
    assert (await ann.post(f"/conversations/{talk}/{end}", {"seen": late.id})).status_code == 200


async def test_only_people_of_the_desk_read_and_write_them(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    theirs = (await office.world.conversations.begin("en", {}, "merchant")).id
    assert (await ann.get(f"/conversations/{theirs}/file")).status_code == 404
    merchant = await office.seat("mia", Role.MERCHANT)
    assert (await merchant.get(f"/conversations/{talk}/file")).status_code == 403
    assert (await merchant.post(f"/conversations/{talk}/notes", {"text": "hi"})).status_code == 403
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as stranger:
        assert (await stranger.get(f"{DESK}/conversations/{talk}/file")).status_code == 401
        assert (await stranger.post(f"{DESK}/conversations/{talk}/tags", json={"tag": "x"})).status_code == 401
    async with office.world.store.reading() as connection:
        for table in (desk_notes, desk_tags):
            assert (await connection.execute(select(table))).first() is None
    await merchant.client.aclose()
