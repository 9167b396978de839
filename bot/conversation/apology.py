"""What the shopper is told when no answer could be had."""

from collections.abc import Sequence

from bot.commerce.model import Bilingual
from bot.dialogue import parts
from bot.dialogue.parts import Choice, Part
from bot.language import Language

_WORDS = Bilingual(
    "I am sorry: I could not get an answer to this just now, the fault is on our side. "
    "Nothing was lost. You can try again, or ask for a person.",
    "很抱歉，系统暂时出了点问题，这条消息我没能回答上来，责任在我们。您的消息没有丢失，您可以稍后再试，或转人工客服。",
)
_PERSON = Bilingual("Talk to a person", "转人工客服")
ASK_PERSON = "/ask_person"
"""The intent of somebody who wants a person, as data/nlu names it."""


def apology(language: Language) -> list[Part]:
    """An honest sentence, and the offer of a person."""
    person = Choice(_PERSON.in_language(language), ASK_PERSON)
    return [parts.text(_WORDS.in_language(language)), parts.choices([person])]


def is_apology(said: Sequence[Part]) -> bool:
    return any(part["kind"] == "text" and part["text"] in (_WORDS.en, _WORDS.zh) for part in said)
