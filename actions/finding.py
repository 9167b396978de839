"""Which order a shopper speaks of, and the question for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from actions.none_fits import NoneFits
from actions.order_tasks import CHANGES
from actions.order_turn import OrderTurn
from actions.progress import Progress
from actions.which_order import Task, asks_for_another, fits, named, only_fit, points_back, standing
from bot.commerce.model import Order
from bot.orders.wishes.orders import orders_holding

_MOST_CHOICES: Final = 5
_MOST_LOOKED_AT: Final = 20


class Finding:
    """Finds orders in one turn; only the shopper's own are ever looked at."""

    def __init__(self, turn: OrderTurn) -> None:
        self._turn, self._reply = turn, turn.reply
        self._access = turn.services.access

    async def number(self, task: Task, progress: Progress) -> str | None:
        """The order that the message means, else the one spoken of where it can be meant."""
        context = self._turn.context
        is_correction = context.intent == "correct"
        spoken_of = progress.number
        written = self._turn.message.number(asked=is_correction, known=spoken_of if is_correction else None)
        if written:
            return written
        another = is_correction or asks_for_another(context.text)
        owned = await self._own()
        orders = [order for order in owned if not (another and order.order_id == spoken_of)]
        meant = await self._named(orders, task, context.text)
        if meant is None and spoken_of and points_back(context.text):
            return spoken_of
        if meant is None and spoken_of and not another:
            known = next((order for order in orders if order.order_id == spoken_of), None)
            meant = known if known is None or fits(known, task) else only_fit(orders, task)
            return meant.order_id if meant else spoken_of
        meant = meant or only_fit(orders, task)
        return meant.order_id if meant else None

    async def number_heard(self, progress: Progress, spoken_of: str | None) -> str | None:
        """The order that was meant by words of an earlier message, else the one last spoken of."""
        orders = await self._own()
        meant = await self._named(orders, progress.task, " ".join(progress.draft.heard))
        if meant is None and spoken_of:
            meant = next((o for o in orders if o.order_id == spoken_of and fits(o, progress.task)), None)
        meant = meant or only_fit(orders, progress.task)
        return meant.order_id if meant else None

    async def described(self, task: Task) -> str | None:
        """The one order that the message describes, in answer to the question for it."""
        words = self._turn.context.text
        orders = [order for order in await self._own() if fits(order, task)]
        meant = await self._named(orders, task, words)
        if meant is None and len(left := standing(orders, words)) == 1 < len(orders):
            meant = left[0]
        return meant.order_id if meant else None

    async def meant(self, task: Task, words: str) -> tuple[str, ...]:
        """The orders that words may be about, by what they say of them or by the goods they name; none if neither."""
        orders = await self._own()
        one = await self._named(orders, task, words)
        if one is not None:
            return (one.order_id,)
        fitting = [order for order in orders if fits(order, task)]
        holding = orders_holding(words, fitting, await self._turn.services.commerce.catalogue())
        return tuple(order.order_id for order in holding)

    async def ask(self, task: Task) -> bool:
        """Asks which order; where none of a signed-in customer's can be meant, says so instead and returns False."""
        orders = await self._own()
        fitting = [order for order in orders if fits(order, task)]
        if task in CHANGES and orders and not fitting and await self._knows_all(orders):
            NoneFits(self._reply, self._turn.words).tell(task, orders)
            return False
        fitting = fitting or list(orders)
        which = self._reply.words(f"ask_which_{task}")
        if not fitting:
            self._reply.say("ask_number", which=which)
            return True
        self._reply.say(f"ask_which_{task}")
        self._reply.offer(*(self._turn.words.choice(order) for order in fitting[:_MOST_CHOICES]))
        return True

    async def _knows_all(self, orders: Sequence[Order]) -> bool:
        """Whether the shopper can have no other order: a guest may prove one more."""
        return len(orders) < _MOST_LOOKED_AT and await self._access.customer_id(self._turn.id) is not None

    async def _own(self) -> Sequence[Order]:
        return await self._access.own_orders(self._turn.id, _MOST_LOOKED_AT)

    async def _named(self, orders: Sequence[Order], task: Task, words: str) -> Order | None:
        said = words.casefold()
        products = [name for name in self._turn.context.entities.get("product", ()) if name.casefold() in said]
        orders = standing(orders, words)
        meant = named(orders, words, products, await self._now())
        if meant is not None:
            return meant
        catalogue = await self._turn.services.commerce.catalogue()
        fitting = [order for order in orders if task not in CHANGES or fits(order, task)]
        holding = orders_holding(words, fitting, catalogue)
        return holding[0] if len(holding) == 1 else None

    async def _now(self) -> datetime:
        return self._turn.services.now().astimezone(await self._turn.services.zone())
