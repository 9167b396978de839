"""Accounts from the command line, as somebody types it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent


class Bot:
    """Runs `python -m bot user` on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        urls = {"STORE_URL": "store", "COMMERCE_URL": "shop"}
        stores = {name: f"sqlite+aiosqlite:///{folder / file}.db" for name, file in urls.items()}
        self._environment = {**os.environ, **stores, "VAR": str(folder / "var")}

    def __call__(self, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bot", "user", *arguments]
        return subprocess.run(
            command, cwd=_ROOT, env=self._environment, input=typed, capture_output=True, text=True, timeout=120
        )


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    return Bot(tmp_path)


def test_somebody_is_added_with_a_link_and_another_with_a_typed_password(bot: Bot) -> None:
    assert "--role admin" in bot("list").stdout
    invited = bot("add", "Ann@Shop.Example", "--name", "Ann", "--role", "admin")
    assert invited.returncode == 0, invited.stderr
    assert "http://127.0.0.1:8000/desk#invitation=" in invited.stdout
    typed = bot("add", "bob@shop.example", "--password", typed="a long enough secret\n")
    assert typed.stdout.strip() == "bob@shop.example  bob  agent"
    assert bot("list").stdout.splitlines() == ["ann@shop.example  Ann  admin  invited", typed.stdout.strip()]


def test_an_account_is_changed_and_bad_input_is_one_sentence(bot: Bot) -> None:
    bot("add", "bob@shop.example", "--password", typed="a long enough secret\n")
    changed = bot("change", "bob@shop.example", "--role", "supervisor", "--inactive")
    assert changed.stdout.strip() == "bob@shop.example  bob  supervisor  inactive"
    unknown = bot("change", "eve@shop.example", "--active")
    assert (unknown.returncode, unknown.stderr.startswith("PersonNotFound")) == (2, True)
    inactive = bot("invite", "bob@shop.example")
    assert (inactive.returncode, "made active first" in inactive.stderr) == (2, True)
    assert bot("change", "bob@shop.example", "--active").returncode == 0
    weak = bot("invite", "bob@shop.example", "--password", typed="short\n")
    assert (weak.returncode, "12 to 256 characters" in weak.stderr) == (2, True)
