"""One message's part of the talk about orders: what it says is taken, what is missing asked for, the task done."""

from dataclasses import replace
from typing import Final

from actions.account import AccountTalk, wants_erasure
from actions.answering import Answering
from actions.draft import Draft
from actions.failing import Failing
from actions.figures.figures import Figures
from actions.figures.questions import Questions
from actions.finding import Finding
from actions.gathering import Gathering
from actions.order_intents import TASKS, task_of
from actions.order_sense import INTERRUPTIONS, Sense
from actions.order_tasks import CHANGES, PLANS
from actions.order_turn import OrderTurn
from actions.progress import Progress, Step
from actions.proving import Proving
from actions.several import Understanding, outright, several, task_meant
from actions.telling import Telling
from actions.trouble import Trouble
from actions.which_order import Task, settled
from actions.writing import Writing
from bot.commerce.changes import EraseCustomer
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
from bot.orders.wishes.objects import thing_given
from bot.orders.wishes.several_orders import numbers_in_a_row

# What is never meant as an answer to a question about goods, addresses or reasons.
_NO_ANSWERS: Final = frozenset(
    {"greet", "goodbye", "thank", "help", "ask_person", "never_mind", "start_over", "repeat"}
)
_OF_THE_SAME_GOODS: Final = frozenset({Task.RETURN, Task.SWAP, Task.PROBLEM})
_FACTS: Final = frozenset(Step) - {Step.NUMBER, Step.CONTACT, Step.CODE, Step.DECISION}


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
        self._sense = Sense(turn, self._finding)
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
        held = await several(context.text, self._understanding, TASKS, self._turn.things)
        progress = progress.minding(held.common)
        if not held.requests:
            if self._sense.only_says_how_to_pay():
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

    # What a message means to the form

    async def _take(self, progress: Progress) -> Progress | None:
        context, message = self._turn.context, self._turn.message
        if context.intent == "ask_person" or self._is_about_a_person(progress):
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
        if message.is_no or context.intent == "start_over":
            return await self._leave(progress)
        if number := self._sense.elsewhere(progress):
            self._reply.say("order_without_wish", order_id=number)
        if task_of(context) or self._sense.other_number(progress) or await self._sense.asks_outright(progress):
            return await self._advance(await self._begin(progress))
        if self._sense.holds_data(progress):
            return await self._advance(replace(progress, misread=0))
        if context.intent == "choose_order" or await self._sense.is_of_another_order(progress):
            return await self._advance(await self._begin(progress))
        if context.intent in INTERRUPTIONS:
            return None
        return await self._ask_again(progress)

    def _is_about_a_person(self, progress: Progress) -> bool:
        """Whether it is a yes or a no to the offer of one, and not to what the form asked."""
        context = self._turn.context
        is_word = context.intent in ("affirm", "deny") and progress.asked is not Step.DECISION
        return is_word and Trouble.read(context).was_offered(context)

    async def _answered(self, progress: Progress) -> Progress | None:
        """The progress with what the message says of the change that is on, if it says something of it."""
        context, asked = self._turn.context, progress.asked
        if not self._sense.is_known(progress) or asked not in (*_FACTS, Step.DECISION):
            return None
        if self._turn.choice is None and (
            context.intent in _NO_ANSWERS
            or (self._sense.is_question() and not self._sense.asks_for_options(progress))
            or self._sense.is_for_another_task(progress)
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
        if self._sense.number(progress) is not None and not numbers_in_a_row(context.text):
            return None
        if (
            context.intent in (*_NO_ANSWERS, "correct")
            or self._sense.is_question()
            or self._sense.is_for_another_task(progress)
        ):
            return None
        described = await self._finding.described(progress)
        return None if described is None else replace(self._hearing(described), misread=0)

    async def _heard(self, progress: Progress) -> Draft | None:
        if progress.task is Task.ACCOUNT:
            return await self._account.hears(progress)
        order = await self._access.visible(self._turn.id, progress.number or "")
        return await self._writing.hears(progress, order)

    async def _ask_again(self, progress: Progress) -> Progress:
        """The message made no sense as an answer; a second such one in a row brings the offer of a person."""
        progress = replace(progress, misread=progress.misread + 1)
        asked = progress.asked or Step.NUMBER
        self._reply.say(f"misread_{asked}")
        self._turn.fresh = self._turn.fresh and asked in (Step.NUMBER, Step.CONTACT, Step.CODE)
        after = await self._advance(progress)
        if progress.misread > 1:
            self._reply.offer(self._reply.person())
        self._reply.fails(Failing.NOT_UNDERSTOOD)
        return after

    # Which task, which order

    async def _begin(self, progress: Progress) -> Progress:
        """Begins the task that the message asks for, or the same one on another order."""
        task = self._sense.task(progress)
        number = progress.number if task is Task.ACCOUNT else await self._finding.number(task, progress)
        if (task, number) == (progress.task, progress.number) and progress.asked is not None:
            # What is shown stands: a yes to it may be on its way. Another write that comes of this voids it.
            return progress
        await self._writes.void(self._turn.id, "the shopper moved on")
        if self._sense.is_aside(progress, task, number):
            progress = progress.put_off()
        keeps = task is progress.task and progress.number is None
        draft = progress.draft if keeps else progress.fresh_draft
        names_goods = self._turn.things or thing_given(self._turn.context.text)
        if {task, progress.task} <= _OF_THE_SAME_GOODS and number == progress.number and not names_goods:
            # "Actually, a bigger size instead" is of the goods that were to go back.
            draft = draft.of_goods(progress.draft)
        return replace(progress, task=task, number=number, draft=draft, misread=0, asked=None)

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
        if turn.fresh and progress.asked is Step.NUMBER and (number := self._sense.number(progress)):
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
        try:
            await self._writes.decline(self._turn.id, self._turn.context.message_id)
        except ProposalNotFound:
            return await self._advance(progress)
        if progress.waiting and self._sense.leaves_all():
            return await self._leave(progress)
        if progress.task is Task.ACCOUNT:
            self._reply.say("account_declined")
        else:
            self._reply.say("cancel_declined", order_id=progress.number or "")
        return progress.refused() if progress.task in PLANS else progress.over()

    async def _leave(self, progress: Progress) -> Progress:
        await self._writes.void(self._turn.id, "the shopper left the task")
        if progress.waiting and not self._sense.leaves_all():
            # What waits was asked for as well, and nothing was said against it: `run` takes it up.
            self._turn.fresh = False
            self._reply.say("one_left", doing=self._reply.words(f"doing_{progress.task}"))
            return progress.over()
        self._reply.say("all_left" if progress.waiting else "task_left")
        return replace(progress.left(), number=None)

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
