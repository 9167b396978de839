"""The two languages Shoptalk speaks, and how to tell which one a message is in."""

import re
from typing import Final, Literal

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# An order number, an e-mail address or a bare number says nothing about the language it stands in.
_LANGUAGE_FREE = re.compile(r"\S*[@\d]\S*")
_ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")


def detect(text: str, default: Language) -> Language:
    """The language of a message: Chinese if it holds a Han character, English if it holds a word, else `default`."""
    if _HAN.search(text):
        return "zh"
    return "en" if _ENGLISH_WORD.search(_LANGUAGE_FREE.sub(" ", text)) else default
