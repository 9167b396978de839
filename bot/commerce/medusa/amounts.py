"""Medusa's amounts: major units as decimals, of which it rounds none."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bot.commerce.medusa.client import Facts
from bot.commerce.money import Money, exponent

_HUNDRED: Final = Decimal(100)


def money(amount: Decimal | int, code: str) -> Money:
    """The nearest amount that can be paid; only sums are rounded, never their parts."""
    currency = code.upper()
    minor = Decimal(amount).scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP)
    return Money(int(minor), currency)


def unit_price(item: Facts) -> Decimal:
    """What one piece of a line costs with tax, before any discount."""
    return gross(item, item["unit_price"], with_tax=item["is_tax_inclusive"])


def line_total(item: Facts) -> Decimal:
    """What all pieces of a line cost with tax, less its discounts, whether or not some went back."""
    less = sum(
        (
            gross(item, part["amount"], with_tax=bool(part.get("is_tax_inclusive")))
            for part in item["adjustments"] or ()
        ),
        Decimal(0),
    )
    return unit_price(item) * Decimal(item["quantity"]) - less


def gross(item: Facts, amount: Decimal | int, *, with_tax: bool) -> Decimal:
    """An amount of a line's, with its taxes."""
    rates = sum((Decimal(tax["rate"]) for tax in item["tax_lines"] or ()), Decimal(0))
    told = Decimal(amount)
    return told if with_tax else told * (1 + rates / _HUNDRED)
