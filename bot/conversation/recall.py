"""The port to what the dialogue should know of the time when a person had the conversation."""

from typing import Protocol

from bot.dialogue.manager import NOTHING, Meanwhile


class Recall(Protocol):
    """Looks back."""

    async def meanwhile(self, conversation_id: str, message_id: str) -> Meanwhile:
        """What was said and done before a message, since a person was asked for last."""
        ...


class Forgetful:
    """Remembers nothing."""

    async def meanwhile(self, conversation_id: str, message_id: str) -> Meanwhile:
        return NOTHING
