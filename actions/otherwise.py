"""Does as the shopper said for the case that a wish cannot be had: says so, and proposes that instead."""

import re
from dataclasses import dataclass, replace
from typing import Final

from actions.base import Reply
from actions.case import Case
from actions.draft import Draft, Wished
from actions.facts.fact import line_words
from actions.facts.goods import everything
from actions.facts.variant import options_words, variant_words, with_swap
from actions.which_order import Task
from bot.commerce.changes import Picked, Swap
from bot.commerce.rules import NOT_SHIPPED
from bot.orders.wishes.fallbacks import Act, act_of

_OF_ALL: Final = re.compile(r"\b(?:everything|all|whole|entire|both)\b|全|都|整", re.IGNORECASE)


@dataclass(frozen=True)
class Instead:
    """What becomes of an exchange of which a part cannot be had."""

    draft: Draft
    """What is left of it."""
    then: tuple[Task, Draft] | None = None
    """What is to be done besides or in its place."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left of the exchange."""
        return not self.draft.picked


def instead(case: Case, reply: Reply) -> Instead | None:
    """What was said for this case, told; None when nothing was, or when there is no need for it."""
    draft = case.draft
    for part in draft.picked:
        wished = draft.wish_for(part.line_id)
        if wished is None or draft.swap(part.line_id) is not None:
            continue
        if wished.is_had:
            return _left_out(part, case, reply, "variant_had")
        if wished.is_left:
            return _left_out(part, case, reply, "left_out")
        if wished.unmet and (act := act_of(wished.otherwise)) is not None:
            return _done_instead(act, part, wished, case, reply)
        if wished.only and (only := case.by_sku.get(wished.only)) is not None:
            _say_gone(wished, case, reply)
            line = case.order.line(part.line_id)
            assert line is not None
            reply.say("variant_only", thing=line_words(line, reply), variant=variant_words(only, reply))
            return Instead(with_swap(draft, Swap(part.line_id, part.quantity, only.sku)))
    return None


def _left_out(part: Picked, case: Case, reply: Reply, name: str) -> Instead:
    line = case.order.line(part.line_id)
    assert line is not None
    reply.say(name, thing=line_words(line, reply))
    return Instead(_without(part, case.draft))


def _done_instead(act: Act, part: Picked, wished: Wished, case: Case, reply: Reply) -> Instead:
    _say_gone(wished, case, reply)
    if act is Act.LEAVE:
        return _left_out(part, case, reply, "otherwise_left")
    line = case.order.line(part.line_id)
    assert line is not None
    cancels = act is not Act.RETURN or case.order.status in NOT_SHIPPED
    task = Task.CANCEL if cancels else Task.RETURN
    reply.say("otherwise_done", thing=line_words(line, reply), doing=reply.words(f"doing_{task}"))
    is_whole = act is Act.CANCEL_ORDER or _OF_ALL.search(wished.otherwise) is not None
    then = Draft(picked=everything(case), whole=True) if is_whole else Draft(picked=(part,))
    # What is called off or goes back as a whole leaves nothing to exchange.
    left = replace(case.draft, picked=()) if is_whole else _without(part, case.draft)
    return Instead(left, (task, replace(then, payment_id=case.draft.payment_id if task is Task.RETURN else None)))


def _say_gone(wished: Wished, case: Case, reply: Reply) -> None:
    for sku in wished.gone:
        if gone := case.by_sku.get(sku):
            reply.say("variant_gone", variant=options_words(gone, reply))


def _without(part: Picked, draft: Draft) -> Draft:
    return replace(
        draft,
        picked=tuple(other for other in draft.picked if other.line_id != part.line_id),
        swaps=tuple(swap for swap in draft.swaps if swap.line_id != part.line_id),
        wished=tuple(wished for wished in draft.wished if wished.line_id != part.line_id),
        uncounted=tuple(line_id for line_id in draft.uncounted if line_id != part.line_id),
        whole=False,
    )
