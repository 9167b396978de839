"""A conversation: who is talking, who answers, and what was said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.dialogue.parts import Part
from bot.language import Language


class Status(StrEnum):
    """Who owns a conversation."""

    BOT = "bot"  # the bot answers
    QUEUED = "queued"  # waiting for a person, or a message was left for one
    ASSIGNED = "assigned"  # a person has it
    CLOSED = "closed"  # over; a new message opens it again with the bot


ALLOWED_CHANGES: Final[Mapping[Status, frozenset[Status]]] = {
    Status.BOT: frozenset({Status.QUEUED, Status.ASSIGNED, Status.CLOSED}),
    Status.QUEUED: frozenset({Status.ASSIGNED, Status.BOT, Status.CLOSED}),
    Status.ASSIGNED: frozenset({Status.BOT, Status.QUEUED, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.BOT}),
}


class Author(StrEnum):
    """Who said something."""

    SHOPPER = "shopper"  # the person in the widget
    BOT = "bot"  # Shoptalk itself
    AGENT = "agent"  # a person of the shop
    SYSTEM = "system"  # a notice that belongs to nobody


SHOPPER: Final = "shopper"
"""The audience of a conversation that is a shopper's: no person of the shop takes another."""


@dataclass(frozen=True)
class Conversation:
    """One talk of one shopper; `customer_id` is bound by the server alone."""

    id: str
    status: Status
    language: Language
    created_at: datetime
    customer_id: str | None = None
    audience: str = SHOPPER
    page: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """Something said, as a list of parts."""

    id: str
    conversation_id: str
    author: Author
    at: datetime
    parts: tuple[Part, ...]
    language: Language

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "author": self.author.value,
            "at": self.at.isoformat(),
            "parts": list(self.parts),
            "language": self.language,
        }


class TurnState(StrEnum):
    """How far a message has come."""

    RECEIVED = "received"  # stored, not yet given to the dialogue manager
    SENT = "sent"  # given to the dialogue manager, no reply stored
    OVERTAKEN = "overtaken"  # a person took the conversation meanwhile: only the end of a begun write is told
    REPLIED = "replied"  # its reply is stored, or it needed none


class EventType(StrEnum):
    """What a face is told."""

    MESSAGE_ADDED = "message.added"  # stored
    MESSAGE_REPLACED = "message.replaced"  # stored: a streamed text was taken back for another
    MESSAGE_CHANGED = "message.changed"  # stored: an earlier message says something else now: a place in the queue
    CONVERSATION_UPDATED = "conversation.updated"  # stored: status or language changed
    MESSAGE_STARTED = "message.started"  # passing: a reply begins to stream
    MESSAGE_DELTA = "message.delta"  # passing: {"message_id", "text"}
    MESSAGE_WITHDRAWN = "message.withdrawn"  # passing: what was streamed of {"message_id"} will not come
    TYPING = "typing"  # passing: {"active"}, and the "author" where it is not the bot
    SEEN = "seen"  # passing: {"by", "message_id"}, how far one side has seen
    DESK_CHANGED = "desk.changed"  # passing, to the desk alone: {"conversations"}, which are to be looked at again
    DESK_PRESENCE = "desk.presence"  # passing, to the desk alone: who looks at a conversation, or writes in it


@dataclass(frozen=True)
class Event:
    """Something a face is told; a stored event has an `id` that grows within its conversation."""

    conversation_id: str
    type: EventType
    payload: Mapping[str, Any]
    id: int | None = None


WITH_A_PERSON: Final = frozenset({Status.QUEUED, Status.ASSIGNED})
"""Where the bot says nothing."""


class HandoffState(StrEnum):
    """Where a request for a person stands."""

    WAITING = "waiting"  # nobody has taken it
    TAKEN = "taken"  # a person answers
    ENDED = "ended"  # returned to the bot or closed


class Origin(StrEnum):
    """What brought a person in."""

    ASKED = "asked"  # the shopper asked
    PROPOSED = "proposed"  # the bot offered one, and the shopper said yes
    REQUIRED = "required"  # a limit of the shop wants a person
    TAKEN = "taken"  # somebody at the desk watched, and took over
    LINK = "link"  # the shopper came back by the link in a letter


LONGEST_REASON: Final = 500


@dataclass(frozen=True)
class Handoff:
    """A shopper's request for a person."""

    id: str
    conversation_id: str
    state: HandoffState
    reason: str
    asked_at: datetime
    contact: str | None = None
    """Where to answer when the shopper has gone (an e-mail address), if one was left."""
    agent: str | None = None
    """Who has it: a person's id, or a name that was given on the command line."""
    origin: Origin = Origin.ASKED
    topic: str | None = None
    team: str | None = None
    priority: int = 0
    """The greater, the sooner."""
    upset: bool = False
    """The shopper had complained before."""
    taken_at: datetime | None = None
    """When somebody first took it."""
    first_answer_at: datetime | None = None
    ended_at: datetime | None = None
    close_reason: str | None = None


@dataclass(frozen=True)
class Waiting:
    """An open handoff as the desk lists it."""

    handoff: Handoff
    conversation: Conversation
    last: Message | None
    """What somebody said last; a notice is nobody's."""
