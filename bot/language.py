"""The two languages Shoptalk speaks, and how to tell which one a message is in."""

import re
from typing import Final, Literal

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# An order number, an e-mail address or a bare number says nothing about the language it stands in.
_LANGUAGE_FREE = re.compile(r"\S*[@\d]\S*")
_ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")


def filled(sentence: str, **gaps: object) -> str:
    """A sentence with its `{gaps}` filled: the spaces that set off a name of Latin letters or a number from Chinese
    words go where the gap's own words begin and end in Chinese (退回至 PayPal, 退回至支付宝).
    """
    for name, value in gaps.items():
        words = str(value)
        if _HAN.match(words) and _HAN.match(words[-1:]):
            sentence = re.sub(rf"(?<={_HAN.pattern}) (?=\{{{name}\}})", "", sentence)
            sentence = re.sub(rf"(?<=\{{{name}\}}) (?={_HAN.pattern})", "", sentence)
    return sentence.format(**gaps)


def detect(text: str, default: Language) -> Language:
    """The language of a message: Chinese if it holds a Han character, English if it holds a word, else `default`."""
    if _HAN.search(text):
        return "zh"
    return "en" if _ENGLISH_WORD.search(_LANGUAGE_FREE.sub(" ", text)) else default
