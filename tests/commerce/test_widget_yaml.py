"""`widget.yml`: read into wishes, every bad entry named."""

from pathlib import Path

import pytest

from bot.commerce.files.widget_yaml import read_widget, widget_of
from bot.commerce.model import Bilingual
from bot.commerce.widget import WidgetWishes
from bot.errors import ImportRejected

GOOD = """
suggestions:
  - {en: "Do you gift-wrap?", zh: 可以包装成礼物吗？}
  - Repairs
"""


def test_a_good_file_is_read() -> None:
    assert read_widget("widget.yml", GOOD).suggestions == (
        Bilingual("Do you gift-wrap?", "可以包装成礼物吗？"),
        Bilingual("Repairs", "Repairs"),
    )


def test_a_shop_without_the_file_wants_nothing(tmp_path: Path) -> None:
    assert widget_of(tmp_path) == WidgetWishes()
    (tmp_path / "widget.yml").write_text("# nothing yet\n", "utf-8")
    assert widget_of(tmp_path) == WidgetWishes()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("suggestion: [x]", 1, "unknown field 'suggestion'; accepted: suggestions"),
        ("suggestions:\n  - {en: only English}", 2, 'accepted: a text or {"en": ..., "zh": ...}'),
        ("suggestions: [a, b, c, d, e]", 1, "holds 5; accepted: at most 4"),
        ("suggestions:\n  - ok\n  - " + "x" * 81, 3, "has 81 characters; accepted: at most 80"),
        ("- a list", 1, "is a list; accepted: an object with suggestions"),
        ("suggestions: [", 1, "not YAML"),
    ],
)
def test_a_bad_entry_is_named_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        read_widget("widget.yml", text)
    assert [(row.line, says in row.problem) for row in refused.value.rows] == [(line, True)]
