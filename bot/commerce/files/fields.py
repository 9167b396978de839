"""The kinds of values that rows hold; each says what it accepts when it refuses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from bot.commerce.model import Bilingual
from bot.commerce.money import Money
from bot.errors import InvalidInput


@dataclass(frozen=True)
class Terms:
    """What the values of a file are read by."""

    currency: str
    seeded_at: datetime | None = None
    """Times like `now-3d` are counted from here; None refuses them, as for every shop but the demo."""


class Row(BaseModel):
    """Base of all rows: a field that nobody knows is refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _know_all_fields(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            raise ValueError(f"is {_kind(values)}; accepted: an object with {', '.join(cls.model_fields)}")
        if strange := [name for name in values if name not in cls.model_fields]:
            raise ValueError(f"unknown field {strange[0]!r}; accepted: {', '.join(cls.model_fields)}")
        return values


def terms(info: ValidationInfo) -> Terms:
    """The terms that a row is being read by."""
    context = info.context
    if not isinstance(context, Terms):
        raise TypeError("rows are validated with context=Terms(...)")
    return context


def once(name: str, ids: Sequence[str]) -> None:
    """Refuses ids that are given twice."""
    if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise ValueError(f"{name} {twice[0]!r} is given twice")


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _amount(value: Any, info: ValidationInfo) -> Money:
    if not isinstance(value, str):
        raise ValueError(f'is {_kind(value)}; accepted: a decimal string such as "79.00"')
    if not re.fullmatch(r"[0-9]{1,13}(\.[0-9]+)?", value.strip()):
        raise ValueError(f'{value!r} is not an amount; accepted: a decimal string such as "79.00", not negative')
    try:
        return Money.parse(value.strip(), terms(info).currency)
    except InvalidInput as error:
        raise ValueError(str(error)) from error


def _difference(value: Any, info: ValidationInfo) -> Money:
    if isinstance(value, str) and value.strip().startswith("-"):
        return _amount(value.strip()[1:], info) * -1
    return _amount(value, info)


def _whole_number(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]+", value.strip()):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise ValueError(f"{value!r} is not accepted; accepted: a whole number from 0")
    return value


def _text(value: Any) -> Bilingual:
    match value:
        case str() if value.strip():
            return Bilingual(value.strip(), value.strip())
        case {"en": str(en), "zh": str(zh), **others} if en.strip() and zh.strip() and not others:
            return Bilingual(en.strip(), zh.strip())
        case _:
            raise ValueError(f'{_shown(value)} is not accepted; accepted: a text or {{"en": ..., "zh": ...}}')


def _attribute(value: Any) -> Bilingual:
    match value:
        case bool():
            return Bilingual("Yes", "是") if value else Bilingual("No", "否")
        case int() | float():
            return Bilingual(str(value), str(value))
        case _:
            return _text(value)


def _tags(value: Any) -> tuple[Bilingual, ...]:
    match value:
        case [*tags] if all(isinstance(tag, str) for tag in tags):
            return tuple(Bilingual(tag, tag) for tag in tags)
        case {"en": [*en], "zh": [*zh], **others} if not others and all(isinstance(tag, str) for tag in (*en, *zh)):
            return tuple(Bilingual(*pair) for pair in zip_longest(en, zh, fillvalue=""))
        case _:
            raise ValueError(f'{_shown(value)} is not accepted; accepted: a list, or {{"en": [...], "zh": [...]}}')


_RELATIVE: Final = re.compile(
    r"now(?:(?P<sign>[+-])(?=\d)(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?)?"
)


def _moment(value: Any, info: ValidationInfo) -> datetime:
    seeded_at = terms(info).seeded_at
    accepted = "a time with its zone such as 2026-03-01T09:30:00+00:00" + (" or now-3d4h" if seeded_at else "")
    if not isinstance(value, str):
        raise ValueError(f"is {_kind(value)}; accepted: {accepted}")
    relative = _RELATIVE.fullmatch(value.strip())
    if relative and seeded_at:
        return _shifted(seeded_at, relative)
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise ValueError(f"{value!r} is not accepted; accepted: {accepted}") from error
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no zone; accepted: {accepted}")
    return moment


def _shifted(start: datetime, relative: re.Match[str]) -> datetime:
    parts = {name: int(relative[name] or 0) for name in ("days", "hours", "minutes")}
    return start - timedelta(**parts) if relative["sign"] == "-" else start + timedelta(**parts)


def _address_on_the_web(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(https?://|/)\S*", value.strip()):
        raise ValueError(f"{_shown(value)} is not accepted; accepted: https://... or a path that begins with /")
    return value.strip()


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


Id = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\S{1,64}$")]
Sku = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
"""A short text, perhaps empty."""
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
"""A longer text, perhaps empty."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=320, pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$")]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^\+?[0-9][0-9 ().-]{4,}[0-9]$")
]
Text = Annotated[Bilingual, PlainValidator(_text)]
AttributeValue = Annotated[Bilingual, PlainValidator(_attribute)]
Tags = Annotated[tuple[Bilingual, ...], PlainValidator(_tags)]
Amount = Annotated[Money, PlainValidator(_amount)]
"""Not negative."""
Difference = Annotated[Money, PlainValidator(_difference)]
"""Negative where the customer pays."""
WholeNumber = Annotated[int, PlainValidator(_whole_number)]
Moment = Annotated[datetime, PlainValidator(_moment)]
WebAddress = Annotated[str, PlainValidator(_address_on_the_web)]
