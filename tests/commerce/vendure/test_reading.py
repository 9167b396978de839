"""What a Vendure shop holds, as Shoptalk reads it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Address, Bilingual, Order, OrderStatus, PaymentMethod, PaymentStatus, RefundStatus
from bot.commerce.money import Money
from bot.commerce.vendure.shop import VendureShop
from bot.errors import CustomerNotFound, OrderNotFound, ProductNotFound
from tests.commerce.vendure.conftest import Shelf
from tests.vendure_server import GIFT_CARD, LATER, Buyer, VendureServer


def balances(order: Order) -> bool:
    """What the port promises of every order."""
    goods = sum(line.total.amount for line in order.lines)
    return goods + order.shipping_fee.amount - order.discount.amount == order.total.amount


class TestProducts:
    async def test_a_product_is_told_in_both_languages(self, vendure: VendureServer, shop: VendureShop) -> None:
        id_ = vendure.product(
            {"en": "Hush 75", "zh_Hans": "静语75"},
            [("HUSH-BLK", 7900, 12), ("HUSH-WHT", 6900, 0)],
            descriptions={"en": "<p>Quiet &amp; small.</p>", "zh_Hans": "<p>安静。</p>"},
            option={
                "name": {"en": "Colour", "zh_Hans": "颜色"},
                "HUSH-BLK": {"en": "Black", "zh_Hans": "黑色"},
                "HUSH-WHT": {"en": "White", "zh_Hans": "白色"},
            },
        )
        product = await shop.product(id_)
        assert product.title == Bilingual("Hush 75", "静语75")
        assert product.description == Bilingual("Quiet & small.", "安静。")
        assert [(v.sku, v.price, v.stock) for v in product.variants] == [
            ("HUSH-BLK", Money(7900, "USD"), 12),
            ("HUSH-WHT", Money(6900, "USD"), 0),
        ]
        assert product.variants[0].options == {"colour": Bilingual("Black", "黑色")}
        assert product in await shop.catalogue()
        assert (await shop.shop()).options["colour"] == Bilingual("Colour", "颜色")

    @pytest.mark.parametrize(
        ("names", "told"),
        [
            ({"en": "Lamp"}, Bilingual("Lamp", "Lamp")),
            ({"zh_Hans": "台灯"}, Bilingual("台灯", "台灯")),
            ({"en": "Lamp", "zh_Hans": "台灯"}, Bilingual("Lamp", "台灯")),
        ],
    )
    async def test_a_missing_language_is_stood_in_for(
        self, vendure: VendureServer, shop: VendureShop, names: dict[str, str], told: Bilingual
    ) -> None:
        id_ = vendure.product(names, [(f"LANG-{len(names)}-{told.en}", 100, 1)])
        assert (await shop.product(id_)).title == told

    async def test_prices_hold_the_tax(self, vendure: VendureServer, shop: VendureShop) -> None:
        id_ = vendure.product({"en": "Taxed"}, [("TAXED", 1000, 1)], tax="standard")
        assert (await shop.product(id_)).lowest_price == Money(1200, "USD")

    async def test_what_is_ordered_is_no_longer_in_stock(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        vendure.order(mei, {shelf.mug: 3})
        assert (await shop.product(shelf.product_id)).variants[0].stock == 17

    @pytest.mark.parametrize("id_", ["999999", "", "x", "1' OR 1=1"])
    async def test_unknown_products_are_not_found(self, shop: VendureShop, id_: str) -> None:
        with pytest.raises(ProductNotFound):
            await shop.product(id_)

    async def test_the_catalogue_is_held_and_read_anew_when_it_is_old(self, vendure: VendureServer) -> None:
        shop, brief = vendure.shop(fresh_seconds=600.0), vendure.shop(fresh_seconds=0.5)
        before, revision = await shop.catalogue(), await shop.catalogue_revision()
        assert await brief.catalogue() == before
        vendure.product({"en": "Brand new"}, [("NEW-1", 100, 1)])
        assert await shop.catalogue() == before
        assert await shop.catalogue_revision() == revision
        await asyncio.sleep(0.6)
        assert [p.title.en for p in await brief.catalogue()][-1] == "Brand new"
        assert await brief.catalogue_revision() != revision
        await shop.close()
        await brief.close()

    async def test_stock_and_price_leave_the_revision_as_it_is(
        self, vendure: VendureServer, shelf: Shelf, mei: Buyer
    ) -> None:
        shop, later = vendure.shop(), vendure.shop()
        revision = await shop.catalogue_revision()
        vendure.order(mei, {shelf.mug: 1})
        assert await later.catalogue_revision() == revision
        assert await later.catalogue() != await shop.catalogue()
        await shop.close()
        await later.close()


class TestFolder:
    async def test_what_vendure_does_not_hold_is_read_from_the_shops_folder(
        self, vendure: VendureServer, tmp_path: Path
    ) -> None:
        (tmp_path / "shop.yml").write_text(
            "name: {en: Maple Lane, zh: 枫巷}\ncurrency: EUR\nsupport_email: a@b.example\n"
        )
        reviews = [
            {"review_id": "R1", "at": "2026-05-01T00:00:00+00:00", "rating": 5, "language": "en", "text": "Good."},
            {"review_id": "R2", "at": "2026-06-01T00:00:00+00:00", "rating": 1, "language": "zh", "text": "太吵了。"},
        ]
        lines = [json.dumps({**review, "product_id": "7"}) for review in reviews]
        (tmp_path / "reviews.jsonl").write_text("\n".join(lines), "utf-8")
        shop = vendure.shop(folder=ShopFolder.read(tmp_path))
        told = await shop.shop()
        assert (told.name, told.support_email) == (Bilingual("Maple Lane", "枫巷"), "a@b.example")
        assert told.currency == "USD"  # Vendure's own: its prices are in it
        assert [review.review_id for review in await shop.reviews("7")] == ["R2", "R1"]
        assert await shop.reviews("8") == ()
        await shop.close()

    def test_the_demos_folder_is_read_too(self) -> None:
        folder = ShopFolder.read(Path("data/shop"))
        assert folder.shop.name == Bilingual("Maple Lane", "枫巷")
        assert sum(map(len, folder.reviews.values())) == 400

    async def test_no_folder_tells_nothing(self, vendure: VendureServer, tmp_path: Path) -> None:
        shop = vendure.shop(folder=ShopFolder.read(tmp_path / "nowhere"))
        assert (await shop.shop()).name == Bilingual("Shop", "商店")
        await shop.close()


class TestCustomers:
    async def test_a_customer_is_found_by_id(self, shop: VendureShop, mei: Buyer) -> None:
        assert mei.customer_id
        customer = await shop.customer(mei.customer_id)
        assert (customer.name, customer.email, customer.phone) == ("Mei Lin", mei.email, "+1-202-555-0143")

    @pytest.mark.parametrize("id_", ["999999", "", "x"])
    async def test_unknown_customers_are_not_found(self, shop: VendureShop, id_: str) -> None:
        with pytest.raises(CustomerNotFound):
            await shop.customer(id_)
        assert await shop.orders_of(id_) == []


class TestOrders:
    async def test_an_order_is_read_whole(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2, shelf.lamp: 1})
        order = await shop.order(code)
        assert (order.order_id, order.customer_id, order.email) == (code, mei.customer_id, mei.email)
        assert [(line.sku, line.quantity, line.unit_price.amount) for line in order.lines] == [
            (shelf.mug, 2, 1800),
            (shelf.lamp, 1, 4000),
        ]
        assert order.lines[0].title == Bilingual("Ember mug", "余温马克杯")
        assert (order.shipping_fee.amount, order.discount.amount, order.total) == (500, 0, Money(8100, "USD"))
        assert order.payment.label == "Visa ending 4242"
        assert (order.payment.method, order.payment.status) == (PaymentMethod.CARD, PaymentStatus.PAID)
        assert order.address == Address("12 Alder St", "Portland", "US", region="OR", postcode="97201")
        assert order.phone == "+1-202-555-0143"
        assert order.status is OrderStatus.PENDING
        assert abs(order.placed_at - datetime.now(UTC)) < timedelta(minutes=5)
        assert [change.status for change in order.history] == [OrderStatus.PENDING]

    async def test_a_cart_is_no_order(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1}, pay=False)
        with pytest.raises(OrderNotFound):
            await shop.order(code)
        assert mei.customer_id
        assert await shop.orders_of(mei.customer_id) == []

    async def test_a_guests_order_has_no_customer(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf
    ) -> None:
        guest = vendure.guest()
        order = await shop.order(vendure.order(guest, {shelf.mug: 1}))
        assert (order.customer_id, order.email) == (None, guest.email)

    async def test_its_way_to_the_customer_is_told(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1})
        parcel = vendure.pack(code, tracking="1Z9")
        packed = await shop.order(code)
        assert (packed.status, packed.shipments) == (OrderStatus.PROCESSING, ())
        vendure.move_parcel(parcel, "Shipped")
        sent = await shop.order(code)
        assert sent.status is OrderStatus.SHIPPED
        assert [(s.carrier, s.tracking, s.line_ids) for s in sent.shipments] == [
            ("UPS", "1Z9", (sent.lines[0].line_id,))
        ]
        assert sent.shipments[0].shipped_at
        assert sent.shipments[0].delivered_at is None
        vendure.move_parcel(parcel, "Delivered")
        delivered = await shop.order(code)
        assert delivered.status is OrderStatus.DELIVERED
        assert delivered.shipments[0].delivered_at
        assert [change.status for change in delivered.history] == [
            OrderStatus.PENDING,
            OrderStatus.SHIPPED,
            OrderStatus.DELIVERED,
        ]
        assert packed.version < sent.version < delivered.version

    async def test_an_order_of_which_a_part_was_sent_is_on_its_way(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1, shelf.lamp: 1})
        vendure.move_parcel(vendure.pack(code, lines={shelf.mug: 1}), "Shipped")
        assert (await shop.order(code)).status is OrderStatus.SHIPPED

    async def test_what_staff_cancelled_and_gave_back_is_told(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 2})
        vendure.cancel(code)
        cancelled = await shop.order(code)
        assert (cancelled.status, cancelled.cancel_reason) == (OrderStatus.CANCELLED, "by the shop")
        assert [(line.sku, line.quantity) for line in cancelled.lines] == [(shelf.mug, 2)]
        assert (cancelled.total.amount, cancelled.payment.status) == (4100, PaymentStatus.PAID)
        assert balances(cancelled)
        vendure.refund(code, 4000)
        refunded = await shop.order(code)
        assert [(r.amount.amount, r.method, r.status) for r in refunded.refunds] == [
            (4000, "Visa ending 4242", RefundStatus.PENDING)
        ]
        assert refunded.payment.status is PaymentStatus.PART_REFUNDED
        assert refunded.version > cancelled.version

    @pytest.mark.parametrize(
        ("method", "kind", "status"),
        [
            (GIFT_CARD, PaymentMethod.GIFT_CARD, PaymentStatus.PAID),
            (LATER, PaymentMethod.CARD, PaymentStatus.PENDING),
        ],
    )
    async def test_how_it_was_paid_is_told(
        self,
        vendure: VendureServer,
        shop: VendureShop,
        shelf: Shelf,
        mei: Buyer,
        method: str,
        kind: PaymentMethod,
        status: PaymentStatus,
    ) -> None:
        order = await shop.order(vendure.order(mei, {shelf.mug: 1}, method=method))
        assert (order.payment.method, order.payment.status) == (kind, status)

    async def test_private_notes_leave_the_version_as_it_is_and_public_ones_do_not(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        code = vendure.order(mei, {shelf.mug: 1})
        before = await shop.order(code)
        vendure.note(code, "a word among staff", public=False)
        assert await shop.order(code) == before
        vendure.note(code, "a word to the customer", public=True)
        assert (await shop.order(code)).version > before.version


class TestMoney:
    async def test_tax_that_is_rounded_for_a_line_adds_up(
        self, vendure: VendureServer, shop: VendureShop, mei: Buyer
    ) -> None:
        prices = [1, 333, 999, 1001, 1234, 3333]
        vendure.product({"en": "Taxed"}, [(f"TAX-{price}", price, 100) for price in prices], tax="standard")
        for quantity in (1, 3, 7):
            code = vendure.order(mei, {f"TAX-{price}": quantity for price in prices})
            order = await shop.order(code)
            assert order.total.amount == vendure.facts(code)["totalWithTax"]
            assert order.shipping_fee.amount == 500
            assert 0 <= order.discount.amount < quantity * len(prices)
            assert balances(order)

    async def test_a_promotion_is_the_orders_discount(
        self, vendure: VendureServer, shop: VendureShop, shelf: Shelf, mei: Buyer
    ) -> None:
        vendure.promotion("TENTH", 10)
        order = await shop.order(vendure.order(mei, {shelf.mug: 3, shelf.lamp: 1}, coupon="TENTH"))
        assert (order.discount.amount, order.total.amount) == (940, 8960)
        assert balances(order)
