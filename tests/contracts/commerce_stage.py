"""What the suites of `CommerceBackend` need on the stage, in words that every shop system can bring about."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

import pytest

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import Capability, Settlement, WithinOrder
from bot.commerce.claim_deeds import Deed
from bot.commerce.model import (
    Address,
    Bilingual,
    Customer,
    Hours,
    Order,
    OrderStatus,
    PaymentMethod,
    PaymentStatus,
    Product,
    Review,
    ShippingOption,
    ShippingRate,
    Shop,
    StoredPayment,
    Variant,
)
from bot.commerce.money import Money
from bot.errors import ChangeRefused, Why

NOW: Final = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)
RACES: Final = 40 if os.environ.get("RACES") == "full" else 6


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


def _colour(en: str, zh: str) -> Mapping[str, Bilingual]:
    return {"colour": Bilingual(en, zh)}


SHOP: Final = Shop(
    name=Bilingual("Maple Lane", "枫巷"),
    currency="USD",
    categories={"keyboards": Bilingual("Keyboards", "键盘")},
    attributes={"material": Bilingual("Material", "材质")},
    options={"colour": Bilingual("Colour", "颜色")},
    hours=Hours(
        "America/Los_Angeles", {"mon": (("09:00", "12:00"), ("13:00", "18:00"))}, frozenset({date(2026, 12, 25)})
    ),
    support_email="help@maplelane.example",
    shipping=(
        ShippingRate(ShippingOption("standard", Bilingual("Standard", "标准配送"), usd("5.00"))),
        ShippingRate(
            ShippingOption("express", Bilingual("Express", "加急配送"), usd("15.00")), countries=frozenset({"US"})
        ),
        ShippingRate(
            ShippingOption("alpine", Bilingual("Alpine", "山区配送"), usd("40.00")), countries=frozenset({"CH"})
        ),
    ),
)
KEYBOARD: Final = Product(
    product_id="KB-101",
    category="keyboards",
    title=Bilingual("Hush 75 quiet keyboard", "静语75静音键盘"),
    description=Bilingual("Quiet.", "安静。"),
    variants=(
        Variant("KB-101-BLK", _colour("Black", "黑色"), usd("79.00"), 12),
        Variant("KB-101-WHT", _colour("White", "白色"), usd("69.00"), 0, usd("79.00")),
        Variant("KB-101-SGE", _colour("Sage green", "鼠尾草绿"), usd("85.50"), 3),
        Variant("KB-101-GLD", _colour("Gold", "金色"), usd("71.99"), 5),
    ),
    attributes={"material": Bilingual("Aluminium", "铝合金")},
    tags=(Bilingual("quiet", "静音"), Bilingual("office", "")),
    compatible_with=("KB-190",),
    url="/products/KB-101",
    image="/images/KB-101.svg",
)
REST: Final = Product(
    product_id="KB-190",
    category="keyboards",
    title=Bilingual("Rest", "手托"),
    description=Bilingual("Wood.", "木头。"),
    variants=(Variant("KB-190-WAL", {}, usd("32.00"), 0),),
)
GOODS: Final = (KEYBOARD, REST)
HOME: Final = Address("12 Alder St", "Portland", "US", region="OR", postcode="97201")
ELSEWHERE: Final = Address("4410 SE Hawthorne Blvd", "Portland", "US", "Apt 6", "OR", "97215")
VISA: Final = StoredPayment("card-1", PaymentMethod.CARD, "Visa ending 4242")
PAYPAL: Final = StoredPayment("paypal-1", PaymentMethod.PAYPAL, "PayPal (m***@example.com)")
GIFT_CARD: Final = StoredPayment("gift-1", PaymentMethod.GIFT_CARD, "Gift card ending 7WCK", usd("200.00"))
SMALL_CARD: Final = StoredPayment("gift-2", PaymentMethod.GIFT_CARD, "Gift card ending R4HK", usd("1.00"))
MEI: Final = Customer(
    "C-1",
    "Mei Lin",
    "mei@example.com",
    "+1-202-555-0143",
    "zh",
    HOME,
    NOW - timedelta(days=700),
    ("vip",),
    (VISA, PAYPAL, GIFT_CARD, SMALL_CARD),
)
TOM: Final = Customer(
    "C-2", "Tom", None, "+49301234567", payments=(StoredPayment("card-9", PaymentMethod.CARD, "Visa ending 9999"),)
)
NO_MONEY: Final = Settlement(usd("0.00"))
REVIEWS: Final = (
    Review("R1", "KB-101", 5, "en", "Quiet.", NOW - timedelta(days=30), "Good", "Ann", True),
    Review("R2", "KB-101", 1, "zh", "太吵了。", NOW - timedelta(days=2)),
)


@dataclass(frozen=True)
class Wanted:
    """An order of Mei's that a test wants, 195.00 in all if nothing else is said."""

    name: str = "W1"
    """What the test calls it: its number, where a system lets one be chosen."""
    status: OrderStatus = OrderStatus.PENDING
    lines: Sequence[tuple[str, int]] = (("KB-101-BLK", 2), ("KB-190-WAL", 1))
    paid_with: StoredPayment = VISA
    payment_status: PaymentStatus = PaymentStatus.PAID
    shipping_fee: Money = field(default_factory=lambda: usd("5.00"))
    discount: Money = field(default_factory=lambda: usd("0.00"))
    shipping_option: str | None = "standard"
    age: timedelta = timedelta(days=3)


@dataclass(frozen=True)
class Scene:
    """A stocked shop, with the orders as they were placed."""

    backend: CommerceBackend
    mei: Customer
    tom: Customer
    orders: Mapping[str, Order]
    """By the name that the test gave."""
    has_key_index: bool = True
    """Whether a key is known by itself, and not only with what was written under it."""

    def way(self, payment: StoredPayment) -> StoredPayment:
        """One of Mei's ways to pay, under the id that this system gave it."""
        return next(mine for mine in self.mei.payments if mine.label == payment.label)

    async def read(self, name: str = "W1") -> Order:
        return await self.backend.order(self.orders[name].order_id)

    async def stock(self) -> dict[str, int]:
        return {v.sku: v.stock for product in await self.backend.catalogue() for v in product.variants}

    async def balance(self, payment: StoredPayment) -> Money | None:
        mei = await self.backend.customer(self.mei.customer_id)
        return next((mine.balance for mine in mei.payments if mine.label == payment.label), None)

    def line(self, sku: str = "KB-101-BLK", name: str = "W1") -> str:
        """The id of the line that holds a variant."""
        return next(line.line_id for line in self.orders[name].lines if line.sku == sku)

    async def refusal(self, change: WithinOrder) -> tuple[Why, str]:
        """Why a change is refused, asked and made; also that nothing at all was written by it."""
        before = await self._all(change.order_id)
        order = await self.backend.order(change.order_id)
        told = []
        for refused in (self.backend.settlement(change), self.make(change, "refused", order.version, NO_MONEY)):
            with pytest.raises(ChangeRefused) as refusal:
                await refused
            told.append((refusal.value.why, refusal.value.detail))
            assert refusal.value.subject_id == order.order_id
        assert told[0] == told[1]
        assert await self._all(change.order_id) == before
        assert not await self.backend.was_written("refused", order.order_id)
        return told[0]

    async def _all(self, order_id: str) -> object:
        order, mei = await self.backend.order(order_id), await self.backend.customer(self.mei.customer_id)
        return order, mei, await self.stock()

    async def make(
        self, change: WithinOrder, key: str = "key-1", version: int | None = None, agreed: Settlement | None = None
    ) -> Order:
        """Makes a change as somebody does who saw the order and the money a moment ago."""
        if version is None:
            version = (await self.backend.order(change.order_id)).version
        if agreed is None:
            agreed = await self.backend.settlement(change)
        return await self.backend.change_order(change, version=version, agreed=agreed, key=key)


class Stage(Protocol):
    """Opens one adapter's shop with `GOODS`, Mei, Tom and their ways to pay, and the orders that a test wants.

    What the shop's system has no notion of is left out when tests are collected (`lacks`): a skip means something.
    """

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the back end offers, known before anything is set up for it."""
        ...

    @property
    def races(self) -> int:
        """How often an interleaving is repeated."""
        ...

    async def open(self, *wanted: Wanted, stock: Mapping[str, int] | None = None) -> Scene:
        """`stock` is what lies on the shelves once the orders are placed, where it is not as in `GOODS`."""
        ...


@dataclass(frozen=True)
class Notions:
    """What a shop's system has a notion of, known before anything is set up for it."""

    capabilities: frozenset[Capability] = frozenset(Capability)
    statuses: frozenset[OrderStatus] = frozenset(OrderStatus)
    standings: frozenset[PaymentStatus] = frozenset(PaymentStatus)
    """Of the payment of an order that can be placed."""
    deeds: frozenset[Deed] = frozenset(Deed)
    has_key_index: bool = True
    """Whether a key of one order is known to be used when another is written."""

    def lacks(self, item: pytest.Function) -> bool:
        """Whether a test asks for something that the system has no notion of."""
        asked = [marker.args[0] for marker in item.iter_markers("needs")]
        asked += [value for value in item.callspec.params.values() if isinstance(value, Capability)]
        about = item.callspec.params.values()
        return (
            not (self.capabilities | self.deeds).issuperset(asked)
            or any(isinstance(value, OrderStatus) and value not in self.statuses for value in about)
            or any(isinstance(value, PaymentStatus) and value not in self.standings for value in about)
            or (item.get_closest_marker("needs_key_index") is not None and not self.has_key_index)
        )


def shelved(levels: Mapping[str, int] | None) -> tuple[Product, ...]:
    """`GOODS` with other stock."""
    return tuple(
        replace(
            product,
            variants=tuple(replace(v, stock=(levels or {}).get(v.sku, v.stock)) for v in product.variants),
        )
        for product in GOODS
    )
