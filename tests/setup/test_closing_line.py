"""The browser tests close with a line that counts them."""

import json

from bot.setup.closing_line import closing_line


def test_the_counts_of_a_report_are_told() -> None:
    report = {"stats": {"expected": 12, "unexpected": 0, "flaky": 0, "skipped": 1}}
    assert closing_line(json.dumps(report)) == "12 passed, 0 failed, 1 skipped"


def test_a_test_that_passed_only_on_a_retry_counts_as_failed() -> None:
    report = {"stats": {"expected": 3, "unexpected": 1, "flaky": 2, "skipped": 0}}
    assert closing_line(json.dumps(report)) == "3 passed, 3 failed, 0 skipped"
