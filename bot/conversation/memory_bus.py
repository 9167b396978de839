"""Events carried within one process."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.conversation.bus import desk_news
from bot.conversation.model import Event, EventType

_LONGEST_QUEUE = 256
_ENDS = {
    EventType.MESSAGE_ADDED: "id",
    EventType.MESSAGE_REPLACED: "id",
    EventType.MESSAGE_WITHDRAWN: "message_id",
}
"""What ends a stream, and where it names the message."""


class Listener:
    """One listener's bounded queue, read as an iterator that ends when the listener was too slow or the bus closes."""

    def __init__(self, longest: int) -> None:
        # One place more than events may take, for the end.
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(longest + 1)
        self._longest = longest
        self._ended = False

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        event = await self._queue.get()
        if event is None:
            self._queue.put_nowait(None)  # whoever reads on hears of the end again
            raise StopAsyncIteration
        return event

    def put(self, event: Event) -> None:
        if self._ended:
            return
        if self._queue.qsize() >= self._longest:
            self.end()
        else:
            self._queue.put_nowait(event)

    def end(self) -> None:
        """What was queued is still read."""
        if not self._ended:
            self._ended = True
            self._queue.put_nowait(None)


@dataclass
class Streamed:
    """A reply that is being streamed."""

    message_id: str
    text: str = ""

    def events(self, conversation_id: str) -> list[Event]:
        """The same from its beginning: `message.started` and one delta."""
        named = {"message_id": self.message_id}
        started = Event(conversation_id, EventType.MESSAGE_STARTED, named)
        if not self.text:
            return [started]
        return [started, Event(conversation_id, EventType.MESSAGE_DELTA, {**named, "text": self.text})]


class MemoryBus:
    """A `MessageBus` for a single process."""

    def __init__(self, longest_queue: int = _LONGEST_QUEUE) -> None:
        self._longest = longest_queue
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._streams: dict[str, Streamed] = {}

    async def publish(self, event: Event) -> None:
        self._note_stream(event)
        self.hand_out(event)
        if event.id is not None:
            self.hand_out(desk_news(event.conversation_id))

    def hand_out(self, event: Event) -> None:
        """To the listeners of this process alone."""
        for listener in tuple(self._listeners.get(event.conversation_id, ())):
            listener.put(event)

    async def hear(self, event: Event) -> None:
        await self.publish(event)

    @asynccontextmanager
    async def subscribe(self, conversation_id: str) -> AsyncIterator[AsyncIterator[Event]]:
        listener = Listener(self._longest)
        self._listeners[conversation_id].add(listener)
        try:
            yield listener
        finally:
            self._leave(conversation_id, listener)

    async def streamed_so_far(self, conversation_id: str) -> list[Event]:
        stream = self._streams.get(conversation_id)
        return [] if stream is None else stream.events(conversation_id)

    def end(self, conversation_id: str) -> None:
        """Ends its listeners, who come again."""
        for listener in tuple(self._listeners.get(conversation_id, ())):
            listener.end()

    async def ping(self) -> None:
        """Always there."""

    async def close(self) -> None:
        """Ends every listener."""
        for listener in [listener for listeners in self._listeners.values() for listener in listeners]:
            listener.end()

    def _leave(self, conversation_id: str, listener: Listener) -> None:
        listeners = self._listeners[conversation_id]
        listeners.discard(listener)
        if not listeners:
            del self._listeners[conversation_id]

    def _note_stream(self, event: Event) -> None:
        stream = self._streams.get(event.conversation_id)
        if event.type is EventType.MESSAGE_STARTED:
            self._streams[event.conversation_id] = Streamed(event.payload["message_id"])
        elif stream is None:
            return
        elif event.type is EventType.MESSAGE_DELTA and event.payload["message_id"] == stream.message_id:
            stream.text += event.payload["text"]
        elif (ends := _ENDS.get(event.type)) and event.payload[ends] == stream.message_id:
            del self._streams[event.conversation_id]
