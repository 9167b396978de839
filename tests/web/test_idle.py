"""A session ends when its person does nothing, whatever their open page asks for by itself."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from bot.people.tables import sessions
from tests.web.office import Office, Seat
from tests.web.test_open_streams import SOME_LOOKS, all_ended, listening

IDLE = "X-Shoptalk-Idle"


async def nothing_is_done(office: Office, minutes: float) -> None:
    """As the time that a test has not got would."""
    seen_at = datetime.now(UTC) - timedelta(minutes=minutes)
    async with office.world.store.transaction() as connection:
        await connection.execute(update(sessions).values(seen_at=seen_at))


async def seen_at(ann: Seat) -> datetime:
    (session,) = (await ann.client.get("/api/v1/people/sessions")).json()["sessions"]
    return datetime.fromisoformat(session["seen_at"])


async def test_what_the_page_asks_by_itself_is_no_use_of_the_session(office: Office, ann: Seat) -> None:
    await nothing_is_done(office, 119)
    before = await seen_at(ann)
    assert (await ann.post("/presence")).status_code == 200
    assert (await ann.post("/presence", **{IDLE: "7300"})).status_code == 200
    assert (await ann.get("/handoffs")).status_code == 200
    assert (await ann.post("/presence", **{IDLE: "-1"})).status_code == 200
    assert (await ann.post("/presence", **{IDLE: "9" * 40})).status_code == 200
    assert await seen_at(ann) == before
    await nothing_is_done(office, 120)
    refused = await ann.post("/presence", **{IDLE: "0"})
    assert (refused.status_code, refused.json()["type"]) == (401, "urn:shoptalk:problem:session-idle")
    assert (await ann.client.get("/api/v1/people/me")).json()["type"] == "urn:shoptalk:problem:session-idle"


async def test_what_a_person_does_in_the_page_is(office: Office, ann: Seat) -> None:
    await nothing_is_done(office, 119)
    begun = datetime.now(UTC)
    assert (await ann.post("/presence", **{IDLE: "10"})).status_code == 200
    ended = datetime.now(UTC)
    assert begun <= await seen_at(ann) + timedelta(seconds=10) <= ended
    await nothing_is_done(office, 119)
    begun = datetime.now(UTC)
    assert (await ann.client.get("/api/v1/people/me", headers={IDLE: "0"})).status_code == 200
    assert await seen_at(ann) >= begun, "those who have no seat at the desk as well"


async def test_another_sites_page_uses_no_session(office: Office, ann: Seat) -> None:
    await nothing_is_done(office, 119)
    elsewhere = {IDLE: "0", "Origin": "https://evil.example"}
    assert (await ann.post("/presence", **elsewhere)).status_code == 401
    assert datetime.now(UTC) - await seen_at(ann) > timedelta(minutes=118)


async def test_an_open_stream_ends_with_its_idle_session(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    async with listening(ann, talk) as streams:
        await nothing_is_done(office, 119)
        await asyncio.sleep(SOME_LOOKS)
        assert not any(stream.done() for stream in streams)
        await nothing_is_done(office, 120)
        await all_ended(streams)
    assert (await ann.get("/events")).status_code == 401


async def test_colleagues_do_not_see_who_has_done_nothing(office: Office, ann: Seat, bob: Seat) -> None:
    await ann.post("/presence")
    await nothing_is_done(office, 120)
    fresh = await office.sign_in("bob@shop.example")
    assert [one["name"] for one in (await fresh.post("/presence")).json()["people"]] == ["Bob"]
    await fresh.client.aclose()
