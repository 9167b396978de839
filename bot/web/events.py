"""A conversation's events as a text/event-stream (WHATWG HTML, section 9.2)."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from sanic import Request

from bot.conversation.model import Event
from bot.errors import InvalidInput, Unavailable

_log = logging.getLogger(__name__)
HEARTBEAT_SECONDS: Final = 15.0
_RETRY: Final = "retry: 1000\n\n"
_HEARTBEAT: Final = ": still here\n\n"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_LONGEST_ID: Final = 18


def last_event_id(request: Request) -> int | None:
    """Where the client wants to go on; None to begin with how things stand. Raises `InvalidInput`."""
    value = request.headers.get("last-event-id")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID):
        raise InvalidInput("Last-Event-ID: accepted is the id of an event of this stream, or 0 for everything")
    return int(value)


async def send_events(
    request: Request,
    events: AsyncGenerator[Event, None],
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
    *,
    until: asyncio.Event | None = None,
) -> None:
    """Streams until the client leaves, the events end, or `until` is set."""
    async with aclosing(events), aclosing(_texts(events, heartbeat_seconds, until or asyncio.Event())) as texts:
        response = await request.respond(content_type="text/event-stream; charset=utf-8", headers=_HEADERS)
        await response.send(_RETRY)
        try:
            async for text in texts:
                await response.send(text)
        except Unavailable as error:
            # The answer has begun and cannot become another; who reads it comes again, after the last event they got.
            _log.warning("%s ends before its time: %s: %s", request.path, type(error).__name__, error)
        await response.eof()


def as_text(event: Event) -> str:
    """One event; only a stored one carries an id."""
    named = "" if event.id is None else f"id: {event.id}\n"
    data = json.dumps(dict(event.payload), ensure_ascii=False, separators=(",", ":"))
    return f"{named}event: {event.type.value}\ndata: {data}\n\n"


async def _texts(
    events: AsyncGenerator[Event, None], heartbeat_seconds: float, until: asyncio.Event
) -> AsyncGenerator[str, None]:
    coming, over = asyncio.ensure_future(anext(events, None)), asyncio.ensure_future(until.wait())
    try:
        while True:
            await asyncio.wait({coming, over}, timeout=heartbeat_seconds, return_when=asyncio.FIRST_COMPLETED)
            if over.done():
                return
            if not coming.done():
                yield _HEARTBEAT
            elif (event := coming.result()) is None:
                return
            else:
                coming = asyncio.ensure_future(anext(events, None))
                yield as_text(event)
    finally:
        for waited in (coming, over):
            waited.cancel()
        await asyncio.gather(coming, over, return_exceptions=True)
