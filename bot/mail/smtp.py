"""Letters sent through a mail server."""

from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bot.errors import ConfigurationError, MailUnavailable
from bot.mail.mailer import Letter, domain_of


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
        try:
            await aiosmtplib.send(
                self._message(letter),
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._tls,
                timeout=self._timeout,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailUnavailable(f"{self._host}:{self._port}: {error}") from error

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.to, letter.subject
        message["Message-ID"] = letter.message_id or make_msgid(domain=domain_of(self._sender))
        message.set_content(letter.text)
        return message
