"""`rules.yml`: read into rules, every bad entry named; and the demo shop's agree with what its documents say."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commerce.changes import Capability
from bot.commerce.files.rules_yaml import read_rules, rules_of
from bot.commerce.files.shop_yaml import read_shop
from bot.commerce.model import OrderStatus
from bot.commerce.money import Money
from bot.commerce.rules import PLAIN_RULES, Edition, RefundTo, Rule
from bot.errors import ImportRejected

SHOP = Path(__file__).resolve().parents[2] / "data" / "shop"
GOOD = """
- effective_from: 2026-01-01
  rules:
    return_items:
      statuses: [delivered]
      days: 30
      days_of: {shoes: 45}
      seasons: [{placed_from: 2026-11-01, placed_to: 2026-12-24, until: 2027-01-31}]
      reasons: [{en: too small, zh: 太小}]
      refund_to: gift_card
      fee: "6.95"
      once: true
"""


def test_a_good_file_is_read() -> None:
    (edition,) = read_rules("rules.yml", GOOD, "USD").editions
    rule = edition.rules[Capability.RETURN_ITEMS]
    assert (edition.effective_from, edition.effective_to) == (date(2026, 1, 1), date.max)
    assert (rule.statuses, rule.days, rule.days_of) == (frozenset({OrderStatus.DELIVERED}), 30, {"shoes": 45})
    assert rule.seasons[0].until == date(2027, 1, 31)
    assert (rule.reasons[0].zh, rule.refund_to, rule.once) == ("太小", RefundTo.GIFT_CARD, True)
    assert rule.fee == Money(695, "USD")


def test_a_shop_without_the_file_has_the_plain_rules(tmp_path: Path) -> None:
    assert rules_of(tmp_path) == PLAIN_RULES


def test_currency_and_time_zone_are_the_shops(tmp_path: Path) -> None:
    hours = "hours: {timezone: Asia/Shanghai, weekly: {}}"
    (tmp_path / "shop.yml").write_text(f"currency: JPY\n{hours}\n", "utf-8")
    (tmp_path / "rules.yml").write_text(GOOD.replace('"6.95"', '"700"'), "utf-8")
    book = rules_of(tmp_path)
    assert book.zone == ZoneInfo("Asia/Shanghai")
    assert book.editions[0].rules[Capability.RETURN_ITEMS].fee == Money(700, "JPY")


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("return_items", "return_item", 4, "'return_item' is not a kind of change; accepted: cancel_order"),
        ("[delivered]", "[arrived]", 5, "'arrived' is not accepted; accepted: pending"),
        ("[delivered]", "[]", 5, "names no status"),
        ("days: 30", "days: -1", 6, "accepted: a whole number"),
        ("days: 30", "day: 30", 5, "unknown field 'day'; accepted: statuses, days"),
        ("gift_card", "bitcoin", 10, "accepted: original, gift_card, any"),
        ('"6.95"', "6.95", 11, "a decimal string"),
        ('"6.95"', '"6.955"', 11, "decimals"),
        ("zh: 太小", "cn: 太小", 9, 'accepted: a text or {"en": ..., "zh": ...}'),
        ("until: 2027-01-31", "until: soon", 8, "until"),
        ("- effective_from: 2026-01-01", "- effective_from: soon", 2, "effective_from"),
    ],
)
def test_a_bad_entry_is_named_with_its_line_and_what_is_accepted(before: str, after: str, line: int, says: str) -> None:
    with pytest.raises(ImportRejected) as rejected:
        read_rules("rules.yml", GOOD.replace(before, after, 1), "USD")
    (row,) = rejected.value.rows
    assert says in row.problem
    assert row.line == line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules: {}", "is not a list"),
        ("[]", "holds no edition"),
        ("- [", "not YAML"),
        ("- {rules: {}, effective_from: 2026-02-01, effective_to: 2026-01-01}", "before it begins"),
        ("- {rules: {}}\n- {rules: {}, effective_from: 2026-01-01}", "two editions are in force on 2026-01-01"),
    ],
)
def test_a_file_that_is_no_list_of_editions_is_refused(text: str, says: str) -> None:
    with pytest.raises(ImportRejected, match=re.escape(says)):
        read_rules("rules.yml", text, "USD")


def test_every_bad_entry_is_named_at_once() -> None:
    bad = GOOD.replace("[delivered]", "[arrived]").replace("gift_card", "bitcoin")
    with pytest.raises(ImportRejected) as rejected:
        read_rules("rules.yml", bad, "USD")
    assert len(rejected.value.rows) == 2


# The demo shop's rules say what its documents say


def edition(year: int) -> Edition:
    book = rules_of(SHOP)
    return next(e for e in book.editions if e.effective_from == date(year, 1, 1))


def rule(kind: Capability, year: int = 2026) -> Rule:
    return edition(year).rules[kind]


def document(name: str, language: str = "en") -> str:
    return (SHOP / "documents" / language / f"{name}.md").read_text("utf-8")


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return int(found[1])


def test_the_shops_days_are_its_own() -> None:
    assert rules_of(SHOP).zone == ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(("year", "name"), [(2026, "returns"), (2025, "returns.2025")])
def test_returns_have_the_days_and_the_fee_of_their_documents(year: int, name: str) -> None:
    text, held = document(name), rule(Capability.RETURN_ITEMS, year)
    assert held.days == number(r"can be returned within (\d+) days of delivery", text)
    assert held.days_of == {"shoes": number(r"shoes within (\d+) days", text)}
    assert held.days == number(r"签收后(\d+)天内可以退货", document(name, "zh"))
    assert held.fee is not None
    assert f"The return label costs ${held.fee.decimal}," in text
    free = re.search(r"Return labels are free for ([A-Za-z ]+?) members", text)
    assert free is not None
    assert held.free_for == set(free[1].casefold().split(" and "))
    assert held.free_to_gift_card == ("refunds as store credit" in text)
    assert held.statuses == {OrderStatus.DELIVERED}


@pytest.mark.parametrize(("year", "name"), [(2026, "returns"), (2025, "returns.2025")])
def test_the_gift_season_is_that_of_its_document(year: int, name: str) -> None:
    (season,) = rule(Capability.RETURN_ITEMS, year).seasons
    said = f"between {_day(season.placed_from)} and {_day(season.placed_to)} can be returned until {_day(season.until)}"
    assert said in document(name)
    assert (season.placed_from.year, season.until.year) == (year, year + 1)


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def test_exchanges_have_the_days_of_their_document() -> None:
    text, held = document("exchanges"), rule(Capability.EXCHANGE_ITEMS)
    assert held.days_of == {"shoes": number(r"(\d+) days after delivery for shoes", text)}
    assert held.days == number(r"and (\d+) days for everything else", text)
    assert "available only to addresses in the United States" in text
    assert held.countries == {"US"}
    assert "The first exchange of each order is free" in text
    assert held.once


def test_changes_before_shipping_have_the_statuses_of_their_table() -> None:
    text = document("order-changes")
    rows = {status: re.search(rf"\| {status.title()} \| (\w+).*\| (\w+)", text) for status in OrderStatus}
    cancellable = {status for status, row in rows.items() if row and row[1] == "Yes"}
    changeable = {status for status, row in rows.items() if row and row[2] == "Yes"}
    assert rule(Capability.CANCEL_ORDER).statuses == cancellable
    for kind in (Capability.CHANGE_ADDRESS, Capability.CHANGE_ITEMS, Capability.CANCEL_LINES):
        assert rule(kind).statuses == changeable
    assert "within the same country" in text
    assert rule(Capability.CHANGE_ADDRESS).same_country
    assert "needs no reason" in text
    assert rule(Capability.CANCEL_ORDER).reasons == ()
    assert rule(Capability.CANCEL_ORDER).refund_to is RefundTo.ORIGINAL


def test_problems_are_reported_within_the_days_of_their_document() -> None:
    assert rule(Capability.REPORT_PROBLEM).days == number(
        r"reported within (\d+) days of delivery", document("damaged-or-wrong-items")
    )


def test_the_warranty_is_that_of_its_table() -> None:
    shop = read_shop("shop.yml", (SHOP / "shop.yml").read_text("utf-8"))
    table = dict(re.findall(r"^\| ([^|]+?) \| (\d+) months \|", document("warranty"), re.MULTILINE))
    names = {key: text.en for key, text in shop.categories.items()} | {"kitchen": "Kitchen appliances", "bags": "Bags"}
    written = {key: int(table[name]) for key, name in names.items() if name in table}
    assert rule(Capability.REPORT_PROBLEM).warranty == written
    assert set(written) == set(shop.categories)
    assert table["Kitchen appliances"] == table["Other kitchenware"]


def test_what_is_excluded_is_excluded_in_the_documents() -> None:
    text = document("returns").casefold()
    for label in rule(Capability.RETURN_ITEMS).not_for:
        assert label.removesuffix("s") in text


def test_what_the_shop_promises_for_claims_is_read_in_working_days() -> None:
    text = "- rules:\n    return_items: {statuses: [delivered], answer_days: 1, settle_days: 3}\n"
    rule = read_rules("rules.yml", text, "USD").rule(Capability.RETURN_ITEMS, datetime(2026, 6, 1, tzinfo=UTC))
    assert rule is not None
    assert (rule.answer_days, rule.settle_days) == (1, 3)
    with pytest.raises(ImportRejected):
        read_rules("rules.yml", text.replace("3}", "soon}"), "USD")
