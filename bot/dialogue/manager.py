"""The port to the dialogue manager: one message in, reply parts out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.dialogue.parts import Part
from bot.language import Language


@dataclass(frozen=True)
class Turn:
    """One message on its way through the dialogue manager.

    `command` is a server-built `/intent{...}` of an issued choice; with it `text` is only what the shopper saw.
    `reply_id` is the id that the bot's message will carry: minted before the turn, so that a stream, a retry
    and a recovery all speak of the same message.
    """

    conversation_id: str
    message_id: str
    reply_id: str
    text: str
    language: Language
    command: str | None = None
    audience: str = "shopper"
    page: dict[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    """Ids of pictures that came with the message."""
    apologies: int = 0
    """To how many messages in a row before this one no answer could be had."""


@dataclass(frozen=True)
class Meanwhile:
    """What the dialogue goes on from when it has a conversation again that a person had; it grants nothing."""

    order_id: str | None = None
    """The order that was spoken of last."""
    words: str | None = None
    """What a follow-up leans on: the shopper's last question, or the person's last words."""


NOTHING: Final = Meanwhile()


class DialogueManager(Protocol):
    """Understands a message in the light of its conversation and answers it, or raises `DialogueUnavailable`."""

    async def respond(self, turn: Turn) -> Sequence[Part]:
        """Takes the turn; an empty reply is an error."""
        ...

    async def find_reply(self, turn: Turn) -> Sequence[Part] | None:
        """What was replied to this turn's message, if the dialogue manager has seen it to its end; else None."""
        ...

    async def leave_task(self, conversation_id: str, meanwhile: Meanwhile = NOTHING) -> None:
        """Ends whatever task the dialogue is in, so that the conversation starts afresh when the bot has it again."""
        ...

    async def understand(self, text: str) -> str:
        """The intent of a text by itself, in the light of no conversation; raises `DialogueUnavailable`."""
        ...

    async def ping(self) -> None:
        """Raises `DialogueUnavailable`."""
        ...
