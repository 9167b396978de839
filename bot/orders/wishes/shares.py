"""Whose words are whose: what a text says of each of several goods that it names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.commerce.model import Order, Product
from bot.orders.wishes.goods import Goods, goods_of
from bot.orders.wishes.mentions import Group, groups_in
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.said import Said, said
from bot.orders.wishes.sides import asks_for_another

_JOINT: Final = expression(
    r"[,，、;；.。!！?？\n]+\s*(?:(?:and|also|then|plus|but)\b|和|还有|另外|并且?|然后)?|\band\b|\bplus\b|和|还有|另外|以及"
)
_WANTED: Final = expression(r"^.{0,60}?\s(?:to|for|with|into)\s")
_ROW: Final = expression(
    r"^[\s,，、]*(?:(?:and|also|as well as|plus|both|the|my|one|another"
    r"|和|跟|与|还有|以及|我的|那[个件双条台])[\s,，]*)*$"
)
_FOR: Final = expression(
    r"(?:^|[^\s,.;!?])\s*\b(?:for|to|into|with|instead of|as|like)\s+(?:(?:a|an|the|my|one|that)\s+)*$"
    r"|(?:换成|改成|换个)[一我的]*$"
)


@dataclass(frozen=True)
class Share:
    """A piece of a text that speaks of some goods, and of no others."""

    line_ids: frozenset[str]
    words: str
    goes_on: bool = False
    """Whether the next goods are only joined to these, so that what is said of them is said of these too."""


def shares(words: str, order: Order, products: Sequence[Product]) -> tuple[Share, ...]:
    """The text cut where it goes over from some goods to others; empty when it names none."""
    return shares_of(said(words), goods_of(order, products))


def shares_of(text: Said, goods: Sequence[Goods]) -> tuple[Share, ...]:
    """The same for a text that is read already."""
    runs: list[_Run] = []
    for group in groups_in(text, goods):
        ids = group.candidates()[0]
        if not group.has_noun or not ids:
            continue
        last = runs[-1] if runs else None
        if last is None or not (ids & last.line_ids or _is_wanted(text, last, group)):
            runs.append(_Run(group.start, _end(group), ids))
        else:
            runs[-1] = _Run(last.start, _end(group), ids & last.line_ids or last.line_ids)
    return tuple(_cut(text, runs))


@dataclass(frozen=True)
class _Run:
    """Names in a row of the same goods: tokens[start:end], up to the last name."""

    start: int
    end: int
    line_ids: frozenset[str]


def _end(group: Group) -> int:
    """Behind the name itself: "gold" of "the phone in gold" is said of it."""
    return next(mention.end for mention in reversed(group.mentions) if mention.is_noun)


def _is_wanted(text: Said, last: _Run, group: Group) -> bool:
    """Whether the next name is what is wanted and not what is given: "the mug for a phone"."""
    between = text.text[text.tokens[last.end - 1].end : text.tokens[group.start].start]
    return _FOR.search(between) is not None


def _cut(text: Said, runs: Sequence[_Run]) -> Iterator[Share]:
    start, carried = 0, ""
    for run, following in pairwise(runs):
        begin, end = text.tokens[run.end - 1].end, text.tokens[following.start].start
        between = text.text[begin:end]
        joints = list(_JOINT.finditer(between))
        cut = begin + (joints[-1].start() if joints else len(between))
        yield Share(run.line_ids, _with_verb(text.text[start:cut], carried), _ROW.match(between) is not None)
        start, carried = (begin + joints[-1].end() if joints else cut), text.text
    if runs:
        yield Share(runs[-1].line_ids, _with_verb(text.text[start:], carried))


def _with_verb(piece: str, whole: str) -> str:
    """ "The mug to a white one", which has its verb from what came before it."""
    piece = piece.strip(" ,，、;；")
    carried = (
        whole and _WANTED.match(piece) and asks_for_another(whole) and not asks_for_another(piece.split(" instead")[0])
    )
    return f"exchange {piece}" if carried else piece
