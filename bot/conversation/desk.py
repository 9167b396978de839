"""Where a person of the shop takes over from the bot."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from bot.attachments.store import Attachment
from bot.conversation.announcing import announce
from bot.conversation.attached import attached
from bot.conversation.bus import MessageBus
from bot.conversation.model import Handoff, Waiting
from bot.conversation.screening import checked_key, screen
from bot.conversation.store import HandoffStore
from bot.conversation.turn import Spoken
from bot.dialogue.parts import Part
from bot.dialogue.parts import text as part_of
from bot.errors import HandoffNotFound, InvalidInput

_log = logging.getLogger(__name__)
_LONGEST_ANSWER = 10_000


class Proposed(Protocol):
    """What the bot has proposed to write and a shopper has said nothing to."""

    async def void(self, conversation_id: str, reason: str) -> None: ...


class Desk:
    """Requests for a person: who waits, what they are answered, and the way back to the bot.

    Each act names a handoff by its id or its conversation's; an unknown or ended one raises `HandoffNotFound`.
    """

    def __init__(self, handoffs: HandoffStore, bus: MessageBus, proposed: Proposed | None = None) -> None:
        self._handoffs, self._bus, self._proposed = handoffs, bus, proposed

    async def list(self) -> Sequence[Handoff]:
        """Those that wait or are taken, the oldest first."""
        return await self._handoffs.open_handoffs()

    async def in_view(self, only: Sequence[str] | None = None) -> Sequence[Waiting]:
        """The same, each with its conversation and what was said last; `only` those of some conversations."""
        return await self._handoffs.in_view(only)

    async def handoff(self, handoff_id: str) -> Handoff:
        return await self._handoffs.handoff(handoff_id)

    async def handoff_in(self, conversation_id: str) -> Handoff | None:
        """The open one of a conversation, if any."""
        with suppress(HandoffNotFound):
            return await self._handoffs.handoff(conversation_id)
        return None

    async def take(self, handoff_id: str, agent: str, *, over: bool = False) -> Spoken:
        """Makes a conversation `agent`'s; one that another has only with `over`, else `HandoffTaken`."""
        return await self._announced(await self._handoffs.take(handoff_id, agent, over=over))

    async def take_from_bot(self, conversation_id: str, agent: str) -> Spoken:
        """Takes a conversation of which nobody at the desk was asked for anything.

        What the bot still says to it is dropped; a write that had begun is told to both. Raises `ConversationNotFound`,
        `HandoffTaken`, and `StatusChangeRefused` when it is closed.
        """
        spoken = await self._announced(await self._handoffs.take_from_bot(conversation_id, agent))
        if self._proposed is not None:
            # No yes can be said to it any more: the store's status stands against that already.
            await self._proposed.void(conversation_id, "a person of the shop took the conversation")
        return spoken

    async def put_back(self, handoff_id: str, agent: str) -> Spoken:
        """Lets the next person have it; raises `HandoffTaken` where it is another's."""
        return await self._announced(await self._handoffs.put_back(handoff_id, agent))

    async def answer(
        self,
        handoff_id: str,
        agent: str,
        text: str | None,
        key: str | None = None,
        *,
        attachments: Sequence[Attachment] = (),
    ) -> Spoken:
        """Says something in the conversation; where the shopper left an address, it goes out by mail a little later.

        The same `key` again says nothing twice. Raises `HandoffTaken` where another has the conversation.

        Raises `InvalidInput` on a too long text, and an empty one that comes without pictures or files.
        """
        words = [] if text is None and attachments else [part_of(screen(text or "", _LONGEST_ANSWER))]
        parts = [*words, *attached(attachments)]
        return await self._announced(await self._handoffs.answer(handoff_id, agent, parts, checked_key(key)))

    async def offer(self, handoff_id: str, agent: str, parts: Sequence[Part], key: str) -> Spoken:
        """Shows what the shopper may say yes or no to; raises `HandoffTaken` unless `agent` has the conversation."""
        checked = checked_key(key)
        if checked is None:
            raise InvalidInput("Idempotency-Key is wanted, so that nothing is offered twice")
        return await self._announced(await self._handoffs.offer(handoff_id, agent, parts, checked))

    async def return_to_bot(self, handoff_id: str, agent: str | None = None, *, seen: str | None = None) -> Spoken:
        """For an `agent`, only what is theirs or nobody's; else `HandoffTaken`.

        Raises `SaidMeanwhile` where the shopper has said something after `seen`: nobody would answer it.
        """
        return await self._announced(await self._handoffs.return_to_bot(handoff_id, agent, seen=seen))

    async def close(
        self, handoff_id: str, agent: str | None = None, reason: str | None = None, *, seen: str | None = None
    ) -> Spoken:
        """The same, to its end, and why."""
        return await self._announced(await self._handoffs.close(handoff_id, agent, reason, seen=seen))

    async def _announced(self, spoken: Spoken) -> Spoken:
        await announce(self._bus, spoken.events)
        return spoken
