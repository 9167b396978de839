"""What a shopper has asked to be changed, as far as their own words tell: nothing that they have not said is put in."""

from dataclasses import dataclass
from enum import StrEnum

from bot.commerce.changes import Capability, OrderChange
from bot.errors import Why


class Missing(StrEnum):
    """What must be known before a change can be proposed."""

    ORDER = "order_number"  # which order
    LINES = "lines"  # which of its goods
    QUANTITY = "how_many"  # how many of them
    VARIANT = "variant"  # what is to come instead
    PROBLEM = "problem"  # what is wrong with them
    REASON = "reason"  # why, where the shop asks for it
    ADDRESS = "address"  # where it is to go
    PAYMENT = "payment"  # how it is to be paid
    OPTION = "option"  # which way of delivery
    NOTE = "note"  # the word for whoever packs or delivers


@dataclass(frozen=True)
class Wanted:
    """A change of one order; `change` is None while something is missing or the shop's rules forbid it."""

    kind: Capability
    order_id: str
    """Empty where it is not known which order is meant."""
    change: OrderChange | None = None
    missing: tuple[Missing, ...] = ()
    blocked: Why | None = None
