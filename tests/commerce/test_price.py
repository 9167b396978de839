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


def test_a_price_in_another_currency_is_named() -> None:
    assert find_price("max £15", "USD").foreign == "GBP"
    assert find_price("一百人民币以内", "USD").foreign == "CNY"
    assert find_price("under 100 dollars", "CAD").foreign == ""
