import pytest

from bot.answering.facts import Fact, FactKind, facts

SAME = [
    ["30 days", "thirty days", "a 30-day period", "30天", "三十天", "30 calendar days", "３０天"],
    ["21 days", "twenty-one days", "二十一天"],
    ["5 business days", "five working days", "5个工作日", "五个工作日"],
    [
        "5-8 business days",
        "5 to 8 business days",
        "Business days: 5-8",
        "5至8个工作日",
        "工作日：5-8",
        "五到八个工作日",
    ],
    ["2 weeks", "two weeks", "两周", "2个星期"],
    ["12 months", "twelve months", "12个月", "十二个月"],
    ["$5", "US$5", "5 dollars", "five dollars", "$5.00", "5.00 USD", "5美元", "五美元", "5.00美元"],
    ["$1,000", "1000 dollars", "1,000.00美元", "一千美元"],
    ["5%", "5 percent", "five per cent", "百分之五", "5 %"],
    ["31 January", "January 31", "January 31st", "31 Jan", "1月31日", "1月31号"],
    ["13:00", "1 pm", "1:00 p.m.", "下午1点", "下午1:00"],
    ["Saturday", "Saturdays", "Sat", "周六", "星期六", "礼拜六"],
    ["3 times", "three times", "3次", "三次"],
    ["help@shop.example", "HELP@shop.example"],
    ["+1 202 555 0143", "+1-202-555-0143"],
]
DIFFERENT = [
    ("30 days", "30 business days"),
    ("30 days", "30 months"),
    ("$5", "5 days"),
    ("$5", "£5"),
    ("5%", "$5"),
    ("31 January", "31 July"),
    ("1:00", "13:00"),
    ("Saturday", "Sunday"),
    ("help@shop.example", "help@shop.example.org"),
    ("$5.00", "$50.0"),
]
NO_FACTS = ["one of them", "You may return it", "一样的", "一直在线", "第一流", "no one", "the two of you", "march on"]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_a_fact_is_the_same_however_it_is_written(forms: list[str]) -> None:
    read = [facts(form) for form in forms]
    assert read[0]
    assert all(found == read[0] for found in read), dict(zip(forms, read, strict=True))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_facts_are_told_apart(one: str, other: str) -> None:
    assert facts(one).isdisjoint(facts(other))


@pytest.mark.parametrize("text", NO_FACTS)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert facts(text) == frozenset()


def test_a_row_is_read_with_the_units_of_its_heads() -> None:
    assert facts("Canada — Business days: 5-8; Cost: $12.00; Size: 42.5; Code: W10234") == {
        Fact(FactKind.DURATION, "5 business day"),
        Fact(FactKind.DURATION, "8 business day"),
        Fact(FactKind.MONEY, "USD 12"),
        Fact(FactKind.NUMBER, "42.5"),
        Fact(FactKind.CODE, "w10234"),
    }


def test_a_date_keeps_its_year() -> None:
    assert facts("31 January 2026") == facts("2026-01-31") == facts("2026年1月31日")
    assert facts("31 January 2026") != facts("31 January 2027")
