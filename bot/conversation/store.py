"""The ports to where conversations are kept; every method raises `StoreUnavailable`, each is one transaction."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Protocol

from bot.conversation.model import Conversation, Event, Handoff, Message, Waiting
from bot.conversation.turn import Ended, OpenTurn, Received, Reply, Said, Spoken
from bot.dialogue.parts import Part
from bot.language import Language

Wrote = Callable[[str], Awaitable[bool]]
"""Whether a message's yes began a write."""


class ConversationStore(Protocol):
    """Who talks, and what was said. An unknown id raises `ConversationNotFound`."""

    async def begin(self, language: Language, page: Mapping[str, str], audience: str = "shopper") -> Conversation: ...

    async def conversation(self, conversation_id: str) -> Conversation: ...

    async def bind_customer(self, conversation_id: str, customer_id: str) -> None:
        """Binds the customer for good; raises `CustomerConflict` when it is another's."""
        ...

    async def newest_open(self, customer_id: str, since: datetime) -> Conversation | None:
        """The customer's newest that was begun after `since`, in which something was said, and that is not closed."""
        ...

    async def found_again(self, conversation: Conversation) -> None:
        """Writes down that its customer has it on another device, too."""
        ...

    async def last_address(self, conversation_id: str) -> str:
        """The client address of the newest message."""
        ...

    async def history(self, conversation_id: str, after: str | None = None) -> Sequence[Message]:
        """All messages, in order, or those after one; raises `MessageNotFound`."""
        ...

    async def events_after(self, conversation_id: str, event_id: int) -> Sequence[Event]:
        """Stored events with a greater id, in order and without a gap."""
        ...

    async def last_event_ids(self, conversation_ids: Iterable[str]) -> Mapping[str, int]:
        """The id of each conversation's newest stored event; 0 before the first."""
        ...

    async def of_shoppers(self, conversation_ids: Iterable[str]) -> Set[str]:
        """Those that are shoppers' own talks; neither the merchants' nor unknown ones."""
        ...

    async def use_identity(self, jti: str, expires_at: datetime) -> bool:
        """Whether this is the first use of a signed identity; remembers it until it expires."""
        ...

    async def is_identity_used(self, jti: str) -> bool:
        """Whether a signed identity was used before."""
        ...

    async def ping(self) -> None: ...


class TurnStore(Protocol):
    """How far each message has come. One process at a time holds a conversation's oldest open turn, by a lease."""

    async def receive(self, conversation_id: str, said: Said, owner: str, lease: timedelta) -> Received:
        """Stores a shopper's message and decides who answers it.

        `said.text` is screened already. Raises `ConversationNotFound`; `ChoiceExpired` on a choice that was used or
        never issued here; `InvalidInput` when an idempotency key comes again with another body.
        """
        ...

    async def claim(self, conversation_id: str, owner: str, lease: timedelta, wrote: Wrote) -> OpenTurn | None:
        """The oldest open turn, unless somebody holds it.

        One that a person has overtaken is ended without a word, unless its message had begun a write: that is taken to
        its end.
        """
        ...

    async def renew(self, message_id: str, owner: str, lease: timedelta) -> bool:
        """Holds a turn for longer; False when somebody else has it by now."""
        ...

    async def unheld(self) -> Sequence[str]:
        """Conversations whose oldest open turn nobody holds."""
        ...

    async def finish(
        self, open_turn: OpenTurn, parts: Sequence[Part], wrote: Wrote, *, replaces_stream: bool = False
    ) -> Ended | None:
        """Stores the reply: its choices are issued, a handoff changes the status, all in one transaction.

        Where a person has the conversation by now, or had it meanwhile, nothing is said, except, as a notice, the end
        of a write that the message had begun. None when the turn had been ended before.
        """
        ...

    async def reply(self, conversation_id: str, message_id: str) -> Reply | None:
        """How a turn ended, or None while it is open; raises `MessageNotFound`."""
        ...

    async def proposal_of(self, choice_id: str) -> str | None:
        """The proposal that an issued choice says yes or no to."""
        ...


class HandoffStore(Protocol):
    """Who asked for a person. An unknown or ended handoff raises `HandoffNotFound`."""

    async def open_handoffs(self) -> Sequence[Handoff]:
        """Those that wait or are taken, the oldest first."""
        ...

    async def in_view(self, only: Sequence[str] | None = None) -> Sequence[Waiting]:
        """The same, each with its conversation and what was said last; `only` those of some conversations."""
        ...

    async def handoff(self, handoff_id: str) -> Handoff:
        """By its own id or its conversation's."""
        ...

    async def take(self, handoff_id: str, agent: str, *, over: bool = False) -> Spoken:
        """A person takes the conversation; with `over`, from another who has it (else `HandoffTaken`)."""
        ...

    async def take_from_bot(self, conversation_id: str, agent: str) -> Spoken:
        """A person who watches takes a shopper's conversation that the bot has, or that waits for somebody.

        What the bot is at comes too late from here on. Raises `HandoffTaken`, `ConversationNotFound`, and
        `StatusChangeRefused` when it is closed.
        """
        ...

    async def answer(self, handoff_id: str, agent: str, parts: Sequence[Part], key: str | None = None) -> Spoken:
        """A person says something; the first time they take the conversation with it. Raises `HandoffTaken`.

        The same `key` again, also once the handoff is over, adds nothing and returns the message of the first time;
        with other parts, `InvalidInput`.
        """
        ...

    async def offer(self, handoff_id: str, agent: str, parts: Sequence[Part], key: str) -> Spoken:
        """A person who has the conversation shows what the shopper may say yes or no to, and the choices are issued.

        The same `key` again shows nothing twice. Raises `HandoffTaken`.
        """
        ...

    async def put_back(self, handoff_id: str, agent: str) -> Spoken:
        """Back into the queue, at the place that its time gives it. Raises `HandoffTaken`."""
        ...

    async def return_to_bot(self, handoff_id: str, agent: str | None = None, *, seen: str | None = None) -> Spoken:
        """Back to the bot; for an `agent`, only what is theirs or nobody's (else `HandoffTaken`).

        Where the shopper has said something after `seen`, the newest message that the person has seen, it stays as it
        is: nobody would answer that. Raises `SaidMeanwhile` then, and `MessageNotFound`.
        """
        ...

    async def close(
        self, handoff_id: str, agent: str | None = None, reason: str | None = None, *, seen: str | None = None
    ) -> Spoken:
        """The same, to its end, and why."""
        ...
