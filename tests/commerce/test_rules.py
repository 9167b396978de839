"""The shop's rules: each reason to refuse, and the edition that stood on the day the order was placed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

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
from bot.commerce.model import (
    Address,
    Bilingual,
    Claim,
    ClaimKind,
    ClaimLine,
    ClaimStatus,
    Order,
    OrderStatus,
    Product,
    Shipment,
    Variant,
)
from bot.commerce.rules import NOT_SHIPPED, PLAIN_RULES, Edition, Rule, RuleBook, Season
from bot.errors import ChangeRefused, Why
from tests.shop_world import TODAY, an_order, usd

DELIVERED = frozenset({OrderStatus.DELIVERED})
SHOES = Product(
    "SH-1",
    "shoes",
    Bilingual("Trail shoe", "越野鞋"),
    Bilingual("A shoe.", "鞋。"),
    (
        Variant("KB-101-BLK", {"size": Bilingual("42", "42")}, usd("79.00"), 12),
        Variant("KB-101-WHT", {"size": Bilingual("43", "43")}, usd("79.00"), 12),
    ),
    tags=(Bilingual("final sale", "清仓"),),
)
MUG = Product(
    "KT-201",
    "kitchen",
    Bilingual("Mug", "杯"),
    Bilingual("A mug.", "杯。"),
    (Variant("KT-201-RED", {}, usd("18.00"), 3),),
    attributes={"warranty_years": Bilingual("2", "2")},
)
SHELF = [SHOES, MUG]
ELSEWHERE = Address("1 Rue Une", "Paris", "FR", postcode="75001")
NEXT_DOOR = Address("13 Alder St", "Portland", "US", region="OR", postcode="97201")


def book(kind: Capability, rule: Rule) -> RuleBook:
    return RuleBook((Edition({kind: rule}),))


def delivered(days_ago: float, **more: Any) -> Order:
    parcel = Shipment("UPS", "1Z", delivered_at=TODAY - timedelta(days=days_ago), line_ids=("1", "2"))
    return an_order("W1", OrderStatus.DELIVERED, shipments=(parcel,), **more)


def refused(rules: RuleBook, change: OrderChange, order: Order, at: datetime = TODAY) -> Why:
    with pytest.raises(ChangeRefused) as refusal:
        rules.check(change, order, SHELF, at)
    return refusal.value.why


CANCEL, RETURN = CancelOrder("W1", "too dear"), ReturnItems("W1", (Picked("1", 1),), "too small")
EXCHANGE = ExchangeItems("W1", (Swap("1", 1, "KB-101-WHT"),))


@pytest.mark.parametrize("status", [s for s in OrderStatus if s not in NOT_SHIPPED])
def test_a_status_that_the_rule_does_not_name(status: OrderStatus) -> None:
    assert refused(PLAIN_RULES, CANCEL, an_order("W1", status)) is Why.STATUS


@pytest.mark.parametrize("kind", [kind for kind in Capability if kind is not Capability.CANCEL_ORDER])
def test_a_shop_without_rules_leaves_all_but_cancelling_to_a_person(kind: Capability) -> None:
    assert PLAIN_RULES.rule(kind, TODAY) is None


@pytest.mark.parametrize("quantity", [-1, 0, 2, 10**12])
def test_a_quantity_that_is_not_there(quantity: int) -> None:
    rules = book(Capability.RETURN_ITEMS, Rule(DELIVERED))
    assert refused(rules, ReturnItems("W1", (Picked("1", quantity),)), delivered(1)) is Why.QUANTITY


@pytest.mark.parametrize("lines", [(Picked("9", 1),), (Picked("2", 1), Picked("2", 1))])
def test_a_line_that_is_not_there_or_is_named_twice(lines: tuple[Picked, ...]) -> None:
    rules = book(Capability.CANCEL_LINES, Rule(NOT_SHIPPED))
    assert refused(rules, CancelLines("W1", lines), an_order("W1", OrderStatus.PENDING)) is Why.QUANTITY


def test_what_is_on_its_way_back_is_not_taken_again() -> None:
    claim = Claim("R1", ClaimKind.RETURN, ClaimStatus.REQUESTED, (ClaimLine("2", 1),), TODAY)
    order = delivered(1, claims=(claim,))
    rules = book(Capability.RETURN_ITEMS, Rule(DELIVERED))
    rules.check(ReturnItems("W1", (Picked("2", 1),)), order, SHELF, TODAY)
    assert refused(rules, ReturnItems("W1", (Picked("2", 2),)), order) is Why.QUANTITY
    again = book(Capability.EXCHANGE_ITEMS, Rule(DELIVERED, once=True))
    assert refused(again, EXCHANGE, order) is Why.ONCE


def test_items_that_were_changed_once() -> None:
    rules = book(Capability.CHANGE_ITEMS, Rule(NOT_SHIPPED, once=True))
    change = ChangeItems("W1", (Swap("1", 1, "KB-101-WHT"),))
    order = an_order("W1", OrderStatus.PENDING)
    rules.check(change, order, SHELF, TODAY)
    assert refused(rules, change, replace(order, items_changed=True)) is Why.ONCE


@pytest.mark.parametrize("label", ["shoes", "SH-1", "final sale"])
def test_goods_that_are_excluded_or_want_a_person(label: str) -> None:
    excluded = book(Capability.RETURN_ITEMS, Rule(DELIVERED, not_for=frozenset({label})))
    assert refused(excluded, RETURN, delivered(1)) is Why.ITEM
    asked = book(Capability.RETURN_ITEMS, Rule(DELIVERED, person_for=frozenset({label})))
    assert refused(asked, RETURN, delivered(1)) is Why.UNSUPPORTED
    excluded.check(ReturnItems("W1", (Picked("2", 1),)), delivered(1), SHELF, TODAY)


def test_another_variant_of_another_product_or_the_same_one() -> None:
    rules = book(Capability.EXCHANGE_ITEMS, Rule(DELIVERED))
    rules.check(EXCHANGE, delivered(1), SHELF, TODAY)
    for sku, why in (("KT-201-RED", Why.OTHER_PRODUCT), ("NONE", Why.OTHER_PRODUCT), ("KB-101-BLK", Why.SAME)):
        assert refused(rules, ExchangeItems("W1", (Swap("1", 1, sku),)), delivered(1)) is why


def test_an_address_abroad_or_the_same_one() -> None:
    order = an_order("W1", OrderStatus.PENDING)
    rules = book(Capability.CHANGE_ADDRESS, Rule(NOT_SHIPPED, same_country=True))
    rules.check(ChangeAddress("W1", NEXT_DOOR), order, SHELF, TODAY)
    assert refused(rules, ChangeAddress("W1", ELSEWHERE), order) is Why.ADDRESS
    assert order.address is not None
    assert refused(rules, ChangeAddress("W1", order.address), order) is Why.SAME


@pytest.mark.parametrize("address", [ELSEWHERE, None])
def test_a_country_where_it_is_left_to_a_person(address: Address | None) -> None:
    rules = book(Capability.RETURN_ITEMS, Rule(DELIVERED, countries=frozenset({"US"})))
    assert refused(rules, RETURN, delivered(1, address=address)) is Why.UNSUPPORTED


@pytest.mark.parametrize("reason", ["too dear", "太贵了"])
def test_a_reason_of_the_shops_own_in_either_language(reason: str) -> None:
    rules = book(Capability.CANCEL_ORDER, Rule(NOT_SHIPPED, reasons=(Bilingual("too dear", "太贵了"),)))
    order = an_order("W1", OrderStatus.PENDING)
    rules.check(CancelOrder("W1", reason), order, SHELF, TODAY)
    assert refused(rules, CancelOrder("W1", "because"), order) is Why.REASON


def test_the_days_after_delivery_by_category() -> None:
    rules = book(Capability.RETURN_ITEMS, Rule(DELIVERED, days=30, days_of={"shoes": 45}))
    shoes, mug = RETURN, ReturnItems("W1", (Picked("2", 1),))
    rules.check(shoes, delivered(45), SHELF, TODAY)
    rules.check(mug, delivered(30), SHELF, TODAY)
    assert refused(rules, shoes, delivered(46)) is Why.WINDOW
    assert refused(rules, mug, delivered(31)) is Why.WINDOW
    assert refused(rules, shoes, an_order("W1", OrderStatus.DELIVERED)) is Why.WINDOW  # nobody knows when


def test_an_order_of_the_gift_season_has_longer() -> None:
    season = Season(date(2026, 6, 1), date(2026, 6, 10), until=date(2026, 7, 31))
    rules = book(Capability.RETURN_ITEMS, Rule(DELIVERED, days=1, seasons=(season,)))
    order = delivered(5)  # placed on 7 June
    for at, is_taken in ((datetime(2026, 7, 31, tzinfo=UTC), True), (datetime(2026, 8, 1, tzinfo=UTC), False)):
        if is_taken:
            rules.check(RETURN, order, SHELF, at)
        else:
            assert refused(rules, RETURN, order, at) is Why.WINDOW
    # Where the ordinary period ends later, that counts.
    longer = book(Capability.RETURN_ITEMS, Rule(DELIVERED, days=60, seasons=(season,)))
    longer.check(RETURN, order, SHELF, datetime(2026, 8, 1, tzinfo=UTC))
    assert refused(rules, RETURN, replace(order, placed_at=datetime(2026, 5, 1, tzinfo=UTC))) is Why.WINDOW


def test_a_fault_is_under_warranty_for_longer_than_damage_is_reported() -> None:
    rules = book(Capability.REPORT_PROBLEM, Rule(DELIVERED, days=14, warranty={"shoes": 6, "kitchen": 12}))
    order = delivered(100)
    rules.check(ReportProblem("W1", (Picked("1", 1),), Problem.FAULTY), order, SHELF, TODAY)
    for problem in (Problem.DAMAGED, Problem.MISSING, Problem.WRONG):
        assert refused(rules, ReportProblem("W1", (Picked("1", 1),), problem), order) is Why.WINDOW
    faulty_mug = ReportProblem("W1", (Picked("2", 1),), Problem.FAULTY)
    rules.check(faulty_mug, delivered(729), SHELF, TODAY)  # its own page says two years
    assert refused(rules, faulty_mug, delivered(731)) is Why.WINDOW
    assert refused(rules, ReportProblem("W1", (Picked("1", 1),), Problem.FAULTY), delivered(200)) is Why.WINDOW


@pytest.mark.parametrize(
    ("arrived", "last"), [("2026-01-31", "2026-07-31"), ("2025-08-31", "2026-02-28"), ("2023-08-31", "2024-02-29")]
)
def test_months_end_on_the_same_day_or_the_months_last(arrived: str, last: str) -> None:
    rules = book(Capability.REPORT_PROBLEM, Rule(DELIVERED, warranty={"shoes": 6}))
    parcel = Shipment("UPS", "1Z", delivered_at=datetime.fromisoformat(f"{arrived}T12:00:00+00:00"))
    order = an_order("W1", OrderStatus.DELIVERED, shipments=(parcel,))
    fault = ReportProblem("W1", (Picked("1", 1),), Problem.FAULTY)
    end = datetime.fromisoformat(f"{last}T23:59:00+00:00")
    rules.check(fault, order, SHELF, end)
    assert refused(rules, fault, order, end + timedelta(minutes=2)) is Why.WINDOW


LOS_ANGELES = ZoneInfo("America/Los_Angeles")
OLD = Edition({Capability.RETURN_ITEMS: Rule(DELIVERED, days=14)}, effective_to=date(2025, 12, 31))
NEW = Edition({Capability.RETURN_ITEMS: Rule(DELIVERED, days=30)}, effective_from=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("placed", "days"),
    [
        ("2025-12-31T23:59:00-08:00", 14),  # already the next year in UTC
        ("2026-01-01T07:59:00+00:00", 14),
        ("2026-01-01T08:00:00+00:00", 30),
        ("2026-01-01T00:00:00+08:00", 14),  # New Year in Shanghai
    ],
)
def test_the_edition_is_that_of_the_day_in_the_shops_own_time_zone(placed: str, days: int) -> None:
    rule = RuleBook((OLD, NEW), LOS_ANGELES).rule(Capability.RETURN_ITEMS, datetime.fromisoformat(placed))
    assert rule is not None
    assert rule.days == days


def test_a_window_ends_with_the_shops_own_day() -> None:
    rules = RuleBook((Edition({Capability.RETURN_ITEMS: Rule(DELIVERED, days=1)}),), LOS_ANGELES)
    parcel = Shipment("UPS", "1Z", delivered_at=datetime(2026, 6, 10, 23, tzinfo=LOS_ANGELES))
    order = an_order("W1", OrderStatus.DELIVERED, shipments=(parcel,))
    rules.check(RETURN, order, SHELF, datetime(2026, 6, 11, 23, 59, tzinfo=LOS_ANGELES))
    assert refused(rules, RETURN, order, datetime(2026, 6, 12, 0, 1, tzinfo=LOS_ANGELES)) is Why.WINDOW


def test_a_day_before_every_edition_has_no_rule() -> None:
    assert RuleBook((NEW,)).rule(Capability.RETURN_ITEMS, datetime(2025, 6, 1, tzinfo=UTC)) is None
