"""Reads an address that is written from the smallest place to the largest, in the forms of many countries."""

import re
from dataclasses import dataclass
from typing import Final

from bot.orders.wishes.address_fields import Parts
from bot.orders.wishes.places import country_at_end, places

_LINE2: Final = (
    r"(?:(?:apt|apartment|apartement|suite|ste|unit|flat|room|rm|floor|fl|level|bldg|building|block|lot|dept"
    r"|wohnung|appt|piso|c/o)\b\.?\s*#?\s*[\w-]+(?:\s+(?:floor|[a-z0-9]{1,3}\b(?!\s+\w+\s+(?:st|street|rd"
    r"|road))))?"
    r"|#\s*[\w-]+|\d+(?:st|nd|rd|th) floor|\d{1,3}F\b|p\.?o\.? box \d+)"
)
_ONLY_LINE2: Final = re.compile(rf"^{_LINE2}$", re.IGNORECASE)
_LINE2_INSIDE: Final = re.compile(rf"[\s,]+({_LINE2})(?=$|[\s,])", re.IGNORECASE)
_LINE2_FIRST: Final = re.compile(rf"^({_LINE2})[\s,]+(?=\d|\w+ (?:house|court))", re.IGNORECASE)
STREET_KIND: Final = (
    r"(?:street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|way|court|ct|place|pl|terrace|ter|square"
    r"|sq|parkway|pkwy|highway|hwy|circle|cir|trail|trl|plaza|loop|alley|row|close|crescent|cres|gardens|grove"
    r"|mews|walk|hill|broadway|speedway|parade|quay|wharf)"
)
_STREET: Final = re.compile(
    rf"^(?P<line1>\d[\w/-]*\s+(?:[\w'.-]+\s+){{0,5}}?{STREET_KIND}\b\.?(?:\s+(?:n|s|e|w|ne|nw|se|sw|north|south"
    rf"|east|west)\b\.?)?(?:\s+\d{{1,3}}(?=[\s,]))?)\s+(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_GB: Final = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)(?:\s*(\d[A-Z]{2}))?$", re.IGNORECASE)
_CA: Final = re.compile(r"\b([ABCEGHJ-NPRSTVXY]\d[A-Z][\s-]?\d[A-Z]\d)\b", re.IGNORECASE)
_CODE_FIRST: Final = re.compile(
    r"^(?:[A-Z]{1,2}-)?(?P<postcode>\d{4}\s?[A-Z]{2}|\d{2}-\d{3}|\d{3}\s\d{2}|\d{4,5})\s+(?P<city>[^\W\d][^,\d]*)$"
)
_CODE_LAST: Final = re.compile(r"^(?P<city>[^\d,]*?)(?:^|[\s,]+)(?P<postcode>\d{3}-\d{4}|\d{4,6})$")
_AU_TAIL: Final = re.compile(
    r"^(?P<city>.*?)[\s,]*\b(?P<region>NSW|VIC|QLD|SA|WA|TAS|ACT|NT)[\s,]+(?P<postcode>\d{4})$", re.IGNORECASE
)
_COUNTRY_AND_CODE: Final = re.compile(r"^(?P<before>.*),\s*(?P<country>[A-Za-z ]+?)\s+(?P<postcode>\d{4,6})$")
_HOUSE: Final = re.compile(r"\d")
_LEAST_FIELDS: Final = 2


def western_parts(line: str, country: str = "") -> Parts:
    """`country` counts when the address names none."""
    match = country_at_end().search(line)
    named = places().country(match.group(1) or match.group(2)) if match else None
    if match and named:
        line = line[: match.start()].strip(" ,")
    elif at_end := _COUNTRY_AND_CODE.match(line):
        named = places().country(at_end["country"])
        line = line if named is None else f"{at_end['before']}, {at_end['country']} {at_end['postcode']}"
    return _read(line, named or "", country)


def _read(line: str, named: str, usual: str) -> Parts:
    """`named` is the country that was written, `usual` the one that is meant when none is."""
    fields = [field.strip() for field in line.split(",") if field.strip()]
    if not fields:
        return Parts(country=named)
    tail, country = _tail(fields, named or usual, named)
    line2, fields = _second_line(fields)
    if tail.city == "" and tail.used and len(fields) == 1:
        fields, tail = _street_and_city(fields, tail)
    elif tail.city == "" and len(fields) > 1:
        # Without anything else to go by, the last field is the town.
        tail = _Tail(fields[-1], tail.region, tail.postcode, used=True)
        fields = fields[:-1]
    elif not tail.used and len(fields) == 1:
        fields, tail = _street_and_city(fields, tail)
    line1 = ", ".join(fields)
    if not line2:
        inside = _LINE2_INSIDE.search(line1)
        if inside:
            line2 = inside.group(1)
            line1 = (line1[: inside.start()] + line1[inside.end() :]).strip(" ,")
    return Parts(line1, line2, tail.city, tail.region, tail.postcode, country)


@dataclass(frozen=True)
class _Tail:
    """Town, region and postcode from the end of an address."""

    city: str = ""
    region: str = ""
    postcode: str = ""
    used: bool = False


def _tail(fields: list[str], country: str, named: str) -> tuple[_Tail, str]:
    """Takes town, region and postcode off the end of `fields`; the form may tell the country."""
    for read in (_british, _canadian, _australian, _american, _code_first, _code_last):
        left = list(fields)
        found = read(left, country)
        if found:
            fields[:] = left
            tail, of = found
            return tail, named or of or country
    region = places().region(country, fields[-1]) if len(fields) > 1 else None
    if region:
        fields.pop()
        return _Tail(region=region), country
    return _region_after_city(fields, country), country


def _region_after_city(fields: list[str], country: str) -> _Tail:
    """ "Fort Worth TX" without a code."""
    words = fields[-1].rsplit(" ", 1)
    region = places().region(country, words[-1]) if len(words) > 1 and len(fields) > 1 and len(words[-1]) <= 3 else None
    if region is None:
        return _Tail()
    fields.pop()
    return _Tail(words[0], region, "", used=True)


def _british(fields: list[str], country: str) -> tuple[_Tail, str] | None:
    match = _GB.search(fields[-1])
    if match is None or _CA.search(fields[-1]) or (not match.group(2) and country not in ("GB", "")):
        return None
    if not match.group(2) and len(fields) < _LEAST_FIELDS:
        return None  # the half of a code is one only where an address ends
    city = _take(fields, fields[-1][: match.start()])
    return _Tail(city, postcode=" ".join(filter(None, match.groups())).upper(), used=True), "GB"


def _canadian(fields: list[str], country: str) -> tuple[_Tail, str] | None:
    match = _CA.search(fields[-1])
    if match is None:
        return None
    code = re.sub(r"[\s-]+", "", match.group(1)).upper()
    before = fields[-1][: match.start()].strip(" ,")
    city, region = _city_and_region("CA", before, fields)
    return _Tail(city, region, f"{code[:3]} {code[3:]}", used=True), "CA"


def _australian(fields: list[str], country: str) -> tuple[_Tail, str] | None:
    match = _AU_TAIL.match(fields[-1])
    if match is None or country not in ("AU", ""):
        return None
    city = _take(fields, match["city"])
    return _Tail(city, match["region"].upper(), match["postcode"], used=True), "AU"


def _american(fields: list[str], country: str) -> tuple[_Tail, str] | None:
    last = fields[-1]
    match = re.search(r"(?:^|\s)(\d{5}(?:-\d{4})?)$", last)
    if match is None or country not in ("US", "", "CA", "GB", "CN"):
        return None
    before = last[: match.start()].strip(" ,")
    if not before and len(fields) > 1 and places().region("US", fields[-2].rsplit(" ", 1)[-1]):
        fields.pop()
        before = fields[-1]
    city, region = _city_and_region("US", before, fields)
    if not region and country != "US":
        return None
    return _Tail(city, region, match.group(1), used=True), "US"


def _city_and_region(country: str, before: str, fields: list[str]) -> tuple[str, str]:
    """Of "Fort Worth TX", or "TX" behind a field of its own."""
    for size in (3, 2, 1):
        words = before.split(" ")
        region = places().region(country, " ".join(words[-size:])) if before and len(words) >= size else None
        if region:
            return _take(fields, " ".join(words[:-size])), region
    return _take(fields, before), ""


def _code_first(fields: list[str], country: str) -> tuple[_Tail, str] | None:
    """Much of Europe: "10115 Berlin", "1012 AB Amsterdam"."""
    match = _CODE_FIRST.match(fields[-1])
    if match is None:
        return None
    if re.search(rf"\b{STREET_KIND}\b", match["city"], re.IGNORECASE) or country in ("US", "GB", "CA", "AU"):
        return None
    fields.pop()
    return _Tail(match["city"].strip(), postcode=match["postcode"], used=True), ""


def _code_last(fields: list[str], country: str) -> tuple[_Tail, str] | None:
    """ "Singapore 659791"."""
    match = _CODE_LAST.match(fields[-1])
    if match is None or (len(fields) == 1 and not match["city"]) or country == "US":
        return None
    city = _take(fields, match["city"]) or ("Singapore" if country == "SG" else "")
    return _Tail(city, postcode=match["postcode"], used=True), ""


def _take(fields: list[str], city: str) -> str:
    """The town: what stood before region and code in their field, or the field before it."""
    fields.pop()
    city = city.strip(" ,")
    if city and not fields and _HOUSE.search(city):
        fields.append(city)  # street and town are not parted
        return ""
    if not city and len(fields) > 1:
        return fields.pop()
    return city


def _second_line(fields: list[str]) -> tuple[str, list[str]]:
    """Flat, suite or floor, wherever it stands."""
    for at, field in enumerate(fields):
        if _ONLY_LINE2.match(field) and len(fields) > 1:
            return field, [*fields[:at], *fields[at + 1 :]]
    first = _LINE2_FIRST.match(fields[0]) if fields else None
    if first:
        return first.group(1), [fields[0][first.end() :], *fields[1:]]
    return "", fields


def _street_and_city(fields: list[str], tail: _Tail) -> tuple[list[str], _Tail]:
    """ "123 Main St Springfield": the street ends with its kind."""
    match = _STREET.match(fields[0])
    if match is None:
        return fields, tail
    rest = match["rest"].strip(" ,")
    second = re.match(rf"({_LINE2})[\s,]*", rest, re.IGNORECASE)
    line1 = match["line1"].strip()
    if second:
        line1, rest = f"{line1}, {second.group(1)}", rest[second.end() :]
    return [line1], _Tail(rest, tail.region, tail.postcode, used=True)
