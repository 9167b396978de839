"""Figures of what the shop sells: how many kinds of something there are, which is the cheapest and what it costs."""

import re
from collections.abc import Sequence
from functools import lru_cache

from actions.figures.question import FigureQuestion
from actions.focus import meant
from bot.answering.products import FindsProducts
from bot.commerce.finder import CONFIDENT
from bot.commerce.model import Bilingual, Product, Variant
from bot.commerce.thing_words import is_chinese, plain
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
        spelled = _spelled(await question.services.commerce.catalogue(), question.words)
        if spelled is not None:
            return spelled
        found = await self._finder.find(question.words, question.reply.language, _MOST_ALIKE)
        sure = [match.product for match in found if match.score >= CONFIDENT]
        if not sure and len(focused := meant(question.context)) == 1:
            return await question.services.commerce.product(focused[0])
        return sure[0] if len(sure) == 1 else None


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


def _spelled(catalogue: Sequence[Product], words: str) -> Product | None:
    """The product whose whole name the words hold, the longest name of several; in the plural, or written in one."""
    said = plain(words)
    names = [(len(name), product) for product in catalogue for name in (product.title.en, product.title.zh) if name]
    held = [(length, product) for length, product in names if any(p.search(said) for p in _patterns(product.title))]
    longest = max((length for length, _ in held), default=0)
    meant = {product.product_id: product for length, product in held if length == longest}
    return next(iter(meant.values())) if len(meant) == 1 else None


@lru_cache(maxsize=20_000)
def _patterns(title: Bilingual) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_pattern(plain(name))) for name in (title.en, title.zh) if name)


def _pattern(name: str) -> str:
    if is_chinese(name):
        return re.escape(name)
    return r"\b" + r"[\s-]*".join(map(re.escape, re.findall(r"[a-z0-9]+", name))) + r"(?:e?s)?\b"
