"""A conversation to take away: downloaded, or sent to an address that the shopper gives."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.commerce.model import Bilingual, Shop
from bot.conversation.contact import one_address
from bot.conversation.introduction import Introductions, told
from bot.conversation.model import Author, Message
from bot.conversation.part_words import PartWords
from bot.conversation.store import ConversationStore
from bot.errors import InvalidInput, MailUnavailable, RateLimited, TooManyTries
from bot.language import Language
from bot.mail.mailer import Letter, Mailer
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.tries import TryCounter

LETTER_LIMITS: Final = {"letter": 3, "letter_to": 3, "letter_from": 10}
"""Letters an hour: of one conversation, to one address, from one client address."""
LETTER_WINDOW: Final = timedelta(hours=1)
_AUTHORS: Final = {
    Author.SHOPPER: Bilingual("You", "您"),
    Author.BOT: Bilingual("Assistant", "助手"),
    Author.AGENT: Bilingual("Support team", "人工客服"),
    Author.SYSTEM: Bilingual("Notice", "通知"),
}
_TITLE: Final = Bilingual("{shop}: your conversation", "{shop}：您的对话记录")
_REFERENCE: Final = Bilingual("Reference: {id}", "编号：{id}")
_SAVED: Final = Bilingual("Saved: {at}", "保存时间：{at}")
_WHY: Final = Bilingual(
    "Somebody gave this address in the chat of {shop} to be sent the conversation. If it was not you, nothing needs "
    "to be done: no further letter comes by itself.",
    "有人在{shop}的聊天中填写了此邮箱，要求发送对话记录。如果不是您本人，请忽略本邮件，我们不会再主动来信。",
)


@dataclass(frozen=True)
class Line:
    """One message: who said it, when, and its words line by line."""

    author: str
    at: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Transcript:
    """What was said, in order."""

    title: str
    head: tuple[str, ...]
    """The reference, and when it was saved."""
    lines: tuple[Line, ...]
    language: Language

    def as_text(self) -> str:
        said = (f"[{line.at}] {line.author}\n" + "".join(f"  {words}\n" for words in line.words) for line in self.lines)
        return "\n".join(["\n".join([self.title, *self.head, ""]), *said])


class Transcripts:
    """Writes down one conversation, of which the caller may read everything."""

    def __init__(
        self,
        conversations: ConversationStore,
        shop: Callable[[], Awaitable[Shop]],
        mailer: Mailer,
        tries: TryCounter,
        audit: AuditLog,
        introductions: Introductions | None = None,
    ) -> None:
        """`tries` counts by `LETTER_LIMITS`. Without `introductions` nobody is asked who they are."""
        self._introductions = introductions
        self._conversations, self._shop = conversations, shop
        self._mailer, self._tries, self._audit = mailer, tries, audit

    async def of(self, conversation_id: str, language: Language, zone: str) -> Transcript:
        """With its times in an IANA zone; raises `ConversationNotFound`, and `InvalidInput` on an unknown zone."""
        words = PartWords(language, _zone(zone), (await self._shop()).zone)
        await self._conversations.conversation(conversation_id)
        messages = await self._conversations.history(conversation_id)
        title = _TITLE.in_language(language).format(shop=await self._name(language))
        reference = _REFERENCE.in_language(language).format(id=conversation_id)
        saved = _SAVED.in_language(language).format(at=words.moment(datetime.now(UTC)))
        head = (reference, saved, *await self._introduced(conversation_id, language))
        return Transcript(title, head, _lines(messages, words, language), language)

    async def mail(self, conversation_id: str, email: str, language: Language, zone: str, address: str) -> None:
        """Sends it to one address, which is not kept. `address` is the client's.

        Raises `InvalidInput`, `RateLimited` beyond `LETTER_LIMITS`, `MailUnavailable`.
        """
        to = one_address(email)
        transcript = await self.of(conversation_id, language, zone)
        if not transcript.lines:
            raise InvalidInput("nothing has been said yet, so there is nothing to send")
        begun = await self._begin(conversation_id, to, address)
        why = _WHY.in_language(language).format(shop=await self._name(language))
        try:
            await self._mailer.send(Letter(to, transcript.title, f"{why}\n\n{transcript.as_text()}"))
        except MailUnavailable:
            await self._tries.forget(begun)
            raise
        await self._audit.write(Entry(AuditEvent.TRANSCRIPT_SENT, conversation_id, "shopper"))

    async def _introduced(self, conversation_id: str, language: Language) -> Sequence[str]:
        """What the shopper said of themselves before."""
        said = await self._introductions.of(conversation_id) if self._introductions else None
        between = "：" if language == "zh" else ": "
        return [f"{what}{between}{words}" for what, words in told(said, language)] if said else []

    async def _begin(self, conversation_id: str, to: str, address: str) -> tuple[int, ...]:
        try:
            return await self._tries.begin({"letter": conversation_id, "letter_to": to.lower(), "letter_from": address})
        except TooManyTries as error:
            accepted = f"accepted: {LETTER_LIMITS['letter']} an hour"
            raise RateLimited(f"too many letters; {accepted}", LETTER_WINDOW.total_seconds()) from error

    async def _name(self, language: Language) -> str:
        return (await self._shop()).name.in_language(language)


def _lines(messages: Sequence[Message], words: PartWords, language: Language) -> tuple[Line, ...]:
    said = ((message, [line for part in message.parts for line in words.lines(part)]) for message in messages)
    return tuple(
        Line(_AUTHORS[message.author].in_language(language), words.moment(message.at), tuple(lines))
        for message, lines in said
        if lines
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(
            f"zone: {name!r} is not a time zone; accepted: an IANA name such as Asia/Shanghai"
        ) from error
