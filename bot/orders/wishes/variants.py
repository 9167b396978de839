"""Which variant of the same product a shopper's words mean, or between which it is to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.commerce.model import OrderLine, Product, Variant
from bot.orders.wishes.sides import sides
from bot.orders.wishes.values import Named, Values, values_said
from bot.orders.wishes.variant_search import VariantSearch, by_price, is_limited
from bot.orders.wishes.wish import Leaning, Wish, wishes_of

__all__ = ["VariantMeant", "Wish", "variant_meant", "wishes_of"]


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
    not_sold: tuple[str, ...] = ()
    """What was asked for and the product never comes in, as it was said: pink, size 13."""
    wish: Wish | None = None
    """The wish that was followed; not the first when an earlier one could not be had."""

    def __bool__(self) -> bool:
        return self.variant is not None or any((self.candidates, self.wanted, self.sold_out, self.not_sold))


def variant_meant(words: str, line: OrderLine, product: Product, *, wishes_before: Sequence[Wish] = ()) -> VariantMeant:
    """Keeps every option as it was bought unless the words say otherwise.

    `wishes_before` are wishes said earlier for the same line; what is said now goes before them.
    """
    wishes = wishes_of(_wanted(words, product))
    return _Choosing(line, product, wishes_before).choose(wishes)


def _wanted(words: str, product: Product) -> str:
    """What is wanted; with the option that is to change before it in "change the backlight of my keyboard to none"."""
    two = sides(words)
    is_clear = any(len(named.values) == 1 for named in values_said(two.wanted, product).wanted)
    if is_clear or two.given == two.wanted:
        return two.wanted
    named = values_said(two.given, product).named
    return f"{next(iter(named)).replace('_', ' ')} {two.wanted}" if len(named) == 1 else two.wanted


class _Choosing:
    """Wishes for one line, tried in their order."""

    def __init__(self, line: OrderLine, product: Product, before: Sequence[Wish]) -> None:
        self._product = product
        self._search = VariantSearch(line, product)
        self._before = Values()
        for wish in before:
            self._before = values_said(wish.words, product).after(self._before)

    def choose(self, wishes: Sequence[Wish]) -> VariantMeant:
        first: VariantMeant | None = None
        said, sold_out = self._before, dict[str, Variant]()
        for wish in wishes or (Wish(""),):
            values = self._search.with_the_same(wish, values_said(wish.words, self._product))
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
        if wish.leaning is Leaning.NONE and said.is_empty and not is_limited(wish):
            return VariantMeant()
        fitting = self._search.fitting(wish, said)
        there = [variant for variant in fitting if variant.stock > 0]
        if said.free and len(there) > 1:
            there = by_price(Leaning.CHEAPEST, there)[:1]
        wanted = {key: value for named in said.wanted if len(named.values) == 1 for key, value in named.values}
        if len(there) == 1 and not said.not_sold:
            return VariantMeant(there[0], wanted=wanted, wish=wish)
        sold_out = tuple(variant for variant in fitting if variant.stock <= 0)
        candidates = tuple(there or self._search.nearest(wish, said))
        open_options = self._search.open_options(candidates, said)
        return VariantMeant(None, candidates, open_options, wanted, sold_out, tuple(said.not_sold.values()), wish)


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
