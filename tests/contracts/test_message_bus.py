"""What every message bus does, in process or over Redis."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress

import pytest
from redis.asyncio import Redis
from sqlalchemy.engine import make_url

from bot.conversation.bus import DESK, MessageBus, desk_news
from bot.conversation.ids import new_id
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.model import Event, EventType
from bot.conversation.redis_bus import RedisBus
from bot.conversation.stream import ReplyStream
from bot.errors import BusUnavailable, ConfigurationError
from tests.cut_line import Cut, cut_line

Open = Callable[[], MessageBus]


@pytest.fixture(params=["memory", "redis"])
async def buses(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    """Opens buses that carry the same events: one for each process that a test plays."""
    opened: list[MemoryBus | RedisBus] = []

    def open_bus() -> MessageBus:
        if request.param == "redis":
            opened.append(RedisBus.open(request.getfixturevalue("redis_url")))
        elif not opened:
            opened.append(MemoryBus())
        return opened[-1]

    yield open_bus
    for bus in opened:
        await bus.close()


@pytest.fixture
def conversation_id() -> str:
    return new_id("c")


def _stored(conversation_id: str, number: int) -> Event:
    return Event(conversation_id, EventType.MESSAGE_ADDED, {"id": f"m{number}", "parts": ["你好"]}, number)


async def _take(live: AsyncIterator[Event], count: int) -> list[Event]:
    async with asyncio.timeout(20):
        return [await anext(live) for _ in range(count)]


async def test_everyone_who_listens_hears_everything_in_order(buses: Open, conversation_id: str) -> None:
    sender, receiver = buses(), buses()
    told = [_stored(conversation_id, n) for n in range(1, 21)]
    async with receiver.subscribe(conversation_id) as one, receiver.subscribe(conversation_id) as two:
        for event in told:
            await sender.publish(event)
        assert await _take(one, 20) == told
        assert await _take(two, 20) == told


async def test_a_conversation_is_heard_by_its_own_listeners_alone(buses: Open, conversation_id: str) -> None:
    bus = buses()
    other = new_id("c")
    async with bus.subscribe(conversation_id) as live, bus.subscribe(other) as elsewhere:
        await bus.publish(_stored(other, 1))
        await bus.publish(_stored(conversation_id, 1))
        assert (await _take(live, 1))[0].conversation_id == conversation_id
        assert (await _take(elsewhere, 1))[0].conversation_id == other


async def test_nothing_is_missed_from_the_moment_of_entering(buses: Open, conversation_id: str) -> None:
    sender, receiver = buses(), buses()
    for n in range(1, 11):
        async with receiver.subscribe(conversation_id) as live:
            await sender.publish(_stored(conversation_id, n))
            assert (await _take(live, 1))[0].id == n


async def test_a_listener_too_slow_is_ended_after_what_it_had(conversation_id: str) -> None:
    bus = MemoryBus(longest_queue=3)
    async with bus.subscribe(conversation_id) as live:
        for n in range(1, 10):
            await bus.publish(_stored(conversation_id, n))
        assert [event.id async for event in live] == [1, 2, 3]


async def test_a_reply_that_streams_is_told_whole_to_whoever_comes_late(buses: Open, conversation_id: str) -> None:
    sender, receiver = buses(), buses()
    stream = ReplyStream(sender, conversation_id, "m_reply")
    await stream.sentence("You have 30 days")
    await stream.sentence(" to return it.")
    started, delta = await receiver.streamed_so_far(conversation_id)
    assert (started.type, started.payload) == (EventType.MESSAGE_STARTED, {"message_id": "m_reply"})
    assert delta.payload == {"message_id": "m_reply", "text": "You have 30 days to return it."}
    await stream.replace("I do not know.")
    assert (await receiver.streamed_so_far(conversation_id))[1].payload["text"] == "I do not know."


async def test_a_stored_reply_ends_its_stream(buses: Open, conversation_id: str) -> None:
    bus = buses()
    await ReplyStream(bus, conversation_id, "m7").sentence("Hello")
    await bus.publish(_stored(conversation_id, 6))
    assert len(await bus.streamed_so_far(conversation_id)) == 2
    await bus.publish(_stored(conversation_id, 7))
    assert await bus.streamed_so_far(conversation_id) == []


async def test_the_desk_is_told_once_of_every_stored_event_and_of_no_passing_one(
    buses: Open, conversation_id: str
) -> None:
    sender, receiver = buses(), buses()
    async with receiver.subscribe(DESK) as live, receiver.subscribe(conversation_id) as own:
        await sender.publish(Event(conversation_id, EventType.TYPING, {"active": True}))
        await sender.publish(_stored(conversation_id, 1))
        await sender.publish(desk_news("c_other"))
        told = await _take(live, 2)
        assert [event.payload for event in told] == [
            {"conversations": [conversation_id]},
            {"conversations": ["c_other"]},
        ]
        assert {event.type for event in told} == {EventType.DESK_CHANGED}
        assert [event.type for event in await _take(own, 2)] == [EventType.TYPING, EventType.MESSAGE_ADDED]


async def test_whoever_reads_on_after_the_end_hears_of_it_again(conversation_id: str) -> None:
    bus = MemoryBus()
    async with bus.subscribe(conversation_id) as live:
        await bus.close()
        for _ in range(2):
            assert await asyncio.wait_for(anext(live, None), 20) is None


async def test_the_bus_answers_a_ping(buses: Open) -> None:
    await buses().ping()


async def test_what_was_found_in_the_store_is_told_in_this_process_alone(buses: Open, conversation_id: str) -> None:
    bus = buses()
    async with bus.subscribe(conversation_id) as live:
        await bus.hear(_stored(conversation_id, 3))
        assert (await _take(live, 1))[0].id == 3


async def test_a_redis_that_is_away_is_named(conversation_id: str) -> None:
    bus = RedisBus.open("redis://127.0.0.1:1/0")
    for act in (bus.ping(), bus.publish(_stored(conversation_id, 1)), bus.streamed_so_far(conversation_id)):
        with pytest.raises(BusUnavailable):
            await act
    await bus.close()


async def _until_heard(bus: MessageBus, live: AsyncIterator[Event], conversation_id: str) -> None:
    """Returns once an event comes through again; what is told while the link is down may be lost."""
    async with asyncio.timeout(60):
        coming = asyncio.ensure_future(anext(live))
        while not coming.done():
            with suppress(BusUnavailable):
                await bus.publish(_stored(conversation_id, 9))
            await asyncio.wait({coming}, timeout=0.1)
        assert coming.result().id == 9


@pytest.mark.parametrize("how", Cut)
async def test_listeners_outlive_a_redis_that_was_cut_off(redis_url: str, conversation_id: str, how: Cut) -> None:
    async with cut_line(make_url(redis_url).port or 0) as line:
        bus = RedisBus.open(f"redis://127.0.0.1:{line.port}/0", quiet_seconds=1.0)
        async with bus.subscribe(conversation_id) as live, bus.subscribe(DESK) as desk:
            await bus.publish(_stored(conversation_id, 1))
            assert (await _take(live, 1))[0].id == 1
            line.cut(how)
            begun = time.monotonic()
            for _ in range(10):
                with pytest.raises(BusUnavailable):
                    await bus.publish(_stored(conversation_id, 2))
            assert time.monotonic() - begun < 12, "who comes after the first is told at once"
            async with bus.subscribe(conversation_id) as late:
                await bus.hear(_stored(conversation_id, 2))
                assert [(await _take(each, 1))[0].id for each in (live, late)] == [2, 2]
                line.heal()
                await asyncio.gather(*(_until_heard(bus, each, conversation_id) for each in (live, late)))
                async with asyncio.timeout(20):
                    assert all([event.type is EventType.DESK_CHANGED async for event in desk]), "and it reads anew"
        await bus.close()


async def test_an_event_of_a_newer_version_is_passed_over(redis_url: str, conversation_id: str) -> None:
    bus, newer = RedisBus.open(redis_url), Redis.from_url(redis_url)
    async with bus.subscribe(conversation_id) as live, bus.subscribe(DESK) as desk:
        sung = json.dumps({"id": 1, "type": "message.sung", "payload": {}})
        await newer.publish(f"shoptalk:events:{conversation_id}", sung)
        await bus.publish(_stored(conversation_id, 2))
        assert (await _take(live, 1))[0].id == 2
        assert (await _take(desk, 1))[0].type is EventType.DESK_CHANGED, "the link was not dropped for it"
    await newer.aclose()
    await bus.close()


async def test_the_link_is_made_anew_after_what_nobody_thought_of(
    redis_url: str, conversation_id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bus, failed = RedisBus.open(redis_url), asyncio.Event()

    def fails(_bus: MemoryBus, _event: Event) -> None:
        failed.set()
        raise RuntimeError("nobody thought of this")

    async with bus.subscribe(conversation_id) as live:
        with monkeypatch.context() as broken:
            broken.setattr(MemoryBus, "hand_out", fails)
            await bus.publish(_stored(conversation_id, 1))
            async with asyncio.timeout(20):
                await failed.wait()
        await _until_heard(bus, live, conversation_id)
    await bus.close()
    assert "nobody thought of this" in caplog.text


async def test_a_thousand_listeners_are_not_kept_waiting_one_after_the_other(redis_url: str) -> None:
    async with cut_line(make_url(redis_url).port or 0) as line:
        bus = RedisBus.open(f"redis://127.0.0.1:{line.port}/0")
        line.cut(Cut.SILENT)
        async with asyncio.timeout(60), AsyncExitStack() as listening:
            coming = [listening.enter_async_context(bus.subscribe(new_id("c"))) for _ in range(1000)]
            await asyncio.gather(*coming)
        await bus.close()


def test_another_kind_of_url_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="BUS_URL"):
        RedisBus.open("http://127.0.0.1")
