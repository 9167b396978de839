"""Which order or orders a shopper speaks of, and the question for it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from actions.draft import Draft
from actions.none_fits import NoneFits
from actions.order_search import Found, OrderSearch
from actions.order_tasks import CHANGES, PLANS
from actions.order_turn import OrderTurn
from actions.progress import Progress, Waiting
from actions.which_order import Task, asks_for_another, fits, points_back
from bot.commerce.changes import Picked
from bot.commerce.model import Order
from bot.commerce.rules import left_to_claim
from bot.errors import ChangeRefused
from bot.orders.wishes.order_shares import Share
from bot.orders.wishes.several_orders import numbers_in_a_row

_MOST_CHOICES: Final = 5
_MOST_LOOKED_AT: Final = 20
_MOST_AT_ONCE: Final = 8
_LEAST_DIGITS: Final = 4
_DIGITS: Final = re.compile(r"(?<![\d.$€£¥])\d{4,20}(?![\d.])")


class Finding:
    """Finds orders in one turn; only the shopper's own are ever looked at."""

    def __init__(self, turn: OrderTurn) -> None:
        self._turn, self._reply = turn, turn.reply
        self._access, self._writes = turn.services.access, turn.services.writes
        self._owned: Sequence[Order] | None = None

    async def number(self, task: Task, progress: Progress) -> str | None:
        """The one order that the message means, else the one spoken of where it can be meant."""
        context = self._turn.context
        is_correction = context.intent == "correct"
        spoken_of = progress.number
        another = is_correction or asks_for_another(context.text)
        owned = await self._own()
        orders = [order for order in owned if not (another and order.order_id == spoken_of)]
        search = await self._search(task, orders)
        found = search.found(context.text)
        written = self._turn.message.number(asked=is_correction, known=spoken_of if is_correction else None)
        if len(numbers_in_a_row(context.text)) > 1 and found.is_several:
            return None
        if written:
            return await self.own_number(written)
        if found.is_shared:
            return None
        meant = found.one or self._titled(orders)
        if meant is None and spoken_of and points_back(context.text):
            return spoken_of
        if meant is None and spoken_of and not another:
            return self._spoken_of(spoken_of, found, search)
        meant = meant or (None if found.among else _only(orders, search))
        return meant.order_id if meant else None

    async def number_heard(self, progress: Progress, spoken_of: str | None) -> str | None:
        """The order that was meant by words of an earlier message, else the one last spoken of."""
        words = _heard(progress)
        search = await self._search(progress.task)
        found = search.found(words)
        if found.is_shared:
            return None
        if found.one is not None:
            return found.one.order_id
        last = next((o for o in search.orders if o.order_id == spoken_of and search.able(o)), None)
        if last is not None and (not found.among or last in found.among):
            return last.order_id
        meant = None if found.among else _only(search.orders, search)
        return meant.order_id if meant else None

    async def spread(self, progress: Progress) -> Progress | None:
        """The progress with the first of several orders that are meant, the others waiting; None for none."""
        words = _heard(progress) or (self._turn.context.text if self._turn.fresh else "")
        search = await self._search(progress.task)
        found = search.found(words)
        return self._shared(progress, found) if found.is_shared else None

    async def meant(self, task: Task, words: str) -> tuple[str, ...]:
        """The orders that words may be about, by what they say of them or by the goods they name; none if neither."""
        found = (await self._search(task)).found(words)
        return tuple(order.order_id for order in (*(share.order for share in found.shares), *found.among))

    async def described(self, progress: Progress) -> Progress | None:
        """The progress with what the message tells of the order that was asked for; None when it tells nothing."""
        text, heard = self._turn.context.text, _heard(progress)
        search = await self._search(progress.task)
        if (number := await self._by_digits(text)) is not None:
            return replace(progress, number=number)
        offered = self._offered(search, heard)
        for orders in (offered, search.orders):
            found = replace(search, orders=orders).found(text, asked=True)
            if found.one is not None:
                return replace(progress, number=found.one.order_id)
            if found.is_several:
                meant = search.of_all([share.order for share in found.shares], heard) if heard else found
                return self._shared(progress, meant if meant.is_several else found)
            if found.among and len(found.among) < len(orders):
                return progress
        return None

    async def ask(self, progress: Progress, number: str | None = None) -> bool:
        """Asks which order; where none of a signed-in customer's can be meant, says so instead and returns False.

        `number` is one that was not found.
        """
        task, words = progress.task, _heard(progress)
        search = await self._search(task)
        fitting = any(fits(order, task) for order in search.orders)
        if task in CHANGES and search.orders and not fitting and await self._knows_all(search.orders):
            NoneFits(self._reply, self._turn.words).tell(task, search.orders)
            return False
        which = self._reply.words(f"ask_which_{task}")
        if not search.orders:
            self._reply.say("ask_number", which=which)
            return True
        near = [order for order in search.orders if number and _is_near(number, order.order_id)]
        if near:
            self._reply.say("order_number_near")
        else:
            self._reply.say(f"ask_which_{task}")
        offered = near or self._offered(search, words)
        self._reply.offer(*(self._turn.words.choice(order) for order in offered[:_MOST_CHOICES]))
        return True

    async def _knows_all(self, orders: Sequence[Order]) -> bool:
        """Whether the shopper can have no other order: a guest may prove one more."""
        return len(orders) < _MOST_LOOKED_AT and await self._access.customer_id(self._turn.id) is not None

    async def own_number(self, number: str) -> str:
        """The number as the shop writes it, when it is one of the shopper's orders without its letter."""
        written = _plain(number)
        orders = await self._own()
        same = [o for o in orders if _plain(o.order_id) == written]
        same = same or [o for o in orders if written.isdigit() and _digits(o.order_id) == written]
        return same[0].order_id if len(same) == 1 else number

    # How one wish is shared

    def _shared(self, progress: Progress, found: Found) -> Progress:
        self._turn.fresh = False
        shares = found.shares[:_MOST_AT_ONCE]
        requests = [self._request(progress, share) for share in shares]
        requests += [Waiting(progress.task, None, Draft().hearing(open_.words)) for open_ in found.left]
        first, *rest = requests
        if len(shares) > 1:
            self._reply.say("several_orders", count=len(shares))
        waiting = (*rest, *progress.waiting)
        return replace(progress, task=first.task, number=first.number, draft=first.draft, waiting=waiting, misread=0)

    def _request(self, progress: Progress, share: Share) -> Waiting:
        return Waiting(progress.task, share.order.order_id, _draft(progress.draft, share), shared=True)

    # What is looked among

    async def _search(self, task: Task, orders: Sequence[Order] | None = None) -> OrderSearch:
        services = self._turn.services
        owned = await self._own() if orders is None else orders
        able = {order.order_id for order in owned if self._can(order, task)}
        able = able or {order.order_id for order in owned if fits(order, task)}
        now = services.now().astimezone(await services.zone())
        return OrderSearch(task, owned, lambda o: o.order_id in able, await services.commerce.catalogue(), now)

    def _can(self, order: Order, task: Task) -> bool:
        """Whether the shop lets the order have the task as it stands."""
        if task is Task.EITHER:
            return self._can(order, Task.CANCEL) or self._can(order, Task.RETURN)
        if task not in PLANS:
            return fits(order, task)
        try:
            self._writes.admits(PLANS[task].kind(order), order)
        except ChangeRefused:
            return False
        return fits(order, task)

    def _offered(self, search: OrderSearch, words: str) -> Sequence[Order]:
        """The orders to choose from: those that the words leave, else those that can have the task."""
        found = search.found(words) if words else Found()
        return found.among or [order for order in search.orders if search.able(order)] or search.orders

    def _spoken_of(self, number: str, found: Found, search: OrderSearch) -> str | None:
        known = next((order for order in search.orders if order.order_id == number), None)
        if known is None or (not found.among and search.able(known)) or known in found.among:
            return number
        meant = None if found.among else _only(search.orders, search)
        return meant.order_id if meant else None if found.among else number

    def _titled(self, orders: Sequence[Order]) -> Order | None:
        """The one order that holds goods which the dialogue model takes for named."""
        said = self._turn.context.text.casefold()
        products = [name for name in self._turn.context.entities.get("product", ()) if name.casefold() in said]
        holding = [order for order in orders if any(_holds(order, product) for product in products)]
        return holding[0] if len(holding) == 1 else None

    async def _by_digits(self, text: str) -> str | None:
        """The order whose number is written without its letter."""
        said = _DIGITS.findall(text)
        numbers = [order.order_id for order in await self._own() if _digits(order.order_id) in said]
        return numbers[0] if len(numbers) == 1 else None

    async def _own(self) -> Sequence[Order]:
        if self._owned is None:
            self._owned = await self._access.own_orders(self._turn.id, _MOST_LOOKED_AT)
        return self._owned


def _heard(progress: Progress) -> str:
    return ". ".join(progress.draft.heard)


def _draft(draft: Draft, share: Share) -> Draft:
    """The draft of one order, with the lines that were found to be meant of it."""
    meant = share.meant
    if not meant:
        return draft
    left = {line.line_id: left_to_claim(share.order, line.line_id) for line in share.order.lines}
    picked = [Picked(part.line_id, min(part.quantity, left[part.line_id])) for part in meant.picked]
    return replace(
        draft,
        picked=tuple(part for part in picked if part.quantity),
        whole=meant.whole,
        unclear=tuple(unclear.candidates for unclear in meant.unclear),
        uncounted=meant.uncounted,
        lines_known=True,
    )


def _only(orders: Sequence[Order], search: OrderSearch) -> Order | None:
    """The one order that the task can be about, if there is just one."""
    fitting = [order for order in orders if search.able(order)]
    return fitting[0] if len(fitting) == 1 else None


def _holds(order: Order, product: str) -> bool:
    wanted = product.casefold().strip()
    # "headphones" is in "Drift wireless headphones"; "shoe" is in "Trail shoes".
    singular = wanted.removesuffix("s") if len(wanted) > 3 else wanted
    return bool(wanted) and any(
        singular in title.casefold() for line in order.lines for title in (line.title.en, line.title.zh)
    )


def _is_near(number: str, order_id: str) -> bool:
    """Whether one figure is missing, too many or wrong, or two are changed over."""
    one, other = _digits(number), _digits(order_id)
    if min(len(one), len(other)) < _LEAST_DIGITS or one == other:
        return len(one) >= _LEAST_DIGITS and one == other
    if len(one) == len(other):
        wrong = [at for at in range(len(one)) if one[at] != other[at]]
        return len(wrong) == 1 or (len(wrong) == 2 and sorted(one) == sorted(other) and wrong[1] == wrong[0] + 1)
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _plain(number: str) -> str:
    return number.strip().lstrip("#").casefold()
