"""Shopify's product export, under its older and its newer column names (help.shopify.com, "Using CSV files")."""

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any, Final

from bot.commerce.files.csv_table import CsvTable, Record
from bot.commerce.files.raw_row import RawRow
from bot.errors import BadRow

_UNTRACKED: Final = "999"
"""The stock of a variant that Shopify does not count, which is sold without end."""

# Ours -> theirs in lower case, the older name first.
_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "body html", "description"),
    "vendor": ("vendor",),
    "type": ("type", "custom product type"),
    "category": ("product category", "standard product type"),
    "tags": ("tags",),
    "status": ("status",),
    "sku": ("variant sku", "sku"),
    "price": ("variant price", "price"),
    "compare_at": ("variant compare at price", "compare-at price"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "image": ("image src", "product image url"),
}
_NO_OPTION: Final = {"title": "default title"}
"""What Shopify writes for a product that comes in one form only."""


def is_shopify(header: Sequence[str]) -> bool:
    """Whether a CSV file with this header is a Shopify product export."""
    names = {name.casefold() for name in header}
    return "title" in names and any(
        {handle, price} <= names for handle, price in zip(_COLUMNS["handle"], _COLUMNS["price"], strict=True)
    )


def shopify_rows(table: CsvTable) -> tuple[list[RawRow], list[BadRow], list[str]]:
    """Products in the shape that `products.jsonl` has, bad rows, and what was passed over."""
    groups: dict[str, list[Record]] = {}
    bad = list(table.bad)
    names = {name.casefold() for name in table.header}
    tells_who_counts = not names.isdisjoint(_COLUMNS["tracker"])
    for record in (_in_our_names(record, tells_who_counts=tells_who_counts) for record in table.records):
        if "handle" not in record.cells:
            bad.append(BadRow(record.line, "Handle is missing"))
        else:
            groups.setdefault(record.cells["handle"], []).append(record)
    rows, passed_over = [], []
    for handle, records in groups.items():
        status = records[0].cells.get("status", "active").casefold()
        if status == "active":
            rows.append(_product(handle, records))
        else:
            passed_over.append(f"{handle}: {status} in Shopify, so it is not for sale here")
    return rows, bad, passed_over


def _in_our_names(record: Record, *, tells_who_counts: bool) -> Record:
    theirs = {name.casefold(): cell for name, cell in record.cells.items()}
    ours = {name: theirs[t] for name, names in _COLUMNS.items() for t in reversed(names) if t in theirs}
    if tells_who_counts and "tracker" not in ours:
        ours.pop("stock", None)  # a number that nobody keeps
    options = {name: cell for name, cell in theirs.items() if re.fullmatch(r"option[123] (name|value)", name)}
    return Record(record.line, ours | options)


def _product(handle: str, records: Sequence[Record]) -> RawRow:
    first = records[0].cells
    # The first row always carries a variant; of the others, those without a price only carry another image.
    sold = [records[0], *(record for record in records[1:] if "price" in record.cells)]
    names = {number: name for number in "123" if (name := first.get(f"option{number} name"))}
    category = first.get("type") or first.get("category", "").split(">")[-1].strip() or "Other"
    values: dict[str, Any] = {
        "product_id": handle,
        "category": category,
        "title": first.get("title", ""),
        "url": f"/products/{handle}",
        "tags": [tag.strip() for tag in first.get("tags", "").split(",") if tag.strip()],
        "variants": [_variant(handle, number, record.cells, names) for number, record in enumerate(sold, start=1)],
    }
    if description := html_to_text(first.get("body", "")):
        values["description"] = description
    if "vendor" in first:
        values["attributes"] = {"vendor": first["vendor"]}
    if image := next((record.cells["image"] for record in records if "image" in record.cells), None):
        values["image"] = image
    return RawRow(records[0].line, values, {"variants": [record.line for record in sold]})


def _variant(handle: str, number: int, cells: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    options = {name: cells[f"option{n} value"] for n, name in names.items() if f"option{n} value" in cells}
    shown = {name: value for name, value in options.items() if _NO_OPTION.get(name.casefold()) != value.casefold()}
    values: dict[str, Any] = {
        # Shopify exports an apostrophe before a SKU so that spreadsheets keep its zeros.
        "sku": cells.get("sku", "").lstrip("'") or f"{handle}-{number}"[:64],
        "options": shown,
        "stock": _stock(cells),
    }
    if "price" in cells:
        values["price"] = cells["price"]
    if _number(cells.get("compare_at")) > _number(cells.get("price")):
        values["compare_at"] = cells["compare_at"]
    return values


def _stock(cells: Mapping[str, str]) -> str:
    if "tracker" not in cells and "stock" not in cells:
        return _UNTRACKED
    stock = cells.get("stock", "0")
    return "0" if stock.startswith("-") else stock  # oversold: nothing left


def _number(cell: str | None) -> float:
    try:
        return float(cell or 0)
    except ValueError:
        return 0.0


class _Words(HTMLParser):
    """Gathers what a page would show."""

    _BREAKS: Final = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
    _HIDDEN: Final = frozenset({"script", "style", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in self._HIDDEN))
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_to_text(html: str) -> str:
    """The words of a piece of HTML, one line for each paragraph or list item."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in "".join(words.parts).split("\n"))
    return "\n".join(line for line in lines if line)
