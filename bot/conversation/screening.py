"""What a shopper may send: plain words of bounded length, without control characters and without a card's number."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.errors import CardNumberRefused, InvalidInput, TextTooLong

_LONGEST_KEY = 200
_ALLOWED_CONTROLS: Final = {"\n", "\t"}
_SEPARATORS = r"[\s.\-_/·,]{0,3}"
_SEPARATOR_OF: Final = {"Cf": " ", "Zs": " ", "Pd": "-"}
_DIGIT_GROUPS = re.compile(rf"\d+(?:{_SEPARATORS}\d+)*")
_LENGTHS = range(13, 20)
# ISO/IEC 7812: payment cards begin with 2 to 6. Else one in ten telephone numbers and tracking codes would be refused.
_PAYMENT_INDUSTRIES = "23456"


def screen(text: str, longest: int) -> str:
    """The text as it will be kept, with uniform line ends and no space around it.

    Raises `InvalidInput` on an empty text or one with control characters, `TextTooLong` on one over `longest`
    characters, and `CardNumberRefused` on one that holds a payment card's number. The errors never repeat the text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise InvalidInput("the message is empty: text of at least one character is accepted")
    if len(text) > longest:
        raise TextTooLong(len(text), longest)
    if bad := next((c for c in text if _is_control(c)), None):
        raise InvalidInput(
            f"the message holds the control character U+{ord(bad):04X}: text with line breaks and tabs is accepted"
        )
    if holds_card_number(text):
        raise CardNumberRefused(
            "the message holds what looks like a payment card number, so it was neither kept nor passed on: "
            "please send it again without the number"
        )
    return text


def holds_card_number(text: str) -> bool:
    """Whether 13 to 19 digits, however grouped, form a valid card number (ISO/IEC 7812, Luhn)."""
    return next(card_numbers(text), None) is not None


def card_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand, as spans of a text; full-width and other digits count as digits."""
    plain = "".join(map(_plain, text))
    for run in _DIGIT_GROUPS.finditer(plain):
        yield from _cards_in(plain, run)


def _cards_in(plain: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    # A number beside the card's ("order 12345 4111 1111 1111 1111") must not hide it, so every row of groups is tried.
    groups = [(m.start() + run.start(), m.end() + run.start()) for m in re.finditer(r"\d+", run.group())]
    taken = -1
    for first, (start, _) in enumerate(groups):
        if start < taken:
            continue
        for _, end in reversed(groups[first : first + _LENGTHS.stop]):
            if _is_card(re.sub(r"\D", "", plain[start:end])):
                yield start, end
                taken = end
                break


def _plain(character: str) -> str:
    """One for one: any script's digit as its ASCII one, any dash as a hyphen, what does not show as a space."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return _SEPARATOR_OF.get(unicodedata.category(character), character)


def _is_card(digits: str) -> bool:
    return len(digits) in _LENGTHS and digits[0] in _PAYMENT_INDUSTRIES and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(int(d) for d in digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_control(character: str) -> bool:
    """Control characters and lone surrogates, which no UTF-8 text can hold."""
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS


def checked_key(key: str | None) -> str | None:
    """An idempotency key as it was sent; raises `InvalidInput` on one that cannot be kept."""
    if key is None or (key.isascii() and key.isprintable() and 0 < len(key) <= _LONGEST_KEY):
        return key
    raise InvalidInput(f"Idempotency-Key: 1 to {_LONGEST_KEY} printable ASCII characters are accepted")
