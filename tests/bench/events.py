"""A conversation's event stream, read as the widget reads it."""

import asyncio
import json
import time
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.bench.errors import BenchFailed
from tests.bench.product import ProductTalk


@dataclass(frozen=True)
class SentEvent:
    """One server-sent event, and when it came on the monotonic clock."""

    kind: str
    data: dict[str, Any]
    at: float


async def read_events(lines: AsyncIterable[str]) -> AsyncIterator[SentEvent]:
    """Events of an SSE body by its lines; comments, ids and retry times are passed over (WHATWG HTML, 9.2.6)."""
    kind, data = "message", list[str]()
    async for line in lines:
        name, _, value = line.partition(":")
        if not line:
            if data:
                yield SentEvent(kind, json.loads("\n".join(data)), time.monotonic())
            kind, data = "message", []
        elif name == "event":
            kind = value.removeprefix(" ")
        elif name == "data":
            data.append(value.removeprefix(" "))


class EventStream:
    """The events of one conversation as they come."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[SentEvent] = asyncio.Queue()

    def forget(self) -> None:
        """Drops what has come so far."""
        while not self._waiting.empty():
            self._waiting.get_nowait()

    async def next(self) -> SentEvent:
        return await self._waiting.get()

    async def listen(self, lines: AsyncIterable[str]) -> None:
        """Takes events in until the stream ends."""
        async for event in read_events(lines):
            self._waiting.put_nowait(event)


@asynccontextmanager
async def event_stream(talk: ProductTalk) -> AsyncIterator[EventStream]:
    """Opens the stream; raises `BenchFailed` when it is refused."""
    async with talk.client.stream("GET", f"{talk.path}/events", headers=talk.headers) as response:
        if response.status_code != 200:
            raise BenchFailed(f"{talk.path}/events answered {response.status_code}: {await response.aread()!r}")
        stream = EventStream()
        listening = asyncio.create_task(stream.listen(response.aiter_lines()))
        try:
            yield stream
        finally:
            listening.cancel()
            await asyncio.wait([listening])
