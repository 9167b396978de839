"""Which goods of an order are meant, and how many of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from actions.base import Reply
from actions.case import Case
from actions.draft import Draft
from actions.facts.fact import MOST_CHOICES, Fact, line_words, offer
from actions.facts.variant import options_words
from actions.progress import Step
from bot.commerce.changes import Picked, Swap
from bot.commerce.model import OrderLine
from bot.orders.wishes.fallbacks import fallbacks_in
from bot.orders.wishes.lines import LinesMeant, lines_meant
from bot.orders.wishes.objects import thing_given

_LONGEST_OTHERWISE: Final = 200
EVERYTHING: Final = "everything"
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
_ONLY: Final = re.compile(r"\b(?:only|just|instead of|rather than|not)\b|只|就|不", re.IGNORECASE)
_ALSO: Final = re.compile(
    r"\b(?:also|too|as well|add|plus|another|additionally|besides)\b|还|也|再|另外|加上", re.IGNORECASE
)
_SWAPS: Final = re.compile(r"\b(?:switch|exchang|swap|replac|upgrad)\w*|换成|换货|改成|升级", re.IGNORECASE)
_GIVES_BACK: Final = re.compile(r"\b(?:cancel|return|refund|send)\w*|取消|退", re.IGNORECASE)
_ALL: Final = re.compile(r"\b(?:all|both|every)\b|全|都|所有", re.IGNORECASE)


class Lines(Fact):
    """Which lines of the order, and how much of each."""

    step = Step.LINES

    def __init__(self, *, for_another: bool = False) -> None:
        self._for_another = for_another
        """Whether other variants are wanted in their place, so that what is said of those does not contradict."""

    def is_open(self, case: Case) -> bool:
        return bool(case.draft.unclear) or not (case.draft.picked or case.draft.whole)

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        if asked and not self._for_another and _SWAPS.search(words) and not _GIVES_BACK.search(words):
            return None  # "Could I switch all items to cheaper ones?" does not say what to call off
        wish, fallbacks = fallbacks_in(words)
        draft = case.draft
        if fallbacks:
            # "If you can't, cancel all of it" names no goods of the request itself.
            draft = replace(draft, otherwise=fallbacks[-1].words[:_LONGEST_OTHERWISE])
        meant = lines_meant(wish, case.order, case.products, for_another=self._for_another)
        if not meant and not meant.whole:
            return _lacking(thing_given(wish), draft) or (draft if fallbacks else None)
        if draft.unclear and asked:
            return self._settled(meant, replace(case, draft=draft))
        picked = everything(case) if meant.whole else _with_those_before(meant.picked, words, draft)
        unclear = tuple(unclear.candidates for unclear in meant.unclear)
        kept = tuple(swap for swap in draft.swaps if any(part.line_id == swap.line_id for part in picked))
        return replace(
            draft,
            picked=picked,
            absent="",
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
        if not self.is_open(case) or draft.unclear or draft.absent or len(case.lines) != 1:
            return draft
        return replace(draft, picked=everything(case))

    def ask(self, case: Case, reply: Reply) -> None:
        if case.draft.unclear:
            lines = [line for line in case.lines if line.line_id in case.draft.unclear[0]]
            reply.say("ask_which_line")
            offer(reply, told_apart(lines[:MOST_CHOICES], case, reply))
            return
        if case.draft.absent:
            reply.say("not_in_order", thing=case.draft.absent, order_id=case.order.order_id)
        reply.say("wanted_lines")
        self.show_form(case, reply)
        lines = list(case.lines)[: MOST_CHOICES - 1]
        offer(reply, [*told_apart(lines, case, reply, is_counted=True), (reply.words("choice_everything"), EVERYTHING)])

    def show_form(self, case: Case, reply: Reply) -> None:
        """Shows a form for it, where there is one."""

    def _settled(self, meant: LinesMeant, case: Case) -> Draft | None:
        """The first unclear thing, cleared up by words that name one of its lines."""
        draft = case.draft
        named = [part for part in meant.picked if part.line_id in draft.unclear[0]]
        if not named:
            return None
        others = tuple(part for part in draft.picked if part.line_id not in {p.line_id for p in named})
        return replace(draft, picked=(*others, *named), unclear=draft.unclear[1:])


def told_apart(
    lines: Sequence[OrderLine], case: Case, reply: Reply, *, is_counted: bool = False
) -> list[tuple[str, str]]:
    """Lines as choices; those of one title with the values of their variants, which are all that tells them apart."""
    titles = Counter(line.title for line in lines)
    choices = []
    for line in lines:
        title = line_words(line, reply, case.left(line.line_id) if is_counted else 1)
        variant = case.by_sku.get(line.sku)
        if titles[line.title] > 1 and variant is not None and (options := options_words(variant, reply)):
            title = f"{title}（{options}）" if reply.language == "zh" else f"{title} ({options})"
        choices.append((title, line.line_id))
    return choices


def _lacking(thing: str, draft: Draft) -> Draft | None:
    """The draft with a named thing that is none of the order's; None where it is known already which are meant."""
    known = draft.picked or draft.whole or draft.unclear
    return replace(draft, absent=thing) if thing and not known else None


def _with_those_before(picked: tuple[Picked, ...], words: str, draft: Draft) -> tuple[Picked, ...]:
    """With the goods that were named before, where these come to them: "also the lamp", or another exchange."""
    named = {part.line_id for part in picked}
    if _ONLY.search(words) or not (draft.swaps or _ALSO.search(words)):
        return picked
    return (*(part for part in draft.picked if part.line_id not in named), *picked)


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


def everything(case: Case) -> tuple[Picked, ...]:
    """All that is left of all lines."""
    return tuple(Picked(line.line_id, case.left(line.line_id)) for line in case.lines)


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


def _counted(swaps: Sequence[Swap], picked: Sequence[Picked]) -> tuple[Swap, ...]:
    """The swaps with as many as are picked now."""
    quantity = {part.line_id: part.quantity for part in picked}
    return tuple(replace(swap, quantity=quantity[swap.line_id]) for swap in swaps)


def _others(picked: Sequence[Picked], line_id: str) -> Iterator[Picked]:
    return (part for part in picked if part.line_id != line_id)
