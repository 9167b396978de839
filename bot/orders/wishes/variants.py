"""Which variant of the same product a shopper's words mean, or between which it is to be asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from bot.commerce.model import OrderLine, Product, Variant
from bot.orders.wishes.demands import Demand
from bot.orders.wishes.preferences import Liking, preferred
from bot.orders.wishes.sides import sides
from bot.orders.wishes.values import Named, Values, values_said
from bot.orders.wishes.variant_search import Asked, VariantSearch, is_limited
from bot.orders.wishes.wish import Leaning, Wish, wishes_of

__all__ = ["VariantMeant", "Wish", "variant_meant", "wishes_of"]


_CODE: Final = re.compile(r"(?<![\w-])[a-z0-9][a-z0-9_./-]{3,}(?<![./-])", re.ASCII)


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
    unmet: bool = False
    """Whether nothing that is in stock meets the wish, so that the candidates only come near it."""
    there: tuple[Variant, ...] = ()
    """All in stock that are what was said, whatever else they are, the cheapest first."""
    only: Variant | None = None
    """Where nothing meets it with all else as it was bought: the one that meets what was said."""

    def __bool__(self) -> bool:
        return self.variant is not None or any((self.candidates, self.wanted, self.sold_out, self.not_sold))


def variant_meant(words: str, line: OrderLine, product: Product, *, wishes_before: Sequence[Wish] = ()) -> VariantMeant:
    """Keeps every option as it was bought unless the words say otherwise.

    `wishes_before` are wishes said earlier for the same line; what is said now goes before them.
    """
    if (by_code := _by_code(words, line, product)) is not None:
        return by_code
    wanted = _wanted(words, product)
    liked = preferred(wanted, product)
    earlier = [preferred(before.words, product) for before in wishes_before]
    wishes_before = [one for before in earlier for one in wishes_of(before.rest)]
    told = {liking.key for liking in liked.likings}
    liked = replace(
        liked, likings=(*liked.likings, *(one for e in earlier for one in e.likings if one.key not in told))
    )
    wishes = wishes_of(liked.rest if told else wanted)
    choosing = _Choosing(line, product, wishes_before)
    if not liked.likings:
        return choosing.choose(wishes)
    if not any(map(choosing.says_something, wishes)) and not wishes_before:
        # Nothing else is wanted, so what is preferred is the wish.
        return choosing.choose(wishes_of(wanted))
    meant = _Choosing(line, product, wishes_before, liked.likings).choose(wishes)
    firm = choosing.choose(wishes_of(wanted)) if meant.variant is None or meant.variant.sku == line.sku else meant
    return firm if firm.variant else meant


def _by_code(words: str, line: OrderLine, product: Product) -> VariantMeant | None:
    """The variant whose product code is said, where it is only one."""
    said = frozenset(_CODE.findall(words.casefold()))
    named = [v for v in product.variants if v.sku != line.sku and v.sku.casefold() in said]
    if len(named) != 1:
        return None
    (variant,) = named
    if variant.stock > 0:
        return VariantMeant(variant, wish=Wish(words))
    wanted = {key: value.en for key, value in variant.options.items()}
    near = VariantSearch(replace(line, sku=variant.sku), product).nearest(Asked(Wish(words), Values()))
    candidates = tuple(v for v in near if v.sku != line.sku)
    return VariantMeant(None, candidates, (), wanted, (variant,), (), Wish(words), unmet=True)


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

    def __init__(
        self, line: OrderLine, product: Product, before: Sequence[Wish], likings: Sequence[Liking] = ()
    ) -> None:
        self._product = product
        self._search = VariantSearch(line, product, likings)
        self._before, self._demands = Values(), dict[str, Demand]()
        for wish in before:
            asked = self._search.asked(wish)
            self._before = asked.values.after(self._before)
            self._demands |= {demand.key: demand for demand in asked.demands}

    def says_something(self, wish: Wish) -> bool:
        """Whether a wish wants anything of a variant."""
        return self._says_something(self._search.asked(wish))

    def _says_something(self, asked: Asked) -> bool:
        wish = asked.wish
        return wish.leaning is not Leaning.NONE or bool(asked.demands) or not asked.values.is_empty or is_limited(wish)

    def choose(self, wishes: Sequence[Wish]) -> VariantMeant:
        first: VariantMeant | None = None
        said, sold_out = self._before, dict[str, Variant]()
        for wish in wishes or (Wish(""),):
            asked = self._with_the_demands_before(self._search.asked(wish))
            # A leaning by itself ("else the cheapest") lets go of the values that could not be had.
            lets_go = first and wish.leaning is not Leaning.NONE and not asked.values.keys
            said = asked.values if lets_go else asked.values.after(said)
            for one in _alternatives(said):
                meant = self._resolve(replace(asked, values=one))
                sold_out |= {variant.sku: variant for variant in meant.sold_out}
                if meant.variant:
                    return replace(meant, sold_out=tuple(sold_out.values()))
                first = first or meant
        return first or VariantMeant()

    def _with_the_demands_before(self, asked: Asked) -> Asked:
        told = {demand.key for demand in asked.demands} | asked.values.keys | asked.values.free
        kept = tuple(demand for key, demand in self._demands.items() if key not in told)
        return replace(asked, demands=(*asked.demands, *kept)) if self._says_something(asked) else asked

    def _resolve(self, asked: Asked) -> VariantMeant:
        wish, said = asked.wish, asked.values
        if wish.leaning is Leaning.NONE and said.is_empty and not asked.demands and not is_limited(wish):
            return VariantMeant()
        fitting = self._search.fitting(asked)
        there = self._search.liked([variant for variant in fitting if variant.stock > 0], asked)
        wanted = {key: value for named in said.wanted if len(named.values) == 1 for key, value in named.values}
        every = self._search.there(asked)
        if len(there) == 1 and not said.not_sold:
            return VariantMeant(there[0], wanted=wanted, wish=wish, there=every)
        sold_out = tuple(variant for variant in fitting if variant.stock <= 0)
        candidates = tuple(there or self._search.nearest(asked))
        open_options = self._search.open_options(candidates, said)
        not_sold = tuple(said.not_sold.values())
        only = None if there or not_sold else self._search.only(asked)
        # "Another colour" is met by any of several; it is only to be chosen which.
        unmet = not there and not (wish.leaning is Leaning.DIFFERENT and every)
        return VariantMeant(None, candidates, open_options, wanted, sold_out, not_sold, wish, unmet, every, only)


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
