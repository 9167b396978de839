"""Tasks that only tell: live facts of an order where the shop holds them, then what its documents say."""

from typing import Final

from actions.answers import Documents
from actions.order_turn import OrderTurn
from actions.which_order import Task
from bot.commerce.model import Order
from bot.dialogue import parts

_ASKS_DOCUMENTS: Final = frozenset({Task.DELIVERY, Task.REFUND, Task.PAID, Task.INVOICE, Task.PRICE})
_OFFERS_PERSON: Final = frozenset({Task.DELIVERY, Task.PAID, Task.INVOICE, Task.PRICE})


class Telling:
    """Tells what is known; what nobody wrote down is not made up, and a person is offered."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def tell(self, turn: OrderTurn, task: Task, order: Order) -> None:
        reply = turn.reply
        reply.show(parts.text(turn.words.told(task, order)))
        reply.show(parts.order(order, reply.language))
        if task in _ASKS_DOCUMENTS and turn.context.text and not turn.context.is_command:
            answered = await self._documents.ask(turn.context, stream=False)
            if answered is not None:
                reply.show(answered.to_part())
        if task in _OFFERS_PERSON:
            reply.offer(reply.person())
