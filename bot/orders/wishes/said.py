"""A text as a row of tokens in which different ways to write one thing are the same: 灰色, grey and gray."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from bot.commerce.product_terms import singular
from bot.commerce.thing_words import plain
from bot.orders.wishes.vocabulary import Phrase, vocabulary

_HAN: Final = r"\u3400-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(
    rf"\d+(?:\.\d+)?|[a-z]+\d+(?![a-z0-9])|[a-z]+(?:'[a-z]+)?|[{_HAN}]|[\"%&+#×]|[,;.!?，。；！？、:：\n()（）]"
)
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_GLUED: Final = re.compile(r"\b(size|us|eu|uk)(?=\d)")
_FIGURES: Final[Mapping[str, str]] = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20", "hundred": "100", "thousand": "1000",
}  # fmt: skip
SEPARATORS: Final = frozenset({",", "，", "、", ";", "；", ".", "。", "!", "！", "?", "？", "\n", ":", "：", "&", "+"})


@dataclass(frozen=True)
class Token:
    """One token, and where it stood in the plain text."""

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def is_separator(self) -> bool:
        return self.text in SEPARATORS


@dataclass(frozen=True)
class Said:
    """A text and its tokens."""

    text: str
    """In plain form: the tokens' places are in it."""
    tokens: tuple[Token, ...]

    @property
    def words(self) -> Phrase:
        return tuple(token.text for token in self.tokens)

    def piece(self, start: int, end: int) -> str:
        """The text of tokens[start:end]."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""


def said(text: str) -> Said:
    """Reads a text of either language."""
    prepared = _GLUED.sub(r"\1 ", _THOUSANDS.sub("", plain(text)))
    raw = [Token(match.group(), *match.span()) for match in _TOKEN.finditer(prepared)]
    return Said(prepared, tuple(_litres(list(_alike([_folded(raw, at) for at in range(len(raw))])))))


@lru_cache(maxsize=20_000)
def phrase(text: str) -> Phrase:
    """The tokens of a name or a value, without its punctuation."""
    return tuple(token.text for token in said(text).tokens if not token.is_separator and token.text not in "()（）")


def _folded(raw: Sequence[Token], at: int) -> Token:
    token = raw[at]
    text = token.text.removesuffix("'s")
    if text.isascii() and text.isalpha():
        text = _FIGURES.get(text, singular(text))
    elif token.is_number and "." in text:
        text = text.rstrip("0").rstrip(".")
    return Token(text, token.start, token.end)


def _alike(tokens: Sequence[Token]) -> Iterator[Token]:
    """The longest phrases that stand for one thing are replaced by the word for it."""
    words = tuple(token.text for token in tokens)
    at = 0
    while at < len(words):
        length, instead = vocabulary().alike(words, at)
        if not length:
            yield tokens[at]
            at += 1
            continue
        start, end = tokens[at].start, tokens[at + length - 1].end
        yield from (Token(word, start, end) for word in instead)
        at += length


def _litres(tokens: list[Token]) -> list[Token]:
    """1.5 l and 1500 ml are the same."""
    for at in range(len(tokens) - 1):
        if tokens[at].is_number and tokens[at + 1].text == "litre":
            figure = Decimal(tokens[at].text) * 1000
            tokens[at] = Token(f"{figure.normalize():f}", tokens[at].start, tokens[at].end)
            tokens[at + 1] = Token("ml", tokens[at + 1].start, tokens[at + 1].end)
    return tokens
