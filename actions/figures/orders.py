"""Figures of the shopper's own orders: where they went, what is in them, what that cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from actions.facts.delivery import address_words
from actions.figures.question import FigureQuestion
from actions.order_message import numbers_in
from actions.order_search import dated
from bot.answering.product_aspects import Aspects
from bot.commerce.attribute_words import named_value
from bot.commerce.model import Bilingual, ClaimKind, Order, OrderLine, OrderStatus, Product, Shop, Variant
from bot.commerce.money import Money
from bot.orders.wishes.figures import Figure
from bot.orders.wishes.goods import goods_of
from bot.orders.wishes.mentions import groups_in
from bot.orders.wishes.order_clues import Clues
from bot.orders.wishes.orders import orders_holding
from bot.orders.wishes.said import said

_MOST_LOOKED_AT: Final = 20
_MOST_TOLD: Final = 4
_OF_ONE: Final = frozenset({Figure.DEAREST, Figure.CHEAPEST, Figure.PRICE, Figure.LEFT})
"""What is told of the one order that is meant, and not of all that there are."""


@dataclass(frozen=True)
class Bought:
    """A line of an order, with what it is where the shop still sells it."""

    order: Order
    line: OrderLine
    product: Product | None
    variant: Variant | None


class OrderFigures:
    """Answers one question; only the shopper's own orders are ever looked at."""

    def __init__(self, question: FigureQuestion) -> None:
        self._question, self._asked = question, question.figures
        self._products: Sequence[Product] = ()

    async def answer(self, spoken_of: str | None) -> list[str]:
        """The sentences; none when it is not known which order is meant, or it holds nothing of the kind."""
        services, talk = self._question.services, self._question.context.conversation_id
        own = await services.access.own_orders(talk, _MOST_LOOKED_AT)
        if not own:
            return []
        self._products = await services.commerce.catalogue()
        if Figure.SPENT in self._asked:
            return self._spent(self._bought(own))
        orders = await self._meant(own, spoken_of)
        if Figure.ITEM in self._asked:
            return self._items(self._bought(orders) or self._bought(own), await services.commerce.shop())
        told = [words for order in orders[:_MOST_TOLD] for words in await self._told(order)]
        if len(orders) > 1 and len(numbers_in(self._question.words)) > 1 and Figure.STATUS in self._asked:
            alike = len({order.status for order in orders}) == 1
            told.append(self._question.say("same_status" if alike else "other_status"))
        return told

    async def thing(self, spoken_of: str | None) -> str:
        """What the one thing is called that the question picks out: "the most expensive item"; else empty."""
        services, talk = self._question.services, self._question.context.conversation_id
        own = await services.access.own_orders(talk, _MOST_LOOKED_AT)
        figure = next((figure for figure in (Figure.DEAREST, Figure.CHEAPEST) if figure in self._asked), None)
        if figure is None or not own:
            return ""
        self._products = await services.commerce.catalogue()
        orders = await self._meant(own, spoken_of)
        return self._question.title(_extreme_line(orders[0], figure)) if orders else ""

    # Which orders, which things

    async def _meant(self, own: Sequence[Order], spoken_of: str | None) -> Sequence[Order]:
        """The orders that are meant: those numbered, else those described, else the one last spoken of."""
        words, services = self._question.words, self._question.services
        numbers = {number.lstrip("#").casefold() for number in numbers_in(words)}
        if numbers:
            return [order for order in own if order.order_id.casefold() in numbers]
        now = services.now().astimezone(await services.zone())
        clues = Clues(words)
        fitting = clues.told(own, lambda orders: dated(orders, words, now))
        if one := clues.compared(fitting):
            return one
        if holding := orders_holding(words, fitting, self._products):
            return holding
        if len(fitting) < len(own):
            return fitting
        known = [order for order in own if order.order_id == spoken_of]
        every = len(own) == 1 or not _OF_ONE & set(self._asked)
        return known or (own if every and len(own) <= _MOST_TOLD else [])

    def _bought(self, orders: Sequence[Order]) -> list[Bought]:
        """The lines that the words name."""
        text, found = said(self._question.words), list[Bought]()
        for order in orders:
            goods = goods_of(order, self._products)
            ids = {id_ for group in groups_in(text, goods) for id_ in group.candidates()[0] if group.has_noun}
            found += [Bought(order, g.line, g.product, g.variant) for g in goods if g.line.line_id in ids]
        return found

    # What is told

    async def _told(self, order: Order) -> list[str]:
        question, asked, told = self._question, self._asked, list[str]()
        gaps = {"order_id": order.order_id, "day": question.spoken.day(order.placed_at)}
        if Figure.TRACKING in asked or asked == (Figure.STATUS,):
            told.append(question.spoken.whereabouts(order))
        if Figure.TRACKING in asked:
            told += self._tracking(order, told[0])
        elif Figure.STATUS in asked and len(asked) > 1:
            told.append(question.say("status", status=question.spoken.status(order), **gaps))
        if Figure.ADDRESS in asked and order.address:
            told.append(question.say("address", address=await self._place(order), **gaps))
        if Figure.PLACED in asked:
            told.append(question.say("placed", **gaps))
        told += [self._extreme(order, figure) for figure in asked if figure in (Figure.DEAREST, Figure.CHEAPEST)]
        if Figure.PRICE in asked:
            told += self._priced(order)
        if Figure.LEFT in asked:
            told.append(self._left(order))
        return told

    def _tracking(self, order: Order, told: str) -> list[str]:
        """The number of every parcel that was not told yet, or that there is none."""
        numbers = [parcel.tracking for parcel in order.shipments if parcel.tracking]
        if not numbers:
            return [self._question.say("tracking_none", order_id=order.order_id)]
        untold = [number for number in numbers if number not in told]
        return [self._question.say("tracking", order_id=order.order_id, number=number) for number in untold]

    async def _place(self, order: Order) -> str:
        """In full to whoever may change the order; else the town alone."""
        assert order.address
        access, talk = self._question.services.access, self._question.context.conversation_id
        if await access.may_write(talk, order):
            return address_words(order.address)
        return self._question.listed([order.address.city, order.address.country])

    def _items(self, bought: Sequence[Bought], shop: Shop) -> list[str]:
        """What the things are, if the words ask for something that the shop's data tell of them."""
        keys, told = Aspects(shop, self._products).keys_in(self._question.words), list[str]()
        for thing in bought[:_MOST_TOLD]:
            values = [words for key in keys if (words := self._value(thing, key, shop))]
            if values:
                gaps = {"order_id": thing.order.order_id, "title": self._question.title(thing.line)}
                told.append(self._question.say("item", values=self._question.listed(values), **gaps))
        return told

    def _value(self, thing: Bought, key: str, shop: Shop) -> str:
        """Material: cotton. Empty where the data do not tell."""
        language = self._question.reply.language
        if thing.variant and key in thing.variant.options:
            name = shop.options.get(key) or Bilingual(key.replace("_", " "), key)
            return self._question.say(
                "value", what=name.in_language(language).lower(), value=thing.variant.options[key].in_language(language)
            )
        if thing.product and key in thing.product.attributes:
            name_said, value = named_value(thing.product, key, shop, language)
            return self._question.say("value", what=name_said.lower(), value=value)
        return ""

    def _spent(self, bought: Sequence[Bought]) -> list[str]:
        if not bought:
            return []
        question = self._question
        each = [
            question.say("spent_on", order_id=thing.order.order_id, amount=question.money(thing.line.total))
            for thing in bought
        ]
        total = question.money(_sum([thing.line.total for thing in bought]))
        return [question.say("spent", title=question.title(bought[0].line), total=total, each=question.listed(each))]

    def _priced(self, order: Order) -> list[str]:
        """What the named things cost, else the whole order."""
        question = self._question
        told = [
            question.say(
                "line_price",
                order_id=order.order_id,
                thing=question.thing(thing.line, thing.variant),
                price=question.money(thing.line.unit_price),
            )
            for thing in self._bought([order])
        ]
        gaps = {
            "order_id": order.order_id,
            "total": question.money(order.total),
            "payment": question.paid_with(order.payment.label),
        }
        return told or [question.say("order_price", day=question.spoken.day(order.placed_at), **gaps)]

    def _extreme(self, order: Order, figure: Figure) -> str:
        """The dearest or the cheapest thing in the order, by the price of one."""
        line = _extreme_line(order, figure)
        variant = next((g.variant for g in goods_of(order, self._products) if g.line == line), None)
        question = self._question
        thing, price = question.thing(line, variant), question.money(line.unit_price)
        return question.say(f"{figure.value}_item", order_id=order.order_id, thing=thing, price=price)

    def _left(self, order: Order) -> str:
        """What those things cost that are neither cancelled nor on their way back."""
        kept = [(line, count) for line in order.lines if (count := _kept(order, line)) > 0]
        total = _sum([line.unit_price * count for line, count in kept]) if kept else Money(0, order.total.currency)
        things = self._question.listed([self._question.title(line) for line, _ in kept])
        name = "left" if kept else "left_nothing"
        return self._question.say(name, order_id=order.order_id, total=self._question.money(total), things=things)


def _extreme_line(order: Order, figure: Figure) -> OrderLine:
    pick = max if figure is Figure.DEAREST else min
    return pick(order.lines, key=lambda line: line.unit_price.amount)


def _kept(order: Order, line: OrderLine) -> int:
    if order.status is OrderStatus.CANCELLED:
        return 0
    returns = (claim for claim in order.claims if claim.kind is ClaimKind.RETURN)
    gone = sum(part.quantity for claim in returns for part in claim.lines if part.line_id == line.line_id)
    return line.quantity - gone


def _sum(amounts: Sequence[Money]) -> Money:
    return reduce(lambda one, other: one + other, amounts)
