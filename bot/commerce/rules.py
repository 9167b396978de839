"""The shop's rules for what customers may do by themselves: the edition that stood when an order was placed counts."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.commerce.changes import (
    CancelLines,
    CancelOrder,
    Capability,
    ChangeAddress,
    ChangeItems,
    ExchangeItems,
    OrderChange,
    Picked,
    Problem,
    ReportProblem,
    ReturnItems,
    Swap,
)
from bot.commerce.model import Bilingual, Claim, ClaimKind, ClaimStatus, Order, OrderStatus, Product
from bot.commerce.money import Money
from bot.errors import ChangeRefused, Why

NOT_SHIPPED: Final = frozenset({OrderStatus.PENDING, OrderStatus.PROCESSING})
_MONTHS: Final = 12
_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


class RefundTo(StrEnum):
    """Where the shop lets money go back to."""

    ORIGINAL = "original"  # how the order was paid
    GIFT_CARD = "gift_card"  # a gift card of the customer's
    ANY = "any"  # every stored way to pay


@dataclass(frozen=True)
class Season:
    """Orders placed from one day to another (both counted) may be dealt with until a third, or later by the rule."""

    placed_from: date
    placed_to: date
    until: date


@dataclass(frozen=True)
class Rule:
    """What the shop asks of one kind of change."""

    statuses: frozenset[OrderStatus]
    days: int | None = None
    """How many days after delivery it can be asked for; None for no limit."""
    days_of: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    """The same for categories that have a span of their own."""
    seasons: tuple[Season, ...] = ()
    """Times of year whose orders have longer."""
    warranty: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    """Months after delivery in which goods of a category may be reported as faulty; `days` is for other problems."""
    not_for: frozenset[str] = frozenset()
    """Categories, products or English tags whose goods are excluded."""
    person_for: frozenset[str] = frozenset()
    """The same, whose goods a person of the shop must ask about."""
    countries: frozenset[str] = frozenset()
    """The only countries to which the order was sent; empty for everywhere."""
    once: bool = False
    """Whether an order takes it only once."""
    reasons: tuple[Bilingual, ...] = ()
    """The only reasons that the shop takes; empty when it asks for none."""
    refund_to: RefundTo = RefundTo.ORIGINAL
    """Where money may go back to; what a change costs may be paid by any stored way."""
    same_country: bool = False
    """Whether another address must lie in the same country."""
    fee: Money | None = None
    """What the shop takes off a refund, such as for a return label."""
    free_for: frozenset[str] = frozenset()
    """Tags of customers who pay no fee."""
    free_to_gift_card: bool = False
    """Whether a refund to a gift card, where the order was paid another way, costs no fee."""

    answer_days: int | None = None
    """Working days within which the shop promises an answer to what was asked for; None where it promises none."""
    settle_days: int | None = None
    """Working days within which it promises to settle a request once the goods are back, or a problem is accepted."""

    def span(self, category: str) -> int | None:
        return self.days_of.get(category, self.days)


@dataclass(frozen=True)
class Edition:
    """The rules as they stood for a time; a kind that has no rule is not for customers to do by themselves."""

    rules: Mapping[Capability, Rule]
    effective_from: date = date.min
    effective_to: date = date.max


@dataclass(frozen=True)
class RuleBook:
    """All editions of a shop's rules; days are those of the shop's own time zone."""

    editions: tuple[Edition, ...]
    zone: tzinfo = UTC

    def rule(self, kind: Capability, placed_at: datetime) -> Rule | None:
        """The rule that stood when an order was placed, if the shop had one."""
        day = placed_at.astimezone(self.zone).date()
        stood = [e for e in self.editions if e.effective_from <= day <= e.effective_to]
        return max(stood, key=lambda edition: edition.effective_from).rules.get(kind) if stood else None

    def admits(self, kind: Capability, order: Order) -> Rule:
        """The rule by which an order as it stands takes such a change at all; raises `ChangeRefused`."""
        rule = self.rule(kind, order.placed_at)
        if rule is None:
            raise ChangeRefused(order.order_id, Why.UNSUPPORTED, kind.value)
        _check_status(kind, order, rule)
        if rule.countries and (order.address is None or order.address.country not in rule.countries):
            raise ChangeRefused(order.order_id, Why.UNSUPPORTED, "another country")
        return rule

    def check(self, change: OrderChange, order: Order, catalogue: Sequence[Product], at: datetime) -> Rule:
        """The rule that lets the change through; raises `ChangeRefused`.

        What only the shop's system can tell (stock, balances, ways to pay) is left to `CommerceBackend.settlement`.
        """
        rule = self.admits(change.kind, order)
        _check_quantities(change, order)
        _check_goods(change, order, rule, catalogue, _Days(order, self.zone, at))
        if isinstance(change, ChangeAddress):
            _check_country(change, order, rule)
        if rule.reasons and isinstance(change, CancelOrder | CancelLines | ReturnItems | ExchangeItems):
            _check_reason(change, rule)
        return rule


PLAIN_RULES: Final = RuleBook((Edition({Capability.CANCEL_ORDER: Rule(NOT_SHIPPED)}),))
"""A shop that wrote no rules down: an order can be called off before it is shipped, all else is for a person."""


def touched(change: OrderChange) -> tuple[Picked | Swap, ...]:
    """The lines that a change names; empty for one of the whole order."""
    if isinstance(change, CancelLines | ReturnItems | ReportProblem):
        return change.lines
    return change.swaps if isinstance(change, ChangeItems | ExchangeItems) else ()


def delivered_at(order: Order) -> datetime | None:
    """When the last of it arrived, as far as the shop knows."""
    arrived = [parcel.delivered_at for parcel in order.shipments if parcel.delivered_at]
    told = [change.at for change in order.history if change.status is OrderStatus.DELIVERED]
    return max(arrived or told, default=None)


def left_to_claim(order: Order, line_id: str) -> int:
    """How much of a line is not yet on its way back."""
    line = order.line(line_id)
    claimed = sum(
        part.quantity for claim in _goods_coming_back(order) for part in claim.lines if part.line_id == line_id
    )
    return (line.quantity if line else 0) - claimed


def _goods_coming_back(order: Order) -> list[Claim]:
    """Its returns and exchanges; a reported problem leaves the goods where they are."""
    return [c for c in order.claims if c.kind is not ClaimKind.PROBLEM and c.status is not ClaimStatus.REFUSED]


def _check_status(kind: Capability, order: Order, rule: Rule) -> None:
    if rule.once and kind is Capability.CHANGE_ITEMS and order.items_changed:
        raise ChangeRefused(order.order_id, Why.ONCE)
    if rule.once and kind in (Capability.RETURN_ITEMS, Capability.EXCHANGE_ITEMS) and _goods_coming_back(order):
        raise ChangeRefused(order.order_id, Why.ONCE)
    if order.status not in rule.statuses:
        raise ChangeRefused(order.order_id, Why.STATUS, order.status.value)


def _check_quantities(change: OrderChange, order: Order) -> None:
    lines = touched(change)
    if len({part.line_id for part in lines}) != len(lines):
        raise ChangeRefused(order.order_id, Why.QUANTITY, "a line is named twice")
    for part in lines:
        left = left_to_claim(order, part.line_id)
        if not 1 <= part.quantity <= left:
            raise ChangeRefused(order.order_id, Why.QUANTITY, f"line {part.line_id}: {part.quantity} of {left}")


@dataclass(frozen=True)
class _Days:
    """The days that count for an order: when it was placed, when it arrived, and today."""

    order: Order
    zone: tzinfo
    at: datetime

    def check_window(self, rule: Rule, category: str) -> None:
        days = rule.span(category)
        if days is not None:
            placed = self._day(self.order.placed_at)
            seasons = [season.until for season in rule.seasons if season.placed_from <= placed <= season.placed_to]
            self._check(lambda arrived: max(arrived + timedelta(days=days), *seasons, date.min), f"{days} days")

    def check_warranty(self, rule: Rule, product: Product | None) -> None:
        months = max(rule.warranty.get(product.category, 0), _own_warranty(product)) if product else 0
        self._check(lambda arrived: _months_later(arrived, months), f"{months} months")

    def _check(self, last_day: Callable[[date], date], span: str) -> None:
        arrived = delivered_at(self.order)
        if arrived is None or self._day(self.at) > last_day(self._day(arrived)):
            raise ChangeRefused(self.order.order_id, Why.WINDOW, span)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def _own_warranty(product: Product) -> int:
    """The months that the product's own page gives, in its attribute `warranty_years`."""
    years = product.attributes.get("warranty_years")
    return int(float(years.en) * _MONTHS) if years and re.fullmatch(r"\d+(\.\d+)?", years.en) else 0


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _check_goods(change: OrderChange, order: Order, rule: Rule, catalogue: Sequence[Product], days: _Days) -> None:
    products = {variant.sku: product for product in catalogue for variant in product.variants}
    for part in touched(change):
        line = order.line(part.line_id)
        product = products.get(line.sku) if line else None
        _check_labels(order, part, rule, product)
        if rule.warranty and isinstance(change, ReportProblem) and change.problem is Problem.FAULTY:
            days.check_warranty(rule, product)
        else:
            days.check_window(rule, product.category if product else "")
        if isinstance(part, Swap):
            _check_swap(order, part, product)


def _check_labels(order: Order, part: Picked | Swap, rule: Rule, product: Product | None) -> None:
    labels = {product.category, product.product_id, *(tag.en for tag in product.tags)} if product else set()
    if labels & rule.not_for:
        raise ChangeRefused(order.order_id, Why.ITEM, part.line_id)
    if labels & rule.person_for:
        raise ChangeRefused(order.order_id, Why.UNSUPPORTED, f"line {part.line_id} wants a person")


def _check_swap(order: Order, swap: Swap, product: Product | None) -> None:
    line = order.line(swap.line_id)
    wanted = next((v for v in product.variants if v.sku == swap.sku), None) if product else None
    if line is None or wanted is None:
        raise ChangeRefused(order.order_id, Why.OTHER_PRODUCT, swap.sku)
    if swap.sku == line.sku:
        raise ChangeRefused(order.order_id, Why.SAME, swap.sku)


def _check_country(change: ChangeAddress, order: Order, rule: Rule) -> None:
    if change.address == order.address:
        raise ChangeRefused(order.order_id, Why.SAME)
    if rule.same_country and order.address and change.address.country != order.address.country:
        raise ChangeRefused(order.order_id, Why.ADDRESS, change.address.country)


def _check_reason(change: CancelOrder | CancelLines | ReturnItems | ExchangeItems, rule: Rule) -> None:
    if not any(change.reason in (reason.en, reason.zh) for reason in rule.reasons):
        raise ChangeRefused(change.order_id, Why.REASON, change.reason)
