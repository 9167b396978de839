"""An outside check: a whole shop that nobody here wrote is imported, and every amount and status read back."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.importer import Importer
from bot.commerce.model import PaymentStatus, RefundStatus
from bot.commerce.money import Money
from bot.commerce.sql.migrate import migrate
from bot.commerce.sql.shop import SqlShop
from bot.storage.database import Database
from tests.commerce.retail_shop import METHOD, STATUS, STOCK, label_of, payment_of, read_source, write_files

SHARED = Path(os.environ.get("SHOPTALK_SHARED", "../shared"))
SOURCE = SHARED / "retail_shop" / "db.json"

pytestmark = pytest.mark.skipif(
    not SOURCE.is_file(), reason=f"{SOURCE} is not there (SHOPTALK_SHARED names its folder)"
)


@dataclass(frozen=True)
class Imported:
    source: Mapping[str, Any]
    shop: SqlShop
    folder: Path
    database: Database


@pytest.fixture(params=["sqlite", "postgresql"])
async def imported(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Imported]:
    url = f"sqlite+aiosqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    database = Database.open(url)
    await migrate(database)
    folder = tmp_path / "files"
    folder.mkdir()
    source = read_source(SOURCE)
    write_files(source, folder)
    report = await Importer(database).import_path(folder)
    assert [(file.kind.value, file.added, file.warnings) for file in report.files] == [
        ("shop", 1, ()),
        ("products", 50, ()),
        ("customers", 500, ()),
        ("orders", 1000, ()),
    ]
    yield Imported(source, SqlShop(database), folder, database)
    await database.close()


def cents(price: Decimal | int) -> int:
    return int(Decimal(price) * 100)


async def test_every_amount_and_status_is_read_back_and_importing_again_changes_nothing(imported: Imported) -> None:
    await _check_catalogue(imported)
    await _check_customers(imported)
    seen: Counter[str] = Counter()
    for number, there in imported.source["orders"].items():
        seen[await _check_order(imported, number, there)] += 1
    assert seen == {"pending": 423, "delivered": 373, "processing": 102, "cancelled": 102}
    report = await Importer(imported.database).import_path(imported.folder)
    assert report.changed_nothing
    assert [file.unchanged for file in report.files] == [1, 50, 500, 1000]


async def _check_catalogue(imported: Imported) -> None:
    source, shop = imported.source, imported.shop
    catalogue = await shop.catalogue()
    assert (len(catalogue), sum(len(product.variants) for product in catalogue)) == (50, 591)
    for product in catalogue:
        there = source["products"][product.product_id]
        assert product.title.en == there["name"]
        assert [variant.sku for variant in product.variants] == list(there["variants"])
        for variant in product.variants:
            item = there["variants"][variant.sku]
            assert (variant.price.amount, variant.stock) == (cents(item["price"]), STOCK[item["available"]])
            assert {key: value.zh for key, value in variant.options.items()} == item["options"]


async def _check_customers(imported: Imported) -> None:
    for user in imported.source["users"].values():
        customer = await imported.shop.customer(user["user_id"])
        assert (customer.email, customer.address and customer.address.postcode) == (
            user["email"],
            user["address"]["zip"],
        )
        ways = {way.payment_id: (way.method, way.label) for way in customer.payments}
        assert ways == {id_: (METHOD[way["source"]], label_of(way)) for id_, way in user["payment_methods"].items()}
        held = {way.payment_id: way.balance for way in customer.payments if way.balance is not None}
        cards = {id_: way["balance"] for id_, way in user["payment_methods"].items() if "balance" in way}
        assert held == {id_: Money(cents(balance), "USD") for id_, balance in cards.items()}
        found = {f"#{order.order_id}" for order in await imported.shop.orders_of(user["user_id"])}
        assert found == set(user["orders"])


async def _check_order(imported: Imported, number: str, there: Mapping[str, Any]) -> str:
    order = await imported.shop.order(number)
    payment, *refunds = there["payment_history"]
    assert f"#{order.order_id}" == number
    assert order.status.value == STATUS[there["status"]]
    assert (order.customer_id, order.email) == (there["user_id"], imported.source["users"][there["user_id"]]["email"])
    lines = [(line.sku, line.title.en, line.quantity, line.unit_price.amount) for line in order.lines]
    assert lines == [(item["item_id"], item["name"], 1, cents(item["price"])) for item in there["items"]]
    assert order.total.amount == cents(payment["amount"])
    assert (order.payment.method.value, order.payment.label) == payment_of(imported.source, there)
    assert order.payment.payment_id == payment["payment_method_id"]
    assert order.payment.status is (PaymentStatus.REFUNDED if refunds else PaymentStatus.PAID)
    assert [refund.amount.amount for refund in order.refunds] == [cents(refund["amount"]) for refund in refunds]
    assert all(refund.status is RefundStatus.SETTLED for refund in order.refunds)
    sent = [parcel["tracking_id"][0] for parcel in there["fulfillments"]]
    assert [shipment.tracking for shipment in order.shipments] == sent
    assert all(len(shipment.line_ids) == len(order.lines) for shipment in order.shipments)
    assert order.address is not None
    assert (order.address.line1, order.address.city) == (there["address"]["address1"], there["address"]["city"])
    return order.status.value
