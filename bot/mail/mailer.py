"""The port that sends a letter."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """An e-mail of plain text."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Sends letters; raises `MailUnavailable` when one was not taken."""

    async def send(self, letter: Letter) -> None: ...
