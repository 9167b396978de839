"""What further words add to the goods of a change that is on, or take out of them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from actions.case import Case
from actions.draft import Draft
from actions.facts.goods import Lines, everything
from bot.commerce.changes import Picked
from bot.orders.wishes.lines import lines_kept
from bot.orders.wishes.sides import asks_for_another
from bot.orders.wishes.unwanted import is_unwanted

_ADDS: Final = re.compile(
    r"^\W*(?:(?:oh|no|yes|yeah|ok|okay|wait|actually|please|sorry|but)\W+)*(?:and|also|plus|add|additionally)\b"
    r"|\b(?:also|too|as well|in addition|besides|on top of (?:that|it)|add)\b"
    r"|也|还有|还要|还想|另外|加上|再加|添上|一起|顺便|连同",
    re.IGNORECASE,
)
_ONLY: Final = re.compile(r"\b(?:only|just|instead|rather|nothing but)\b|[只光](?!有)|就要|改为", re.IGNORECASE)


def amended(case: Case, words: str, *, swaps: bool) -> Draft | None:
    """The draft with goods added or taken out; None where the words do neither.

    `swaps` tells that another variant is wanted of each, so that "the mug to red" adds the mug.
    """
    draft = case.draft
    picked = draft.picked or (everything(case) if draft.whole else ())
    named = Lines(for_another=swaps).read(words, replace(case, draft=_without_goods(draft)), asked=False)
    if named is None or not (named.picked or named.unclear):
        # "Keep the mug" of a whole order that is called off; an exchange is always of what was named.
        base = picked or (() if swaps else everything(case))
        return _without(case, base, lines_kept(words, case.order, case.products))
    if not picked or named.whole or not _is_more(words, swaps=swaps):
        return None
    have = {part.line_id for part in picked}
    new = tuple(part for part in named.picked if part.line_id not in have)
    if not new and not named.unclear:
        return None
    ids = {part.line_id for part in new}
    uncounted = tuple(line_id for line_id in named.uncounted if line_id in ids)
    return replace(
        draft,
        picked=(*picked, *new),
        unclear=(*draft.unclear, *named.unclear),
        uncounted=(*draft.uncounted, *uncounted),
    )


def _is_more(words: str, *, swaps: bool) -> bool:
    """Whether goods that are named come to the others, and do not take their place."""
    if _ADDS.search(words) is not None or is_unwanted(words):
        return True
    return swaps and _ONLY.search(words) is None and asks_for_another(words)


def _without(case: Case, picked: Iterable[Picked], kept: frozenset[str]) -> Draft | None:
    draft, before = case.draft, tuple(picked)
    left = tuple(part for part in before if part.line_id not in kept)
    if left == before or not left:
        return None
    ids = {part.line_id for part in left}
    return replace(
        draft,
        picked=left,
        whole=False,
        swaps=tuple(swap for swap in draft.swaps if swap.line_id in ids),
        wished=tuple(wished for wished in draft.wished if wished.line_id in ids),
        uncounted=tuple(line_id for line_id in draft.uncounted if line_id in ids),
    )


def _without_goods(draft: Draft) -> Draft:
    return replace(draft, picked=(), swaps=(), wished=(), uncounted=(), unclear=(), whole=False)
