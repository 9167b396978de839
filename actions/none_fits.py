"""What is said when none of a shopper's orders is where a task can still, or already, be done."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from actions.base import Reply
from actions.command import command
from actions.order_words import OrderWords
from actions.which_order import Task
from bot.commerce.model import Order, OrderStatus
from bot.dialogue.parts import Choice

_MOST_TOLD: Final = 5
_MOST_OFFERED: Final = 3
_INSTEAD: Final[Mapping[OrderStatus, tuple[tuple[str, Task], ...]]] = {
    OrderStatus.PENDING: (("cancel_order", Task.CANCEL), ("change_address", Task.ADDRESS)),
    OrderStatus.PROCESSING: (("cancel_order", Task.CANCEL), ("track_order", Task.TRACK)),
    OrderStatus.SHIPPED: (("track_order", Task.TRACK),),
    OrderStatus.DELIVERED: (("return_items", Task.RETURN), ("report_problem", Task.PROBLEM)),
    OrderStatus.CANCELLED: (("refund_status", Task.REFUND),),
    OrderStatus.RETURNING: (("refund_status", Task.REFUND),),
    OrderStatus.RETURNED: (("refund_status", Task.REFUND),),
    OrderStatus.EXCHANGING: (("track_order", Task.TRACK),),
}
"""What can be done with an order as it stands, the likeliest first."""


class NoneFits:
    """Tells in one reply how each order stands, and offers what can be done with it."""

    def __init__(self, reply: Reply, words: OrderWords) -> None:
        self._reply, self._words = reply, words

    def tell(self, task: Task, orders: Sequence[Order]) -> None:
        told = orders[:_MOST_TOLD]
        lines = "\n".join(f"- {self._line(order)}" for order in told)
        self._reply.say("none_fits", doing=self._reply.words(f"doing_{task}"), lines=lines)
        self._reply.offer(*list(self._instead(task, told))[:_MOST_OFFERED], self._reply.person())

    def _line(self, order: Order) -> str:
        return self._reply.words("order_stands", order_id=order.order_id, status=self._words.status(order))

    def _instead(self, task: Task, orders: Sequence[Order]) -> Iterator[Choice]:
        """Each thing once, for the newest order that it can be done with."""
        offered = {task}
        for order in orders:
            intent, instead = next(((i, t) for i, t in _INSTEAD[order.status] if t not in offered), ("", task))
            if instead in offered:
                continue
            offered.add(instead)
            title = self._reply.words(f"choice_intent_{intent}")
            titled = self._reply.words("choice_with_order", title=title, order_id=order.order_id)
            yield Choice(titled, command(intent, order_number=order.order_id))
