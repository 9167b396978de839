"""Which task on an order an intent asks for."""

from collections.abc import Mapping
from typing import Final

from actions.account import wants_erasure
from actions.base import Context
from actions.several import own_data
from actions.which_order import Task

TASKS: Final[Mapping[str, Task]] = {
    "track_order": Task.TRACK,
    "delivery_problem": Task.DELIVERY,
    "order_details": Task.DETAILS,
    "refund_status": Task.REFUND,
    "payment_problem": Task.PAID,
    "request_invoice": Task.INVOICE,
    "price_adjustment": Task.PRICE,
    "cancel_order": Task.CANCEL,
    "change_address": Task.ADDRESS,
    "change_payment": Task.PAYMENT,
    "change_shipping": Task.SHIPPING,
    "add_note": Task.NOTE,
    "exchange_items": Task.SWAP,
    "return_items": Task.RETURN,
    "report_problem": Task.PROBLEM,
    "change_account": Task.ACCOUNT,
}
"""What an intent asks for."""


def task_of(context: Context) -> Task | None:
    """What the message asks for, if it asks for a task."""
    return Task.ACCOUNT if wants_erasure(context) else own_data(TASKS.get(context.intent), context.text)
