"""The port that carries a conversation's events to every face that watches it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from bot.conversation.model import Event, EventType

DESK: Final = "desk"
"""What is told to everybody at the desk is published and subscribed to under this in place of a conversation's id."""


def desk_news(*conversation_ids: str) -> Event:
    """Tells the desk that something of these conversations has changed, and not what: their faces look again."""
    return Event(DESK, EventType.DESK_CHANGED, {"conversations": list(conversation_ids)})


class MessageBus(Protocol):
    """Publishes events; stored ones can be read again from the store, passing ones are gone when nobody listens."""

    async def publish(self, event: Event) -> None:
        """Tells every listener of every process, and of a stored event the desk as well, in small (`desk_news`).

        Raises `BusUnavailable`.
        """
        ...

    async def hear(self, event: Event) -> None:
        """Tells the listeners of this process alone, of an event that was found in the store."""
        ...

    def subscribe(self, conversation_id: str) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Events published from the moment the context is entered; while the bus is away, those that `hear` is told. A
        listener too slow for its bounded queue is dropped (its iterator ends), and it reconnects and resumes from the
        store. So is the desk's when the bus is back, since it has nothing to resume from and reads anew."""
        ...

    async def streamed_so_far(self, conversation_id: str) -> list[Event]:
        """`message.started` and one whole `message.delta` of a reply that streams now, for a face that reconnects."""
        ...

    async def ping(self) -> None: ...
