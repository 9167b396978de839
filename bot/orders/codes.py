"""One-time codes: sent to the e-mail address that the shop holds, never to one that the shopper types."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update

from bot.commerce.model import Order
from bot.dialogue.phrases import Phrases
from bot.errors import NotVerified, TooManyTries
from bot.language import Language
from bot.mail.mailer import Letter, Mailer
from bot.orders.tables import codes
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database
from bot.storage.tries import TryCounter

_MOST_WRONG = 5


def _now() -> datetime:
    return datetime.now(UTC)


class OneTimeCodes:
    """Issues six digits for one order in one conversation and judges what is typed back.

    Only a keyed digest is kept; a code is good once, for `lifetime`, and for five wrong tries. How many codes may be
    asked for one order is counted across conversations, so that neither guessing nor flooding a mailbox goes on.
    """

    def __init__(
        self,
        database: Database,
        mailer: Mailer,
        phrases: Phrases,
        lifetime: timedelta,
        key: bytes,
        tries: TryCounter,
        audit: AuditLog,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._database, self._mailer, self._phrases = database, mailer, phrases
        self._lifetime, self._key, self._tries, self._audit, self._now = lifetime, key, tries, audit, now

    async def send(self, conversation_id: str, order: Order, language: Language) -> str:
        """Sends a fresh code, which replaces an older one; returns the address, masked for showing.

        Raises `NotVerified` when the order has no e-mail address, `TooManyTries` when too many codes were asked for
        (the counter's limit named `code`), `MailUnavailable` when the letter was not taken: no code is kept then.
        """
        if not order.email:
            raise NotVerified(f"order {order.order_id} has no e-mail address to send a code to")
        await self._tries.begin({"code": order.order_id})
        code = f"{secrets.randbelow(10**6):06d}"
        minutes = int(self._lifetime.total_seconds() // 60)
        subject = self._phrases.say("code_letter_subject", language, order_id=order.order_id)
        words = self._phrases.say("code_letter", language, code=code, order_id=order.order_id, minutes=minutes)
        await self._mailer.send(Letter(order.email, subject, words))
        await self._keep(conversation_id, order.order_id, code)
        await self._log(AuditEvent.CODE_SENT, conversation_id, order.order_id, masked(order.email))
        return masked(order.email)

    async def pending(self, conversation_id: str, order_id: str) -> bool:
        """Whether a code that is still good was sent here for the order."""
        query = select(codes).where(codes.c.conversation_id == conversation_id, codes.c.order_id == order_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return row is not None and row.expires_at > self._now() and row.wrong_tries < _MOST_WRONG

    async def check(self, conversation_id: str, order_id: str, typed: str) -> bool:
        """Judges a typed code; a right one is used up. Raises `TooManyTries` when too many were wrong."""
        right, wrong_tries = await self._judge(conversation_id, order_id, typed)
        if right:
            return True
        await self._log(AuditEvent.PROOF_REFUSED, conversation_id, order_id, "wrong or expired code")
        if wrong_tries >= _MOST_WRONG:
            raise TooManyTries("too many wrong codes; ask for a new one")
        return False

    async def _judge(self, conversation_id: str, order_id: str, typed: str) -> tuple[bool, int]:
        mine = (codes.c.conversation_id == conversation_id) & (codes.c.order_id == order_id)
        async with self._database.transaction() as connection:
            # The try is counted before it is judged, in the same statement, so that tries side by side all count.
            counted = update(codes).where(mine).values(wrong_tries=codes.c.wrong_tries + 1).returning(codes)
            row = (await connection.execute(counted)).one_or_none()
            if row is None or row.expires_at <= self._now():
                return False, 0
            digest = self._digest(conversation_id, order_id, typed)
            right = row.wrong_tries <= _MOST_WRONG and hmac.compare_digest(row.digest, digest)
            if right:
                await connection.execute(delete(codes).where(mine))
        return right, row.wrong_tries

    async def _keep(self, conversation_id: str, order_id: str, code: str) -> None:
        mine = (codes.c.conversation_id == conversation_id) & (codes.c.order_id == order_id)
        values = {
            "conversation_id": conversation_id,
            "order_id": order_id,
            "digest": self._digest(conversation_id, order_id, code),
            "expires_at": self._now() + self._lifetime,
            "wrong_tries": 0,
        }
        async with self._database.transaction() as connection:
            await connection.execute(delete(codes).where(mine))
            await connection.execute(codes.insert().values(**values))

    async def _log(self, event: AuditEvent, conversation_id: str, order_id: str, reason: str) -> None:
        await self._audit.write(Entry(event, conversation_id, "guest", order_id=order_id, reason=reason))

    def _digest(self, conversation_id: str, order_id: str, code: str) -> str:
        said = f"{conversation_id}\n{order_id}\n{code}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()


def masked(email: str) -> str:
    """`mei.lin@example.com` -> `m•••@e•••.com`: enough to know it by, too little to learn it."""
    name, _, host = email.partition("@")
    site, _, ending = host.rpartition(".")
    return f"{name[:1]}•••@{site[:1]}•••.{ending}"
