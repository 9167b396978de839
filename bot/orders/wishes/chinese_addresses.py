"""Reads an address that is written in Chinese: from the largest place to the smallest."""

import re
from functools import cache
from typing import Final

from bot.orders.wishes.address_fields import Parts
from bot.orders.wishes.places import places


@cache
def _chinese_form() -> re.Pattern[str]:
    known = places()
    provinces = "|".join(known.provinces)
    municipalities, cities = "|".join(known.municipalities), "|".join(known.cities)
    return re.compile(
        rf"^(?:(?P<province>{provinces})(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)?)?\s*"
        rf"(?:(?P<municipality>{municipalities})(?:市)?(?:(?:{municipalities})市?|市辖区)?|(?P<city>{cities})市?"
        rf"|(?P<named>[\u4e00-\u9fff]{{2,5}}?)(?:市|自治州|地区)(?!场|区))?\s*"
        r"(?P<rest>.*)$"
    )


_STREET_ZH: Final = re.compile(
    r"^(?P<line1>.*?(?:[路街道巷弄里村胡同]|大道|大街)\s*(?:甲|乙|丙)?[\d一二三四五六七八九十百]+(?:[-—之]\d+)?\s*(?:号院?|弄)?(?!\s*(?:楼|栋|幢"
    r"|座|单元|室|层)))(?P<line2>.*)$"
)
_NUMBER_ZH: Final = re.compile(r"^(?P<line1>.*?\d+号(?!楼))(?P<line2>.*)$")
_POSTCODE_ZH: Final = re.compile(r"[,，\s(（]*(?:邮编|邮政编码)?[:：\s]*(?<!\d)(\d{6})(?!\d)[)）]?")
_PERSON_ZH: Final = re.compile(r"[,，\s]*(?:收件人|联系人|电话|手机)[^,，]*")


def chinese_parts(line: str, country: str) -> Parts:
    named = ""
    for name, of in sorted(places().countries.items(), key=lambda item: -len(item[0])):
        if line.startswith(name):
            line, named = line[len(name) :].strip(" ,，"), of
            break
    code = _POSTCODE_ZH.search(line)
    if code:
        line = line[: code.start()] + line[code.end() :]
    line = re.sub(r"[,，\s]+", " ", _PERSON_ZH.sub("", line)).strip(" 。.")
    match = _chinese_form().match(line)
    if match is None:
        return Parts(line1=line, country=named or country)
    city = match["municipality"] or match["city"] or match["named"] or ""
    region = match["province"] or match["municipality"] or ""
    street, rest = _chinese_street(match["rest"].strip())
    evident = "CN" if region or match["city"] else ""
    return Parts(street, rest, city, region, code.group(1) if code else "", named or evident or country)


def _chinese_street(text: str) -> tuple[str, str]:
    match = _STREET_ZH.match(text) or _NUMBER_ZH.match(text)
    if match is None:
        return text.replace(" ", ""), ""
    return match["line1"].replace(" ", ""), match["line2"].strip(" ,，")
