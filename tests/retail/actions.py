"""The benchmark's tool calls that write, as our changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.commerce.changes import (
    CancelOrder,
    Change,
    ChangeAddress,
    ChangeCustomer,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    Picked,
    ReturnItems,
    Swap,
)
from bot.commerce.model import Address, Order
from tests.commerce.retail_shop import address_of

WRITES = frozenset(
    {
        "cancel_pending_order",
        "exchange_delivered_order_items",
        "modify_pending_order_address",
        "modify_pending_order_items",
        "modify_pending_order_payment",
        "modify_user_address",
        "return_delivered_order_items",
    }
)


def change_of(action: Mapping[str, Any], order: Order | None) -> Change:
    """One call as a change; `order` is the one that it names, if it names one."""
    told = action["arguments"]
    if action["name"] == "modify_user_address":
        return ChangeCustomer(told["user_id"], Address(**address_of(told)))
    if order is None:
        raise ValueError(f"{action['name']} without an order")
    way = told.get("payment_method_id")
    match action["name"]:
        case "cancel_pending_order":
            return CancelOrder(order.order_id, told["reason"])
        case "modify_pending_order_address":
            return ChangeAddress(order.order_id, Address(**address_of(told)))
        case "modify_pending_order_payment":
            return ChangePayment(order.order_id, way)
        case "modify_pending_order_items":
            return ChangeItems(order.order_id, _swaps(order, told), way)
        case "exchange_delivered_order_items":
            return ExchangeItems(order.order_id, _swaps(order, told), "", way)
        case "return_delivered_order_items":
            lines = tuple(Picked(line_id, 1) for line_id in _lines(order, told["item_ids"]))
            return ReturnItems(order.order_id, lines, "", way)
        case other:
            raise ValueError(f"{other} writes nothing")


def _swaps(order: Order, told: Mapping[str, Any]) -> tuple[Swap, ...]:
    wanted = zip(_lines(order, told["item_ids"]), told["new_item_ids"], strict=True)
    return tuple(Swap(line_id, 1, sku) for line_id, sku in wanted)


def _lines(order: Order, items: Sequence[str]) -> list[str]:
    """A line for each item; one that is named twice stands on two lines of one piece each."""
    free = list(order.lines)
    found = []
    for item in items:
        line = next(line for line in free if line.sku == item)
        free.remove(line)
        found.append(line.line_id)
    return found
