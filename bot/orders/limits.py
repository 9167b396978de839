"""The merchant's limits: beyond them a change waits for a person of the shop, whatever its policy allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.commerce.changes import Capability, Change, ChangePayment, CustomerChange, Settlement
from bot.commerce.claim_deeds import ClaimDeed
from bot.commerce.model import Customer, Order, Product
from bot.commerce.money import Money
from bot.commerce.rules import touched


class Limit(StrEnum):
    """Why a person must decide."""

    AMOUNT = "amount"  # more money moves than a customer may move alone
    CLASS = "class"  # goods of a kind that the merchant looks at
    COUNT = "count"  # the customer has changed as much as a day allows
    REFUNDS = "refunds"  # more would go back to the customer than a day allows


@dataclass(frozen=True)
class Limits:
    """What customers may do by themselves; amounts are of the order's own currency, None is no limit."""

    approve_above: Decimal | None = None
    """The most money that one change may move, either way."""
    changes_per_day: int | None = None
    """How many changes a customer may make in 24 hours."""
    refunds_per_day: Decimal | None = None
    """How much may go back to a customer in 24 hours."""
    approve_classes: frozenset[str] = frozenset()
    """Categories, products or English tags of which every change is looked at."""
    switched_off: frozenset[Capability] = frozenset()
    """Kinds of change that customers cannot make at all."""

    def of_change(
        self, change: Change, settlement: Settlement, subject: Order | Customer, catalogue: Sequence[Product]
    ) -> list[Limit]:
        """Those that a change is over by itself."""
        over = [Limit.AMOUNT] if _exceeds(_moved(change, settlement, subject), self.approve_above) else []
        if isinstance(subject, Order) and self.approve_classes & _classes(change, subject, catalogue):
            over.append(Limit.CLASS)
        return over

    def of_day(self, settlement: Settlement, earlier: Sequence[Settlement]) -> list[Limit]:
        """Those that it is over together with what its customer has changed in the last day."""
        over = [Limit.COUNT] if self.changes_per_day is not None and len(earlier) >= self.changes_per_day else []
        refund = settlement.refund
        same = [other.refund.amount for other in earlier if other.amount.currency == refund.currency]
        back = Money(refund.amount + sum(same), refund.currency)
        if refund.amount and _exceeds(back.decimal, self.refunds_per_day):
            over.append(Limit.REFUNDS)
        return over


NO_LIMITS: Final = Limits()


def whose(subject: Order | Customer) -> str:
    """Whose changes are counted together: a customer's, or those of one guest's e-mail address or phone number."""
    if subject.customer_id:
        return f"customer:{subject.customer_id}"
    assert isinstance(subject, Order)
    contact = subject.email or subject.phone or subject.order_id
    return f"guest:{sha256(contact.strip().casefold().encode()).hexdigest()[:32]}"


def _moved(change: Change, settlement: Settlement, subject: Order | Customer) -> Decimal:
    """How much money a change moves, either way: another way to pay moves all of an order there and back, 0 in all."""
    amount = abs(settlement.amount.decimal)
    if isinstance(change, ChangePayment) and isinstance(subject, Order):
        return max(amount, subject.total.decimal)
    return amount


def _exceeds(amount: Decimal, limit: Decimal | None) -> bool:
    return limit is not None and amount > limit


def _classes(change: Change, order: Order, catalogue: Sequence[Product]) -> set[str]:
    """What the goods of a change are: those that it names, or all of the order's."""
    named = set() if isinstance(change, CustomerChange | ClaimDeed) else {part.line_id for part in touched(change)}
    skus = {line.sku for line in order.lines if not named or line.line_id in named}
    products = [p for p in catalogue if any(variant.sku in skus for variant in p.variants)]
    return {label for p in products for label in (p.category, p.product_id, *(tag.en for tag in p.tags))}
