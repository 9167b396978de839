"""WooCommerce's goods, people and orders, read from the shapes that its documentation gives."""

from datetime import timedelta
from typing import Any

import pytest

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import (
    Address,
    Bilingual,
    OrderStatus,
    PaymentMethod,
    PaymentStatus,
    RefundStatus,
)
from bot.commerce.money import Money
from bot.commerce.woocommerce.shop import WooShop
from bot.errors import CommerceUnavailable, ConfigurationError, CustomerNotFound, OrderNotFound, ProductNotFound
from tests.commerce.hosted.conftest import Woo
from tests.commerce.hosted.replay import Fault, Reply
from tests.commerce.hosted.woo_server import KEY, NOW, line, place, shipping, stamp

HOME = Address("12 Alder St", "Portland", "US", region="OR", postcode="97201")


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


def refund(number: int, amount: str, **more: Any) -> dict[str, Any]:
    told = {"id": number, "amount": amount, "reason": "", "date_created_gmt": stamp(NOW), "refunded_payment": True}
    return told | more


async def test_goods_are_read_with_their_prices_stock_and_options(woo: Woo) -> None:
    keyboard, rest = await woo.shop.catalogue()
    assert (keyboard.product_id, keyboard.category) == ("101", "keyboards")
    assert (keyboard.description.en, keyboard.image) == ("Quiet.", "https://maplelane.example/101.png")
    black, white = keyboard.variants
    assert (black.sku, black.price, black.stock, black.compare_at) == ("KB-101-BLK", usd("79.00"), 12, None)
    assert (white.price, white.stock, white.compare_at) == (usd("69.00"), 0, usd("79.00"))
    assert black.options == {"colour": Bilingual("Black", "Black")}
    assert keyboard.attributes == {"material": Bilingual("Aluminium, PBT", "Aluminium、PBT")}
    assert (rest.variants[0].sku, rest.variants[0].stock, rest.variants[0].options) == ("KB-190-WAL", 0, {})
    assert await woo.shop.product("101") == keyboard
    shop = await woo.shop.shop()
    assert (shop.name.en, shop.currency) == ("Maple & Lane", "USD")
    assert shop.categories["keyboards"].en == "Keyboards & more"
    assert shop.options["colour"].en == "Colour"


async def test_every_page_of_goods_is_read(woo: Woo) -> None:
    for number in range(1000, 1230):
        woo.server.add_product(number, "One", f"S-{number}", "1.00", 1)
    assert len(await woo.shop.catalogue()) == 232
    assert len(woo.wire.sent("GET /wp-json/wc/v3/products\n")) == 3


async def test_what_is_not_for_sale_here_is_not_shown(woo: Woo) -> None:
    woo.server.add_product(400, "Elsewhere", "E", "1.00", 1, type="external")
    woo.server.add_product(401, "Draft", "D", "1.00", 1, status="draft")
    woo.server.add_product(402, "Priceless", "P", "", 1)
    assert {product.product_id for product in await woo.shop.catalogue()} == {"101", "190"}
    for unknown in ("400", "401", "999", "KB-101", "../orders"):
        with pytest.raises(ProductNotFound):
            await woo.shop.product(unknown)


async def test_goods_that_are_not_counted_or_counted_together(woo: Woo) -> None:
    woo.server.add_product(400, "Made to order", "M", "1.00", None)
    woo.server.add_product(401, "Sold out", "S", "1.00", None, stock_status="outofstock")
    woo.server.add_product(402, "Shared", "", "1.00", 7, type="variable")
    woo.server.add_variation(402, 412, "", "1.00", 0, "Red", manage_stock="parent", stock_quantity=7)
    found = {product.product_id: product for product in await woo.shop.catalogue()}
    assert found["400"].in_stock
    assert not found["401"].in_stock
    assert (found["402"].variants[0].sku, found["402"].variants[0].stock) == ("variation-412", 7)


async def test_reviews_are_read_the_newest_first(woo: Woo) -> None:
    base = {"product_id": 101, "status": "approved", "reviewer": "Ann", "verified": True, "rating": 5}
    woo.server.reviews = [
        {**base, "id": 1, "review": "<p>Quiet.</p>\n", "date_created_gmt": stamp(NOW - timedelta(days=30))},
        {**base, "id": 2, "review": "<p>太吵了。</p>\n", "date_created_gmt": stamp(NOW), "rating": 1},
        {**base, "id": 3, "review": "spam", "date_created_gmt": stamp(NOW), "status": "hold"},
        {**base, "id": 4, "review": "no stars", "date_created_gmt": stamp(NOW), "rating": 0},
    ]
    told = await woo.shop.reviews("101")
    assert [(one.review_id, one.rating, one.language, one.text) for one in told] == [
        ("2", 1, "zh", "太吵了。"),
        ("1", 5, "en", "Quiet."),
    ]
    assert await woo.shop.reviews("190") == []


async def test_an_order_is_read_as_it_was_placed(woo: Woo) -> None:
    order = await woo.shop.order("1001")
    assert (order.order_id, order.customer_id, order.email, order.phone) == (
        "1001",
        "501",
        "mei@example.com",
        "+12025550143",
    )
    assert order.status is OrderStatus.PROCESSING
    assert [(one.line_id, one.sku, one.quantity, one.unit_price) for one in order.lines] == [
        ("11", "KB-101-BLK", 2, usd("79.00")),
        ("12", "KB-190-WAL", 1, usd("32.00")),
    ]
    assert (order.shipping_fee, order.discount, order.total) == (usd("5.00"), usd("0.00"), usd("195.00"))
    assert (order.payment.method, order.payment.label) == (PaymentMethod.CARD, "Visa ending 4242")
    assert (order.payment.status, order.address) == (PaymentStatus.PAID, HOME)


async def test_times_are_utc_and_not_the_sites(woo: Woo) -> None:
    assert (await woo.shop.order("1001")).placed_at == NOW - timedelta(days=3)


@pytest.mark.parametrize("said", ["1001", "#1001", " #1001 ", "＃1001"])
async def test_an_order_is_found_by_its_number_however_it_is_written(woo: Woo, said: str) -> None:
    assert (await woo.shop.order(said)).order_id == "1001"


async def test_numbers_that_a_plugin_gives_are_found_and_ids_are_not_taken_for_them(woo: Woo) -> None:
    woo.server.add_order(2002, [line(21, 190, "S", "One", 1, "1.00")], "1.00", number="ML-77")
    woo.server.add_order(2003, [line(22, 190, "S", "One", 1, "1.00")], "1.00", number="2002")
    for said in ("ML-77", "ml-77", "#ML-77"):
        assert (await woo.shop.order(said)).order_id == "ML-77"
    assert (await woo.shop.order("2002")).lines[0].line_id == "22"
    for unknown in ("2003", "ML-7", "", "#", "9' OR 1=1", "%"):
        with pytest.raises(OrderNotFound):
            await woo.shop.order(unknown)


async def test_of_two_orders_with_one_number_neither_is_guessed(woo: Woo) -> None:
    for number in (2002, 2003):
        woo.server.add_order(number, [line(21, 190, "S", "One", 1, "1.00")], "1.00", number="ML-77")
    with pytest.raises(OrderNotFound):
        await woo.shop.order("ML-77")


@pytest.mark.parametrize("status", ["trash", "auto-draft", "checkout-draft"])
async def test_what_is_no_order_is_not_found(woo: Woo, status: str) -> None:
    woo.server.orders[1001]["status"] = status
    with pytest.raises(OrderNotFound):
        await woo.shop.order("1001")
    assert await woo.shop.orders_of("501") == []


@pytest.mark.parametrize(
    ("told", "more", "status", "payment"),
    [
        ("pending", {"date_paid_gmt": None}, OrderStatus.PENDING, PaymentStatus.PENDING),
        ("on-hold", {"date_paid_gmt": None}, OrderStatus.PENDING, PaymentStatus.PENDING),
        ("failed", {"date_paid_gmt": None}, OrderStatus.PENDING, PaymentStatus.FAILED),
        ("processing", {}, OrderStatus.PROCESSING, PaymentStatus.PAID),
        ("processing", {"date_paid_gmt": None}, OrderStatus.PROCESSING, PaymentStatus.PENDING),
        ("completed", {"date_completed_gmt": "2026-06-16T09:00:00"}, OrderStatus.SHIPPED, PaymentStatus.PAID),
        ("cancelled", {"date_paid_gmt": None}, OrderStatus.CANCELLED, PaymentStatus.FAILED),
    ],
)
async def test_statuses_are_told_as_they_are(
    woo: Woo, told: str, more: dict[str, Any], status: OrderStatus, payment: PaymentStatus
) -> None:
    woo.server.orders[1001] |= {"status": told, **more}
    order = await woo.shop.order("1001")
    assert (order.status, order.payment.status) == (status, payment)


async def test_an_order_given_back_was_called_off_unless_it_was_sent(woo: Woo) -> None:
    woo.server.refunds[1001] = [refund(31, "195.00")]
    woo.server.orders[1001]["status"] = "refunded"
    order = await woo.shop.order("1001")
    assert (order.status, order.payment.status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
    woo.server.orders[1001]["date_completed_gmt"] = "2026-06-16T09:00:00"
    assert (await woo.shop.order("1001")).status is OrderStatus.SHIPPED


async def test_a_status_that_is_not_known_is_not_invented(woo: Woo) -> None:
    woo.server.add_order(1002, [line(21, 190, "S", "One", 1, "1.00")], "1.00")
    woo.server.orders[1001]["status"] = "with-the-elves"
    with pytest.raises(CommerceUnavailable, match="with-the-elves"):
        await woo.shop.order("1001")
    assert [order.order_id for order in await woo.shop.orders_of("501")] == ["1002"]


async def test_a_part_given_back_is_told(woo: Woo) -> None:
    woo.server.refunds[1001] = [refund(31, "32.00"), refund(32, "3.50", refunded_payment=False)]
    order = await woo.shop.order("1001")
    assert order.payment.status is PaymentStatus.PART_REFUNDED
    assert [(one.refund_id, one.amount, one.status) for one in order.refunds] == [
        ("31", usd("32.00"), RefundStatus.SETTLED),
        ("32", usd("3.50"), RefundStatus.PENDING),
    ]
    assert order.total == usd("195.00")


async def test_prices_with_tax_are_shown_with_tax(woo: Woo) -> None:
    lines = [line(21, 101, "S", "One", 3, "60.504202", "11.495798")]
    fee = {"id": 95, "name": "Gift wrapping", "total": "2.521008", "total_tax": "0.478992", "taxes": []}
    more = {
        "shipping_total": "4.201681",
        "shipping_tax": "0.798319",
        "shipping_lines": [shipping("4.201681", "0.798319")],
    }
    discount = {"discount_total": "0.840336", "discount_tax": "0.159664", "fee_lines": [fee]}
    woo.server.add_order(1002, lines, "79.00", prices_include_tax=True, **more, **discount)
    order = await woo.shop.order("1002")
    assert [(one.line_id, one.unit_price) for one in order.lines] == [("21", usd("24.00")), ("fee-95", usd("3.00"))]
    assert (order.shipping_fee, order.discount, order.total) == (usd("5.00"), usd("1.00"), usd("79.00"))
    goods = sum(one.total.amount for one in order.lines)
    assert goods + order.shipping_fee.amount - order.discount.amount == order.total.amount


async def test_prices_without_tax_are_shown_without_and_the_total_with(woo: Woo) -> None:
    lines = [line(21, 101, "S", "One", 2, "48.00", "9.12")]
    woo.server.add_order(1002, lines, "57.12", total_tax="9.12")
    order = await woo.shop.order("1002")
    assert (order.lines[0].unit_price, order.total) == (usd("24.00"), usd("57.12"))


async def test_a_shop_that_shows_no_cents_is_read_with_them(woo: Woo) -> None:
    woo.server.decimals = 0
    woo.server.orders[1001]["total"] = "195.40"
    woo.server.refunds[1001] = [refund(31, "0.40")]
    order = await woo.shop.order("1001")
    assert (order.total, order.refunds[0].amount) == (usd("195.40"), usd("0.40"))


@pytest.mark.parametrize(("currency", "amount", "minor"), [("JPY", "8900", 8900), ("KWD", "12.345", 12345)])
async def test_currencies_without_or_with_three_decimals_are_exact(
    woo: Woo, currency: str, amount: str, minor: int
) -> None:
    woo.server.add_order(1002, [line(21, 101, "S", "One", 1, amount)], amount, currency=currency)
    order = await woo.shop.order("1002")
    assert order.total == order.lines[0].unit_price == Money(minor, currency)


async def test_an_amount_finer_than_its_currency_is_no_fact(woo: Woo) -> None:
    woo.server.orders[1001]["total"] = "195.005"
    with pytest.raises(CommerceUnavailable, match="not understood"):
        await woo.shop.order("1001")


async def test_a_guests_order_has_no_customer_and_guests_have_no_orders_in_common(woo: Woo) -> None:
    woo.server.orders[1001] |= {"customer_id": 0, "shipping": place()}
    order = await woo.shop.order("1001")
    assert (order.customer_id, order.address) == (None, HOME)
    for nobody in ("0", "00", "", "C-1"):
        assert await woo.shop.orders_of(nobody) == []


async def test_a_customers_orders_come_newest_first(woo: Woo) -> None:
    for n in range(2, 6):
        created = stamp(NOW - timedelta(hours=20 - n))
        one = [line(20 + n, 190, "S", "One", 1, "1.00")]
        woo.server.add_order(1000 + n, one, "1.00", date_created_gmt=created)
    orders = await woo.shop.orders_of("501")
    assert [order.order_id for order in orders] == ["1005", "1004", "1003", "1002", "1001"]
    assert await woo.shop.orders_of("501", limit=2) == orders[:2]
    assert await woo.shop.orders_of("502") == []


async def test_a_customer_is_read(woo: Woo) -> None:
    mei = await woo.shop.customer("501")
    assert (mei.name, mei.email, mei.phone, mei.address) == ("Mei Lin", "mei@example.com", "+12025550143", HOME)
    tom = await woo.shop.customer("502")
    assert (tom.name, tom.phone, tom.address) == ("Tom", None, None)
    for unknown in ("999", "C-1", "501/../1"):
        with pytest.raises(CustomerNotFound):
            await woo.shop.customer(unknown)


async def test_a_busy_shop_is_waited_for_and_not_without_end(woo: Woo) -> None:
    busy = Reply({"code": "too_many", "message": "slow down"}, 429, {"Retry-After": "0.05"})
    woo.wire.faults.append(Fault("GET /wp-json/wc/v3/orders/1001", busy, times=2))
    assert (await woo.shop.order("1001")).order_id == "1001"
    woo.wire.faults.append(Fault("GET", Reply({}, 429, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}), times=9))
    with pytest.raises(CommerceUnavailable, match="too much"):
        await woo.shop.order("1001")


@pytest.mark.parametrize("act", ["lose request", "lose answer"])
async def test_a_read_is_tried_twice(woo: Woo, act: Any) -> None:
    woo.wire.faults.append(Fault("GET", act))
    assert (await woo.shop.order("1001")).order_id == "1001"
    woo.wire.faults.append(Fault("GET", act, times=2))
    with pytest.raises(CommerceUnavailable):
        await woo.shop.order("1001")


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<html>Error establishing a database connection</html>", 500),
        Reply("<html>maintenance</html>", 503),
        Reply("", 301, {"Location": "https://maplelane.example/"}),
        Reply("<html>a page</html>"),
        Reply({"id": 1001, "number": "1001", "status": "processing"}),
        Reply({"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}, 404),
        Reply("<html>This page can't be found</html>", 404),
    ],
)
async def test_no_answer_that_can_be_used_is_told_as_such(woo: Woo, reply: Reply) -> None:
    woo.wire.faults.append(Fault("GET /wp-json/wc/v3/orders/1001", reply, times=2))
    with pytest.raises(CommerceUnavailable):
        await woo.shop.order("1001")


@pytest.mark.parametrize("reply", [Reply("<html>no such page</html>", 404), Reply({"name": "Dollar"}), Reply([])])
async def test_a_site_without_woocommerce_is_not_well(woo: Woo, reply: Reply) -> None:
    woo.wire.faults.append(Fault("GET", reply, times=2))
    with pytest.raises(CommerceUnavailable):
        await woo.shop.ping()


async def test_wrong_keys_are_told(woo: Woo) -> None:
    shop = WooShop.open(f"woocommerce+{woo.wire.origin}", KEY, "wrong", ShopFolder(), timeout_seconds=10)
    with pytest.raises(CommerceUnavailable, match="cannot"):
        await shop.ping()
    await shop.close()
    await woo.shop.ping()


@pytest.mark.parametrize("url", ["woocommerce+http://shop.example", "woocommerce+https://", "woocommerce+ftp://shop"])
def test_keys_go_to_nobody_in_the_clear(url: str) -> None:
    with pytest.raises(ConfigurationError, match="COMMERCE_URL"):
        WooShop.open(url, "ck", "cs", ShopFolder(), timeout_seconds=1)


def test_missing_keys_are_named() -> None:
    with pytest.raises(ConfigurationError, match="COMMERCE_USER"):
        WooShop.open("woocommerce+https://shop.example", "", "", ShopFolder(), timeout_seconds=1)
