"""What of a Vendure shop all its products and orders are read by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.commerce.vendure.fields import text_of


@dataclass(frozen=True)
class Terms:
    """Its currency, how it counts stock, how its ways to pay are called, and where it delivers."""

    currency: str
    counts_stock: bool
    out_of_stock_at: int
    payment_names: Mapping[str, str]
    """By their codes."""
    countries: frozenset[str]
    """ISO 3166-1 alpha-2."""


def terms_of(facts: Mapping[str, Any]) -> Terms:
    """Reads an answer to `fields.TERMS`."""
    stock, methods = facts["globalSettings"], facts["paymentMethods"]["items"]
    return Terms(
        currency=facts["activeChannel"]["defaultCurrencyCode"],
        counts_stock=stock["trackInventory"],
        out_of_stock_at=stock["outOfStockThreshold"],
        payment_names={m["code"]: text_of(m["translations"], fallback=m["code"]).en for m in methods},
        countries=frozenset(country["code"] for country in facts["countries"]["items"]),
    )
