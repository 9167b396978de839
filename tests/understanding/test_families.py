"""What is sure of a family need not be sure of its member."""

import pytest

from bot.understanding.decision import Guess
from bot.understanding.families import FAMILY, families, family, member

RANKING = [Guess("ask_policy", 0.3), Guess("return_items", 0.28), Guess("exchange_items", 0.2), Guess("greet", 0.22)]


def test_the_members_of_a_family_speak_with_one_voice() -> None:
    likeliest = families(RANKING)
    assert likeliest[0].intent == "after_sales"
    assert likeliest[0].confidence == pytest.approx(0.48)
    assert sum(guess.confidence for guess in likeliest) == pytest.approx(1.0)


def test_a_member_that_has_its_share_is_meant_else_the_family() -> None:
    assert member(RANKING, "after_sales", 0.5) == "return_items"
    assert member(RANKING, "after_sales", 0.6) == "after_sales"
    assert member(RANKING, "greet", 0.5) == "greet"


def test_no_family_is_a_member_itself() -> None:
    assert not set(FAMILY) & set(FAMILY.values())
    assert family("greet") == "greet"
