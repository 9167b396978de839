"""An outside check of money: what perfect agents did in 74 tasks of a public benchmark, done by the SQL shop."""

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.commerce.changes import ChangeCustomer
from bot.commerce.importer import Importer
from bot.commerce.rules import RuleBook
from bot.commerce.sql.migrate import migrate
from bot.commerce.sql.shop import SqlShop
from bot.commerce.sql.tables import orders
from bot.errors import ChangeRefused, Why
from bot.storage.database import Database
from tests.commerce.retail_shop import read_source, write_files
from tests.retail.actions import WRITES, change_of
from tests.retail.judge import differences, expected_facts, held_facts
from tests.retail.rules import retail_rules

SHARED = Path(os.environ.get("SHOPTALK_SHARED", "../shared")) / "retail_shop"
NOW = datetime(2024, 5, 20, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"{SHARED} is not there (SHOPTALK_SHARED names the folder around it)"
)


def _tasks() -> list[Mapping[str, Any]]:
    path = SHARED / "tasks_train.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [json.loads(line, parse_float=Decimal) for line in lines]


@pytest.fixture(scope="module")
def source() -> Mapping[str, Any]:
    return read_source(SHARED / "db.json")


@pytest.fixture(scope="module")
def imported(source: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole shop in a SQLite file, imported once."""
    folder = tmp_path_factory.mktemp("retail")
    (folder / "files").mkdir()
    write_files(source, folder / "files")
    asyncio.run(_import(folder))
    return folder / "shop.db"


async def _import(folder: Path) -> None:
    database = Database.open(f"sqlite+aiosqlite:///{folder}/shop.db")
    await migrate(database)
    await Importer(database).import_path(folder / "files")
    await database.close()


async def _do(shop: SqlShop, rules: RuleBook, action: Mapping[str, Any], key: str) -> None:
    """As our service does it: the shop's rule first, then the money, then the write."""
    number = action["arguments"].get("order_id")
    order = await shop.order(number) if number else None
    change = change_of(action, order)
    if isinstance(change, ChangeCustomer):
        customer = await shop.customer(change.customer_id)
        await shop.change_customer(change, version=customer.version, key=key)
        return
    assert order is not None
    rules.check(change, order, await shop.catalogue(), NOW)
    agreed = await shop.settlement(change)
    await shop.change_order(change, version=order.version, agreed=agreed, key=key)


@pytest.mark.parametrize("task", _tasks(), ids=lambda task: f"task {task['id']}")
async def test_what_a_perfect_agent_did_leaves_what_is_expected(
    task: Mapping[str, Any], source: Mapping[str, Any], imported: Path, tmp_path: Path
) -> None:
    shutil.copy(imported, tmp_path / "shop.db")
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    rules = retail_rules(SHARED / "policy.md")
    shop = SqlShop(database, rules=rules, now=lambda: NOW)
    writes = [action for action in task["gold_actions"] if action["name"] in WRITES]
    refused = []
    for number, action in enumerate(writes):
        try:
            await _do(shop, rules, action, f"{task['id']} {number}")
        except ChangeRefused as refusal:
            if refusal.why is not Why.SAME:  # an agent once writes the address that is there; we say so instead
                refused.append(action["name"])
    assert refused == [name for name, _ in task["replay_errors"]]
    diff = task["expected_db_diff"]
    users = {source["orders"][number]["user_id"] for number in diff.get("orders", {})} | set(diff.get("users", {}))
    assert differences(expected_facts(source, diff, users), await held_facts(shop, users)) == []
    async with database.reading() as connection:
        touched = await connection.execute(select(orders.c.customer_id).where(orders.c.version > 1))
        assert set(touched.scalars()) <= users
    await database.close()


async def test_the_judge_sees_a_wrong_amount_status_and_balance(source: Mapping[str, Any], imported: Path) -> None:
    database = Database.open(f"sqlite+aiosqlite:///{imported}")
    task = next(task for task in _tasks() if "users" in task["expected_db_diff"] and task["expected_db_diff"]["orders"])
    diff = task["expected_db_diff"]
    users = {source["orders"][number]["user_id"] for number in diff["orders"]} | set(diff["users"])
    untouched = await held_facts(SqlShop(database), users)
    assert differences(expected_facts(source, {}, users), untouched) == []
    told = differences(expected_facts(source, diff, users), untouched)
    assert any(": status is " in one for one in told)
    assert any(": balances is " in one or ": address is " in one for one in told)
    await database.close()
