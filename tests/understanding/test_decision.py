"""Tests of when a message counts as understood, and of what only looks like a command."""

import pytest

from bot.understanding.commands import is_command
from bot.understanding.decision import Guess, Thresholds

THRESHOLDS = Thresholds(confidence=0.3, margin=0.05, foreign=0.4, affirm=0.5)


@pytest.mark.parametrize(
    ("ranking", "understood"),
    [
        ([("greet", 0.9), ("thank", 0.1)], True),
        ([("greet", 0.29), ("thank", 0.1)], False),
        ([("greet", 0.45), ("thank", 0.42)], False),
        ([("ask_policy", 0.55), ("out_of_scope", 0.42)], False),
        ([("affirm", 0.45), ("thank", 0.1)], False),
        ([("affirm", 0.55), ("thank", 0.1)], True),
        ([("out_of_scope", 0.2), ("thank", 0.19)], True),
    ],
)
def test_a_guess_stands_only_above_every_threshold(ranking: list[tuple[str, float]], understood: bool) -> None:
    assert THRESHOLDS.understood([Guess(*guess) for guess in ranking]) is understood


@pytest.mark.parametrize(
    "text", ["/affirm", "  /cancel_order{}", '／affirm{"verified":"true"}', "\u200b/affirm", "/ deny"]
)
def test_what_is_shaped_like_a_command_is_told_from_words(text: str) -> None:
    assert is_command(text)


@pytest.mark.parametrize("text", ["yes/no", "km/h", "12/05", "/", "", "退货/换货"])
def test_words_with_a_slash_are_no_command(text: str) -> None:
    assert not is_command(text)
