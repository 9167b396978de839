"""The port that sends a letter."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """An e-mail of plain text."""

    to: str
    subject: str
    text: str
    message_id: str | None = None
    """Names it, so that whoever gets it twice can tell; one is made where none is given."""


class Mailer(Protocol):
    """Sends each to the one address that it names.

    Raises `MailUnavailable` when it was not taken, `AddressRefused` when it never will be: nobody has the address.
    """

    async def send(self, letter: Letter) -> None: ...


def domain_of(sender: str) -> str:
    """Of `Shop <help@shop.example>`: `shop.example`."""
    return parseaddr(sender)[1].rpartition("@")[2]
