"""What a shopper's message holds for a task on an order: a number, a contact, a code, a yes or a no."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from actions.base import Context
from bot.orders.contact import Contact, ContactKind

SURE_ENOUGH: Final = 0.7
"""How sure a typed yes must be before anything is written on it."""

_POSTCODE_WORDS: Final = 2  # SW1A 1AA

_NUMBER = re.compile(r"(?<![A-Za-z0-9@.#_-])(?:#?[A-Za-z]{1,4}-?\d{4,20}|#\d{3,20})(?![A-Za-z0-9@_])")
_AN_ORDER = r"#?[A-Za-z]{1,4}-?\d{4,20}"
# What an order is to be like: "to the same address as W1", 和W1一样.
_LIKE = re.compile(
    r"\b(?:same|identical|equal|address|like|as)\b(?: \w+){0,2}? (?:as|of|from|in|to|on|for)"
    rf" (?:(?:my|the|that|in|of|for|other) )*(?:order )?{_AN_ORDER}"
    rf"|(?:和|跟|同|与|像)(?:订单)?\s*{_AN_ORDER}(?:的(?:地址)?)?.{{0,2}}(?:一样|相同|一致)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"#?[A-Za-z0-9][A-Za-z0-9-]{2,31}")
_CODE = re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}(?!\d)")
_BARE = re.compile(r"[#A-Za-z0-9+().\-\s]{3,40}[.。!！]?")

_NEW_CODE = re.compile(
    r"\bre-?send|send (?:it|me|the code|a new|another|again)|(?:new|another) (?:code|one)"
    r"|(?:didn'?t|not|haven'?t|never) (?:get|got|getting|receive|received|come|arrive)|no (?:code|e-?mail)"
    r"|重新?发|再发|没有?收到|收不到|换一?个(?:验证码|码)|新的?(?:验证码|码)",
    re.IGNORECASE,
)
# A whole message that cannot be read as anything but a yes, whatever the classifier makes of it.
_PLAIN_YES = re.compile(
    r"(?:(?:yes|yep|yeah|yup|sure|ok|okay|confirm|confirmed|please)[\s,.!]*)+"
    r"(?:(?:please|go ahead|do it|do that|cancel|cancel it|cancel the order|cancel my order)[\s,.!]*)*"
    r"|(?:(?:是的?|对的?|好的?|可以|确认|确定|没问题|嗯+|行)[,。.!\s]*)+"
    r"(?:(?:请|帮我|麻烦)?(?:确认)?取消(?:订单|掉|它|这单)?)?[吧了啊]?[,。.!\s]*",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(r"^\W*no longer\b|^\W*不再(?!用了)", re.IGNORECASE)
# Whatever the classifier thinks, nothing is written on a message that says no such word …
_YES = re.compile(
    r"\b(?:yes|yep|yeah|yup|ya|sure|ok|okay|confirm\w*|agree\w*|absolutely|definitely|correct|right|please do|go ahead"
    r"|go for it|do it|do that)\b|是|对|好|确认|确定|可以|同意|没问题|嗯|行|取消",
    re.IGNORECASE,
)
# … or that also holds one of these.
_DOUBT = re.compile(
    r"\b(?:no|not|don'?t|dont|wait|hold on|stop|but|maybe|unsure|never)\b|[不别没等慢]|但|可是|先", re.IGNORECASE
)


@dataclass(frozen=True)
class OrderMessage:
    """Reads one message; `asked` says that the bot had just asked for that very thing, so less is enough."""

    context: Context

    @property
    def _text(self) -> str:
        return unicodedata.normalize("NFKC", self.context.text)

    def number(self, *, asked: bool, known: str | None = None) -> str | None:
        """An order number other than `known`."""
        found = [*self._written_numbers(), *self._understood_numbers(), *(self._loose_numbers() if asked else ())]
        return next((n for n in found if known is None or _normal(n) != _normal(known)), None)

    def contact(self, *, asked: bool) -> Contact | None:
        """An e-mail address or phone number; a postcode only when marked as one or asked for."""
        for kind in ("email", "phone", "postcode"):
            for value in self.context.entities.get(kind, ()):
                if contact := Contact.parse(value):
                    return contact
        rest = _NUMBER.sub(" ", self._text)
        contact = Contact.parse(rest)
        if contact and (contact.kind is ContactKind.EMAIL or (asked and contact.kind is ContactKind.PHONE)):
            return contact
        return self._postcode(rest) if asked else None

    def code(self) -> str | None:
        """Six digits, however they are grouped."""
        found = _CODE.search(self._text)
        return None if found is None else re.sub(r"\D", "", found.group())

    def wants_new_code(self) -> bool:
        """Whether the shopper has not got the code, or wants another."""
        return self.context.intent == "resend_code" or _NEW_CODE.search(self._text) is not None

    def decision(self) -> bool | None:
        """True for a plain yes, False for a no, None when it must be asked again: never a guess at a write."""
        intent, sure = self.context.intent, self.context.is_command or self.context.confidence >= SURE_ENOUGH
        if self.is_no:
            return False
        if self.context.is_command:
            return True if intent == "affirm" else None
        if self.is_plain_yes:
            return True
        if _DOUBT.search(self._text) or not _YES.search(self._text):
            return None
        return True if intent == "affirm" and sure else None

    @property
    def is_no(self) -> bool:
        """Whether something is turned down; "no longer needed" is a reason and turns down nothing."""
        return self.context.intent in ("deny", "never_mind") and not _NO_LONGER.search(self._text)

    @property
    def is_plain_yes(self) -> bool:
        """Whether it cannot be read as anything but a yes."""
        return not self.context.is_command and _PLAIN_YES.fullmatch(self._text.strip()) is not None

    def _written_numbers(self) -> Iterator[str]:
        """The last first: in "not W1, I meant W2" it is the one that counts."""
        yield from reversed(_numbers(self._text))

    def _understood_numbers(self) -> Iterator[str]:
        for value in reversed(self.context.entities.get("order_number", ())):
            if _has_digit(value) and _TOKEN.fullmatch(unicodedata.normalize("NFKC", value)):
                yield value

    def _loose_numbers(self) -> Iterator[str]:
        if self._only_data and "@" not in self._text:
            yield from filter(_has_digit, _TOKEN.findall(self._text))

    def _postcode(self, text: str) -> Contact | None:
        if not self._only_data:
            return None
        whole = [text] if len(text.split()) <= _POSTCODE_WORDS else []
        candidates = [*whole, *filter(_has_digit, _TOKEN.findall(text))]
        return next((found for candidate in candidates if (found := Contact.parse(candidate))), None)

    @property
    def _only_data(self) -> bool:
        """Whether the message does nothing but give data."""
        return self.context.intent == "inform" or _BARE.fullmatch(self._text.strip()) is not None


def number_in(words: str) -> str | None:
    """The order number that is written in the words, the last of several."""
    return next(reversed(_numbers(unicodedata.normalize("NFKC", words))), None)


def numbers_in(words: str) -> tuple[str, ...]:
    """All order numbers that are written in the words."""
    return tuple(_NUMBER.findall(unicodedata.normalize("NFKC", words)))


def _numbers(text: str) -> list[str]:
    """Those of orders that are spoken of; not the one that another is only to be like: "the same address as W1"."""
    return _NUMBER.findall(_LIKE.sub(" ", text)) or _NUMBER.findall(text)


def _has_digit(token: str) -> bool:
    return any(c.isdigit() for c in token)


def _normal(number: str) -> str:
    return number.strip().lstrip("#").casefold()
