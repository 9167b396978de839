"""How an order was paid, as Medusa's payment providers leave it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from bot.commerce.medusa.client import Facts
from bot.commerce.model import Payment, PaymentMethod, PaymentStatus
from bot.commerce.remote.paid_with import method_of

_BY_HAND: Final = "pp_system_default"
_HALF_A_CENT: Final = Decimal("0.005")


def payment_of(payments: Sequence[Facts], is_cancelled: bool) -> Payment:
    """The payment that counts, in the state that all of them together are in."""
    counted = [one for one in payments if one["captures"]] or [one for one in payments if not one["canceled_at"]]
    last = max(counted or payments, key=lambda one: str(one["created_at"]), default=None)
    if last is None:
        status = PaymentStatus.FAILED if is_cancelled else PaymentStatus.PENDING
        return Payment(PaymentMethod.BANK_TRANSFER, "", status)
    return Payment(method_by(last), label_of(last), _status(payments, is_cancelled))


def label_of(payment: Facts) -> str:
    """As the provider itself calls it in the payment's `data`, else its card, else the provider's name."""
    data = payment["data"] or {}
    if told := data.get("label"):
        return str(told)
    card = _card(data)
    if card:
        return f"{str(card['brand']).title()} ending {card['last4']}"
    words = str(payment["provider_id"]).removeprefix("pp_").split("_")[0].replace("-", " ")
    return "Manual payment" if payment["provider_id"] == _BY_HAND else words.capitalize()


def method_by(payment: Facts) -> PaymentMethod:
    """Medusa's own provider stands for money that the staff take by hand."""
    provider = str(payment["provider_id"])
    return PaymentMethod.BANK_TRANSFER if provider == _BY_HAND else method_of(provider)


def _card(data: Any) -> dict[str, Any] | None:
    """Where Stripe keeps brand and last digits, whatever it is wrapped in."""
    if isinstance(data, dict):
        card = data.get("card")
        if isinstance(card, dict) and card.get("brand") and card.get("last4"):
            return card
        data = list(data.values())
    found = (_card(part) for part in data) if isinstance(data, list) else ()
    return next((card for card in found if card), None)


def _status(payments: Sequence[Facts], is_cancelled: bool) -> PaymentStatus:
    taken = sum((Decimal(part["amount"]) for one in payments for part in one["captures"] or ()), Decimal(0))
    back = sum((Decimal(part["amount"]) for one in payments for part in one["refunds"] or ()), Decimal(0))
    wanted = sum((Decimal(one["amount"]) for one in payments if not one["canceled_at"]), Decimal(0))
    if taken == 0:
        is_over = is_cancelled or all(one["canceled_at"] for one in payments)
        return PaymentStatus.FAILED if is_over else PaymentStatus.PENDING
    if back == 0:
        return PaymentStatus.PAID if taken + _HALF_A_CENT > wanted else PaymentStatus.PENDING
    return PaymentStatus.REFUNDED if taken - back < _HALF_A_CENT else PaymentStatus.PART_REFUNDED
