"""`shop.yml`: what the shop calls itself and its things, and when its people are there."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import AfterValidator, Field, PlainValidator, StringConstraints, ValidationError, field_validator

from bot.commerce.files.fields import Amount, Email, Key, Row, Terms, Text, once
from bot.commerce.files.problems import problems
from bot.commerce.model import Bilingual, Hours, ShippingOption, ShippingRate, Shop
from bot.errors import BadRow, ImportRejected

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)")


def _timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not a time zone; accepted: an IANA name such as America/Los_Angeles")
    return ZoneInfo(name).key


def _span(value: Any) -> tuple[str, str]:
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[1] >= match[2]:
        raise ValueError(f'{value!r} is not accepted; accepted: opening and closing such as "09:00-18:00"')
    return match[1], match[2]


def _weekly(value: Mapping[str, Any]) -> Mapping[str, Any]:
    if strange := sorted(set(value) - set(_DAYS)):
        raise ValueError(f"{strange[0]!r} is not a day; accepted: {', '.join(_DAYS)}")
    return value


class HoursRow(Row):
    timezone: Annotated[str, AfterValidator(_timezone)]
    weekly: Annotated[dict[str, tuple[Annotated[tuple[str, str], PlainValidator(_span)], ...]], AfterValidator(_weekly)]
    holidays: tuple[date, ...] = ()

    def hours(self) -> Hours:
        return Hours(self.timezone, {day: self.weekly.get(day, ()) for day in _DAYS}, frozenset(self.holidays))


Region = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class ShippingRow(Row):
    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    name: Text
    fee: Amount
    free_from: Amount | None = None
    countries: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...] = ()
    regions: tuple[Region, ...] = ()
    postcodes: tuple[Region, ...] = ()

    def rate(self) -> ShippingRate:
        option = ShippingOption(self.code, self.name, self.fee)
        limits = frozenset(self.countries), frozenset(self.regions), self.postcodes
        return ShippingRate(option, self.free_from, *limits)


class ShopRow(Row):
    name: Text = Bilingual("Shop", "商店")
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    demo: bool = False
    """Whether times like `now-3d` are taken, and whether another shop may replace this one."""
    support_email: Email | None = None
    hours: HoursRow | None = None
    categories: dict[Key, Text] = Field(default_factory=dict)
    attributes: dict[Key, Text] = Field(default_factory=dict)
    options: dict[Key, Text] = Field(default_factory=dict)
    shipping: tuple[ShippingRow, ...] = ()

    @field_validator("shipping")
    @classmethod
    def _codes_differ(cls, rows: tuple[ShippingRow, ...]) -> tuple[ShippingRow, ...]:
        once("code", [row.code for row in rows])
        return rows

    def shop(self) -> Shop:
        return Shop(
            name=self.name,
            currency=self.currency,
            categories=self.categories,
            attributes=self.attributes,
            options=self.options,
            hours=self.hours.hours() if self.hours else None,
            support_email=self.support_email,
            shipping=tuple(row.rate() for row in self.shipping),
        )


def read_shop(name: str, text: str) -> ShopRow:
    """Raises `ImportRejected` when the file is not YAML or holds what is not accepted."""
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ImportRejected(name, [BadRow(line, f"not YAML: {getattr(error, 'problem', None) or error}")]) from error
    try:
        return ShopRow.model_validate(values, context=Terms(_currency(values)))
    except ValidationError as error:
        lines = _lines_of_keys(text)
        rows = [BadRow(lines.get(_top(location), 1), problem) for location, problem in problems(error)]
        raise ImportRejected(name, rows) from error


def _currency(values: Any) -> str:
    """What amounts of the file are read by; the row itself refuses what is none."""
    named = values.get("currency") if isinstance(values, dict) else None
    return named if isinstance(named, str) else "USD"


def _lines_of_keys(text: str) -> dict[str, int]:
    found = ((line.split(":")[0], number) for number, line in enumerate(text.split("\n"), start=1))
    return {key: number for key, number in found if re.fullmatch(r"\w+", key)}


def _top(location: tuple[int | str, ...]) -> str:
    return str(location[0]) if location else ""
