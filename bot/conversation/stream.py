"""A reply that is heard while it is still being written."""

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.model import Event, EventType


class ReplyStream:
    """Passes checked sentences on to every face; the whole reply follows from the store and takes their place."""

    def __init__(self, bus: MessageBus, conversation_id: str, reply_id: str) -> None:
        self._bus, self._conversation_id, self._reply_id = bus, conversation_id, reply_id
        self._started = False

    async def sentence(self, text: str) -> None:
        """Adds words as they are, spaces included."""
        if not self._started:
            await self._start()
        await self._tell(EventType.MESSAGE_DELTA, text=text)

    async def replace(self, text: str) -> None:
        """Takes back everything said so far for another text."""
        await self._start()
        await self._tell(EventType.MESSAGE_DELTA, text=text)

    async def _start(self) -> None:
        self._started = True
        await self._tell(EventType.MESSAGE_STARTED)

    async def _tell(self, kind: EventType, **payload: str) -> None:
        # An answer is not lost because nobody could hear it being written.
        await announce(self._bus, [Event(self._conversation_id, kind, {"message_id": self._reply_id, **payload})])
