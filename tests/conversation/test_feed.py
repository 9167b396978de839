"""A face hears every stored event once and in order, whatever the bus does."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import aclosing

import pytest

from bot.conversation.bus import MessageBus
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.model import Event, EventType
from bot.conversation.stream import ReplyStream
from bot.errors import ConversationNotFound
from tests.conversation.house import House, house


class ForgetfulBus(MemoryBus):
    """Loses every second stored event and repeats the others."""

    async def publish(self, event: Event) -> None:
        if event.id is None or event.id % 2:
            await super().publish(event)
            await super().publish(event)


async def _stored_ids(home: House, conversation_id: str, after: int | None, until: int) -> list[int]:
    async with aclosing(home.feed.follow(conversation_id, after)) as events:
        return await _ids(events, until)


async def _ids(events: AsyncIterator[Event], until: int) -> list[int]:
    ids = []
    async with asyncio.timeout(30):
        async for event in events:
            if event.id is not None:
                ids.append(event.id)
            if event.id == until:
                break
    return ids


@pytest.mark.parametrize("bus", [MemoryBus(), ForgetfulBus()], ids=["faithful", "forgetful"])
async def test_every_stored_event_comes_once_and_in_order(store_url: str, bus: MessageBus) -> None:
    async with house(store_url, bus=bus) as home:
        conversation = await home.begin()
        await home.ask(conversation, "0")
        listening = asyncio.create_task(_stored_ids(home, conversation.id, 0, until=41))
        for n in range(20):
            await home.ask(conversation, f"{n}")
        await home.ask(conversation, "last")
        assert await listening == list(range(1, 42))


async def test_it_resumes_after_any_id(home: House) -> None:
    conversation = await home.begin()
    for n in range(3):
        await home.ask(conversation, f"{n}")
    for after in range(6):
        assert await _stored_ids(home, conversation.id, after, until=6) == list(range(after + 1, 7))


async def test_without_an_id_it_begins_with_how_things_stand(home: House) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "你好")
    async with aclosing(home.feed.follow(conversation.id, None)) as events:
        first = await anext(events)
    assert (first.type, first.id) == (EventType.CONVERSATION_UPDATED, 3)
    assert first.payload == {"status": "bot", "language": "zh"}


async def test_an_id_that_was_never_given_begins_anew(home: House) -> None:
    conversation = await home.begin()
    async with aclosing(home.feed.follow(conversation.id, 900)) as events:
        assert (await anext(events)).id == 0
        await home.ask(conversation, "hello")
        assert await _ids(events, until=2) == [1, 2]


async def test_what_another_process_stored_is_found(store_url: str) -> None:
    async with house(store_url) as home, house(store_url) as other:  # each with a bus of its own
        conversation = await home.begin()
        async with aclosing(other.feed.follow(conversation.id, None)) as events:
            assert (await anext(events)).id == 0
            for text in ("a", "b"):
                await home.ask(conversation, text)
            assert await _ids(events, until=4) == [1, 2, 3, 4]


async def test_a_look_that_failed_is_not_the_last(
    store_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(store_url) as home, house(store_url) as other:
        conversation = await home.begin()
        look = other.store.last_event_ids
        outcomes = [RuntimeError("nobody thought of this")]

        async def stumbles_once(conversation_ids: Iterable[str]) -> Mapping[str, int]:
            if outcomes:
                raise outcomes.pop()
            return await look(conversation_ids)

        async with aclosing(other.feed.follow(conversation.id, None)) as events:
            assert (await anext(events)).id == 0
            monkeypatch.setattr(other.store, "last_event_ids", stumbles_once)
            await home.ask(conversation, "a")
            assert await _ids(events, until=2) == [1, 2]
        assert not outcomes
        assert "nobody thought of this" in caplog.text


async def test_a_reply_that_streams_is_told_so_far(home: House) -> None:
    conversation = await home.begin()
    stream = ReplyStream(home.bus, conversation.id, "m_1")
    await stream.sentence("One. ")
    async with aclosing(home.feed.follow(conversation.id, 0)) as events:
        begun = [await anext(events), await anext(events)]
        await stream.sentence("Two.")
        more = await anext(events)
    assert [event.payload.get("text") for event in [*begun, more]] == [None, "One. ", "Two."]


async def test_an_unknown_conversation_is_named(home: House) -> None:
    with pytest.raises(ConversationNotFound):
        await anext(home.feed.follow("c_x", None))


async def test_a_face_that_left_is_forgotten(home: House) -> None:
    conversation = await home.begin()
    async with aclosing(home.feed.follow(conversation.id, None)) as events:
        await anext(events)
    assert not home.feed._watched
    assert not home.feed._seen
