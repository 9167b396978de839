"""A stream of the shop's people ends with the session that opened it, whoever ends that and wherever."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.people.model import Person, Role, Session
from bot.web.open_streams import OpenStreams
from tests.command_line import Bot
from tests.people.conftest import ANNS
from tests.web.office import DESK, Office, Seat

SOON = 10.0
"""Seconds: many looks of the service, of which each should do; a busy machine has its time."""
SOME_LOOKS = 2.5
"""Seconds in which the service has looked more than once."""


@asynccontextmanager
async def listening(seat: Seat, talk: str) -> AsyncIterator[list[asyncio.Task[None]]]:
    """The stream of the desk and that of a conversation, both begun; each is done when it has ended."""
    begun: list[asyncio.Event] = [asyncio.Event(), asyncio.Event()]

    async def read(path: str, event: asyncio.Event) -> None:
        async with seat.client.stream("GET", f"{DESK}{path}") as response:
            assert response.status_code == 200
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    event.set()

    paths = ("/events", f"/conversations/{talk}/events")
    tasks = [asyncio.create_task(read(path, event)) for path, event in zip(paths, begun, strict=True)]
    try:
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in begun)), 20)
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def all_ended(streams: list[asyncio.Task[None]]) -> None:
    """Returns once they have; raises `TimeoutError` where they do not."""
    await asyncio.wait_for(asyncio.gather(*streams), SOON)


async def test_a_revoked_session_hears_no_more(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    elsewhere = await ann.client.get("/api/v1/people/sessions")
    (session,) = elsewhere.json()["sessions"]
    headers = {"X-Shoptalk-CSRF": ann.csrf}
    async with listening(ann, talk) as streams:
        revoked = await ann.client.post(f"/api/v1/people/sessions/{session['id']}/revoke", json={}, headers=headers)
        assert revoked.status_code == 200
        await all_ended(streams)
    assert (await ann.get("/events")).status_code == 401


async def test_an_account_made_inactive_by_another_process_hears_no_more(
    office: Office, ann: Seat, bob: Seat, tmp_path: Path
) -> None:
    talk = await office.waiting()
    async with listening(ann, talk) as streams, listening(bob, talk) as others:
        changed = await asyncio.to_thread(Bot(tmp_path), "user", "change", "ann@shop.example", "--inactive")
        assert changed.returncode == 0, changed.stderr
        await all_ended(streams)
        assert not any(stream.done() for stream in others), "who is still signed in listens on"


async def test_who_has_lost_the_role_hears_no_more(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    async with listening(ann, talk) as streams:
        await office.accounts.change("ann@shop.example", "staff:test", role=Role.MERCHANT)
        await all_ended(streams)
    assert (await ann.get("/events")).status_code == 403


async def test_only_the_browser_that_was_signed_out_hears_no_more(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    async with httpx.AsyncClient(base_url=office.url, trust_env=False, timeout=20) as client:
        login = {"login": "ann@shop.example", "password": ANNS}
        other = Seat(client, (await client.post("/api/v1/people/sign-in", json=login)).json()["csrf"])
        async with listening(ann, talk) as streams, listening(other, talk) as others:
            headers = {"X-Shoptalk-CSRF": other.csrf}
            assert (await client.post("/api/v1/people/sign-out", json={}, headers=headers)).status_code == 200
            await all_ended(others)
            await asyncio.sleep(SOME_LOOKS)
            assert not any(stream.done() for stream in streams)


class Stumbling:
    """The store, at whose first look something fails that nobody thought of; no session lasts."""

    def __init__(self) -> None:
        self.looks = 0

    async def lasting(self, session_ids: Collection[str]) -> Mapping[str, Session]:
        self.looks += 1
        if self.looks == 1:
            raise RuntimeError("nobody thought of this")
        return {}


def session_of(id_: str) -> Session:
    now = datetime.now(UTC)
    ann = Person("p1", "ann@shop.example", "Ann", Role.AGENT, True, True, False)
    return Session(id_, ann, now, now, "", "")


class Slow:
    """The store, whose answers wait for a word; every session lasts."""

    def __init__(self) -> None:
        self.asked, self.answers = asyncio.Event(), asyncio.Event()

    async def lasting(self, session_ids: Collection[str]) -> Mapping[str, Session]:
        self.asked.set()
        await self.answers.wait()
        return {id_: session_of(id_) for id_ in session_ids}


async def test_a_stream_that_is_opened_during_a_look_is_not_ended_by_it() -> None:
    store = Slow()
    streams = OpenStreams(store, look_seconds=0.01)
    with streams.of(session_of("s1"), Role.AGENT) as first:
        await asyncio.wait_for(store.asked.wait(), 20)
        with streams.of(session_of("s2"), Role.AGENT) as second:
            store.answers.set()
            await asyncio.sleep(0.05)
            assert not first.is_set()
            assert not second.is_set()


async def test_a_look_that_failed_is_not_the_last(caplog: pytest.LogCaptureFixture) -> None:
    store = Stumbling()
    with OpenStreams(store, look_seconds=0.01).of(session_of("s1"), Role.AGENT) as ended:
        await asyncio.wait_for(ended.wait(), 20)
    assert store.looks >= 2
    assert "nobody thought of this" in caplog.text
