"""Fixtures that several rooms share."""

from collections.abc import Generator

import pytest

from tests.medusa_server import medusa
from tests.servers import migrated_store, postgres, redis_url, store_url
from tests.vendure_server import vendure

__all__ = ["medusa", "migrated_store", "postgres", "redis_url", "store_url", "vendure"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Some tests log what is no Unicode text; a worker can hand its report over only without that."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report
