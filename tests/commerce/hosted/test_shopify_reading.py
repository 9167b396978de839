"""Shopify's goods, people and orders, read from the shapes that its documentation gives."""

from dataclasses import replace
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
    StatusChange,
)
from bot.commerce.money import Money
from bot.commerce.shopify.shop import ShopifyShop
from bot.errors import CommerceUnavailable, ConfigurationError, CustomerNotFound, OrderNotFound, ProductNotFound
from tests.commerce.hosted.conftest import Shopify
from tests.commerce.hosted.replay import Fault, Reply
from tests.commerce.hosted.shopify_server import NOW, connection, gid, line, money, paid, parcel, variant

HOME = Address("12 Alder St", "Portland", "US", region="OR", postcode="97201")


def order_of(shopify: Shopify) -> dict[str, Any]:
    return shopify.server.orders[gid("Order", 7001)]


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


async def test_goods_are_read_with_their_prices_stock_and_options(shopify: Shopify) -> None:
    keyboard, rest = await shopify.shop.catalogue()
    assert (keyboard.product_id, keyboard.category, keyboard.title.en) == ("101", "keyboards", "Hush 75 quiet keyboard")
    assert (keyboard.description.en, keyboard.image) == ("Quiet.", "https://cdn.example/101.png")
    black, white = keyboard.variants
    assert (black.sku, black.price, black.stock, black.compare_at) == ("KB-101-BLK", usd("79.00"), 12, None)
    assert (white.price, white.stock, white.compare_at) == (usd("69.00"), 0, usd("79.00"))
    assert black.options == {"Colour": Bilingual("Black", "Black")}
    assert rest.variants[0].options == {}
    assert await shopify.shop.product("101") == keyboard
    shop = await shopify.shop.shop()
    assert (shop.name.en, shop.currency, shop.support_email) == ("Maple Lane", "USD", "help@maplelane.example")
    assert list(shop.options) == ["Colour"]


async def test_every_page_of_goods_and_of_variants_is_read(shopify: Shopify) -> None:
    many = [variant(1000 + n, f"X-{n}", "1.00", 1, {"Size": str(n)}) for n in range(130)]
    shopify.server.add_product(300, "Many", many)
    for number in range(301, 325):
        shopify.server.add_product(number, "One", [variant(number, f"S-{number}", "1.00", 1, {})])
    found = {product.product_id: product for product in await shopify.shop.catalogue()}
    assert len(found) == 27
    assert [one.sku for one in found["300"].variants] == [f"X-{n}" for n in range(130)]


async def test_what_is_no_longer_sold_is_not_shown(shopify: Shopify) -> None:
    shopify.server.add_product(400, "Gone", [variant(400, "G", "1.00", 1, {})], status="ARCHIVED")
    assert "400" not in {product.product_id for product in await shopify.shop.catalogue()}
    for unknown in ("400", "999", "KB-101", "101) { id }"):
        with pytest.raises(ProductNotFound):
            await shopify.shop.product(unknown)


async def test_goods_that_are_not_counted_are_in_stock(shopify: Shopify) -> None:
    sold_on = variant(401, None, "10.00", -3, {}, availableForSale=True)
    shopify.server.add_product(401, "Made to order", [sold_on])
    found = await shopify.shop.product("401")
    assert found.in_stock
    assert found.variants[0].sku == "variant-401"


async def test_the_catalogue_is_held_and_its_revision_stays_when_stock_moves(shopify: Shopify) -> None:
    before = await shopify.shop.catalogue_revision()
    await shopify.shop.catalogue()
    assert len(shopify.wire.sent("query Products")) == 1
    shopify.server.products[gid("Product", 101)]["all_variants"][0]["sellableOnlineQuantity"] = 1
    shopify.shop._goods.forget()
    assert (await shopify.shop.catalogue())[0].variants[0].stock == 1
    assert await shopify.shop.catalogue_revision() == before


async def test_an_order_is_read_as_it_was_placed(shopify: Shopify) -> None:
    order = await shopify.shop.order("1001")
    assert (order.order_id, order.customer_id, order.email) == ("1001", "501", "mei@example.com")
    assert (order.status, order.placed_at) == (OrderStatus.PENDING, NOW - timedelta(days=3))
    assert [(one.line_id, one.sku, one.quantity, one.unit_price) for one in order.lines] == [
        ("11", "KB-101-BLK", 2, usd("79.00")),
        ("12", "KB-190-WAL", 1, usd("32.00")),
    ]
    assert order.lines[0].title.en == "Hush 75 quiet keyboard (Black)"
    assert (order.shipping_fee, order.discount, order.total) == (usd("5.00"), usd("0.00"), usd("195.00"))
    payment = order.payment
    assert (payment.method, payment.label, payment.status) == (
        PaymentMethod.CARD,
        "Visa ending 4242",
        PaymentStatus.PAID,
    )
    assert order.address == HOME
    assert (order.note, order.shipments, order.refunds) == ("", (), ())


@pytest.mark.parametrize("said", ["1001", "#1001", " #1001 ", "＃1001"])
async def test_an_order_is_found_by_its_name_however_it_is_written(shopify: Shopify, said: str) -> None:
    assert (await shopify.shop.order(said)).order_id == "1001"


async def test_only_the_very_number_is_found(shopify: Shopify) -> None:
    shopify.server.add_order(7002, "#10010", [line(21, "S", "One", 1, money("1.0"))], money("1.0"))
    assert (await shopify.shop.order("1001")).order_id == "1001"
    for unknown in ("100", "", "#", '1001" OR name:"10010', "1001*", "%", "1001\\"):
        with pytest.raises(OrderNotFound):
            await shopify.shop.order(unknown)


async def test_of_two_orders_with_one_number_neither_is_guessed(shopify: Shopify) -> None:
    shopify.server.add_order(7002, "1001", [line(21, "S", "One", 1, money("1.0"))], money("1.0"))
    with pytest.raises(OrderNotFound):
        await shopify.shop.order("1001")


async def test_what_can_be_no_number_never_reaches_the_shops_search(shopify: Shopify) -> None:
    with pytest.raises(OrderNotFound):
        await shopify.shop.order('x" OR status:any')
    assert shopify.wire.requests == []


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("UNFULFILLED", OrderStatus.PENDING),
        ("ON_HOLD", OrderStatus.PENDING),
        ("SCHEDULED", OrderStatus.PENDING),
        ("IN_PROGRESS", OrderStatus.PROCESSING),
        ("PENDING_FULFILLMENT", OrderStatus.PROCESSING),
        ("PARTIALLY_FULFILLED", OrderStatus.SHIPPED),
        ("FULFILLED", OrderStatus.SHIPPED),
    ],
)
async def test_statuses_are_told_as_they_are(shopify: Shopify, told: str, status: OrderStatus) -> None:
    order_of(shopify)["displayFulfillmentStatus"] = told
    assert (await shopify.shop.order("1001")).status is status


async def test_a_status_that_is_not_known_is_not_invented(shopify: Shopify) -> None:
    shopify.server.add_order(7002, "#1002", [line(21, "S", "One", 1, money("1.0"))], money("1.0"))
    order_of(shopify)["displayFulfillmentStatus"] = "TELEPORTED"
    with pytest.raises(CommerceUnavailable, match="TELEPORTED"):
        await shopify.shop.order("1001")
    assert [order.order_id for order in await shopify.shop.orders_of("501")] == ["1002"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("RETURN_REQUESTED", OrderStatus.RETURNING),
        ("IN_PROGRESS", OrderStatus.RETURNING),
        ("RETURNED", OrderStatus.RETURNED),
        ("RETURN_FAILED", OrderStatus.DELIVERED),
    ],
)
async def test_returns_are_told(shopify: Shopify, told: str, status: OrderStatus) -> None:
    order = order_of(shopify)
    order |= {"displayFulfillmentStatus": "FULFILLED", "returnStatus": told}
    order["fulfillments"] = [parcel(1, order["lineItems"], delivered=True)]
    assert (await shopify.shop.order("1001")).status is status


async def test_an_order_has_arrived_when_all_its_parcels_have(shopify: Shopify) -> None:
    order = order_of(shopify)
    order["displayFulfillmentStatus"] = "FULFILLED"
    first, second = order["lineItems"]
    order["fulfillments"] = [parcel(1, [first], delivered=True), parcel(2, [second])]
    on_the_way = await shopify.shop.order("1001")
    assert on_the_way.status is OrderStatus.SHIPPED
    assert [(one.carrier, one.tracking, one.line_ids) for one in on_the_way.shipments] == [
        ("UPS", "1Z1", ("11",)),
        ("UPS", "1Z1", ("12",)),
    ]
    assert on_the_way.shipments[1].eta == NOW + timedelta(days=1)
    order["fulfillments"][1] = parcel(2, [second], delivered=True)
    arrived = await shopify.shop.order("1001")
    assert arrived.status is OrderStatus.DELIVERED
    assert arrived.history[-1] == StatusChange(NOW - timedelta(days=1), OrderStatus.DELIVERED)


async def test_a_parcel_that_was_called_back_is_none(shopify: Shopify) -> None:
    order = order_of(shopify)
    order["fulfillments"] = [{**parcel(1, order["lineItems"]), "status": "CANCELLED"}]
    assert (await shopify.shop.order("1001")).shipments == ()


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("PENDING", PaymentStatus.PENDING),
        ("AUTHORIZED", PaymentStatus.PENDING),
        ("PARTIALLY_PAID", PaymentStatus.PENDING),
        ("PARTIALLY_REFUNDED", PaymentStatus.PART_REFUNDED),
        ("REFUNDED", PaymentStatus.REFUNDED),
        ("VOIDED", PaymentStatus.FAILED),
        ("EXPIRED", PaymentStatus.FAILED),
    ],
)
async def test_payments_are_told_as_they_are(shopify: Shopify, told: str, status: PaymentStatus) -> None:
    order_of(shopify)["displayFinancialStatus"] = told
    assert (await shopify.shop.order("1001")).payment.status is status


async def test_refunds_are_told_with_their_money_and_state(shopify: Shopify) -> None:
    moves = [paid("Visa ending 4242", kind="REFUND", status="PENDING")]
    refund = {
        "id": gid("Refund", 5),
        "createdAt": "2026-06-16T09:00:00Z",
        "note": None,
        "totalRefundedSet": money("32.0"),
    }
    adjustment = {**refund, "id": gid("Refund", 6), "totalRefundedSet": money("0.0"), "transactions": connection([])}
    order_of(shopify)["refunds"] = [{**refund, "transactions": connection(moves)}, adjustment]
    (told,) = (await shopify.shop.order("1001")).refunds
    assert (told.refund_id, told.amount, told.method, told.status) == (
        "5",
        usd("32.00"),
        "Visa ending 4242",
        RefundStatus.PENDING,
    )


async def test_an_edited_order_is_told_as_it_now_is(shopify: Shopify) -> None:
    order = order_of(shopify)
    order["lineItems"][0]["currentQuantity"], order["lineItems"][1]["currentQuantity"] = 1, 0
    order |= {"edited": True, "currentTotalPriceSet": money("84.0")}
    told = await shopify.shop.order("1001")
    assert [(one.line_id, one.quantity) for one in told.lines] == [("11", 1)]
    assert (told.total, told.items_changed) == (usd("84.00"), True)


async def test_an_order_that_is_too_much_for_a_list_is_read_whole(shopify: Shopify) -> None:
    order = order_of(shopify)
    order["displayFulfillmentStatus"] = "PARTIALLY_FULFILLED"
    order["fulfillments"] = [parcel(n, [order["lineItems"][0]]) for n in range(6)]
    assert [await shopify.shop.order("1001")] == list(await shopify.shop.orders_of("501"))
    assert len((await shopify.shop.orders_of("501"))[0].shipments) == 6


async def test_every_line_of_a_long_order_is_read(shopify: Shopify) -> None:
    lines = [line(1000 + n, f"S-{n}", "One", 1, money("1.0")) for n in range(170)]
    shopify.server.add_order(7002, "#1002", lines, money("170.0"))
    assert len((await shopify.shop.order("1002")).lines) == 170


@pytest.mark.parametrize(("currency", "amount", "minor"), [("JPY", "8900", 8900), ("KWD", "12.345", 12345)])
async def test_the_currency_is_the_customers_and_exact(
    shopify: Shopify, currency: str, amount: str, minor: int
) -> None:
    total = money(amount, currency, shop="57.31")
    shopify.server.add_order(7002, "#1002", [line(21, "S", "One", 1, total)], total)
    order = await shopify.shop.order("1002")
    assert order.total == order.lines[0].unit_price == Money(minor, currency)


async def test_an_amount_finer_than_its_currency_is_no_fact(shopify: Shopify) -> None:
    shopify.server.add_order(7002, "#1002", [line(21, "S", "One", 1, money("1.005"))], money("1.0"))
    with pytest.raises(CommerceUnavailable, match="not understood"):
        await shopify.shop.order("1002")


async def test_times_are_read_with_their_zone(shopify: Shopify) -> None:
    order_of(shopify)["createdAt"] = "2026-06-14T20:00:00+02:00"
    assert (await shopify.shop.order("1001")).placed_at == NOW - timedelta(days=3)


async def test_what_the_staff_wrote_is_not_read_out(shopify: Shopify) -> None:
    order_of(shopify)["note"] = "VIP, be careful: complained last time"
    assert (await shopify.shop.order("1001")).note == ""


async def test_a_guests_order_has_no_customer(shopify: Shopify) -> None:
    order_of(shopify).update(customer=None, shippingAddress=None)
    order = await shopify.shop.order("1001")
    assert (order.customer_id, order.address, order.email) == (None, None, "mei@example.com")


async def test_a_customers_orders_come_newest_first_over_all_pages(shopify: Shopify) -> None:
    for n in range(2, 12):
        created = (NOW - timedelta(hours=20 - n)).strftime("%Y-%m-%dT%H:%M:%SZ")
        one = [line(100 + n, "S", "One", 1, money("1.0"))]
        shopify.server.add_order(7000 + n, f"#{1000 + n}", one, money("1.0"), createdAt=created)
    orders = await shopify.shop.orders_of("501")
    assert [order.order_id for order in orders] == [str(n) for n in range(1011, 1000, -1)]
    assert await shopify.shop.orders_of("501", limit=5) == orders[:5]
    assert await shopify.shop.orders_of("502") == []
    assert await shopify.shop.orders_of("999") == []


async def test_a_customer_is_read(shopify: Shopify) -> None:
    mei = await shopify.shop.customer("501")
    assert (mei.name, mei.email, mei.language, mei.address, mei.tags) == (
        "Mei Lin",
        "mei@example.com",
        "zh",
        HOME,
        ("vip",),
    )
    tom = await shopify.shop.customer("502")
    assert (tom.name, tom.email, tom.phone, tom.language) == ("Tom", None, "+49301234567", "en")
    for unknown in ("999", "C-1", "501/orders"):
        with pytest.raises(CustomerNotFound):
            await shopify.shop.customer(unknown)


async def test_a_version_differs_when_anything_told_does(shopify: Shopify) -> None:
    first = await shopify.shop.order("1001")
    assert await shopify.shop.order("1001") == first
    order_of(shopify)["shippingAddress"]["address1"] = "13 Alder St"
    changed = await shopify.shop.order("1001")
    assert changed.version != first.version
    assert replace(changed, address=first.address, version=first.version) == first
    assert all(0 < order.version < 2**31 for order in (first, changed))


async def test_a_throttled_read_waits_until_the_query_can_be_paid(shopify: Shopify) -> None:
    throttled = Reply(
        {
            "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
            "extensions": {
                "cost": {
                    "requestedQueryCost": 180,
                    "throttleStatus": {"maximumAvailable": 2000, "currentlyAvailable": 175, "restoreRate": 100},
                }
            },
        }
    )
    shopify.wire.faults.append(Fault("OrdersByName", throttled, times=2))
    assert (await shopify.shop.order("1001")).order_id == "1001"
    assert len(shopify.wire.sent("OrdersByName")) == 3


async def test_waiting_for_a_throttling_shop_is_bounded(shopify: Shopify) -> None:
    shopify.wire.faults.append(Fault("OrdersByName", Reply({}, 429, {"Retry-After": "60"}), times=9))
    with pytest.raises(CommerceUnavailable, match="60 s"):
        await shopify.shop.order("1001")
    assert len(shopify.wire.requests) == 1


@pytest.mark.parametrize("act", ["lose request", "lose answer"])
async def test_a_read_is_tried_twice(shopify: Shopify, act: Any) -> None:
    shopify.wire.faults.append(Fault("OrdersByName", act))
    assert (await shopify.shop.order("1001")).order_id == "1001"
    shopify.wire.faults.append(Fault("OrdersByName", act, times=2))
    with pytest.raises(CommerceUnavailable):
        await shopify.shop.order("1001")


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<html>busy</html>", 502),
        Reply({"errors": [{"message": "Internal error", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}),
        Reply({"errors": [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}], "data": {"orders": None}}),
        Reply({"errors": "Unavailable Shop"}, 402),
        Reply({"data": {"orders": {"nodes": [{"name": "#1001"}]}}}),
        Reply({"data": {"orders": None}}),
        Reply([]),
        Reply("not json"),
    ],
)
async def test_no_answer_that_can_be_used_is_told_as_such(shopify: Shopify, reply: Reply) -> None:
    shopify.wire.faults.append(Fault("OrdersByName", reply, times=2))
    with pytest.raises(CommerceUnavailable):
        await shopify.shop.order("1001")


async def test_a_wrong_token_is_told_and_not_tried_again(shopify: Shopify) -> None:
    shop = ShopifyShop.open(f"shopify+{shopify.wire.origin}", "shpat_wrong", ShopFolder(), timeout_seconds=10)
    with pytest.raises(CommerceUnavailable, match="Invalid API key"):
        await shop.ping()
    await shop.close()
    assert len(shopify.wire.requests) == 1
    await shopify.shop.ping()


@pytest.mark.parametrize(
    "url", ["shopify+http://shop.example", "shopify+https://", "shopify+https://me:x@shop.example"]
)
def test_a_token_goes_to_nobody_in_the_clear(url: str) -> None:
    with pytest.raises(ConfigurationError, match="COMMERCE_URL"):
        ShopifyShop.open(url, "shpat_x", ShopFolder(), timeout_seconds=1)


def test_a_missing_token_is_named() -> None:
    with pytest.raises(ConfigurationError, match="COMMERCE_PASSWORD"):
        ShopifyShop.open("shopify+https://shop.myshopify.com", "", ShopFolder(), timeout_seconds=1)


async def test_a_shop_that_is_not_there_is_unavailable() -> None:
    shop = ShopifyShop.open("shopify+http://127.0.0.1:9", "shpat_x", ShopFolder(), timeout_seconds=0.5)
    with pytest.raises(CommerceUnavailable):
        await shop.order("1001")
    await shop.close()


async def test_there_are_no_reviews_to_read(shopify: Shopify) -> None:
    assert list(await shopify.shop.reviews("101")) == []
