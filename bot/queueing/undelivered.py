"""Answers that could not be delivered by mail, after all tries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus, desk_news
from bot.conversation.locked import LockedConversation
from bot.errors import LetterNotFound
from bot.mail.tables import letters
from bot.people.accounts import now_utc
from bot.storage.audit import AuditEvent
from bot.storage.database import Database

_MOST: Final = 100


@dataclass(frozen=True)
class GivenUp:
    """A letter that no try has brought away."""

    message_id: str
    conversation_id: str
    to: str
    at: datetime
    """When the answer was said."""
    tries: int
    given_up_at: datetime
    error: str
    """What the mail server said last."""


class Undelivered:
    """They stay in the list until they are tried again, or pruned."""

    def __init__(self, database: Database, bus: MessageBus, now: Callable[[], datetime] = now_utc) -> None:
        self._database, self._bus, self._now = database, bus, now

    async def list(self, conversation_id: str | None = None) -> Sequence[GivenUp]:
        """Of one conversation or of all, the newest first."""
        query = select(letters).where(letters.c.given_up_at.is_not(None))
        if conversation_id is not None:
            query = query.where(letters.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(letters.c.given_up_at.desc()).limit(_MOST))
            return [
                GivenUp(
                    row.message_id, row.conversation_id, row.to, row.at, row.tries, row.given_up_at, row.error or ""
                )
                for row in rows
            ]

    async def try_again(self, message_id: str, by: str) -> None:
        """Has it sent as if it were new, under the same Message-ID; one that is being tried is left alone.

        Raises `LetterNotFound` where there is none, or it was sent.
        """
        one = letters.c.message_id == message_id
        async with self._database.transaction() as connection:
            found = (await connection.execute(select(letters).where(one, letters.c.sent_at.is_(None)))).one_or_none()
            if found is None:
                raise LetterNotFound(message_id)
            held = await LockedConversation.take(connection, found.conversation_id)
            now = self._now()
            anew = {"given_up_at": None, "again_at": now, "due_at": now, "tries": 0, "error": None}
            taken_up = update(letters).where(one, letters.c.given_up_at.is_not(None)).values(**anew)
            if (await connection.execute(taken_up)).rowcount:
                await held.note(AuditEvent.LETTER_RETRIED, by, after={"message_id": message_id})
        await announce(self._bus, [desk_news(found.conversation_id)])
