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
_WELCOME_BACK = Bilingual(
    "You are back with the assistant, and the request for a person is withdrawn. What can I do for you?",
    "已为您取消转人工，现在由智能助手继续为您服务。请问有什么可以帮您？",
)
# Exact phrases only: while somebody waits for a person, anything longer is said to that person.
_PHRASES: Final = frozenset(
    {
        "never mind", "nevermind", "nvm", "never mind then", "cancel", "cancel that", "cancel it", "forget it",
        "forget about it", "no need", "no longer needed", "back to the bot", "back to bot", "back to the assistant",
        "i changed my mind", "changed my mind", "算了", "算了吧", "那算了", "算了算了", "不用了", "不用", "不需要了",
        "不转了", "不用转了", "不用人工了", "不用转人工了", "取消", "取消转人工", "取消人工", "没事了", "不等了",
        "返回机器人", "返回智能助手", "还是问机器人吧",
    }
)  # fmt: skip
_POLITE = re.compile(r"(^(ok|okay|oh|well|actually|好吧|哦|嗯)[\s,，]*|[\s,，]*(please|thanks|thank you|谢谢|了吧)$)")


def choice(language: Language) -> Choice:
    """The quick reply that goes with every request for a person."""
    return Choice(_TITLE.in_language(language), COMMAND)


def welcome_back(language: Language) -> str:
    return _WELCOME_BACK.in_language(language)


def is_withdrawal(text: str) -> bool:
    """Whether the whole text plainly says "never mind"."""
    words = unicodedata.normalize("NFKC", text).casefold().strip(" \n\t.!?~。！？、…")
    return words in _PHRASES or _POLITE.sub("", words).strip(" .!,。！，") in _PHRASES
