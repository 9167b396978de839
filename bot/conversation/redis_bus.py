"""Events carried between processes by Redis."""

import asyncio
import json
import logging
import math
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from bot.conversation.bus import DESK, desk_news
from bot.conversation.memory_bus import MemoryBus, Streamed
from bot.conversation.model import Event, EventType
from bot.errors import BusUnavailable, ConfigurationError

_log = logging.getLogger(__name__)
_CHANNEL = "shoptalk:events:"
_STREAM = "shoptalk:stream:"
_STREAM_SECONDS = 120
"""Longer than any turn: only a reply whose process died is ever forgotten by time."""
_TIMEOUT_SECONDS = 2.0
_PAUSE_SECONDS = 1.0
"""How long a Redis that did not answer is left alone: whoever comes meanwhile is told at once."""
_QUIET_SECONDS = 3.0
"""A link that has said nothing for so long is asked whether it lives, and given up after as long again."""


class RedisBus:
    """A `MessageBus` for several processes: each holds one link for its listeners and shares out what comes over it.

    While Redis is away listeners stay, and get what `hear` is told; the link is made anew as soon as that can be.
    """

    def __init__(self, redis: Redis, longest_queue: int = 256, *, quiet_seconds: float = _QUIET_SECONDS) -> None:
        self._redis, self._local, self._quiet = redis, MemoryBus(longest_queue), quiet_seconds
        self._listening: Counter[str] = Counter()
        self._confirmed: dict[str, asyncio.Event] = {}
        self._lock = asyncio.Lock()
        self._link: PubSub | None = None
        self._tried = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._away_until = -math.inf

    @classmethod
    def open(cls, url: str, *, quiet_seconds: float = _QUIET_SECONDS) -> "RedisBus":
        """Connects when first used; raises `ConfigurationError` on a URL of another kind."""
        try:
            patience: dict[str, Any] = {"socket_connect_timeout": _TIMEOUT_SECONDS, "socket_keepalive": True}
            return cls(Redis.from_url(url, decode_responses=True, **patience), quiet_seconds=quiet_seconds)
        except ValueError as error:
            raise ConfigurationError(f"BUS_URL: accepted are empty and redis://host:6379/0, got {url!r}") from error

    async def publish(self, event: Event) -> None:
        async with self._reached(), self._redis.pipeline(transaction=True) as pipeline:
            _note_stream(pipeline, event)
            pipeline.publish(_CHANNEL + event.conversation_id, _dump(event))
            if event.id is not None:
                pipeline.publish(_CHANNEL + DESK, _dump(desk_news(event.conversation_id)))
            await pipeline.execute()

    async def hear(self, event: Event) -> None:
        await self._local.publish(event)

    @asynccontextmanager
    async def subscribe(self, conversation_id: str) -> AsyncIterator[AsyncIterator[Event]]:
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep_link())
        async with self._local.subscribe(conversation_id) as listener:
            self._listening[conversation_id] += 1
            try:
                await self._join(conversation_id)
                yield listener
            finally:
                await self._leave(conversation_id)

    async def streamed_so_far(self, conversation_id: str) -> list[Event]:
        async with self._reached():
            found: Any = await self._redis.hgetall(_STREAM + conversation_id)
        if "message_id" not in found:
            return []
        return Streamed(found["message_id"], found.get("text", "")).events(conversation_id)

    async def ping(self) -> None:
        self._away_until = -math.inf
        async with self._reached():
            await self._redis.ping()

    async def close(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._local.close()
        await self._redis.aclose()

    @asynccontextmanager
    async def _reached(self) -> AsyncIterator[None]:
        """Around each use of Redis; raises `BusUnavailable`."""
        if time.monotonic() < self._away_until:
            raise BusUnavailable("it did not answer a moment ago")
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                yield
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + _PAUSE_SECONDS
            raise BusUnavailable(_said(error)) from error

    async def _join(self, conversation_id: str) -> None:
        """Returns when Redis has confirmed, so that from then on no event is missed; or when it is away."""
        try:
            async with asyncio.timeout(2 * _TIMEOUT_SECONDS):
                await self._tried.wait()
            async with self._lock, asyncio.timeout(_TIMEOUT_SECONDS):
                if self._link is not None and conversation_id not in self._confirmed:
                    self._confirmed[conversation_id] = asyncio.Event()
                    await self._link.subscribe(_CHANNEL + conversation_id)
            if self._link is not None:
                async with asyncio.timeout(_TIMEOUT_SECONDS):
                    await self._confirmed[conversation_id].wait()
        except (RedisError, OSError) as error:
            _log.warning("%s listens without Redis: %s", conversation_id, _said(error))

    async def _leave(self, conversation_id: str) -> None:
        self._listening[conversation_id] -= 1
        async with self._lock:
            if self._listening[conversation_id] > 0:
                return
            del self._listening[conversation_id]
            if self._confirmed.pop(conversation_id, None) is not None and self._link is not None:
                with suppress(RedisError, OSError):
                    async with asyncio.timeout(_TIMEOUT_SECONDS):
                        await self._link.unsubscribe(_CHANNEL + conversation_id)

    async def _keep_link(self) -> None:
        while True:
            try:
                await self._hold_link()
            except (RedisError, OSError) as error:
                _log.warning("the link to Redis broke: %s", _said(error))
            except Exception:  # nobody in this process would hear anything again
                _log.exception("the link to Redis was given up")
            self._tried.set()
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _hold_link(self) -> None:
        """Reads until the link breaks."""
        pubsub: PubSub = self._redis.pubsub()
        try:
            async with self._lock, asyncio.timeout(_TIMEOUT_SECONDS):
                self._confirmed = {each: asyncio.Event() for each in self._listening}
                # Listening ends with the last subscription, so there is always the first one.
                await pubsub.subscribe(_CHANNEL, *(_CHANNEL + each for each in self._confirmed))
                self._link = pubsub
            if self._tried.is_set():
                self._local.end(DESK)
            self._tried.set()
            while True:
                await self._take(await self._next(pubsub))
        finally:
            self._link = None
            with suppress(RedisError, OSError):
                await pubsub.aclose()  # type: ignore[no-untyped-call]

    async def _next(self, pubsub: PubSub) -> dict[str, Any]:
        """Raises `TimeoutError` when the link is dead, which a lost connection alone does not tell."""
        for ask in (True, False):
            message: Any = await pubsub.get_message(timeout=self._quiet)
            if message is not None:
                return dict(message)
            if ask:
                async with asyncio.timeout(_TIMEOUT_SECONDS):
                    await pubsub.ping()
        raise TimeoutError(f"it has said nothing for {2 * self._quiet:g} s")

    async def _take(self, message: dict[str, Any]) -> None:
        conversation_id = (message["channel"] or "").removeprefix(_CHANNEL)
        if message["type"] == "subscribe" and conversation_id in self._confirmed:
            self._confirmed[conversation_id].set()
        elif message["type"] == "message":
            try:
                event = _load(conversation_id, message["data"])
            except (KeyError, ValueError) as error:  # of a newer version, while one process after the other is renewed
                _log.warning("an event of %s that is unknown here is passed over: %s", conversation_id, error)
            else:
                self._local.hand_out(event)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _note_stream(pipeline: Any, event: Event) -> None:
    """Keeps what has been streamed so far until the reply is there whole."""
    key = _STREAM + event.conversation_id
    match event.type:
        case EventType.MESSAGE_STARTED:
            pipeline.delete(key)
            pipeline.hset(key, "message_id", event.payload["message_id"])
            pipeline.expire(key, _STREAM_SECONDS)
        case EventType.MESSAGE_DELTA:
            pipeline.eval(_APPEND, 1, key, event.payload["message_id"], event.payload["text"])
        case EventType.MESSAGE_ADDED | EventType.MESSAGE_REPLACED:
            pipeline.eval(_FORGET, 1, key, event.payload["id"])
        case EventType.MESSAGE_WITHDRAWN:
            pipeline.eval(_FORGET, 1, key, event.payload["message_id"])


_APPEND = """
if redis.call('HGET', KEYS[1], 'message_id') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'text', (redis.call('HGET', KEYS[1], 'text') or '') .. ARGV[2])
end"""
_FORGET = "if redis.call('HGET', KEYS[1], 'message_id') == ARGV[1] then redis.call('DEL', KEYS[1]) end"


def _dump(event: Event) -> str:
    return json.dumps({"id": event.id, "type": event.type.value, "payload": dict(event.payload)}, ensure_ascii=False)


def _load(conversation_id: str, text: str) -> Event:
    read = json.loads(text)
    return Event(conversation_id, EventType(read["type"]), read["payload"], read["id"])
