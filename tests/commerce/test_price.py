"""Prices as they are said."""

import pytest

from bot.commerce.price import find_price
from bot.recommendations.lexicon import plain


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("a quiet keyboard under 80", None, 8000),
        ("between 50 and 100", 5000, 10000),
        ("60-90 usd", 6000, 9000),
        ("around 60", 4500, 7500),
        ("twenty dollars at most", None, 2000),
        ("a hundred and fifty max", None, 15000),
        ("boots under $120.50", None, 12050),
        ("over 200", 20000, None),
        ("headphones for $100", None, 10000),
        ("80块以下的键盘", None, 8000),
        ("一百以内", None, 10000),
        ("不超过两百", None, 20000),
        ("一百五十块左右", 11250, 18750),
        ("５０到１００之间", 5000, 10000),
        ("两百五以内", None, 25000),
        ("预算300", None, 30000),
        ("100块以上", 10000, None),
        ("16 inch laptop sleeve", None, None),
        ("for a 10 year old", None, None),
        ("500 ml bottle", None, None),
        ("at least 10 hours of battery", None, None),
        ("under 2 kg", None, None),
        ("想买一双鞋", None, None),
        ("43码的鞋", None, None),
    ],
)
def test_a_price_is_read_and_other_numbers_are_not(said: str, low: int | None, high: int | None) -> None:
    wish = find_price(plain(said), "USD")
    assert (wish.low and wish.low.amount, wish.high and wish.high.amount) == (low, high)


@pytest.mark.parametrize(
    ("said", "high", "currency"),
    [
        ("max £15", 1500, "GBP"),
        ("一百人民币以内", 10000, "CNY"),
        ("60英镑以下的键盘", 6000, "GBP"),
        ("80欧元以内的包", 8000, "EUR"),
        ("两百港币以内的耳机", 20000, "HKD"),
        ("不超过5000日元的杯子", 500000, "JPY"),
        ("预算50加元", 5000, "CAD"),
        ("a bag under 50 EUR", 5000, "EUR"),
        ("a bag under 50€", 5000, "EUR"),
        ("a bag under EUR 50", 5000, "EUR"),
        ("max 60 CAD", 6000, "CAD"),
        ("under hk$300", 30000, "HKD"),
        ("three hundred euros at most", 30000, "EUR"),
    ],
)
def test_a_price_in_another_currency_is_kept_and_named(said: str, high: int, currency: str) -> None:
    wish = find_price(plain(said), "USD")
    assert (wish.high and wish.high.amount, wish.low, wish.foreign) == (high, None, currency)


def test_the_shops_own_currency_is_no_other() -> None:
    assert find_price("under 100 dollars", "CAD").foreign == ""
    assert find_price("30 刀以内", "USD").foreign == ""
    assert find_price("under 60 cad", "CAD").foreign == ""
