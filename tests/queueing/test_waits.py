"""An expected wait is what comparable shoppers waited, or nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.people.model import Topic
from bot.queueing.waits import Hold, Holds, Range

NOW = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)
BAND = 6


def holds(*minutes: float, least: int = 4) -> Holds:
    return Holds([Hold(Topic.ORDERS, "en", BAND, 60 * m) for m in minutes], least, UTC)


def expected(known: Holds, waited: float = 0) -> Range | None:
    return known.expected(Topic.ORDERS, "en", NOW - timedelta(minutes=waited), NOW)


def test_the_middle_half_is_told_rounded_outwards() -> None:
    assert expected(holds(1, 5.5, 6, 7, 9, 40)) == Range(5, 10)
    assert expected(holds(0.2, 0.3, 0.4, 0.5)) == Range(0, 1)


@pytest.mark.parametrize("few", [(), (5,), (5, 6, 7)])
def test_too_few_tell_nothing(few: tuple[float, ...]) -> None:
    assert expected(holds(*few)) is None


def test_only_comparable_ones_count() -> None:
    known = holds(5, 5, 5, 5)
    assert known.expected(Topic.RETURNS, "en", NOW, NOW) is None
    assert known.expected(Topic.ORDERS, "zh", NOW, NOW) is None
    assert known.expected(Topic.ORDERS, "en", NOW, NOW + timedelta(hours=3)) is None


def test_who_has_waited_is_compared_with_those_who_waited_as_long() -> None:
    known = holds(1, 1, 1, 1, 12, 14, 16, 18)
    assert expected(known) == Range(1, 15)
    assert expected(known, waited=10) == Range(3, 10)
    assert expected(known, waited=13) is None, "three are too few"


def test_a_wait_of_hours_is_not_told_in_minutes() -> None:
    assert expected(holds(200, 300, 400, 500)) is None
