"""How things stand when a change is reckoned: all that the rules of money look at, as one value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from bot.commerce.claim_deeds import OPEN
from bot.commerce.model import (
    Bilingual,
    Customer,
    Order,
    PaymentMethod,
    PaymentStatus,
    ShippingOption,
    ShippingRate,
    StoredPayment,
)
from bot.commerce.money import Money
from bot.commerce.rules import Rule
from bot.errors import ChangeRefused, Why

TAKEN: Final = frozenset({PaymentStatus.PAID, PaymentStatus.PART_REFUNDED})
"""Money was taken and some of it is still held."""
_SENT_BY_CUSTOMER: Final = frozenset({PaymentMethod.BANK_TRANSFER, PaymentMethod.CASH_ON_DELIVERY})


@dataclass(frozen=True)
class Shelf:
    """A variant as it could be bought now."""

    sku: str
    product_id: str
    price: Money
    stock: int


@dataclass(frozen=True)
class Way:
    """A way to pay, stored or only named on an order."""

    payment_id: str | None
    method: PaymentMethod
    label: str
    balance: Money | None = None

    @property
    def at_once(self) -> bool:
        """Whether money moves the moment it is told to; a bank takes its days."""
        return self.method is PaymentMethod.GIFT_CARD

    @property
    def can_be_charged(self) -> bool:
        """Whether the shop can take money by itself, without the customer sending it."""
        return self.method not in _SENT_BY_CUSTOMER


@dataclass(frozen=True)
class Standing:
    """An order with its customer, the goods it touches, and the shop's rule for the change."""

    order: Order
    held: Money
    """What was paid and not given back."""
    customer: Customer | None = None
    shelves: Mapping[str, Shelf] = field(default_factory=lambda: MappingProxyType({}))
    """By SKU; one that is missing is no longer sold."""
    shipping: Sequence[ShippingOption] = ()
    rule: Rule | None = None

    @property
    def is_paid(self) -> bool:
        return self.order.payment.status in TAKEN

    @property
    def nothing(self) -> Money:
        return Money(0, self.order.total.currency)

    @property
    def own(self) -> Way:
        """How the order was paid."""
        paid = self.order.payment
        stored = self._stored(paid.payment_id) if paid.payment_id else None
        return Way(paid.payment_id, paid.method, paid.label, stored.balance if stored else None)

    @property
    def refundable(self) -> Money:
        """What may still be given back, open returns and exchanges counted as given."""
        promised = sum(claim.amount.amount for claim in self.order.claims if claim.amount and claim.status in OPEN)
        return Money(max(0, self.held.amount - max(0, promised)), self.held.currency)

    def way(self, payment_id: str | None) -> Way:
        """A way by its id, or how the order was paid; raises `ChangeRefused` when it is not the customer's."""
        if payment_id is None or payment_id == self.order.payment.payment_id:
            return self.own
        stored = self._stored(payment_id)
        if stored is None:
            raise ChangeRefused(self.order.order_id, Why.PAYMENT, payment_id)
        return Way(stored.payment_id, stored.method, stored.label, stored.balance)

    def _stored(self, payment_id: str) -> StoredPayment | None:
        ways = self.customer.payments if self.customer else ()
        return next((way for way in ways if way.payment_id == payment_id), None)


def shipping_options(rates: Sequence[ShippingRate], order: Order) -> list[ShippingOption]:
    """The ways in which an order could be sent, with what each would cost it; its own costs what was paid for it."""
    worth = sum(line.total.amount for line in order.lines) - order.discount.amount
    options = {rate.option.code: _option(rate, worth) for rate in rates if rate.reaches(order.address)}
    if own := order.shipping_option:  # also one that the shop no longer offers, under its code for want of a name
        name = next((rate.option.name for rate in rates if rate.option.code == own), Bilingual(own, own))
        options[own] = ShippingOption(own, name, order.shipping_fee)
    return list(options.values())


def _option(rate: ShippingRate, worth: int) -> ShippingOption:
    is_free = rate.free_from is not None and worth >= rate.free_from.amount
    return replace(rate.option, fee=replace(rate.option.fee, amount=0)) if is_free else rate.option
