"""Why a shopper wants a change: as one of the shop's own reasons, or in their own words."""

import re
from collections.abc import Sequence
from typing import Final

from bot.commerce.model import Bilingual
from bot.commerce.product_terms import is_misspelt, is_said_around, singular
from bot.commerce.thing_words import is_chinese, plain, simplified
from bot.orders.wishes.phrases import expression, reason_patterns

LONGEST: Final = 200
_CLAUSE: Final = expression(
    r"\b(?:because(?: of)?|'?cause|cuz|coz|since|due to|on account of|the reason (?:is|being)(?: that)?"
    r"|reason:?|as (?=(?:it|i|they|the|we|there)\b))\s+(?P<en>[^.!?;\n]+)"
    r"|(?:因为|由于|原因是|原因[:：]|理由是|理由[:：]|毕竟)\s*(?P<zh>[^。!！?？;；\n]+)"
)
_TRAILING: Final = expression(
    r"[,，]?\s*\b(?:so (?:i|please|can|could|we)\b.*|please\b.*|thanks?\b.*|thank you\b.*)$"
    r"|,\s*(?:i (?:want|need|would like)|i'd (?:like|rather)|can (?:i|you)|could (?:i|you))\b.*$"
    r"|[,，]\s*(?:所以|因此|我?想|我要|请|麻烦|帮我|谢谢|要|能|可以).*$|(?:所以|谢谢).*$"
)
_ORDER_WORDS: Final = expression(
    r"^\s*(?:(?:hi|hello|hey|please|ok|okay|well|um|so|yes|yeah|sorry)[,!. ]+)*"
    r"(?:(?:i(?:'d| would)? (?:want|like|need|wish) to|can (?:i|you)|could (?:i|you)|i'?m)\s+)?"
    r"(?:return|cancel|exchange|send back|refund)(?:ing)?\b[^,.;]*?(?:[,.;:]|\bbecause\b|$)\s*"
)
_WORD: Final = expression(r"[a-z']+|[\u3400-\u9fff]")
_ENOUGH: Final = 0.5


def reason_meant(words: str, reasons: Sequence[Bilingual]) -> Bilingual | None:
    """The one of the shop's reasons that the words come to; None when they fit none or several."""
    text = plain(words)
    if not reasons:
        return None
    named = [reason for reason in reasons if _stands_in(reason, text)]
    if len(named) == 1:
        return named[0]
    said = _meanings(text)
    fitting = [reason for reason in reasons if said & _meanings(plain(f"{reason.en} \n {reason.zh}"))]
    if len(fitting) == 1:
        return fitting[0]
    return None if fitting else _by_words(text, reasons)


def reason_given(words: str) -> str:
    """The reason as it was said, without what is asked for; empty when there is none. At most 200 characters."""
    match = _CLAUSE.search(simplified(words)) or _CLAUSE.search(plain(words))
    if match:
        clause = match["en"] or match["zh"]
    else:
        clause = _ORDER_WORDS.sub("", plain(words)) if _meanings(plain(words)) else ""
    cleaned = _TRAILING.sub("", clause).strip(" ,，.。!！;；:：\"'“”")
    return re.sub(r"\s+", " ", cleaned)[:LONGEST]


def _stands_in(reason: Bilingual, text: str) -> bool:
    return any(plain(said).strip(" .。") in text for said in (reason.en, reason.zh) if said)


def _meanings(text: str) -> frozenset[str]:
    """Which common reasons a text holds."""
    return frozenset(name for name, pattern in reason_patterns().items() if pattern.search(text))


def _by_words(text: str, reasons: Sequence[Bilingual]) -> Bilingual | None:
    """By the words of the reasons themselves, misspelt or not."""
    scores = [max(_share(plain(reason.en), text), _share(plain(reason.zh), text)) for reason in reasons]
    best = max(scores)
    return reasons[scores.index(best)] if best > _ENOUGH and scores.count(best) == 1 else None


def _share(reason: str, text: str) -> float:
    """The share of a reason's telling words that the text has."""
    telling = {singular(w) for w in _WORD.findall(reason) if is_chinese(w) or not is_said_around(singular(w))}
    said = {singular(w) for w in _WORD.findall(text)}
    found = [word for word in telling if word in said or any(is_misspelt(other, word) for other in said)]
    return len(found) / len(telling) if telling else 0.0
