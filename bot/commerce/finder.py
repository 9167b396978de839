"""Which products a shopper's words name: "the Hush 75", "静语75", "KB-101", "the quiet keyboard", "跑鞋"."""

import asyncio
from dataclasses import dataclass
from typing import Final

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Product
from bot.commerce.product_index import ProductIndex
from bot.errors import ProductNotFound
from bot.language import Language
from knowledge_base.embedder import Embedder

CONFIDENT: Final = 0.6
"""Score from which on a product counts as named: at least 95 of 100 that reach it are meant (tests/commerce/).

Several products at or above it are all meant, or it is to be asked which one.
"""
_LEAST: Final = 0.3


@dataclass(frozen=True)
class Match:
    """A product as it stands now, and how surely the words name it: 0 to 1."""

    product: Product
    score: float


class ProductFinder:
    """Finds by the words of titles, tags, categories, options and ids, and by meaning where words leave it open."""

    def __init__(self, commerce: CommerceBackend, embedder: Embedder) -> None:
        self._commerce, self._embedder = commerce, embedder
        self._index: ProductIndex | None = None
        self._building = asyncio.Lock()

    async def find(self, text: str, language: Language, limit: int = 5) -> list[Match]:
        """The products that the text names, the surest first; empty when it names none."""
        index = await self._current_index()
        scored = await asyncio.to_thread(index.score, text, language)
        matches: list[Match] = []
        for product_id, score in scored:
            if len(matches) == limit or score < _LEAST:
                break
            try:
                matches.append(Match(await self._commerce.product(product_id), score))
            except ProductNotFound:
                continue  # it was taken out of the shop since the index was built
        return matches

    async def _current_index(self) -> ProductIndex:
        """The index of the catalogue's present revision, built once for each."""
        revision = await self._commerce.catalogue_revision()
        async with self._building:
            if self._index is None or self._index.revision != revision:
                shop, catalogue = await self._commerce.shop(), await self._commerce.catalogue()
                build = ProductIndex.build
                self._index = await asyncio.to_thread(build, revision, shop, catalogue, self._embedder)
            return self._index
