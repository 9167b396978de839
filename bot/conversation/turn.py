"""A shopper's message on its way to its reply."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.attachments.store import Attachment
from bot.conversation.model import Conversation, Event, Message, Status
from bot.conversation.offered import Decided
from bot.dialogue.forms import Values
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part


@dataclass(frozen=True)
class Said:
    """What a shopper sent: words, or the id of a choice that was issued to them."""

    text: str | None = None
    choice_id: str | None = None
    filled: Values | None = None
    """What was filled into the form that `choice_id` is the id of."""
    idempotency_key: str | None = None
    address: str = ""
    attachments: tuple[Attachment, ...] = ()
    by_link: bool = False
    """By the link in a letter: who it is has not been proved, so that it goes to a person alone."""
    proposal_closed: bool = False
    """The choice would confirm or decline what is no longer open."""


@dataclass(frozen=True)
class OpenTurn:
    """A turn that this process has in its hands."""

    turn: Turn
    resumed: bool = False
    """Somebody may have sent it before: its reply is looked for first."""
    fresh_start: bool = False
    """The dialogue manager still thinks of what was before a person had the conversation."""


@dataclass(frozen=True)
class Received:
    """What became of a message: `turn` is set when this process is to answer it now."""

    message_id: str
    events: Sequence[Event] = ()
    turn: OpenTurn | None = None
    repeated: bool = False
    """It had been received before, under the same idempotency key."""
    waits: bool = False
    """A reply will come."""
    decided: Decided | None = None
    """Set when it is the shopper's word on what a person has offered."""


@dataclass(frozen=True)
class Reply:
    """How a turn ended: no parts when the bot had nothing to say (a person has the conversation)."""

    message_id: str
    parts: tuple[Part, ...]
    status: Status


@dataclass(frozen=True)
class Ended:
    """A turn's end as it was stored."""

    reply: Reply
    events: Sequence[Event]
    dropped: bool = False
    """The bot's words came too late: a person has the conversation."""
    more: bool = False
    """Other turns of the conversation wait for theirs."""


@dataclass(frozen=True)
class Spoken:
    """What a person's act added to a conversation."""

    conversation: Conversation
    events: Sequence[Event]
    message: Message | None = None
