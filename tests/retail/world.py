"""The benchmark's shop, served: its data imported, its policy as rules and as a document, put back after each task."""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.commerce.rules import Rule, RuleBook
from tests.commerce.retail_shop import read_source, write_files
from tests.retail.rules import retail_rules
from tests.retail.task import Task, read_tasks
from tests.running import ROOT, Place, Running


@dataclass(frozen=True)
class RetailPlace(Place):
    """A place that serves the benchmark's shop, with models of its own."""

    @property
    def environment(self) -> dict[str, str]:
        return {
            **super().environment,
            "SHOP_FOLDER": str(self.folder / "shop"),
            "MODELS": str(self.folder / "models"),
            "SHOP_STOREFRONT": "false",
        }


@dataclass(frozen=True)
class World:
    """The running service, and what it was like before anybody wrote."""

    service: Running
    source: Mapping[str, Any]
    tasks: list[Task]
    _untouched: Path

    @property
    def database(self) -> Path:
        return self.service.place.folder / "shop.db"

    def put_back(self) -> None:
        """The shop as it was at first; the service goes on meanwhile."""
        with closing(sqlite3.connect(self._untouched)) as before, closing(sqlite3.connect(self.database)) as now:
            before.backup(now)


@contextmanager
def serving(shared: Path, folder: Path) -> Iterator[World]:
    """Everything from the files of `shared` to a service that answers; minutes, mostly to train and to index."""
    source = read_source(shared / "db.json")
    tasks = read_tasks(shared / "tasks_train.jsonl", source)
    place = RetailPlace(folder)
    _write_shop(source, shared / "policy.md", folder / "shop")
    if (trained := ROOT / "models" / "dialogue").is_dir():
        shutil.copytree(trained, folder / "models" / "dialogue", dirs_exist_ok=True)
    service = Running.start(place)
    try:
        untouched = folder / "untouched.db"
        with closing(sqlite3.connect(folder / "shop.db")) as now, closing(sqlite3.connect(untouched)) as kept:
            now.backup(kept)
        yield World(service, source, tasks, untouched)
    finally:
        service.stop()


def _write_shop(source: Mapping[str, Any], policy: Path, folder: Path) -> None:
    (folder / "documents" / "en").mkdir(parents=True, exist_ok=True)
    write_files(source, folder)
    (folder / "rules.yml").write_text(json.dumps(list(_editions(retail_rules(policy)))), "utf-8")  # JSON is YAML
    head = "---\nid: policy\ntitle: Policy\nlanguage: en\neffective_from: 2020-01-01\n---\n"
    (folder / "documents" / "en" / "policy.md").write_text(head + policy.read_text("utf-8"), "utf-8")


def _editions(book: RuleBook) -> Iterator[dict[str, Any]]:
    """The rules as `rules.yml` has them."""
    for edition in book.editions:
        rules = {kind.value: _rule(rule) for kind, rule in edition.rules.items() if rule.statuses}
        yield {"effective_from": "2020-01-01", "rules": rules}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "statuses": [status.value for status in rule.statuses],
        "reasons": [{"en": reason.en, "zh": reason.zh} for reason in rule.reasons],
        "refund_to": rule.refund_to.value,
        "once": rule.once,
    }
