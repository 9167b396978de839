"""Ready-made replies from the command line, as somebody types it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.command_line import Bot


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    return Bot(tmp_path)


def test_replies_go_out_and_come_in_after_they_were_shown(bot: Bot, tmp_path: Path) -> None:
    table, out = tmp_path / "replies.csv", tmp_path / "out.json"
    table.write_text("shortcut,en,zh\nhello,Hello {customer}!,您好\n", "utf-8")
    shown = bot("replies", "import", str(table))
    assert shown.returncode == 0, shown.stderr
    assert "new      /hello" in shown.stdout
    assert "Nothing was kept" in shown.stdout
    assert json.loads(bot("replies", "export", "-", "--format", "json").stdout) == {"replies": []}
    assert bot("replies", "import", str(table), "--keep").stdout.endswith("Kept.\n")
    assert bot("replies", "export", str(out), "--as", "ann").returncode == 0
    assert _exported(tmp_path / "store.db") == [
        ("staff:support", "ready-made replies as json"),
        ("staff:ann", "ready-made replies as json"),
    ]
    kept = json.loads(out.read_text("utf-8"))["replies"]
    assert kept == [{"shortcut": "hello", "en": "Hello {customer}!", "zh": "您好"}]
    again = bot("replies", "import", "-", "--format", "json", typed=out.read_text("utf-8"))
    assert again.stdout.strip() == "0 new, 0 changed, 1 the same."


def test_a_wrong_file_is_told_by_line_and_field(bot: Bot, tmp_path: Path) -> None:
    table = tmp_path / "replies.csv"
    table.write_text("shortcut,en,zh\nok,Hi,\nx,{secret},\n", "utf-8")
    refused = bot("replies", "import", str(table), "--keep")
    assert (refused.returncode, "line 3, en: unknown variable(s) secret" in refused.stderr) == (2, True)
    unknown = bot("replies", "export", "replies.xls")
    assert (unknown.returncode, ".json or .csv" in unknown.stderr) == (2, True)
    absent = bot("replies", "import", str(tmp_path / "none.csv"))
    assert (absent.returncode, "No such file" in absent.stderr) == (2, True)


def test_an_answer_with_a_hole_is_not_sent(bot: Bot) -> None:
    refused = bot("handoffs", "answer", "h_1", "Your order {order} is here")
    assert (refused.returncode, "{order} has no value" in refused.stderr) == (2, True)


def _exported(store: Path) -> list[tuple[str, str]]:
    """Who took the replies out, as the audit log has it."""
    with closing(sqlite3.connect(store)) as connection:
        found = connection.execute("SELECT actor, reason FROM audit_log WHERE event = 'exported' ORDER BY rowid")
        return [(str(actor), str(reason)) for actor, reason in found]
