"""Which variant of the same product a shopper's words mean, or between which it is to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from bot.commerce.model import OrderLine, Product, Variant
from bot.commerce.price import find_price
from bot.orders.wishes.scale import rank, scale_meant
from bot.orders.wishes.sides import sides
from bot.orders.wishes.values import Named, Values, values_said
from bot.orders.wishes.wish import Leaning, Wish, wishes_of

__all__ = ["VariantMeant", "Wish", "variant_meant", "wishes_of"]

_ENDS: Final = frozenset({Leaning.BIGGEST, Leaning.SMALLEST})
_STEPS: Final = frozenset({Leaning.BIGGER, Leaning.SMALLER})


def _none_said() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class VariantMeant:
    """The variant that is meant, in stock; else what can be said of the wish."""

    variant: Variant | None = None
    candidates: tuple[Variant, ...] = ()
    """In stock, what comes nearest first: to be asked with these as choices."""
    open_options: tuple[str, ...] = ()
    """The options in which the candidates differ among themselves or from what was bought, and which were not said."""
    wanted: Mapping[str, str] = field(default_factory=_none_said)
    """Option -> its value (English) as it was understood."""
    sold_out: tuple[Variant, ...] = ()
    """What fits exactly and is not to be had."""
    wish: Wish | None = None
    """The wish that was followed; not the first when an earlier one could not be had."""

    def __bool__(self) -> bool:
        return self.variant is not None or bool(self.candidates) or bool(self.wanted) or bool(self.sold_out)


def variant_meant(words: str, line: OrderLine, product: Product, *, wishes_before: Sequence[Wish] = ()) -> VariantMeant:
    """Keeps every option as it was bought unless the words say otherwise.

    `wishes_before` are wishes said earlier for the same line; what is said now goes before them.
    """
    wishes = wishes_of(sides(words).wanted)
    return _Choosing(line, product, wishes_before).choose(wishes)


class _Choosing:
    """Wishes for one line, tried in their order."""

    def __init__(self, line: OrderLine, product: Product, before: Sequence[Wish]) -> None:
        self._line, self._product = line, product
        self._bought = next((v for v in product.variants if v.sku == line.sku), None)
        self._before = Values()
        for wish in before:
            self._before = values_said(wish.words, product).after(self._before)

    def choose(self, wishes: Sequence[Wish]) -> VariantMeant:
        first: VariantMeant | None = None
        said, sold_out = self._before, dict[str, Variant]()
        for wish in wishes or (Wish(""),):
            values = values_said(wish.words, self._product)
            # A leaning by itself ("else the cheapest") lets go of the values that could not be had.
            said = values if first and wish.leaning is not Leaning.NONE and not values.keys else values.after(said)
            for one in _alternatives(said):
                meant = self._resolve(wish, one)
                sold_out |= {variant.sku: variant for variant in meant.sold_out}
                if meant.variant:
                    return replace(meant, sold_out=tuple(sold_out.values()))
                first = first or meant
        return first or VariantMeant()

    def _resolve(self, wish: Wish, said: Values) -> VariantMeant:
        wanted = {key: value for named in said.wanted if len(named.values) == 1 for key, value in named.values}
        pool = [v for v in self._product.variants if said.met(v) and self._affordable(wish, v)]
        leaning = wish.leaning
        if leaning is Leaning.NONE and not said.keys and not said.free and not self._limited(wish):
            return VariantMeant()
        if leaning in _STEPS | _ENDS:
            pool = self._scaled(wish, said, pool)
        elif leaning is Leaning.SAME_PRICE:
            pool = [v for v in pool if v.price == self._line.unit_price and v != self._bought]
        if leaning in (Leaning.CHEAPEST, Leaning.DEAREST):
            exact = _by_price(leaning, [v for v in pool if v.stock > 0])
        elif leaning in (Leaning.DIFFERENT, Leaning.SAME_PRICE) or self._limited(wish):
            exact = [v for v in pool if v != self._bought]
            exact = exact if len([v for v in exact if v.stock > 0]) == 1 else []
        else:
            exact = [v for v in pool if self._keeps_the_rest(v, said, wish)]
        return self._meant(wish, said, wanted, exact, pool)

    def _meant(
        self, wish: Wish, said: Values, wanted: Mapping[str, str], exact: Sequence[Variant], pool: Sequence[Variant]
    ) -> VariantMeant:
        there = [v for v in exact if v.stock > 0]
        if said.free and len(there) > 1:
            there = _by_price(Leaning.CHEAPEST, there)[:1]
        if len(there) == 1:
            return VariantMeant(there[0], wanted=wanted, wish=wish)
        sold_out = tuple(v for v in exact if v.stock <= 0)
        candidates = there or self._nearest(said, pool)
        return VariantMeant(None, tuple(candidates), self._open(candidates, said), wanted, sold_out, wish)

    def _nearest(self, said: Values, pool: Sequence[Variant]) -> list[Variant]:
        """What is in stock and meets the wish, else what meets the most of it; the nearest to what was bought first."""
        there = [v for v in pool if v.stock > 0 and v != self._bought]
        if not there and said.wanted:
            others = [v for v in self._product.variants if v.stock > 0 and v != self._bought]
            most = max((said.fit(v) for v in others), default=0)
            there = [v for v in others if most and said.fit(v) == most]
        return sorted(there, key=lambda v: (-self._kept(v), abs(v.price.amount - self._line.unit_price.amount), v.sku))

    def _kept(self, variant: Variant) -> int:
        bought = self._bought.options if self._bought else {}
        return sum(1 for key, value in variant.options.items() if key in bought and bought[key].en == value.en)

    def _keeps_the_rest(self, variant: Variant, said: Values, wish: Wish) -> bool:
        if self._bought is None:
            return True
        moved = said.keys | said.free
        if wish.leaning in _STEPS | _ENDS and (scale := scale_meant(wish.words, self._product)):
            moved |= {scale}
        return all(
            key in moved or (key in variant.options and variant.options[key].en == value.en)
            for key, value in self._bought.options.items()
        ) and not (said.refused and variant == self._bought)

    def _scaled(self, wish: Wish, said: Values, pool: Sequence[Variant]) -> list[Variant]:
        """What stands next on the scale, or at its end."""
        key = scale_meant(wish.words, self._product)
        if key is None or self._bought is None:
            return []
        now = rank(self._bought.options[key])
        ranks = {v.sku: rank(v.options[key]) for v in pool if self._keeps_the_rest(v, said, wish) or said.keys}
        up = wish.leaning in (Leaning.BIGGER, Leaning.BIGGEST)
        beyond = {r for r in ranks.values() if r is not None and now is not None and (r > now if up else r < now)}
        if not beyond:
            return []
        nearest = (min if up else max)(beyond) if wish.leaning in _STEPS else (max if up else min)(beyond)
        return [v for v in pool if ranks.get(v.sku) == nearest]

    def _open(self, candidates: Sequence[Variant], said: Values) -> tuple[str, ...]:
        compared = [*candidates, *([self._bought] if self._bought else [])]
        sure = {key for named in said.wanted if len(named.values) == 1 for key, _ in named.values}
        keys = dict.fromkeys(key for variant in compared for key in variant.options)
        values = {key: {v.options[key].en for v in compared if key in v.options} for key in keys}
        among = {key: {v.options[key].en for v in candidates if key in v.options} for key in keys}
        return tuple(key for key in keys if len(among[key]) > 1 or (key not in sure and len(values[key]) > 1))

    def _limited(self, wish: Wish) -> bool:
        price = find_price(_without_values(wish.words), self._line.unit_price.currency)
        return (price.low or price.high) is not None

    def _affordable(self, wish: Wish, variant: Variant) -> bool:
        price = find_price(_without_values(wish.words), variant.price.currency)
        low, high = price.low, price.high
        return (low is None or variant.price.amount >= low.amount) and (
            high is None or variant.price.amount <= high.amount
        )


def _without_values(words: str) -> str:
    """Only what is said of money: a bare number is a size."""
    return (
        words if any(sign in words for sign in ("$", "€", "£", "¥", "dollar", "buck", "元", "块", "usd", "刀")) else ""
    )


def _by_price(leaning: Leaning, variants: Sequence[Variant]) -> list[Variant]:
    if not variants:
        return []
    price = (min if leaning is Leaning.CHEAPEST else max)(v.price.amount for v in variants)
    return [v for v in variants if v.price.amount == price]


def _alternatives(said: Values) -> list[Values]:
    """Of "black or blue" first the one, then the other."""
    of_key: dict[str, list[Named]] = {}
    for named in said.wanted:
        if len(named.values) == 1:
            of_key.setdefault(named.values[0][0], []).append(named)
    key = next((key for key, named in of_key.items() if len(named) > 1), None)
    if key is None:
        return [said]
    rest = tuple(named for named in said.wanted if named not in of_key[key])
    return [one for named in of_key[key] for one in _alternatives(replace(said, wanted=(*rest, named)))]
