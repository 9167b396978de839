"""Tests of reading numbers in digits and in the words of both languages."""

import pytest

from bot.understanding.numerals import number, written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("80", 80), ("1,299.50", 1299.5), ("1.5k", 1500), ("3万", 30_000),
        ("twenty five", 25), ("twenty-five", 25), ("a hundred and twenty", 120), ("two thousand five hundred", 2500),
        ("一百", 100), ("十二", 12), ("二十", 20), ("三千五", 3500), ("一百零五", 105), ("两百五", 250),
        ("两万五", 25_000),
        ("二〇二六", 2026), ("两", 2), ("半", 0.5),
    ],
)  # fmt: skip
def test_a_number_is_read(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["三四百", "十几", "a few", "keyboard", "", "几"])
def test_what_is_no_one_number_is_not_guessed(text: str) -> None:
    assert number(text) is None


def test_whole_numbers_are_written_without_a_point() -> None:
    assert (written(80.0), written(12.5)) == ("80", "12.5")
