"""What every message bus does, in process or over Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.conversation.bus import DESK, MessageBus, desk_news
from bot.conversation.ids import new_id
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.model import Event, EventType
from bot.conversation.redis_bus import RedisBus
from bot.conversation.stream import ReplyStream
from bot.errors import BusUnavailable, ConfigurationError

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
    async with asyncio.timeout(5):
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
            assert await asyncio.wait_for(anext(live, None), 5) is None


async def test_the_bus_answers_a_ping(buses: Open) -> None:
    await buses().ping()


async def test_a_redis_that_is_away_is_named(conversation_id: str) -> None:
    bus = RedisBus.open("redis://127.0.0.1:1/0")
    for act in (bus.ping(), bus.publish(_stored(conversation_id, 1)), bus.streamed_so_far(conversation_id)):
        with pytest.raises(BusUnavailable):
            await act
    with pytest.raises(BusUnavailable):
        async with bus.subscribe(conversation_id):
            pass
    await bus.close()


async def test_listeners_of_a_broken_link_are_ended_and_new_ones_served(redis_url: str, conversation_id: str) -> None:
    bus = RedisBus.open(redis_url)
    async with bus.subscribe(conversation_id) as live:
        await bus._redis.client_kill_filter(_type="pubsub")
        async with asyncio.timeout(5):
            assert [event async for event in live] == []
    async with bus.subscribe(conversation_id) as live:
        await bus.publish(_stored(conversation_id, 1))
        assert (await _take(live, 1))[0].id == 1
    await bus.close()


def test_another_kind_of_url_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="BUS_URL"):
        RedisBus.open("http://127.0.0.1")
