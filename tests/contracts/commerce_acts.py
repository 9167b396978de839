"""One change of each kind that a shop system can make, as the suites play them."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    Capability,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ChangeShipping,
    ExchangeItems,
    OrderChange,
    Picked,
    Problem,
    ReportProblem,
    ReturnItems,
    Swap,
)
from tests.contracts.commerce_stage import ELSEWHERE, GIFT_CARD, Scene

Act = Callable[[Scene, str], OrderChange]
"""Of a scene and the name of an order in it."""


def _swap(scene: Scene, name: str) -> tuple[Swap, ...]:
    return (Swap(scene.line(name=name), 1, "KB-101-SGE"),)


def _picked(scene: Scene, name: str) -> tuple[Picked, ...]:
    return (Picked(scene.line(name=name), 1),)


BEFORE_SHIPPING: Final[Mapping[Capability, Act]] = {
    Capability.CANCEL_ORDER: lambda scene, name: CancelOrder(scene.orders[name].order_id, "no need"),
    Capability.CANCEL_LINES: lambda scene, name: CancelLines(scene.orders[name].order_id, _picked(scene, name)),
    Capability.CHANGE_ADDRESS: lambda scene, name: ChangeAddress(scene.orders[name].order_id, ELSEWHERE),
    Capability.CHANGE_ITEMS: lambda scene, name: ChangeItems(scene.orders[name].order_id, _swap(scene, name)),
    Capability.CHANGE_PAYMENT: lambda scene, name: ChangePayment(
        scene.orders[name].order_id, scene.way(GIFT_CARD).payment_id
    ),
    Capability.CHANGE_SHIPPING: lambda scene, name: ChangeShipping(scene.orders[name].order_id, "express"),
    Capability.ADD_NOTE: lambda scene, name: AddNote(scene.orders[name].order_id, "Ring twice."),
}
AFTER_DELIVERY: Final[Mapping[Capability, Act]] = {
    Capability.RETURN_ITEMS: lambda scene, name: ReturnItems(scene.orders[name].order_id, _picked(scene, name)),
    Capability.EXCHANGE_ITEMS: lambda scene, name: ExchangeItems(scene.orders[name].order_id, _swap(scene, name)),
    Capability.REPORT_PROBLEM: lambda scene, name: ReportProblem(
        scene.orders[name].order_id, _picked(scene, name), Problem.DAMAGED, "A key is broken."
    ),
}
ACTS: Final = {**BEFORE_SHIPPING, **AFTER_DELIVERY}
