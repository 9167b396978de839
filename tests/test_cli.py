"""The command line as somebody types it: what it prints and the code it leaves with."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.conversation.turn import Turn
from bot.dialogue import parts
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from tests.attachments.pictures import picture
from tests.conversation.house import house

_ROOT = Path(__file__).parent.parent

Bot = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    """Runs `python -m bot` with stores of its own."""
    environment = {
        **os.environ,
        "VAR": str(tmp_path / "var"),
        "STORE_URL": f"sqlite+aiosqlite:///{tmp_path}/var/store.db",
        "COMMERCE_URL": f"sqlite+aiosqlite:///{tmp_path}/var/shop.db",
        "MODELS": str(tmp_path / "models"),
    }

    def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command, cwd=_ROOT, env={**environment, **settings}, capture_output=True, text=True, timeout=120
        )

    return run


def _shop(folder: Path, price: str = "9.00") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "shop.yml").write_text("name: Corner\ncurrency: EUR\ncategories: {mugs: Mugs}\n")
    product = {
        "product_id": "M-1",
        "category": "mugs",
        "title": "Plain mug",
        "description": "A mug.",
        "variants": [{"sku": "M-1", "options": {}, "price": price, "stock": 3}],
    }
    (folder / "products.jsonl").write_text(json.dumps(product) + "\n")
    return folder


def test_every_verb_has_one_line_of_help(bot: Bot) -> None:
    said = bot("--help")
    assert said.returncode == 0
    verbs = ("run", "serve", "check", "demo", "import", "index", "train", "encoder", "handoffs", "approvals", "audit")
    shown = [line.split()[0] for line in said.stdout.splitlines() if line.startswith("    ") and line.split()]
    assert set(verbs) <= set(shown)


@pytest.mark.parametrize(
    "verb",
    [
        ("user", "list"),
        ("user", "add", "ann@shop.example"),
        ("replies", "export", "-", "--format", "json"),
        ("audit", "--order", "S-1"),
    ],
)
def test_a_verb_on_our_own_store_starts_without_what_is_slow_to_load(bot: Bot, verb: Sequence[str]) -> None:
    said = bot(*verb, PYTHONPROFILEIMPORTTIME="1")
    assert said.returncode == 0, said.stderr
    imported = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}
    assert "bot.storage.database" in imported
    slow = {"bot.preparation", "bot.services", "faiss", "httpx", "knowledge_base", "numpy", "redis", "sanic", "torch"}
    assert not imported & slow


def test_a_bad_setting_is_named_with_what_it_takes(bot: Bot) -> None:
    said = bot("check", WEB_PORT="eighty")
    assert said.returncode == 2
    assert "WEB_PORT" in said.stderr
    assert "integer" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_merchants_folder_is_imported_once(bot: Bot, tmp_path: Path) -> None:
    folder = _shop(tmp_path / "corner")
    assert "products.jsonl: 1 added" in bot("import", str(folder)).stdout
    again = bot("import", str(folder))
    assert "products.jsonl: 0 added, 0 changed, 1 unchanged" in again.stdout


def test_a_bad_row_is_named_with_its_line_and_nothing_is_imported(bot: Bot, tmp_path: Path) -> None:
    folder = _shop(tmp_path / "corner", price="nine")
    said = bot("import", str(folder / "products.jsonl"))
    assert said.returncode == 2
    assert "products.jsonl" in said.stderr
    assert "line 1" in said.stderr
    assert "nine" in said.stderr


def test_a_path_that_does_not_exist_is_named(bot: Bot) -> None:
    said = bot("import", "no/such/folder")
    assert (said.returncode, "no/such/folder does not exist" in said.stderr) == (2, True)


def test_the_demo_keeps_what_people_did_unless_it_is_reset(bot: Bot) -> None:
    assert "orders.jsonl: 200 added" in bot("demo").stdout
    assert "nothing to import" in bot("demo").stdout
    assert "orders.jsonl: 200 added" in bot("demo", "--reset").stdout


def test_nobody_waits_at_first(bot: Bot) -> None:
    assert bot("handoffs", "list").stdout.strip() == "Nobody is waiting."


def _to_a_person(_: Turn) -> list[Part]:
    return [parts.text("A person will reply here."), parts.handoff("queued")]


async def test_whoever_waits_is_listed_with_what_they_sent(bot: Bot, tmp_path: Path) -> None:
    assert bot("handoffs", "list").returncode == 0  # the stores are there now
    async with house(f"sqlite+aiosqlite:///{tmp_path}/var/store.db", ScriptedDialogue(_to_a_person)) as home:
        conversation = await home.begin()
        await home.ask(conversation, "a person please, my [lamp] is broken")
        kept = await home.attachments.keep(conversation.id, picture())
        await home.intake.receive(conversation.id, attachments=[kept.id])
    said = bot("handoffs", "list")
    assert "a person please, my [lamp] is broken" in said.stdout
    assert "    [Picture]" in said.stdout


def test_an_unknown_handoff_is_refused(bot: Bot) -> None:
    said = bot("handoffs", "answer", "h_none", "Hello")
    assert said.returncode == 2
    assert said.stderr.startswith("HandoffNotFound")


def test_check_shows_the_settings_but_no_secret_and_says_what_is_not_well(bot: Bot) -> None:
    said = bot("check", GENERATOR_API_KEY="sk-very-secret")
    assert said.returncode == 1
    assert "WEB_PORT=8000" in said.stdout
    assert "sk-very-secret" not in said.stdout + said.stderr
    assert "conversations: ok" in said.stdout
    assert "search index: no index in" in said.stdout
