"""The catalogue's terms and meanings, laid out so that a text can be scored against every product at once."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from bot.commerce.model import Bilingual, Product, Shop
from bot.commerce.product_terms import compounds, is_misspelt, terms
from bot.language import LANGUAGES, Language
from knowledge_base.embedder import Embedder, Vectors

# How much a term says, by where a product has it.
_TITLE, _TAG, _CATEGORY, _OPTION = 1.0, 0.9, 0.7, 0.5
_MISSPELT: Final = 0.85
_UNKNOWN: Final[Mapping[bool, float]] = {True: 0.3, False: 0.12}
"""What a term that no product has weighs against all of them: a word, and a pair of Chinese characters."""
_ENOUGH: Final = 0.55
"""The evidence at which a score has come to 63 % of its height."""
_CLOSE, _FEW, _WIDE = 0.05, 4, 0.55
"""More products than a few that are this close are a kind and no product: they score no more than this."""
_MEANING: Final[Mapping[str, float]] = {"ample": 0.1, "title": 0.25, "tag": 0.5}
"""How much of a score the meaning may take: from several words, from one word of a title, from one of a tag only."""
_NEAR, _ALIKE = 0.4, 0.42
"""Cosines: a text that speaks of a product comes to 0.4 and more, one that does not stays below 0.3 (measured)."""
_BOTH: Final = 0.12
_CLEAR: Final = 0.6
_ACCESSORY: Final = 0.85
_DISTINCTIVE: Final = 0.7
_OTHERS: Final = 0.5
"""How little a term that names another product counts against this one: two may be named in one breath."""


@dataclass(frozen=True)
class ProductIndex:
    """Scores are the same for the same text and catalogue."""

    revision: str
    products: Sequence[Product]
    weights: Mapping[str, Mapping[int, float]]
    """Term -> product's place -> how much the term says of it."""
    rarity: Mapping[str, float]
    """Term -> 1 when one product has it, less the more have it."""
    ids: Sequence[tuple[str, int]]
    """Product ids and SKUs as `_joined` has them, with their product's place."""
    vectors: Mapping[Language, Vectors]
    embedder: Embedder
    _spelled: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def build(cls, revision: str, shop: Shop, products: Sequence[Product], embedder: Embedder) -> Self:
        """CPU-bound: some milliseconds a product."""
        weights: dict[str, dict[int, float]] = {}
        for place, product in enumerate(products):
            for weight, text in _texts(shop, product):
                for term in (*terms(text), *_fixed_compounds(text)):
                    of_term = weights.setdefault(term, {})
                    of_term[place] = max(weight, of_term.get(place, 0.0))
        count = len(products)
        rarity = {term: math.log((count + 1) / len(held)) / math.log(count + 1) for term, held in weights.items()}
        vectors = {
            language: embedder.embed([_summary(p, language) for p in products] or [""]) for language in LANGUAGES
        }
        ids = [(_joined(id_), place) for place, product in enumerate(products) for id_ in _ids(product)]
        return cls(revision, products, weights, rarity, ids, vectors, embedder)

    def score(self, text: str, language: Language) -> list[tuple[str, float]]:
        """Product ids with their scores, the best first; only those that the text speaks of."""
        if not self.products:
            return []
        scores = self._by_id(text) or self._by_terms(text, language)
        ranked = sorted(scores.items(), key=lambda item: (-round(item[1], 6), item[0]))
        return [(self.products[place].product_id, score) for place, score in ranked]

    def _by_id(self, text: str) -> dict[int, float]:
        """Products whose id or SKU is written out, however its parts are joined."""
        joined = _joined(text)
        return {place: 1.0 for id_, place in self.ids if id_ in joined}

    def _by_terms(self, text: str, language: Language) -> dict[int, float]:
        said = (*terms(text), *sorted(compounds(text) & self.rarity.keys()))
        if not said:
            return {}
        evidence = self._evidence(said)
        scores = {place: of_place.score for place, of_place in evidence.items()}
        if _is_clear(scores) and evidence[max(scores, key=lambda place: scores[place])].is_ample:
            return scores
        near = self._nearness(text, language)
        judged = {place: of_place.judged(near[place]) for place, of_place in evidence.items()}
        alike = {place: nearness for place, nearness in enumerate(near) if nearness >= _ALIKE}
        both = judged.keys() | alike.keys()
        return self._narrowed({place: _either(judged.get(place, 0.0), alike.get(place, 0.0)) for place in both})

    def _evidence(self, said: Sequence[str]) -> dict[int, "_Evidence"]:
        """What the terms say for each product that has one of them."""
        found: dict[int, _Evidence] = {}
        distinctive: list[tuple[float, Mapping[int, float]]] = []
        asked = 0.0
        for term in said:
            known = self._known(term)
            if known is None:
                asked += _UNKNOWN[term.isascii()]
                continue
            rarity, of_term = self.rarity[known], self.weights[known]
            asked += rarity
            if rarity >= _DISTINCTIVE:
                distinctive.append((rarity, of_term))
            for place, weight in of_term.items():
                found.setdefault(place, _Evidence()).add(rarity * (1.0 if known == term else _MISSPELT), weight)
        for place, evidence in found.items():
            others = sum(rarity for rarity, of_term in distinctive if place not in of_term)
            evidence.asked = asked - others * _OTHERS
        return found

    def _narrowed(self, scores: Mapping[int, float]) -> dict[int, float]:
        """Lowers accessories below what they belong to, and kinds of which there are many."""
        lowered = dict(scores)
        for place in self._close(scores):
            if any(self._is_accessory_of(place, other) for other in self._close(scores)):
                lowered[place] *= _ACCESSORY
        if len(self._close(lowered)) > _FEW:
            return {place: min(score, _WIDE) for place, score in lowered.items()}
        return lowered

    def _close(self, scores: Mapping[int, float]) -> list[int]:
        top = max(scores.values(), default=0.0)
        return [place for place, score in scores.items() if score >= top - _CLOSE]

    def _is_accessory_of(self, place: int, other: int) -> bool:
        """Goods that go together and share a name: the name means the dearer."""
        one, dearer = self.products[place], self.products[other]
        together = one.product_id in dearer.compatible_with or dearer.product_id in one.compatible_with
        return together and one.lowest_price.amount < dearer.lowest_price.amount

    def _known(self, term: str) -> str | None:
        """The catalogue's own form of a term, misspelt or not."""
        if term in self.rarity:
            return term
        if term not in self._spelled:
            right = [known for known in self.rarity if is_misspelt(term, known)]
            self._spelled[term] = max(right, key=lambda known: (self.rarity[known], known), default=None)
        return self._spelled[term]

    def _nearness(self, text: str, language: Language) -> Sequence[float]:
        """How near each product's summary is to the text in meaning: its cosine, not below 0."""
        (vector,) = self.embedder.embed([text])
        return [max(0.0, float(cosine)) for cosine in self.vectors[language] @ vector]


@dataclass
class _Evidence:
    """What speaks for one product: the weight of its terms against all that was asked for."""

    found: float = 0.0
    asked: float = 0.0
    terms: int = 0
    in_title: bool = False

    def add(self, rarity: float, weight: float) -> None:
        self.found += rarity * weight
        self.terms += 1
        self.in_title = self.in_title or weight == _TITLE

    @property
    def score(self) -> float:
        return self.found / self.asked * (1 - math.exp(-self.found / _ENOUGH))

    @property
    def is_ample(self) -> bool:
        return self.terms > 1 and self.in_title

    def judged(self, nearness: float) -> float:
        """The score in the light of the meaning, which counts for more the thinner the evidence is."""
        trust = _MEANING["ample"] if self.is_ample else _MEANING["title"] if self.in_title else _MEANING["tag"]
        return self.score * (1 - trust * (1 - min(1.0, nearness / _NEAR)))


def _is_clear(scores: Mapping[int, float]) -> bool:
    """Whether one product stands out."""
    first, *others = sorted(scores.values(), reverse=True) or [0.0]
    return first >= _CLEAR and all(other < first - _CLOSE for other in others[:1])


def _either(by_words: float, by_meaning: float) -> float:
    return min(1.0, max(by_words, by_meaning) + _BOTH * min(by_words, by_meaning))


def _ids(product: Product) -> Sequence[str]:
    ids = (product.product_id, *(variant.sku for variant in product.variants))
    return [id_ for id_ in ids if _joined(id_).strip()]


def _texts(shop: Shop, product: Product) -> list[tuple[float, str]]:
    category = shop.categories.get(product.category)
    options = [value for variant in product.variants for value in variant.options.values()]
    weighed: list[tuple[float, Bilingual]] = [(_TITLE, product.title)]
    weighed += [(_TAG, tag) for tag in product.tags]
    weighed += [(_CATEGORY, category)] if category else []
    weighed += [(_OPTION, option) for option in options]
    return [(weight, text) for weight, both in weighed for text in (both.en, both.zh)]


def _fixed_compounds(text: str) -> set[str]:
    """Words that are joined by a hyphen, or make up the whole text between them."""
    joined = re.findall(r"[A-Za-z0-9]+-[A-Za-z0-9]+", text)
    whole = [text] if re.fullmatch(r"[A-Za-z0-9]+ [A-Za-z0-9]+", text) else []
    return {compound for words in (*joined, *whole) for compound in compounds(words)}


def _summary(product: Product, language: Language) -> str:
    tags = [tag.in_language(language) for tag in product.tags if tag.in_language(language)]
    return " ".join([product.title.in_language(language), *tags])


def _joined(text: str) -> str:
    """Letters and digits only, with the ends of the words kept: "kb 101-BLK" -> " kb101blk "."""
    plain = re.sub(
        r"(?<=[a-z])[\s_-]*(?=\d)|(?<=\d)[_-]+(?=[a-z0-9])|(?<=[a-z0-9])[_-]+(?=[a-z0-9])", "", text.casefold()
    )
    return f" {re.sub(r'[^a-z0-9]+', ' ', plain).strip()} "
