"""Which orders go to the place that a shopper names: "the one sent to Texas", "my LA order", 寄到加州的那单."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from bot.commerce.model import Address, Order
from bot.commerce.thing_words import is_chinese, plain
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.places import places

_ORDER_EN: Final = (
    r"(?:orders?|ones?|parcels?|packages?|shipments?|deliver(?:y|ies)|purchases?|box(?:es)?|things|stuff|items?)"
)
_GONE_EN: Final = (
    r"(?:sent|shipped|went|going|goes|delivered|addressed|headed|heading|mailed|is|was|are|were|bound|meant)"
)
_BEFORE_EN: Final = expression(
    rf"\b{_ORDER_EN}\b[^,.;!?]{{0,50}}\b(?:to|in|for|at)\s+(?:[\w']+\s+){{0,4}}$|\b(?:from|in|to|for)\s+(?:my |the )?$"
)
_GONE_BEFORE_EN: Final = expression(
    rf"\b(?:{_ORDER_EN}\b[^,.;!?]{{0,30}}\b{_GONE_EN}|sent)\b[^.;!?]{{0,40}}\b(?:to|in|for|at)\s+(?:[\w']+\s+){{0,4}}$"
)
_AFTER_EN: Final = expression(rf"^[\s'’s]*(?:address )?{_ORDER_EN}\b")
_BEFORE_ZH: Final = expression(
    r"(?:寄|送|发|邮|配送|收货地址(?:是|在)|地址(?:是|在))(?:到|去|往|给|在)?了?[^,，。;；]{0,4}$"
)
_AFTER_ZH: Final = expression(
    r"^[^,，。;；]{0,8}(?:的|那|这)[^,，。;；]{0,4}(?:订单|包裹|快递|单|件|个|东西)|^[^,，。;；]{0,3}(?:订单|那单|这单)"
)
_AWAY_EN: Final = expression(
    r"\b(?:instead|change|redirect|move|should|shall|must|ha(?:s|ve) to|needs? to)\b[^,.;!?]{0,40}"
    r"\bto\s+(?:[\w']+\s+){0,4}$"
)
_SHORT: Final = 2
_NO_WORDS: Final = frozenset({"la", "ny", "sf", "dc"})


def sent_to(words: str, orders: Sequence[Order], *, asked: bool, target: bool) -> list[Order]:
    """The orders that go to the named place; empty when none does or no place is named of an order.

    `asked`: the shopper answers the question for the order, so that every place is meant as one; `target`: a place is
    wanted that the order shall go to instead, so that only what is plainly said of the order counts.
    """
    text = unicodedata.normalize("NFKC", words)
    found = [(order, _named(text, order.address, asked=asked, target=target)) for order in orders]
    longest = max((size for _, size in found), default=0)
    return [order for order, size in found if size and size == longest]


def _named(text: str, address: Address | None, *, asked: bool, target: bool) -> int:
    """The length of the longest name of the address's place in the text; 0 when there is none."""
    if address is None:
        return 0
    sizes = [
        len(name)
        for name in _names(address)
        for match in _pattern(name).finditer(text)
        if asked or _is_said_of_order(text[: match.start()], text[match.end() :], target=target)
    ]
    return max(sizes, default=0)


def _is_said_of_order(before: str, after: str, *, target: bool) -> bool:
    before, after = plain(before), plain(after)
    if _AFTER_EN.search(after) or (_AFTER_ZH.search(after) and (_BEFORE_ZH.search(before) or not target)):
        return True
    if target:
        return _GONE_BEFORE_EN.search(before) is not None and _AWAY_EN.search(before) is None
    return _BEFORE_EN.search(before) is not None


def _names(address: Address) -> Iterator[str]:
    known = places()
    regions = known.regions.get(address.country, {})
    code = known.region(address.country, address.region) if address.region else None
    region = {name for name, of in regions.items() if of == code and code} | ({address.region.lower()} - {""})
    cities = known.cities_called(address.city) | _initials(address.city) if address.city else frozenset()
    yield from _parted(address.city, cities, region)
    for name in region:
        yield from known.regions_called(name) if len(name) > _SHORT else (name,)
    yield from (f"{city} {part}" for city in cities for part in region)
    yield from (name for name, of in known.countries.items() if of == address.country)


def _initials(city: str) -> frozenset[str]:
    """LA for Los Angeles."""
    words = city.lower().split()
    return frozenset({"".join(word[0] for word in words)}) if len(words) == _SHORT else frozenset()


def _parted(city: str, names: frozenset[str], region: set[str]) -> Iterator[str]:
    """A city's names, but not those of a city of the same name elsewhere: Washington in Utah is no DC."""
    is_capital = "dc" not in names or "dc" in region or not region
    yield from (name for name in names if is_capital or name == city.lower())


def _pattern(name: str) -> re.Pattern[str]:
    """A name in a text: abbreviations of two letters are words as well ("in", "or"), unless they are capitals."""
    if is_chinese(name):
        return re.compile(re.escape(name))
    if len(name) <= _SHORT:
        small = rf"|\b{name}(?= (?:one|order)\b)" if name in _NO_WORDS else ""
        return re.compile(rf"(?<![A-Za-z]){name.upper()}(?![A-Za-z]){small}", re.ASCII)
    return re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", re.IGNORECASE)
