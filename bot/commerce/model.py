"""The shop's nouns as Shoptalk sees them, whatever system keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.commerce.money import Money
from bot.language import Language


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages."""

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def _nothing() -> Mapping[str, Bilingual]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Variant:
    """What is really bought: one choice of a product's options, with its own price and stock."""

    sku: str
    options: Mapping[str, Bilingual]
    price: Money
    stock: int
    compare_at: Money | None = None


@dataclass(frozen=True)
class Product:
    """Something the shop sells, with at least one variant."""

    product_id: str
    category: str
    title: Bilingual
    description: Bilingual
    variants: tuple[Variant, ...]
    attributes: Mapping[str, Bilingual] = field(default_factory=_nothing)
    tags: tuple[Bilingual, ...] = ()
    """`en` and `zh` of a tag need not translate each other: lists of unequal length are filled with empty strings."""
    compatible_with: tuple[str, ...] = ()
    url: str | None = None
    image: str | None = None

    @property
    def in_stock(self) -> bool:
        return any(variant.stock > 0 for variant in self.variants)

    @property
    def lowest_price(self) -> Money:
        """The lowest price that can be bought now; of all variants when everything is sold out."""
        available = [v.price for v in self.variants if v.stock > 0] or [v.price for v in self.variants]
        return min(available, key=lambda price: price.amount)


@dataclass(frozen=True)
class Address:
    """Where something is sent."""

    line1: str
    city: str
    country: str
    """ISO 3166-1 alpha-2."""
    line2: str = ""
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class StoredPayment:
    """A way to pay that the shop keeps for a customer, `label` as the customer knows it."""

    payment_id: str
    method: "PaymentMethod"
    label: str
    balance: Money | None = None
    """What a gift card still holds; None for everything that holds nothing itself."""


@dataclass(frozen=True)
class ShippingOption:
    """A way in which the shop delivers an order, for `fee` in all."""

    code: str
    name: Bilingual
    fee: Money


@dataclass(frozen=True)
class ShippingRate:
    """What the shop asks for one way of delivery, and where it offers it; an empty limit is none."""

    option: ShippingOption
    free_from: Money | None = None
    """The worth of goods after discounts from which it costs nothing."""
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    postcodes: tuple[str, ...] = ()
    """What a postcode begins with."""

    def reaches(self, address: Address | None) -> bool:
        if address is None:
            return not (self.countries or self.regions or self.postcodes)
        return (
            (not self.countries or address.country in self.countries)
            and (not self.regions or address.region in self.regions)
            and (not self.postcodes or address.postcode.startswith(self.postcodes))
        )


@dataclass(frozen=True)
class Customer:
    """Somebody with an account at the shop."""

    customer_id: str
    name: str
    email: str | None
    phone: str | None
    language: Language | None = None
    address: Address | None = None
    joined_at: datetime | None = None
    tags: tuple[str, ...] = ()
    payments: tuple[StoredPayment, ...] = ()
    version: int = 1
    """Grows with every change, as an order's."""


class OrderStatus(StrEnum):
    """Where an order stands."""

    PENDING = "pending"  # placed, nobody has begun to pack
    PROCESSING = "processing"  # being packed, not yet with the carrier
    SHIPPED = "shipped"  # with the carrier
    DELIVERED = "delivered"  # with the customer
    CANCELLED = "cancelled"  # called off before it was shipped
    RETURNING = "returning"  # a return was asked for and is under way
    RETURNED = "returned"  # the goods are back
    EXCHANGING = "exchanging"  # an exchange is under way


class PaymentMethod(StrEnum):
    """How an order was paid."""

    CARD = "card"  # credit or debit card
    PAYPAL = "paypal"  # PayPal balance
    GIFT_CARD = "gift_card"  # the shop's own gift card
    BANK_TRANSFER = "bank_transfer"  # transfer to the shop's account
    WECHAT_PAY = "wechat_pay"  # WeChat Pay
    ALIPAY = "alipay"  # Alipay
    CASH_ON_DELIVERY = "cash_on_delivery"  # paid at the door


class PaymentStatus(StrEnum):
    """Where an order's money stands."""

    PENDING = "pending"  # not yet paid
    PAID = "paid"  # paid in full
    REFUNDED = "refunded"  # all of it given back, or on its way back
    PART_REFUNDED = "part_refunded"  # a part of it given back
    FAILED = "failed"  # the payment did not go through


class RefundStatus(StrEnum):
    """Where a refund stands."""

    PENDING = "pending"  # ordered, on its way
    SETTLED = "settled"  # confirmed by the payment provider


@dataclass(frozen=True)
class Payment:
    """How an order was paid, `label` as the customer knows it ("Visa ending 4242")."""

    method: PaymentMethod
    label: str
    status: PaymentStatus
    payment_id: str | None = None
    """The customer's stored way to pay that was used, if it was one."""


@dataclass(frozen=True)
class OrderLine:
    """One variant of an order, `title` as it was when ordered."""

    line_id: str
    sku: str
    title: Bilingual
    quantity: int
    unit_price: Money

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class Shipment:
    """A parcel of an order."""

    carrier: str
    tracking: str
    shipped_at: datetime | None = None
    eta: datetime | None = None
    delivered_at: datetime | None = None
    line_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refund:
    """Money given back, to `method` as the customer knows it."""

    refund_id: str
    amount: Money
    method: str
    status: RefundStatus
    at: datetime


@dataclass(frozen=True)
class Charge:
    """Money that a change cost on top of the order's first total."""

    charge_id: str
    amount: Money
    method: str
    at: datetime


class ClaimKind(StrEnum):
    """What a customer asked for after an order was sent."""

    RETURN = "return"  # the goods go back, the money too
    EXCHANGE = "exchange"  # the goods go back, others come
    PROBLEM = "problem"  # something is wrong, and a person of the shop decides what is done


class ClaimStatus(StrEnum):
    """How far the shop is with it."""

    REQUESTED = "requested"  # asked for; the goods are still with the customer
    ACCEPTED = "accepted"  # a person of the shop said yes; the goods are still with the customer
    RECEIVED = "received"  # the goods are back and are looked at
    SETTLED = "settled"  # money given back, or other goods sent
    REFUSED = "refused"  # a person of the shop said no


@dataclass(frozen=True)
class ClaimLine:
    """A line of the order, or a part of its quantity; `sku` is what is to come instead."""

    line_id: str
    quantity: int
    sku: str | None = None


@dataclass(frozen=True)
class ClaimStep:
    """When a claim came to a status after it was asked for."""

    at: datetime
    status: ClaimStatus


@dataclass(frozen=True)
class Claim:
    """A return, an exchange or a problem; `amount` goes back to the customer, or is paid by them when negative."""

    claim_id: str
    kind: ClaimKind
    status: ClaimStatus
    lines: tuple[ClaimLine, ...]
    at: datetime
    reason: str = ""
    amount: Money | None = None
    """None when a person is still to decide it."""
    method: str = ""
    """How the amount is paid or given back, as the customer knows it."""
    payment_id: str | None = None
    attachments: tuple[str, ...] = ()
    steps: tuple[ClaimStep, ...] = ()
    received: tuple[ClaimLine, ...] = ()
    """What has come back, once something has."""
    condition: str = ""
    """In which state it came back, for the shop's people."""
    carrier: str = ""
    tracking: str = ""
    """Under which number the other goods were sent."""
    word: str = ""
    """What the shop's people last had to say about it to the customer."""


@dataclass(frozen=True)
class StatusChange:
    """When an order came to a status."""

    at: datetime
    status: OrderStatus


@dataclass(frozen=True)
class Order:
    """An order as the shop holds it; `customer_id` is None for a guest's."""

    order_id: str
    customer_id: str | None
    email: str | None
    phone: str | None
    status: OrderStatus
    placed_at: datetime
    lines: tuple[OrderLine, ...]
    shipping_fee: Money
    discount: Money
    total: Money
    payment: Payment
    address: Address | None = None
    shipments: tuple[Shipment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    history: tuple[StatusChange, ...] = ()
    charges: tuple[Charge, ...] = ()
    claims: tuple[Claim, ...] = ()
    note: str = ""
    """A word for whoever packs or delivers."""
    shipping_option: str | None = None
    items_changed: bool = False
    """Whether its items were exchanged for other variants before it was sent."""
    cancel_reason: str = ""
    version: int = 1
    """Grows with every change; a proposal remembers the version it was made on."""

    def line(self, line_id: str) -> OrderLine | None:
        return next((line for line in self.lines if line.line_id == line_id), None)


@dataclass(frozen=True)
class Review:
    """A buyer's words: quoted, never obeyed."""

    review_id: str
    product_id: str
    rating: int
    language: Language
    text: str
    at: datetime
    title: str = ""
    author: str = ""
    verified: bool = False


@dataclass(frozen=True)
class Hours:
    """When people of the shop are there, in `timezone` (IANA name)."""

    timezone: str
    weekly: Mapping[str, tuple[tuple[str, str], ...]]
    """`mon` to `sun` -> spans of ("09:00", "18:00")."""
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Shop:
    """What the shop calls itself and its things."""

    name: Bilingual
    currency: str
    categories: Mapping[str, Bilingual]
    attributes: Mapping[str, Bilingual]
    options: Mapping[str, Bilingual]
    hours: Hours | None = None
    support_email: str | None = None
    shipping: tuple[ShippingRate, ...] = ()
    """In the order in which they are offered."""

    @property
    def zone(self) -> ZoneInfo:
        """Where its days begin."""
        return ZoneInfo(self.hours.timezone if self.hours else "UTC")
