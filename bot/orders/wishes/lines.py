"""Which lines of an order, and how much of them, a shopper's words mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from typing import Final

from bot.commerce.changes import Picked
from bot.commerce.model import Order, OrderLine, Product
from bot.commerce.thing_words import plain
from bot.orders.wishes.counts import count_said, places_said
from bot.orders.wishes.extent import (
    asks_for_the_rest,
    is_asked,
    number_of_all,
    says_each,
    says_everything,
    says_the_order,
    says_the_rest,
)
from bot.orders.wishes.goods import Goods, Strength, goods_of
from bot.orders.wishes.left_out import companions, first_of_only, left_out
from bot.orders.wishes.mentions import Group, groups_in
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.said import Said, said
from bot.orders.wishes.shares import shares_of
from bot.orders.wishes.sides import asks_for_another, sides, without_reason

_SHORTEST_SKU: Final = 4
_SORTS: Final = frozenset({"item", "thing", "stuff", "gear", "product", "equipment", "accessory", "goods"})
_PLURAL: Final = expression(r"[a-z]{2}s$")
_DEAREST: Final = expression(
    r"\b(?:most expensive|priciest|dearest|costliest|more expensive|pricier|dearer)\b|最贵|更贵|较贵|贵的那"
)
_CHEAPEST: Final = expression(
    r"\b(?:cheapest|least expensive|lowest[- ]priced?|cheaper)\b|最便宜|更便宜|较便宜|便宜的那"
)
_OF_A_THING: Final = expression(
    r"\b(?:most|least|cheapest|priciest|dearest|costliest|priced)\b[\w ]{0,14}\b(?:one|item|thing|product|order)\b"
    r"|\bcheapest$"
    r"|\b(?:expensive|pricier|cheaper|dearer) (?:one|item|thing|product)\b"
    r"|(?:\d|dollars?|bucks|usd)[\s-]*(?:one|item|thing|product)\b|最(?:贵|便宜)的?(?:那|一|商品|东西|$)|(?:块钱?|元|美元|刀)的"
)
_AMOUNT: Final = expression(
    r"[$€£¥]\s?(\d+(?:\.\d{1,2})?)|(\d+(?:\.\d{1,2})?)\s?(?:dollars?|bucks|euros?|pounds?|usd|块钱?|元|美元|刀)"
)


@dataclass(frozen=True)
class Unclear:
    """Words that fit several lines, or one line not quite: to be asked with these as choices."""

    words: str
    candidates: tuple[str, ...]
    """Ids of lines."""


@dataclass(frozen=True)
class LinesMeant:
    """The lines that are meant; empty when the words name none."""

    picked: tuple[Picked, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    whole: bool = False
    """Whether all of the order was said ("everything", 整单), with nothing left out."""
    uncounted: tuple[str, ...] = ()
    """Picked lines of more than one of which it was not said how many; all of them stand in `picked`."""
    rest: bool = False
    """Whether "the rest" was asked for with nothing named: all but what was spoken of before, which is not known."""
    left_out: tuple[str, ...] = ()
    """Lines that stay where all but them was said."""
    beside: tuple[str, ...] = ()
    """Lines that only tell which order is meant: "the mug that came with the lamp"."""

    def __bool__(self) -> bool:
        return bool(self.picked or self.unclear or self.rest)


@dataclass(frozen=True)
class Among:
    """How words are read against the lines of several orders at once."""

    able: frozenset[str]
    """Lines of orders that can take the task: they come first where others are called the same."""
    each: bool = False
    """Whether all that is called so is meant."""


def lines_meant(
    words: str, order: Order, products: Sequence[Product], *, for_another: bool = False, among: Among | None = None
) -> LinesMeant:
    """Reads what is given back or taken out, not what is wanted instead of it.

    `for_another`: it is known that another variant is wanted, so that what the goods are not is no contradiction.

    `products` must hold those of the order's lines; a line whose product is gone is known by its title alone.
    """
    goods = goods_of(order, products)
    meant = _Reading(words, goods, for_another=for_another, among=among).meant()
    if among or meant.whole or meant.rest:
        return meant
    return _joined(meant, _of_each(words, goods, for_another), order)


def _of_each(words: str, goods: Sequence[Goods], for_another: bool) -> list[LinesMeant]:
    """What each part means of a text that wants something else for several goods; empty for every other text."""
    text = without_reason(words)
    if not (for_another or asks_for_another(text)) or says_the_order(text) or says_the_rest(text):
        return []
    parts = shares_of(said(text), goods)
    return [_Reading(part.words, goods, for_another=for_another).meant() for part in parts] if len(parts) > 1 else []


def _joined(whole: LinesMeant, parts: Sequence[LinesMeant], order: Order) -> LinesMeant:
    """What the parts mean together where that is more than the text as one sentence."""
    picked = {line.line_id: line for part in parts for line in part.picked}
    if not picked.keys() > {line.line_id for line in whole.picked}:
        return whole
    unclear = dict.fromkeys(
        unclear for part in parts for unclear in part.unclear if not set(unclear.candidates) & picked.keys()
    )
    uncounted = {id_ for part in parts for id_ in part.uncounted}
    ids = [line.line_id for line in order.lines]
    return LinesMeant(
        tuple(picked[id_] for id_ in ids if id_ in picked),
        tuple(unclear),
        uncounted=tuple(id_ for id_ in ids if id_ in uncounted),
    )


def lines_kept(words: str, order: Order, products: Sequence[Product]) -> frozenset[str]:
    """Ids of the lines that the words tell to leave as they are: "not the lamp", 台灯留着."""
    return _Reading(words, goods_of(order, products), for_another=False).kept()


class _Reading:
    """One text read against the goods of one order."""

    def __init__(self, words: str, goods: Sequence[Goods], *, for_another: bool, among: Among | None = None) -> None:
        self._among = among
        self._text = _of_lines(words, goods)
        self._asked = is_asked(plain(words))
        self._goods = goods
        self._lines = {g.line.line_id: g.line for g in goods}
        self._groups = groups_in(self._text, goods)
        self._swaps = for_another or asks_for_another(words)
        self._all = says_each(self._text.text) or (among is not None and among.each)
        self._picked: dict[str, int] = {}
        self._unclear: list[Unclear] = []
        self._uncounted: list[str] = []

    def meant(self) -> LinesMeant:
        text, gaps = self._text.text, self._gaps()
        stays, first, beside = left_out(gaps), first_of_only(gaps), companions(gaps)
        kept = [group for at, group in enumerate(self._groups) if at in stays]
        named = [group for at, group in enumerate(self._groups) if at not in stays | beside and at >= first]
        if not self._groups and asks_for_the_rest(text):
            return LinesMeant(rest=True)
        if self._is_whole(named, kept):
            return self._everything_but(kept, named)
        for group in named:
            self._take(group)
        self._take_by_sku()
        if not named and not self._picked and not self._takes_unnamed():
            return LinesMeant()
        for id_ in self._ids(kept):
            self._picked.pop(id_, None)
        told = self._ids([group for at, group in enumerate(self._groups) if at in beside])
        return replace(self._result(whole=False), beside=tuple(id_ for id_ in self._lines if id_ in told))

    def _takes_unnamed(self) -> bool:
        """By place or price alone; the places of several orders' lines mean nothing."""
        return (self._among is None and self._take_places()) or self._take_by_price()

    def kept(self) -> frozenset[str]:
        stays = left_out(self._gaps())
        return self._ids([group for at, group in enumerate(self._groups) if at in stays])

    def _is_whole(self, named: Sequence[Group], kept: Sequence[Group]) -> bool:
        """Whether all of the order is meant, but for what is kept."""
        text = self._text.text
        if self._groups and says_the_rest(text):
            return True
        count = number_of_all(text)
        as_many = count in (None, len(self._lines), sum(line.quantity for line in self._lines.values()))
        if named:
            return says_the_order(text)
        return as_many and says_everything(text, but=bool(kept), asked=self._asked)

    def _gaps(self) -> list[str]:
        """The texts before, between and after the groups."""
        edges = [0, *(edge for group in self._groups for edge in (group.start, group.end)), len(self._text.tokens)]
        return [self._between(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]

    def _between(self, start: int, end: int) -> str:
        tokens = self._text.tokens
        begin = tokens[start - 1].end if start else 0
        return self._text.text[begin : tokens[end].start if end < len(tokens) else len(self._text.text)]

    def _everything_but(self, kept: Sequence[Group], named: Sequence[Group]) -> LinesMeant:
        left = self._ids(kept)
        if kept and not left:
            # What is to stay is none of these by its name: it must not go with all the others.
            for group in kept if self._among is None else ():
                self._ask(group, list(self._lines.values()))
            return self._result(whole=False)
        self._picked = {id_: self._lines[id_].quantity for id_ in self._able(frozenset(self._lines)) if id_ not in left}
        told = self._ids(named) - left
        return replace(
            self._result(whole=not left),
            left_out=tuple(id_ for id_ in self._lines if id_ in left),
            beside=tuple(id_ for id_ in self._lines if id_ in told),
        )

    def _able(self, ids: frozenset[str]) -> frozenset[str]:
        """Those of the lines that can take the task; all of them when none can."""
        return (ids & self._among.able if self._among else ids) or ids

    def _ids(self, groups: Sequence[Group]) -> frozenset[str]:
        return frozenset(id_ for group in groups for id_ in group.candidates()[0])

    def _take(self, group: Group) -> None:
        ids, contradicted = group.candidates()
        ids = self._able(ids)
        candidates = [line for id_, line in self._lines.items() if id_ in ids]
        if len(candidates) > 1:
            candidates = self._narrowed(group, candidates)
        if not candidates:
            return
        if self._names_a_sort(group):
            self._ask(group, [self._lines[id_] for id_ in self._lines if id_ in self._able(frozenset(self._lines))])
            return
        count = self._count(group)
        if count and len(candidates) == 1 < len(ids) and count > candidates[0].quantity:
            count = None  # "I have two lamps, return the cheaper one": one is left of those that were counted
        if contradicted and not self._swaps:
            self._ask(group, candidates)
        elif len(candidates) == 1:
            self._pick(group, candidates[0], count)
        elif self._takes_all(candidates, count):
            for line in candidates:
                self._picked[line.line_id] = line.quantity
        else:
            self._ask(group, candidates)

    def _names_a_sort(self, group: Group) -> bool:
        """Whether a word out of a title is said of a sort of things that others may be of too: "the running things"."""
        tokens, end = self._text.tokens, group.end
        return group.strength is Strength.PART and end < len(tokens) and tokens[end].text in _SORTS

    def _narrowed(self, group: Group, candidates: list[OrderLine]) -> list[OrderLine]:
        """By a place or a price among those that fit: "the first mug", "the cheaper lamp"."""
        start, end = self._region(group)
        text = self._between(start, end)
        by_price = _by_price(text, candidates)
        return by_price or candidates

    def _count(self, group: Group) -> int | None:
        start, end = self._region(group)
        return count_said(self._between(start, group.start), self._between(group.end, end))

    def _region(self, group: Group) -> tuple[int, int]:
        """The tokens around a group, up to its neighbours."""
        at = self._groups.index(group)
        start = self._groups[at - 1].end if at else 0
        end = self._groups[at + 1].start if at + 1 < len(self._groups) else len(self._text.tokens)
        return start, end

    def _pick(self, group: Group, line: OrderLine, count: int | None) -> None:
        if count is not None and count > line.quantity:
            self._ask(group, [line])
            return
        said_all = self._all or _PLURAL.search(self._text.piece(group.start, group.end)) is not None
        if count is None and line.quantity > 1 and not said_all:
            self._uncounted.append(line.line_id)
        self._picked[line.line_id] = line.quantity if count is None else count

    def _takes_all(self, candidates: Sequence[OrderLine], count: int | None) -> bool:
        if count is not None:
            return count == sum(line.quantity for line in candidates)
        if self._among is not None and (number := number_of_all(self._text.text)):
            # Both of them may be those of one order.
            return self._among.each or number == sum(line.quantity for line in candidates)
        return self._all

    def _ask(self, group: Group, candidates: Sequence[OrderLine]) -> None:
        words = self._text.piece(group.start, group.end)
        self._unclear.append(Unclear(words, tuple(line.line_id for line in candidates)))

    def _take_places(self) -> bool:
        lines = list(self._lines.values())
        for place in places_said(self._text.text):
            if -len(lines) <= place <= len(lines):
                line = lines[place - 1 if place > 0 else place]
                self._picked[line.line_id] = line.quantity
                if line.quantity > 1:
                    self._uncounted.append(line.line_id)
        return bool(self._picked)

    def _take_by_sku(self) -> None:
        for goods in self._goods:
            codes = (goods.line.sku, *_codes(goods, also_wanted=self._swaps and not self._groups))
            if any(_holds_code(self._text.text, code) for code in codes):
                self._picked.setdefault(goods.line.line_id, goods.line.quantity)

    def _take_by_price(self) -> bool:
        """By nothing but a price: it must be said of a thing, as in "the $18 one"."""
        lines = _by_price(self._text.text, list(self._lines.values()))
        if len(lines) == 1 and _OF_A_THING.search(self._text.text):
            self._picked[lines[0].line_id] = lines[0].quantity
        return bool(self._picked)

    def _result(self, *, whole: bool) -> LinesMeant:
        picked = tuple(Picked(id_, self._picked[id_]) for id_ in self._lines if id_ in self._picked)
        uncounted = tuple(id_ for id_ in self._uncounted if id_ in self._picked)
        return LinesMeant(picked, tuple(self._unclear), whole, uncounted)


def _codes(goods: Goods, *, also_wanted: bool) -> Iterator[str]:
    """The product's code, and those of the variants that may be wanted instead."""
    if goods.product:
        yield goods.product.product_id
        yield from (variant.sku for variant in goods.product.variants if also_wanted)


def _holds_code(text: str, code: str) -> bool:
    return len(code) >= _SHORTEST_SKU and re.search(rf"(?<![\w-]){re.escape(code.lower())}(?![\w-])", text) is not None


def _of_lines(words: str, goods: Sequence[Goods]) -> Said:
    """What is given; but "the lamp instead of the headphones" corrects, when both are in the order."""
    two = sides(words)
    given, wanted = said(two.given), said(two.wanted)
    if two.is_correction and _named(wanted, goods) - _named(given, goods):
        return wanted
    return given


def _named(text: Said, goods: Sequence[Goods]) -> frozenset[str]:
    groups = [group for group in groups_in(text, goods) if group.has_noun]
    return frozenset(id_ for group in groups for id_ in group.candidates()[0])


def _by_price(text: str, lines: list[OrderLine]) -> list[OrderLine]:
    """The dearest, the cheapest, or "the $18 one"."""
    for pattern, choose in ((_DEAREST, max), (_CHEAPEST, min)):
        if lines and pattern.search(text):
            price = choose(line.unit_price.amount for line in lines)
            return [line for line in lines if line.unit_price.amount == price]
    amounts = [Decimal(said) for match in _AMOUNT.finditer(text) for said in match.groups() if said]
    return [line for line in lines if _costs(line, amounts)]


def _costs(line: OrderLine, amounts: Sequence[Decimal]) -> bool:
    """Whether a line costs such an amount, with or without its cents: $18 or $18.99 for 18.99."""
    price = line.unit_price.decimal
    return any(amount in (price, price.to_integral_value(ROUND_DOWN)) for amount in amounts)
