"""What every `CommerceBackend` owes its callers, run over each adapter."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import CancelOrder, Capability, Settlement
from bot.commerce.model import (
    Address,
    Bilingual,
    Customer,
    Hours,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Product,
    Refund,
    RefundStatus,
    Review,
    Shipment,
    Shop,
    StatusChange,
    Variant,
)
from bot.commerce.money import Money
from bot.commerce.sql import imported
from bot.commerce.sql.migrate import migrate
from bot.commerce.sql.shop import SqlShop
from bot.errors import (
    ChangeRefused,
    CustomerNotFound,
    InvalidInput,
    NotAllowed,
    OrderNotFound,
    ProductNotFound,
    ProposalVoid,
    Why,
)
from bot.storage.database import Database

NOW = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)
RACES = 40 if os.environ.get("RACES") == "full" else 6
REASON = "asked for by the customer"


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


SHOP = Shop(
    name=Bilingual("Maple Lane", "枫巷"),
    currency="USD",
    categories={"keyboards": Bilingual("Keyboards", "键盘")},
    attributes={"material": Bilingual("Material", "材质")},
    options={"colour": Bilingual("Colour", "颜色")},
    hours=Hours(
        "America/Los_Angeles", {"mon": (("09:00", "12:00"), ("13:00", "18:00"))}, frozenset({date(2026, 12, 25)})
    ),
    support_email="help@maplelane.example",
)
KEYBOARD = Product(
    product_id="KB-101",
    category="keyboards",
    title=Bilingual("Hush 75 quiet keyboard", "静语75静音键盘"),
    description=Bilingual("Quiet.", "安静。"),
    variants=(
        Variant("KB-101-BLK", {"colour": Bilingual("Black", "黑色")}, usd("79.00"), 12),
        Variant("KB-101-WHT", {"colour": Bilingual("White", "白色")}, usd("69.00"), 0, usd("79.00")),
    ),
    attributes={"material": Bilingual("Aluminium", "铝合金")},
    tags=(Bilingual("quiet", "静音"), Bilingual("office", "")),
    compatible_with=("KB-190",),
    url="/products/KB-101",
    image="/images/KB-101.svg",
)
REST = Product(
    product_id="KB-190",
    category="keyboards",
    title=Bilingual("Rest", "手托"),
    description=Bilingual("Wood.", "木头。"),
    variants=(Variant("KB-190-WAL", {}, usd("32.00"), 0),),
)
MEI = Customer(
    "C-1",
    "Mei Lin",
    "mei@example.com",
    "+1-202-555-0143",
    "zh",
    Address("12 Alder St", "Portland", "US", region="OR", postcode="97201"),
    NOW - timedelta(days=700),
    ("vip",),
)
TOM = Customer("C-2", "Tom", None, "+49301234567")
LINES = (
    OrderLine("1", "KB-101-BLK", KEYBOARD.title, 2, usd("79.00")),
    OrderLine("2", "KB-190-WAL", REST.title, 1, usd("32.00")),
    OrderLine("3", "KB-101-BLK", KEYBOARD.title, 1, usd("79.00")),
    OrderLine("4", "GONE-1", Bilingual("No longer sold", "已下架"), 1, usd("10.00")),
)
VISA = Payment(PaymentMethod.CARD, "Visa ending 4242", PaymentStatus.PAID)


def an_order(order_id: str, status: OrderStatus = OrderStatus.PENDING, payment: Payment = VISA) -> Order:
    return Order(
        order_id=order_id,
        customer_id="C-1",
        email="mei@example.com",
        phone=None,
        status=status,
        placed_at=NOW - timedelta(days=3),
        lines=LINES,
        shipping_fee=usd("5.00"),
        discount=usd("4.00"),
        total=usd("280.00"),
        payment=payment,
        address=MEI.address,
        history=(StatusChange(NOW - timedelta(days=3), OrderStatus.PENDING),),
    )


SENT = replace(
    an_order("W2", OrderStatus.DELIVERED),
    placed_at=NOW - timedelta(days=9),
    shipments=(
        Shipment("UPS", "1Z1", NOW - timedelta(days=8), NOW - timedelta(days=4), NOW - timedelta(days=5), ("1", "2")),
        Shipment("SF Express", "", None, None, None, ("3", "4")),
    ),
    refunds=(Refund("RF-W2-1", usd("10.00"), "Visa ending 4242", RefundStatus.SETTLED, NOW - timedelta(days=1)),),
    payment=replace(VISA, status=PaymentStatus.PART_REFUNDED),
)
GUEST = replace(
    an_order("W3", OrderStatus.PROCESSING), customer_id=None, email=None, phone="+49301234567", address=None
)
NEWEST = replace(an_order("W4"), placed_at=NOW - timedelta(hours=1))
REVIEWS = (
    Review("R1", "KB-101", 5, "en", "Quiet.", NOW - timedelta(days=30), "Good", "Ann", True),
    Review("R2", "KB-101", 1, "zh", "太吵了。", NOW - timedelta(days=2)),
)

Stock = Callable[..., Awaitable[CommerceBackend]]


@pytest.fixture(params=["sqlite", "postgresql"])
async def stock(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stock]:
    """Opens a shop of this adapter that holds the products, people and reviews above, and the given orders."""
    url = f"sqlite+aiosqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    database = Database.open(url)
    await migrate(database)

    async def stocked(*orders: Order) -> CommerceBackend:
        async with database.transaction() as connection:
            await imported.write_shop(connection, SHOP, is_demo=False)
            await imported.write_products(connection, [KEYBOARD, REST], [])
            await imported.write_customers(connection, [MEI, TOM], [])
            await imported.write_orders(connection, orders, [])
            await imported.write_reviews(connection, REVIEWS, [])
        return SqlShop(database, now=lambda: NOW)

    yield stocked
    await database.close()


async def stock_of(backend: CommerceBackend) -> dict[str, int]:
    return {variant.sku: variant.stock for product in await backend.catalogue() for variant in product.variants}


async def cancel(
    backend: CommerceBackend,
    order_id: str = "W1",
    version: int = 1,
    key: str = "key-1",
    agreed: Settlement | None = None,
) -> Order:
    whole = Settlement(usd("280.00"), label="Visa ending 4242")
    return await backend.change_order(CancelOrder(order_id, REASON), version=version, agreed=agreed or whole, key=key)


class TestReading:
    async def test_what_was_put_in_is_read_back_whole(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"), SENT, GUEST)
        assert await backend.shop() == SHOP
        assert await backend.catalogue() == [KEYBOARD, REST]
        assert await backend.product("KB-190") == REST
        assert [await backend.customer(id_) for id_ in ("C-1", "C-2")] == [MEI, TOM]
        assert [await backend.order(id_) for id_ in ("W1", "W2", "W3")] == [an_order("W1"), SENT, GUEST]

    @pytest.mark.parametrize("number", ["W2", "w2", "#W2", "#w2", " #W2 ", "＃W2"])
    async def test_an_order_is_found_by_its_number_however_it_is_written(self, stock: Stock, number: str) -> None:
        backend = await stock(SENT)
        assert await backend.order(number) == SENT

    async def test_unknown_ids_are_not_found(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"))
        with pytest.raises(ProductNotFound, match="KB-999"):
            await backend.product("KB-999")
        with pytest.raises(CustomerNotFound, match="C-9"):
            await backend.customer("C-9")
        for number in ("W9", "", "#", "W1'; DROP TABLE orders; --", "W_", "%"):
            with pytest.raises(OrderNotFound):
                await backend.order(number)

    async def test_a_customers_orders_come_newest_first(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"), SENT, GUEST, NEWEST)
        assert await backend.orders_of("C-1") == [NEWEST, an_order("W1"), SENT]
        assert await backend.orders_of("C-1", limit=1) == [NEWEST]
        assert await backend.orders_of("C-2") == []

    async def test_reviews_come_newest_first(self, stock: Stock) -> None:
        backend = await stock()
        assert await backend.reviews("KB-101") == [REVIEWS[1], REVIEWS[0]]
        assert await backend.reviews("KB-190") == []

    async def test_an_empty_shop_reads_as_empty(self, stock: Stock) -> None:
        backend = await stock()
        await backend.ping()
        assert await backend.orders_of("C-1") == []
        assert (await backend.catalogue_revision()) == (await backend.catalogue_revision()) != ""


class TestCancelling:
    @pytest.mark.parametrize("status", list(OrderStatus))
    async def test_only_what_was_not_shipped_can_be_cancelled(self, stock: Stock, status: OrderStatus) -> None:
        order = an_order("W1", status)
        backend = await stock(order)
        assert Capability.CANCEL_ORDER in backend.capabilities
        if status in (OrderStatus.PENDING, OrderStatus.PROCESSING):
            assert (await cancel(backend)).status is OrderStatus.CANCELLED
            return
        before = await stock_of(backend)
        for refused in (cancel(backend), backend.settlement(CancelOrder("W1"))):
            with pytest.raises(ChangeRefused) as refusal:
                await refused
            seen = refusal.value
            assert (seen.subject_id, seen.why, seen.detail) == ("W1", Why.STATUS, status.value)
        assert await backend.order("W1") == order
        assert await stock_of(backend) == before

    async def test_everything_that_belongs_to_it_is_written(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"))
        cancelled = await cancel(backend, "#w1")
        refund = Refund("RF-W1-1", usd("280.00"), "Visa ending 4242", RefundStatus.PENDING, NOW)
        assert cancelled == replace(
            an_order("W1"),
            status=OrderStatus.CANCELLED,
            payment=replace(VISA, status=PaymentStatus.REFUNDED),
            refunds=(refund,),
            history=(*an_order("W1").history, StatusChange(NOW, OrderStatus.CANCELLED)),
            version=2,
        )
        assert await backend.order("W1") == cancelled
        assert await stock_of(backend) == {"KB-101-BLK": 15, "KB-101-WHT": 0, "KB-190-WAL": 1}

    @pytest.mark.parametrize(
        ("method", "before", "repaid", "after"),
        [
            (PaymentMethod.CARD, PaymentStatus.PAID, [("280.00", RefundStatus.PENDING)], PaymentStatus.REFUNDED),
            (PaymentMethod.GIFT_CARD, PaymentStatus.PAID, [("280.00", RefundStatus.SETTLED)], PaymentStatus.REFUNDED),
            (PaymentMethod.CASH_ON_DELIVERY, PaymentStatus.PENDING, [], PaymentStatus.FAILED),
            (PaymentMethod.BANK_TRANSFER, PaymentStatus.PENDING, [], PaymentStatus.FAILED),
            (PaymentMethod.CARD, PaymentStatus.FAILED, [], PaymentStatus.FAILED),
            (PaymentMethod.PAYPAL, PaymentStatus.REFUNDED, [], PaymentStatus.REFUNDED),
        ],
    )
    async def test_what_was_paid_is_given_back_and_no_more(
        self,
        stock: Stock,
        method: PaymentMethod,
        before: PaymentStatus,
        repaid: Sequence[tuple[str, RefundStatus]],
        after: PaymentStatus,
    ) -> None:
        backend = await stock(an_order("W1", payment=Payment(method, "as paid", before)))
        agreed = await backend.settlement(CancelOrder("W1"))
        assert agreed.refund == sum((usd(amount) for amount, _ in repaid), usd("0.00"))
        cancelled = await cancel(backend, agreed=agreed)
        assert [(refund.amount, refund.status) for refund in cancelled.refunds] == [(usd(a), s) for a, s in repaid]
        assert all(refund.method == "as paid" for refund in cancelled.refunds)
        assert cancelled.payment.status is after

    async def test_what_was_given_back_before_is_not_given_back_again(self, stock: Stock) -> None:
        earlier = Refund("RF-W1-2", usd("30.00"), "Visa ending 4242", RefundStatus.SETTLED, NOW - timedelta(days=1))
        part = replace(VISA, status=PaymentStatus.PART_REFUNDED)
        backend = await stock(replace(an_order("W1", payment=part), refunds=(earlier,)))
        with pytest.raises(ProposalVoid):
            await cancel(backend)  # for the whole of it, as was agreed before
        cancelled = await cancel(backend, agreed=Settlement(usd("250.00"), label="Visa ending 4242"))
        assert [(refund.refund_id, refund.amount) for refund in cancelled.refunds] == [
            ("RF-W1-2", usd("30.00")),
            ("RF-W1-3", usd("250.00")),
        ]

    async def test_the_same_key_again_writes_nothing(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"))
        first = await cancel(backend)
        after = await stock_of(backend)
        assert await cancel(backend) == first
        assert await cancel(backend, version=first.version) == first
        assert await stock_of(backend) == after

    async def test_another_key_finds_the_order_changed(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"))
        first = await cancel(backend)
        with pytest.raises(ProposalVoid):
            await cancel(backend, key="key-2")
        with pytest.raises(ChangeRefused):
            await cancel(backend, key="key-2", version=first.version)
        assert await backend.order("W1") == first

    @pytest.mark.parametrize("version", [0, 2, -1])
    async def test_an_order_at_another_version_is_left_alone(self, stock: Stock, version: int) -> None:
        backend = await stock(an_order("W1"))
        with pytest.raises(ProposalVoid):
            await cancel(backend, version=version)
        assert await backend.order("W1") == an_order("W1")

    async def test_a_refused_write_does_not_use_its_key_up(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"))
        with pytest.raises(ProposalVoid):
            await cancel(backend, version=7)
        assert not await backend.was_written("key-1", "W1")
        assert (await cancel(backend)).status is OrderStatus.CANCELLED
        assert await backend.was_written("key-1", "W1")

    async def test_a_key_belongs_to_one_order(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"), NEWEST)
        await cancel(backend)
        with pytest.raises(InvalidInput, match="key-1"):
            await cancel(backend, "W4")
        assert await backend.order("W4") == NEWEST

    async def test_an_unknown_order_is_not_found(self, stock: Stock) -> None:
        backend = await stock()
        with pytest.raises(OrderNotFound, match="W9"):
            await cancel(backend, "W9")

    async def test_the_catalogues_revision_stays(self, stock: Stock) -> None:
        backend = await stock(an_order("W1"))
        before = await backend.catalogue_revision()
        await cancel(backend)
        assert await backend.catalogue_revision() == before


@pytest.mark.race
class TestCancellingAtOnce:
    async def test_with_one_key_it_is_written_once_and_told_to_all(self, stock: Stock) -> None:
        orders = [an_order(f"W{number}") for number in range(RACES)]
        backend = await stock(*orders)
        for order in orders:
            key = f"key of {order.order_id}"
            told = await asyncio.gather(*(cancel(backend, order.order_id, key=key) for _ in range(6)))
            assert {(o.version, o.status, len(o.refunds), len(o.history)) for o in told} == {
                (2, OrderStatus.CANCELLED, 1, 2)
            }
        assert (await stock_of(backend))["KB-101-BLK"] == 12 + 3 * RACES

    async def test_with_two_keys_one_writes_and_the_other_is_refused(self, stock: Stock) -> None:
        orders = [an_order(f"W{number}") for number in range(RACES)]
        backend = await stock(*orders)
        for order in orders:
            tries = (cancel(backend, order.order_id, key=f"{order.order_id} {n}") for n in range(6))
            ends = await asyncio.gather(*tries, return_exceptions=True)
            refusals = [end for end in ends if isinstance(end, NotAllowed)]
            assert len(refusals) == 5
            assert len([end for end in ends if isinstance(end, Order)]) == 1
            assert len((await backend.order(order.order_id)).refunds) == 1
        assert (await stock_of(backend))["KB-101-BLK"] == 12 + 3 * RACES

    async def test_orders_of_the_same_goods_do_not_hold_each_other_up(self, stock: Stock) -> None:
        turned = tuple(reversed(LINES))
        orders = [replace(an_order(f"W{n}"), lines=turned if n % 2 else LINES) for n in range(2 * RACES)]
        backend = await stock(*orders)
        told = await asyncio.gather(*(cancel(backend, o.order_id, key=o.order_id) for o in orders))
        assert all(order.status is OrderStatus.CANCELLED for order in told)
        assert (await stock_of(backend))["KB-190-WAL"] == 2 * RACES

    async def test_no_reader_sees_half_of_it(self, stock: Stock) -> None:
        orders = [an_order(f"W{number}") for number in range(RACES)]
        backend = await stock(*orders)

        async def watch(order_id: str) -> None:
            for _ in range(8):
                seen = await backend.order(order_id)
                whole = (seen.version, len(seen.refunds), len(seen.history), seen.payment.status)
                assert whole in [(1, 0, 1, PaymentStatus.PAID), (2, 1, 2, PaymentStatus.REFUNDED)]

        for order in orders:
            await asyncio.gather(
                watch(order.order_id), cancel(backend, order.order_id, key=order.order_id), watch(order.order_id)
            )
