"""One file of a shop: which kind it is, and its rows, all of them good."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol, Self

from pydantic import ValidationError

from bot.commerce.files.csv_rows import Rows, customer_rows, order_rows, product_rows, review_rows
from bot.commerce.files.csv_table import CsvTable
from bot.commerce.files.customer_row import CustomerRow
from bot.commerce.files.fields import Terms
from bot.commerce.files.jsonl import read_jsonl
from bot.commerce.files.order_row import OrderRow
from bot.commerce.files.problems import problems
from bot.commerce.files.product_row import ProductRow
from bot.commerce.files.raw_row import RawRow
from bot.commerce.files.review_row import ReviewRow
from bot.commerce.files.shopify import is_shopify, shopify_rows
from bot.commerce.files.text_file import read_text
from bot.commerce.model import Customer, Order, Product, Review
from bot.errors import BadRow, ImportRejected, InvalidInput

Noun = Product | Customer | Order | Review


class Kind(StrEnum):
    """What the rows of a file are; in the order in which a folder is imported."""

    SHOP = "shop"  # shop.yml
    PRODUCTS = "products"  # with their variants
    CUSTOMERS = "customers"  # people with an account
    ORDERS = "orders"  # theirs and guests'
    REVIEWS = "reviews"  # of products


class _NounRow(Protocol):
    @classmethod
    def model_validate(cls, obj: Any, *, context: Any | None = None) -> Self: ...

    def noun(self) -> Noun: ...


_ROWS: Final[Mapping[Kind, type[_NounRow]]] = {
    Kind.PRODUCTS: ProductRow,
    Kind.CUSTOMERS: CustomerRow,
    Kind.ORDERS: OrderRow,
    Kind.REVIEWS: ReviewRow,
}
_FROM_CSV: Final[Mapping[Kind, Callable[[CsvTable], Rows]]] = {
    Kind.PRODUCTS: product_rows,
    Kind.CUSTOMERS: customer_rows,
    Kind.ORDERS: order_rows,
    Kind.REVIEWS: review_rows,
}
_ACCEPTED: Final = (
    "shop.yml, or products, customers, orders or reviews ending in .jsonl or .csv, or a Shopify product CSV"
)


@dataclass(frozen=True)
class ReadRow:
    """A good row."""

    line: int
    id: str
    digest: str
    noun: Noun


@dataclass(frozen=True)
class ShopFile:
    """A file whose every row is good in itself; whether what it refers to is there is the importer's question."""

    name: str
    kind: Kind
    rows: Sequence[ReadRow]
    passed_over: Sequence[str] = ()

    @classmethod
    def read(cls, path: Path, terms: Terms) -> Self:
        """Raises `ImportRejected` with every bad row, `InvalidInput` when the file is none of a shop's."""
        kind = kind_of(path)
        raw, bad, passed_over = _raw_rows(path, kind)
        rows: list[ReadRow] = []
        for row in raw:
            try:
                noun = _ROWS[kind].model_validate(row.values, context=terms).noun()
            except ValidationError as error:
                bad += [BadRow(row.line_of(location), problem) for location, problem in problems(error)]
            else:
                rows.append(ReadRow(row.line, id_of(noun), row.digest(terms.currency), noun))
        bad += _repeated(rows)
        if not bad and not rows and not passed_over:
            bad.append(BadRow(1, "the file holds no rows; leave it out if there is nothing to import"))
        if bad:
            raise ImportRejected(path.name, sorted(bad, key=lambda row: row.line))
        return cls(path.name, kind, rows, passed_over)


def kind_of(path: Path) -> Kind:
    """By its name, or by its header for a Shopify export. Raises `InvalidInput` for any other file."""
    if path.name in ("shop.yml", "shop.yaml"):
        return Kind.SHOP
    suffix = path.suffix.lower()
    named = next((kind for kind in _ROWS if path.name.lower().startswith(kind.value)), None)
    if suffix in (".jsonl", ".csv") and named:
        return named
    if suffix == ".csv" and path.is_file() and is_shopify(CsvTable.read(read_text(path)).header):
        return Kind.PRODUCTS
    raise InvalidInput(f"{path.name} is not a file of a shop; accepted: {_ACCEPTED}")


def digest_of(path: Path) -> str:
    """Changes when the file does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def id_of(noun: Noun) -> str:
    match noun:
        case Product():
            return noun.product_id
        case Customer():
            return noun.customer_id
        case Order():
            return noun.order_id
        case Review():
            return noun.review_id


def _raw_rows(path: Path, kind: Kind) -> tuple[list[RawRow], list[BadRow], list[str]]:
    text = read_text(path)
    if path.suffix.lower() == ".jsonl":
        return *read_jsonl(text), []
    table = CsvTable.read(text)
    if kind is Kind.PRODUCTS and is_shopify(table.header):
        return shopify_rows(table)
    return *_FROM_CSV[kind](table), []


def _repeated(rows: Sequence[ReadRow]) -> list[BadRow]:
    """Ids and SKUs that a row above has already."""
    seen: dict[tuple[str, str], int] = {}
    bad: list[BadRow] = []
    for row in rows:
        skus = [variant.sku for variant in row.noun.variants] if isinstance(row.noun, Product) else []
        for name, id_ in [("id", row.id), *(("sku", sku) for sku in skus)]:
            first = seen.setdefault((name, id_.casefold()), row.line)
            if first != row.line or skus.count(id_) > 1:
                bad.append(BadRow(row.line, f"{name} {id_!r} is already on line {first}"))
    return list(dict.fromkeys(bad))
