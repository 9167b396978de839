"""Tests of what patterns read out of a message."""

from datetime import date
from itertools import pairwise

import pytest

from bot.understanding.order_numbers import OrderNumbers
from bot.understanding.patterns import mentions

TODAY = date(2026, 11, 22)  # a Sunday


def found(text: str, entity: str, own: str = "") -> list[tuple[str, str]]:
    """Each mention as typed, and its normal form."""
    return [
        (text[mention.start : mention.end], mention.value)
        for mention in mentions(text, OrderNumbers(own), TODAY)
        if mention.entity == entity
    ]


@pytest.mark.parametrize(
    ("text", "typed", "value"),
    [
        ("where is W10234", "W10234", "W10234"),
        ("我的 order #W10234 到哪了", "#W10234", "W10234"),
        ("w 10234 please", "w 10234", "W10234"),
        ("it's w-10902.", "w-10902", "W10902"),
        ("查一下Ｗ１０２３４", "Ｗ１０２３４", "W10234"),
        ("bin order #2291", "#2291", "2291"),
        ("取消order 10452吧", "10452", "10452"),
        ("单号是2026090112345", "2026090112345", "2026090112345"),
        ("SO-20260914-0032这单不要了", "SO-20260914-0032", "SO-20260914-0032"),
        ("where is mzlaelq9uh7su2ht?", "mzlaelq9uh7su2ht", "MZLAELQ9UH7SU2HT"),
        ("我的订单4S46TJ0VJ2N5EQZZ到哪了", "4S46TJ0VJ2N5EQZZ", "4S46TJ0VJ2N5EQZZ"),
    ],
)
def test_order_numbers_are_read_in_many_shapes(text: str, typed: str, value: str) -> None:
    assert found(text, "order_number") == [(typed, value)]


@pytest.mark.parametrize(
    "text",
    [
        "the Hush 75",
        "size 42 please",
        "KB-101 有货吗",
        "k380",
        "on 2026-05-03",
        "w1",
        "100 dollars",
        "mp3 player",
        "your responsibilities",
        "abcdefgh1234567",
    ],
)
def test_other_numbers_are_no_order_numbers(text: str) -> None:
    assert found(text, "order_number") == []


def test_a_merchants_own_order_numbers_come_first_and_keep_their_marks() -> None:
    assert found("where is #ml-2024/77?", "order_number", own=r"ml-\d{4}/\d+") == [("ml-2024/77", "ML-2024/77")]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("我的邮箱是Mei.Lin@Example.com，谢谢", "email", "mei.lin@example.com"),
        ("dave+shop@example.co.uk", "email", "dave+shop@example.co.uk"),
        ("手机13900001234", "phone", "13900001234"),
        ("(202) 555-0119", "phone", "2025550119"),
        ("call +44 7700 900456", "phone", "+447700900456"),
        ("打010-55550123", "phone", "01055550123"),
        ("to sw1a 1aa please", "postcode", "SW1A 1AA"),
        ("M5V3L9", "postcode", "M5V3L9"),
        ("zip is 94107", "postcode", "94107"),
        ("邮编310012", "postcode", "310012"),
        ("350001", "postcode", "350001"),
        ("10001-2345", "postcode", "10001-2345"),
    ],
)
def test_contacts_are_read_and_normalised(text: str, entity: str, value: str) -> None:
    assert [mention.value for mention in mentions(text, OrderNumbers(), TODAY) if mention.entity == entity] == [value]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("under $80", [("$80", "80")]),
        ("a quiet keyboard under 80", [("80", "80")]),
        ("between 30 and 50", [("30", "30"), ("50", "50")]),
        ("about twenty five dollars", [("twenty five dollars", "25")]),
        ("Rs. 2,500 max", [("Rs. 2,500", "2500 INR")]),
        ("80块以内", [("80块", "80 CNY")]),
        ("￥150以下的", [("￥150", "150 CNY")]),
        ("一百以内", [("一百", "100")]),
        ("预算三千五", [("三千五", "3500")]),
        ("只要200到400之间的", [("200", "200"), ("400", "400")]),
        ("三四百块的", [("三四百块", "三四百块")]),
    ],
)
def test_amounts_are_read_where_a_currency_or_a_word_about_prices_stands(
    text: str, amounts: list[tuple[str, str]]
) -> None:
    assert found(text, "money") == amounts


@pytest.mark.parametrize(
    "text",
    ["under 5 days", "more than one device", "within 30 days", "一块蛋糕", "over 40 hours", "不超过3天", "砍一刀"],
)
def test_durations_and_counts_are_no_money(text: str) -> None:
    assert found(text, "money") == []


@pytest.mark.parametrize(
    ("text", "typed", "value"),
    [
        ("I ordered yesterday", "yesterday", "2026-11-21"),
        ("昨天买的", "昨天", "2026-11-21"),
        ("two weeks ago", "two weeks ago", "2026-11-08"),
        ("三天前下的单", "三天前", "2026-11-19"),
        ("I ordered on Friday", "Friday", "2026-11-20"),
        ("will it be here by Friday", "Friday", "2026-11-27"),
        ("last Monday", "last Monday", "2026-11-16"),
        ("上周三那单", "上周三", "2026-11-11"),
        ("下下周一", "下下周一", "2026-11-30"),
        ("last week", "last week", "2026-11-09/2026-11-15"),
        ("上个月的订单", "上个月", "2026-10-01/2026-10-31"),
        ("this weekend", "this weekend", "2026-11-21/2026-11-22"),
        ("ordered May 3rd", "May 3rd", "2026-05-03"),
        ("22 June 2025", "22 June 2025", "2025-06-22"),
        ("5月12号买的", "5月12号", "2026-05-12"),
        ("去年10月", "去年10月", "2025-10-01/2025-10-31"),
        ("in March", "March", "2026-03-01/2026-03-31"),
        ("2026-05-01", "2026-05-01", "2026-05-01"),
        ("14/06/2026", "14/06/2026", "2026-06-14"),
        ("the 15th", "15th", "2026-11-15"),
        ("去年", "去年", "2025-01-01/2025-12-31"),
    ],
)
def test_dates_become_days_of_the_calendar(text: str, typed: str, value: str) -> None:
    assert found(text, "date") == [(typed, value)]


@pytest.mark.parametrize(
    ("text", "typed"), [("3/4/2026", "3/4/2026"), ("双十一", "双十一"), ("for Christmas", "Christmas")]
)
def test_a_date_that_cannot_be_placed_keeps_its_words(text: str, typed: str) -> None:
    assert found(text, "date") == [(typed, typed.lower())]


@pytest.mark.parametrize("text", ["I may order", "march on", "第26号元素", "happy new year", "within 30 days"])
def test_words_that_only_look_like_dates_are_none(text: str) -> None:
    assert found(text, "date") == []


@pytest.mark.parametrize(
    ("text", "value"), [("3", "3"), ("just one", "1"), ("两个", "2"), ("要三件吧", "3"), ("two of them please", "2")]
)
def test_a_message_that_is_only_a_count_is_a_quantity(text: str, value: str) -> None:
    assert [count for _, count in found(text, "quantity")] == [value]


def test_no_two_mentions_overlap() -> None:
    text = "order W10234 for mei13900001234@example.com on 2026-05-03, 80 bucks, zip 94107, +44 7700 900456"
    places = [(mention.start, mention.end) for mention in mentions(text, OrderNumbers(), TODAY)]
    assert len(places) == 6
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(places))
