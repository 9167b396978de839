"""Limits are counted while the shop is open."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.commerce.model import Hours
from bot.conversation.hours import OpeningHours
from bot.conversation.model import Handoff, HandoffState, Origin
from bot.conversation.service_levels import Due, Kept, Limits, ServiceLevels

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "18:00"),))
SHOP = OpeningHours(Hours("Asia/Shanghai", WEEK, frozenset({date(2026, 11, 30)})))
LEVELS = ServiceLevels(Limits(timedelta(minutes=30), timedelta(hours=10)), SHOP)


def handoff(asked: str, answered: str = "", ended: str = "", origin: Origin = Origin.ASKED) -> Handoff:
    moments = [datetime.fromisoformat(f"{text}+08:00") if text else None for text in (asked, answered, ended)]
    assert moments[0] is not None
    state = HandoffState.ENDED if ended else HandoffState.WAITING
    return Handoff("h", "c", state, "?", moments[0], origin=origin, first_answer_at=moments[1], ended_at=moments[2])


@pytest.mark.parametrize(
    ("asked", "answer_by", "end_by"),
    [
        ("2026-11-25 10:00", "2026-11-25 10:30", "2026-11-26 11:00"),  # 8 hours of Wednesday, 2 of Thursday
        ("2026-11-25 17:45", "2026-11-26 09:15", "2026-11-27 09:45"),
        ("2026-11-25 17:30", "2026-11-25 18:00", "2026-11-27 09:30"),
        ("2026-11-25 20:00", "2026-11-26 09:30", "2026-11-27 10:00"),
        ("2026-11-27 17:45", "2026-12-01 09:15", "2026-12-02 09:45"),  # a week-end and a holiday on Monday
    ],
)
def test_closed_hours_do_not_count(asked: str, answer_by: str, end_by: str) -> None:
    due = LEVELS.due(handoff(asked))
    assert due == Due(datetime.fromisoformat(f"{answer_by}+08:00"), datetime.fromisoformat(f"{end_by}+08:00"))


def test_without_hours_every_minute_counts_and_without_limits_nothing_is_due() -> None:
    one = handoff("2026-11-28 23:45")
    always = ServiceLevels(Limits(timedelta(minutes=30)), OpeningHours(None))
    assert always.due(one) == Due(datetime(2026, 11, 28, 16, 15, tzinfo=UTC), None)
    assert ServiceLevels(Limits(), SHOP).due(one) == Due(None, None)
    never = OpeningHours(Hours("Asia/Shanghai", {}))
    assert ServiceLevels(Limits(timedelta(minutes=1)), never).due(one) == Due(None, None)


def test_an_hour_that_the_clocks_repeat_is_two_hours_of_waiting() -> None:
    night = OpeningHours(Hours("America/New_York", {"sun": (("00:00", "06:00"),)}))
    asked = datetime(2026, 11, 1, 4, tzinfo=UTC)  # midnight there; at two the clocks go back to one
    assert night.after(asked, timedelta(hours=7)) == datetime(2026, 11, 1, 11, tzinfo=UTC)


def test_late_is_who_waits_for_an_answer_or_the_end_too_long() -> None:
    now = datetime.fromisoformat("2026-11-25 10:31+08:00")
    waits, answered = handoff("2026-11-25 10:00"), handoff("2026-11-25 10:00", "2026-11-25 10:05")
    assert LEVELS.due(waits).is_late(waits, now)
    assert not LEVELS.due(waits).is_late(waits, now - timedelta(minutes=2))
    assert not LEVELS.due(answered).is_late(answered, now)
    assert LEVELS.due(answered).is_late(answered, now + timedelta(days=2))
    taken = handoff("2026-11-25 10:00", origin=Origin.TAKEN)
    assert not LEVELS.due(taken).is_late(taken, now)


def test_kept_and_broken_are_counted_where_it_is_known() -> None:
    now = datetime.fromisoformat("2026-11-25 11:00+08:00")
    found = [
        handoff("2026-11-25 10:00", "2026-11-25 10:30", "2026-11-25 10:40"),  # on the last second
        handoff("2026-11-25 10:00", "2026-11-25 10:31"),
        handoff("2026-11-25 10:00"),  # still waits, and too long
        handoff("2026-11-25 10:45"),  # still waits, and may
        handoff("2026-11-25 10:00", "", "2026-11-25 10:10"),  # left before anybody could be late
        handoff("2026-11-25 10:00", "", "2026-11-25 10:50"),  # left after it
        handoff("2026-11-24 09:00", "2026-11-24 09:05", "2026-11-25 10:30"),  # ten hours and a half
    ]
    assert LEVELS.first_responses(found, now) == Kept(2, 3)
    assert LEVELS.resolutions(found, now) == Kept(1, 1)
