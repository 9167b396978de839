"""One of the benchmark's tasks: what its customer wants and knows, and how it must end."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tests.retail.actions import WRITES


@dataclass(frozen=True)
class Act:
    """A write that a perfect agent makes."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    """`wish`, `knowledge` and `manner` are all that its customer may draw on."""

    id: str
    wish: str
    knowledge: str
    manner: str
    acts: Sequence[Act]
    expected: Mapping[str, Any]
    """What must have changed in the benchmark's database."""
    must_say: Sequence[str]
    customer_id: str

    @property
    def is_conditional(self) -> bool:
        """Whether the wish depends on what is to be had, or asks for the best of several."""
        words = f"{self.wish} {self.manner}".casefold()
        return any(cue in words for cue in _CONDITIONS)


_CONDITIONS: Final = (
    "if ", "cheapest", "most expensive", "prefer", "otherwise", "unless", "or above", "as possible", "instead", "all ",
    "everything", "except", "same as", "bigger", "smaller", "larger", "less ", "more ", "shorter", "lower", "easiest",
)  # fmt: skip


def read_tasks(path: Path, source: Mapping[str, Any]) -> list[Task]:
    lines = path.read_text("utf-8").splitlines()
    return [_task(json.loads(line, parse_float=Decimal), source) for line in lines if line]


def _task(row: Mapping[str, Any], source: Mapping[str, Any]) -> Task:
    writes = [Act(act["name"], act["arguments"]) for act in row["gold_actions"] if act["name"] in WRITES]
    return Task(
        id=row["id"],
        wish=row["reason_for_call"],
        knowledge=row["known_info"],
        manner=row["task_instructions"],
        acts=writes,
        expected=row["expected_db_diff"],
        must_say=row["must_communicate"],
        customer_id=_customer(row, source),
    )


def _customer(row: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    """Who calls: the shop has signed them in, since the benchmark's name and postcode are too weak a proof."""
    for act in row["gold_actions"]:
        if found := _of_arguments(act["arguments"], source):
            return found
    known = row["known_info"]
    return next(id_ for id_, user in source["users"].items() if id_ in known or _is_named(known, user))


def _is_named(known: str, user: Mapping[str, Any]) -> bool:
    return f"{user['name']['first_name']} {user['name']['last_name']}" in known and user["address"]["zip"] in known


def _of_arguments(given: Mapping[str, Any], source: Mapping[str, Any]) -> str | None:
    users: Mapping[str, Any] = source["users"]
    if given.get("user_id") in users:
        return str(given["user_id"])
    if order := source["orders"].get(given.get("order_id")):
        return str(order["user_id"])
    wanted = " ".join(str(given.get(name)) for name in ("first_name", "last_name", "zip", "email"))
    return next((id_ for id_, user in users.items() if _is_named(wanted, user) or user["email"] in wanted), None)
