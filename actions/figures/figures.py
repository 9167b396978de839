"""Answers questions for figures from the shop's data, wherever in a talk they are asked."""

from typing import Final

from actions.base import Context, Reply
from actions.figures.goods import GoodsFigures
from actions.figures.moved import MovedFigures
from actions.figures.orders import OrderFigures
from actions.figures.question import FigureQuestion
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from bot.answering.products import FindsProducts
from bot.dialogue import parts
from bot.orders.wishes.figures import Figure, figures_in, is_of_an_order

_OF_GOODS: Final = frozenset({Figure.OPTIONS, Figure.CHEAPEST, Figure.DEAREST})
_OF_MONEY: Final = frozenset({Figure.BACK, Figure.PAY, Figure.BALANCE})


class Figures:
    """Never a guess: what the data do not tell is left to whoever else may answer."""

    def __init__(self, services: OrderServices, finder: FindsProducts) -> None:
        self._services, self._goods = services, GoodsFigures(finder)

    async def answer(self, words: str, context: Context, reply: Reply, *, order: str | None = None) -> bool:
        """Whether the words ask for figures that were found, and so were told; `order` was last spoken of."""
        told = await self.told(words, context, reply, order=order)
        if told:
            reply.show(parts.text(reply.join(told)))
        return bool(told)

    async def told(self, words: str, context: Context, reply: Reply, *, order: str | None = None) -> list[str]:
        """The sentences that answer; none where the words ask for no figures, or the data do not tell."""
        figures = figures_in(words)
        if not figures:
            return []
        question = await self._question(words, figures, context, reply)
        if Figure.SPLIT in figures:
            return [question.say("no_split")]
        spoken_of = order or context.slot("order_number")
        told = list[str]()
        if _OF_GOODS & set(figures) and not is_of_an_order(words):
            told += (await self._goods.answer(question))[0]
        elif Figure.OPTIONS not in figures and set(figures) - _OF_MONEY:
            told += await OrderFigures(question).answer(spoken_of)
        if _OF_MONEY & set(figures):
            told += await MovedFigures(question).answer()
        return told

    async def thing(self, words: str, context: Context, reply: Reply, *, order: str | None) -> str:
        """What the thing in an order is called that such a question picks out; empty where it picks none."""
        figures = figures_in(words)
        if not is_of_an_order(words) or not {Figure.DEAREST, Figure.CHEAPEST} & set(figures):
            return ""
        question = await self._question(words, figures, context, reply)
        return await OrderFigures(question).thing(order or context.slot("order_number"))

    async def total(self, context: Context, reply: Reply) -> list[str]:
        """What all changes of this talk moved, where more than one moved money."""
        return await MovedFigures(await self._question("", (), context, reply)).total()

    async def _question(
        self, words: str, figures: tuple[Figure, ...], context: Context, reply: Reply
    ) -> FigureQuestion:
        spoken = OrderWords(reply, await self._services.zone(), self._services.now())
        return FigureQuestion(words, figures, context, reply, spoken, self._services)
