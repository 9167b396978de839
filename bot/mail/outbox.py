"""Letters kept where the demo can show them, instead of being sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from bot.mail.mailer import Letter
from bot.mail.tables import outbox
from bot.storage.database import Database


@dataclass(frozen=True)
class KeptLetter:
    """A letter and when it was written."""

    letter: Letter
    at: datetime


class OutboxMailer:
    """A `Mailer` without a mail server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(self, letter: Letter) -> None:
        values = {"to": letter.to, "subject": letter.subject, "text": letter.text, "at": datetime.now(UTC)}
        async with self._database.transaction() as connection:
            await connection.execute(outbox.insert().values(**values))

    async def letters(self, limit: int = 50) -> Sequence[KeptLetter]:
        """The newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(outbox).order_by(outbox.c.id.desc()).limit(limit))
        return [KeptLetter(Letter(row.to, row.subject, row.text), row.at) for row in rows]
