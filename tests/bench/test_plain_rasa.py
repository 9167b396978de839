"""The plain project beside ours."""

from pathlib import Path

import pytest

from tests.bench.plain_rasa import lay_out, reckoned, training_table
from tests.bench.programs import ROOT, Work


def test_the_defaults_cost_is_reckoned_from_what_four_more_epochs_cost() -> None:
    few, some = Work(60, 80, 2_000_000_000), Work(100, 160, 2_500_000_000)
    whole = reckoned(few, some, 100)
    assert whole.seconds == pytest.approx(1040)
    assert whole.cpu_seconds == pytest.approx(2040)
    assert whole.peak_bytes == 2_500_000_000


def test_the_table_holds_each_training_against_the_default() -> None:
    ours, some, whole = Work(20, 30, 700_000_000), Work(100, 160, 2_500_000_000), Work(1040, 2000, 2_500_000_000)
    assert training_table(ours, some, whole).rows == (
        ("Plain Rasa, 6 epochs", "100", "160", "2500", "0.08×"),
        ("Plain Rasa, 100 epochs (its default, reckoned)", "1040", "2000", "2500", "1.00×"),
        ("Shoptalk", "20", "30", "700", "0.01×"),
    )


def test_the_plain_project_has_all_our_examples_and_none_of_our_components(tmp_path: Path) -> None:
    lay_out(tmp_path / "plain")
    theirs = {path.name for path in (tmp_path / "plain" / "data" / "nlu").iterdir()}
    assert theirs == {path.name for path in (ROOT / "data" / "nlu").glob("*.yml")}
    assert {path.name for path in (tmp_path / "plain").iterdir()} == {"data", "domain"}
