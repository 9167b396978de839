"""Typing and read marks of both sides, and colleagues who see each other."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Event, EventType, Status
from bot.dialogue import parts
from bot.people.model import Role
from tests.web.office import DESK, Office, Seat
from tests.web.service import Service, Session


async def _hand_over(running: Service, session: Session) -> str:
    """A person has the conversation; the id of what they said."""
    async with running.home.database.transaction() as connection:
        held = await LockedConversation.take(connection, session.id)
        held.move_to(Status.ASSIGNED)
        message = await held.say(Author.AGENT, [parts.text("Ann here.")])
        await held.save()
    return message.id


async def _next(events: AsyncIterator[dict[str, Any]], kind: str) -> Any:
    async with asyncio.timeout(20):
        async for event in events:
            if event["type"] == kind:
                return event["told"]


async def test_the_shoppers_typing_is_told_while_a_person_has_the_conversation(running: Service) -> None:
    session = await running.begin()
    async with session.events() as events:
        assert (await session.post("typing", {"active": True})).status_code == 204
        await _hand_over(running, session)
        assert (await session.post("typing", {"active": False})).status_code == 204
        told = await _next(events, "typing")
        assert told == {"active": False, "author": "shopper"}, "the bot was not told of the first"


async def test_what_the_shopper_has_seen_is_kept_and_never_goes_back(running: Service) -> None:
    session = await running.begin()
    first = (await session.post("messages?wait=true", {"text": "hello"})).json()["message_id"]
    newest = await _hand_over(running, session)
    async with session.events() as events:
        assert (await session.post("seen", {"message_id": newest})).status_code == 204
        assert await _next(events, "seen") == {"by": "shopper", "message_id": newest}
    assert (await session.post("seen", {"message_id": first})).status_code == 204
    seen = await session.client.get(f"{session.url}/seen", headers=session.headers)
    assert seen.json() == {"shopper": newest, "agent": None}
    assert [message["author"] for message in await session.history()][-1] == "agent", "a mark is no message"


async def test_signs_are_of_the_own_conversation_alone_and_bounded(running: Service) -> None:
    mine, other = await running.begin(), await running.begin()
    foreign = (await other.post("messages?wait=true", {"text": "hello"})).json()["message_id"]
    assert (await mine.post("seen", {"message_id": foreign})).status_code == 404
    for path, body in (("typing", {"active": True}), ("seen", {"message_id": foreign})):
        stranger = await mine.client.post(f"{other.url}/{path}", json=body, headers=mine.headers)
        assert stranger.status_code == 401
    assert (await mine.client.get(f"{other.url}/seen", headers=mine.headers)).status_code == 401
    assert (await mine.post("typing", {"active": True, "text": "what I write"})).status_code == 422
    statuses = [(await mine.post("typing", {"active": True})).status_code for _ in range(90)]
    # One more is let through with every second that this takes.
    assert (statuses[0], 429 in statuses) == (204, True)


async def _heard(office: Office, talk: str, seat: Seat, state: str) -> list[dict[str, Any]]:
    """What the shopper's side of a conversation hears of what somebody at the desk does in it."""
    async with office.bus.subscribe(talk) as live:
        assert (await seat.post(f"/conversations/{talk}/here", {"state": state})).status_code == 204
        # Whatever was told of it comes before this.
        await office.bus.publish(Event(talk, EventType.CONVERSATION_UPDATED, {}))
        heard = []
        async with asyncio.timeout(20):
            async for event in live:
                if event.type is EventType.CONVERSATION_UPDATED:
                    break
                heard.append(dict(event.payload))
        return heard


async def test_the_shopper_sees_the_one_type_who_has_the_conversation_and_nobody_else(
    office: Office, ann: Seat, bob: Seat
) -> None:
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    assert await _heard(office, talk, ann, "writing") == [{"active": True, "author": "agent"}]
    assert await _heard(office, talk, ann, "viewing") == [{"active": False, "author": "agent"}]
    assert await _heard(office, talk, bob, "writing") == []


async def test_colleagues_see_who_looks_and_who_writes(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    async with ann.client.stream("GET", f"{DESK}/events") as response:
        lines = response.aiter_lines()
        await bob.post(f"/conversations/{talk}/here", {"state": "writing"})

        async def presence() -> dict[str, Any]:
            kind = ""
            async for line in lines:
                kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
                if line.startswith("data: ") and kind == "desk.presence":
                    told: dict[str, Any] = json.loads(line.removeprefix("data: "))
                    return told
            raise AssertionError("the stream ended")

        told = await asyncio.wait_for(presence(), 20)
    assert (told["conversation_id"], told["state"], told["person"]["name"]) == (talk, "writing", "Bob")


async def test_only_the_one_who_has_it_marks_it_seen(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    newest = (await ann.get(f"/conversations/{talk}")).json()["messages"][-1]["id"]
    refused = await bob.post(f"/conversations/{talk}/seen", {"message_id": newest})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:shoptalk:problem:handoff-taken")
    assert (await ann.post(f"/conversations/{talk}/seen", {"message_id": newest})).status_code == 204
    assert (await bob.get(f"/conversations/{talk}/seen")).json() == {"shopper": None, "agent": newest}


async def test_signs_at_the_desk_are_its_peoples_and_of_shoppers_talks(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    theirs = (await office.world.conversations.begin("en", {}, "merchant")).id
    assert (await ann.post(f"/conversations/{theirs}/here", {"state": "viewing"})).status_code == 404
    assert (await ann.post(f"/conversations/{talk}/here", {"state": "dancing"})).status_code == 422
    merchant = await office.seat("mia", Role.MERCHANT)
    assert (await merchant.post(f"/conversations/{talk}/here", {"state": "viewing"})).status_code == 403
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as stranger:
        assert (await stranger.post(f"{DESK}/conversations/{talk}/here", json={})).status_code == 401
    await merchant.client.aclose()
