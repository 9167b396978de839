"""When somebody is there."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.commerce.model import Hours
from bot.conversation.hours import OpeningHours
from bot.errors import ConfigurationError

PACIFIC = ZoneInfo("America/Los_Angeles")
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "18:00"),)) | {"sat": (("10:00", "16:00"),)}
SHOP = OpeningHours(Hours("America/Los_Angeles", WEEK, frozenset({date(2026, 12, 25)})))


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=PACIFIC), True),
        (datetime(2026, 11, 23, 8, 59, 59, tzinfo=PACIFIC), False),
        (datetime(2026, 11, 23, 18, 0, tzinfo=PACIFIC), False),
        (datetime(2026, 11, 23, 17, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 12, 0, tzinfo=PACIFIC), False),
        (datetime(2026, 12, 25, 12, 0, tzinfo=PACIFIC), False),
    ],
)
def test_a_span_opens_with_its_first_minute_and_closes_with_its_last(at: datetime, is_open: bool) -> None:
    assert SHOP.is_open(at) is is_open


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (datetime(2026, 11, 23, 12, 0, tzinfo=PACIFIC), datetime(2026, 11, 23, 12, 0, tzinfo=PACIFIC)),
        (datetime(2026, 11, 21, 17, 0, tzinfo=PACIFIC), datetime(2026, 11, 23, 9, 0, tzinfo=PACIFIC)),
        (datetime(2026, 12, 24, 19, 0, tzinfo=PACIFIC), datetime(2026, 12, 26, 10, 0, tzinfo=PACIFIC)),
    ],
)
def test_the_next_opening_leaves_out_sundays_and_holidays(at: datetime, opens: datetime) -> None:
    assert SHOP.next_opening(at) == opens


def test_clocks_that_change_do_not_shift_the_hours() -> None:
    # On 8 March 2026 the clocks of the west coast go from 02:00 to 03:00.
    assert SHOP.next_opening(datetime(2026, 3, 7, 20, 0, tzinfo=PACIFIC)) == datetime(2026, 3, 9, 16, 0, tzinfo=UTC)


def test_a_span_may_pass_midnight() -> None:
    bar = OpeningHours(Hours("Asia/Shanghai", {"fri": (("22:00", "02:00"),), "sun": (("20:00", "24:00"),)}))
    shanghai = ZoneInfo("Asia/Shanghai")
    assert bar.is_open(datetime(2026, 11, 21, 1, 30, tzinfo=shanghai))
    assert not bar.is_open(datetime(2026, 11, 21, 2, 0, tzinfo=shanghai))
    assert bar.is_open(datetime(2026, 11, 22, 23, 59, tzinfo=shanghai))
    assert not bar.is_open(datetime(2026, 11, 23, 0, 0, tzinfo=shanghai))


def test_hours_are_told_in_both_languages() -> None:
    assert SHOP.describe("en") == "Mon–Fri 09:00–18:00, Sat 10:00–16:00 (America/Los_Angeles)"
    assert SHOP.describe("zh") == "周一至周五 09:00–18:00，周六 10:00–16:00（America/Los_Angeles）"


def test_without_hours_somebody_is_always_there() -> None:
    always = OpeningHours(None)
    assert always.is_open(datetime(2026, 12, 25, 3, tzinfo=UTC))
    assert always.describe("en") == "at any time"


def test_a_shop_that_never_opens_says_so() -> None:
    closed = OpeningHours(Hours("UTC", {"mon": ()}))
    assert closed.next_opening(datetime(2026, 11, 23, tzinfo=UTC)) is None
    assert closed.describe("zh") == "暂不营业"


@pytest.mark.parametrize(
    ("hours", "problem"),
    [
        (Hours("Mars/Olympus", {}), "IANA"),
        (Hours("../etc", {}), "IANA"),
        (Hours("UTC", {"monday": (("09:00", "10:00"),)}), "monday"),
        (Hours("UTC", {"mon": (("9", "ten"),)}), "09:00-18:00"),
    ],
)
def test_hours_that_make_no_sense_are_refused(hours: Hours, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        OpeningHours(hours)


BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = OpeningHours(
    Hours(
        "Europe/Berlin", {"sat": (("22:00", "04:00"),), "sun": (("00:00", "24:00"),)}, frozenset({date(2026, 12, 27)})
    )
)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        # The clocks go from 03:00 to 02:00 on 25 October: the span is seven hours long.
        (datetime(2026, 10, 24, 19, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),
        # From 02:00 to 03:00 on 29 March: five hours, and Sunday begins at midnight all the same.
        (datetime(2026, 3, 28, 21, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), False),
        # A holiday opens nothing, and does not cut off the night that had begun before it.
        (datetime(2026, 12, 27, 2, 59, tzinfo=BERLIN), True),
        (datetime(2026, 12, 27, 4, 0, tzinfo=BERLIN), False),
        (datetime(2026, 12, 27, 12, 0, tzinfo=BERLIN), False),
    ],
)
def test_nights_holidays_and_changed_clocks_go_together(at: datetime, is_open: bool) -> None:
    assert NIGHTS.is_open(at) is is_open


def test_a_day_that_ends_at_midnight_is_told_so() -> None:
    assert NIGHTS.describe("en") == "Sat 22:00–04:00, Sun 00:00–24:00 (Europe/Berlin)"
