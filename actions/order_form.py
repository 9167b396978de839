"""The form behind every task on an order: it takes what a message holds, asks for what is missing, then does the task.

The slots hold nothing but how far the talk has come. Whose the order is, and whether something may be written, the
services decide from the conversation's id at every step, so a slot value grants nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from rasa_sdk.events import SlotSet

from actions.account import AccountTalk, wants_erasure
from actions.answering import Answering
from actions.base import Context, Events, Reply, ShopAction
from actions.draft import Draft
from actions.figures.figures import Figures
from actions.figures.questions import Questions
from actions.finding import Finding
from actions.gathering import Gathering
from actions.order_services import OrderServices
from actions.order_tasks import CHANGES, PLANS
from actions.order_turn import OrderTurn
from actions.order_words import OrderWords
from actions.progress import Progress, Step
from actions.proving import Proving
from actions.several import QUESTION, Understanding, outright, own_data, several, task_meant
from actions.telling import Telling
from actions.which_order import Task, asks_for_another, settled
from actions.writing import Writing
from bot.commerce.changes import EraseCustomer
from bot.dialogue.phrases import Phrases
from bot.errors import (
    AwaitsApproval,
    ChangeRefused,
    HalfDone,
    NotVerified,
    OrderNotFound,
    OutcomeUnknown,
    ProposalNotFound,
    ProposalVoid,
)
from bot.orders.wishes.details import is_of_all, says_how_to_pay
from bot.orders.wishes.several_orders import numbers_in_a_row
from bot.orders.wishes.variant_questions import asks_for_options

FORM: Final = "order_form"

TASKS: Final[Mapping[str, Task]] = {
    "track_order": Task.TRACK,
    "delivery_problem": Task.DELIVERY,
    "order_details": Task.DETAILS,
    "refund_status": Task.REFUND,
    "payment_problem": Task.PAID,
    "request_invoice": Task.INVOICE,
    "price_adjustment": Task.PRICE,
    "cancel_order": Task.CANCEL,
    "change_address": Task.ADDRESS,
    "change_payment": Task.PAYMENT,
    "change_shipping": Task.SHIPPING,
    "add_note": Task.NOTE,
    "exchange_items": Task.SWAP,
    "return_items": Task.RETURN,
    "report_problem": Task.PROBLEM,
    "change_account": Task.ACCOUNT,
}
"""What an intent asks for."""
# Answered by a rule while the form waits; it asks again afterwards.
_INTERRUPTIONS: Final = frozenset(
    {
        "greet", "goodbye", "thank", "small_talk", "help", "complain", "out_of_scope", "ask_person", "ask_policy",
        "follow_up", "ask_product", "ask_reviews", "recommend", "refine", "after_sales", "list_orders", "my_data",
        "notify_stock", "attach",
    }
)  # fmt: skip
# What is never meant as an answer to a question about goods, addresses or reasons.
_NO_ANSWERS: Final = frozenset(
    {"greet", "goodbye", "thank", "help", "ask_person", "never_mind", "start_over", "repeat"}
)
_QUESTIONS: Final = frozenset({"ask_policy", "ask_product", "ask_reviews", "follow_up", "list_orders", "small_talk"})
_FACTS: Final = frozenset(Step) - {Step.NUMBER, Step.CONTACT, Step.CODE, Step.DECISION}
_VERBS: Final[Mapping[Task, re.Pattern[str]]] = {
    Task.CANCEL: re.compile(r"\bcancel|取消|撤", re.IGNORECASE),
    Task.RETURN: re.compile(r"\breturn|\bsend\b.*\bback|\brefund|退", re.IGNORECASE),
    Task.SWAP: re.compile(r"\b(?:exchange|swap|replace)|换", re.IGNORECASE),
    Task.ADDRESS: re.compile(r"\baddress|地址", re.IGNORECASE),
    Task.PAYMENT: re.compile(r"\b(?:pay|charge|bill)|付|支付", re.IGNORECASE),
    Task.SHIPPING: re.compile(r"\b(?:shipping|delivery|express)|配送|快递", re.IGNORECASE),
    Task.NOTE: re.compile(r"\b(?:note|comment|tell the)|备注|留言", re.IGNORECASE),
    Task.PROBLEM: re.compile(r"\b(?:report|complain|claim)|报修|投诉|保修", re.IGNORECASE),
}
"""Words without which a message that answers the form's question is not taken for another task."""
_BACK: Final = re.compile(r"\brefund|\bback\b|\bprefer|退|优先|最好", re.IGNORECASE)
"""Words of a way to pay that change the payment of no order: money comes back, or may be needed later."""
_ALSO: Final = re.compile(r"\b(?:also|as well|too|and then|then)\b|还要|也|另外|顺便|再", re.IGNORECASE)


_ALL: Final = re.compile(
    r"\b(?:all of (?:it|them|this|that)|everything|(?:any|none|both) of (?:it|them|these|those)|whole thing|anything)\b"
    r"|都不|全部|全都|所有|什么都|一个都|两个都",
    re.IGNORECASE,
)
"""Words by which a shopper leaves all requests, and not just the present one."""


def _task_of(context: Context) -> Task | None:
    """What the message asks for, if it asks for a task."""
    return Task.ACCOUNT if wants_erasure(context) else own_data(TASKS.get(context.intent), context.text)


class OrderForm(ShopAction):
    """Runs at each message while the form is on. No events tell Rasa that the message is not for the form."""

    named = f"validate_{FORM}"

    def __init__(
        self,
        phrases: Phrases,
        services: OrderServices,
        telling: Telling,
        figures: Figures,
        understanding: Understanding,
        answering: Answering,
    ) -> None:
        super().__init__(phrases)
        self._services, self._telling, self._figures = services, telling, figures
        self._understanding, self._answering = understanding, answering

    async def act(self, context: Context, reply: Reply) -> Events:
        # What became of an earlier write whose end was not seen is told before anything else is said of orders.
        await self._services.writes.reconcile(context.conversation_id)
        words = OrderWords(reply, await self._services.zone(), self._services.now())
        # A message is taken once: when the form is run again after an interruption, it only asks again.
        fresh = all(name == FORM for name in context.actions_in_turn)
        turn = OrderTurn(self._services, context, reply, words, fresh=fresh)
        talk = OrderTalk(turn, self._telling, self._figures, self._understanding, self._answering)
        progress = await talk.run(Progress.read(context))
        if progress is None:
            return []
        # A problem has its pictures in its draft now; for everything else they are kept.
        kept = None if progress.task is Task.PROBLEM else list(turn.pictures) or None
        return [*turn.events, *progress.events(), SlotSet("pictures", kept)]

    def after_error(self, context: Context) -> Events:
        """The form is left: nothing is asked for after an apology."""
        return Progress.read(context).left().events()


class OrderTalk:
    """One message's part of the talk about orders."""

    def __init__(
        self,
        turn: OrderTurn,
        telling: Telling,
        figures: Figures,
        understanding: Understanding,
        answering: Answering,
    ) -> None:
        self._turn, self._reply = turn, turn.reply
        self._questions = Questions(turn, figures, understanding, TASKS)
        self._telling, self._understanding, self._answering = telling, understanding, answering
        self._access, self._writes = turn.services.access, turn.services.writes
        self._finding = Finding(turn)
        self._gathering = Gathering(self._finding)
        self._proving = Proving(turn)
        self._writing = Writing(turn, self._proving)
        self._account = AccountTalk(turn)

    async def run(self, progress: Progress) -> Progress | None:
        """How the talk stands after the message; None leaves the message to a rule."""
        if progress.asked is None:
            # Nothing was asked, so the form begins; perhaps after an action that led into it.
            self._turn.fresh = True
            progress = replace(progress, waiting=(), done=(), unasked=())
        asked = await self._questions.take(progress)
        progress = replace(progress, unasked=(*progress.unasked, *asked.later))
        after: Progress | None
        if asked.is_all:
            self._turn.fresh = False
            return progress.over() if progress.asked is None else await self._advance(progress)
        if progress.asked is None:
            resumed = await self._resumed(progress)
            progress = replace(progress, declined=None)
            after = await (self._open(progress) if resumed is None else self._advance(resumed))
        elif not self._turn.fresh:
            after = await self._advance(progress)
        else:
            after = await self._take(progress)
        while after is not None and after.asked is None and after.waiting:
            after = await self._take_up(after)
        return await self._summed_up(after) if after is not None and after.asked is None else after

    async def _open(self, progress: Progress) -> Progress:
        """Begins with the first of the requests that the message holds; the others wait."""
        context = self._turn.context
        if context.is_command or not context.text or wants_erasure(context):
            return await self._advance(await self._begin(progress))
        held = await several(context.text, self._understanding, TASKS)
        progress = progress.minding(held.common)
        if not held.requests:
            if self._only_says_how_to_pay():
                self._reply.say("minded")
                return progress.minding((context.text,)).over()
            return await self._advance(await self._begin(progress))
        await self._writes.void(self._turn.id, "the shopper moved on")
        self._turn.fresh = False
        waiting = await self._gathering.gathered(held.requests, progress.common)
        count = sum(request.task is not Task.QUESTION for request in waiting)
        if count > 1:
            self._reply.say("several", count=count)
        return await self._take_up(replace(progress, waiting=waiting), first=True)

    def _only_says_how_to_pay(self) -> bool:
        """Whether the message asks for nothing yet, and tells through which way money is to go."""
        context = self._turn.context
        is_of_payment = context.intent == "change_payment" and _BACK.search(context.text) is None
        return is_of_all(context.text) and not is_of_payment

    # What a message means to the form

    async def _take(self, progress: Progress) -> Progress | None:
        context, message = self._turn.context, self._turn.message
        if context.intent == "ask_person":
            return None
        if progress.asked is Step.DECISION and (decision := message.decision()) is not None:
            return await (self._confirm(progress) if decision else self._refuse(progress))
        if progress.task is Task.ACCOUNT and (over := await self._account.of_another(progress)) is not None:
            return over
        if progress.asked is Step.CODE and message.wants_new_code():
            return await self._proving.send_code_again(progress)
        if context.intent == "repeat":
            self._turn.fresh = False
            return await self._advance(progress)
        if (described := await self._described(progress)) is not None:
            return await self._advance(described)
        if (answered := await self._answered(progress)) is not None:
            return await self._advance(answered)
        if context.intent in ("never_mind", "deny", "start_over"):
            return await self._leave(progress)
        if _task_of(context) or self._other_number(progress) or await self._asks_outright(progress):
            return await self._advance(await self._begin(progress))
        if self._holds_data(progress):
            return await self._advance(replace(progress, misread=0))
        if context.intent == "choose_order" or await self._is_of_another_order(progress):
            return await self._advance(await self._begin(progress))
        if context.intent in _INTERRUPTIONS:
            return None
        return await self._ask_again(progress)

    async def _answered(self, progress: Progress) -> Progress | None:
        """The progress with what the message says of the change that is on, if it says something of it."""
        context, asked = self._turn.context, progress.asked
        if not self._is_known(progress) or asked not in (*_FACTS, Step.DECISION):
            return None
        if self._turn.choice is None and (
            context.intent in _NO_ANSWERS
            or (self._is_question() and not self._asks_for_options(progress))
            or self._is_for_another_task(progress)
        ):
            return None
        if asked is Step.DECISION and context.intent == "affirm":
            return None
        draft = await self._heard(progress)
        if draft is None:
            return None
        if asked is Step.DECISION:
            await self._writes.void(self._turn.id, "the shopper changed it")
        self._turn.fresh = False
        return replace(progress, draft=draft, misread=0)

    async def _refuse(self, progress: Progress) -> Progress:
        """A no, unless it also says what would be right: "no, only the mug"."""
        context = self._turn.context
        if context.is_command or progress.task not in PLANS:
            return await self._decline(progress)
        order = await self._access.visible(self._turn.id, progress.number or "")
        draft = await self._writing.hears_after_no(progress, order)
        if draft is None:
            return await self._decline(progress)
        await self._writes.void(self._turn.id, "the shopper changed it")
        self._turn.fresh = False
        return await self._advance(replace(progress, draft=draft, misread=0))

    async def _resumed(self, progress: Progress) -> Progress | None:
        """What was declined last, with what the message would have otherwise; None when it speaks of something else."""
        declined, context = progress.declined, self._turn.context
        if declined is None or declined.number is None or context.is_command or not context.text:
            return None
        asked = task_meant(context.text, context.intent, TASKS) or outright(context.text)
        if asked not in (None, declined.task, Task.EITHER):
            return None
        about = await self._finding.meant(declined.task, context.text)
        if about and declined.number not in about:
            return None
        before = replace(progress, task=declined.task, number=declined.number, draft=declined.draft)
        answered = await self._answered(before.asking(Step.DECISION))
        return None if answered is None else replace(answered, asked=None, declined=None)

    async def _described(self, progress: Progress) -> Progress | None:
        """The progress with the order that was asked for, when it is described and not numbered."""
        context = self._turn.context
        if progress.asked is not Step.NUMBER or context.is_command:
            return None
        if self._number(progress) is not None and not numbers_in_a_row(context.text):
            return None
        if context.intent in (*_NO_ANSWERS, "correct") or self._is_question() or self._is_for_another_task(progress):
            return None
        described = await self._finding.described(progress)
        return None if described is None else replace(self._hearing(described), misread=0)

    async def _heard(self, progress: Progress) -> Draft | None:
        if progress.task is Task.ACCOUNT:
            return await self._account.hears(progress)
        order = await self._access.visible(self._turn.id, progress.number or "")
        return await self._writing.hears(progress, order)

    def _is_known(self, progress: Progress) -> bool:
        """Whether it is known what is to be changed."""
        return progress.task is Task.ACCOUNT or (progress.task in CHANGES and progress.number is not None)

    def _asks_for_options(self, progress: Progress) -> bool:
        """Whether it is asked what there is to choose from where something is to be chosen."""
        is_swap = progress.task is Task.SWAP and progress.asked in (Step.VARIANT, Step.DECISION)
        return is_swap and asks_for_options(self._turn.context.text)

    def _is_question(self) -> bool:
        context = self._turn.context
        return context.intent in _QUESTIONS and QUESTION.search(context.text) is not None

    def _is_for_another_task(self, progress: Progress) -> bool:
        """Whether the message asks for another task and can only be meant so."""
        context = self._turn.context
        task = _task_of(context) or progress.task
        if self._other_number(progress):
            return True
        if task is Task.PAYMENT and progress.task in PLANS and says_how_to_pay(context.text):
            return False
        if task is progress.task:
            return False
        if context.is_command or task not in PLANS:
            return context.is_command or QUESTION.search(context.text) is not None
        if progress.asked in (Step.REASON, Step.PROBLEM, Step.NOTE, Step.ADDRESS):
            return False
        return _VERBS[task].search(context.text) is not None

    def _other_number(self, progress: Progress) -> bool:
        """Whether the message gives another order's number, unasked."""
        if progress.asked is Step.NUMBER or self._turn.context.intent in _INTERRUPTIONS:
            return False
        return self._turn.message.number(asked=False, known=progress.number) is not None

    async def _asks_outright(self, progress: Progress) -> bool:
        """Whether a task is asked for in so many words, though the message was taken for something else."""
        context = self._turn.context
        task = None if context.is_command else outright(context.text)
        if task is None:
            return False
        return task is progress.task or bool(await self._finding.meant(task, context.text))

    async def _is_of_another_order(self, progress: Progress) -> bool:
        """Whether a correction speaks of orders at all: "no idea, sorry" does not."""
        context = self._turn.context
        if context.intent != "correct":
            return False
        return (
            context.is_command
            or asks_for_another(context.text)
            or bool(await self._finding.meant(progress.task, context.text))
        )

    def _holds_data(self, progress: Progress) -> bool:
        match progress.asked:
            case Step.NUMBER:
                return self._number(progress) is not None
            case Step.CONTACT:
                return self._turn.message.contact(asked=True) is not None
            case Step.CODE:
                return self._turn.message.code() is not None
            case _:
                return False

    def _number(self, progress: Progress) -> str | None:
        asked = progress.asked is Step.NUMBER and self._turn.context.intent not in _INTERRUPTIONS
        return self._turn.message.number(asked=asked)

    async def _ask_again(self, progress: Progress) -> Progress:
        """The message made no sense as an answer; a second such one in a row brings the offer of a person."""
        progress = replace(progress, misread=progress.misread + 1)
        asked = progress.asked or Step.NUMBER
        self._reply.say(f"misread_{asked}")
        self._turn.fresh = self._turn.fresh and asked in (Step.NUMBER, Step.CONTACT, Step.CODE)
        after = await self._advance(progress)
        if progress.misread > 1:
            self._reply.offer(self._reply.person())
        return after

    # Which task, which order

    async def _begin(self, progress: Progress) -> Progress:
        """Begins the task that the message asks for, or the same one on another order."""
        await self._writes.void(self._turn.id, "the shopper moved on")
        task = self._task(progress)
        number = progress.number if task is Task.ACCOUNT else await self._finding.number(task, progress)
        if (task, number) == (progress.task, progress.number) and progress.asked is not None:
            return progress
        if self._is_aside(progress, task, number):
            progress = progress.put_off()
        keeps = task is progress.task and progress.number is None
        draft = progress.draft if keeps else progress.fresh_draft
        return replace(progress, task=task, number=number, draft=draft, misread=0, asked=None)

    def _task(self, progress: Progress) -> Task:
        """The task that the message asks for; the one that is on where it asks for none."""
        context = self._turn.context
        if context.is_command or wants_erasure(context):
            task = _task_of(context)
        else:
            task = task_meant(context.text, context.intent, TASKS)
            task = task or outright(context.text)
        if task is None and context.intent == "choose_order" and progress.asked is None:
            return Task.DETAILS
        return task or progress.task

    def _is_aside(self, progress: Progress, task: Task, number: str | None) -> bool:
        """Whether the change that is on is only put off, and not given up for the new request."""
        if progress.asked is None or progress.task not in CHANGES or task is progress.task:
            return False
        if task not in PLANS or _ALSO.search(self._turn.context.text):
            return True
        return None not in (number, progress.number) and number != progress.number

    async def _take_up(self, progress: Progress, *, first: bool = False) -> Progress:
        """Goes on with the next request that waits."""
        request, *rest = progress.waiting
        progress = replace(progress, waiting=tuple(rest), asked=None)
        if request.task is Task.QUESTION:
            words = " ".join(request.draft.heard)
            if not await self._questions.answered(words, progress.number):
                await self._answer(words, request.intent)
            return progress
        self._turn.fresh = False
        taken = replace(progress, task=request.task, number=request.number, draft=request.draft)
        if request.shared and request.number:
            self._reply.say("next_order", order_id=request.number)
        elif not first:
            doing = self._reply.words(f"doing_{request.task}")
            self._reply.say("resumed" if request.begun else "next_request", doing=doing)
        if taken.number is None and taken.task is not Task.ACCOUNT:
            taken = replace(taken, number=await self._finding.number_heard(taken, progress.number))
        return await self._advance(taken)

    async def _answer(self, words: str, intent: str) -> None:
        """Answers a question that waited for its turn."""
        asked = replace(
            self._turn.context,
            text=words,
            intent=intent,
            confidence=1.0,
            entities={},
            ranking=((intent, 1.0),),
            reply_id="",  # the reply has begun already, so nothing is streamed
        )
        self._reply.say("also_asked", words=words)
        self._turn.events.extend(await self._answering.answer(asked, self._reply))

    # What comes next

    async def _advance(self, progress: Progress) -> Progress:
        """Takes from the message whatever fits, then asks for what is missing or does the task."""
        turn = self._turn
        if progress.task is Task.ACCOUNT:
            return await self._account.step(progress)
        if turn.fresh and progress.asked is Step.NUMBER and (number := self._number(progress)):
            progress = replace(progress, number=await self._finding.own_number(number))
        if progress.number is None and (several := await self._finding.spread(self._hearing(progress))):
            progress = several
        if progress.number is None:
            return await self._ask_number(progress)
        try:
            order = await self._access.visible(turn.id, progress.number)
        except NotVerified:
            waits = await self._proving.contact(self._hearing(progress), progress.number)
            return waits or await self._advance(self._hearing(progress))
        except OrderNotFound:
            # Only somebody signed in comes here: a guest is asked for a contact first, whatever the number.
            self._reply.say("order_not_in_account", order_id=progress.number)
            return await self._ask_number(replace(progress, number=None), unknown=progress.number)
        progress = replace(progress, number=order.order_id, task=settled(progress.task, order))
        if progress.task in PLANS:
            return await self._writing.step(progress, order)
        await self._telling.tell(turn, progress.task, order)
        return progress.over()

    async def _ask_number(self, progress: Progress, unknown: str | None = None) -> Progress:
        progress = self._hearing(progress)
        if not await self._finding.ask(progress, unknown):
            return progress.over()
        return progress.asking(Step.NUMBER)

    def _hearing(self, progress: Progress) -> Progress:
        """With the message kept for when the order is known."""
        text = self._turn.context.text
        if not self._turn.fresh or progress.task not in CHANGES or text in progress.draft.heard:
            return progress
        named = replace(progress.draft, things=progress.draft.things or self._turn.things)
        return replace(progress, draft=named.hearing(text))

    # The yes and the no

    async def _confirm(self, progress: Progress) -> Progress:
        self._turn.fresh = False
        try:
            done = await self._writes.confirm(self._turn.id, self._turn.context.message_id)
        except ProposalVoid:
            self._reply.say("proposal_void")
            return await self._advance(replace(progress, asked=None))
        except ProposalNotFound:
            return await self._advance(progress)
        except ChangeRefused as refusal:
            return await self._refused(progress, refusal)
        except AwaitsApproval:
            self._reply.say("awaits_approval")
            return progress.over()
        except OutcomeUnknown as error:
            self._reply.say("half_done" if isinstance(error, HalfDone) else "outcome_unknown")
            self._reply.offer(self._reply.person())
            return progress.over()
        if isinstance(done.change, EraseCustomer):
            # Nothing that was said before is to be remembered.
            self._account.erased()
            return replace(progress.left(), number=None)
        short = await self._writing.confirmed(done, is_all=not (progress.waiting or progress.done))
        return replace(progress.over(), done=(*progress.done, short))

    async def _refused(self, progress: Progress, refusal: ChangeRefused) -> Progress:
        if progress.task is Task.ACCOUNT:
            return self._account.refused(progress, refusal)
        order = await self._access.visible(self._turn.id, progress.number or "")
        return self._writing.refused(progress, order, refusal)

    async def _decline(self, progress: Progress) -> Progress:
        await self._writes.decline(self._turn.id, self._turn.context.message_id)
        if progress.waiting and self._leaves_all():
            return await self._leave(progress)
        if progress.task is Task.ACCOUNT:
            self._reply.say("account_declined")
        else:
            self._reply.say("cancel_declined", order_id=progress.number or "")
        return progress.refused() if progress.task in PLANS else progress.over()

    async def _leave(self, progress: Progress) -> Progress:
        await self._writes.void(self._turn.id, "the shopper left the task")
        if progress.waiting and not self._leaves_all():
            # What waits was asked for as well, and nothing was said against it: `run` takes it up.
            self._turn.fresh = False
            self._reply.say("one_left", doing=self._reply.words(f"doing_{progress.task}"))
            return progress.over()
        self._reply.say("all_left" if progress.waiting else "task_left")
        return replace(progress.left(), number=None)

    def _leaves_all(self) -> bool:
        context = self._turn.context
        return context.intent == "start_over" or _ALL.search(context.text) is not None

    async def _summed_up(self, progress: Progress) -> Progress:
        """With a summary where several requests were done, and answers to what is only known afterwards."""
        if len(progress.done) > 1:
            money = await self._questions.total()
            lines = "\n".join(f"- {line}" for line in (*progress.done, *money))
            self._reply.say("summary", lines=lines)
        for words in progress.unasked:
            if not await self._questions.answered(words, progress.number):
                await self._answer(words, await self._understanding.understand(words))
        return replace(progress, done=(), unasked=())
