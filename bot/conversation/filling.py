"""A form that a shopper sends: whether it may still be sent, and what it then says."""

from collections.abc import Sequence

from bot.conversation.issuing import IssuedChoice
from bot.conversation.model import Author, Message
from bot.dialogue.forms import Values, filled, is_form
from bot.errors import ChoiceExpired, InvalidInput

_CLOSING = frozenset({Author.SHOPPER, Author.AGENT})


def check_way(choice: IssuedChoice, values: Values | None) -> None:
    """Raises `InvalidInput` where a form is taken for a choice, or a choice for a form."""
    if is_form(choice.command) and values is None:
        raise InvalidInput('this is a form: accepted is {"form": {"id": "<its id>", "values": {...}}}, or its cancel')
    if values is not None and not is_form(choice.command):
        raise InvalidInput('this is a choice: accepted is {"choice": "<its id>"}')


def fill(choice: IssuedChoice, values: Values, message: Message, later: Sequence[Message]) -> IssuedChoice:
    """The choice that the values make of a form of the message; `later` was said after it.

    Raises `ChoiceExpired` once the talk has gone on, and `FormRefused`, which names every field that is wrong.
    """
    if any(_closes(one) for one in later):
        raise ChoiceExpired("this form is no longer open: the conversation has gone on since")
    shown = next(part for part in message.parts if part["kind"] == "form" and part["id"] == choice.id)
    words, command = filled(shown, choice.command, values, message.language)
    return IssuedChoice(choice.id, words, command, None)


def _closes(message: Message) -> bool:
    """A notice of ours closes nothing, unless somebody else has the conversation since."""
    return message.author in _CLOSING or any(part["kind"] == "handoff" for part in message.parts)
