"""What the audit log remembers of an order or a customer before and after a change."""

from dataclasses import asdict
from typing import Any

from bot.commerce.changes import Change, EraseCustomer
from bot.commerce.model import Address, Customer, Order


def facts_of(subject: Order | Customer, change: Change) -> dict[str, Any]:
    """All that a change can change, as plain JSON values; of who is to be forgotten nothing is written down for it."""
    if isinstance(change, EraseCustomer):
        return {"version": subject.version}
    if isinstance(subject, Customer):
        return {
            "version": subject.version,
            "address": _address(subject.address),
            "email": subject.email,
            "phone": subject.phone,
            "language": subject.language,
        }
    return {
        "version": subject.version,
        "status": subject.status.value,
        "payment": subject.payment.label,
        "payment_status": subject.payment.status.value,
        "refunded": sum(refund.amount.amount for refund in subject.refunds),
        "charged": sum(charge.amount.amount for charge in subject.charges),
        "total": subject.total.amount,
        "currency": subject.total.currency,
        "lines": [[line.line_id, line.sku, line.quantity] for line in subject.lines],
        "claims": [[claim.claim_id, claim.kind.value, claim.status.value] for claim in subject.claims],
        "address": _address(subject.address),
        "shipping_option": subject.shipping_option,
        "note": subject.note,
    }


def _address(address: Address | None) -> dict[str, Any] | None:
    return asdict(address) if address else None
