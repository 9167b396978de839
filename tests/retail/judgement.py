"""Whether a confirmation shows what the task's customer came for, read from what a customer sees of it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from tests.retail.task import Act, Task

Part = Mapping[str, Any]
Row = Mapping[str, str]

_PLAIN: Final = re.compile(
    r"(?:to )?(?:refund|pay|payment|paid|charge|price|difference|status|reason"
    r"|(?:default )?address|note|delivery|e-mail|phone|language|pictures"
    r"|total|money|gift card|card|paypal)\b.*|.*\b(?:gift card|paypal|balance|difference|ending \d+)\b.*",
    re.IGNORECASE,
)
"""Fields that are about no goods: money, status, reason and the like."""
_MONEY: Final = re.compile(r"refund|\bpay|\bcharge\b|difference|money|gift card|paypal|ending \d", re.IGNORECASE)


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
        summary = shown["summary"].casefold()
        if "order_id" in given and str(given["order_id"]).lstrip("#").casefold() not in summary:
            return False
        match act.name:
            case "cancel_pending_order":
                return "cancel" in summary and self._is_whole(given, shown) and _is_reason(given, shown)
            case "return_delivered_order_items":
                return "return" in summary and self._is_return(given, shown) and self._is_paid(given, shown)
            case "exchange_delivered_order_items":
                return "exchange" in summary and self._are_swaps(given, shown) and self._is_paid(given, shown)
            case "modify_pending_order_items":
                return "change" in summary and self._are_swaps(given, shown) and self._is_paid(given, shown)
            case "modify_pending_order_address":
                return _is_address(given, shown, "address")
            case "modify_user_address":
                return _is_address(given, shown, "default address")
            case "modify_pending_order_payment":
                row = next((row for row in shown["changes"] if row["field"].casefold() == "payment"), None)
                return row is not None and self._is_through(given, row["to"])
            case _:
                return False

    def _is_whole(self, given: Mapping[str, Any], shown: Part) -> bool:
        return _counted(rows_of_goods(shown)) == Counter(str(item["name"]) for item in self._items(given))

    def _is_return(self, given: Mapping[str, Any], shown: Part) -> bool:
        rows = rows_of_goods(shown)
        if _counted(rows) != Counter(self._item(given, id_)["name"] for id_ in given["item_ids"]):
            return False
        refunds = [amount for row in _money(shown) for amount in _amounts(row["to"])]
        worth = sum(Decimal(self._item(given, id_)["price"]) for id_ in given["item_ids"])
        # Two of one name are told apart by what they cost.
        return not refunds or worth in refunds

    def _are_swaps(self, given: Mapping[str, Any], shown: Part) -> bool:
        rows = [row for row in rows_of_goods(shown) for _ in range(_times(row["field"]))]
        if len(rows) != len(given["item_ids"]):
            return False
        for old, new in zip(given["item_ids"], given["new_item_ids"], strict=True):
            row = next((row for row in rows if self._is_swap(row, self._item(given, old), new)), None)
            if row is None:
                return False
            rows.remove(row)
        return True

    def _is_swap(self, row: Row, item: Mapping[str, Any], new: str) -> bool:
        variant = self._variant(new)
        prices = _amounts(row["to"])
        return (
            str(item["name"]) == _name(row["field"])
            and all(_holds(row["from"], str(value)) for value in item["options"].values())
            and all(_holds(row["to"], str(value)) for value in variant["options"].values())
            and (not prices or Decimal(variant["price"]) in prices)
        )

    def _is_paid(self, given: Mapping[str, Any], shown: Part) -> bool:
        return all(self._is_through(given, f"{row['field']} {row['to']}") for row in _money(shown))

    def _is_through(self, given: Mapping[str, Any], said: str) -> bool:
        order = self.source["orders"][given["order_id"]]
        ways: Mapping[str, Any] = self.source["users"][order["user_id"]]["payment_methods"]
        way, plain = ways[given["payment_method_id"]], said.casefold().replace("_", " ")
        if "last_four" in way:
            return str(way["last_four"]) in said
        alike = [other for other in ways.values() if other["source"] == way["source"]]
        kind = str(way["source"]).replace("_", " ")
        return way["id"] in said or (len(alike) == 1 and (kind in plain or kind.replace(" ", "") in plain))

    def _items(self, given: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        return list(self.source["orders"][given["order_id"]]["items"])

    def _item(self, given: Mapping[str, Any], item_id: str) -> Mapping[str, Any]:
        return next(item for item in self._items(given) if item["item_id"] == item_id)

    def _variant(self, item_id: str) -> Mapping[str, Any]:
        products = self.source["products"].values()
        return next(product["variants"][item_id] for product in products if item_id in product["variants"])


def rows_of_goods(shown: Part) -> list[Row]:
    """The rows that are about goods, and not about status, money, reason or the like."""
    return [row for row in shown["changes"] if not _PLAIN.fullmatch(row["field"])]


def _money(shown: Part) -> list[Row]:
    """The rows that say how much goes where."""
    others = [row for row in shown["changes"] if _PLAIN.fullmatch(row["field"])]
    return [row for row in others if _MONEY.search(row["field"]) and "$" in row["to"]]


def _is_reason(given: Mapping[str, Any], shown: Part) -> bool:
    reasons = [row["to"].casefold() for row in shown["changes"] if row["field"].casefold() == "reason"]
    return not reasons or str(given["reason"]).casefold() in reasons


def _is_address(given: Mapping[str, Any], shown: Part, name: str) -> bool:
    """Nothing may stand in the address that is not of it."""
    row = next((row for row in shown["changes"] if row["field"].casefold() == name), None)
    if row is None or len(shown["changes"]) != 1:
        return False
    pieces = [str(given[part]) for part in ("address1", "address2", "city", "state", "zip") if given.get(part)]
    rest = row["to"]
    for piece in pieces:
        if piece not in rest:
            return False
        rest = rest.replace(piece, "", 1)
    return not re.sub(r"\bUSA?\b|[\s,]|United States", "", rest)


def _counted(rows: Sequence[Row]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for row in rows:
        counted[_name(row["field"])] += _times(row["field"])
    return counted


def _name(title: str) -> str:
    """Without how many, and without what tells two of one name apart."""
    return re.sub(r"\s*(?:×\s*\d+|\([^)]*\)|:.*)", "", title).strip()


def _times(title: str) -> int:
    found = re.search(r"×\s*(\d+)", title)
    return int(found.group(1)) if found else 1


def _amounts(text: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in re.findall(r"\$([\d,]+\.\d\d)", text)]


def _holds(text: str, value: str) -> bool:
    """The value as words of its own: an "S" is not any s."""
    return bool(re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", text, re.IGNORECASE))
