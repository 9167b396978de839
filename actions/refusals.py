"""What is said when a change is refused: why, what can be done instead, and always the offer of a person."""

from collections.abc import Iterator

from actions.command import command
from actions.failing import Failing
from actions.order_turn import OrderTurn
from actions.progress import Progress
from actions.which_order import Task
from bot.commerce.model import Order, OrderStatus
from bot.commerce.rules import NOT_SHIPPED
from bot.dialogue import parts
from bot.dialogue.parts import Choice
from bot.errors import ChangeRefused, Why


class Refusals:
    """Speaks of refusals in one turn."""

    def __init__(self, turn: OrderTurn) -> None:
        self._turn, self._reply = turn, turn.reply

    def explain(self, progress: Progress, order: Order, refusal: ChangeRefused) -> Progress:
        """Ends the task: as things stand it cannot be done."""
        self._reply.show(parts.order(order, self._reply.language))
        self.say(progress.task, order, refusal)
        self._reply.offer(*self._instead(progress.task, order, refusal), self._reply.person())
        return progress.over()

    def only_whole(self, progress: Progress, order: Order) -> Progress:
        """Ends the task: a part cannot be called off, and all of it can."""
        self._reply.show(parts.order(order, self._reply.language))
        self._reply.say("only_whole", order_id=order.order_id)
        whole = self._reply.choice("cancel_whole", command("cancel_order", order_number=order.order_id))
        self._reply.offer(whole, self._reply.person())
        return progress.over()

    def say(self, task: Task, order: Order, refusal: ChangeRefused) -> None:
        """Why, in a sentence."""
        is_of_line = order.line(refusal.detail) is not None
        name = self._name(task, order, refusal.why, is_of_line=is_of_line)
        told = self._reply.words(name, **self._gaps(task, order, refusal))
        self._reply.show(parts.text(told))
        self._reply.fails(Failing.FOR_PERSON if refusal.why is Why.UNSUPPORTED else Failing.REFUSED, told)

    def _name(self, task: Task, order: Order, why: Why, *, is_of_line: bool) -> str:
        if task is Task.CANCEL and (why is Why.STATUS or why is Why.UNSUPPORTED):
            packed = why is Why.STATUS and order.status in NOT_SHIPPED
            return "refused_status" if packed else f"not_cancellable_{order.status}"
        return "refused_for_person" if why is Why.UNSUPPORTED and is_of_line else f"refused_{why}"

    def _gaps(self, task: Task, order: Order, refusal: ChangeRefused) -> dict[str, str]:
        words = self._turn.words
        line = order.line(refusal.detail)
        thing = line.title.in_language(self._reply.language) if line else self._reply.words("these_goods")
        return {
            "order_id": order.order_id,
            "status": words.status(order),
            "doing": self._reply.words(f"doing_{task}"),
            "thing": thing,
            "span": self._span(refusal) if refusal.why is Why.WINDOW else "",
        }

    def _span(self, refusal: ChangeRefused) -> str:
        """30 days, or 24 个月; the rules give it as a number and `days` or `months`."""
        count, _, unit = refusal.detail.partition(" ")
        return self._reply.words(f"span_{unit}", count=count)

    def _instead(self, task: Task, order: Order, refusal: ChangeRefused) -> Iterator[Choice]:
        """What a shopper may want to do when this cannot be done."""
        if refusal.why is not Why.STATUS:
            return
        number = order.order_id
        if order.status in NOT_SHIPPED and task in (Task.RETURN, Task.PROBLEM):
            yield self._reply.choice("intent_cancel_order", command("cancel_order", order_number=number))
        elif order.status is OrderStatus.DELIVERED and task is not Task.RETURN:
            yield self._reply.choice("intent_return_items", command("return_items", order_number=number))
        elif order.status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
            asked = self._reply.words("question_returns")
            yield self._reply.choice("returns", command("ask_policy", question=asked))
