"""The retail shop's policy as a rule book; its words are read from its own file, since none of them are ours."""

import re
from pathlib import Path

from bot.commerce.changes import Capability
from bot.commerce.model import Bilingual, OrderStatus
from bot.commerce.rules import Edition, RefundTo, Rule, RuleBook


def retail_rules(policy: Path) -> RuleBook:
    """What `policy.md` lets customers do by themselves."""
    pending, delivered = frozenset({OrderStatus.PENDING}), frozenset({OrderStatus.DELIVERED})
    reasons = re.search(r"either '([^']+)' or '([^']+)'", policy.read_text("utf-8"))
    if reasons is None:
        raise ValueError(f"{policy} names no reasons")
    return RuleBook(
        (
            Edition(
                {
                    Capability.CANCEL_ORDER: Rule(
                        pending, reasons=tuple(Bilingual(reason, reason) for reason in reasons.groups())
                    ),
                    Capability.CHANGE_ADDRESS: Rule(pending),
                    Capability.CHANGE_PAYMENT: Rule(pending),
                    Capability.CHANGE_ITEMS: Rule(pending, once=True, refund_to=RefundTo.ANY),
                    Capability.RETURN_ITEMS: Rule(delivered, once=True, refund_to=RefundTo.GIFT_CARD),
                    Capability.EXCHANGE_ITEMS: Rule(delivered, once=True, refund_to=RefundTo.ANY),
                    Capability.CHANGE_CUSTOMER: Rule(frozenset()),
                }
            ),
        )
    )
