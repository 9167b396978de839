"""Which goods of an order are meant, and what is wanted instead of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from actions.base import Reply
from actions.case import Case
from actions.draft import Draft
from actions.facts.fact import MOST_CHOICES, Fact, line_words, offer
from actions.progress import Step
from bot.commerce.changes import Picked, Swap
from bot.commerce.model import OrderLine, Variant
from bot.orders.wishes.lines import LinesMeant, lines_meant
from bot.orders.wishes.variants import variant_meant, wishes_of

EVERYTHING: Final = "everything"
_LONGEST_WISH: Final = 300
_FIGURES: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6,
}  # fmt: skip
_FIGURE: Final = re.compile(
    r"(?<![\w$€£¥.-])\d{1,2}(?![\w.-])|\b(?:one|two|three|four|five|six)\b|[一二两三四五六]|\d{1,2}(?=[个件双只])"
)
_COUNTED: Final = re.compile(
    r"\b(?:only|just|actually)\b|\bof (?:them|these|those|it)\b|[只就][要退换取]|[个件双只把台条瓶盒套](?!月|小时)"
)
_ALL: Final = re.compile(r"\b(?:all|both|every)\b|全|都|所有", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[,;，；。]|\band\b(?! (?:refund|return|send))|和|还有|以及|并且", re.IGNORECASE)


class Lines(Fact):
    """Which lines of the order, and how much of each."""

    step = Step.LINES

    def is_open(self, case: Case) -> bool:
        return bool(case.draft.unclear) or not (case.draft.picked or case.draft.whole)

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        meant = lines_meant(words, case.order, case.products)
        if not meant and not meant.whole:
            return None
        draft = case.draft
        if draft.unclear and asked:
            return self._settled(meant, case)
        picked = everything(case) if meant.whole else meant.picked
        unclear = tuple(unclear.candidates for unclear in meant.unclear)
        kept = tuple(swap for swap in draft.swaps if any(part.line_id == swap.line_id for part in picked))
        return replace(
            draft,
            picked=picked,
            whole=meant.whole,
            unclear=unclear,
            swaps=_counted(kept, picked),
            uncounted=meant.uncounted,
        )

    def chosen(self, value: str, case: Case) -> Draft | None:
        draft = case.draft
        if value == EVERYTHING:
            return replace(draft, picked=everything(case), whole=True, unclear=())
        left = case.left(value)
        if left < 1:
            return None
        return replace(draft, picked=(*_others(draft.picked, value), Picked(value, left)), unclear=draft.unclear[1:])

    def presumed(self, case: Case) -> Draft:
        draft = case.draft
        if not self.is_open(case) or draft.unclear or len(case.lines) != 1:
            return draft
        return replace(draft, picked=everything(case))

    def ask(self, case: Case, reply: Reply) -> None:
        if case.draft.unclear:
            lines = [line for line in case.lines if line.line_id in case.draft.unclear[0]]
            reply.say("ask_which_line")
            offer(reply, ((line_words(line, reply), line.line_id) for line in lines[:MOST_CHOICES]))
            return
        reply.say("wanted_lines")
        lines = list(case.lines)[: MOST_CHOICES - 1]
        choices = [(line_words(line, reply, case.left(line.line_id)), line.line_id) for line in lines]
        offer(reply, [*choices, (reply.words("choice_everything"), EVERYTHING)])

    def _settled(self, meant: LinesMeant, case: Case) -> Draft | None:
        """The first unclear thing, cleared up by words that name one of its lines."""
        draft = case.draft
        named = [part for part in meant.picked if part.line_id in draft.unclear[0]]
        if not named:
            return None
        others = tuple(part for part in draft.picked if part.line_id not in {p.line_id for p in named})
        return replace(draft, picked=(*others, *named), unclear=draft.unclear[1:])


class HowMany(Fact):
    """How many of a line of several, where that was not said."""

    step = Step.QUANTITY

    def is_open(self, case: Case) -> bool:
        return bool(case.draft.uncounted)

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        draft = case.draft
        several = [part for part in draft.picked if case.left(part.line_id) > 1]
        line_id = draft.uncounted[0] if draft.uncounted else several[0].line_id if len(several) == 1 else None
        if line_id is None:
            return None
        said = _how_many(words, case.left(line_id), asked=asked)
        return _with_quantity(draft, line_id, said) if said else None

    def chosen(self, value: str, case: Case) -> Draft | None:
        line_id = case.draft.uncounted[0] if case.draft.uncounted else None
        if line_id is None or not value.isdigit() or not 1 <= int(value) <= case.left(line_id):
            return None
        return _with_quantity(case.draft, line_id, int(value))

    def ask(self, case: Case, reply: Reply) -> None:
        line = case.order.line(case.draft.uncounted[0])
        assert line is not None
        left = case.left(line.line_id)
        reply.say("wanted_how_many", thing=line_words(line, reply), count=left)
        if left <= MOST_CHOICES:
            offer(reply, ((str(n), str(n)) for n in range(1, left + 1)))


class Wanted(Fact):
    """Which variant comes instead of each picked line."""

    step = Step.VARIANT

    def is_open(self, case: Case) -> bool:
        return case.draft.unswapped is not None

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        draft = case.draft
        for part in draft.picked:
            said = _said_of(part, words, case)
            draft = _wanted(part, said, replace(case, draft=draft)) if said else draft
        return draft if draft != case.draft else None

    def chosen(self, value: str, case: Case) -> Draft | None:
        part = case.draft.unswapped
        line = case.order.line(part.line_id) if part else None
        if part is None or line is None or value not in {variant.sku for variant in case.variants(line)}:
            return None
        return _with_swap(case.draft, Swap(part.line_id, part.quantity, value))

    def presumed(self, case: Case) -> Draft:
        """The only other variant there is."""
        draft = case.draft
        for part in draft.picked:
            line = case.order.line(part.line_id)
            product = case.product(line) if line else None
            if line and product and len(product.variants) == 2 and len(case.variants(line)) == 1 and not draft.wish:
                draft = (
                    draft
                    if draft.swap(part.line_id)
                    else _with_swap(draft, Swap(part.line_id, part.quantity, case.variants(line)[0].sku))
                )
        return draft

    def ask(self, case: Case, reply: Reply) -> None:
        part = case.draft.unswapped
        line = case.order.line(part.line_id) if part else None
        assert line is not None
        for sku in case.draft.gone:
            if gone := case.by_sku.get(sku):
                reply.say("variant_gone", variant=options_words(gone, reply))
        variants = _closest(case, line)
        reply.say("wanted_variant" if variants else "no_other_variant", thing=line_words(line, reply))
        if variants:
            offer(reply, ((variant_words(variant, reply), variant.sku) for variant in variants[:MOST_CHOICES]))
        else:
            reply.offer(reply.person())


def everything(case: Case) -> tuple[Picked, ...]:
    """All that is left of all lines."""
    return tuple(Picked(line.line_id, case.left(line.line_id)) for line in case.lines)


def options_words(variant: Variant, reply: Reply) -> str:
    """Red, size 9."""
    between = "，" if reply.language == "zh" else ", "
    return between.join(value.in_language(reply.language) for value in variant.options.values())


def variant_words(variant: Variant, reply: Reply) -> str:
    """Red, size 9: $18.00."""
    options, price = options_words(variant, reply), variant.price.spoken(reply.language)
    return reply.words("variant", options=options, price=price) if options else price


def _how_many(words: str, most: int, *, asked: bool) -> int | None:
    """A number of things up to `most`; a bare figure only when it was asked for."""
    if _ALL.search(words):
        return most if asked else None
    figures = [_FIGURES.get(found) or int(found) for found in _FIGURE.findall(words.casefold())]
    fitting = [figure for figure in figures if 1 <= figure <= most]
    counted = asked or _COUNTED.search(words.casefold())
    return fitting[-1] if fitting and counted else None


def _with_quantity(draft: Draft, line_id: str, quantity: int) -> Draft:
    picked = tuple(Picked(part.line_id, quantity) if part.line_id == line_id else part for part in draft.picked)
    uncounted = tuple(other for other in draft.uncounted if other != line_id)
    return replace(draft, picked=picked, uncounted=uncounted, swaps=_counted(draft.swaps, picked))


def _said_of(part: Picked, words: str, case: Case) -> str:
    """What of the words is said of one line: its own clauses where several lines are spoken of."""
    if len(case.draft.picked) == 1:
        return words
    clauses = [clause for clause in _CLAUSE.split(words) if clause.strip()]
    named = [(clause, lines_meant(clause, case.order, case.products).picked) for clause in clauses]
    own = [clause for clause, lines in named if any(line.line_id == part.line_id for line in lines)]
    if own:
        return ", ".join(own)
    if any(lines for _, lines in named):
        return ""
    # Nobody is named: it is said of the one that was asked for, or of all of them.
    unswapped = case.draft.unswapped
    return words if unswapped is None or unswapped.line_id == part.line_id else ""


def _wanted(part: Picked, words: str, case: Case) -> Draft:
    draft, line = case.draft, case.order.line(part.line_id)
    product = case.product(line) if line else None
    if line is None or product is None:
        return draft
    is_open = draft.unswapped is not None and draft.unswapped.line_id == part.line_id
    before = wishes_of(draft.wish) if is_open and draft.wish else ()
    meant = variant_meant(words, line, product, wishes_before=before)
    if meant.variant and meant.variant.sku != line.sku:
        return _with_swap(draft, Swap(part.line_id, part.quantity, meant.variant.sku))
    if not meant:
        return draft
    others = tuple(swap for swap in draft.swaps if swap.line_id != part.line_id)
    fitting = tuple(variant.sku for variant in meant.candidates if variant.sku != line.sku)
    gone = tuple(variant.sku for variant in meant.sold_out)
    return replace(draft, swaps=others, wish=words[:_LONGEST_WISH], fitting=fitting, gone=gone)


def _with_swap(draft: Draft, swap: Swap) -> Draft:
    others = tuple(other for other in draft.swaps if other.line_id != swap.line_id)
    return replace(draft, swaps=(*others, swap), wish="", fitting=(), gone=())


def _closest(case: Case, line: OrderLine) -> Sequence[Variant]:
    """What can be had instead, what fits the words before the rest."""
    variants = case.variants(line)
    fitting = [variant for variant in variants if variant.sku in case.draft.fitting]
    return fitting or variants


def _counted(swaps: Sequence[Swap], picked: Sequence[Picked]) -> tuple[Swap, ...]:
    """The swaps with as many as are picked now."""
    quantity = {part.line_id: part.quantity for part in picked}
    return tuple(replace(swap, quantity=quantity[swap.line_id]) for swap in swaps)


def _others(picked: Sequence[Picked], line_id: str) -> Iterator[Picked]:
    return (part for part in picked if part.line_id != line_id)
