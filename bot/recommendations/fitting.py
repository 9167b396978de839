"""How one product meets a need: what it offers, what it misses, and what may truthfully be said of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.commerce.model import Bilingual, Product, Shop, Variant
from bot.commerce.money import Money
from bot.commerce.thing_words import plain
from bot.recommendations.lexicon import Colour, Terms, lexicon
from bot.recommendations.need import Need, Wish
from bot.recommendations.vocabulary import Vocabulary, is_colour_option, words_of

_MATERIAL_NAMES: Final = ("material", "fabric", "材质", "材料", "面料", "成分")
_MATERIAL_PARTS: Final = re.compile(r"[,;，；、]")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")


class Miss(StrEnum):
    """A wish that a product does not grant."""

    PRICE = "price"  # outside the bounds
    STOCK = "stock"  # sold out
    COLOUR = "colour"  # not in that colour, or not in stock in it
    SIZE = "size"  # not in that size, or not in stock in it
    WISH = "wish"  # a property


WEIGHTS: Final[Mapping[Miss, float]] = {
    Miss.PRICE: 2.0,
    Miss.STOCK: 3.0,
    Miss.COLOUR: 1.5,
    Miss.SIZE: 1.8,
    Miss.WISH: 1.2,
}


@dataclass(frozen=True)
class Fit:
    """A product beside a need."""

    product: Product
    misses: tuple[Miss, ...]
    missed_wishes: tuple[Wish, ...]
    granted: tuple[tuple[Wish, str], ...]
    """Each granted wish with the attribute that says so; empty where a tag or title does."""
    price: Money
    """The lowest price of what fits best, of the moment."""
    offered: tuple[Variant, ...]
    """The variants that fit best; all in stock unless nothing is."""
    overshoot: float
    """How far the price is beyond the bound, as a share of it."""

    @property
    def from_price(self) -> bool:
        """Do the variants that can be bought cost differently?"""
        return len({variant.price.amount for variant in self.offered}) > 1

    @property
    def penalty(self) -> float:
        return sum(WEIGHTS[miss] for miss in self.misses) + self.overshoot


class Fitting:
    """Tries products on a need, among the products they compete with."""

    def __init__(
        self, shop: Shop, vocabulary: Vocabulary, need: Need, rivals: list[Product], ceiling: Money | None
    ) -> None:
        self._shop, self._vocabulary, self._need, self._ceiling = shop, vocabulary, need, ceiling
        self._middles = {wish: self._middle(wish, rivals) for wish in need.wishes}
        self._beaten = {product.product_id: product for product in rivals}

    def refused(self, product: Product) -> bool:
        """What the shopper said they do not want; never offered, whatever else is missing."""
        avoided = any(wish.avoid and self._grants(wish, product)[0] for wish in self._need.wishes)
        return avoided or (bool(self._need.not_colours) and not self._in_other_colours(product))

    def fit(self, product: Product) -> Fit:
        granted, missed = [], []
        for wish in self._need.wishes:
            if not wish.avoid:
                yes, key = self._grants(wish, product)
                granted.append((wish, key)) if yes else missed.append(wish)
        variants, misses = self._choose(product)
        misses += [Miss.WISH] * len(missed)
        price = min((variant.price for variant in variants), key=lambda money: money.amount)
        return Fit(product, tuple(misses), tuple(missed), tuple(granted), price, variants, self._overshoot(price))

    def _choose(self, product: Product) -> tuple[tuple[Variant, ...], list[Miss]]:
        """Narrows the variants by each wish in turn; a wish that would leave none is missed."""
        left, misses = product.variants, []
        tests = (
            (Miss.COLOUR, bool(self._need.colours or self._need.not_colours), self._coloured),
            (Miss.SIZE, bool(self._need.sizes), self._sized),
            (Miss.STOCK, self._need.in_stock_only, _in_stock),
            (Miss.PRICE, True, self._affordable),
        )
        available = tuple(variant for variant in left if variant.stock > 0)
        if self._need.in_stock_only and available:
            left = available
        for miss, wanted, test in tests:
            kept = tuple(variant for variant in left if test(product, variant)) if wanted else left
            if kept:
                left = kept
            else:
                misses.append(miss)
        return left, misses

    def _coloured(self, product: Product, variant: Variant) -> bool:
        refused = any(self._has_colour(product, variant, colour) for colour in self._need.not_colours)
        wanted = self._need.colours
        return not refused and (not wanted or any(self._has_colour(product, variant, colour) for colour in wanted))

    def _has_colour(self, product: Product, variant: Variant, key: str) -> bool:
        colour = lexicon().colours[key]
        texts = [text for option, text in variant.options.items() if is_colour_option(self._shop, option)]
        texts += [text for name, text in product.attributes.items() if name in ("colour", "color")]
        return any(_shows(colour, text) for text in texts)

    def _in_other_colours(self, product: Product) -> bool:
        return any(
            not any(self._has_colour(product, variant, colour) for colour in self._need.not_colours)
            for variant in product.variants
        )

    def _sized(self, product: Product, variant: Variant) -> bool:
        values = {plain(text) for value in variant.options.values() for text in (value.en, value.zh)}
        return bool(values & set(self._need.sizes))

    def _affordable(self, product: Product, variant: Variant) -> bool:
        low, high = self._need.min_price, self._need.max_price
        amount = variant.price.amount
        under = self._ceiling is None or amount < self._ceiling.amount
        return under and (low is None or amount >= low.amount) and (high is None or amount <= high.amount)

    def _overshoot(self, price: Money) -> float:
        bounds = [bound.amount for bound in (self._need.max_price, self._ceiling) if bound]
        low = self._need.min_price
        over = max((price.amount / bound - 1 for bound in bounds if bound), default=0.0)
        under = 1 - price.amount / low.amount if low and low.amount else 0.0
        return max(over, under, 0.0)

    def _grants(self, wish: Wish, product: Product) -> tuple[bool, str]:
        """Whether, and by which attribute."""
        if wish.sort == "material":
            return self._is_made_of(wish, product)
        if wish.sort == "amount":
            return self._measures(wish, product)
        return self._has_trait(wish, product)

    def _is_made_of(self, wish: Wish, product: Product) -> tuple[bool, str]:
        """A thing is of what its material names first; what is refused may not be in it at all."""
        material = lexicon().materials[wish.key]
        for key in self._vocabulary.attribute_keys(_MATERIAL_NAMES):
            if key in product.attributes:
                for text in (product.attributes[key].en, product.attributes[key].zh):
                    if material.is_in(text if wish.avoid else _MATERIAL_PARTS.split(text)[0]):
                        return True, key
        texts = [product.title.en, product.title.zh, *(text for tag in product.tags for text in (tag.en, tag.zh))]
        return any(material.is_in(text) for text in texts), ""

    def _measures(self, wish: Wish, product: Product) -> tuple[bool, str]:
        unit = lexicon().units[wish.key]
        for key, value in product.attributes.items():
            number = number_of(value)
            if key.rsplit("_", 1)[-1] == unit.key and number is not None:
                wanted = float(wish.value)
                return (number >= wanted if unit.wants == "at_least" else number <= wanted), key
        return False, ""

    def _has_trait(self, wish: Wish, product: Product) -> tuple[bool, str]:
        trait = lexicon().traits[wish.key]
        for key in self._vocabulary.attribute_keys(trait.attribute):
            if key not in product.attributes:
                continue
            if trait.prefer in ("yes", "no"):
                return (affirmed(product.attributes[key]) == (trait.prefer == "yes")), key
            if self._beats(wish, key, product):
                return True, key
            if wish.beyond:
                return False, key
            tagged = _tagged(product, trait.words)
            return tagged, key if tagged else ""
        return _tagged(product, trait.words), ""

    def _beats(self, wish: Wish, key: str, product: Product) -> bool:
        """Better than the middle of its rivals, or than the product that is to be surpassed."""
        number, trait = number_of(product.attributes[key]), lexicon().traits[wish.key]
        bar = self._middles[wish].get(key)
        if wish.beyond in self._beaten and key in self._beaten[wish.beyond].attributes:
            bar = number_of(self._beaten[wish.beyond].attributes[key])
            if number is None or bar is None:
                return False
            return number < bar if trait.prefer == "low" else number > bar
        if number is None or bar is None:
            return False
        return number <= bar if trait.prefer == "low" else number >= bar

    def _middle(self, wish: Wish, rivals: list[Product]) -> Mapping[str, float]:
        """The median of each attribute that speaks of the wish."""
        if wish.sort != "trait":
            return {}
        middles = {}
        for key in self._vocabulary.attribute_keys(lexicon().traits[wish.key].attribute):
            values = sorted(filter(None, (number_of(p.attributes[key]) for p in rivals if key in p.attributes)))
            if values:
                middles[key] = (
                    values[len(values) // 2] if len(values) % 2 else sum(values[len(values) // 2 - 1 :][:2]) / 2
                )
        return middles

    def strength(self, product: Product) -> float:
        """How well numbers speak for it, 0 to 1: the quietest of the quiet is first."""
        ranks = list(self._ranks(product))
        return sum(ranks) / len(ranks) if ranks else 0.0

    def _ranks(self, product: Product) -> Iterator[float]:
        for wish in self._need.wishes:
            if wish.sort != "trait" or wish.avoid:
                continue
            trait = lexicon().traits[wish.key]
            for key in self._vocabulary.attribute_keys(trait.attribute)[:1]:
                number = number_of(product.attributes[key]) if key in product.attributes else None
                middle = self._middles[wish].get(key)
                if number is not None and middle:
                    ratio = number / middle if trait.prefer == "low" else middle / max(number, 1e-6)
                    yield 1 / (1 + ratio)


def number_of(value: Bilingual) -> float | None:
    """The number in an attribute; of several ("32 × 13 × 4") their product, so that sizes compare by volume."""
    numbers = [float(found) for found in _NUMBER.findall(value.en)]
    if not numbers:
        return None
    if len(numbers) == 1:
        return numbers[0]
    if not re.search(r"[×x*]", value.en):
        return None
    volume = 1.0
    for number in numbers:
        volume *= number
    return volume


def affirmed(value: Bilingual) -> bool:
    """Does the text of an attribute say yes? "IPX7" does, "None" does not, and "Lid only" does in part."""
    text = plain(value.en).strip()
    return bool(text) and not any(match.start() == 0 for match in lexicon().no.find(text))


def _tagged(product: Product, words: Terms) -> bool:
    texts = [product.title.en, product.title.zh, *(text for tag in product.tags for text in (tag.en, tag.zh))]
    return any(plain(text) in words for text in texts)


def _shows(colour: Colour, text: Bilingual) -> bool:
    english, chinese = plain(text.en), plain(text.zh)
    own = set(words_of(english)) & colour.words.words or any(word in chinese for word in colour.words.words)
    return bool(own) or english in colour.shades or chinese in colour.shades


def _in_stock(product: Product, variant: Variant) -> bool:
    return variant.stock > 0
