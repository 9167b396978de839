"""Whether a shopper asks what there is to choose from, while something is to be exchanged."""

from typing import Final

from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression

_OPTIONS: Final = r"(?:options?|variants?|variations?|versions?|choices?|alternatives|colou?rs|sizes|models|ones)\b"
_NEAR: Final = r"\b[^.;!?]{0,24}?\b"
_ASKS: Final = expression(
    rf"\b(?:what|which){_NEAR}{_OPTIONS}[^.;!?]{{0,24}}?\b(?:are|is|do|have|available|there|in stock|can)\b"
    rf"|\bwhat (?:are|is|other|kind of|sort of){_NEAR}(?:{_OPTIONS}|prices?\b)"
    rf"|\b(?:know|see|hear|list|show|tell|give){_NEAR}(?:all|every|which|what|available|your|other){_NEAR}{_OPTIONS}"
    r"|\bwhat (?:else )?(?:do|can|could) (?:you|i) (?:have|offer|choose|pick|get)\b"
    r"|\bwhat(?:'s| is) (?:available|in stock|there)\b"
    r"|(?:有|都有|还有|能换)(?:哪些|什么|哪几[种款个])(?!时候|问题|区别|办法|意思)"
    r"|(?:可选|选择|款式|规格)[^,，。]{0,6}(?:价格|多少钱|哪些|什么)|列(?:出|一下)"
)


def asks_for_options(words: str) -> bool:
    """Whether the variants that are to be had are asked for."""
    return _ASKS.search(plain(words)) is not None
