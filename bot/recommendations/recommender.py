"""Finds what fits a need: filters first, then likeness, then variety; and says truthfully why."""

import asyncio
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Product, Shop
from bot.commerce.money import Money
from bot.commerce.thing_words import plain
from bot.language import Language
from bot.recommendations import wording
from bot.recommendations.fitting import Fit, Fitting, Miss
from bot.recommendations.lexicon import lexicon
from bot.recommendations.need import Need, Wish
from bot.recommendations.parser import parse
from bot.recommendations.refine import refine
from bot.recommendations.vocabulary import Vocabulary
from knowledge_base.embedder import Embedder, Vectors

_TERMS, _STRENGTH, _RECIPIENT, _OCCASION, _GIFT, _LEANING, _KIN = 1.0, 0.6, 0.6, 0.3, 0.25, 0.3, 0.3
"""What each kind of evidence is worth beside the encoder's cosine."""
_SAME, _SAME_CATEGORY = 0.5, 0.35
"""What likeness to something already chosen costs."""
_TWIN: Final = 0.93
"""Cosine from which two products of one category are shown as one."""
_CLOSE: Final = 0.5
"""How much further from the need than the nearest another may be, when none grants everything."""
_NEAREST: Final = 0.22
"""Cosine below which a product is not even near; measured in docs/recommendations.md."""
_WORTH: Final = 0.55
"""How much of the best product's evidence by words another must have."""


@dataclass(frozen=True)
class Recommendation:
    """Products with the truthful reason for each; `note` says what had to be given up, empty if nothing."""

    items: tuple[tuple[Product, str], ...]
    relaxed: tuple[str, ...]
    """What was given up: price, stock, colour, size or wish; unknown: no word was understood; exhausted: all seen."""
    note: str
    need: Need

    @property
    def product_ids(self) -> tuple[str, ...]:
        return tuple(product.product_id for product, _ in self.items)


@dataclass(frozen=True)
class _Shelf:
    """One revision of the catalogue, ready for search."""

    revision: str
    vocabulary: Vocabulary
    vectors: Mapping[str, Mapping[Language, Vectors]]


class Recommender:
    """Recommends from the live catalogue; prices and stock are those of the moment."""

    def __init__(self, commerce: CommerceBackend, embedder: Embedder) -> None:
        self._commerce, self._embedder = commerce, embedder
        self._shelf: _Shelf | None = None
        self._stocking = asyncio.Lock()

    async def warm(self) -> None:
        """Embeds the catalogue, so that no shopper waits for it."""
        await self._stocked(await self._commerce.shop(), await self._commerce.catalogue())

    async def parse(self, text: str, focus: str = "") -> Need:
        """Reads a request; `focus` is the product that "this" means."""
        shelf = await self._stocked(await self._commerce.shop(), await self._commerce.catalogue())
        return parse(text, shelf.vocabulary, focus)

    async def refine(self, need: Need, text: str, shown: Sequence[str], focus: str = "") -> Need:
        """Changes a need by what is said of the products `shown`, in order; `focus` is the one being looked at."""
        products = await self._commerce.catalogue()
        shelf = await self._stocked(await self._commerce.shop(), products)
        by_id = {product.product_id: product for product in products}
        return refine(need, text, [by_id[id_] for id_ in shown if id_ in by_id], shelf.vocabulary, focus)

    async def recommend(self, need: Need, language: Language, limit: int = 4) -> Recommendation:
        shop, products = await self._commerce.shop(), await self._commerce.catalogue()
        shelf = await self._stocked(shop, products)
        return await asyncio.to_thread(self._choose, shop, products, shelf, need, language, limit)

    async def _stocked(self, shop: Shop, products: Sequence[Product]) -> _Shelf:
        revision = await self._commerce.catalogue_revision()
        async with self._stocking:
            if self._shelf is None or self._shelf.revision != revision:
                self._shelf = await asyncio.to_thread(self._stock, revision, shop, products)
            return self._shelf

    def _stock(self, revision: str, shop: Shop, products: Sequence[Product]) -> _Shelf:
        texts = [_described(product, language) for product in products for language in ("en", "zh")]
        vectors = self._embedder.embed(texts) if texts else np.zeros((0, 1), dtype=np.float32)
        placed: dict[str, dict[Language, Vectors]] = {
            product.product_id: {"en": vectors[2 * row], "zh": vectors[2 * row + 1]}
            for row, product in enumerate(products)
        }
        return _Shelf(revision, Vocabulary.read(shop, products), placed)

    def _choose(
        self, shop: Shop, products: Sequence[Product], shelf: _Shelf, need: Need, language: Language, limit: int
    ) -> Recommendation:
        return _Choice(shop, products, shelf, need, language, self._embedder).recommendation(limit)


class _Choice:
    """One recommendation in the making."""

    def __init__(
        self, shop: Shop, products: Sequence[Product], shelf: _Shelf, need: Need, language: Language, embedder: Embedder
    ) -> None:
        self._shop, self._need, self._language, self._shelf = shop, need, language, shelf
        self._words = shelf.vocabulary
        self._by_id = {product.product_id: product for product in products if product.product_id in shelf.vectors}
        self._liked = self._by_id.get(need.like_product)
        self._query: Vectors = embedder.embed([need.text or need.like_product])[0]
        self._aside = {kind: self._words.by_the_way(kind) for kind in need.kinds}
        self._scope = self._scoped()
        self._ceiling = self._ceiling_of()
        self._fitting = Fitting(shop, self._words, need, self._scope, self._ceiling)

    def recommendation(self, limit: int) -> Recommendation:
        left = [p for p in self._scope if p.product_id not in self._need.excluded and not self._fitting.refused(p)]
        if not left:
            return self._empty(wording.nothing_left(self._language), "exhausted")
        if self._is_unknown():
            left = [p for p in left if self._nearness(p) >= _NEAREST]
            if not left:
                return self._empty(wording.unknown(self._language, nearest=False), "unknown")
        fits = self._best_fitting([self._fitting.fit(product) for product in left])
        scores = {fit.product.product_id: self._score(fit) for fit in fits}
        chosen = self._varied(self._telling(fits), scores, limit)
        relaxed, told = self._given_up(chosen)
        items = tuple(
            (f.product, wording.reason(f, self._need, self._shop, self._liked, self._language)) for f in chosen
        )
        return Recommendation(items, relaxed, wording.note(told, self._need, self._shop, self._language), self._need)

    def _empty(self, words: str, relaxed: str) -> Recommendation:
        return Recommendation((), (relaxed,), words, self._need)

    def _is_unknown(self) -> bool:
        """Something was asked for by name, and no word of it is the shop's."""
        return self._need.says_nothing and bool(_content(self._need.text))

    def _scoped(self) -> list[Product]:
        """The products that are what was asked for."""
        need, all_ = self._need, list(self._by_id.values())
        unwanted = {id_ for kind in need.not_kinds for id_ in self._words.of_kind(kind)}
        unwanted |= {id_ for term in need.not_terms for id_ in self._words.of_term(term)}
        all_ = [p for p in all_ if p.product_id not in unwanted]
        if self._liked is not None and not need.kinds:
            return self._kin([p for p in all_ if p.product_id != need.like_product])
        if need.kinds:
            ids = {id_ for kind in need.kinds for id_ in self._words.of_kind(kind)}
            named = [p for p in all_ if p.product_id in ids]
            return [p for p in named if not self._by_the_way(p)] or named
        if need.categories:
            return [p for p in all_ if p.category in need.categories]
        topical = [p for p in all_ if any(p.product_id in self._words.of_term(term) for term in need.terms)]
        if topical:
            return topical
        meant = [p for p in all_ if self._for_recipient(p)]
        if any(p.product_id not in need.excluded for p in meant):
            return meant
        gifts = [p for p in all_ if (need.gift or need.occasions) and self._is_gift(p)]
        return gifts or all_

    def _kin(self, products: list[Product]) -> list[Product]:
        """The same kind of thing as the one that is liked, else of its category."""
        liked = self._liked
        assert liked is not None
        same = [p for p in products if p.category == liked.category]
        sharing = self._sharing(liked)
        named = [p for p in same if p.product_id in sharing]
        return named if len(named) > 1 else same or products

    def _sharing(self, liked: Product) -> set[str]:
        """Products that are called by the same name."""
        heads = [ids for head, ids in self._words.heads.items() if len(head) > 1 and liked.product_id in ids]
        return {id_ for ids in heads for id_ in ids}

    def _ceiling_of(self) -> Money | None:
        beaten = self._by_id.get(self._need.cheaper_than)
        return beaten.lowest_price if beaten else None

    def _best_fitting(self, fits: list[Fit]) -> list[Fit]:
        """Those that grant everything; if none does, those that come nearest."""
        least = min(fit.penalty for fit in fits)
        return [fit for fit in fits if fit.penalty <= (least + _CLOSE if least else 0.0)]

    def _telling(self, fits: list[Fit]) -> list[Fit]:
        """Leaves out what has far less of the shop's own words than the best has."""
        if not self._need.terms:
            return fits
        most = max(self._by_terms(fit.product) for fit in fits)
        return [fit for fit in fits if self._by_terms(fit.product) >= _WORTH * most]

    def _score(self, fit: Fit) -> float:
        product, need = fit.product, self._need
        score = self._nearness(product) + _TERMS * self._by_terms(product) + _STRENGTH * self._fitting.strength(product)
        score += _RECIPIENT * self._for_recipient(product) + _OCCASION * self._for_occasion(product)
        score += _GIFT * (need.gift and self._is_gift(product)) + self._own_colour(fit)
        if self._liked is not None:
            score += _KIN * (product.product_id in self._sharing(self._liked))
        if need.price_leaning:
            prices = [p.lowest_price.amount for p in self._scope]
            share = sum(price < fit.price.amount for price in prices) / len(prices)
            score += _LEANING * (1 - share if need.price_leaning == "low" else share) * (2 if not need.terms else 1)
        return score - fit.penalty

    def _by_the_way(self, product: Product) -> bool:
        """Is it what was asked for only in part of its name, and was nothing else of that name asked for?"""
        kinds = [kind for kind in self._need.kinds if product.product_id in self._words.of_kind(kind)]
        if not all(product.product_id in self._aside[kind] for kind in kinds):
            return False
        own = [name for name, ids in self._words.heads.items() if product.product_id in ids and name in self._need.text]
        own += [term for term in self._need.terms if product.product_id in self._words.of_term(term)]
        return bool(kinds) and not any(name != kind and kind in name for name in own for kind in kinds)

    def _own_colour(self, fit: Fit) -> float:
        """Blue itself before its shades."""
        words = {word for colour in self._need.colours for word in lexicon().colours[colour].words.words}
        texts = {plain(text) for v in fit.offered for o in v.options.values() for text in (o.en, o.zh)}
        return 0.2 * bool(words & texts)

    def _nearness(self, product: Product) -> float:
        vectors = self._shelf.vectors[product.product_id]
        asked = max(float(vectors["en"] @ self._query), float(vectors["zh"] @ self._query))
        if self._liked is None:
            return asked
        own = self._shelf.vectors[self._liked.product_id]
        return float(vectors[self._language] @ own[self._language])

    def _by_terms(self, product: Product) -> float:
        """The share of the shop's words in the request that this product has, the rare ones counting more."""
        weights = {term: self._weight(term) for term in self._need.terms}
        met = sum(weight for term, weight in weights.items() if product.product_id in self._words.of_term(term))
        return met / sum(weights.values()) if weights else 0.0

    def _weight(self, term: str) -> float:
        return math.log(1 + len(self._by_id) / max(1, len(self._words.of_term(term))))

    def _for_recipient(self, product: Product) -> bool:
        groups = {key for recipient in self._need.recipients for key in (recipient, *lexicon().related[recipient])}
        return any(text in lexicon().recipients[key] for key in groups for text in _said_of(product))

    def _for_occasion(self, product: Product) -> bool:
        return any(text in lexicon().occasions[key] for key in self._need.occasions for text in _said_of(product))

    def _is_gift(self, product: Product) -> bool:
        tags = [plain(text) for tag in product.tags for text in (tag.en, tag.zh) if text]
        return self._for_occasion(product) or any(tag in lexicon().gifts for tag in tags)

    def _varied(self, fits: list[Fit], scores: Mapping[str, float], limit: int) -> list[Fit]:
        """The best first; each next one pays for its likeness to those before it (maximal marginal relevance)."""
        left, chosen = sorted(fits, key=lambda f: self._words.order[f.product.product_id]), list[Fit]()
        while left and len(chosen) < limit:
            best = max(left, key=lambda f: scores[f.product.product_id] - self._repeats(f, chosen))
            left.remove(best)
            if not chosen or self._likest(best, chosen) < _TWIN:
                chosen.append(best)
        return chosen

    def _repeats(self, fit: Fit, chosen: Sequence[Fit]) -> float:
        if not chosen:
            return 0.0
        narrow = bool(self._need.kinds or self._need.categories or self._liked)
        again = sum(other.product.category == fit.product.category for other in chosen)
        return _SAME * max(0.0, self._likest(fit, chosen)) + (0.0 if narrow else _SAME_CATEGORY * again)

    def _likest(self, fit: Fit, chosen: Sequence[Fit]) -> float:
        own = self._shelf.vectors[fit.product.product_id]["en"]
        likeness = [
            float(own @ self._shelf.vectors[other.product.product_id]["en"])
            for other in chosen
            if other.product.category == fit.product.category
        ]
        return max(likeness, default=0.0)

    def _given_up(self, chosen: Sequence[Fit]) -> tuple[tuple[str, ...], list[str]]:
        """The wishes that none of the products shown grants."""
        if self._is_unknown():
            return ("unknown",), [wording.unknown(self._language, nearest=True)]
        missed = [miss for miss in Miss if chosen and all(miss in fit.misses for fit in chosen)]
        wishes = _in_all([fit.missed_wishes for fit in chosen])
        missed = [miss for miss in missed if miss is not Miss.WISH or wishes]
        told = [wording.given_up(miss, wishes, self._need, self._ceiling, self._language) for miss in missed]
        return tuple(miss.value for miss in missed), told


def _in_all(groups: Sequence[tuple[Wish, ...]]) -> list[Wish]:
    return [wish for wish in groups[0] if all(wish in group for group in groups)] if groups else []


def _said_of(product: Product) -> Iterable[str]:
    """What tags and attributes say of a product, plain."""
    values = [*product.tags, *product.attributes.values()]
    return [plain(text) for value in values for text in (value.en, value.zh) if text]


def _content(text: str) -> list[str]:
    """The words of a request that name something."""
    words = plain(text).replace("?", " ").replace("？", " ").split()
    kept = [word for word in words if word.strip(".,!'\"") not in lexicon().stop]
    for word in sorted((w for w in lexicon().stop if w > "\u2e80"), key=len, reverse=True):
        kept = [piece for item in kept for piece in item.split(word) if piece]
    return kept


def _described(product: Product, language: Language) -> str:
    tags = [tag.in_language(language) for tag in product.tags]
    first = product.description.in_language(language)[:160]
    return ". ".join(filter(None, [product.title.in_language(language), ", ".join(filter(None, tags)), first]))
