"""What is said in a conversation that nobody has just asked for, each of it once."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.conversation.tables import messages
from bot.dialogue.parts import Part
from bot.language import Language
from bot.storage.database import Database

Words = Callable[[Language], Sequence[Part]]
"""What is said, in the conversation's language."""


class Notices:
    """Says things that belong to nobody, under an id that its caller gives."""

    def __init__(self, database: Database, bus: MessageBus) -> None:
        self._database, self._bus = database, bus

    async def say(self, conversation_id: str, notice_id: str, words: Words, *, by_mail: bool = False) -> bool:
        """Returns whether it was said now; what has been said before is not said again.

        `by_mail` sends it to the shopper as well, where they left an address.
        """
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            said = select(messages.c.id).where(messages.c.id == notice_id)
            if (await connection.execute(said)).first() is not None:
                return False
            said_now = await held.say(Author.SYSTEM, words(held.language), message_id=notice_id)
            if by_mail and (contact := await held.last_contact()):
                await held.write_to(contact, said_now)
            await held.save()
        await announce(self._bus, held.events)
        return True
