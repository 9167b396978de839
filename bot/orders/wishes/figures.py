"""Which figures and facts a shopper asks for, and where in a message the asking stands."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from bot.commerce.thing_words import is_chinese, plain
from bot.orders.wishes.phrases import expression, patterns


class Figure(StrEnum):
    """What only the shop's data can tell; in the order in which it is told."""

    TRACKING = "tracking"  # the number that the carrier knows a parcel by
    ADDRESS = "address"  # where an order was sent
    STATUS = "status"  # how an order stands
    PLACED = "placed"  # when it was ordered
    OPTIONS = "options"  # how many variants of a product there are
    CHEAPEST = "cheapest"  # the one of the lowest price
    DEAREST = "dearest"  # the one of the highest price
    ITEM = "item"  # what something is that was ordered: its size, its material
    PRICE = "price"  # what something cost that was ordered, or the order
    SPENT = "spent"  # what all of a kind cost
    BACK = "back"  # what the shopper gets back by what was done in this talk
    PAY = "pay"  # what they have to pay by it
    LEFT = "left"  # what those things cost that are kept
    BALANCE = "balance"  # what a gift card holds
    SPLIT = "split"  # whether money may go through two ways at once


AFTERWARDS: Final = frozenset({Figure.BACK, Figure.PAY, Figure.LEFT, Figure.BALANCE})
"""What changes with what is done, so that it is told when that is done."""

_ASKS: Final = expression(
    r"[?？]\s*$|^\W*(?:(?:and|but|also|so|then|please|first|finally|lastly|ok|okay|hi|hello|hey|thanks)\b[\s,]*)*"
    r"(?:how|what|which|where|when|has|is|are|was)\b"
    r"|\b(?:want|like|need|love|wish|going|try|trying|have)\b.{0,12}"
    r"\b(?:know|find out|check|confirm|see|hear|ask|verify|learn|inquire|enquire)\b"
    r"|\b(?:tell|remind|inform|show) me\b|\blet me know\b|\bgive me the\b|\b(?:wonder|curious)\w*"
    r"|\b(?:get|have|need|want|like) (?:the|its|their|my) (?:tracking|status|total|exact|order date|price)\b"
    r"|^\W*(?:(?:and|also|then|please)\b[\s,]*)*(?:confirm|check|calculate|tell|look up)\b"
    r"|多少|几[种款个件]|哪|什么|吗|呢|告诉我|查|想知道|问|确认|说说|看看|算"
)
_REQUEST: Final = expression(
    r"\b(?:cancel|return|exchange|swap|replace|modify|switch|upgrade)(?:ing)?\b(?! (?:policy|label|reason))"
    r"|(?:\bto|\bplease|\byou|\band|\bcan|\bcould|\bi|^)\s+(?:change|send|ship|move|update|set|redirect|make)\b"
    r"|(?<!已)(?<!被)取消(?!了?的)|退(?!款|回|多少|还|了?的)|换(?!了?的)|改(?!了?的)"
)
_WHAT: Final = expression(
    r"\b(?:what|which|how|whether|if|check|know|tell|is|are|does)\b|什么|哪|多|几|吗|是不是|查|告诉"
)
_CHOOSES: Final = expression(r"\b(?:choose|pick|select|go (?:for|with)|take|prefer)\b|(?<!可)选(?!项)|挑")
_OWN: Final = expression(
    r"\b(?:i|we)(?:'ve| have| had)? (?:\w+ ){0,2}?(?:bought|ordered|paid|purchased|got|received|placed|pay|have)\b"
    r"|\bmy\b|\b(?:the|that|this|an?|each|other|these|those|last|newest) (?:\w+ ){0,3}?orders?\b|\border #?\w*\d"
    r"|我(?:之前|上次|刚刚?|已经)?(?:买|订|下单|付|收到)|订单|我的|[这那][一]?[单笔]|上一?[单笔]"
)
_IN_ORDER: Final = expression(
    r"\b(?:most|least|cheapest|priciest|dearest|costliest|priced) (?:\w+ )?(?:item|thing|product|article|one|piece)\b"
    r"(?! (?:you|in (?:the|your) (?:\w+ )?(?:store|shop)))|\b(?:in|of) (?:my|the|that|this) (?:\w+ )?order\b"
    r"|\b(?:i|we)(?:'ve| have)? (?:\w+ )?(?:ordered|bought)\b|订单|最(?:贵|便宜)的(?:商品|东西|那[件个]|是)|我(?:买|订)"
)
_START_EN: Final = expression(
    r"(?:[,;.!?]|\band\b|\bbut\b|\balso\b|\bthen\b|\bplus\b)[\s,]*(?:(?:and|but|also|then|finally|lastly|please"
    r"|after that|at the end(?: of the day)?|in the end)\b[\s,]*)*"
    r"(?=(?:i|we)(?:'d|'m| am| would| will|'ll)? (?:also )?(?:want|like|need|love|wonder\w*|ask)\b"
    r"|tell me|let me know|give me the|(?:can|could|would) you (?:also |please )?(?:tell|let|give|check|confirm)"
    r"|what\b|how (?:much|many)\b|which\b|where\b|when\b|whether (?:i|you|it)\b"
    r"|check\b|confirm\b)"
)
_START_ZH: Final = re.compile(r"[,，;；。!！?？]\s*(?:然后|另外|还有|并且|顺便|最后|同时|也|再)*")
_ENDS: Final = re.compile(r"(?<=[.!?。！？])\s+|(?<=[。！？])|\n+")
_POINTS_BACK: Final = expression(r"\b(?:it|its|they|them|their|those|these|each)\b|它|[他它]们")
_PAIRED: Final = frozenset({Figure.BACK, Figure.PAY, Figure.LEFT, Figure.SPENT})
_OF_GOODS: Final = frozenset({Figure.OPTIONS, Figure.CHEAPEST, Figure.DEAREST})


@dataclass(frozen=True)
class Asking:
    """The pieces of a message that ask for figures, and the rest of it."""

    pieces: tuple[str, ...] = ()
    rest: str = ""


def figures_in(words: str) -> tuple[Figure, ...]:
    """The figures that a piece of a message asks for; none where it asks for something to be done."""
    text = plain(words)
    if patterns("figures")[Figure.SPLIT].search(text):
        return (Figure.SPLIT,)
    if not _ASKS.search(text):
        return ()
    found = {Figure(name) for name, pattern in patterns("figures").items() if pattern.search(text)}
    if _REQUEST.search(text):
        found &= AFTERWARDS
    if found & (_PAIRED | _OF_GOODS) or Figure.BALANCE in found:
        found.discard(Figure.PRICE)
    if found & _PAIRED or _CHOOSES.search(text):
        found -= _OF_GOODS
    if not found and not _REQUEST.search(text) and _OWN.search(text) and _WHAT.search(text):
        found = {Figure.ITEM}
    if Figure.PRICE in found and not _OWN.search(text):
        found.discard(Figure.PRICE)
    return tuple(figure for figure in Figure if figure in found)


def is_of_an_order(words: str) -> bool:
    """Whether "the cheapest" is one of the things in an order, and not of what the shop sells."""
    return _IN_ORDER.search(plain(words)) is not None


def asking(words: str) -> Asking:
    """Takes the questions for figures out of a message; what is left asks for something to be done, or says it."""
    asked, rest = list[str](), list[str]()
    for sentence in (piece for piece in _ENDS.split(words) if piece and piece.strip()):
        for piece in _cut(sentence):
            (asked if figures_in(piece) else rest).append(piece)
    return Asking(tuple(piece.strip(" ,，;；") for piece in asked), _joined(rest))


def _cut(sentence: str) -> list[str]:
    """The sentence in pieces, cut where asking may begin; what does not ask stays whole."""
    starts = (_START_ZH if is_chinese(sentence) else _START_EN).finditer(sentence)
    edges = [0, *(match.end() for match in starts if match.start() > 0), len(sentence)]
    pieces: list[str] = []
    for start, end in pairwise(edges):
        piece = sentence[start:end]
        if pieces and _belongs(piece, pieces[-1]):
            pieces[-1] += piece
        elif piece.strip():
            pieces.append(piece)
    return pieces


def _belongs(piece: str, before: str) -> bool:
    """Whether both say what is to be done, or the piece asks more of what was just asked about: "what are they"."""
    if figures_in(piece):
        return False
    text = plain(piece)
    asks_more = _ASKS.search(text) and _POINTS_BACK.search(text) and not _REQUEST.search(text)
    return not figures_in(before) or bool(asks_more)


def _joined(rest: list[str]) -> str:
    said = " ".join(re.sub(r"[\s,，;；]*\b(?:and|but|also|then)?[\s,，;；]*$", "", piece).strip() for piece in rest)
    return said.strip()
