"""Letters sent through a mail server."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bot.errors import AddressRefused, ConfigurationError, MailUnavailable
from bot.mail.mailer import Letter, domain_of

_NOBODYS: Final = frozenset({550, 551, 553})
_OTHERWISE: Final = ("5.7.", "5.1.7", "5.1.8")
"""How RFC 3463 begins what is no fault of the address: the server's policy, or our own address as the sender."""


class SmtpMailer:
    """A `Mailer` over SMTP: `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://` (TLS at once)."""

    def __init__(self, url: str, sender: str, timeout_seconds: float = 15.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ConfigurationError(f"MAIL_URL: accepted are smtp://host:587 and smtps://host:465, got {url!r}")
        self._host, self._tls = parts.hostname, parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender, self._timeout = sender, timeout_seconds

    async def send(self, letter: Letter) -> None:
        message = self._message(letter)
        try:
            await aiosmtplib.send(
                message,
                recipients=[letter.to],  # whatever else might be read in the header
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._tls,
                timeout=self._timeout,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            (refused,) = error.recipients
            kind = AddressRefused if _is_of_the_address(refused) else MailUnavailable
            raise kind(f"{self._host}:{self._port}: {refused.code} {refused.message}") from error
        except Exception as error:  # smtplib's and the network's, and what writing out a header or a command raises
            raise MailUnavailable(f"{self._host}:{self._port}: {error}") from error

    def _message(self, letter: Letter) -> EmailMessage:
        """Raises `MailUnavailable` where no letter can be made of it, above all when `to` is not one address."""
        try:
            message = EmailMessage()
            message["To"] = Address(addr_spec=letter.to)
            message["From"], message["Subject"] = self._sender, letter.subject
            message["Date"] = localtime()  # RFC 5322 wants one, and not every server adds what is missing
            message["Message-ID"] = letter.message_id or make_msgid(domain=domain_of(self._sender))
            message.set_content(letter.text)
        except Exception as error:  # Python's header code raises AttributeError, IndexError, UnicodeError ... as well
            raise MailUnavailable(f"no letter to {letter.to!r} can be written: {error}") from error
        return message


def _is_of_the_address(refused: aiosmtplib.SMTPRecipientRefused) -> bool:
    return refused.code in _NOBODYS and not refused.message.startswith(_OTHERWISE)
