"""Whether a confirmation shows what the task's customer came for, read from what a customer sees of it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.retail.task import Act, Task

Part = Mapping[str, Any]


@dataclass
class Judgement:
    """The gold acts serve here alone: to say yes or no."""

    task: Task
    source: Mapping[str, Any]
    _made: list[int] = field(default_factory=list)

    def wants(self, shown: Part) -> bool:
        return self._which(shown) is not None

    def note(self, shown: Part) -> None:
        """The customer has said yes to it."""
        which = self._which(shown)
        assert which is not None
        self._made.append(which)

    def _which(self, shown: Part) -> int | None:
        waiting = (n for n in range(len(self.task.acts)) if n not in self._made)
        return next((n for n in waiting if self._is(self.task.acts[n], shown)), None)

    def _is(self, act: Act, shown: Part) -> bool:
        given = act.arguments
        order_id = str(given.get("order_id", "")).lstrip("#")
        if order_id and order_id not in shown["summary"]:
            return False
        match act.name:
            case "cancel_pending_order":
                return "cancel" in shown["summary"].casefold() and len(_goods(shown)) >= len(self._items(given))
            case "return_delivered_order_items":
                named = Counter(self._name(given, id_) for id_ in given["item_ids"])
                return _fields(shown, named) == named and self._paid_through(given, shown)
            case "exchange_delivered_order_items" | "modify_pending_order_items":
                return self._swaps(given, shown) and self._paid_through(given, shown)
            case "modify_pending_order_address" | "modify_user_address":
                place = (str(given["address1"]), str(given["zip"]))
                is_default = "default" in _text(shown).casefold() or "account" in shown["summary"].casefold()
                wanted = act.name == "modify_user_address"
                return all(piece in _text(shown) for piece in place) and is_default == wanted
            case _:
                return False

    def _swaps(self, given: Mapping[str, Any], shown: Part) -> bool:
        rows = _goods(shown)
        if len(rows) != len(given["item_ids"]):
            return False
        for old, new in zip(given["item_ids"], given["new_item_ids"], strict=True):
            name, wanted = self._name(given, old), self._options(new)
            row = next(
                (r for r in rows if name in r["field"] and all(_holds(r["to"], value) for value in wanted)), None
            )
            if row is None:
                return False
            rows.remove(row)
        return True

    def _paid_through(self, given: Mapping[str, Any], shown: Part) -> bool:
        money = [row["to"] for row in shown["changes"] if re.search(r"refund|pay|charge", row["field"], re.IGNORECASE)]
        if not money:
            return True
        order = self.source["orders"][given["order_id"]]
        way = self.source["users"][order["user_id"]]["payment_methods"][given["payment_method_id"]]
        label = str(way.get("last_four", way["id"]))
        return any(label in row or str(way["source"]).replace("_", " ") in row.casefold() for row in money)

    def _items(self, given: Mapping[str, Any]) -> list[Any]:
        return list(self.source["orders"][given["order_id"]]["items"])

    def _name(self, given: Mapping[str, Any], item_id: str) -> str:
        return next(str(item["name"]) for item in self._items(given) if item["item_id"] == item_id)

    def _options(self, item_id: str) -> list[str]:
        for product in self.source["products"].values():
            if variant := product["variants"].get(item_id):
                return [str(value) for value in variant["options"].values()]
        return []


def _goods(shown: Part) -> list[Mapping[str, str]]:
    """The rows that are about goods, and not about status, money, reason or the like."""
    plain = r"refund|pay|charge|status|reason|difference|address|note|delivery"
    return [row for row in shown["changes"] if not re.fullmatch(rf".*\b(?:{plain})\b.*", row["field"], re.IGNORECASE)]


def _fields(shown: Part, names: Mapping[str, int]) -> Counter[str]:
    return Counter(_named(shown, names))


def _named(shown: Part, names: Mapping[str, int]) -> Iterator[str]:
    for row in _goods(shown):
        yield next((name for name in names if name in row["field"]), row["field"])


def _text(shown: Part) -> str:
    return " ".join(
        [shown["summary"], *(f"{row.get('from', '')} {row.get('to', '')} {row['field']}" for row in shown["changes"])]
    )


def _holds(text: str, value: str) -> bool:
    return value.casefold() in text.casefold()
