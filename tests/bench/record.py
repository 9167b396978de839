"""Keeps figures in the documentation: each benchmark has a place of its own there, between two marks."""

import re
from pathlib import Path

from tests.bench.errors import BenchFailed
from tests.bench.table import Report


def record(page: Path, report: Report, circumstances: str) -> None:
    """Puts the report, and when and where it was made, in its place on the page; the rest stays as it is."""
    words = page.read_text("utf-8")
    opening, closing = f"<!-- {report.name}: figures -->", f"<!-- {report.name}: end -->"
    place = re.compile(f"({re.escape(opening)}\n).*?({re.escape(closing)})", re.DOTALL)
    if not place.search(words):
        raise BenchFailed(f"{page} has no place for {report.name}: wanted are the lines {opening} and {closing}")
    figures = f"{circumstances}\n\n{report.markdown()}\n"
    page.write_text(place.sub(lambda found: f"{found[1]}{figures}{found[2]}", words), "utf-8")
