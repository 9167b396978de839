"""A conversation's events for one face: every stored one once and in order, whatever the bus loses."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager

from bot.conversation.bus import MessageBus
from bot.conversation.model import WITH_A_PERSON, Conversation, Event, EventType
from bot.conversation.store import ConversationStore
from bot.errors import BusUnavailable, StoreUnavailable

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
_STREAMED = {EventType.MESSAGE_STARTED, EventType.MESSAGE_DELTA}


class EventFeed:
    """Joins what is stored with what passes.

    What another process stored (a person answering from the command line, a bus that was away) is found by one look a
    second into the store, for all conversations that are watched together.
    """

    def __init__(self, store: ConversationStore, bus: MessageBus, look_seconds: float = _LOOK_SECONDS) -> None:
        self._store, self._bus, self._look_seconds = store, bus, look_seconds
        self._watched: Counter[str] = Counter()
        self._seen: dict[str, int] = {}
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def follow(self, conversation_id: str, after: int | None) -> AsyncGenerator[Event, None]:
        """Stored events after `after`, then those to come, with what is streaming now in between.

        Without `after` it begins with how the conversation stands, under the id of its newest event. Ends when this
        listener was too slow: it resumes from the last id that it got. Raises `ConversationNotFound`.

        What the bot still writes is not heard any more once it has been told that a person has the conversation.
        """
        async with self._bus.subscribe(conversation_id) as live:
            with self._watching(conversation_id):
                last, (begun, door) = after, await self._beginning(conversation_id, after)
                for event in begun:
                    last = event.id if event.id is not None else last
                    if door.lets_through(event):
                        yield event
                async for event in live:
                    for due in await self._due(event, last or 0):
                        last = due.id if due.id is not None else last
                        self._seen[conversation_id] = max(self._seen.get(conversation_id, 0), last or 0)
                        if door.lets_through(due):
                            yield due

    async def _beginning(self, conversation_id: str, after: int | None) -> tuple[Sequence[Event], "_Door"]:
        # The id first: what happens between the two looks is told twice rather than never.
        newest = (await self._store.last_event_ids([conversation_id])).get(conversation_id, 0)
        self._seen.setdefault(conversation_id, newest)
        conversation = await self._store.conversation(conversation_id)
        if after is None or after > newest:
            begun: Sequence[Event] = [_standing(conversation, newest)]
        else:
            begun = await self._store.events_after(conversation_id, after)
        return [*begun, *await self._streaming(conversation_id)], _Door(conversation.status)

    async def _streaming(self, conversation_id: str) -> Sequence[Event]:
        try:
            return await self._bus.streamed_so_far(conversation_id)
        except BusUnavailable:  # the whole reply comes from the store
            return []

    async def _due(self, event: Event, last: int) -> Sequence[Event]:
        if event.id is None or event.id == last + 1:
            return [event]
        if event.id <= last:
            return []
        return await self._store.events_after(event.conversation_id, last)

    @contextmanager
    def _watching(self, conversation_id: str) -> Iterator[None]:
        self._watched[conversation_id] += 1
        try:
            yield
        finally:
            self._watched[conversation_id] -= 1
            if self._watched[conversation_id] == 0:
                del self._watched[conversation_id]
                self._seen.pop(conversation_id, None)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._look_seconds)
            try:
                await self._pass_on_unheard()
            except StoreUnavailable as error:
                _log.warning("cannot look for events of other processes: %s", error)
            except Exception:  # who watches would wait for ever for what is told nowhere else
                _log.exception("looking for events of other processes failed")

    async def _pass_on_unheard(self) -> None:
        newest = await self._store.last_event_ids(list(self._watched)) if self._watched else {}
        for conversation_id, event_id in newest.items():
            seen = self._seen.get(conversation_id, event_id)
            if event_id > seen:
                for event in await self._store.events_after(conversation_id, seen):
                    await self._bus.hear(event)


class _Door:
    """Keeps the bot's unfinished words in while a person has the conversation."""

    def __init__(self, status: str) -> None:
        self._status = status

    def lets_through(self, event: Event) -> bool:
        if event.type is EventType.CONVERSATION_UPDATED:
            self._status = event.payload["status"]
        return event.type not in _STREAMED or self._status not in WITH_A_PERSON


def _standing(conversation: Conversation, event_id: int) -> Event:
    payload = {"status": conversation.status.value, "language": conversation.language}
    return Event(conversation.id, EventType.CONVERSATION_UPDATED, payload, event_id)
