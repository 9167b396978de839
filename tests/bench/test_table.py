"""Tables for the terminal and for the documentation."""

from pathlib import Path

import pytest
from rich.console import Console

from tests.bench.errors import BenchFailed
from tests.bench.record import record
from tests.bench.table import Report, Table

TABLE = Table("Turns", ("Turn", "median ms"), (("plain | 1", "12.3"), ("with an action", "40.1")), notes=("On disk.",))


def test_markdown_aligns_figures_to_the_right_and_escapes_bars() -> None:
    assert TABLE.markdown().splitlines() == [
        "**Turns**",
        "",
        "| Turn | median ms |",
        "| --- | ---: |",
        "| plain \\| 1 | 12.3 |",
        "| with an action | 40.1 |",
        "",
        "On disk.",
    ]


def test_the_terminal_shows_every_cell_and_note() -> None:
    console = Console(width=80, record=True, file=None, quiet=False)
    with console.capture() as shown:
        console.print(TABLE.rich())
    for words in ("Turns", "median ms", "plain | 1", "12.3", "with an action", "40.1", "On disk."):
        assert words in shown.get()


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table("Turns", ("Turn", "median ms"), (("plain",),))


def test_figures_take_their_place_on_the_page_and_leave_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("Before\n<!-- turns: figures -->\nold\n<!-- turns: end -->\nAfter\n", "utf-8")
    record(page, Report("turns", (TABLE,)), "2026-11-22, 2 cores.")
    record(page, Report("turns", (TABLE, TABLE)), "2026-11-23, 2 cores.")
    words = page.read_text("utf-8")
    assert words.startswith("Before\n<!-- turns: figures -->\n2026-11-23, 2 cores.\n\n**Turns**\n")
    assert words.endswith("On disk.\n<!-- turns: end -->\nAfter\n")
    assert words.count("**Turns**") == 2
    assert "old" not in words
    assert "2026-11-22" not in words


def test_a_page_without_the_place_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("Before\n", "utf-8")
    with pytest.raises(BenchFailed, match="<!-- turns: figures -->"):
        record(page, Report("turns", (TABLE,)), "today")
