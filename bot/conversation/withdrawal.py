"""How a shopper who waits for a person says that the assistant will do after all."""

import re
import unicodedata
from typing import Final

from bot.commerce.model import Bilingual
from bot.dialogue.parts import Choice
from bot.language import Language

COMMAND: Final = "/return_to_bot"
"""Taken by the intake itself: the dialogue manager never sees it."""

_TITLE = Bilingual("Never mind, back to the assistant", "算了，还是问智能助手吧")
_WITHDRAWN = Bilingual(
    "You are back with the assistant, and the request for a person is withdrawn.",
    "已为您取消转人工，现在由智能助手继续为您服务。",
)
_WHAT_NEXT = Bilingual(" What can I do for you?", "请问有什么可以帮您？")
# Exact phrases only: while somebody waits for a person, anything else is said to that person.
_PHRASES: Final = frozenset(
    {
        "never mind", "nevermind", "nvm", "never mind then", "cancel", "cancel that", "cancel it", "forget it",
        "forget about it", "no need", "no longer needed", "back to the bot", "back to bot", "back to the assistant",
        "i changed my mind", "changed my mind", "算了", "算了吧", "那算了", "算了算了", "不用了", "不用", "不需要了",
        "不转了", "不用转了", "不用人工了", "不用转人工了", "取消", "取消转人工", "取消人工", "没事了", "不等了",
        "返回机器人", "返回智能助手", "还是问机器人吧",
    }
)  # fmt: skip
_FIRST_SENTENCE: Final = re.compile(
    r"\s*(?:(?:ok|okay|oh|well|actually|好吧|哦|嗯)[\s,，]+)?([^.!?。！？,，;；\n]{1,40})[.!?。！？,，;；\n]+\s*(\S.*)",
    re.DOTALL | re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"never ?mind|nvm|forget (?:it|about it)|back to|算了", re.IGNORECASE)
_PERSON: Final = re.compile(
    r"\b(?:person|human|agent|someone|somebody|manager|people)\b|人工|客服|真人|来人|经理|店员", re.IGNORECASE
)
_POLITE = re.compile(r"(^(ok|okay|oh|well|actually|好吧|哦|嗯)[\s,，]*|[\s,，]*(please|thanks|thank you|谢谢|了吧)$)")


def choice(language: Language) -> Choice:
    """The quick reply that goes with every request for a person."""
    return Choice(_TITLE.in_language(language), COMMAND)


def withdrawn(language: Language) -> str:
    """Told before the assistant answers what it was gone on with."""
    return _WITHDRAWN.in_language(language)


def welcome_back(language: Language) -> str:
    return withdrawn(language) + _WHAT_NEXT.in_language(language)


def is_withdrawal(text: str) -> bool:
    """Whether the whole text plainly says "never mind"."""
    words = unicodedata.normalize("NFKC", text).casefold().strip(" \n\t.!?~。！？、…")
    return words in _PHRASES or _POLITE.sub("", words).strip(" .!,。！，") in _PHRASES


def is_withdrawn_by_going_on(text: str) -> bool:
    """Whether the text plainly says "never mind" and goes on with something that the assistant is to hear.

    "Cancel, please: order 1001" is no such thing, nor is a further word to the person.
    """
    sentence = _FIRST_SENTENCE.fullmatch(text)
    if sentence is None or is_withdrawal(text) or _PERSON.search(sentence[2]):
        return False
    return is_withdrawal(sentence[1]) and _PLAIN.search(sentence[1]) is not None
