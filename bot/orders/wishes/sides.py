"""The two sides of an exchange in a shopper's words: what is given and what is wanted; and what is only a reason."""

import re
from dataclasses import dataclass
from typing import Final

from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression

_REASON: Final = expression(
    r"(?:,\s*)?\b(?:because|'?cause|cuz|coz|bc|due to|on account of|the reason (?:is|being)|reason:)\b[^.;!?\n]*"
    r"|[,，]?(?:因为|由于|原因是|理由是|毕竟)[^,，。;；!?！？\n]*"
)
_WISH_AFTER: Final = expression(
    r"[,，]\s*(?:so\s+|and\s+)?(?P<wish>(?:i(?:'d| would| want| need)\b|please\b|can\b|could\b|"
    r"(?:one|a|an|the|two)\b[^,]*\b(?:would|will|should|please|instead|is fine|works)\b).*)"
)
_LEADING_REASON: Final = expression(r"^\s*(?:because|since|as|due to)\b[^,.;]*,\s*(?=\S)")
_VERB = r"(?:exchange|exchanging|swap|swapping|trade|replace|switch|change|changing|modify|convert|update)"
_PATTERNS: Final = tuple(
    expression(f"(?s){pattern}")
    for pattern in (
        r"^(?P<wanted>.+?)\b(?:instead of|rather than|in place of)\s+(?:the\s+)?(?P<given>.+)",
        r"^(?P<given>.*?)[,\s]*\b(?:the )?same(?: \w+)?,? (?:but|just|only|except)\b\s+(?P<wanted>.+)",
        rf"{_VERB}(?:\s+out)?\s+(?P<given>.+?)\s+(?:for|to|into)\s+(?!me\b|my\b|us\b)(?P<wanted>.+)",
        rf"{_VERB}(?:\s+out)?\s+(?P<given>.+?)\s+(?:with|against)\s+(?P<wanted>.+)",
        r"不(?:想)?要(?P<given>[^,，。;；]+?)[,，]?\s*(?:想要|要|换成|改成|来个)(?P<wanted>.+)",
        r"^(?P<given>.*?)(?:换成|改成|换为|改为|换到|改要|换作|变成|换回|换个|换一个|换一[双件条台只])(?P<wanted>.+)",
        rf"{_VERB}\s+(?P<given>.+?)[,;.?!]\s*(?:to|for|i want|i'd like|i'd prefer|i need|make it)\s+(?P<wanted>.+)",
        r"^(?P<given>.*?)(?:换|改)[^,，。;；]*[,，]\s*(?:想要|要|来)(?P<wanted>.+)",
        r"^(?P<given>.+?)\s+(?P<wanted>(?:in|with)\s+.+?)\s+instead\b.*",
    )
)
"""Those that begin with what may be anything are tied to the beginning: a search from every place would be slow."""
_WANTED_FIRST: Final = 0


@dataclass(frozen=True)
class Sides:
    """What is given and what is wanted; both are the whole text when it does not tell them apart."""

    given: str
    wanted: str
    is_correction: bool = False
    """Whether it was said as "this instead of that"."""


def sides(words: str) -> Sides:
    text = without_reason(words)
    for number, pattern in enumerate(_PATTERNS):
        match = pattern.search(text)
        if match is None:
            continue
        before = text[: match.start()]
        given = f"{before} {match['given']}" if number != _WANTED_FIRST else match["given"]
        return Sides(given.strip(), match["wanted"].strip(), is_correction=number == _WANTED_FIRST)
    return Sides(text, text)


def without_reason(words: str) -> str:
    """The words without the clause that says why."""
    text = plain(words)
    left = _REASON.sub(_wish_after_reason, _LEADING_REASON.sub("", text)).strip(" ,，")
    return left or text


def _wish_after_reason(reason: re.Match[str]) -> str:
    """What is wanted after all in the sentence that says why: "because it is too big, a smaller one would do"."""
    wish = _WISH_AFTER.search(reason.group())
    return f", {wish['wish']}" if wish else " "


_ANOTHER: Final = expression(
    r"\b(?:instead|rather|exchange|exchanging|swap|swapping|switch|replace|change|changing|modify|different"
    r"|another)\b|换|改|->|→|=>"
)


def asks_for_another(words: str) -> bool:
    """Whether something is wanted in the place of something else."""
    return _ANOTHER.search(plain(words)) is not None
