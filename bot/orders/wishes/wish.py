"""A wish for a variant as said, and the wishes that take its place when it cannot be had."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression, patterns


class Leaning(StrEnum):
    """What decides between variants besides the values that are named."""

    NONE = "none"  # only the values
    CHEAPEST = "cheapest"  # the lowest price
    CHEAPER = "cheaper"  # anything that costs less than what was bought
    DEAREST = "dearest"  # the highest price
    SAME_PRICE = "same_price"  # what costs as much as what was bought
    BIGGER = "bigger"  # the next one up
    SMALLER = "smaller"  # the next one down
    BIGGEST = "biggest"  # the end of the scale
    SMALLEST = "smallest"  # the other end
    DIFFERENT = "different"  # any but the present value
    ANY = "any"  # whatever there is


@dataclass(frozen=True)
class Wish:
    """One wish: its words, and what leans in them; which values they name is read against a product."""

    words: str
    leaning: Leaning = Leaning.NONE


_EN: Final = r"""
    [,.;]?\s*\b(?:but\s+|and\s+)?(?:
        if\s+(?:(?:that(?:\sone)?|this(?:\sone)?|it|they|those|these|none|neither|the\s\w+(?:\s\w+)?|\w+)(?:'s|\sis|\sare|'re|\swas)?\s*(?:not|n't|isn't|aren't|no\slonger|unavailable|sold\sout|out\sof\sstock|gone)
            |not\b|no\b|there(?:'s|\sis|\sare|\sisn't|\saren't)\s*(?:no|not|n't|none|any)?\b|(?:you|they)\s(?:don't|do\snot|no\slonger)\s(?:have|sell|carry)|(?:you|they)\s(?:have|sell|carry)\s(?:none|no)\b|you(?:'re|\sare)\sout\sof
            |[\w,\s]{1,40}?\s(?:is|are|was|were)(?:n't|\snot|\sno\slonger)\b
            |(?:i|you|we|they)\s(?:can(?:'t|not|\snot)|could(?:n't|\snot)|(?:are|am)(?:n't|\snot)\sable)\b|impossible|unavailable|out\sof\sstock)
        [^,;.:]*?(?:[,:;]\s*(?:then\b\s*)?|\bthen\b\s*|(?=\s(?:i'll|i'd|i\swould|i\swill|go\sfor|go\swith|take|give|get|make|return|cancel|keep|leave|refund|send|don't|the\s(?:cheapest|closest|next)|any|just)\b)|\s(?=available|in\sstock)(?:available|in\sstock)[,:]?\s*(?:then\s*)?)
        |otherwise|or\selse|(?<!body\s)(?<!one\s)(?<!thing\s)else\b(?!')|failing\sthat|as\sa\s(?:backup|fallback|second\schoice)|(?:my\s)?second\s(?:choice|best)(?:\s(?:is|would\sbe))?|alternatively|worst\scase
    )[\s,:]*
"""
_ZH: Final = (
    r"[,，。;；]?(?:但是?)?(?:(?:如果|要是|假如|万一|若|实在)?(?:没有|没货|缺货|没|不行|买不到|无货|售罄|卖完|没现货)[^,，。;；就]{0,10}?(?:的话|了"
    r"|货)?[,，]?(?:那?就|则|那么?|再)"
    r"|(?:如果|要是|假如|若)(?:没有|没货|缺货|没|无货)[^,，。;；]{0,10}[,，]|没有的话[,，]?|没货的话[,，]?|否则|要不然|不然就?|要不就?|实在不行[,，]?就?|其次"
    r"|退而求其次[,，]?)"
)
SPLIT: Final = expression(f"{_ZH}|(?x:{_EN})")
"""What parts a wish from the one that takes its place: "if not available", 没有的话就."""
_IDLE: Final = expression(
    r"\b(?:no|any|not) (?:longer|more)\b|\banymore\b|\bnothing more\b|\bmore of\b"
    r"|\b(?:longer|higher|lower|bigger) than\b"
    r"|\bnot (?:do|want|need) anything\b"
)
NO_WISH: Final = expression(  # what is left of a condition without these names the wish
    r"\b(?:if|there|there's|is|are|no|not|none|any|isn't|aren't|n't|you|have|don't|do|sell|carry|out|of|sold"
    r"|available|unavailable|in|stock|then|that|this|it|they|those"
    r"|otherwise|or|else|but|and|'s|the|longer|i|can't|get)\b|如果|要是|假如|万一|实在|没有|没货|缺货|没|的话|就|那|了|无货|售罄|卖完|否则|[,，。;；:]"
)
_PREFER: Final = expression(
    r"\b(?:i(?:'d|\s+would)?\s+)?prefer(?:ably)?\s+(.+?)\s*(?:,\s*but\s+|\bover\b|\brather than\b|>"
    r"|,\s*then\s+)\s*(.+?)(?:\s+(?:is|would be) (?:ok|okay|fine|good).*)?$"
    r"|(?:最好|优先|首选)(?:是|要)?(.+?)[,，](?:其次|次选|再不然|不然)(?:是|要)?(.+)$"
)


def wishes_of(words: str) -> tuple[Wish, ...]:
    """The wishes in the order in which they are to be tried: "black, if not available then white"."""
    text = plain(words)
    prefers = _PREFER.search(text)
    if prefers:
        first, second = [group for group in prefers.groups() if group]
        pieces = [text[: prefers.start()] + first, second]
    else:
        pieces = _pieces(text)
    said = [piece.strip(" ,，。;；.") for piece in pieces]
    return tuple(wish(piece) for piece in said if piece)


def _pieces(text: str) -> list[str]:
    pieces, at = list[str](), 0
    for match in SPLIT.finditer(text):
        before = text[at : match.start()]
        # "If black isn't available, blue": the condition names the first wish.
        pieces.append(before if before.strip(" ,，.") or at else NO_WISH.sub(" ", match.group()))
        at = match.end()
    return [*pieces, text[at:]]


def without_idle(words: str) -> str:
    """The words without comparisons that compare nothing: "no longer"; all others stay at their places."""
    return _IDLE.sub(lambda idle: " " * len(idle.group()), words)


def wish(words: str) -> Wish:
    """One wish without alternatives."""
    words_said = without_idle(words)
    said = (Leaning(name) for name, pattern in patterns("leanings").items() if pattern.search(words_said))
    return Wish(words, next(said, Leaning.NONE))
