"""The event stream over real HTTP."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from bot.conversation.model import Event, EventType
from bot.conversation.stream import ReplyStream
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.storage.migrate import migrate
from bot.web import events as event_stream
from tests.cut_line import Cut, cut_line
from tests.servers import PostgresServer
from tests.web.service import Service, Session, service


async def _read(session: Session, after: int | None, until: int) -> list[dict[str, Any]]:
    read = []
    async with asyncio.timeout(30), session.events(after) as events:
        async for event in events:
            read.append(event)
            if event["id"] == until:
                break
    return read


async def test_what_happens_is_told_as_it_happens(running: Service) -> None:
    session = await running.begin()
    async with session.events() as events:
        first = await anext(events)
        assert first == {
            "id": 0,
            "type": "conversation.updated",
            "told": {"status": "bot", "language": "en"},
        }
        await session.post("messages", {"text": "hello"})
        heard = [await anext(events) for _ in range(4)]
    assert [(event["id"], event["type"]) for event in heard] == [
        (1, "message.added"),
        (None, "typing"),
        (2, "message.added"),
        (None, "typing"),
    ]
    assert heard[0]["told"]["author"] == "shopper"
    assert heard[2]["told"]["parts"] == [{"kind": "text", "text": "hello"}]


async def test_a_stream_cut_anywhere_is_resumed_without_loss_or_repetition(running: Service) -> None:
    session = await running.begin()
    talking = asyncio.create_task(_talk(session, 15))
    ids: list[int] = []
    while not ids or ids[-1] < 30:
        part = await _read(session, ids[-1] if ids else 0, until=(ids[-1] if ids else 0) + 4 if len(ids) < 26 else 30)
        ids += [event["id"] for event in part if event["id"] is not None]
    await talking
    assert ids == list(range(1, 31))


async def _talk(session: Session, times: int) -> None:
    for n in range(times):
        await session.ask(text=f"word {n}")


async def test_a_reader_who_comes_back_in_mid_reply_gets_it_whole(store_url: str, static: Path) -> None:
    gates = [asyncio.Event(), asyncio.Event()]
    async with service(store_url, static=static) as running:

        async def streaming(turn: Turn) -> Sequence[Part]:
            stream = ReplyStream(running.home.bus, turn.conversation_id, turn.reply_id)
            await stream.sentence("You have ")
            await stream.sentence("30 days.")
            gates[0].set()
            await gates[1].wait()
            return [parts.text("You have 30 days.")]

        assert isinstance(running.home.dialogue, ScriptedDialogue)
        running.home.dialogue.script = streaming
        session = await running.begin()
        await session.post("messages", {"text": "how long"})
        await gates[0].wait()
        async with session.events(1) as events:
            started, delta = await anext(events), await anext(events)
            assert (started["type"], delta["type"]) == ("message.started", "message.delta")
            assert delta["told"]["text"] == "You have 30 days."
            gates[1].set()
            added = await anext(events)
            assert (added["id"], added["type"]) == (2, "message.added")
            assert started["told"]["message_id"] == added["told"]["id"]


async def test_a_silent_stream_has_a_pulse(running: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream.send_events, "__defaults__", (0.05,))
    session = await running.begin()
    url = f"{session.url}/events"
    async with running.client.stream("GET", url, headers=session.headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        seen = ""
        async for text in response.aiter_text():
            seen += text
            if seen.count(": still here") >= 3:
                break


@pytest.mark.parametrize("value", ["abc", "-1", "1.5", "9" * 30])
async def test_a_bad_last_event_id_is_refused(running: Service, value: str) -> None:
    session = await running.begin()
    answer = await running.client.get(f"{session.url}/events", headers={**session.headers, "Last-Event-ID": value})
    assert answer.status_code == 422


async def test_a_face_that_left_is_forgotten(running: Service) -> None:
    session = await running.begin()
    async with session.events() as events:
        await anext(events)
        assert running.home.feed._watched
    for _ in range(100):
        if not running.home.feed._watched:
            break
        await asyncio.sleep(0.02)
    assert not running.home.feed._watched


async def test_two_tabs_hear_the_same(running: Service) -> None:
    session = await running.begin()
    readers = [asyncio.create_task(_read(session, 0, until=12)) for _ in range(2)]
    await asyncio.gather(*(session.ask(text=f"tab {n}") for n in range(6)))
    one, two = [[event for event in await reader if event["id"]] for reader in readers]
    assert one == two
    assert [event["id"] for event in one] == list(range(1, 13))


async def test_a_stream_whose_store_is_cut_off_ends_and_its_reader_is_told_when_to_come_again(
    postgres: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    url = postgres.new_database()
    await migrate(url)
    async with cut_line(make_url(url).port or 0) as line:
        over_it = make_url(url).set(port=line.port).render_as_string(hide_password=False)
        async with service(over_it) as opened:
            session = await opened.begin()
            async with session.events(0) as events:
                await session.ask(text="hello")
                assert [(await anext(events))["id"] for _ in range(2)] == [1, None]
                line.cut(Cut.BROKEN)
                # One before it was missed, which only the store could tell.
                await opened.home.bus.publish(Event(session.id, EventType.CONVERSATION_UPDATED, {}, 9))
                async with asyncio.timeout(30):
                    rest = [event["id"] async for event in events]
            assert rest in ([2, None], [None, 2, None])
            refused = await opened.client.get(f"{session.url}/events", headers=session.headers)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
            line.heal()
            assert [event["id"] for event in await _read(session, 0, until=2)] == [1, 2]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
