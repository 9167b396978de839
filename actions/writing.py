"""A change, from what is said of it to what was done: facts gathered, shown with its money, confirmed, told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from actions.account import signed_in
from actions.amending import amended
from actions.case import Case, Way
from actions.change_words import ChangeWords
from actions.draft import Draft
from actions.facts.fact import Fact
from actions.facts.goods import everything
from actions.facts.money import PaidBack, say_not_that_way
from actions.facts.returned import task_wished
from actions.facts.variant import Wanted, say_options
from actions.offering import words_for
from actions.order_tasks import PLANS, Plan
from actions.order_turn import OrderTurn
from actions.otherwise import Instead, instead
from actions.own_addresses import own_addresses
from actions.progress import Progress, Step, Waiting
from actions.proving import Proving
from actions.refusals import Refusals
from actions.which_order import Task, settled
from bot.commerce.changes import (
    AddNote,
    CancelLines,
    Capability,
    Change,
    ChangeAddress,
    ChangePayment,
    ChangeShipping,
    OrderChange,
    ReportProblem,
    Settlement,
)
from bot.commerce.model import Order, StoredPayment
from bot.dialogue import parts
from bot.errors import ChangeRefused, Why
from bot.orders.wishes.details import says_how_to_pay
from bot.orders.wishes.fallbacks import Act, act_of
from bot.orders.writes import Done, Offer

_LONGEST_WISH: Final = 600
_FREE_TEXT: Final = frozenset({Step.ADDRESS, Step.NOTE})
_REPAIRED_BY: Final[Mapping[tuple[type[OrderChange] | None, Why], Step | Capability]] = {
    (CancelLines, Why.UNSUPPORTED): Capability.CANCEL_ORDER,
    (CancelLines, Why.STATUS): Capability.CANCEL_ORDER,
    (ChangeAddress, Why.SAME): Step.ADDRESS,
    (ChangePayment, Why.SAME): Step.PAYMENT,
    (ChangeShipping, Why.SAME): Step.OPTION,
    (AddNote, Why.SAME): Step.NOTE,
    (None, Why.SAME): Step.VARIANT,
    (None, Why.STOCK): Step.VARIANT,
    (None, Why.OTHER_PRODUCT): Step.VARIANT,
    (None, Why.QUANTITY): Step.LINES,
    (None, Why.ITEM): Step.LINES,
    (None, Why.PAYMENT): Step.PAYMENT,
    (None, Why.BALANCE): Step.PAYMENT,
    (None, Why.ADDRESS): Step.ADDRESS,
    (None, Why.REASON): Step.REASON,
}
"""What to ask for again when a change is refused for it, or what to offer instead; one kind of change before any."""
_ONE_OF_WHICH: Final = frozenset({Capability.RETURN_ITEMS, Capability.EXCHANGE_ITEMS})
_ALSO: Final = (Capability.EXCHANGE_ITEMS, Capability.REPORT_PROBLEM)
_GOES_BACK: Final = frozenset({Task.RETURN, Task.SWAP})
_FORGOTTEN: Final = {
    Step.VARIANT: {"swaps": ()},
    Step.LINES: {"picked": (), "whole": False, "swaps": (), "uncounted": ()},
    Step.PAYMENT: {"payment_id": None, "ways": ()},
    Step.ADDRESS: {"address": None, "place": "", "missing": (), "places": ()},
    Step.REASON: {"reason": None},
    Step.OPTION: {"option": None},
}


class Writing:
    """Speaks of one change of one order in one turn."""

    def __init__(self, turn: OrderTurn, proving: Proving) -> None:
        self._turn, self._reply, self._proving = turn, turn.reply, proving
        self._writes, self._commerce = turn.services.writes, turn.services.commerce
        self._refusals = Refusals(turn)

    async def hears(self, progress: Progress, order: Order) -> Draft | None:
        """The draft with what the message says of the change; None when it says nothing of it."""
        try:
            case = await self._case(progress, order)
        except ChangeRefused:
            return None
        said = _said(PLANS[progress.task], case, progress.asked, self._turn)
        return said if said != case.draft else None

    async def hears_after_no(self, progress: Progress, order: Order) -> Draft | None:
        """The same for a message that says no to what was shown: a reason for the no changes nothing."""
        said = await self.hears(progress, order)
        if said is None:
            return None
        draft = progress.draft
        same = replace(said, reason=draft.reason, problem=draft.problem, words=draft.words, note=draft.note)
        return same if same != draft else None

    async def step(self, progress: Progress, order: Order) -> Progress:
        """Takes what was said, then asks for what is missing or shows what a yes would do."""
        if progress.task is Task.RETURN and progress.draft.wish:
            task, draft = task_wished(progress.draft), replace(progress.draft, wish="")
            progress = replace(progress, task=task, draft=draft)
        plan = PLANS[progress.task]
        try:
            case = remembered(plan, await self._case(progress, order))
        except ChangeRefused as refusal:
            return self._refusals.explain(progress, order, refusal)
        if progress.task is Task.PROBLEM:
            case = replace(case, draft=case.draft.showing(self._turn.pictures))
        now = ". ".join([*progress.draft.heard, *self._turn.words_now])
        if self._turn.fresh and progress.asked not in (Step.CONTACT, Step.CODE):
            named = replace(case.draft, things=case.draft.things or self._turn.things)
            case = replace(case, draft=_said(plan, replace(case, draft=named), progress.asked, self._turn))
            self._turn.fresh = False
        for fact in plan.facts:
            case = replace(case, draft=fact.presumed(case))
        if progress.task is Task.SWAP:
            case = say_options(_with_the_wish_before(case, now), self._reply)
        if progress.task is Task.SWAP and (other := instead(case, self._reply)) is not None:
            return await self._otherwise(progress, order, other)
        return await self._ask_or_show(replace(progress, draft=case.draft), plan, case)

    async def _otherwise(self, progress: Progress, order: Order, other: Instead) -> Progress:
        """Goes on with what was said for a wish that cannot be had; what is left of the exchange comes first."""
        left = replace(progress, draft=other.draft)
        if other.then is None:
            return left.over() if other.is_over else await self.step(left, order)
        task, draft = other.then
        if other.is_over:
            return await self.step(replace(progress, task=task, draft=draft, asked=None), order)
        waiting = (Waiting(task, order.order_id, draft), *left.waiting)
        return await self.step(replace(left, waiting=waiting), order)

    async def confirmed(self, done: Done, *, is_all: bool) -> str:
        """Tells what was done, as the shop's data shows it; returns it in a line."""
        words = await self._words(done.change)
        said = [words.done(done), *([self._reply.words("anything_else")] if is_all else [])]
        self._reply.show(parts.text(self._reply.join(said)))
        if isinstance(done.after, Order):
            self._reply.show(parts.order(done.after, self._reply.language))
        return words.short(done)

    def refused(self, progress: Progress, order: Order, refusal: ChangeRefused) -> Progress:
        """Tells why nothing was done."""
        return self._refusals.explain(progress, order, refusal)

    async def _ask_or_show(self, progress: Progress, plan: Plan, case: Case) -> Progress:
        try:
            for fact in plan.facts:
                if isinstance(fact, PaidBack):
                    self._say_where_it_goes(progress, case)
                elif fact.step is Step.PAYMENT:
                    case = await self._as_wished(plan, await self._priced(plan, case))
                    progress = replace(progress, draft=case.draft)
                if fact.is_open(case):
                    fact.ask(case, self._reply)
                    return progress.asking(fact.step)
            await self._writes.check(self._turn.id, plan.build(case))
        except ChangeRefused as refusal:
            return await self._repaired(progress, plan, case, refusal)
        if (waits := await self._proving.code(progress, case.order)) is not None:
            return waits
        return await self._show(progress, await self._writes.propose(self._turn.id, plan.build(case)))

    async def _show(self, progress: Progress, offer: Offer) -> Progress:
        assert isinstance(offer.before, Order)
        if progress.asked is not Step.DECISION:
            self._reply.show(parts.order(offer.before, self._reply.language))
            if isinstance(offer.change, ReportProblem) and not offer.change.attachments:
                self._reply.say("picture_welcome")
            await self._say_only_once(progress, offer.before)
        words = await self._words(offer.change)
        self._reply.show(words.confirmation(offer))
        return progress.asking(Step.DECISION)

    async def _say_only_once(self, progress: Progress, order: Order) -> None:
        """Where an order is taken back but once, it is said before the first of two what the other would move."""
        kind = PLANS[progress.task].kind(order)
        if kind not in _ONE_OF_WHICH or not self._writes.admits(kind, order).once:
            return
        number = order.order_id.casefold()
        same = (request for request in progress.waiting if (request.number or "").lstrip("#").casefold() == number)
        other = next((request for request in same if settled(request.task, order) in _GOES_BACK), None)
        if other is None:
            return
        task = settled(other.task, order)
        money = await self._would_move(replace(progress, task=task, draft=other.draft), order)
        name = "only_once" if not money else "only_once_back" if money.amount.amount > 0 else "only_once_paid"
        amount = self._turn.words.money(money.refund if money.amount.amount > 0 else money.charge) if money else ""
        self._reply.say(name, order_id=order.order_id, doing=self._reply.words(f"doing_{task}"), amount=amount)

    async def _would_move(self, progress: Progress, order: Order) -> Settlement | None:
        """The money of a change of which enough is known, with nothing asked and nothing written."""
        plan = PLANS[progress.task]
        try:
            case = remembered(plan, await self._case(progress, order))
            for fact in plan.facts:
                case = replace(case, draft=fact.presumed(case))
            if any(fact.is_open(case) for fact in plan.facts if fact.step not in (Step.PAYMENT, Step.REASON)):
                return None
            settlement = await self._writes.try_out(self._turn.id, plan.build(case))
        except ChangeRefused:
            return None
        return settlement if settlement.amount.amount else None

    async def _repaired(self, progress: Progress, plan: Plan, case: Case, refusal: ChangeRefused) -> Progress:
        """Asks again for the fact that the shop refuses, offers another change, or ends the task."""
        change = type(plan.build(case))
        step = _REPAIRED_BY.get((change, refusal.why), _REPAIRED_BY.get((None, refusal.why)))
        if step is Capability.CANCEL_ORDER and self._is_admitted(step, case.order):
            return await self._whole(progress, plan, case)
        fact = next((fact for fact in plan.facts if fact.step is step), None)
        only = step is Step.LINES and len(case.lines) < 2
        if fact is None or fact.step not in _FORGOTTEN or only:
            return self._refusals.explain(progress, case.order, refusal)
        self._refusals.say(progress.task, case.order, refusal)
        draft = replace(case.draft, **_FORGOTTEN[fact.step])  # type: ignore[arg-type]  # the table names Draft's fields
        again = replace(case, draft=draft)
        if fact.step is Step.PAYMENT:
            again = await self._priced(plan, again)
        fact.ask(again, self._reply)
        return replace(progress, draft=draft).asking(fact.step)

    async def _whole(self, progress: Progress, plan: Plan, case: Case) -> Progress:
        """Offers all of an order where no part of it can be called off; shows it if it was asked for in that case."""
        if act_of(case.draft.otherwise) is not Act.CANCEL_ORDER:
            return self._refusals.only_whole(progress, case.order)
        self._reply.say("only_whole_then", order_id=case.order.order_id)
        whole = replace(case.draft, picked=everything(case), whole=True, otherwise="")
        return await self._ask_or_show(replace(progress, draft=whole), plan, replace(case, draft=whole))

    def _is_admitted(self, kind: Capability, order: Order) -> bool:
        try:
            self._writes.admits(kind, order)
        except ChangeRefused:
            return False
        return True

    # What the change is about

    async def _case(self, progress: Progress, order: Order) -> Case:
        plan = PLANS[progress.task]
        rule = self._writes.admits(plan.kind(order), order)
        asked_for = {fact.step for fact in plan.facts}
        customer = await signed_in(self._turn.services, self._turn.id)
        return Case(
            order=order,
            draft=progress.draft,
            rule=rule,
            products=await self._commerce.catalogue(),
            customer=customer,
            addresses=await own_addresses(self._turn.services, self._turn.id, customer, order)
            if Step.ADDRESS in asked_for
            else {},
            others=await self._others(order) if Step.VARIANT in asked_for else (),
            also=frozenset(kind for kind in _ALSO if self._is_admitted(kind, order))
            if progress.task is Task.RETURN
            else frozenset(),
            options=await self._commerce.shipping_options(order.order_id) if Step.OPTION in asked_for else (),
        )

    async def _others(self, order: Order) -> Sequence[Order]:
        orders = await self._turn.services.access.own_orders(self._turn.id)
        return [other for other in orders if other.order_id != order.order_id]

    async def _priced(self, plan: Plan, case: Case) -> Case:
        """The case with the money that would move, and the ways through which it may."""
        payments = case.customer.payments if case.customer else ()
        if any(fact.step is Step.PAYMENT and fact.is_open(replace(case, ways=())) for fact in plan.facts):
            # The payment itself is to be changed: nothing can be priced before it is known.
            return replace(case, ways=[Way(payment) for payment in payments])
        if case.draft.payment_id is not None:
            return case
        try:
            settlement = await self._commerce.settlement(plan.build(case))
        except ChangeRefused as refusal:
            if refusal.why is not Why.PAYMENT or not payments:
                raise
            settlement = None
        if settlement is not None and settlement.amount.amount == 0:
            return replace(case, settlement=settlement)
        ways = [way for payment in payments if (way := await self._way(payment, plan, case))]
        return replace(case, settlement=settlement or (ways[0].settlement if ways else None), ways=ways)

    async def _as_wished(self, plan: Plan, case: Case) -> Case:
        """The case with the first way that was wished for and is allowed; it is said why the very first is not."""
        wished = case.draft.ways
        if not wished or case.draft.payment_id or case.settlement is None or not case.settlement.amount.amount:
            return case
        allowed = {way.payment.payment_id for way in case.ways}
        taken = next((way for way in wished if way in allowed), None)
        if taken != wished[0]:
            say_not_that_way(wished[0], await self._why_not(wished[0], plan, case), case, self._reply)
        # What is in vain is not wished for again; what was taken instead was said, and stands in the confirmation.
        return replace(case, draft=replace(case.draft, payment_id=taken, ways=(taken,) if taken else ()))

    async def _why_not(self, payment_id: str, plan: Plan, case: Case) -> Why:
        through = replace(case, draft=replace(case.draft, payment_id=payment_id))
        try:
            await self._writes.try_out(self._turn.id, plan.build(through))
        except ChangeRefused as refusal:
            return refusal.why
        return Why.PAYMENT

    def _say_where_it_goes(self, progress: Progress, case: Case) -> None:
        """What goes back for a cancelled order goes to how it was paid, whatever was wished for."""
        original = case.order.payment
        if progress.asked is not Step.DECISION and case.draft.ways and case.draft.ways[0] != original.payment_id:
            self._reply.say("paid_back_only", label=self._reply.paid_with(original.label))

    async def _way(self, payment: StoredPayment, plan: Plan, case: Case) -> Way | None:
        """The money of the change through one way to pay; None where the shop does not let it go that way."""
        through = replace(case, draft=replace(case.draft, payment_id=payment.payment_id))
        try:
            return Way(payment, await self._writes.try_out(self._turn.id, plan.build(through)))
        except ChangeRefused:
            return None

    async def _words(self, change: Change) -> ChangeWords:
        return await words_for(change, self._turn.services, self._turn.id, self._reply, self._turn.words)


def _with_the_wish_before(case: Case, now: str) -> Case:
    """What is said of variants before it is known of which lines is kept, and read when that is known."""
    draft = case.draft
    if not draft.picked:
        return replace(case, draft=replace(draft, meanwhile=f"{draft.meanwhile} {now}".strip()[-_LONGEST_WISH:]))
    if not draft.meanwhile or draft.unclear:
        return case
    case = replace(case, draft=replace(draft, meanwhile=""))
    settled = draft.swaps or draft.wished
    read = None if settled else Wanted().read(draft.meanwhile, case, asked=False)
    return replace(case, draft=read or case.draft)


def remembered(plan: Plan, case: Case) -> Case:
    """The case with what was said before the order was known."""
    heard = case.draft.heard
    case = replace(case, draft=replace(case.draft, heard=()))
    # Lines that were found among several orders stand: read against one of them the words may say less.
    facts = [fact for fact in plan.facts if not (case.draft.lines_known and fact.step is Step.LINES)]
    for words in heard:
        if case.draft.lines_known:
            case = _read(facts, words, case, None)
            continue
        alone = replace(case, draft=replace(case.draft, picked=(), swaps=(), uncounted=(), unclear=(), whole=False))
        said = _read(plan.facts, words, alone, None)
        # Each piece may name goods of its own, and what names none is said of those that were named before.
        case = (
            replace(case, draft=_added(case.draft, said.draft))
            if said.draft.picked
            else _read(plan.facts, words, case, None)
        )
    return case


def _added(before: Draft, said: Draft) -> Draft:
    """What was said, with the goods that were named before."""
    named = {part.line_id for part in said.picked}
    altered = {line_id for line_id in named if said.swap(line_id) or said.wish_for(line_id)}
    return replace(
        said,
        picked=(*(part for part in before.picked if part.line_id not in named), *said.picked),
        swaps=(*(swap for swap in before.swaps if swap.line_id not in altered), *said.swaps),
        uncounted=(*(line_id for line_id in before.uncounted if line_id not in named), *said.uncounted),
        unclear=(*before.unclear, *said.unclear),
    )


def _said(plan: Plan, case: Case, asked: Step | None, turn: OrderTurn) -> Draft:
    """The draft with what the message says: a picked choice, or words for one fact or several."""
    awaited = next((fact for fact in plan.facts if fact.step is asked), None)
    if turn.choice is not None:
        return (awaited.chosen(turn.choice, case) if awaited else None) or case.draft
    if turn.context.is_command or not turn.context.text:
        return case.draft
    return _read(plan.facts, turn.context.text, case, awaited).draft


def _read(facts: Iterable[Fact], words: str, case: Case, awaited: Fact | None) -> Case:
    facts = [fact for fact in facts if fact.step is Step.PAYMENT or not says_how_to_pay(words)]
    if awaited is None or awaited.step not in (Step.LINES, *_FREE_TEXT):
        swaps = any(fact.step is Step.VARIANT for fact in facts)
        goods = next((fact for fact in facts if fact.step is Step.LINES), None)
        if goods is not None and (changed := amended(case, words, swaps=swaps)) is not None:
            case, facts = replace(case, draft=changed), [fact for fact in facts if fact is not goods]
    if awaited is not None:
        answered = awaited.read(words, case, asked=True)
        case = replace(case, draft=answered or case.draft)
        if awaited.step in _FREE_TEXT:
            return case
    for fact in facts:
        # What is settled is only touched by words that were not meant as the answer to something else.
        if fact is awaited or (awaited is not None and fact.is_known(case)):
            continue
        case = replace(case, draft=fact.read(words, case, asked=False) or case.draft)
    return case
