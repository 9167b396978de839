"""Which variant of a product comes instead of each picked line."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from actions.base import Reply
from actions.case import Case
from actions.draft import Draft, Wished
from actions.facts.fact import MOST_CHOICES, Fact, line_words, offer
from actions.progress import Step
from bot.commerce.changes import Picked, Swap
from bot.commerce.model import OrderLine, Product, Variant
from bot.orders.wishes.extent import says_each
from bot.orders.wishes.fallbacks import Act, Fallback, act_of, fallbacks_in
from bot.orders.wishes.order_clues import standing
from bot.orders.wishes.other_orders import is_like_another, is_same_again, options_like, variants_in
from bot.orders.wishes.shares import Share, shares
from bot.orders.wishes.sides import without_reason
from bot.orders.wishes.variant_questions import asks_for_options
from bot.orders.wishes.variants import Wish, variant_meant
from bot.orders.wishes.wish import Leaning

_ENDS: Final = frozenset({Leaning.CHEAPEST, Leaning.DEAREST, Leaning.BIGGEST, Leaning.SMALLEST})
_ONLY: Final = re.compile(r"\b(?:only|just)\b|[只就]", re.IGNORECASE)
_MOST_LISTED: Final = 20
_LONGEST_WISH: Final = 400
_CLAUSE: Final = re.compile(r"[,，;；.。!！?？()（）\n]|\bbut\b|但", re.IGNORECASE)


class Wanted(Fact):
    """Which variant comes instead of each picked line."""

    step = Step.VARIANT

    def is_open(self, case: Case) -> bool:
        return case.draft.unswapped is not None

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        wish, fallbacks = fallbacks_in(without_reason(words))
        said = _Said(wish, case, asked=asked)
        draft = case.draft
        for part in case.draft.picked:
            draft = _wanted(part, said.of(part), replace(case, draft=draft))
        if asks_for_options(words):
            draft = _listing(said, draft, case)
        if asked and not fallbacks and draft == case.draft and act_of(wish) is Act.LEAVE:
            draft = _leaving(wish, draft, case)
        for fallback in fallbacks:
            draft = _falling_back(fallback, draft, case)
        return draft if draft != case.draft else None

    def chosen(self, value: str, case: Case) -> Draft | None:
        part = case.draft.unswapped
        line = case.order.line(part.line_id) if part else None
        if part is None or line is None or value not in {variant.sku for variant in case.variants(line)}:
            return None
        return with_swap(case.draft, Swap(part.line_id, part.quantity, value))

    def presumed(self, case: Case) -> Draft:
        """The only other variant there is."""
        draft = case.draft
        for part in draft.picked:
            line = case.order.line(part.line_id)
            product = case.product(line) if line else None
            if line is None or product is None or draft.swap(part.line_id) or draft.wish_for(part.line_id):
                continue
            if len(product.variants) == 2 and len(case.variants(line)) == 1:
                draft = with_swap(draft, Swap(part.line_id, part.quantity, case.variants(line)[0].sku))
        return draft

    def ask(self, case: Case, reply: Reply) -> None:
        part = case.draft.unswapped
        line = case.order.line(part.line_id) if part else None
        assert line is not None
        wished = case.draft.wish_for(line.line_id)
        for sku in wished.gone if wished else ():
            if gone := case.by_sku.get(sku):
                reply.say("variant_gone", variant=options_words(gone, reply))
        variants = _closest(case, line)
        thing = line_words(line, reply)
        if wished and wished.is_again:
            reply.say("variant_again", thing=thing)
        elif wished and wished.is_had:
            reply.say("variant_had", thing=thing)
        elif wished and wished.unmet and variants and not wished.gone:
            reply.say("variant_unmet", thing=thing)
        reply.say("wanted_variant" if variants else "no_other_variant", thing=thing)
        if variants:
            offer(reply, ((variant_words(variant, reply), variant.sku) for variant in variants[:MOST_CHOICES]))
        else:
            reply.offer(reply.person())


def options_words(variant: Variant, reply: Reply) -> str:
    """Red, size 9."""
    between = "，" if reply.language == "zh" else ", "
    return between.join(value.in_language(reply.language) for value in variant.options.values())


def variant_words(variant: Variant, reply: Reply) -> str:
    """Red, size 9: $18.00."""
    options, price = options_words(variant, reply), variant.price.spoken(reply.language)
    return reply.words("variant", options=options, price=price) if options else price


def _listing(said: "_Said", draft: Draft, case: Case) -> Draft:
    """With what is to be had of the goods that are spoken of: of the one that was asked for where none is named."""
    for part in case.draft.picked:
        line = case.order.line(part.line_id)
        product = case.product(line) if line else None
        words = said.of(part)
        if line is None or product is None or not words:
            continue
        meant = variant_meant(words[0], line, product)
        there = tuple(variant.sku for variant in meant.there or case.variants(line))
        return replace(draft, listed=(line.line_id, *there))
    return draft


def say_options(case: Case, reply: Reply) -> Case:
    """Tells what was asked for of a line's variants; the case without that."""
    if not case.draft.listed:
        return case
    line_id, *skus = case.draft.listed
    line = case.order.line(line_id)
    there = [variant for sku in skus if (variant := case.by_sku.get(sku)) is not None]
    if line is not None and there:
        lines = "\n".join(f"- {variant_words(variant, reply)}" for variant in there[:_MOST_LISTED])
        reply.say("variant_options", thing=line_words(line, reply), lines=lines)
    return replace(case, draft=replace(case.draft, listed=()))


def _falling_back(fallback: Fallback, draft: Draft, case: Case) -> Draft:
    """With what is to be done if the wish for the goods cannot be had that were spoken of last; else for all."""
    unsettled = [part.line_id for part in draft.picked if draft.swap(part.line_id) is None]
    named = shares(fallback.of, case.order, case.products) if len(draft.picked) > 1 else ()
    meant = [line_id for line_id in unsettled if not named or line_id in named[-1].line_ids]
    wished = {wish.line_id: wish for wish in draft.wished}
    wished |= {
        id_: replace(wished.get(id_, Wished(id_, "")), otherwise=fallback.words[:_LONGEST_WISH]) for id_ in meant
    }
    return replace(draft, wished=tuple(wished.values()))


def _leaving(words: str, draft: Draft, case: Case) -> Draft:
    """Without the one that was asked for, when another one alone is to be exchanged, or this one is named to stay."""
    part = draft.unswapped
    if part is None or len(draft.picked) == 1:
        return draft
    named = {line_id for share in shares(words, case.order, case.products) for line_id in share.line_ids}
    alone = _ONLY.search(words) is not None
    if not named or (part.line_id in named) is alone:
        return draft
    wished = draft.wish_for(part.line_id) or Wished(part.line_id, "")
    others = tuple(other for other in draft.wished if other.line_id != part.line_id)
    return replace(draft, wished=(*others, replace(wished, is_left=True)))


class _Said:
    """What of a text is said of each of the picked lines."""

    def __init__(self, words: str, case: Case, *, asked: bool) -> None:
        self._words, self._case, self._asked = words, case, asked
        self._shares = shares(words, case.order, case.products) if len(case.draft.picked) > 1 else ()

    def of(self, part: Picked) -> tuple[str, ...]:
        """The words for a line; behind them those of goods that it is named in a row with."""
        draft = self._case.draft
        if len(draft.picked) == 1:
            return (self._words,)
        own = [at for at, share in enumerate(self._shares) if part.line_id in share.line_ids]
        if own:
            return (", ".join(self._shares[at].words for at in own), *self._following(own[-1]))
        if says_each(self._words):
            # "All of it the dearest, but the shoes in the same size": what is said of the shoes alone is left out.
            return (self._without_what_is_named(),)
        others = {other.line_id for other in draft.picked}
        if any(share.line_ids & others for share in self._shares):
            return ()
        # Nobody is named: it is said of the one that was asked for, or of all of them.
        unswapped = draft.unswapped
        alone = self._asked and unswapped is not None and not says_each(self._words)
        return () if alone and unswapped != part else (self._words,)

    def _without_what_is_named(self) -> str:
        clauses = [clause for clause in _CLAUSE.split(self._words) if clause.strip()]
        case = self._case
        general = [clause for clause in clauses if not shares(clause, case.order, case.products)]
        return ", ".join(general)

    def _following(self, at: int) -> tuple[str, ...]:
        """ "The mug and the lamp for the cheapest": what is said of the last of a row."""
        following: list[Share] = []
        while self._shares[at].goes_on:
            at += 1
            following.append(self._shares[at])
        return (following[-1].words,) if following else ()


def _wanted(part: Picked, said: Sequence[str], case: Case) -> Draft:
    line = case.order.line(part.line_id)
    product = case.product(line) if line else None
    if line is None or product is None:
        return case.draft
    for words in said:
        draft = _like_another(part, words, line, product, case) or _read(part, words, line, product, case.draft)
        if draft != case.draft:
            return draft
    return case.draft


def _like_another(part: Picked, words: str, line: OrderLine, product: Product, case: Case) -> Draft | None:
    """The draft with what another order of the shopper's holds, where that is what is wanted."""
    if not is_like_another(words):
        return None
    held = variants_in(standing(case.others, words), line, product) or variants_in(case.others, line, product)
    there = tuple(variant for variant in held if variant.stock > 0)
    if len(held) == 1 and (alike := options_like(words, held[0], product)):
        return _read(part, alike, line, product, case.draft)
    if len(held) == 1 and there:
        return with_swap(case.draft, Swap(part.line_id, part.quantity, held[0].sku))
    if not held:
        return None
    kept = tuple(wished for wished in case.draft.wished if wished.line_id != part.line_id)
    gone = tuple(variant.sku for variant in held if variant.stock <= 0)
    wished = Wished(part.line_id, "", tuple(variant.sku for variant in there), gone, unmet=not there)
    swaps = tuple(swap for swap in case.draft.swaps if swap.line_id != part.line_id)
    return replace(case.draft, wished=(*kept, wished), swaps=swaps)


def _read(part: Picked, words: str, line: OrderLine, product: Product, draft: Draft) -> Draft:
    earlier = draft.wish_for(part.line_id)
    meant = variant_meant(words, line, product, wishes_before=(Wish(earlier.words),) if earlier else ())
    if meant.variant is not None and meant.variant.sku != line.sku:
        return with_swap(draft, Swap(part.line_id, part.quantity, meant.variant.sku))
    is_had = meant.variant is not None and meant.wish is not None and meant.wish.leaning in _ENDS
    is_again = not meant and is_same_again(words)
    if not is_again and (not meant or (meant.variant is not None and not is_had)):
        return draft
    fitting = tuple(variant.sku for variant in meant.candidates if variant.sku != line.sku)
    gone = tuple(variant.sku for variant in meant.sold_out)
    others = tuple(swap for swap in draft.swaps if swap.line_id != part.line_id)
    kept = tuple(wished for wished in draft.wished if wished.line_id != part.line_id)
    otherwise = earlier.otherwise if earlier else ""
    said = words[:_LONGEST_WISH]
    only = meant.only.sku if meant.only is not None and meant.only.sku != line.sku else ""
    wished = Wished(part.line_id, said, fitting, gone, meant.unmet or is_again, only, is_had, otherwise, is_again)
    return replace(draft, swaps=others, wished=(*kept, wished))


def with_swap(draft: Draft, swap: Swap) -> Draft:
    """With a line's exchange settled."""
    others = tuple(other for other in draft.swaps if other.line_id != swap.line_id)
    wished = tuple(wished for wished in draft.wished if wished.line_id != swap.line_id)
    return replace(draft, swaps=(*others, swap), wished=wished)


def _closest(case: Case, line: OrderLine) -> Sequence[Variant]:
    """What can be had instead, what fits the words before the rest."""
    wished = case.draft.wish_for(line.line_id)
    there = {variant.sku: variant for variant in case.variants(line)}
    return [there[sku] for sku in (wished.fitting if wished else ()) if sku in there] or list(there.values())
