"""Questions of fact on a product, answered from the shop's live catalogue and never from the index."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from bot.answering.product_aspects import Asked, Aspects, plain
from bot.answering.product_sentences import ProductSentences
from bot.commerce.backend import CommerceBackend
from bot.commerce.finder import CONFIDENT
from bot.commerce.model import Product
from bot.errors import ProductNotFound
from bot.language import Language
from knowledge_base.embedder import Embedder
from knowledge_base.sentences import sentences
from knowledge_base.tokens import tokens

POSSIBLE: Final = 0.35
"""Score from which on a product may be meant, and it is asked which."""
NEAR: Final = 0.42
"""Cosine that a sentence of a description must have to the question to be its answer."""
_MOST: Final = 4


class Found(StrEnum):
    """What became of a question on a product."""

    ANSWERED = "answered"  # the data hold it
    NOT_SAID = "not said"  # the product is known, but its data do not say
    WHICH = "which"  # several products fit; `products` are the candidates


@dataclass(frozen=True)
class ProductAnswer:
    """What the catalogue says, and the products that it is about."""

    found: Found
    text: str
    """Empty when it is to be asked which product is meant."""
    products: tuple[Product, ...]


class Match(Protocol):
    """A product that fits a shopper's words, 0 to 1."""

    @property
    def product(self) -> Product: ...
    @property
    def score(self) -> float: ...


class FindsProducts(Protocol):
    """Resolves products as shoppers name them, the best first."""

    async def find(self, text: str, language: Language, limit: int = ...) -> Sequence[Match]: ...


class ProductAnswers:
    """Reads price, stock, options, attributes and compatibility anew for every question."""

    def __init__(self, commerce: CommerceBackend, finder: FindsProducts, embedder: Embedder) -> None:
        self._commerce, self._finder, self._embedder = commerce, finder, embedder

    async def answer(self, text: str, language: Language, focus: Sequence[str]) -> ProductAnswer | None:
        """What the data of the product meant say; None when no product is meant.

        A product that the question names counts before `focus`: the products last spoken of, or the page's, by id.
        """
        shop, catalogue = await self._commerce.shop(), await self._commerce.catalogue()
        aspects = Aspects(shop, catalogue)
        in_focus = await self._in_focus(focus)
        # With a product in focus, "is it wireless" is about that one, and does not name another's "wireless earbuds".
        matches = await self._finder.find(aspects.name_in(text) if in_focus else text, language, _MOST)
        named = _named(matches, text)
        subject, others = _subject(text, named, in_focus, aspects)
        if subject is None:
            possible = others or [match.product for match in matches if match.score >= POSSIBLE]
            return ProductAnswer(Found.WHICH, "", tuple(possible[:_MOST])) if possible else None
        # The catalogue may be a little old in some shop systems; one product is always read as it stands now.
        product = await self._commerce.product(subject.product_id)
        asked = aspects.asked(text, product, *others)
        words = ProductSentences(shop, product, language)
        said = await self._said(text, language, catalogue, product, asked, others, words)
        if not said:
            return ProductAnswer(Found.NOT_SAID, words.not_said(), (product,))
        return ProductAnswer(Found.ANSWERED, words.say(" ", "").join(said), (product,))

    async def _in_focus(self, focus: Sequence[str]) -> list[Product]:
        found = []
        for product_id in focus[:_MOST]:
            try:
                found.append(await self._commerce.product(product_id))
            except ProductNotFound:
                continue  # it was taken out of the shop since it was spoken of
        return found

    async def _said(
        self,
        text: str,
        language: Language,
        catalogue: Sequence[Product],
        product: Product,
        asked: Asked,
        others: Sequence[Product],
        words: ProductSentences,
    ) -> list[str]:
        said = [words.not_offered(key, value) for key, value in asked.missing[:1]]
        said += [words.attribute(key) for key in asked.attributes if key in product.attributes]
        said += [words.options(key) for key in asked.options]
        if asked.compatible and (others or (asked.listed and product.compatible_with)):
            said.append(words.compatible(_fitting(product, catalogue), others[0] if others else None))
        if asked.sale:
            said.append(words.sale(asked))
        elif asked.price:
            said.append(words.price(asked))
        if asked.stock or (asked.chosen and not said):
            said.append(words.stock(asked))
        if said:
            return said
        quote = await asyncio.to_thread(self._described, text, product, language)
        return [words.quoted(quote)] if quote else []

    def _described(self, text: str, product: Product, language: Language) -> str:
        """The sentence of the description that answers, if one does: it has all the words asked, or is near enough."""
        told = sentences(product.description.in_language(language))
        if not told:
            return ""
        asked = set(tokens(text)) - set(tokens(f"{product.title.en} {product.title.zh}"))
        for sentence in told if asked else ():
            if asked <= set(tokens(sentence)):
                return sentence
        vectors = self._embedder.embed([text, *told])
        nearness = vectors[1:] @ vectors[0]
        best = int(nearness.argmax())
        return told[best] if float(nearness[best]) >= NEAR else ""


def _named(matches: Sequence[Match], text: str) -> list[Product]:
    """The products that a text names: those it spells out, else those that fit it best."""
    sure = [match for match in matches if match.score >= CONFIDENT]
    spelled = [match.product for match in sure if _is_spelled(match.product, text)]
    return spelled + [match.product for match in sure if match.product not in spelled]


def _subject(
    text: str, named: Sequence[Product], in_focus: Sequence[Product], aspects: Aspects
) -> tuple[Product | None, list[Product]]:
    """The product that is asked about, and the others that are named; None when it is not clear which."""
    candidates = [*in_focus[:1], *named] if in_focus and named else [*(named or in_focus)]
    if not candidates:
        return None, []
    if aspects.asked(text, candidates[0], *candidates[1:]).compatible and len(candidates) > 1:
        return candidates[0], [product for product in candidates[1:] if product != candidates[0]]
    if len(named) == 1 or (named and _is_spelled(named[0], text)):
        return named[0], []
    return (in_focus[0], []) if len(in_focus) == 1 and not named else (None, list(candidates))


def _fitting(product: Product, catalogue: Sequence[Product]) -> list[Product]:
    """What fits a product, by its own data or by the other's."""
    return [
        other
        for other in catalogue
        if other.product_id in product.compatible_with or product.product_id in other.compatible_with
    ]


def _is_spelled(product: Product, text: str) -> bool:
    """Whether the text holds a product's whole name or number."""
    said = plain(text)
    return any(plain(name) in said for name in (product.title.en, product.title.zh, product.product_id) if name)
