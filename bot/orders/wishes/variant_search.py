"""Looks for the variants of a product that fit one wish, and for those that come nearest to it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.commerce.model import OrderLine, Product, Variant
from bot.commerce.price import PriceWish, find_price
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.scale import rank, scale_meant, steps_meant
from bot.orders.wishes.values import Named, Values
from bot.orders.wishes.wish import Leaning, Wish

_UPWARDS: Final = frozenset({Leaning.BIGGER, Leaning.BIGGEST})
_SCALED: Final = _UPWARDS | {Leaning.SMALLER, Leaning.SMALLEST}
_PRICED: Final = frozenset({Leaning.CHEAPEST, Leaning.DEAREST})
_SAME: Final = expression(r"\bsame\b|不变|一样|同样|相同")
_OF_MONEY: Final = ("$", "€", "£", "¥", "dollar", "buck", "元", "块", "usd", "刀")


class VariantSearch:
    """The variants of one product, seen from the one that was bought."""

    def __init__(self, line: OrderLine, product: Product) -> None:
        self._line, self._product = line, product
        self._bought = next((v for v in product.variants if v.sku == line.sku), None)

    def with_the_same(self, wish: Wish, said: Values) -> Values:
        """The values and those of options that are to stay: "cheaper, in the same colour"."""
        said = said.changing(self._bought)
        if self._bought is None or not _SAME.search(wish.words):
            return said
        options = self._bought.options
        same = tuple(Named(((key, options[key].en),)) for key in said.named if key in options and key not in said.keys)
        return replace(said, wanted=(*said.wanted, *same))

    def fitting(self, wish: Wish, said: Values) -> list[Variant]:
        """What fits the wish, in stock or not; options that it does not speak of stay as they were bought."""
        pool = self._pool(wish, said)
        if wish.leaning in _PRICED:
            return by_price(wish.leaning, [v for v in pool if v.stock > 0])
        if is_limited(wish) or wish.leaning in (Leaning.DIFFERENT, Leaning.SAME_PRICE, Leaning.CHEAPER):
            others = [v for v in pool if v != self._bought]
            kept = [v for v in others if self._keeps_the_rest(v, wish, said)]
            return kept if wish.leaning is Leaning.DIFFERENT and len(kept) == 1 else _if_only_one(others)
        return [v for v in pool if self._keeps_the_rest(v, wish, said)]

    def nearest(self, wish: Wish, said: Values) -> list[Variant]:
        """In stock: what meets the wish, else what meets the most of it; the nearest to what was bought first."""
        others = [v for v in self._product.variants if v.stock > 0 and v != self._bought]
        there = [v for v in self._pool(wish, said) if v in others]
        if _open(wish, said) and (kept := [v for v in there if self._keeps_the_rest(v, wish, said)]):
            there = kept
        if not there and said.wanted:
            most = max((said.fit(v) for v in others), default=0)
            there = [v for v in others if most and said.fit(v) == most]
        return sorted(there, key=self._distance)

    def open_options(self, candidates: Sequence[Variant], said: Values) -> tuple[str, ...]:
        """The options in which the candidates differ, among themselves or from what was bought."""
        sure = {key for named in said.wanted if len(named.values) == 1 for key, _ in named.values}
        compared = [*candidates, *([self._bought] if self._bought else [])]
        differing = []
        for key in dict.fromkeys(key for variant in compared for key in variant.options):
            among = {v.options[key].en for v in candidates if key in v.options}
            every = {v.options[key].en for v in compared if key in v.options}
            if len(among) > 1 or (key not in sure and len(every) > 1):
                differing.append(key)
        return tuple(differing)

    def _pool(self, wish: Wish, said: Values) -> list[Variant]:
        """What has all that is wanted, for a price that is wanted, and stands where it should on a scale."""
        pool = [v for v in self._product.variants if said.met(v) and _is_affordable(wish, v)]
        if wish.leaning in _SCALED:
            return self._scaled(wish, said, pool)
        if wish.leaning is Leaning.CHEAPER:
            return [v for v in pool if v.price.amount < self._line.unit_price.amount]
        if wish.leaning is Leaning.SAME_PRICE:
            return [v for v in pool if v.price == self._line.unit_price and v != self._bought]
        if wish.leaning is Leaning.DIFFERENT or said.not_sold:
            return [v for v in pool if v != self._bought and all(self._is_changed(v, key) for key in _open(wish, said))]
        return pool

    def _is_changed(self, variant: Variant, key: str) -> bool:
        bought = self._bought.options.get(key) if self._bought else None
        return bought is None or key not in variant.options or variant.options[key].en != bought.en

    def _keeps_the_rest(self, variant: Variant, wish: Wish, said: Values) -> bool:
        if self._bought is None:
            return True
        moved = said.keys | said.free | _open(wish, said)
        if wish.leaning in _SCALED and (scale := scale_meant(wish.words, self._product)):
            moved |= {scale}
        if said.refused and variant == self._bought:
            return False
        return all(key in moved or not self._is_changed(variant, key) for key in self._bought.options)

    def _scaled(self, wish: Wish, said: Values, pool: Sequence[Variant]) -> list[Variant]:
        """What stands next on the scale, or at its end."""
        key = scale_meant(wish.words, self._product)
        now = rank(self._bought.options[key]) if key and self._bought else None
        if key is None or now is None:
            return []
        kept = [v for v in pool if self._keeps_the_rest(v, wish, said)]
        up = wish.leaning in _UPWARDS
        for variants in (kept, pool):
            places = {place for v in variants if (place := rank(v.options[key])) is not None}
            beyond = sorted((place for place in places if (place > now if up else place < now)), reverse=not up)
            if beyond:
                stepwise = wish.leaning in (Leaning.BIGGER, Leaning.SMALLER)
                wanted = beyond[min(steps_meant(wish.words), len(beyond)) - 1] if stepwise else beyond[-1]
                return [v for v in variants if rank(v.options[key]) == wanted]
        return []

    def _distance(self, variant: Variant) -> tuple[int, int, int]:
        """How far a variant is from what was bought: in options, then in price, then as the shop lists them."""
        bought = self._bought.options if self._bought else {}
        kept = sum(1 for key in bought if not self._is_changed(variant, key))
        return -kept, abs(variant.price.amount - self._line.unit_price.amount), self._product.variants.index(variant)


def by_price(leaning: Leaning, variants: Sequence[Variant]) -> list[Variant]:
    """Those of the lowest or the highest price."""
    prices = [variant.price.amount for variant in variants]
    wanted = (min if leaning is Leaning.CHEAPEST else max)(prices, default=0)
    return [variant for variant in variants if variant.price.amount == wanted]


def is_limited(wish: Wish) -> bool:
    """Whether a price is named in the wish."""
    price = _price(wish)
    return price.low is not None or price.high is not None


def _is_affordable(wish: Wish, variant: Variant) -> bool:
    low, high = _price(wish).low, _price(wish).high
    cost = variant.price.amount
    return (low is None or cost >= low.amount) and (high is None or cost <= high.amount)


def _price(wish: Wish) -> PriceWish:
    """Only what is said of money: a bare number is a size."""
    said = wish.words if any(sign in wish.words for sign in _OF_MONEY) else ""
    return find_price(said, "")


def _open(wish: Wish, said: Values) -> frozenset[str]:
    """Options that are to change, and of which no value is settled."""
    changing = said.named if wish.leaning is Leaning.DIFFERENT else frozenset[str]()
    return (changing | said.not_sold.keys()) - said.keys


def _if_only_one(variants: Sequence[Variant]) -> list[Variant]:
    there = [variant for variant in variants if variant.stock > 0]
    return there if len(there) == 1 else []
