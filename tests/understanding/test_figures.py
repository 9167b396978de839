"""Tests of the figures that an evaluation reports."""

import pytest

from bot.understanding.figures import bootstrapped, f1, macro_f1, share


def test_macro_f1_counts_every_intent_alike() -> None:
    pairs = [("greet", "greet")] * 9 + [("thank", "greet")]
    assert macro_f1(pairs) == pytest.approx((2 * 9 / 19 + 0) / 2)


def test_the_interval_of_a_share_is_wilsons() -> None:
    found = share(3, 100)
    assert (found.value, round(found.low, 4), round(found.high, 4)) == (0.03, 0.0103, 0.0845)
    assert share(0, 0).high == 1.0


def test_f1_of_spans_adds_up_messages() -> None:
    assert f1([(1, 0, 0), (0, 1, 1)]) == 0.5
    assert f1([]) == f1([(0, 0, 0)]) == 1.0


def test_the_bootstrap_holds_its_value_and_repeats_itself() -> None:
    items = [("greet", "greet")] * 30 + [("greet", "thank")] * 3 + [("thank", "thank")] * 10
    first, second = bootstrapped(macro_f1, items), bootstrapped(macro_f1, items)
    assert first == second
    assert first.low < first.value < first.high
