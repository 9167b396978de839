"""A correction of a part of an address: "change the apartment to 5B", "the zip is 97210", 门牌改成15号."""

import re
from dataclasses import replace
from typing import Final

from bot.commerce.model import Address
from bot.orders.wishes.places import places

_IS: Final = (
    r"(?:,\s*it(?:'s| is| should be))?"
    r"\s*(?:number|code|no\.?|#|name)?\s*(?:(?:should|must|needs to|ought to|has to|was supposed to)\s+(?:be|read"
    r"|say)|is|was|=|:|to|as|into)?\s*(?:actually|really|now|supposed to be|wrong,?\s*(?:it(?:'s| is| should be))?"
    r"|not [\w-]+,?\s*(?:but|it'?s)?)?\s*[:=]?\s*"
)
_LINE2_NAME: Final = r"(?P<name>apartment|apt\.?|unit|suite|ste\.?|flat|room|floor)"
_ENDS: Final = r"(?=$|[,.;!?]|\s+(?:not|instead|please|and|thanks)\b)"
_CODE: Final = (
    r"(?P<value>[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}|[a-z]\d[a-z]\s?\d[a-z]\d|\d{4,6}(?:-\d{4})?|\d{4}\s?[a-z]{2})\b"
)
_EN: Final = (
    (
        "line2",
        rf"\b{_LINE2_NAME}{_IS}(?P<value>#?\d+[a-z]?(?:-\d+)?|[a-z]-?\d*)\b(?!\s+(?:street|st|ave|avenue|rd|road)\b)",
    ),
    ("postcode", rf"\b(?:zip|post|postal)\s*-?(?:code)?{_IS}{_CODE}"),
    ("city", rf"\b(?:city|town){_IS}(?P<value>[a-z][a-z .'-]+?){_ENDS}"),
    ("region", rf"\b(?:state|province){_IS}(?P<value>[a-z][a-z ]+?){_ENDS}"),
    ("number", rf"\b(?:house|street|building|door)\s*(?:number|no\.?|#){_IS}(?P<value>\d+[a-z]?)\b"),
    (
        "line1",
        rf"\b(?:street(?: name| address)?|address line 1|line 1|road){_IS}"
        rf"(?P<value>\d[\w/-]*\s+[a-z][\w .'-]+?){_ENDS}",
    ),
)
_IS_ZH: Final = (
    r"(?:号码?)?(?:写错了?|错了|不对)?[,，]?\s*(?:应该|应)?(?:是|为|改成|改为|改到|换成|变成|:|：)\s*(?:的是)?"
)
_ROOMS_ZH: Final = r"(?:房间|房|房号|室|单元|门牌室|楼层|公寓|楼栋)"
_ZH: Final = (
    ("line2", rf"{_ROOMS_ZH}{_IS_ZH}(?P<value>[\dA-Za-z号楼栋幢座单元层室房-]+)"),
    ("number", rf"(?:门牌|门牌号|街号|号码){_IS_ZH}(?P<value>\d+(?:-\d+)?)号?"),
    ("postcode", rf"(?:邮编|邮政编码|邮递区号){_IS_ZH}(?P<value>\d{{4,6}})"),
    ("city", rf"(?:城市|市){_IS_ZH}(?P<value>[\u4e00-\u9fff]{{2,6}}?)市?(?=$|[,，。;；!！])"),
    ("region", rf"(?:省份?|州){_IS_ZH}(?P<value>[\u4e00-\u9fff]{{2,4}}?)省?(?=$|[,，。;；!！])"),
    ("line1", rf"(?:街道|路名|街道地址){_IS_ZH}(?P<value>[\u4e00-\u9fff\d]+)"),
)
_PATTERNS: Final = tuple((field, re.compile(pattern, re.IGNORECASE)) for field, pattern in (*_EN, *_ZH))
_ROOM_ZH: Final = re.compile(r"(?:改成|改为|换成|改到)(?P<value>(?:\d+号?楼|\d+[栋幢座])?(?:\d+单元)?\d+室)")
_NAMES: Final = {"apt": "Apt", "apt.": "Apt", "apartment": "Apt", "ste": "Suite", "ste.": "Suite"}
_LEADING_NUMBER: Final = re.compile(r"^\d+[A-Za-z]?")
_NUMBER_ZH: Final = re.compile(r"\d+(?:-\d+)?(?=号)")


def corrected(words: str, base: Address) -> tuple[Address, tuple[str, ...]]:
    """The base with the parts that the words correct, and the names of these; the base itself if they correct none."""
    address, fields = base, list[str]()
    for field, pattern in _PATTERNS:
        match = pattern.search(words)
        if match:
            address, changed = _with(address, field, match)
            fields += [changed] if changed else []
    room = _ROOM_ZH.search(words)
    if room and not fields:
        return replace(base, line2=room["value"]), ("line2",)
    return address, tuple(dict.fromkeys(fields))


def _with(address: Address, field: str, match: re.Match[str]) -> tuple[Address, str]:
    value = match["value"].strip(" .,，。")
    match field:
        case "line2":
            return replace(address, line2=_second_line(match, value, address)), "line2"
        case "number":
            return _with_number(address, value)
        case "postcode":
            return replace(address, postcode=value.upper()), "postcode"
        case "region":
            return replace(address, region=places().region(address.country, value) or value), "region"
        case "city":
            return replace(address, city=value), "city"
        case _:
            return replace(address, line1=value), "line1"


def _second_line(match: re.Match[str], value: str, address: Address) -> str:
    """Under the name that was said: Apt 5B. A number alone takes the name that the base has."""
    name = match.groupdict().get("name")
    if not name:
        return value if not value.isdigit() else re.sub(r"\d+(?=室|房|$)", value, address.line2) or value
    said = _NAMES.get(name.lower(), name.capitalize())
    shown = value.upper() if len(value.lstrip("#")) <= 4 else value
    return f"{said} {shown.lstrip('#')}"


def _with_number(address: Address, value: str) -> tuple[Address, str]:
    if _NUMBER_ZH.search(address.line1):
        return replace(address, line1=_NUMBER_ZH.sub(value, address.line1, count=1)), "line1"
    if _LEADING_NUMBER.match(address.line1):
        return replace(address, line1=_LEADING_NUMBER.sub(value, address.line1)), "line1"
    return address, ""
