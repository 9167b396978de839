"""`rules.yml`: what the shop lets its customers do by themselves, edition by edition."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, ValidationError

from bot.commerce.changes import Capability
from bot.commerce.files.fields import Amount, Key, Row, Terms, Text, WholeNumber
from bot.commerce.files.problems import problems
from bot.commerce.files.shop_yaml import ShopRow, read_shop
from bot.commerce.files.text_file import read_text
from bot.commerce.files.yaml_lines import line_of
from bot.commerce.model import OrderStatus
from bot.commerce.rules import PLAIN_RULES, Edition, RefundTo, Rule, RuleBook, Season
from bot.errors import BadRow, ImportRejected

FILE: Final = "rules.yml"
_NO_ORDERS: Final = (Capability.CHANGE_CUSTOMER, Capability.ERASE_CUSTOMER)
_KINDS: Final = tuple(kind.value for kind in Capability if kind not in _NO_ORDERS)


def _kinds(value: Mapping[str, Any]) -> Mapping[str, Any]:
    if strange := sorted(set(value) - set(_KINDS)):
        raise ValueError(f"{strange[0]!r} is not a kind of change; accepted: {', '.join(_KINDS)}")
    return value


def _named(value: Any, accepted: Iterable[str]) -> Any:
    names = list(accepted)
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{value!r} is not accepted; accepted: {', '.join(names)}")
    return value


def _status(value: Any) -> Any:
    return _named(value, OrderStatus)


def _refund_to(value: Any) -> Any:
    return _named(value, RefundTo)


def _some(statuses: tuple[OrderStatus, ...]) -> tuple[OrderStatus, ...]:
    if not statuses:
        raise ValueError("names no status; accepted: at least one, or no rule for this kind of change")
    return statuses


Status = Annotated[OrderStatus, BeforeValidator(_status)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class SeasonRow(Row):
    placed_from: date
    placed_to: date
    until: date

    def season(self) -> Season:
        return Season(self.placed_from, self.placed_to, self.until)


class RuleRow(Row):
    statuses: Annotated[tuple[Status, ...], AfterValidator(_some)]
    days: WholeNumber | None = None
    days_of: dict[Key, WholeNumber] = Field(default_factory=dict)
    seasons: tuple[SeasonRow, ...] = ()
    warranty: dict[Key, WholeNumber] = Field(default_factory=dict)
    not_for: tuple[Key, ...] = ()
    person_for: tuple[Key, ...] = ()
    countries: tuple[Country, ...] = ()
    once: bool = False
    reasons: tuple[Text, ...] = ()
    refund_to: Annotated[RefundTo, BeforeValidator(_refund_to)] = RefundTo.ORIGINAL
    same_country: bool = False
    fee: Amount | None = None
    free_for: tuple[Key, ...] = ()
    free_to_gift_card: bool = False
    answer_days: WholeNumber | None = None
    settle_days: WholeNumber | None = None

    def rule(self) -> Rule:
        return Rule(
            statuses=frozenset(self.statuses),
            days=self.days,
            days_of=self.days_of,
            seasons=tuple(row.season() for row in self.seasons),
            warranty=self.warranty,
            not_for=frozenset(self.not_for),
            person_for=frozenset(self.person_for),
            countries=frozenset(self.countries),
            once=self.once,
            reasons=self.reasons,
            refund_to=self.refund_to,
            same_country=self.same_country,
            fee=self.fee,
            free_for=frozenset(self.free_for),
            free_to_gift_card=self.free_to_gift_card,
            answer_days=self.answer_days,
            settle_days=self.settle_days,
        )


class EditionRow(Row):
    effective_from: date = date.min
    effective_to: date = date.max
    rules: Annotated[dict[str, RuleRow], BeforeValidator(_kinds)]

    def edition(self) -> Edition:
        rules = {Capability(kind): row.rule() for kind, row in self.rules.items()}
        return Edition(rules, self.effective_from, self.effective_to)


def _apart(rows: tuple[EditionRow, ...]) -> tuple[EditionRow, ...]:
    """Two editions that are in force on one day would make it a guess which one a customer was promised."""
    if not rows:
        raise ValueError("holds no edition; accepted: at least one, or no file for the plain rules")
    ordered = sorted(rows, key=lambda row: row.effective_from)
    for row in ordered:
        if row.effective_to < row.effective_from:
            raise ValueError(f"the edition of {row.effective_from} ends on {row.effective_to}, before it begins")
    for earlier, later in pairwise(ordered):
        if earlier.effective_to >= later.effective_from:
            raise ValueError(f"two editions are in force on {later.effective_from}; accepted: one at a time")
    return rows


class _RulesRow(BaseModel):
    editions: Annotated[tuple[EditionRow, ...], AfterValidator(_apart)]


def rules_of(folder: Path) -> RuleBook:
    """The rules that a shop's folder holds, or `PLAIN_RULES` where it holds none.

    Amounts are in the shop's currency, days in its time zone, both of `shop.yml`. Raises `ImportRejected`.
    """
    if not (folder / FILE).is_file():
        return PLAIN_RULES
    shop = folder / "shop.yml"
    described = read_shop(shop.name, read_text(shop)) if shop.is_file() else ShopRow()
    zone = ZoneInfo(described.hours.timezone) if described.hours else UTC
    return read_rules(FILE, read_text(folder / FILE), described.currency, zone)


def read_rules(name: str, text: str, currency: str, zone: tzinfo = UTC) -> RuleBook:
    """Raises `ImportRejected`, naming every bad entry, when the file is not YAML or holds what is not accepted."""
    try:
        node, values = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ImportRejected(name, [BadRow(line, f"not YAML: {getattr(error, 'problem', None) or error}")]) from error
    if not isinstance(values, list):
        raise ImportRejected(name, [BadRow(1, "is not a list; accepted: a list of editions, each with its `rules`")])
    try:
        row = _RulesRow.model_validate({"editions": values}, context=Terms(currency))
    except ValidationError as error:
        # Where it is in the file: the list itself has no name there.
        found = [(location[1:], problem.removeprefix("editions.").removeprefix("editions: "))
                 for location, problem in problems(error)]  # fmt: skip
        raise ImportRejected(name, [BadRow(line_of(node, where), problem) for where, problem in found]) from error
    return RuleBook(tuple(edition.edition() for edition in row.editions), zone)
