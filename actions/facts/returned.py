"""Which goods go back, asked in one form with how many, why, and what is wanted for them."""

from dataclasses import replace
from typing import Any, Final

from actions.base import Reply
from actions.case import Case
from actions.draft import Draft
from actions.facts.goods import Lines, everything, told_apart
from actions.which_order import Task
from bot.commerce.changes import Capability, Picked
from bot.dialogue.forms import RETURN, FieldKind, FormField, Option, answer_of, form
from bot.dialogue.parts import Choice, Part

_WISHES: Final = {
    "exchange": (Capability.EXCHANGE_ITEMS, Task.SWAP),
    "problem": (Capability.REPORT_PROBLEM, Task.PROBLEM),
}
_REFUND: Final = "refund"


class Returned(Lines):
    """Lines that go back."""

    def chosen(self, value: str, case: Case) -> Draft | None:
        sent = answer_of(value, RETURN, about=case.order.order_id)
        return super().chosen(value, case) if sent is None else _filled(sent, case)

    def show_form(self, case: Case, reply: Reply) -> None:
        reply.show(_form(case, reply))


def task_wished(draft: Draft) -> Task:
    """What becomes of a return whose form wishes for something else than the money."""
    return _WISHES[draft.wish][1] if draft.wish in _WISHES else Task.RETURN


def _filled(sent: dict[str, Any], case: Case) -> Draft | None:
    """Looked up again: what is no longer there, or is no reason of the shop's, makes nothing of the whole."""
    picked = tuple(Picked(str(item["value"]), int(item["quantity"])) for item in sent.get("items", ()))
    reason, wish = sent.get("reason"), str(sent.get("wish", _REFUND))
    is_known = reason is None or any(known.en == reason for known in case.rule.reasons)
    if not picked or not is_known or any(not 1 <= part.quantity <= case.left(part.line_id) for part in picked):
        return None
    draft = replace(case.draft, picked=picked, whole={*picked} == {*everything(case)}, unclear=(), uncounted=())
    return replace(draft, reason=reason or draft.reason, wish=wish if wish in _WISHES else "")


def _form(case: Case, reply: Reply) -> Part:
    return form(
        RETURN,
        reply.words("form_return"),
        [_items(case, reply), *_reason(case, reply), *_wish(case, reply)],
        submit=reply.words("form_return_send"),
        cancel=Choice(reply.words("form_leave"), "/never_mind"),
        bound={"about": case.order.order_id},
        instead_of_choices=True,
    )


def _items(case: Case, reply: Reply) -> FormField:
    titled = told_apart(case.lines, case, reply)
    options = tuple(Option(line_id, title, case.left(line_id)) for title, line_id in titled)
    return FormField("items", FieldKind.ITEMS, reply.words("form_items"), options=options)


def _reason(case: Case, reply: Reply) -> list[FormField]:
    options = tuple(Option(reason.en, reason.in_language(reply.language)) for reason in case.rule.reasons)
    label = reply.words("form_reason")
    return (
        [FormField("reason", FieldKind.SELECT, label, value=case.draft.reason or "", options=options)]
        if options
        else []
    )


def _wish(case: Case, reply: Reply) -> list[FormField]:
    others = [name for name, (kind, _) in _WISHES.items() if kind in case.also]
    options = tuple(Option(name, reply.words(f"form_wish_{name}")) for name in (_REFUND, *others))
    label = reply.words("form_wish")
    return [FormField("wish", FieldKind.RADIO, label, value=_REFUND, options=options)] if others else []
