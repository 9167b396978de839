"""All of the shop's conversations as the desk looks through them: what may be asked for, and what is found."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.conversation.model import Conversation, Handoff, Message, Origin
from bot.language import Language


class View(StrEnum):
    """Whose conversations are looked through."""

    ALL = "all"  # every shopper's in which something was said
    BOT = "bot"  # the bot has them
    WAITING = "waiting"  # nobody has taken them
    MINE = "mine"  # I answer
    OTHERS = "others"  # a colleague answers
    CLOSED = "closed"  # over


@dataclass(frozen=True)
class Place:
    """Where a page of what was found ends: the next begins after it."""

    last_at: datetime
    conversation_id: str


@dataclass(frozen=True)
class TalkQuery:
    """What somebody at the desk looks for; everything that is set must fit."""

    me: str
    view: View = View.ALL
    language: Language | None = None
    agent: str | None = None
    """A person's id: who has it, or had it last."""
    team: str | None = None
    tag: str | None = None
    origin: Origin | None = None
    topic: str | None = None
    words: tuple[str, ...] = ()
    """Each is to be found in what was said, or to be the id of something, a contact or a customer."""
    customers: tuple[Set[str], ...] = ()
    """For each of the words, the customers who are called or written to by it."""
    customer_id: str | None = None
    but_for: str | None = None
    after: Place | None = None
    most: int = 30


@dataclass(frozen=True)
class Talk:
    """A conversation as it is listed."""

    conversation: Conversation
    last_at: datetime
    handoff: Handoff | None
    """The open one, else the last."""
    first: Message | None
    """What the shopper said first."""
    last: Message | None
    """What somebody said last; a notice is nobody's."""


@dataclass(frozen=True)
class Kept:
    """A value by which conversations can be looked for, and how many there are."""

    value: str
    count: int


@dataclass(frozen=True)
class Choices:
    """What there is to look for, each by how many conversations it finds; of agents the ids."""

    language: Sequence[Kept]
    agent: Sequence[Kept]
    topic: Sequence[Kept]
    team: Sequence[Kept]
    tag: Sequence[Kept]


class TalkStore(Protocol):
    """Finds shoppers' conversations, those in which something was said last first; never a merchant's."""

    async def find(self, query: TalkQuery) -> Sequence[Talk]:
        """At most one more than `query.most`, which tells that there are more."""
        ...

    async def choices(self, most: int) -> Choices:
        """At most so many of each, those that find most first."""
        ...

    async def customers(self, most: int) -> Sequence[str]:
        """The ids of signed-in customers, those of the newest conversations first."""
        ...
