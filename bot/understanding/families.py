"""Intents that are kinds of another: what is sure of the family need not be sure of its member."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.understanding.decision import Guess

FAMILY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "return_items": "after_sales",
        "exchange_items": "after_sales",
        "report_problem": "after_sales",
        "change_address": "after_sales",
        "change_payment": "after_sales",
        "change_shipping": "after_sales",
        "add_note": "after_sales",
        "price_adjustment": "after_sales",
        "request_invoice": "after_sales",
        "refund_status": "order_details",
        "payment_problem": "order_details",
        "delivery_problem": "track_order",
        "start_over": "never_mind",
        "notify_stock": "ask_product",
        "compare": "ask_product",
        "ask_picture": "after_sales",
        "haggle": "ask_policy",
        "ask_language": "small_talk",
    }
)
"""Member -> the intent that is meant when it cannot be told which member."""


def family(intent: str) -> str:
    """The intent's family; itself if it has none."""
    return FAMILY.get(intent, intent)


def families(ranking: Sequence[Guess]) -> list[Guess]:
    """How likely each family is, the likeliest first."""
    odds: dict[str, float] = defaultdict(float)
    for guess in ranking:
        odds[family(guess.intent)] += guess.confidence
    return sorted((Guess(name, value) for name, value in odds.items()), key=lambda guess: -guess.confidence)


def member(ranking: Sequence[Guess], named: str, share: float) -> str:
    """The member that has `share` of its family's likelihood; the family itself when none has."""
    members = [guess for guess in ranking if family(guess.intent) == named]
    total = sum(guess.confidence for guess in members)
    best = max(members, key=lambda guess: guess.confidence)
    return best.intent if best.confidence >= share * total else named
