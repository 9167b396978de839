"""One message's turn in the talk about orders, shared by everybody who speaks in it."""

import json
import re
from collections.abc import Iterator

from actions.base import Context, Events, Reply
from actions.order_message import OrderMessage
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from actions.progress import Step


class OrderTurn:
    """What the message holds, and the reply as it grows. A message is taken once: then it is no longer `fresh`.

    `events` are what other actions that answered a part of the message want remembered.
    """

    def __init__(
        self, services: OrderServices, context: Context, reply: Reply, words: OrderWords, *, fresh: bool
    ) -> None:
        self.services, self.context, self.reply, self.words, self.fresh = services, context, reply, words, fresh
        self.message = OrderMessage(context)
        self.events: Events = []
        self.id = context.conversation_id

    @property
    def choice(self) -> str | None:
        """The value of a choice that answers the form's question, picked or typed as it is titled."""
        values = self.context.entities.get("value", ())
        if self.context.is_command:
            return values[0] if self.context.intent == "choose" and values else None
        typed = _bare(self.context.text)
        return next((value for title, value in self._offered() if _bare(title) == typed), None)

    def _offered(self) -> Iterator[tuple[str, str]]:
        """Titles and values of the choices by which the form's last question could be answered."""
        for choice in self.context.choices_before:
            name, _, entities = choice.command.partition("{")
            if name == "/choose":
                yield choice.title, str(json.loads(f"{{{entities}")["value"])

    @property
    def words_now(self) -> tuple[str, ...]:
        """The message's words, as long as they are not taken."""
        is_said = self.fresh and not self.context.is_command and self.context.text
        return (self.context.text,) if is_said else ()

    @property
    def things(self) -> tuple[str, ...]:
        """The goods that the message names."""
        return tuple(self.context.entities.get("product", ()))

    @property
    def pictures(self) -> tuple[str, ...]:
        """Pictures that came with the message, or before it and were not yet taken."""
        kept = self.context.slots.get("pictures")
        return (*(map(str, kept) if isinstance(kept, list) else ()), *self.context.attachments)

    def takes_for(self, step: Step, asked: Step | None) -> bool:
        """Whether the message is still to be taken and was asked for."""
        return self.fresh and asked is step


def _bare(words: str) -> str:
    """Without what surrounds the words, so that "No longer needed." is "no longer needed"."""
    return re.sub(r"^\W+|\W+$", "", words).casefold()
