"""Messages in the reader's language: made by a machine when somebody asks, and kept with the message from then on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select

from bot.assist.translating import Translation, Translator
from bot.conversation.model import Author, Message
from bot.conversation.store import ConversationStore
from bot.conversation.tables import translations
from bot.errors import InvalidInput, MessageNotFound
from bot.language import Language
from bot.storage.database import Database
from bot.storage.upsert import insert_into

_SAID: Final = frozenset({"text", "answer"})
"""The parts that are somebody's own words."""


class Translations:
    """For the people of the shop alone: no shopper is shown one."""

    def __init__(self, database: Database, conversations: ConversationStore, translator: Translator) -> None:
        self._database, self._conversations, self._translator = database, conversations, translator

    async def of(self, conversation_id: str, into: Language) -> Mapping[str, str]:
        """What was made of a conversation's messages, by their ids."""
        mine = (translations.c.conversation_id == conversation_id) & (translations.c.language == into)
        query = select(translations.c.message_id, translations.c.text).where(mine)
        async with self._database.reading() as connection:
            return {row.message_id: row.text for row in await connection.execute(query)}

    async def make(self, conversation_id: str, message_id: str, into: Language, reader: str) -> Translation:
        """Of one message; kept where every figure is the same. Raises `MessageNotFound` and as the translator does."""
        message = _found(message_id, await self._conversations.history(conversation_id))
        made = await self._translator.translate(words_of(message), into, reader)
        if made.text is not None:
            row = {"message_id": message.id, "language": into, "conversation_id": conversation_id, "text": made.text}
            async with self._database.transaction() as connection:
                added = insert_into(connection, translations).values(**row, at=datetime.now(UTC))
                await connection.execute(added.on_conflict_do_nothing())
        return made


def words_of(message: Message) -> str:
    """What somebody said with it."""
    return "\n".join(str(part["text"]) for part in message.parts if part["kind"] in _SAID).strip()


def _found(message_id: str, history: Sequence[Message]) -> Message:
    message = next((one for one in history if one.id == message_id), None)
    if message is None:
        raise MessageNotFound(message_id)
    if message.author is Author.SYSTEM or not words_of(message):
        raise InvalidInput("message: it has no words; accepted is a message that somebody wrote")
    return message
