"""What changes anywhere at the desk, for every face that watches all of it."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import suppress
from typing import Final

from bot.conversation.bus import DESK, MessageBus, desk_news
from bot.conversation.model import Event, EventType
from bot.conversation.store import ConversationStore

_GATHER_SECONDS: Final = 0.2
_MOST_KNOWN: Final = 20_000


class DeskFeed:
    """Gathers what comes at once, so that a busy shop's hundred messages are one event and one look."""

    def __init__(self, store: ConversationStore, bus: MessageBus, gather_seconds: float = _GATHER_SECONDS) -> None:
        self._store, self._bus, self._gather_seconds = store, bus, gather_seconds
        self._is_shoppers: OrderedDict[str, bool] = OrderedDict()

    async def follow(self) -> AsyncGenerator[Event, None]:
        """Events from now on; what was before is for the face to read once the first has come, which names nothing.

        Of merchants' talks nothing is told. Ends when this listener was too slow.
        """
        async with self._bus.subscribe(DESK) as live:
            yield desk_news()
            while gathered := await _gather(live, self._gather_seconds):
                changed: dict[str, None] = {}
                for event in gathered:
                    if event.type is EventType.DESK_CHANGED:
                        changed |= dict.fromkeys(event.payload["conversations"])
                    else:
                        yield event
                if shown := await self._of_shoppers(changed):
                    yield desk_news(*shown)

    async def _of_shoppers(self, conversation_ids: Iterable[str]) -> list[str]:
        """Whose a talk is never changes, so that each is asked for once."""
        asked = list(conversation_ids)
        if unknown := [one for one in asked if one not in self._is_shoppers]:
            found = await self._store.of_shoppers(unknown)
            self._is_shoppers.update({one: one in found for one in unknown})
            while len(self._is_shoppers) > _MOST_KNOWN:
                self._is_shoppers.popitem(last=False)
        return [one for one in asked if self._is_shoppers.get(one, False)]


async def _gather(live: AsyncIterator[Event], seconds: float) -> list[Event]:
    """The next event and those that come soon after it; none when the listening has ended."""
    gathered: list[Event] = []
    if (first := await anext(live, None)) is None:
        return gathered
    gathered.append(first)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            async for event in live:
                gathered.append(event)
    return gathered
