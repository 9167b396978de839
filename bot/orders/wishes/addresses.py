"""Which address a shopper's words give: written out, a correction of a part, or one that is known by a name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.commerce.model import Address
from bot.commerce.thing_words import simplified
from bot.orders.wishes.address_corrections import corrected
from bot.orders.wishes.address_fields import Parts
from bot.orders.wishes.address_parts import address_parts
from bot.orders.wishes.own_addresses import lying_where
from bot.orders.wishes.phrases import expression, patterns
from bot.orders.wishes.places import places
from bot.orders.wishes.western_addresses import STREET_KIND

_ORDER_ID: Final = re.compile(r"#?([A-Za-z]{0,4}-?\d{4,})")
_LEAD: Final = re.compile(
    r"^.*?\b(?:address(?: of (?:the |my )?(?:order|it))?(?: (?:\S+ )?(?:to|is|should be|would be|will be|as"
    r"|into))|(?:ship|send|deliver|forward|redirect|mail|change|update|move|switch|set|modify"
    r"|correct)\b[^,\d]*?\bto|new address(?: is)?|address(?= ?:)|(?:i )?(?:live|moved|am"
    r"|stay(?:ing)?) (?:now )?(?:at|to|in)|it'?s|it is|going to be|should be)\s*:?\s+(?=\S)"
    r"|^.*?(?:地址(?:是|为|改成|改为|改到|换成|更改为|变更为|:|：)|改成|改为|改到|换成|寄到|送到|寄去|发到|寄往|配送到|住在|搬到了?|新地址是?|寄给)\s*[:：]?",
    re.IGNORECASE | re.DOTALL,
)
_TRAIL: Final = re.compile(
    r"[\s,.;]*(?:\b(?:please|thanks?|thank you|instead|pls|if possible|for (?:this|the|that) order"
    r"|now)\b[\s,.!?]*)+$|[,，。\s]*(?:谢谢|吧|可以吗|好吗|拜托了?|麻烦了?)[。!！]*$",
    re.IGNORECASE,
)
_OF_ADDRESS: Final = expression(
    r"\b(?:send|ship|deliver|mail|forward|redirect|address|parcel|package|same)\w*\b"
    r"|^\s*(?:to |at )?my \w+[\s.!]*$|寄|送|地址|收货|一样|^\s*(?:我的?)?(?:公司|家里?|单位)$"
)
_BESIDES: Final = expression(
    r"\b(?:along with|as well as|together with|and(?: also)?|plus|including) (?:my |the )?"
    r"(?:user |account )?(?:default|profile|user|account)"
    r"(?: \w+)? address\b(?! (?:is|was))|(?:以及|还有|连同|和)(?:我的)?(?:默认|账户|账号)的?地址"
)
_BY_ITSELF: Final = frozenset({"default", "before"})
"""What is said of addresses alone, and needs no word for one beside it."""
_HOUSE: Final = re.compile(r"\d")
_FORM: Final = re.compile(
    rf"\d[\w/-]*\s+(?:[\w'.-]+\s+){{0,5}}?{STREET_KIND}\b"
    r"|\w+(?:straße|strasse|str\.|weg|platz|gasse|laan|straat)\s*\d+"
    r"|\b(?:rue|via|calle|avenida|rua|p\.?o\.? box)\b.*\d",
    re.IGNORECASE,
)
# Words, but no other figure, between the house and what kind of street it is in: "350 5th Avenue".
_STREET: Final = re.compile(rf"(?<![\w#])\d[\w/-]*\s+(?:(?!\d+\s)[\w'.-]+\s+){{0,5}}?{STREET_KIND}\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(
    r"\b(?:is|be|to|i|it|my|at|the|because|since|address|live|please|well|sure|ok|okay|yes|so|hi|hello|that|would)\b",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"[\s,]*[(（][^()（）]*[)）][\s.!]*$")
_AFTER_CODE: Final = re.compile(
    r"(?<=\d)(?:[.!?;]\s+(?=\S)|,?\s+(?=(?:and|so|because|please|but|then|i)\b))", re.IGNORECASE
)
_NAMES_AND_COMMA: Final = re.compile(r"^\d{1,5}[A-Za-z]?\s+[A-Z]\w+.*,\s*[A-Z]")
_PLACE_ZH: Final = re.compile(r"[路街道巷弄村镇乡号栋幢]|小区|大厦|广场|花园|公寓|学校|大学|写字楼")
_FORM_ZH: Final = re.compile(r"(?:省|市|区|县|镇|路|街|道|巷|弄|村|号)")


@dataclass(frozen=True)
class AddressMeant:
    """The address as far as it was given; a field that was not said is empty, never guessed."""

    address: Address | None = None
    missing: tuple[str, ...] = ()
    """Names of the fields without which the address is not complete."""
    changed: tuple[str, ...] = ()
    """The fields of the base that a correction touched; empty for a whole address."""
    reference: str = ""
    """The key of `known` that was meant, or the kind of address ("office") that was named and is not known."""
    candidates: tuple[str, ...] = ()
    """Keys of `known` among which to ask."""

    @property
    def complete(self) -> bool:
        return self.address is not None and not self.missing

    def __bool__(self) -> bool:
        return self.address is not None or bool(self.reference) or bool(self.candidates)


def address_meant(
    words: str, *, known: Mapping[str, Address], base: Address | None, asked: bool = False
) -> AddressMeant:
    """`known` has the customer's addresses by name: "default", "home", "office", and "order W1" for an order's own.

    `base` is the address that a correction changes, and whose country counts when none is said. `asked`: an address was
    just asked for, so that less is enough: "the new home" is the only other one that is known.
    """
    text = words.strip()
    said = _said(text)
    if base:
        address, fields = corrected(text, base)
        if fields and not _is_whole(said) and ("line1" in fields or not _FORM.search(said)):
            return AddressMeant(address, missing_in(address), fields)
    if _looks_like_one(said):
        return _written(said, base)
    return _referred(text, known, base, asked=asked)


def missing_in(address: Address) -> tuple[str, ...]:
    """The fields that an address of its country needs and does not have."""
    needed = ["line1", "city", "country"]
    needed += ["region"] if address.country in places().with_region else []
    needed += ["postcode"] if address.country not in places().without_postcode else []
    return tuple(name for name in needed if not getattr(address, name) or _is_half(address, name))


def _is_half(address: Address, field: str) -> bool:
    """Of a British postcode only the district: NW1."""
    return field == "postcode" and address.country == "GB" and " " not in address.postcode


def _said(text: str) -> str:
    """The address without the words around it."""
    lead, street = _LEAD.match(text), _STREET.search(text)
    after = lead is not None and street is not None and lead.end() > street.start()
    rest = text[lead.end() :] if lead and not after and lead.end() < len(text) else text
    return _TRAIL.sub("", _from_its_house(_ASIDE.sub("", rest))).strip(" ,，.。!！?？")


def _from_its_house(text: str) -> str:
    """Without a sentence that leads up to it, and without one that follows its code."""
    start = _STREET.search(text)
    if start is None:
        return text
    lead = text[: start.start()]
    begun = text[start.start() :] if _SENTENCE.search(lead) else text
    end = _AFTER_CODE.search(begun)
    return begun[: end.start()] if end else begun


def _looks_like_one(said: str) -> bool:
    if re.search(r"[\u3400-\u9fff]", said):
        parts = address_parts(said)
        return bool(parts.city and _PLACE_ZH.search(parts.line1)) or (
            _HOUSE.search(said) is not None and len(_FORM_ZH.findall(said)) > 1
        )
    if not _HOUSE.search(said):
        return False
    parts = address_parts(said)
    return bool(
        _FORM.search(said)
        or _NAMES_AND_COMMA.match(said)
        or (parts.postcode and parts.city and _HOUSE.search(parts.line1))
    )


def _is_whole(said: str) -> bool:
    """Whether it is more than a part: a street and a town."""
    parts = address_parts(said)
    return bool(parts.line1 and parts.city and _HOUSE.search(parts.line1) and _looks_like_one(said))


def _written(said: str, base: Address | None) -> AddressMeant:
    parts: Parts = address_parts(said, base.country if base else "")
    if not parts:
        return AddressMeant()
    address = Address(
        line1=parts.line1,
        line2=parts.line2,
        city=parts.city,
        region=parts.region or places().named_as_region.get(parts.country, {}).get(parts.city.lower(), ""),
        postcode=parts.postcode,
        country=parts.country,
    )
    return AddressMeant(address, missing_in(address))


def _referred(text: str, known: Mapping[str, Address], base: Address | None, *, asked: bool) -> AddressMeant:
    # "Along with my default address": that is to change as well, and is not what it is to become.
    text = _BESIDES.sub(" ", text)
    numbers = tuple(number.lower() for number in _ORDER_ID.findall(text))
    by_number = [key for key in known if numbers and key.lower().endswith(numbers)]
    raw, text = text, simplified(text)
    of_address = asked or _OF_ADDRESS.search(text) is not None
    if len(by_number) == 1 and of_address:
        return _known(by_number[0], known)
    kinds = [kind for kind, pattern in patterns("references").items() if pattern.search(text)]
    for kind in kinds:
        keys = _of_kind(kind, known, base)
        if len(keys) == 1 and (of_address or kind in _BY_ITSELF):
            return _known(keys[0], known)
    if there := lying_where(raw, known, base):
        return _known(there[0], known) if len(there) == 1 else AddressMeant(candidates=there)
    for kind in kinds:
        keys = _of_kind(kind, known, base)
        others = _others(known, base)
        if asked and kind != "default" and not keys and len(others) == 1:
            return _known(others[0], known)
        if of_address or (keys and kind in _BY_ITSELF):
            return AddressMeant(reference=kind, candidates=keys)
    return AddressMeant()


def _of_kind(kind: str, known: Mapping[str, Address], base: Address | None) -> tuple[str, ...]:
    """The first key of each different address of a kind; another order's address is one that differs."""
    different: dict[Address, str] = {}
    for key, address in known.items():
        if key == kind or (key.startswith(f"{kind} ") and address != base):
            different.setdefault(address, key)
    return tuple(different.values())


def _others(known: Mapping[str, Address], base: Address | None) -> tuple[str, ...]:
    """The first key of each different address but the present one."""
    different: dict[Address, str] = {}
    for key, address in known.items():
        if address != base:
            different.setdefault(address, key)
    return tuple(different.values())


def _known(key: str, known: Mapping[str, Address]) -> AddressMeant:
    return AddressMeant(known[key], missing_in(known[key]), reference=key)
