"""Events carried between processes by Redis."""

import asyncio
import json
import logging
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
_TIMEOUT_SECONDS = 5.0


class RedisBus:
    """A `MessageBus` for several processes: each holds one subscription and shares it out among its own listeners.

    A listener whose link to Redis broke is ended, so that it reconnects and resumes from the store.
    """

    def __init__(self, redis: Redis, longest_queue: int = 256) -> None:
        self._redis, self._local = redis, MemoryBus(longest_queue)
        self._pubsub: PubSub = redis.pubsub()
        self._listening: Counter[str] = Counter()
        self._confirmed: dict[str, asyncio.Event] = {}
        self._lock = asyncio.Lock()
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    def open(cls, url: str) -> "RedisBus":
        """Connects when first used; raises `ConfigurationError` on a URL of another kind."""
        try:
            patience: dict[str, Any] = {"socket_connect_timeout": _TIMEOUT_SECONDS, "socket_keepalive": True}
            return cls(Redis.from_url(url, decode_responses=True, **patience))
        except ValueError as error:
            raise ConfigurationError(f"BUS_URL: accepted are empty and redis://host:6379/0, got {url!r}") from error

    async def publish(self, event: Event) -> None:
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS), self._redis.pipeline(transaction=True) as pipeline:
                _note_stream(pipeline, event)
                pipeline.publish(_CHANNEL + event.conversation_id, _dump(event))
                if event.id is not None:
                    pipeline.publish(_CHANNEL + DESK, _dump(desk_news(event.conversation_id)))
                await pipeline.execute()
        except (RedisError, OSError) as error:
            raise BusUnavailable(str(error)) from error

    @asynccontextmanager
    async def subscribe(self, conversation_id: str) -> AsyncIterator[AsyncIterator[Event]]:
        async with self._local.subscribe(conversation_id) as listener:
            try:
                await self._join(conversation_id)
                yield listener
            finally:
                await self._leave(conversation_id)

    async def streamed_so_far(self, conversation_id: str) -> list[Event]:
        try:
            found: Any = await self._redis.hgetall(_STREAM + conversation_id)
        except (RedisError, OSError) as error:
            raise BusUnavailable(str(error)) from error
        if "message_id" not in found:
            return []
        return Streamed(found["message_id"], found.get("text", "")).events(conversation_id)

    async def ping(self) -> None:
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                await self._redis.ping()
        except (RedisError, OSError) as error:
            raise BusUnavailable(str(error)) from error

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        await self._local.close()
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]
        await self._redis.aclose()

    async def _join(self, conversation_id: str) -> None:
        """Returns when Redis has confirmed: from then on no event is missed."""
        self._listening[conversation_id] += 1
        try:
            async with self._lock, asyncio.timeout(_TIMEOUT_SECONDS):
                if self._reader is None:
                    # Listening ends with the last subscription, so there is always this one.
                    await self._pubsub.subscribe(_CHANNEL)
                    self._reader = asyncio.create_task(self._read(self._pubsub))
                if conversation_id not in self._confirmed:
                    self._confirmed[conversation_id] = asyncio.Event()
                    await self._pubsub.subscribe(_CHANNEL + conversation_id)
                await self._confirmed[conversation_id].wait()
        except (RedisError, OSError) as error:
            self._confirmed.pop(conversation_id, None)
            raise BusUnavailable(str(error)) from error

    async def _leave(self, conversation_id: str) -> None:
        self._listening[conversation_id] -= 1
        async with self._lock:
            if self._listening[conversation_id] > 0:
                return
            del self._listening[conversation_id]
            if self._confirmed.pop(conversation_id, None) is not None:
                with suppress(RedisError, OSError):
                    await self._pubsub.unsubscribe(_CHANNEL + conversation_id)

    async def _read(self, pubsub: PubSub) -> None:
        try:
            async for message in pubsub.listen():
                await self._hear(message)
        except (RedisError, OSError) as error:
            _log.warning("the link to Redis broke: %s", error)
        # The next listener connects anew; those of now resume from the store.
        self._pubsub, self._reader = self._redis.pubsub(), None
        self._confirmed.clear()
        await self._local.close()
        with suppress(RedisError, OSError):
            await pubsub.aclose()  # type: ignore[no-untyped-call]

    async def _hear(self, message: dict[str, Any]) -> None:
        conversation_id = message["channel"].removeprefix(_CHANNEL)
        if message["type"] == "subscribe" and conversation_id in self._confirmed:
            self._confirmed[conversation_id].set()
        elif message["type"] == "message":
            self._local.hand_out(_load(conversation_id, message["data"]))


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
