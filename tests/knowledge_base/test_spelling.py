import pytest

from knowledge_base.spelling import Spelling, distance

SPELLING = Spelling(["warranty", "return", "returns", "policy", "shipping", "delivery", "australia", "stock", "stack"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("waranty how long", "warranty how long"),
        ("wat is ur retrun polcy", "wat is ur return policy"),
        ("shiping to austraila??", "shipping to australia??"),
        ("Delivery", "Delivery"),
        ("bitcoin", "bitcoin"),
        ("retun the stuck one", "return the stuck one"),
        ("退货 dlivery", "退货 delivery"),
    ],
)
def test_slips_are_mended_and_strangers_left_alone(typed: str, meant: str) -> None:
    assert SPELLING.corrected(typed) == meant


@pytest.mark.parametrize(
    ("one", "other", "slips"), [("ab", "ab", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("", "abc", 3), ("abcd", "bacx", 2)]
)
def test_a_slip_is_a_letter_changed_added_left_out_or_swapped(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips
