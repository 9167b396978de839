"""What timings come to."""

import pytest

from tests.bench.figures import Target, Timings, megabytes, milliseconds, percentile, times


def test_an_odd_number_of_timings_has_its_middle_for_median() -> None:
    assert Timings((0.5, 0.1, 0.3)).median == 0.3


def test_an_even_number_of_timings_has_the_mean_of_the_two_in_the_middle() -> None:
    assert Timings((0.4, 0.1, 0.2, 0.3)).median == pytest.approx(0.25)


def test_the_95th_percentile_lies_between_its_neighbours() -> None:
    assert Timings(tuple(float(n) for n in range(1, 101))).p95 == pytest.approx(95.05)
    assert Timings((7.0,)).p95 == 7.0


@pytest.mark.parametrize(("share", "value"), [(0, 1.0), (25, 2.0), (50, 3.0), (100, 5.0)])
def test_percentiles_are_those_of_the_ordered_values(share: float, value: float) -> None:
    assert percentile([5.0, 3.0, 1.0, 4.0, 2.0], share) == value


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="nothing was timed"):
        Timings(())


@pytest.mark.parametrize(
    ("baseline", "ours", "is_met"),
    [(0.010, 0.018, True), (0.010, 0.0181, False), (0.100, 0.179, True)],
)
def test_a_target_holds_the_ratio_of_medians(baseline: float, ours: float, *, is_met: bool) -> None:
    assert Target(1.8).is_met(baseline, ours) is is_met


def test_being_faster_is_not_enough_where_the_target_asks_for_more() -> None:
    assert Target(0.6).is_met(0.100, 0.060)
    assert not Target(0.6).is_met(0.100, 0.061)


def test_an_allowance_forgives_a_bad_ratio_of_short_times() -> None:
    assert Target(1.8, allowance=0.008).is_met(0.005, 0.0129)
    assert not Target(1.8, allowance=0.008).is_met(0.005, 0.0135)
    assert str(Target(1.8, allowance=0.008)) == "≤ 1.8× or +8 ms"
    assert str(Target(0.6)) == "≤ 0.6×"


def test_figures_are_written_with_as_many_digits_as_they_bear() -> None:
    assert (milliseconds(0.01234), milliseconds(0.1234)) == ("12.3", "123")
    assert megabytes(1_234_567) == "1"
    assert (times(0.3, 0.6), times(1.0, 0.0)) == ("0.50×", "–")
