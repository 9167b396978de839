"""One message's turn in the talk about orders, shared by everybody who speaks in it."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from actions.base import Context, Events, Reply
from actions.order_message import OrderMessage
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from actions.progress import Step
from bot.orders.wishes.counts import places_said

_PLACE: Final = re.compile(
    r"\W*(?:(?:i'?ll take|i(?:'d| would) like|take|give me|make it|it'?s|ok,?|then) )?(?:the )?"
    r"(?:(?:first|second|third|fourth|fifth|[1-5](?:st|nd|rd|th)|last)(?: (?:one|option|choice))?"
    r"|(?:number|no\.?|option) ?[1-5])(?:,? please)?\W*"
    r"|\W*(?:我?要|选|就|那就)?(?:第[一二三四五1-5]|最后一)[个款种项](?:吧)?\W*",
    re.IGNORECASE,
)
"""A message that says a place in what was offered, and nothing else."""


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
        typed, offered = _bare(self.context.text), tuple(self._offered())
        titled = next((value for title, value in offered if _bare(title) == typed), None)
        return titled or self._pointed_at([value for _, value in offered])

    def _pointed_at(self, values: Sequence[str]) -> str | None:
        """The one that is picked by its place ("the second one", 第二个), or by a plain yes where there is only one."""
        text = self.context.text.strip()
        if len(values) == 1 and self.message.is_plain_yes:
            return values[0]
        places = places_said(text) if _PLACE.fullmatch(text) else ()
        if len(places) != 1 or not -1 <= places[0] <= len(values) or not values:
            return None
        return values[places[0] - 1 if places[0] > 0 else -1]

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
