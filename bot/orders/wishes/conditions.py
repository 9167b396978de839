"""A request that hangs on something: "return both if the refund is over $100, otherwise only the lamp"."""

from dataclasses import dataclass
from typing import Final

from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression

_OTHERWISE: Final = (
    r"(?:,|;|\.)?\s*(?:but |and )?\b(?:otherwise|or else|else|if not|failing that)\b[\s,:]*(?P<otherwise>.+)"
)
_PATTERNS: Final = tuple(
    expression(f"(?s){pattern}")
    for pattern in (
        rf"^(?P<before>.*?)\b(?:if|in case|provided(?: that)?|as long as"
        rf"|only if)\s+(?P<condition>[^,;]+?)\s*,\s*(?:then\s+)?(?P<then>.+?){_OTHERWISE}$",
        rf"^(?P<then>.+?),?\s+\b(?:only if|if|in case|provided(?: that)?"
        rf"|as long as)\s+(?P<condition>.+?){_OTHERWISE}$",
        r"^\s*(?:if|in case|provided(?: that)?|as long as"
        r"|only if)\s+(?P<condition>[^,;]+?)\s*(?:,\s*(?:then\s+)?|\bthen\s+)(?P<then>.+)$",
        r"^(?P<then>.+?),?\s+\b(?:only if|if|provided(?: that)?|as long as)\s+(?P<condition>.+)$",
        r"^(?P<before>.*?)(?:如果|要是|假如|若|只要)(?P<condition>[^,，]+?)(?:的话[,，]?|[,，]|(?=就))"
        r"\s*(?:就|那就|那么|则)?(?P<then>.+?)[,，;；。]?\s*(?:否则|不然(?:的话)?|要不然|要不|如果不(?:行|是)|不行)(?:的话)?[,，]?就?(?P<otherwise>.+)$",
        r"^(?P<before>.*?)(?:如果|要是|假如|若|只要)(?P<condition>[^,，]+?)(?:的话[,，]?|[,，]|(?=就))\s*(?:就|那就|那么|则)?(?P<then>.+)$",
    )
)
_ASKED: Final = expression(
    r"^(?!.*\b(?:can|do|will|would|how|what|when|should) (?:i|you|it|they)\b(?! please))"
    r".*(?:\b(?:return|cancel|exchange|refund|keep|swap|change|send|replace|take|ship|deliver)\w*\b|退|换|取消|留|寄|送|改|算了)"
)
_POLITE: Final = expression(
    r"^(?:possible|that'?s (?:possible|ok|okay|alright|fine|all right)|you (?:can|could|don't mind|please|will"
    r"|would)|it'?s (?:possible|ok|okay|not too much)|i may|i can)(?: (?:do|manage) (?:it|that|so))?(?: please)?$"
    r"|^(?:你们?|您)?(?:可以|可能|方便|不麻烦|行)$"
)


@dataclass(frozen=True)
class Conditional:
    """What is asked for when something holds, and what otherwise, as said."""

    condition: str
    then: str
    otherwise: str = ""


def conditional_in(words: str) -> Conditional | None:
    """The condition of a request; None for one that stands without, and for "if possible"."""
    text = plain(words).strip()
    for pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None or _POLITE.match(match["condition"].strip()) or not _ASKED.search(match["then"]):
            continue
        parts = match.groupdict()
        then = f"{parts.get('before') or ''} {parts['then']}".strip(" ,，")
        return Conditional(match["condition"].strip(), then, (parts.get("otherwise") or "").strip(" .。!！"))
    return None
