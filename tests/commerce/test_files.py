"""Reading shop files: what is accepted, and every bad row named with its line."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.files.fields import Terms
from bot.commerce.files.shop_file import Kind, ShopFile, kind_of
from bot.commerce.files.shop_yaml import read_shop
from bot.commerce.files.shopify import html_to_text
from bot.commerce.model import (
    Bilingual,
    ClaimKind,
    ClaimLine,
    ClaimStatus,
    Order,
    OrderStatus,
    Product,
    Review,
    ShippingOption,
)
from bot.commerce.money import Money
from bot.errors import ImportRejected, InvalidInput

NOW = datetime(2026, 6, 17, 12, 0, tzinfo=UTC)
Write = Callable[..., Path]

PRODUCT: dict[str, Any] = {
    "product_id": "P1",
    "category": "mugs",
    "title": {"en": "Mug", "zh": "杯子"},
    "variants": [{"sku": "P1-RED", "price": "18.00", "stock": 3}],
}
ORDER: dict[str, Any] = {
    "order_id": "W1",
    "customer_id": "C1",
    "status": "pending",
    "placed_at": "2026-03-01T09:30:00+00:00",
    "lines": [
        {"sku": "P1-RED", "title": "Mug", "quantity": 2, "unit_price": "18.00"},
        {"sku": "P2", "title": "Lid", "quantity": 1, "unit_price": "4.00"},
    ],
    "shipping_fee": "5.00",
    "discount": "1.00",
    "total": "44.00",
    "payment": {"method": "card", "label": "Visa ending 4242", "status": "paid"},
}
CLAIM: dict[str, Any] = {
    "claim_id": "CL1",
    "kind": "exchange",
    "status": "requested",
    "lines": [{"line_id": "1", "quantity": 2, "sku": "P1-BLUE"}],
    "at": "2026-03-04T09:30:00Z",
    "amount": "-3.00",
    "payment_id": "visa",
}
CHARGE: dict[str, Any] = {"charge_id": "CH1", "amount": "2.00", "method": "Visa", "at": "2026-03-02T09:00:00Z"}
CUSTOMER: dict[str, Any] = {"customer_id": "C1", "email": "a@example.com"}
REVIEW: dict[str, Any] = {
    "review_id": "R1",
    "product_id": "P1",
    "rating": 4,
    "language": "en",
    "at": "2026-03-01T09:30:00Z",
    "text": "Good.",
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, *rows: Any) -> Path:
        """Texts and bytes as they are, anything else as a line of JSON."""
        path = tmp_path / name
        if len(rows) == 1 and isinstance(rows[0], bytes):
            path.write_bytes(rows[0])
        else:
            lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
            path.write_bytes("\n".join(lines).encode())
        return path

    return written


def read(path: Path, *, seeded_at: datetime | None = None) -> list[Any]:
    return [row.noun for row in ShopFile.read(path, Terms("USD", seeded_at)).rows]


def problems(path: Path) -> list[str]:
    with pytest.raises(ImportRejected) as refusal:
        read(path)
    assert refusal.value.file == path.name
    return [str(row) for row in refusal.value.rows]


class TestJsonLines:
    def test_a_plain_text_serves_both_languages(self, write: Write) -> None:
        (product,) = read(write("products.jsonl", {**PRODUCT, "title": "Mug", "tags": ["blue", "big"]}))
        assert product.title == Bilingual("Mug", "Mug")
        assert product.tags == (Bilingual("blue", "blue"), Bilingual("big", "big"))

    def test_tags_need_not_translate_each_other(self, write: Write) -> None:
        (product,) = read(write("products.jsonl", {**PRODUCT, "tags": {"en": ["a", "b"], "zh": ["甲"]}}))
        assert product.tags == (Bilingual("a", "甲"), Bilingual("b", ""))

    def test_attributes_may_be_numbers_and_truths(self, write: Write) -> None:
        row = {**PRODUCT, "attributes": {"noise_db": 38, "weight": 1.5, "wireless": True, "dimmable": False}}
        (product,) = read(write("products.jsonl", row))
        texts = {key: (value.en, value.zh) for key, value in product.attributes.items()}
        assert texts == {
            "noise_db": ("38", "38"),
            "weight": ("1.5", "1.5"),
            "wireless": ("Yes", "是"),
            "dimmable": ("No", "否"),
        }

    def test_byte_order_mark_windows_lines_and_blank_lines_are_no_trouble(self, write: Write) -> None:
        text = "\ufeff" + json.dumps(CUSTOMER) + "\r\n\r\n" + json.dumps({**CUSTOMER, "customer_id": "C2"}) + "\r\n"
        assert [customer.customer_id for customer in read(write("customers.jsonl", text.encode()))] == ["C1", "C2"]

    def test_a_line_separator_within_a_text_ends_no_line(self, write: Write) -> None:
        (review,) = read(write("reviews.jsonl", {**REVIEW, "text": "One\u2028two\u0085three"}))
        assert review.text == "One\u2028two\u0085three"

    def test_every_bad_row_is_named_with_its_line(self, write: Write) -> None:
        rows = [
            PRODUCT,
            "",
            '{"product_id": ',
            "[1]",
            {**PRODUCT, "product_id": "P2", "colour": "red"},
            '{"a":1,"a":2}',
            "NaN",
        ]
        found = problems(write("products.jsonl", *rows))
        assert [line.split(":")[0] for line in found] == ["line 3", "line 4", "line 5", "line 6", "line 7"]
        assert "not JSON at column 16" in found[0]
        assert "is list, not an object" in found[1]
        assert "unknown field 'colour'; accepted: product_id, category, title" in found[2]
        assert "'a' is given twice" in found[3]
        assert "NaN is not JSON" in found[4]

    def test_ids_and_skus_stand_once_in_a_file(self, write: Write) -> None:
        other = {**PRODUCT, "product_id": "P2"}
        assert problems(
            write("products.jsonl", PRODUCT, other, {**PRODUCT, "variants": [{**PRODUCT["variants"][0], "sku": "X"}]})
        ) == [
            "line 2: sku 'P1-RED' is already on line 1",
            "line 3: id 'P1' is already on line 1",
        ]
        twice = {**PRODUCT, "variants": PRODUCT["variants"] * 2}
        assert problems(write("products.jsonl", twice)) == ["line 1: sku 'P1-RED' is already on line 1"]

    @pytest.mark.parametrize(
        ("name", "row", "told"),
        [
            ("products.jsonl", {**PRODUCT, "variants": []}, "variants: "),
            ("products.jsonl", {**PRODUCT, "title": {"en": "Mug"}}, 'accepted: a text or {"en": ..., "zh": ...}'),
            ("products.jsonl", {**PRODUCT, "title": " "}, "title: ' ' is not accepted"),
            ("products.jsonl", {**PRODUCT, "url": "javascript:alert(1)"}, "accepted: https://... or a path"),
            ("products.jsonl", {**PRODUCT, "product_id": "a b"}, "product_id: "),
            ("products.jsonl", {k: v for k, v in PRODUCT.items() if k != "category"}, "category is missing"),
            ("customers.jsonl", {"customer_id": "C1"}, "at least one of them is wanted"),
            ("customers.jsonl", {**CUSTOMER, "email": "nobody"}, "email: "),
            ("customers.jsonl", {**CUSTOMER, "language": "fr"}, "language: Input should be 'en' or 'zh' (got 'fr')"),
            (
                "customers.jsonl",
                {**CUSTOMER, "address": "Alder St"},
                "address: is a text; accepted: an object with line1",
            ),
            (
                "customers.jsonl",
                {**CUSTOMER, "payments": [{"payment_id": "g", "method": "gift_card"}]},
                "payments.1: balance is missing; a gift card wants what it still holds",
            ),
            (
                "customers.jsonl",
                {**CUSTOMER, "payments": [{"payment_id": "v", "method": "card", "balance": "1.00"}]},
                "payments.1: balance is a gift card's; card holds nothing itself",
            ),
            (
                "customers.jsonl",
                {**CUSTOMER, "payments": [{"payment_id": "v", "method": "card"}] * 2},
                "payment_id 'v' is given twice",
            ),
            ("reviews.jsonl", {**REVIEW, "rating": 6}, "rating: 6 is not accepted; accepted: 1 to 5"),
            ("reviews.jsonl", {**REVIEW, "rating": True}, "rating: True is not accepted"),
            ("reviews.jsonl", {**REVIEW, "text": "  "}, "text: "),
            ("reviews.jsonl", {**REVIEW, "at": "2026-03-01T09:30:00"}, "has no zone"),
            ("reviews.jsonl", {**REVIEW, "at": "yesterday"}, "accepted: a time with its zone such as"),
            (
                "reviews.jsonl",
                {**REVIEW, "at": "now-3d"},
                "accepted: a time with its zone such as 2026-03-01T09:30:00+00:00",
            ),
        ],
    )
    def test_what_is_wrong_is_said_with_what_is_accepted(self, write: Write, name: str, row: Any, told: str) -> None:
        (problem,) = problems(write(name, row))
        assert problem.startswith("line 1: ")
        assert told in problem

    @pytest.mark.parametrize(
        "price", [18.0, 18, "18.005", "-1.00", "1e3", "NaN", "", "１８", "18,00", "$18", None, "9" * 14]
    )
    def test_a_price_that_is_no_amount_is_refused(self, write: Write, price: Any) -> None:
        variant = {**PRODUCT["variants"][0], "price": price}
        (problem,) = problems(write("products.jsonl", {**PRODUCT, "variants": [variant]}))
        assert problem.startswith("line 1: variants.1.price: ")

    @pytest.mark.parametrize("stock", [-1, 1.5, "many", True, None, 2**31])
    def test_a_stock_that_is_no_count_is_refused(self, write: Write, stock: Any) -> None:
        variant = {**PRODUCT["variants"][0], "stock": stock}
        (problem,) = problems(write("products.jsonl", {**PRODUCT, "variants": [variant]}))
        assert "accepted: a whole number from 0" in problem

    def test_a_former_price_is_more_than_the_present_one(self, write: Write) -> None:
        variant = {**PRODUCT["variants"][0], "compare_at": "18.00"}
        assert "must be more than price" in problems(write("products.jsonl", {**PRODUCT, "variants": [variant]}))[0]


class TestOrders:
    def test_lines_number_themselves_and_history_is_what_the_times_tell(self, write: Write) -> None:
        shipments = [
            {
                "carrier": "UPS",
                "tracking": "1Z",
                "shipped_at": "2026-03-02T09:00:00Z",
                "delivered_at": "2026-03-05T09:00:00Z",
            }
        ]
        (order,) = read(write("orders.jsonl", {**ORDER, "status": "delivered", "shipments": shipments}))
        assert [line.line_id for line in order.lines] == ["1", "2"]
        assert [change.status for change in order.history] == [
            OrderStatus.PENDING,
            OrderStatus.SHIPPED,
            OrderStatus.DELIVERED,
        ]

    def test_the_hash_before_a_number_is_not_part_of_it(self, write: Write) -> None:
        assert read(write("orders.jsonl", {**ORDER, "order_id": "#W1"}))[0].order_id == "W1"

    def test_the_demo_may_count_times_from_its_seeding(self, write: Write) -> None:
        history = [{"at": at, "status": "pending"} for at in ("now-3d4h", "now+2d", "now", "now-5m", "now-1d2h3m")]
        (order,) = read(write("orders.jsonl", {**ORDER, "history": history}), seeded_at=NOW)
        ago = [
            timedelta(days=3, hours=4),
            timedelta(days=-2),
            timedelta(0),
            timedelta(minutes=5),
            timedelta(1, 0, 0, 0, 3, 2),
        ]
        assert [NOW - change.at for change in order.history] == ago

    @pytest.mark.parametrize("at", ["now-", "now3d", "now-3", "now-4h3d", "tomorrow"])
    def test_other_words_for_times_are_refused(self, write: Write, at: str) -> None:
        with pytest.raises(ImportRejected, match="or now-3d4h"):
            read(write("orders.jsonl", {**ORDER, "placed_at": at}), seeded_at=NOW)

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"total": "44.01"}, "total is 44.01, but lines plus shipping less discount are 44.00"),
            ({"discount": "50.00", "total": "0.00"}, "discount 50.00 is more than lines and shipping together"),
            ({"customer_id": None}, "a guest's email or phone is wanted"),
            ({"lines": []}, "lines: "),
            ({"status": "sent"}, "status: Input should be 'pending', 'processing', 'shipped'"),
            ({"payment": {"method": "barter", "status": "paid"}}, "payment.method: Input should be 'card'"),
            ({"shipments": [{"carrier": "UPS", "tracking": "1", "line_ids": ["9"]}]}, "a shipment holds line '9'"),
            ({"lines": [{**ORDER["lines"][0], "quantity": 0}]}, "lines.1.quantity: 0 is not accepted"),
            ({"lines": [{**line, "line_id": "1"} for line in ORDER["lines"]]}, "line_id '1' is given twice"),
            ({"order_id": "#"}, "'#' is not an order number"),
            ({"claims": [{**CLAIM, "lines": [{"line_id": "9", "quantity": 1}]}]}, "a claim names line '9'"),
            ({"claims": [{**CLAIM, "lines": []}]}, "claims.1.lines: "),
            ({"claims": [CLAIM, {**CLAIM, "claim_id": "CL2"}]}, "claims name 4 of line '1', which has 2"),
            ({"claims": [CLAIM] * 2}, "claim_id 'CL1' is given twice"),
            (
                {"claims": [{**CLAIM, "kind": "gift"}]},
                "claims.1.kind: Input should be 'return', 'exchange' or 'problem'",
            ),
            ({"charges": [{**CHARGE, "amount": "44.01"}]}, "charges come to 44.01, which is more than total"),
            ({"charges": [CHARGE] * 2}, "charge_id 'CH1' is given twice"),
        ],
    )
    def test_an_order_that_does_not_hold_together_is_refused(self, write: Write, changed: Any, told: str) -> None:
        (problem,) = problems(write("orders.jsonl", {**ORDER, **changed}))
        assert told in problem

    def test_what_became_of_an_order_is_read(self, write: Write) -> None:
        row = {
            **ORDER,
            "payment": {**ORDER["payment"], "payment_id": "visa"},
            "note": " Ring twice. ",
            "shipping_option": "express",
            "charges": [CHARGE],
            "claims": [CLAIM, {**CLAIM, "claim_id": "CL2", "kind": "problem", "amount": None, "reason": "broken"}],
            "items_changed": True,
        }
        (order,) = read(write("orders.jsonl", row))
        assert isinstance(order, Order)
        assert (order.payment.payment_id, order.note, order.shipping_option) == ("visa", "Ring twice.", "express")
        assert [(charge.charge_id, charge.amount.amount) for charge in order.charges] == [("CH1", 200)]
        exchange, problem = order.claims
        assert (exchange.kind, exchange.status) == (ClaimKind.EXCHANGE, ClaimStatus.REQUESTED)
        assert exchange.lines == (ClaimLine("1", 2, "P1-BLUE"),)
        assert (exchange.amount and exchange.amount.amount, exchange.payment_id) == (-300, "visa")
        assert (problem.kind, problem.amount, problem.reason) == (ClaimKind.PROBLEM, None, "broken")
        assert order.items_changed

    def test_more_is_not_given_back_than_was_paid(self, write: Write) -> None:
        refund = {
            "refund_id": "1",
            "amount": "44.01",
            "method": "Visa",
            "status": "settled",
            "at": "2026-03-02T09:00:00Z",
        }
        assert (
            "refunds come to 44.01, which is more than total"
            in problems(write("orders.jsonl", {**ORDER, "refunds": [refund]}))[0]
        )


class TestCsv:
    def test_a_product_is_gathered_from_its_rows(self, write: Write) -> None:
        path = write(
            "products.csv",
            "product_id,category,title_en,title_zh,tags_en,tags_zh,attribute:material:en,"
            "attribute:material:zh,attribute:noise_db,sku,price,compare_at,stock,option:colour:en,"
            "option:colour:zh,compatible_with",
            'P1,mugs,"Mug, big",杯子,blue|big,蓝,Clay,陶,38,P1-R,18.00,20.00,3,Red,红,P2|P3',
            "P2,mugs,Lid,盖子,,,,,,P2,4.00,,0,,,",
            "P1,,,,,,,,,P1-B,19.00,,,Blue,蓝,",
        )
        (problem,) = problems(path)
        assert problem == "line 4: variants.2.stock is missing"
        path.write_text(path.read_text("utf-8").replace("19.00,,,", "19.00,,7,"), "utf-8")
        mug, lid = read(path)
        assert (mug.title, mug.tags) == (Bilingual("Mug, big", "杯子"), (Bilingual("blue", "蓝"), Bilingual("big", "")))
        assert mug.attributes == {"material": Bilingual("Clay", "陶"), "noise_db": Bilingual("38", "38")}
        assert [(v.sku, v.price, v.compare_at, v.stock, v.options) for v in mug.variants] == [
            ("P1-R", Money(1800, "USD"), Money(2000, "USD"), 3, {"colour": Bilingual("Red", "红")}),
            ("P1-B", Money(1900, "USD"), None, 7, {"colour": Bilingual("Blue", "蓝")}),
        ]
        assert (mug.compatible_with, lid.product_id) == (("P2", "P3"), "P2")

    def test_an_order_is_gathered_from_its_lines(self, write: Write) -> None:
        path = write(
            "orders.csv",
            "order_id,email,status,placed_at,shipping_fee,total,payment_method,payment_label,payment_status,"
            "address_line1,address_city,address_country,sku,title,quantity,unit_price,carrier,tracking,"
            "shipped_at,refund_id,refund_amount,refund_method,refund_status,refund_at",
            "W1,a@b.example,shipped,2026-03-01T09:30:00Z,5.00,45.00,card,Visa,paid,1 A St,Rome,IT,S1,Mug,2,"
            "18.00,UPS,1Z,2026-03-02T09:30:00Z,RF1,5.00,Visa,settled,2026-03-03T09:30:00Z",
            "W1,,,,,,,,,,,,S2,Lid,1,4.00,UPS,1Z,,,,,,",
            "W2,a@b.example,pending,2026-03-01T09:30:00Z,,4.00,card,,pending,,,,S2,Lid,1,4.00,,,,,,,,",
        )
        first, second = read(path)
        assert isinstance(first, Order)
        assert [(line.sku, line.quantity) for line in first.lines] == [("S1", 2), ("S2", 1)]
        assert [(s.tracking, s.line_ids) for s in first.shipments] == [("1Z", ("1", "2"))]
        assert [(r.refund_id, r.amount.amount) for r in first.refunds] == [("RF1", 500)]
        assert (first.address and first.address.city, second.payment.label) == ("Rome", "card")

    def test_what_became_of_an_order_stands_in_columns(self, write: Write) -> None:
        path = write(
            "orders.csv",
            "order_id,email,status,placed_at,total,payment_method,payment_status,payment_id,note,shipping_option,"
            "sku,title,quantity,unit_price,charge_id,charge_amount,charge_method,charge_at",
            "W1,a@b.example,pending,2026-03-01T09:30:00Z,40.00,card,paid,visa,Ring twice.,express,S1,Mug,2,18.00,,,,",
            "W1,,,,,,,,,,S2,Lid,1,4.00,CH1,4.00,Visa,2026-03-03T09:30:00Z",
        )
        (order,) = read(path)
        assert (order.payment.payment_id, order.note, order.shipping_option) == ("visa", "Ring twice.", "express")
        assert [(charge.charge_id, charge.amount.amount) for charge in order.charges] == [("CH1", 400)]

    def test_ways_to_pay_stand_a_row_each(self, write: Write) -> None:
        header = "customer_id,name,email,payment_id,payment_method,payment_label,payment_balance"
        rows = ("C1,Ann,a@b.example,visa,card,Visa ending 4242,", "C2,Bo,b@b.example,,,,", "C1,,,gift,gift_card,,20.50")
        ann, bo = read(write("customers.csv", header, *rows))
        assert [(way.payment_id, way.label, way.balance) for way in ann.payments] == [
            ("visa", "Visa ending 4242", None),
            ("gift", "gift_card", Money(2050, "USD")),
        ]
        assert (ann.name, bo.name, bo.payments) == ("Ann", "Bo", ())
        (problem,) = problems(write("customers.csv", header, *rows[:2], "C1,,,gift,gift_card,,"))
        assert problem.startswith("line 4: ")
        assert "balance is missing" in problem

    def test_people_and_reviews(self, write: Write) -> None:
        header = "customer_id,name,email,tags,address_line1,address_city,address_postcode,address_country"
        (customer,) = read(write("customers.csv", header, "C1,王建国,a@b.example,vip|new,1 A St,Rome,00100,IT"))
        assert (customer.name, customer.tags, customer.address.postcode) == ("王建国", ("vip", "new"), "00100")
        header = "review_id,product_id,rating,language,at,verified,text"
        (review,) = read(write("reviews.csv", header, 'R1,P1,4,zh,2026-03-01T09:30:00Z,yes,"他说""好""\n第二行"'))
        assert isinstance(review, Review)
        assert (review.text, review.verified, review.rating) == ('他说"好"\n第二行', True, 4)

    def test_lines_are_counted_as_an_editor_counts_them(self, write: Write) -> None:
        header = "review_id,product_id,rating,language,at,text"
        good = 'R1,P1,4,en,2026-03-01T09:30:00Z,"two\nlines"'
        assert problems(write("reviews.csv", header, good, "", "R2,P1,9,en,2026-03-01T09:30:00Z,x"))[0].startswith(
            "line 5: rating"
        )

    @pytest.mark.parametrize(
        ("lines", "told"),
        [
            (["customer_id;email", "C1;a@b.example"], "columns are separated by ';'; accepted: a comma"),
            (["customer_id,mail", "C1,a@b.example"], "line 1: unknown column 'mail'; accepted: address_city"),
            (["customer_id,email,email", "C1,a@b.example,"], "column 'email' is given twice"),
            (["customer_id,email", "C1,a@b.example,x"], "line 2: has 3 cells; the header has 2"),
            (["customer_id,email", 'C1,"a@b.example'], "line 2: not CSV"),
            (["customer_id,email", ",a@b.example"], "line 2: customer_id is missing"),
            (["customer_id,email"], "the file holds no rows"),
        ],
    )
    def test_a_table_out_of_shape_is_refused(self, write: Write, lines: list[str], told: str) -> None:
        assert any(told in problem for problem in problems(write("customers.csv", *lines)))


class TestShopify:
    OLD = (
        "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Option1 Name,Option1 Value,"
        "Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
        "Variant Price,Variant Compare At Price,Image Src,Status"
    )

    def test_an_export_with_variants_and_pictures(self, write: Write) -> None:
        path = write(
            "products_export_1.csv",
            self.OLD,
            'mug,Mug,"<p>Big &amp; <b>blue</b>.</p><ul><li>One</li></ul><script>x()</script>",Clay Co,'
            'Home > Kitchen,Mugs,"blue, big",Colour,Blue,Size,L,\'007,shopify,4,18.00,20.00,https://cdn.example/1.jpg,active',
            "mug,,,,,,,,Red,,S,,shopify,-2,17.50,0.00,https://cdn.example/2.jpg,",
            "mug,,,,,,,,,,,,,,,,https://cdn.example/3.jpg,",
            "lid,Lid,,,Home > Kitchen,,,Title,Default Title,,,LID,,1,4.00,,,active",
            "old,Old,,,,,,Title,Default Title,,,OLD,shopify,1,4.00,,,draft",
        )
        file = ShopFile.read(path, Terms("USD"))
        mug, lid = (row.noun for row in file.rows)
        assert isinstance(mug, Product)
        assert isinstance(lid, Product)
        assert mug.description.en == "Big & blue.\nOne"
        assert (mug.category, mug.url, mug.image) == ("Mugs", "/products/mug", "https://cdn.example/1.jpg")
        assert [(v.sku, v.stock, v.price.amount, v.compare_at and v.compare_at.amount) for v in mug.variants] == [
            ("007", 4, 1800, 2000),
            ("mug-2", 0, 1750, None),
        ]
        assert {key: value.en for key, value in mug.variants[1].options.items()} == {"Colour": "Red", "Size": "S"}
        assert (lid.category, lid.variants[0].options, lid.variants[0].stock) == ("Kitchen", {}, 999)
        assert file.passed_over == ["old: draft in Shopify, so it is not for sale here"]

    def test_the_newer_column_names(self, write: Write) -> None:
        header = (
            "Title,URL handle,Description,Vendor,Type,Tags,Status,SKU,Option1 name,Option1 value,Price,"
            "Compare-at price,Inventory tracker,Inventory quantity,Product image URL"
        )
        path = write(
            "export.csv",
            header,
            "Mug,mug,<p>Big</p>,Co,Mugs,,Active,M1,Size,L,18.00,,shopify,4,https://cdn.example/1.jpg",
        )
        assert kind_of(path) is Kind.PRODUCTS
        (mug,) = read(path)
        assert (mug.product_id, mug.description.en, mug.variants[0].stock) == ("mug", "Big", 4)

    def test_bad_rows_are_named(self, write: Write) -> None:
        rows = [
            "mug,Mug,,,,,,Size,L,,,M1,shopify,4,,,,active",
            "mug,,,,,,,,S,,,M2,shopify,x,5.00,,,",
            ",Nobody,,,,,,,,,,,,,1.00,,,",
        ]
        assert problems(write("export.csv", self.OLD, *rows)) == [
            "line 2: variants.1.price is missing",
            "line 3: variants.2.stock: 'x' is not accepted; accepted: a whole number from 0",
            "line 4: Handle is missing",
        ]

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("", ""),
            ("plain", "plain"),
            ("a<br>b", "a\nb"),
            ("<style>p{}</style><p>x&nbsp;&lt;y</p>", "x <y"),
            ("<p>un<b>closed", "unclosed"),
            ("1 < 2", "1 < 2"),
        ],
    )
    def test_html_becomes_its_words(self, html: str, text: str) -> None:
        assert html_to_text(html) == text


class TestFilesAsAWhole:
    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "line 1: the file is empty"),
            (b"\xef\xbb\xbf \r\n\n", "line 1: the file is empty"),
            ("{}".encode("utf-16"), "the file is UTF-16; accepted: UTF-8 text"),
            (b"PK\x03\x04rest", "the file is an Excel workbook"),
            (json.dumps({"name": 1}).encode() + "\n名字".encode("gbk"), "line 2: byte 0xc3 is not UTF-8"),
            (b'{"a": "\0"}', "line 1: holds a NUL character"),
        ],
    )
    def test_what_is_no_utf8_text_is_refused(self, write: Write, content: bytes, told: str) -> None:
        assert told in problems(write("customers.jsonl", content))[0]

    @pytest.mark.parametrize("name", ["products.xlsx", "things.jsonl", "shop.json", "customers.txt", "other.csv"])
    def test_other_files_are_none_of_a_shops(self, write: Write, name: str) -> None:
        with pytest.raises(InvalidInput, match=r"accepted: shop\.yml, or products"):
            kind_of(write(name, "a,b"))

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match=r"products\.jsonl is not a file"):
            read(tmp_path / "products.jsonl")


class TestShopYaml:
    def test_the_whole_of_it(self) -> None:
        text = """
name: {en: Maple Lane, zh: 枫巷}
currency: EUR
hours:
  timezone: Europe/Rome
  weekly: {mon: ["09:00-12:30", "13:30-18:00"], sat: []}
  holidays: ["2026-12-25", 2027-01-01]
categories: {mugs: Mugs}
shipping:
  - {code: standard, name: {en: Standard, zh: 标准配送}, fee: "5.00", free_from: "99.00", countries: [IT, FR]}
  - {code: courier, name: Courier, fee: "8.00", regions: [Lazio], postcodes: ["001"]}
"""
        row = read_shop("shop.yml", text)
        shop = row.shop()
        assert (shop.name, shop.currency, row.demo) == (Bilingual("Maple Lane", "枫巷"), "EUR", False)
        assert shop.categories == {"mugs": Bilingual("Mugs", "Mugs")}
        assert shop.hours is not None
        assert shop.hours.weekly["mon"] == (("09:00", "12:30"), ("13:30", "18:00"))
        assert (shop.hours.weekly["sat"], shop.hours.weekly["sun"]) == ((), ())
        assert shop.hours.holidays == {date(2026, 12, 25), date(2027, 1, 1)}
        standard, courier = shop.shipping
        assert standard.option == ShippingOption("standard", Bilingual("Standard", "标准配送"), Money(500, "EUR"))
        assert (standard.free_from, standard.countries) == (Money(9900, "EUR"), frozenset({"IT", "FR"}))
        assert (courier.option.fee, courier.regions, courier.postcodes) == (
            Money(800, "EUR"),
            frozenset({"Lazio"}),
            ("001",),
        )

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("name: [", "line 1: not YAML"),
            ("- a", "accepted: an object with name, currency"),
            ("name: Shop\ncurency: USD", "unknown field 'curency'; accepted: name, currency"),
            ("name: Shop\ncurrency: dollars", "line 2: currency: "),
            ("shipping: [{code: a, name: A, fee: 5}]", "shipping.1.fee: is a number; accepted: a decimal string"),
            ("shipping: [{code: A b, name: A, fee: '5'}]", "shipping.1.code: "),
            ("shipping: [{code: a, name: A, fee: '1'}, {code: a, name: B, fee: '2'}]", "code 'a' is given twice"),
            ("currency: JPY\nshipping: [{code: a, name: A, fee: '5.50'}]", "'5.50' has more decimals than JPY has"),
            ("hours: {timezone: Mars/Base, weekly: {}}", "'Mars/Base' is not a time zone"),
            ("hours: {timezone: UTC, weekly: {monday: []}}", "'monday' is not a day; accepted: mon, tue"),
            (
                'hours: {timezone: UTC, weekly: {mon: ["18:00-09:00"]}}',
                'accepted: opening and closing such as "09:00-18:00"',
            ),
        ],
    )
    def test_what_is_wrong_is_said(self, text: str, told: str) -> None:
        with pytest.raises(ImportRejected) as refusal:
            read_shop("shop.yml", text)
        assert told in str(refusal.value)
