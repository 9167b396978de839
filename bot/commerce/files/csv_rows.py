"""Our own CSV forms, brought to the shape that the JSON forms have."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from bot.commerce.files.csv_table import CsvTable, Record
from bot.commerce.files.raw_row import RawRow
from bot.errors import BadRow

_LANGUAGES: Final = ("en", "zh")
_ADDRESS: Final = ("line1", "line2", "city", "region", "postcode", "country")
_ADDRESS_COLUMNS: Final = tuple(f"address_{part}" for part in _ADDRESS)


def _texts(*names: str) -> tuple[str, ...]:
    return tuple(column for name in names for column in (name, *(f"{name}_{language}" for language in _LANGUAGES)))


_PRODUCT: Final = ("product_id", "category", "url", "image", "compatible_with", *_texts("title", "description", "tags"))
_VARIANT: Final = ("sku", "price", "compare_at", "stock")
_CUSTOMER: Final = ("customer_id", "name", "email", "phone", "language", "joined_at", "tags", *_ADDRESS_COLUMNS)
_STORED: Final = ("payment_id", "payment_method", "payment_label", "payment_balance")
_PAYMENT: Final = ("payment_method", "payment_label", "payment_status", "payment_id")
_ORDER_ONLY: Final = (
    "order_id",
    "customer_id",
    "email",
    "phone",
    "status",
    "placed_at",
    "note",
    "shipping_option",
    "cancel_reason",
)
_MONEY: Final = ("shipping_fee", "discount", "total")
_LINE: Final = ("line_id", "sku", *_texts("title"), "quantity", "unit_price")
_SHIPMENT: Final = ("carrier", "tracking", "shipped_at", "eta", "delivered_at")
_REFUND: Final = ("refund_id", "refund_amount", "refund_method", "refund_status", "refund_at")
_CHARGE: Final = ("charge_id", "charge_amount", "charge_method", "charge_at")
_ORDER: Final = (*_ORDER_ONLY, *_MONEY, *_PAYMENT, *_ADDRESS_COLUMNS, *_LINE, *_SHIPMENT, *_REFUND, *_CHARGE)
_REVIEW: Final = ("review_id", "product_id", "rating", "language", "author", "at", "verified", "title", "text")

Rows = tuple[list[RawRow], list[BadRow]]


def product_rows(table: CsvTable) -> Rows:
    """One variant a row; a product's own columns are read from its first row."""
    bad = [*table.bad, *table.unknown_columns((*_PRODUCT, *_VARIANT), ("attribute:", "option:"))]
    return _grouped(table, "product_id", "variants", _product, _variant), bad


def customer_rows(table: CsvTable) -> Rows:
    """One customer a row; where ways to pay are told, one way a row, a customer's own columns from its first."""
    bad = [*table.bad, *table.unknown_columns((*_CUSTOMER, *_STORED))]
    if "payment_id" in table.header:
        return _grouped(table, "customer_id", "payments", _customer, _stored_payment, _only_ways), bad
    return [RawRow(record.line, _customer(record.cells)) for record in table.records], bad


def order_rows(table: CsvTable) -> Rows:
    """One order line a row; an order's own columns are read from its first row."""
    bad = [*table.bad, *table.unknown_columns(_ORDER)]
    return _grouped(table, "order_id", "lines", _order, _line, _parcels_and_money), bad


def review_rows(table: CsvTable) -> Rows:
    bad = [*table.bad, *table.unknown_columns(_REVIEW)]
    return [RawRow(record.line, _only(record.cells, _REVIEW)) for record in table.records], bad


Cells = Mapping[str, str]


def _grouped(
    table: CsvTable,
    key: str,
    part: str,
    whole: Callable[[Cells], dict[str, Any]],
    of_part: Callable[[Cells], dict[str, Any]],
    also: Callable[[list[Record], list[dict[str, Any]]], dict[str, Any]] = lambda records, parts: {},
) -> list[RawRow]:
    """Rows with the same key become one; a row without a key stands alone and is refused later."""
    groups: dict[str, list[Record]] = {}
    for record in table.records:
        groups.setdefault(record.cells.get(key) or f"\n{record.line}", []).append(record)
    rows = []
    for records in groups.values():
        parts = [of_part(record.cells) for record in records]
        values = {**whole(records[0].cells), part: parts, **also(records, parts)}
        rows.append(RawRow(records[0].line, values, {part: [record.line for record in records]}))
    return rows


def _product(cells: Cells) -> dict[str, Any]:
    values: dict[str, Any] = _only(cells, ("product_id", "category", "url", "image"))
    values |= {name: text for name in ("title", "description") if (text := _text(cells, name))}
    if "compatible_with" in cells:
        values["compatible_with"] = _list(cells["compatible_with"])
    if tags := _text(cells, "tags"):
        values["tags"] = _list(tags) if isinstance(tags, str) else {of: _list(tags.get(of, "")) for of in _LANGUAGES}
    return values | {"attributes": _named(cells, "attribute:")}


def _variant(cells: Cells) -> dict[str, Any]:
    return {**_only(cells, _VARIANT), "options": _named(cells, "option:")}


def _customer(cells: Cells) -> dict[str, Any]:
    values: dict[str, Any] = _only(cells, ("customer_id", "name", "email", "phone", "language", "joined_at"))
    if "tags" in cells:
        values["tags"] = _list(cells["tags"])
    return values | _address(cells)


def _stored_payment(cells: Cells) -> dict[str, Any]:
    return {_bare(name, "payment"): cells[name] for name in _STORED if name in cells}


def _only_ways(_records: list[Record], parts: list[dict[str, Any]]) -> dict[str, Any]:
    """A customer without a way to pay has one row, which tells of none."""
    return {"payments": parts if any(parts) else []}


def _order(cells: Cells) -> dict[str, Any]:
    payment = {_bare(name, "payment"): cells[name] for name in _PAYMENT if name in cells}
    return {**_only(cells, (*_ORDER_ONLY, *_MONEY)), "payment": payment, **_address(cells)}


def _line(cells: Cells) -> dict[str, Any]:
    values: dict[str, Any] = _only(cells, ("line_id", "sku", "quantity", "unit_price"))
    title = _text(cells, "title")
    return values | ({"title": title} if title else {})


def _parcels_and_money(records: list[Record], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows with the same tracking number are in one parcel; a refund or a charge stands on any row, once."""
    parcels: dict[str, dict[str, Any]] = {}
    for number, (record, line) in enumerate(zip(records, lines, strict=True), start=1):
        if any(name in record.cells for name in _SHIPMENT):
            parcel = _only(record.cells, _SHIPMENT)
            held = parcels.setdefault(record.cells.get("tracking", ""), {**parcel, "line_ids": []})
            held["line_ids"].append(line.get("line_id", str(number)))
    refunds, charges = _money(records, "refund", _REFUND), _money(records, "charge", _CHARGE)
    return {"shipments": list(parcels.values()), "refunds": refunds, "charges": charges}


def _money(records: list[Record], what: str, columns: Iterable[str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for record in records:
        if told := _only(record.cells, columns):
            found.setdefault(told.get(f"{what}_id", ""), {_bare(name, what): cell for name, cell in told.items()})
    return list(found.values())


def _bare(column: str, prefix: str) -> str:
    """`refund_amount` is a refund's amount, but `refund_id` is its `refund_id`."""
    return column if column == f"{prefix}_id" else column.removeprefix(f"{prefix}_")


def _address(cells: Cells) -> dict[str, Any]:
    parts = {name.removeprefix("address_"): cells[name] for name in _ADDRESS_COLUMNS if name in cells}
    return {"address": parts} if parts else {}


def _text(cells: Cells, name: str) -> str | dict[str, str] | None:
    """`name` alone serves both languages; `name_en` and `name_zh` are one each."""
    if name in cells:
        return cells[name]
    found = {language: cells[f"{name}_{language}"] for language in _LANGUAGES if f"{name}_{language}" in cells}
    return found or None


def _named(cells: Cells, prefix: str) -> dict[str, Any]:
    """`attribute:material` alone, or `attribute:material:en` beside `attribute:material:zh`."""
    values: dict[str, Any] = {}
    for column in cells:
        if not column.startswith(prefix):
            continue
        name, _, language = column.removeprefix(prefix).partition(":")
        if language:
            values.setdefault(name, {})[language] = cells[column]
        else:
            values[name] = cells[column]
    return values


def _only(cells: Cells, names: Iterable[str]) -> dict[str, Any]:
    return {name: cells[name] for name in names if name in cells}


def _list(cell: str) -> list[str]:
    return [item.strip() for item in cell.split("|") if item.strip()]
