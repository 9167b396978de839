"""Which lines of an order people mean, as they name them."""

import pytest

from bot.orders.wishes.lines import LinesMeant, lines_meant
from tests.orders.wishes.shelf import PRODUCTS, order_of

ORDER = order_of("AU-201-NVY", "LT-301-BLU", "MUG-1*2", "SH-601-BLK-9")
"""1 headphones (navy), 2 desk lamp (blue), 3 two mugs (red), 4 running shoes (black, US 9)."""


def picked(meant: LinesMeant) -> dict[str, int]:
    return {part.line_id: part.quantity for part in meant.picked}


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("return the headphones", {"1": 1}),
        ("the lamp", {"2": 1}),
        ("台灯", {"2": 1}),
        ("the blue one", {"2": 1}),
        ("黑色那双", {"4": 1}),
        ("one of the two mugs", {"3": 1}),
        ("两个杯子里退一个", {"3": 1}),
        ("everything but the mug", {"1": 1, "2": 1, "4": 1}),
        ("除了杯子其他都退", {"1": 1, "2": 1, "4": 1}),
        ("the lamp, headphones and shoes", {"1": 1, "2": 1, "4": 1}),
        ("耳机和台灯", {"1": 1, "2": 1}),
        ("第二件", {"2": 1}),
        ("整单", {"1": 1, "2": 1, "3": 2, "4": 1}),
    ],
)
def test_lines_are_named_as_people_name_them(words: str, lines: dict[str, int]) -> None:
    meant = lines_meant(words, ORDER, PRODUCTS)
    assert (picked(meant), meant.unclear) == (lines, ())


@pytest.mark.parametrize("words", ["hello", "the toaster", "the lamp shade", "手机壳", "where is it?"])
def test_what_is_not_in_the_order_is_not_guessed(words: str) -> None:
    assert not lines_meant(words, ORDER, PRODUCTS)
