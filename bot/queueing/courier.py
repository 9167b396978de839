"""Sends answers by mail to shoppers who left an address, however long the mail server is away."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import and_, select, update

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Bilingual
from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus, desk_news
from bot.conversation.contact import is_address
from bot.conversation.model import Author, Message
from bot.conversation.part_words import PartWords
from bot.conversation.store import ConversationStore
from bot.errors import AddressRefused, CommerceUnavailable, ConversationNotFound, MailUnavailable
from bot.language import Language
from bot.mail.mailer import Letter, Mailer
from bot.mail.tables import letters
from bot.people.accounts import now_utc
from bot.queueing.links import ResumeLinks
from bot.storage.database import Database

_log = logging.getLogger(__name__)
LEASE: Final = timedelta(minutes=2)
"""How long one who sends a letter may take; longer than a mail server is waited for."""
_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_GIVEN_UP_AFTER: Final = timedelta(days=3)
_AT_ONCE: Final = 5
_LONGEST_QUOTE: Final = 1000
_SUBJECT: Final = Bilingual("{shop}: our answer to your question", "{shop}：关于您咨询的回复")
_NEWS: Final = Bilingual("{shop}: news of your request", "{shop}：您的申请有了新进展")
_WROTE: Final = Bilingual("You wrote:", "您的留言：")
_BACK: Final = Bilingual(
    "Go on with this conversation (for you alone: whoever has this address can read it and write in it):",
    "点击继续本次对话（请勿转发：获得此链接的人可以查看并回复本次对话）：",
)
_UNSENT: Final = and_(letters.c.sent_at.is_(None), letters.c.given_up_at.is_(None))


@dataclass(frozen=True)
class _Due:
    """A letter that this process has in its hands."""

    message_id: str
    conversation_id: str
    to: str
    at: datetime
    begun_at: datetime
    """When it was first tried, or anew by somebody who would not have it given up."""
    tries: int


class Courier:
    """Claims a letter, sends it, and notes that it was sent.

    A process that dies after the mail server took a letter and before that is noted leaves it to be sent again, under
    the same Message-ID: SMTP knows no way to ask. Otherwise each is sent once, however many processes look.
    `domain` is the sender's: Message-IDs end in it.
    """

    def __init__(
        self,
        database: Database,
        mailer: Mailer,
        conversations: ConversationStore,
        commerce: CommerceBackend,
        links: ResumeLinks,
        bus: MessageBus,
        domain: str,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._mailer, self._conversations = database, mailer, conversations
        self._commerce, self._links, self._bus = commerce, links, bus
        self._domain, self._now = domain, now

    async def look(self) -> None:
        # Each is claimed when its turn has come: a lease is long enough for one, not for those before it as well.
        for _ in range(_AT_ONCE):
            due = await self._claim()
            if due is None:
                return
            await self._deliver(due)

    async def _claim(self) -> _Due | None:
        now = self._now()
        waiting = select(letters).where(_UNSENT, letters.c.due_at <= now).order_by(letters.c.due_at)
        async with self._database.transaction() as connection:
            row = (await connection.execute(waiting.limit(1).with_for_update(skip_locked=True))).one_or_none()
            if row is None:
                return None
            mine = update(letters).where(letters.c.message_id == row.message_id)
            await connection.execute(mine.values(due_at=now + LEASE, tries=letters.c.tries + 1))
        return _Due(row.message_id, row.conversation_id, row.to, row.at, row.again_at or row.at, row.tries + 1)

    async def _deliver(self, due: _Due) -> None:
        """Whatever becomes of one letter, the next is looked at."""
        if not is_address(due.to):
            # Taken down when more was taken for an address than is now.
            await self._give_up(due, "this is no e-mail address that letters are sent to")
            return
        try:
            letter = await self._written(due)
            if letter is not None:
                await self._mailer.send(letter)
        except AddressRefused as error:
            await self._give_up(due, str(error))
        except (MailUnavailable, CommerceUnavailable) as error:
            await self._put_off(due, str(error))
        except Exception as error:
            _log.exception("the answer %s in %s could not be mailed", due.message_id, due.conversation_id)
            await self._put_off(due, f"{type(error).__name__}: {error}")
        else:
            # Forgotten meanwhile where there is nothing to send.
            await self._note(due, sent_at=self._now(), error=None)

    async def _put_off(self, due: _Due, error: str) -> None:
        now = self._now()
        if now - due.begun_at > _GIVEN_UP_AFTER:
            await self._give_up(due, error)
            return
        pause = min(_FIRST_PAUSE * 2 ** min(due.tries - 1, 10), _LONGEST_PAUSE)
        _log.warning("the answer %s in %s waits to be mailed: %s", due.message_id, due.conversation_id, error)
        await self._note(due, due_at=now + pause, error=_storable(error))

    async def _give_up(self, due: _Due, error: str) -> None:
        _log.error("the answer %s in %s was never mailed: %s", due.message_id, due.conversation_id, error)
        await self._note(due, given_up_at=self._now(), error=_storable(error))
        await announce(self._bus, [desk_news(due.conversation_id)])

    async def _note(self, due: _Due, **values: datetime | str | None) -> None:
        """Only while it is ours: one who took too long has lost it to another."""
        ours = letters.c.message_id == due.message_id, letters.c.tries == due.tries, _UNSENT
        async with self._database.transaction() as connection:
            await connection.execute(update(letters).where(*ours).values(**values))

    async def _written(self, due: _Due) -> Letter | None:
        try:
            said = await self._conversations.history(due.conversation_id)
        except ConversationNotFound:
            return None
        place = next((n for n, message in enumerate(said) if message.id == due.message_id), None)
        if place is None:
            return None
        language = (await self._conversations.conversation(due.conversation_id)).language
        shop = (await self._commerce.shop()).name.in_language(language)
        is_news = said[place].author is Author.SYSTEM
        # A link goes on with a talk that a person has; news come whoever has it, and answer nothing that was asked.
        around = () if is_news else await self._around(due, said[:place], language)
        text = "\n\n".join(filter(None, (_words(said[place]), *around, f"-- \n{shop}")))
        subject = " ".join((_NEWS if is_news else _SUBJECT).in_language(language).format(shop=shop).split())
        return Letter(due.to, subject, text, f"<{due.message_id}.{due.conversation_id}@{self._domain}>")

    async def _around(self, due: _Due, before: Sequence[Message], language: Language) -> Sequence[str]:
        """What the shopper wrote, and the way back to the talk."""
        link = await self._links.address(due.conversation_id, due.at)
        back = "" if link is None else f"{_BACK.in_language(language)}\n{link}"
        return _quote(before, language), back


def _storable(error: str) -> str:
    """Without what no database takes as text: noting why it failed must not fail as well."""
    return error.encode("utf-8", "replace").decode().replace("\0", "?")


def _quote(before: Sequence[Message], language: Language) -> str:
    """What the shopper wrote last, as mail quotes."""
    asked = "\n".join(filter(None, map(_words, _asked_last(before))))
    if not asked:
        return ""
    short = asked if len(asked) <= _LONGEST_QUOTE else f"{asked[:_LONGEST_QUOTE]}…"
    return "\n".join([_WROTE.in_language(language), *(f"> {line}" for line in short.splitlines())])


def _asked_last(before: Sequence[Message]) -> Sequence[Message]:
    """All that was written in a row: the address of somebody who leaves a message comes after what they ask."""
    asked: list[Message] = []
    for message in reversed(before):
        if message.author is Author.SHOPPER:
            asked.insert(0, message)
        elif asked and message.author is not Author.SYSTEM:
            break
    return asked


def _words(message: Message) -> str:
    """What was written, and that pictures and files came with it: they are seen by the link."""
    named = PartWords(message.language, UTC)
    shown = (part for part in message.parts if part["kind"] in ("text", "image", "file"))
    return "\n".join(str(part["text"]) if part["kind"] == "text" else "\n".join(named.lines(part)) for part in shown)
