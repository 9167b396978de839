"""Looks for the variants of a product that fit one wish, and for those that come nearest to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.commerce.model import OrderLine, Product, Variant
from bot.commerce.price import PriceWish, find_price
from bot.orders.wishes.demands import Demand, compared
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.preferences import Liking
from bot.orders.wishes.scale import rank
from bot.orders.wishes.values import Named, Values, values_said
from bot.orders.wishes.wish import Leaning, Wish

_SCALED: Final = frozenset({Leaning.BIGGER, Leaning.BIGGEST, Leaning.SMALLER, Leaning.SMALLEST})
_PRICED: Final = frozenset({Leaning.CHEAPEST, Leaning.DEAREST})
_SAME: Final = expression(r"\bsame\b|不变|一样|同样|相同")
_CLAUSE: Final = expression(r"[,，;；.。!！?？]|\bbut\b|但")
_OF_MONEY: Final = ("$", "€", "£", "¥", "dollar", "buck", "元", "块", "usd", "刀")


@dataclass(frozen=True)
class Asked:
    """A wish as it was read against the product."""

    wish: Wish
    values: Values
    demands: tuple[Demand, ...] = ()

    @property
    def moved(self) -> frozenset[str]:
        """The options that need not stay as they were bought."""
        return self.values.keys | self.values.free | _open(self) | {demand.key for demand in self.demands}


class VariantSearch:
    """The variants of one product, seen from the one that was bought; `likings` decide between what fits."""

    def __init__(self, line: OrderLine, product: Product, likings: Sequence[Liking] = ()) -> None:
        self._line, self._product, self._likings = line, product, likings
        self._bought = next((v for v in product.variants if v.sku == line.sku), None)

    def asked(self, wish: Wish) -> Asked:
        """The wish with its values and comparisons, and what is to stay: "cheaper, in the same colour"."""
        comparing = compared(wish.words, self._product, self._bought)
        said = values_said(comparing.rest, self._product).changing(self._bought)
        demanded = {demand.key for demand in comparing.demands}
        if self._bought is not None and _SAME.search(wish.words):
            options = self._bought.options
            same = _named_as_the_same(comparing.rest, self._product)
            kept = [key for key in options if key in same - said.keys - demanded]
            wanted = (*said.wanted, *(Named(((key, options[key].en),)) for key in kept))
            said = replace(said, wanted=wanted, free=said.free - same)
        demands = tuple(demand for demand in comparing.demands if demand.key not in said.keys)
        return Asked(wish, said, demands)

    def fitting(self, asked: Asked) -> list[Variant]:
        """What fits the wish, in stock or not; options that it does not speak of stay as they were bought."""
        pool, leaning = self._pool(asked), asked.wish.leaning
        if leaning in _PRICED:
            ends = by_price(leaning, [v for v in pool if v.stock > 0 or v == self._bought])
            # What costs as little as anything need not be changed.
            return [self._bought] if self._bought in ends else ends
        if is_limited(asked.wish) or leaning in (Leaning.DIFFERENT, Leaning.SAME_PRICE, Leaning.CHEAPER):
            others = [v for v in pool if v != self._bought]
            kept = [v for v in others if self._keeps_the_rest(v, asked)]
            return kept if leaning is Leaning.DIFFERENT and len(kept) == 1 else _if_only_one(others)
        if asked.demands:
            kept = [v for v in pool if v != self._bought and self._keeps_the_rest(v, asked)]
            there = [v for v in kept if v.stock > 0]
            is_step = any(demand.is_step for demand in asked.demands)
            return _standing(asked.demands, kept if is_step or not there else there)
        return (
            [] if leaning in _SCALED and asked.values.is_empty else [v for v in pool if self._keeps_the_rest(v, asked)]
        )

    def liked(self, variants: list[Variant], asked: Asked) -> list[Variant]:
        """Of variants that fit those that are liked best; where options are free, what was bought, then the price."""
        for liking in self._likings:
            best = min((liking.tier(v, self._bought) for v in variants), default=0)
            # What is neither liked nor as it was bought was not asked for: it is to be chosen from, not settled.
            variants = [v for v in variants if liking.tier(v, self._bought) == best <= len(liking.tiers)]
        if len(variants) > 1 and asked.values.free and asked.wish.leaning in (Leaning.NONE, Leaning.ANY):
            least = min(self._changes(v) for v in variants)
            variants = by_price(Leaning.CHEAPEST, [v for v in variants if self._changes(v) == least])[:1]
        return variants

    def nearest(self, asked: Asked) -> list[Variant]:
        """In stock: what meets the wish, else what meets the most of it; the nearest to what was bought first."""
        said = asked.values
        others = [v for v in self._product.variants if v.stock > 0 and v != self._bought]
        there = [v for v in self._pool(asked) if v in others]
        if _open(asked) and (kept := [v for v in there if self._keeps_the_rest(v, asked)]):
            there = kept
        there = _standing(asked.demands, there) if asked.wish.leaning not in _PRICED else there
        if not there and (said.wanted or asked.demands):
            most = max((self._met(v, asked) for v in others), default=0)
            there = [v for v in others if most and self._met(v, asked) == most]
        return sorted(there, key=lambda variant: (self._tiers(variant), *self._distance(variant)))

    def there(self, asked: Asked) -> tuple[Variant, ...]:
        """All in stock that are what was said, the cheapest first."""
        pool = [v for v in self._pool(asked) if v.stock > 0 and v != self._bought]
        return tuple(sorted(pool, key=lambda variant: variant.price.amount))

    def only(self, asked: Asked) -> Variant | None:
        """What meets all that was said, and is liked best of it, where that is one; other options may differ."""
        there = [v for v in self._pool(asked) if v.stock > 0 and v != self._bought]
        there = _standing(asked.demands, there) if asked.wish.leaning not in _PRICED else there
        best = min(map(self._tiers, there), default=())
        left = [v for v in there if self._tiers(v) == best]
        return left[0] if len(left) == 1 else None

    def _met(self, variant: Variant, asked: Asked) -> int:
        """How much of what is asked for a variant has."""
        there = sum(demand.admits(variant, self._place(demand.key)) for demand in asked.demands)
        return asked.values.fit(variant) + there

    def _tiers(self, variant: Variant) -> tuple[int, ...]:
        return tuple(liking.tier(variant, self._bought) for liking in self._likings)

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

    def _pool(self, asked: Asked) -> list[Variant]:
        """What has all that is wanted, for a price that is wanted, and may stand where it does on its scales."""
        wish, said = asked.wish, asked.values
        pool = [v for v in self._product.variants if said.met(v) and _is_affordable(wish, v)]
        pool = [v for v in pool if all(demand.admits(v, self._place(demand.key)) for demand in asked.demands)]
        if wish.leaning is Leaning.CHEAPER:
            return [v for v in pool if v.price.amount < self._line.unit_price.amount]
        if wish.leaning is Leaning.SAME_PRICE:
            return [v for v in pool if v.price == self._line.unit_price and v != self._bought]
        if wish.leaning is Leaning.DIFFERENT or said.not_sold:
            return [v for v in pool if v != self._bought and all(self._is_changed(v, key) for key in _open(asked))]
        return pool

    def _place(self, key: str) -> float | None:
        return rank(self._bought.options[key]) if self._bought and key in self._bought.options else None

    def _is_changed(self, variant: Variant, key: str) -> bool:
        bought = self._bought.options.get(key) if self._bought else None
        return bought is None or key not in variant.options or variant.options[key].en != bought.en

    def _keeps_the_rest(self, variant: Variant, asked: Asked) -> bool:
        if self._bought is None:
            return True
        moved = asked.moved | {liking.key for liking in self._likings}
        if asked.values.refused and variant == self._bought:
            return False
        return all(key in moved or not self._is_changed(variant, key) for key in self._bought.options)

    def _changes(self, variant: Variant) -> int:
        """In how many options a variant differs from what was bought."""
        return sum(self._is_changed(variant, key) for key in (self._bought.options if self._bought else ()))

    def _distance(self, variant: Variant) -> tuple[int, int, int]:
        """How far a variant is from what was bought: in options, then in price, then as the shop lists them."""
        bought = self._bought.options if self._bought else {}
        kept = sum(1 for key in bought if not self._is_changed(variant, key))
        return -kept, abs(variant.price.amount - self._line.unit_price.amount), self._product.variants.index(variant)


def _standing(demands: Sequence[Demand], variants: Sequence[Variant]) -> list[Variant]:
    """What stands where it should on each scale."""
    left = list(variants)
    for demand in demands:
        left = demand.best(left)
    return left


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


def _open(asked: Asked) -> frozenset[str]:
    """Options that are to change, and of which no value is settled."""
    said = asked.values
    changing = said.named if asked.wish.leaning is Leaning.DIFFERENT else frozenset[str]()
    return (changing | said.not_sold.keys()) - said.keys


def _named_as_the_same(words: str, product: Product) -> frozenset[str]:
    """The options that are named in a clause which says that something is to stay."""
    clauses = [clause for clause in _CLAUSE.split(words) if _SAME.search(clause)]
    return frozenset(key for clause in clauses for key in values_said(clause, product).named)


def _if_only_one(variants: Sequence[Variant]) -> list[Variant]:
    there = [variant for variant in variants if variant.stock > 0]
    return there if len(there) == 1 else []
