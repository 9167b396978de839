"""The demo shop's data: as much of it as was promised, whole in itself, and written by hand."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.commerce.model import Customer, Order, OrderStatus, PaymentMethod, PaymentStatus, Review
from bot.commerce.sql.shop import SqlShop
from bot.commerce.sql.tables import customers, orders
from bot.storage.database import Database
from tests.commerce.conftest import DEMO, NOW

NEAR_DUPLICATE = 0.5
"""Jaccard index of the sets of five neighbouring characters from which on two reviews count as one."""


@pytest.fixture
async def all_orders(demo: SqlShop, empty: Database) -> Sequence[Order]:
    async with empty.reading() as connection:
        ids = (await connection.execute(select(orders.c.order_id).order_by(orders.c.order_id))).scalars().all()
    return [await demo.order(order_id) for order_id in ids]


@pytest.fixture
async def people(demo: SqlShop, empty: Database) -> Sequence[Customer]:
    async with empty.reading() as connection:
        ids = (await connection.execute(select(customers.c.customer_id))).scalars().all()
    return [await demo.customer(customer_id) for customer_id in ids]


@pytest.fixture
async def all_reviews(demo: SqlShop) -> Sequence[Review]:
    return [review for product in await demo.catalogue() for review in await demo.reviews(product.product_id)]


async def test_products_fill_eight_categories_in_both_languages(demo: SqlShop) -> None:
    catalogue, shop = await demo.catalogue(), await demo.shop()
    assert len(catalogue) >= 80
    by_category = Counter(product.category for product in catalogue)
    assert set(by_category) == set(shop.categories)
    assert len(by_category) == 8
    assert min(by_category.values()) >= 8
    for product in catalogue:
        assert product.title.en != product.title.zh
        assert product.description.en
        assert product.description.zh
        assert set(product.attributes) <= set(shop.attributes)
        assert all(set(variant.options) <= set(shop.options) for variant in product.variants)
    assert any(not variant.stock for product in catalogue for variant in product.variants)
    assert any(variant.compare_at for product in catalogue for variant in product.variants)


async def test_what_fits_together_is_sold_here(demo: SqlShop) -> None:
    catalogue = await demo.catalogue()
    known = {product.product_id for product in catalogue}
    assert all(set(product.compatible_with) <= known - {product.product_id} for product in catalogue)
    assert any(product.compatible_with for product in catalogue)


async def test_sixty_customers_of_both_languages(people: Sequence[Customer]) -> None:
    assert len(people) == 60
    assert min(Counter(person.language for person in people).values()) >= 20
    assert len({person.email for person in people}) == 60


async def test_two_hundred_orders_in_every_state(all_orders: Sequence[Order], people: Sequence[Customer]) -> None:
    assert Counter(order.status.value for order in all_orders) == {
        "pending": 25,
        "processing": 25,
        "shipped": 40,
        "delivered": 70,
        "cancelled": 20,
        "returning": 8,
        "returned": 8,
        "exchanging": 4,
    }
    assert {order.payment.method for order in all_orders} == set(PaymentMethod)
    assert {order.payment.status for order in all_orders} == set(PaymentStatus)
    assert {refund.status.value for order in all_orders for refund in order.refunds} == {"pending", "settled"}
    assert sum(order.customer_id is None for order in all_orders) == 15
    assert {order.customer_id for order in all_orders} - {None} == {person.customer_id for person in people}


async def test_orders_are_of_what_the_shop_sells(demo: SqlShop, all_orders: Sequence[Order]) -> None:
    sold = {v.sku: (p.title, v.price) for p in await demo.catalogue() for v in p.variants}
    assert all((line.title, line.unit_price) == sold[line.sku] for order in all_orders for line in order.lines)


async def test_orders_are_dated_when_seeded(all_orders: Sequence[Order]) -> None:
    for order in all_orders:
        times = [change.at for change in order.history]
        assert times == sorted(times)
        assert times[0] == order.placed_at < NOW >= times[-1]
        assert order.history[-1].status is order.status
        for shipment in order.shipments:
            assert shipment.shipped_at is not None
            assert shipment.eta is not None
            assert order.placed_at < shipment.shipped_at <= NOW
            assert shipment.delivered_at is None or shipment.shipped_at < shipment.delivered_at <= NOW
            assert shipment.shipped_at < shipment.eta


async def test_parcels_tell_the_states_of_their_orders(all_orders: Sequence[Order]) -> None:
    for order in all_orders:
        arrived = [shipment.delivered_at is not None for shipment in order.shipments]
        match order.status:
            case OrderStatus.PENDING | OrderStatus.PROCESSING | OrderStatus.CANCELLED:
                assert not order.shipments
            case OrderStatus.SHIPPED:
                assert not all(arrived)
            case _:
                assert arrived
                assert all(arrived)
        sent = [line_id for shipment in order.shipments for line_id in shipment.line_ids]
        assert sorted(sent) == (sorted(line.line_id for line in order.lines) if sent else [])
    shipped = [order for order in all_orders if order.status is OrderStatus.SHIPPED]
    late = [o for o in shipped if any(s.eta and s.eta < NOW and not s.delivered_at for s in o.shipments)]
    assert len(late) >= 5
    assert sum(len(order.shipments) == 2 for order in all_orders) >= 5
    carriers = {shipment.carrier for order in all_orders for shipment in order.shipments}
    assert carriers >= {"UPS", "FedEx", "USPS", "DHL", "SF Express", "Royal Mail"}


async def test_money_given_back_tells_the_states_of_payments(all_orders: Sequence[Order]) -> None:
    for order in all_orders:
        repaid = sum(refund.amount.amount for refund in order.refunds)
        match order.payment.status:
            case PaymentStatus.REFUNDED:
                assert repaid == order.total.amount
            case PaymentStatus.PART_REFUNDED:
                assert 0 < repaid < order.total.amount
            case _:
                assert repaid == 0
        assert all(order.placed_at < refund.at <= NOW for refund in order.refunds)


async def test_delivery_in_the_states_costs_what_the_documents_say(all_orders: Sequence[Order]) -> None:
    fees = {0, 500, 800, 1200, 1500, 2900}
    floor_lamp = 1200
    for order in all_orders:
        assert order.address is not None
        if order.address.country != "US":
            continue
        extra = floor_lamp if any(line.sku.startswith("LT-307") for line in order.lines) else 0
        assert order.shipping_fee.amount - extra in fees
        goods = order.total.amount - order.shipping_fee.amount
        if order.shipping_fee.amount == 500:
            assert goods < 9900, order.order_id


async def test_four_hundred_reviews_in_both_languages(all_reviews: Sequence[Review]) -> None:
    assert len(all_reviews) == 400
    assert min(Counter(review.language for review in all_reviews).values()) >= 180
    assert {review.rating for review in all_reviews} == {1, 2, 3, 4, 5}
    assert all(review.at <= NOW for review in all_reviews)


async def test_reviews_are_written_one_by_one(all_reviews: Sequence[Review]) -> None:
    grams = [_grams(review.text) for review in all_reviews]
    near = {
        index
        for (i, one), (j, other) in combinations(enumerate(grams), 2)
        if len(one & other) > NEAR_DUPLICATE * len(one | other)
        for index in (i, j)
    }
    assert len(near) < 0.02 * len(all_reviews)


def _grams(text: str) -> frozenset[str]:
    plain = "".join(text.casefold().split())
    return frozenset(plain[i : i + 5] for i in range(max(1, len(plain) - 4)))


async def test_one_review_tries_to_instruct_its_reader(all_reviews: Sequence[Review]) -> None:
    orders_about = ("ignore", "instruction", "assistant", "忽略", "指令", "系统提示")
    found = [r for r in all_reviews if sum(word in r.text.casefold() for word in orders_about) >= 2]
    assert found, "no review holds an injected instruction"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_twenty_documents_in_each_language(language: str) -> None:
    found = list((DEMO / "documents" / language).glob("*.md"))
    editions = [path for path in found if path.name.count(".") > 1]
    assert len(found) - len(editions) >= 20
    assert editions, "no older edition"


def test_the_twins_of_documents_have_the_same_names() -> None:
    english, chinese = ({p.name for p in (Path(DEMO) / "documents" / of).glob("*.md")} for of in ("en", "zh"))
    assert english == chinese


async def test_an_order_that_a_stored_way_paid_names_it(
    all_orders: Sequence[Order], people: Sequence[Customer]
) -> None:
    stored = {person.customer_id: {way.payment_id: way for way in person.payments} for person in people}
    sent = {PaymentMethod.BANK_TRANSFER, PaymentMethod.CASH_ON_DELIVERY}
    for order in all_orders:
        paid = order.payment
        is_stored = order.customer_id is not None and paid.method not in sent
        assert (paid.payment_id is not None) == is_stored, order.order_id
        if order.customer_id and paid.payment_id:
            way = stored[order.customer_id][paid.payment_id]
            assert (way.method, way.label) == (paid.method, paid.label), order.order_id


async def test_people_have_ways_to_pay_and_some_have_gift_cards_worth_something(people: Sequence[Customer]) -> None:
    assert all(person.payments for person in people)
    assert sum(len(person.payments) > 1 for person in people) >= 30
    cards = [way for person in people for way in person.payments if way.method is PaymentMethod.GIFT_CARD]
    held = [way.balance.amount for way in cards if way.balance]
    assert len(held) == len(cards) >= 20
    assert (min(held), sum(amount >= 5_000 for amount in held) >= 6) == (0, True)


async def test_every_order_could_be_sent_as_it_is_and_most_of_them_otherwise(
    all_orders: Sequence[Order], demo: SqlShop
) -> None:
    rates = {rate.option.code: rate for rate in (await demo.shop()).shipping}
    for order in all_orders:
        assert order.shipping_option in rates, order.order_id
        rate = rates[order.shipping_option]
        assert rate.reaches(order.address), order.order_id
        assert order.shipping_fee.amount in (0, rate.option.fee.amount), order.order_id
        offered = await demo.shipping_options(order.order_id)
        assert order.shipping_option in [option.code for option in offered]
        assert len(offered) >= 2 or (order.address and order.address.region in ("AK", "HI")), order.order_id


async def test_delivery_costs_what_the_documents_say(demo: SqlShop) -> None:
    abroad = [(cells[3], cells[4]) for cells in _table("shipping-international", 6)]
    express = [(cells[2], "-") for cells in _table("shipping-international", 3)]
    here = [(cells[3], cells[4]) for cells in _table("shipping-domestic", 5)]
    asked = {
        (rate.option.fee.spoken("en"), "-" if rate.free_from is None else f"${rate.free_from.amount // 100}")
        for rate in (await demo.shop()).shipping
    }
    assert (len(here), len(abroad), len(express)) == (7, 20, 4)
    assert asked == {*here, *abroad, *express}


def _table(document: str, width: int) -> list[list[str]]:
    """The rows of a document's tables of this many columns, without their heads."""
    lines = (DEMO / "documents" / "en" / f"{document}.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if len(row) == width and any(cell.startswith("$") for cell in row)]


async def test_most_goods_come_in_several_variants(demo: SqlShop) -> None:
    by_category: dict[str, list[int]] = {}
    for product in await demo.catalogue():
        by_category.setdefault(product.category, []).append(sum(v.stock > 0 for v in product.variants))
    assert all(sum(n > 1 for n in counts) >= len(counts) // 2 for counts in by_category.values()), by_category
