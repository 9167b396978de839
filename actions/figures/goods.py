"""Figures of what the shop sells: how many kinds of something there are, which is the cheapest and what it costs."""

from collections.abc import Sequence

from actions.figures.question import FigureQuestion
from actions.focus import in_focus
from bot.answering.products import FindsProducts
from bot.commerce.finder import CONFIDENT
from bot.commerce.model import Product, Variant
from bot.commerce.thing_words import plain
from bot.orders.wishes.figures import Figure

_MOST_ALIKE = 3


class GoodsFigures:
    """Reads the catalogue anew for every question; what is sold out is counted apart and never offered."""

    def __init__(self, finder: FindsProducts) -> None:
        self._finder = finder

    async def answer(self, question: FigureQuestion) -> tuple[list[str], Product | None]:
        """The sentences, and the product that they are about; none when no one product is meant."""
        product = await self._product(question)
        if product is None:
            return [], None
        # One product is always read as it stands now.
        product = await question.services.commerce.product(product.product_id)
        said = list[str]()
        for figure in question.figures:
            if figure is Figure.OPTIONS:
                said.append(_counted(question, product))
            elif figure in (Figure.CHEAPEST, Figure.DEAREST):
                said.append(_extreme(question, product, figure))
        return said, product

    async def _product(self, question: FigureQuestion) -> Product | None:
        found = await self._finder.find(question.words, question.reply.language, _MOST_ALIKE)
        sure = [match.product for match in found if match.score >= CONFIDENT]
        spelled = [product for product in sure if _is_spelled(product, question.words)]
        meant = spelled or sure
        if not meant and len(focused := in_focus(question.context)) == 1:
            return await question.services.commerce.product(focused[0])
        return meant[0] if len(meant) == 1 or spelled else None


def _counted(question: FigureQuestion, product: Product) -> str:
    there, every = len(_in_stock(product)), len(product.variants)
    name = "options_all" if there == every else "options_some"
    return question.say(name, title=question.title(product), there=there, every=every)


def _extreme(question: FigureQuestion, product: Product, figure: Figure) -> str:
    there = _in_stock(product)
    if not there:
        return question.say("sold_out", title=question.title(product))
    prices = [variant.price.amount for variant in there]
    wanted = min(prices) if figure is Figure.CHEAPEST else max(prices)
    alike = [variant for variant in there if variant.price.amount == wanted]
    options = [words for variant in alike[:_MOST_ALIKE] if (words := question.options(variant))]
    name = f"{figure.value}_variant" if options else f"{figure.value}_only"
    either = " / ".join(options)
    return question.say(name, title=question.title(product), options=either, price=question.money(alike[0].price))


def _in_stock(product: Product) -> Sequence[Variant]:
    return [variant for variant in product.variants if variant.stock > 0]


def _is_spelled(product: Product, words: str) -> bool:
    """Whether the words hold a product's whole name, in the singular or the plural."""
    said = plain(words).replace("-", "")
    return any(plain(name).replace("-", "") in said for name in (product.title.en, product.title.zh) if name)
