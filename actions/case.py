"""What a change is about, as the shop holds it now, beside what the shopper has said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from actions.draft import Draft
from bot.commerce.changes import Capability, Settlement
from bot.commerce.model import Address, Customer, Order, OrderLine, Product, ShippingOption, StoredPayment, Variant
from bot.commerce.rules import Rule, left_to_claim


@dataclass(frozen=True)
class Way:
    """A way to pay through which the money of a change may move, and how much would then move."""

    payment: StoredPayment
    settlement: Settlement | None = None


@dataclass(frozen=True)
class Case:
    """One order, and what is to become of it."""

    order: Order
    draft: Draft
    rule: Rule
    products: Sequence[Product]
    customer: Customer | None = None
    """The signed-in customer; None for a guest."""
    addresses: Mapping[str, Address] = field(default_factory=dict)
    """The shopper's own addresses by name: `default`, `order W1`."""
    others: Sequence[Order] = ()
    """The shopper's other orders, where what they hold may be spoken of."""
    options: Sequence[ShippingOption] = ()
    """The ways in which the order could be delivered."""
    also: frozenset[Capability] = frozenset()
    """What else may be asked for the same goods by customers themselves."""
    settlement: Settlement | None = None
    """The money that the change would move, once all else is known of it."""
    ways: Sequence[Way] = ()
    """The ways through which that money may move."""

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        """The lines of which something is left that could be changed."""
        return tuple(line for line in self.order.lines if self.left(line.line_id) > 0)

    def left(self, line_id: str) -> int:
        return left_to_claim(self.order, line_id)

    def product(self, line: OrderLine) -> Product | None:
        return next((p for p in self.products if any(v.sku == line.sku for v in p.variants)), None)

    def variants(self, line: OrderLine) -> tuple[Variant, ...]:
        """What could be had instead of a line now, the cheapest first."""
        product = self.product(line)
        others = [v for v in product.variants if v.sku != line.sku and v.stock > 0] if product else []
        return tuple(sorted(others, key=lambda variant: (variant.price.amount, variant.sku)))

    @property
    def by_sku(self) -> Mapping[str, Variant]:
        return {variant.sku: variant for product in self.products for variant in product.variants}
