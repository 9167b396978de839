"""Accounts from the command line, as somebody types it."""

from pathlib import Path

import pytest

from tests.command_line import Bot


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    return Bot(tmp_path)


def test_somebody_is_added_with_a_link_and_another_with_a_typed_password(bot: Bot) -> None:
    assert "--role admin" in bot("user", "list").stdout
    invited = bot("user", "add", "Ann@Shop.Example", "--name", "Ann", "--role", "admin")
    assert invited.returncode == 0, invited.stderr
    assert "http://127.0.0.1:8000/desk#invitation=" in invited.stdout
    typed = bot("user", "add", "bob@shop.example", "--password", typed="a long enough secret\n")
    assert typed.stdout.strip() == "bob@shop.example  bob  agent"
    assert bot("user", "list").stdout.splitlines() == ["ann@shop.example  Ann  admin  invited", typed.stdout.strip()]


def test_an_account_is_changed_and_bad_input_is_one_sentence(bot: Bot) -> None:
    bot("user", "add", "bob@shop.example", "--password", typed="a long enough secret\n")
    changed = bot("user", "change", "bob@shop.example", "--role", "supervisor", "--inactive")
    assert changed.stdout.strip() == "bob@shop.example  bob  supervisor  inactive"
    unknown = bot("user", "change", "eve@shop.example", "--active")
    assert (unknown.returncode, unknown.stderr.strip()) == (
        2,
        "PersonNotFound: eve@shop.example: Nobody of the shop has this login.",
    )
    king = bot("user", "add", "eve@shop.example", "--role", "king")
    accepted = "'king' is none; accepted: agent, supervisor, merchant, admin"
    assert (king.returncode, accepted in king.stderr) == (2, True), king.stderr
    inactive = bot("user", "invite", "bob@shop.example")
    assert (inactive.returncode, "made active first" in inactive.stderr) == (2, True)
    assert bot("user", "change", "bob@shop.example", "--active").returncode == 0
    weak = bot("user", "invite", "bob@shop.example", "--password", typed="short\n")
    assert (weak.returncode, "12 to 256 characters" in weak.stderr) == (2, True)


@pytest.mark.parametrize("typed", ["short\n", "\n", ""])
def test_a_password_that_is_refused_changes_nothing(bot: Bot, typed: str) -> None:
    refused = bot("user", "add", "bob@shop.example", "--password", typed=typed)
    assert (refused.returncode, "12 to 256 characters" in refused.stderr) == (2, True)
    assert "Nobody has an account yet" in bot("user", "list").stdout
    bot("user", "add", "bob@shop.example", "--password", typed="a long enough secret\n")
    refused = bot("user", "invite", "bob@shop.example", "--password", typed=typed)
    assert (refused.returncode, "12 to 256 characters" in refused.stderr) == (2, True)
    assert bot("user", "list").stdout.strip() == "bob@shop.example  bob  agent", "the old password is still good"


def test_teams_are_made_and_changed(bot: Bot) -> None:
    assert "team add NAME" in bot("team", "list").stdout
    bot("user", "add", "mei@shop.example", "--password", typed="a long enough secret\n")
    assert bot("team", "add", "Repairs").stdout.strip() == "Repairs: nobody"
    assert bot("team", "join", "repairs", "mei@shop.example").stdout.strip() == "Repairs: mei@shop.example"
    assert bot("team", "rename", "Repairs", "维修").stdout.strip() == "维修: mei@shop.example"
    assert bot("team", "empty", "维修").stdout.strip() == "维修: nobody"
    wrong = bot("team", "join", "Repairs", "mei@shop.example")
    assert (wrong.returncode, wrong.stderr.strip()) == (2, "InvalidInput: there is no team Repairs; accepted: 维修")
    assert "no team yet" in bot("team", "remove", "维修").stdout


def test_skills_are_given_and_taken_back(bot: Bot) -> None:
    bot("user", "add", "mei@shop.example", "--password", typed="a long enough secret\n")
    change = ("user", "change", "mei@shop.example")
    given = bot(*change, "--language", "zh", "--topic", "returns", "--topic", "orders")
    assert given.stdout.strip() == "mei@shop.example  mei  agent  answers zh, on orders and returns"
    assert bot(*change, "--language", "all", "--topic", "all").stdout.strip() == "mei@shop.example  mei  agent"
    wrong = bot(*change, "--topic", "weather")
    assert (wrong.returncode, "choose from" in wrong.stderr, "returns" in wrong.stderr) == (2, True, True)
