"""Finds the product that a shopper means by the words they have for it: a name, a part of one, or a kind of thing."""

import asyncio
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Product
from bot.language import Language
from knowledge_base.embedder import Embedder, Vectors

CONFIDENT: Final = 0.6
"""From this score on, the words name the product; below it they may, and it is better to ask."""

_WORD: Final = re.compile(r"[a-z]+|[0-9]+|[\u3400-\u9fff]+")
_TYPO: Final = 0.6
"""Dice of character trigrams from which two Latin words are the same word, mistyped."""
_SHORTEST_TYPO: Final = 5
_KIND_WEIGHT: Final = 0.5
_LIKENESS_WEIGHT: Final = 0.25
_LIKENESS_FLOOR: Final = 0.3


@dataclass(frozen=True)
class Match:
    """A product and how surely it is meant, 0 to 1."""

    product: Product
    score: float


class ProductFinder:
    """Matches the words of names first (rare ones count for more), then kinds of things, then likeness of meaning."""

    def __init__(self, commerce: CommerceBackend, embedder: Embedder) -> None:
        self._commerce, self._embedder = commerce, embedder
        self._shelf: _Shelf | None = None
        self._stocking = asyncio.Lock()

    async def find(self, text: str, language: Language, limit: int = 5) -> Sequence[Match]:
        """The products that the text may mean, the surest first; none when it names nothing that the shop has."""
        shelf = await self._stocked()
        scores = await asyncio.to_thread(shelf.scores, text, self._embedder)
        # Price and stock are read anew: only what a product is called is kept.
        live = {product.product_id: product for product in await self._commerce.catalogue()}
        found = [Match(live[key], score) for key, score in scores.items() if key in live and score > 0]
        return sorted(found, key=lambda match: (-match.score, match.product.product_id))[:limit]

    async def _stocked(self) -> "_Shelf":
        revision = await self._commerce.catalogue_revision()
        async with self._stocking:
            if self._shelf is None or self._shelf.revision != revision:
                products, shop = await self._commerce.catalogue(), await self._commerce.shop()
                kinds = {key: f"{name.en} {name.zh}" for key, name in shop.categories.items()}
                self._shelf = await asyncio.to_thread(_Shelf.of, revision, products, kinds, self._embedder)
            return self._shelf


@dataclass(frozen=True)
class _Names:
    """What one product may be called: the words of its title in each language, and of what kind it is."""

    product_id: str
    titles: tuple[frozenset[str], ...]
    kinds: frozenset[str]


class _Shelf:
    """The catalogue's names, as they stood at one revision."""

    def __init__(self, revision: str, names: Sequence[_Names], vectors: Vectors) -> None:
        self.revision, self._names, self._vectors = revision, names, vectors
        seen = Counter(word for name in names for title in name.titles for word in title)
        self._rarity = {word: math.log(1 + len(names) / count) for word, count in seen.items()}

    @classmethod
    def of(cls, revision: str, products: Sequence[Product], kinds: Mapping[str, str], embedder: Embedder) -> "_Shelf":
        names = [_names(product, kinds.get(product.category, "")) for product in products]
        titles = [f"{product.title.en} {product.title.zh}" for product in products]
        return cls(revision, names, embedder.embed(titles))

    def scores(self, text: str, embedder: Embedder) -> dict[str, float]:
        said = _words(text)
        if not said:
            return {}
        ids = {name.product_id.casefold() for name in self._names} & set(_folded(text).split())
        likeness = (self._vectors @ embedder.embed([text])[0]).astype(float)
        return {
            name.product_id: 1.0 if name.product_id.casefold() in ids else self._score(name, said, float(near))
            for name, near in zip(self._names, likeness, strict=True)
        }

    def _score(self, name: _Names, said: frozenset[str], likeness: float) -> float:
        named = max((self._named(title, said) for title in name.titles if title), default=0.0)
        kind = _KIND_WEIGHT * (len(said & name.kinds) > 0)
        near = _LIKENESS_WEIGHT * max(0.0, (likeness - _LIKENESS_FLOOR) / (1 - _LIKENESS_FLOOR))
        return min(1.0, max(named, kind * 0.8) + near) if named or kind else 0.0

    def _named(self, title: frozenset[str], said: frozenset[str]) -> float:
        """How much of a title was said, its rare words counting for more."""
        weights = {word: self._rarity[word] for word in title}
        heard = sum(weight * _heard(word, said) for word, weight in weights.items())
        rarest = max(weights.values())
        # A name is named by its rarest word alone ("the Hush"); words that many products share name none.
        return float(heard / max(sum(weights.values()) * 0.6, rarest))


def _names(product: Product, kind: str) -> _Names:
    tags = " ".join(f"{tag.en} {tag.zh}" for tag in product.tags)
    return _Names(product.product_id, (_words(product.title.en), _words(product.title.zh)), _words(f"{kind} {tags}"))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(text: str) -> frozenset[str]:
    """Latin words without their plural s, and pairs of Han characters."""
    words: set[str] = set()
    for run in _WORD.findall(_folded(text)):
        if run[0].isascii():
            words.add(run.removesuffix("s") if len(run) > 3 else run)
        else:
            words.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(words)


def _heard(word: str, said: frozenset[str]) -> float:
    """1 for a word that was said, a little less for one that was mistyped, 0 otherwise."""
    if word in said:
        return 1.0
    if not word.isascii() or len(word) < _SHORTEST_TYPO:
        return 0.0
    best = max((_dice(word, other) for other in said if len(other) >= _SHORTEST_TYPO - 1), default=0.0)
    return best if best >= _TYPO else 0.0


def _dice(one: str, other: str) -> float:
    a, b = _trigrams(one), _trigrams(other)
    return 2 * len(a & b) / (len(a) + len(b))


def _trigrams(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
