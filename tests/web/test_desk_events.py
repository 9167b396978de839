"""The desk's own stream: which conversations have changed, told to its people alone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bot.conversation.announcing import announce
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.dialogue import parts
from bot.people.model import Role
from tests.web.office import DESK, Office, Seat

Told = AsyncIterator[list[str]]


@asynccontextmanager
async def listening(seat: Seat) -> AsyncIterator[Told]:
    """The conversations that each event names; the first, which names none, has come."""
    async with seat.client.stream("GET", f"{DESK}/events") as response:
        assert response.status_code == 200
        told = _told(response)
        assert await asyncio.wait_for(anext(told), 20) == []
        yield told


async def _told(response: httpx.Response) -> Told:
    async for line in response.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))["conversations"]


async def say(office: Office, talk: str, words: str) -> None:
    async with office.world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        await held.say(Author.SHOPPER, [parts.text(words)])
        await held.save()
    await announce(office.bus, held.events)


async def test_what_is_said_and_done_anywhere_is_told_in_small(office: Office, ann: Seat, bob: Seat) -> None:
    one, other = await office.waiting(), await office.waiting()
    async with listening(ann) as told:
        await say(office, one, "hello?")
        assert await asyncio.wait_for(anext(told), 20) == [one]
        await bob.post(f"/conversations/{other}/take")
        assert await asyncio.wait_for(anext(told), 20) == [other]
        await ann.post(f"/conversations/{other}/take?over=true")
        assert await asyncio.wait_for(anext(told), 20) == [other], "the shopper is told nothing, and the desk must know"
    (entry,) = (await ann.get(f"/handoffs?conversation={other}")).json()["handoffs"]
    assert (entry["conversation_id"], entry["is_mine"]) == (other, True)
    assert (await ann.get("/handoffs?conversation=c_none")).json() == {"handoffs": []}


async def test_what_comes_at_once_is_one_event(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    async with listening(ann) as told:
        await asyncio.gather(*(say(office, talk, f"line {n}") for n in range(5)))
        heard = [await asyncio.wait_for(anext(told), 20)]
        await say(office, await office.waiting(), "another")
        heard.append(await asyncio.wait_for(anext(told), 20))
        assert heard[0] == [talk]
        assert talk not in heard[-1] or len(heard) <= 3


async def test_a_merchants_talk_is_never_told(office: Office, ann: Seat) -> None:
    theirs = (await office.world.conversations.begin("en", {}, "merchant")).id
    talk = await office.waiting()
    async with listening(ann) as told:
        await say(office, theirs, "what sells best?")
        await say(office, talk, "hello?")
        assert await asyncio.wait_for(anext(told), 20) == [talk]


async def test_only_people_of_the_desk_listen(office: Office) -> None:
    merchant = await office.seat("mia", Role.MERCHANT)
    assert (await merchant.get("/events")).status_code == 403
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as stranger:
        assert (await stranger.get(f"{DESK}/events")).status_code == 401
    await merchant.client.aclose()
