"""Importing into the shop: whole or not at all, and the same file twice changes nothing."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.changes import AddNote, CancelOrder, ChangePayment, OrderChange
from bot.commerce.demo import clear, seed
from bot.commerce.files.shop_file import Kind
from bot.commerce.import_report import FileReport, ImportReport
from bot.commerce.importer import Importer
from bot.commerce.model import OrderStatus
from bot.commerce.money import Money
from bot.commerce.sql.shop import SqlShop
from bot.errors import ConfigurationError, ImportRejected, InvalidInput, ProductNotFound
from bot.storage.database import Database
from tests.commerce.conftest import DEMO, NOW
from tests.commerce.test_files import CHARGE, CLAIM, CUSTOMER, ORDER, PRODUCT, REVIEW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A merchant's own small shop."""
    made = tmp_path / "mine"
    made.mkdir()
    (made / "shop.yml").write_text("name: Mug Shop\ncurrency: USD\n", "utf-8")
    (made / "logo.png").write_bytes(b"\x89PNG")
    (made / "notes.csv").write_text("whatever,else\n1,2\n", "utf-8")
    for name, row in (("products", PRODUCT), ("customers", CUSTOMER), ("orders", ORDER), ("reviews", REVIEW)):
        _save(made / f"{name}.jsonl", [row])
    return made


def _save(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def _change(path: Path, **values: Any) -> None:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    _save(path, [{**rows[0], **values}, *rows[1:]])


def counts(report: ImportReport) -> dict[str, tuple[int, int, int, int]]:
    return {file.kind.value: (file.added, file.changed, file.unchanged, file.kept) for file in report.files}


async def _cancel(database: Database, order_id: str) -> None:
    await _make(database, CancelOrder(order_id))


async def _make(database: Database, change: OrderChange) -> None:
    shop = SqlShop(database)
    order, agreed = await shop.order(change.order_id), await shop.settlement(change)
    await shop.change_order(change, version=order.version, agreed=agreed, key=f"{change.kind} {change.order_id}")


async def _all_of(shop: SqlShop) -> list[Any]:
    return [
        await shop.catalogue(),
        await shop.catalogue_revision(),
        await shop.customer("C1"),
        await shop.order("W1"),
        await shop.reviews("P1"),
    ]


class TestImporting:
    async def test_a_folder_is_taken_in_the_order_in_which_its_files_need_each_other(
        self, empty: Database, folder: Path
    ) -> None:
        report = await Importer(empty).import_path(folder)
        assert [file.name for file in report.files] == [
            "shop.yml",
            "products.jsonl",
            "customers.jsonl",
            "orders.jsonl",
            "reviews.jsonl",
        ]
        assert set(counts(report).values()) == {(1, 0, 0, 0)}

    async def test_importing_twice_changes_nothing(self, empty: Database, folder: Path) -> None:
        shop = SqlShop(empty)
        await Importer(empty).import_path(folder)
        before = await _all_of(shop)
        report = await Importer(empty).import_path(folder)
        assert report.changed_nothing
        assert set(counts(report).values()) == {(0, 0, 1, 0)}
        assert await _all_of(shop) == before

    async def test_ways_to_pay_delivery_and_claims_come_in_once_and_whole(self, empty: Database, folder: Path) -> None:
        shipping = 'shipping: [{code: post, name: {en: Post, zh: 邮寄}, fee: "5.00", countries: [US]}]'
        (folder / "shop.yml").write_text(f"name: Mug Shop\ncurrency: USD\n{shipping}\n", "utf-8")
        visa = {"payment_id": "visa", "method": "card", "label": "Visa ending 4242"}
        gift = {"payment_id": "gift", "method": "gift_card", "label": "Gift card", "balance": "12.34"}
        _change(folder / "customers.jsonl", payments=[visa, gift])
        paid = {**ORDER["payment"], "payment_id": "visa"}
        _change(folder / "orders.jsonl", payment=paid, claims=[CLAIM], charges=[CHARGE], shipping_option="post")
        shop = SqlShop(empty)
        await Importer(empty).import_path(folder)
        before = await _all_of(shop)
        customer, order = await shop.customer("C1"), await shop.order("W1")
        assert [(way.payment_id, way.balance) for way in customer.payments] == [
            ("visa", None),
            ("gift", Money(1234, "USD")),
        ]
        assert (order.payment.payment_id, order.claims[0].claim_id, order.charges[0].charge_id) == (
            "visa",
            "CL1",
            "CH1",
        )
        assert [option.name.zh for option in await shop.shipping_options("W1")] == ["邮寄"]
        assert (await Importer(empty).import_path(folder)).changed_nothing
        assert await _all_of(shop) == before

    async def test_what_changed_in_a_file_is_changed(self, empty: Database, folder: Path) -> None:
        shop = SqlShop(empty)
        await Importer(empty).import_path(folder)
        _change(folder / "products.jsonl", title="Cup", variants=[{"sku": "P1-BLUE", "price": "20.00", "stock": 9}])
        _change(folder / "customers.jsonl", name="Ann")
        _change(folder / "orders.jsonl", status="processing")
        _change(folder / "reviews.jsonl", rating=1)
        report = await Importer(empty).import_path(folder)
        assert set(counts(report).values()) == {(0, 1, 0, 0), (0, 0, 1, 0)}
        product, order = await shop.product("P1"), await shop.order("W1")
        assert (product.title.en, [v.sku for v in product.variants]) == ("Cup", ["P1-BLUE"])
        assert ((await shop.customer("C1")).name, (await shop.reviews("P1"))[0].rating) == ("Ann", 1)
        assert (order.status, order.version, len(order.lines)) == (OrderStatus.PROCESSING, 2, 2)

    async def test_what_people_did_stays_when_the_file_says_what_it_said(self, empty: Database, folder: Path) -> None:
        await Importer(empty).import_path(folder)
        await _cancel(empty, "W1")
        cancelled = await SqlShop(empty).order("W1")
        assert counts(await Importer(empty).import_path(folder))["orders"] == (0, 0, 1, 0)
        assert await SqlShop(empty).order("W1") == cancelled
        assert (await SqlShop(empty).product("P1")).variants[0].stock == 5

    async def test_a_cancelled_order_is_not_brought_back_by_a_file(self, empty: Database, folder: Path) -> None:
        await Importer(empty).import_path(folder)
        await _cancel(empty, "W1")
        _change(folder / "orders.jsonl", status="processing")
        report = (await Importer(empty).import_path(folder)).files[3]
        assert (report.kept, report.warnings[0]) == (1, "W1: cancelled here and not in the file, so it stays cancelled")
        assert (await SqlShop(empty).order("W1")).status is OrderStatus.CANCELLED
        _change(folder / "orders.jsonl", status="cancelled", history=[])
        report = (await Importer(empty).import_path(folder)).files[3]
        told = "W1: its refund was made here and is not in the file, so it stays as it is"
        assert (report.kept, report.warnings[0]) == (1, told)
        refund = {"refund_id": "RF", "amount": "44.00", "method": "Visa", "status": "settled", "at": ORDER["placed_at"]}
        _change(folder / "orders.jsonl", refunds=[refund])
        assert counts(await Importer(empty).import_path(folder))["orders"] == (0, 1, 0, 0)

    async def test_a_change_that_a_file_does_not_know_is_not_undone_by_it(self, empty: Database, folder: Path) -> None:
        await Importer(empty).import_path(folder)
        await _make(empty, AddNote("W1", "Ring twice."))
        _change(folder / "orders.jsonl", status="shipped")
        report = (await Importer(empty).import_path(folder)).files[3]
        told = "W1: its note was changed here and not in the file, so it stays as it is"
        assert (report.kept, report.warnings[0]) == (1, told)
        assert (await SqlShop(empty).order("W1")).note == "Ring twice."
        _change(folder / "orders.jsonl", note="Ring twice.")
        assert counts(await Importer(empty).import_path(folder))["orders"] == (0, 1, 0, 0)
        order = await SqlShop(empty).order("W1")
        assert (order.status, order.note) == (OrderStatus.SHIPPED, "Ring twice.")

    async def test_what_a_gift_card_holds_is_counted_here_once_it_is_in(self, empty: Database, folder: Path) -> None:
        card = {"payment_id": "gift", "method": "gift_card", "label": "Gift card", "balance": "50.00"}
        visa = {"payment_id": "visa", "method": "card", "label": "Visa"}
        _change(folder / "customers.jsonl", payments=[visa, card])
        await Importer(empty).import_path(folder)
        await _make(empty, ChangePayment("W1", "gift"))
        _change(folder / "customers.jsonl", name="Ann", payments=[card, {**card, "payment_id": "new"}])
        assert counts(await Importer(empty).import_path(folder))["customers"] == (0, 1, 0, 0)
        ann = await SqlShop(empty).customer("C1")
        assert [(way.payment_id, way.balance) for way in ann.payments] == [
            ("gift", Money(600, "USD")),
            ("new", Money(5000, "USD")),
        ]
        assert (ann.name, ann.version) == ("Ann", 2)

    async def test_an_order_without_a_contact_has_its_customers(self, empty: Database, folder: Path) -> None:
        await Importer(empty).import_path(folder)
        assert (await SqlShop(empty).order("W1")).email == "a@example.com"

    async def test_a_sku_that_is_no_longer_sold_is_told_and_taken(self, empty: Database, folder: Path) -> None:
        orders = (await Importer(empty).import_path(folder)).files[3]
        assert orders.warnings == ("1 SKUs of order lines are not in the catalogue: P2",)
        assert "1 added, 0 changed" in str(orders)

    async def test_a_single_file_needs_no_shop_yml(self, empty: Database, folder: Path) -> None:
        await Importer(empty).import_path(folder / "products.jsonl")
        assert (await SqlShop(empty).shop()).categories["mugs"].en == "mugs"

    @pytest.mark.parametrize(
        ("file", "rows", "told"),
        [
            (
                "orders.jsonl",
                [{**ORDER, "customer_id": "C9"}],
                "customer_id names customer 'C9', which the shop does not have",
            ),
            (
                "orders.jsonl",
                [{**ORDER, "payment": {**ORDER["payment"], "payment_id": "visa"}}],
                "payment_id names way to pay 'visa', which customer 'C1' does not have",
            ),
            (
                "orders.jsonl",
                [
                    {
                        **ORDER,
                        "customer_id": None,
                        "email": "a@example.com",
                        "payment": {**ORDER["payment"], "payment_id": "v"},
                    }
                ],
                "payment_id names way to pay 'v', which a guest does not have",
            ),
            ("orders.jsonl", [{**ORDER, "order_id": "w1"}], "order_id 'w1' is already there in another letter case"),
            (
                "reviews.jsonl",
                [{**REVIEW, "product_id": "P9"}],
                "product_id names product 'P9', which the shop does not have",
            ),
            ("products.jsonl", [{**PRODUCT, "product_id": "P2"}], "sku 'P1-RED' is product 'P1''s"),
            ("products.jsonl", [{**PRODUCT, "compatible_with": ["P9"]}], "compatible_with names product 'P9'"),
        ],
    )
    async def test_a_reference_to_nothing_refuses_the_whole_file(
        self, empty: Database, folder: Path, file: str, rows: list[dict[str, Any]], told: str
    ) -> None:
        await Importer(empty).import_path(folder)
        key = {"orders": "order_id", "reviews": "review_id", "products": "product_id"}[file.split(".")[0]]
        good = {**(ORDER if key == "order_id" else REVIEW if key == "review_id" else PRODUCT), key: "GOOD"}
        if key == "product_id":
            good["variants"] = [{"sku": "GOOD", "price": "1.00", "stock": 1}]
        _save(folder / file, [good, *rows])
        with pytest.raises(ImportRejected) as refusal:
            await Importer(empty).import_path(folder / file)
        assert refusal.value.rows[0].line == 2
        assert told in str(refusal.value)
        with pytest.raises(ProductNotFound):
            await SqlShop(empty).product("GOOD")

    async def test_one_bad_row_leaves_the_shop_as_it_was(self, empty: Database, folder: Path) -> None:
        _save(folder / "products.jsonl", [PRODUCT, {**PRODUCT, "product_id": "P2"}, {"product_id": "P3"}])
        with pytest.raises(ImportRejected) as refusal:
            await Importer(empty).import_path(folder)
        assert str(refusal.value).startswith("products.jsonl: nothing imported, ")
        assert await SqlShop(empty).catalogue() == []
        assert (await SqlShop(empty).shop()).name.en == "Mug Shop"

    async def test_a_sku_may_move_between_products_of_one_file(self, empty: Database, folder: Path) -> None:
        other = {**PRODUCT, "product_id": "P2", "variants": [{"sku": "P2-RED", "price": "1.00", "stock": 1}]}
        _save(folder / "products.jsonl", [PRODUCT, other])
        await Importer(empty).import_path(folder)
        swapped = [{**PRODUCT, "variants": other["variants"]}, {**other, "variants": PRODUCT["variants"]}]
        _save(folder / "products.jsonl", swapped)
        assert counts(await Importer(empty).import_path(folder))["products"] == (0, 2, 0, 0)

    async def test_two_files_of_a_kind_are_refused(self, empty: Database, folder: Path) -> None:
        (folder / "products.csv").write_text("product_id\nP9\n", "utf-8")
        with pytest.raises(InvalidInput, match=r"products\.csv and products\.jsonl; accepted: one file of products"):
            await Importer(empty).import_path(folder)

    async def test_a_folder_without_shop_files_is_refused(self, empty: Database, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match="holds no shop files"):
            await Importer(empty).import_path(tmp_path)

    async def test_the_currency_of_a_filled_shop_stays(self, empty: Database, folder: Path) -> None:
        await Importer(empty).import_path(folder)
        (folder / "shop.yml").write_text("name: Mug Shop\ncurrency: EUR\n", "utf-8")
        with pytest.raises(ImportRejected, match="currency is EUR, but what the shop holds is in USD"):
            await Importer(empty).import_path(folder)


class TestSeeding:
    async def test_a_second_run_keeps_what_people_did(self, empty: Database) -> None:
        assert not (await seed(DEMO, empty, NOW)).changed_nothing
        pending = next(o for o in await SqlShop(empty).orders_of("C-1001") if o.status is OrderStatus.PENDING)
        await _cancel(empty, pending.order_id)
        assert await seed(DEMO, empty, NOW + timedelta(days=5)) == ImportReport([])
        again = await SqlShop(empty).order(pending.order_id)
        assert (again.status, again.placed_at) == (OrderStatus.CANCELLED, pending.placed_at)

    async def test_a_reset_seeds_afresh(self, empty: Database) -> None:
        await seed(DEMO, empty, NOW)
        pending = next(o for o in await SqlShop(empty).orders_of("C-1001") if o.status is OrderStatus.PENDING)
        revision = await SqlShop(empty).catalogue_revision()
        await _cancel(empty, pending.order_id)
        later = NOW + timedelta(days=400)
        await seed(DEMO, empty, later, reset=True)
        again = await SqlShop(empty).order(pending.order_id)
        assert (again.status, later - again.placed_at) == (OrderStatus.PENDING, NOW - pending.placed_at)
        assert await SqlShop(empty).catalogue_revision() == revision

    async def test_a_merchants_folder_takes_the_demos_place(self, empty: Database, folder: Path) -> None:
        await seed(DEMO, empty, NOW)
        await seed(folder, empty, NOW)
        shop = SqlShop(empty)
        assert ((await shop.shop()).name.en, len(await shop.catalogue())) == ("Mug Shop", 1)
        assert await shop.orders_of("C-1001") == []

    async def test_a_changed_file_is_imported_at_the_next_start(self, empty: Database, folder: Path) -> None:
        await seed(folder, empty, NOW)
        _change(folder / "products.jsonl", title="Cup")
        report = await seed(folder, empty, NOW)
        assert [(file.name, file.changed) for file in report.files] == [("products.jsonl", 1)]
        assert (await seed(folder, empty, NOW)).files == []

    @pytest.mark.parametrize("into", ["demo", "another"])
    async def test_a_merchants_shop_is_never_overwritten_by_another(
        self, empty: Database, folder: Path, tmp_path: Path, into: str
    ) -> None:
        await seed(folder, empty, NOW)
        other = DEMO
        if into == "another":
            other = tmp_path / "other"
            other.mkdir()
            (other / "shop.yml").write_text("name: Other\n", "utf-8")
        with pytest.raises(ConfigurationError, match="COMMERCE_URL: this database holds the shop of"):
            await seed(other, empty, NOW)
        assert (await SqlShop(empty).order("W1")).order_id == "W1"
        await seed(other, empty, NOW, reset=True)
        assert await SqlShop(empty).orders_of("C1") == []

    async def test_times_told_from_now_are_the_demos_alone(self, empty: Database, folder: Path) -> None:
        _change(folder / "orders.jsonl", placed_at="now-3d")
        with pytest.raises(ImportRejected, match="line 1: placed_at: 'now-3d' is not accepted"):
            await seed(folder, empty, NOW)

    async def test_a_folder_that_is_not_there_is_named(self, empty: Database, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match="nowhere is not a folder"):
            await seed(tmp_path / "nowhere", empty, NOW)

    async def test_a_cleared_shop_is_empty(self, empty: Database, folder: Path) -> None:
        await seed(folder, empty, NOW)
        await clear(empty)
        assert await SqlShop(empty).catalogue() == []
        assert (await SqlShop(empty).shop()).name.en == "Shop"


def test_a_report_reads_as_one_line_a_file() -> None:
    report = FileReport("orders.jsonl", Kind.ORDERS, 3, 2, 1, 1, ("W1: kept",))
    assert (
        str(ImportReport([report]))
        == "orders.jsonl: 3 added, 2 changed, 1 unchanged, 1 kept as changed here\n  W1: kept"
    )
    assert str(ImportReport([])) == "nothing to import"
