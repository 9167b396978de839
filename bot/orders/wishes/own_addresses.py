"""Which of a customer's own addresses the words mean that only say where it lies: "my Boston address", 芝加哥的家."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.commerce.model import Address
from bot.commerce.thing_words import is_chinese, plain
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.places import places

_TOWARDS: Final = expression(r"\b(?:to|into|with|at)\b|改[到成为去]|换[到成]|[寄送发]到|变[成为]")
_OF_PLACE: Final = expression(
    r"\b(?:my|to|into|home|house|place|flat|apartment|one|address|order|send|ship|deliver)\b|家|[寄送发改换]到|那个|那边|地址"
)
_PROFILE: Final = r"(?:default|user|account|profile)(?:'s)?(?: default)?(?: (?!address)\w+)?"
_OF_PROFILE: Final = expression(
    rf"\b(?:change|update|modify|set|switch|make|correct|fix|edit|replace)\b(?:\s+(?!to\b|of\b|on\b|orders?\b)[\w']+){{0,4}}?"
    rf"\s+{_PROFILE} address\b|^\W*(?:(?:and|also|plus|then)\W+)*(?:my|the) {_PROFILE} address\b"
    r"|(?:把|改|修改|更新|更换|换)(?:一下|我的|我)*的?(?:默认|常用|账户|账号)的?(?:收货)?地址|(?:默认|常用|账户|账号)的?(?:收货)?地址(?:也|都)?(?:要|想)?(?:改|换|更新|设)"
)
_TO_PROFILE: Final = expression(
    rf"\b(?:to|with|into|use)\s+(?:my|the)\s+{_PROFILE} address\b"
    r"|(?:[改换变](?:成|到|为|回)|[寄送发](?:到|去|往))(?:我的|我)?(?:默认|常用|账户|账号)的?(?:收货)?地址"
)
_BOTH: Final = expression(
    rf"\b{_PROFILE} address\b.{{0,20}}\b(?:and|as well as|along with|plus|including)\b.{{0,40}}\borders?\b"
    rf"|\borders?\b.{{0,120}}\b(?:and|as well as|along with|plus|including)\b.{{0,20}}\b{_PROFILE} address\b"
    r"|(?:默认|账户|账号)的?(?:收货)?地址(?:和|跟|还有|以及|、|与).{0,12}订单|订单.{0,16}(?:和|跟|还有|以及|、|与|连同).{0,6}(?:默认|账户|账号)的?(?:收货)?地址"
)
_NUMBER: Final = re.compile(r"^\s*\d[\w/-]*\s+|\d+(?:-\d+)?号?.*$")
_LEAST_STREET: Final = 4
_ONLY_A_NAME: Final = 3


def is_of_profile(words: str) -> bool:
    """Whether the address that is to change is the account's own: "change my default address to ..."."""
    return _OF_PROFILE.search(words) is not None


def is_to_profile(words: str) -> bool:
    """Whether the account's own address is where something is to go: "change it to my default address"."""
    return _TO_PROFILE.search(words) is not None


def is_of_both(words: str) -> bool:
    """Whether the account's address is to change, and that of orders with it."""
    return _BOTH.search(words) is not None


def lying_where(words: str, known: Mapping[str, Address], base: Address | None) -> tuple[str, ...]:
    """Keys of `known`, one for each different address other than `base`, that lie where the words say.

    What is named behind "to" counts before the rest: "move my Boston order to Chicago". Of several, those of which
    most is said.
    """
    if not _OF_PLACE.search(words) and (is_chinese(words) or len(words.split()) > _ONLY_A_NAME):
        return ()
    different: dict[Address, str] = {}
    for key, address in known.items():
        if address != base:
            different.setdefault(address, key)
    for text in _sides(words):
        said = {key: _said_of(address, text) for address, key in different.items()}
        most = max(said.values(), default=0)
        if most:
            return tuple(key for key, count in said.items() if count == most)
    return ()


def _sides(words: str) -> Iterator[str]:
    """What stands behind each "to", the last first, then the whole."""
    for match in reversed(list(_TOWARDS.finditer(words))):
        yield words[match.end() :]
    yield words


def _said_of(address: Address, words: str) -> int:
    """How much of the address is said: its town, its region, its street, its code."""
    text = plain(words)
    return sum(any(_holds(text, name) for name in names) for names in _names(address)) + _has_code(address, words)


def _names(address: Address) -> Iterator[tuple[str, ...]]:
    city = plain(address.city)
    yield tuple(name for name in (city, city.removesuffix("市"), *places().city_names.get(city, ())) if name)
    regions = places().regions.get(address.country, {})
    yield tuple(name for name, code in regions.items() if code == address.region and len(name) > len(code))
    street = _NUMBER.sub("", plain(address.line1)).strip(" ,")
    yield (street,) if len(street) >= _LEAST_STREET else ()
    yield (address.postcode.casefold(),) if address.postcode else ()


def _has_code(address: Address, words: str) -> bool:
    """Whether the region's abbreviation is said, in capitals: "my TX address"; OR and IN are words otherwise."""
    code = address.region
    if not code.isascii() or not code.isupper() or words.isupper():
        return False
    return re.search(rf"(?<![A-Za-z]){code}(?![A-Za-z])", words) is not None


def _holds(text: str, name: str) -> bool:
    if is_chinese(name):
        return name in text
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None
