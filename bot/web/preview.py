"""A message in short, as the desk's lists show it."""

from typing import Final

from bot.conversation.model import Message

_LONGEST: Final = 140


def preview(message: Message) -> str:
    """The beginning of its words; empty where it has none."""
    return " ".join(str(part["text"]) for part in message.parts if "text" in part)[:_LONGEST]
