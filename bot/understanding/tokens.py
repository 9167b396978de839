"""Splits a message in which Latin words, numbers and Han characters stand side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.fold import fold

_TOKEN = re.compile(
    r"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+  # an e-mail address
      | \#?[a-z]{1,4}-?\d[\d-]*\d      # an order number or a model's name
      | \d+(?:[.,]\d+)*                # a number
      | [\u3400-\u9fff]                # one Han character
      | [^\W\d_\u3400-\u9fff]+(?:['-][^\W\d_\u3400-\u9fff]+)*  # a word of letters
      | [^\w\s] | _                    # a mark
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Piece:
    """One token: how it reads when folded, and where it stands in the text as typed."""

    text: str
    start: int
    end: int
    capital: bool = False
    """Whether it was typed with a capital letter."""


def split(text: str) -> Iterator[Piece]:
    """The tokens of a message, in order."""
    folded = fold(text)
    for match in _TOKEN.finditer(folded.text):
        start, end = folded.span(*match.span())
        yield Piece(match.group(), start, end, text[start].isupper())
