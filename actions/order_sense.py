"""What a message means to the order form, as far as its words alone tell."""

import re
from collections.abc import Mapping
from typing import Final

from actions.account import wants_erasure
from actions.finding import Finding
from actions.order_intents import TASKS, task_of
from actions.order_tasks import CHANGES, PLANS
from actions.order_turn import OrderTurn
from actions.progress import Progress, Step
from actions.several import QUESTION, outright, task_meant, tells_trouble
from actions.which_order import Task, asks_for_another
from bot.orders.wishes.details import is_of_all, says_how_to_pay
from bot.orders.wishes.variant_questions import asks_for_options

# Answered by a rule while the form waits; it asks again afterwards.
INTERRUPTIONS: Final = frozenset(
    {
        "greet", "goodbye", "thank", "small_talk", "help", "complain", "out_of_scope", "ask_person", "ask_policy",
        "follow_up", "ask_product", "ask_reviews", "recommend", "refine", "after_sales", "list_orders", "my_data",
        "notify_stock", "compare", "haggle", "attach", "ask_picture", "ask_language",
    }
)  # fmt: skip
_QUESTIONS: Final = frozenset(
    {
        "ask_policy",
        "ask_product",
        "ask_reviews",
        "follow_up",
        "list_orders",
        "small_talk",
        "compare",
        "ask_picture",
        "ask_language",
    }
)
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
_AIMS: Final = frozenset({"correct", "choose_order"})
"""Intents of messages that give the order of what is on."""
_ONLY_A_NUMBER: Final = re.compile(
    r"(?:\b(?:no|not|and|or|but|for|on|in|to|of|with|it|its|it's|is|was|i|i'm|meant?|mean|that|this|the|my|one|order"
    r"|number|same|too|also|as well|instead|rather|actually|sorry|please|do|use|take|make|wrong|other|another|thanks?"
    r"|yes|ok(?:ay)?|wait|oops|then|just|what|how|about|apply|thing|want|would|like)\b|#?\b[a-z]{0,4}-?\d{3,20}\b|#?[A-Za-z]{1,4}-?\d{4,20}"
    r"|[不是而也还和的对我说要用换成改为同样一订单这那个错了应该请谢吧呢号等下就才]|[\W_])+",
    re.IGNORECASE,
)
_BACK: Final = re.compile(r"\brefund|\bback\b|\bprefer|退|优先|最好", re.IGNORECASE)
"""Words of a way to pay that change the payment of no order: money comes back, or may be needed later."""
_ALSO: Final = re.compile(r"\b(?:also|as well|too|and then|then)\b|还要|也|另外|顺便|再", re.IGNORECASE)
_ALL: Final = re.compile(
    r"\b(?:all of (?:it|them|this|that)|everything|(?:any|none|both) of (?:it|them|these|those)|whole thing|anything)\b"
    r"|都不|全部|全都|所有|什么都|一个都|两个都",
    re.IGNORECASE,
)
"""Words by which a shopper leaves all requests, and not just the present one."""


class Sense:
    """One message, looked at beside how far the talk has come."""

    def __init__(self, turn: OrderTurn, finding: Finding) -> None:
        self._turn, self._finding = turn, finding

    def number(self, progress: Progress) -> str | None:
        asked = progress.asked is Step.NUMBER and self._turn.context.intent not in INTERRUPTIONS
        return self._turn.message.number(asked=asked)

    def other_number(self, progress: Progress) -> bool:
        """Whether the message gives another order's number, unasked."""
        if progress.asked is Step.NUMBER or self._turn.context.intent in INTERRUPTIONS:
            return False
        return self._gives_another_number(progress)

    def elsewhere(self, progress: Progress) -> str | None:
        """The number of another order that is spoken of without a word of the change that is on, and not as its aim."""
        context, verbs = self._turn.context, _VERBS.get(progress.task)
        if verbs is None or context.is_command or context.intent in _AIMS or not self.other_number(progress):
            return None
        is_of_this = verbs.search(context.text) or _ONLY_A_NUMBER.fullmatch(context.text)
        if is_of_this or self._asked_for(progress):
            return None
        return self._turn.message.number(asked=False, known=progress.number)

    def _asked_for(self, progress: Progress) -> Task | None:
        """The task that the words ask for; a trouble that is told of an order of its own asks for a report."""
        context = self._turn.context
        task = task_meant(context.text, context.intent, TASKS) or outright(context.text)
        if task is None and (progress.asked is None or self._gives_another_number(progress)):
            return Task.PROBLEM if tells_trouble(context.text) else None
        return task

    def _tells_of_another_order(self, progress: Progress) -> bool:
        return self._gives_another_number(progress) and tells_trouble(self._turn.context.text)

    def _gives_another_number(self, progress: Progress) -> bool:
        return self._turn.message.number(asked=False, known=progress.number) is not None

    def holds_data(self, progress: Progress) -> bool:
        match progress.asked:
            case Step.NUMBER:
                return self.number(progress) is not None
            case Step.CONTACT:
                return self._turn.message.contact(asked=True) is not None
            case Step.CODE:
                return self._turn.message.code() is not None
            case _:
                return False

    def is_known(self, progress: Progress) -> bool:
        """Whether it is known what is to be changed."""
        return progress.task is Task.ACCOUNT or (progress.task in CHANGES and progress.number is not None)

    def is_question(self) -> bool:
        context = self._turn.context
        return context.intent in _QUESTIONS and QUESTION.search(context.text) is not None

    def asks_for_options(self, progress: Progress) -> bool:
        """Whether it is asked what there is to choose from where something is to be chosen."""
        is_swap = progress.task is Task.SWAP and progress.asked in (Step.VARIANT, Step.DECISION)
        return is_swap and asks_for_options(self._turn.context.text)

    def is_for_another_task(self, progress: Progress) -> bool:
        """Whether the message asks for another task and can only be meant so."""
        context = self._turn.context
        task = task_of(context) or progress.task
        if self.other_number(progress):
            return True
        if task is Task.PAYMENT and progress.task in PLANS and says_how_to_pay(context.text):
            return False
        if task is progress.task:
            return False
        if context.is_command or task not in PLANS:
            return context.is_command or QUESTION.search(context.text) is not None
        if progress.asked in (Step.REASON, Step.PROBLEM, Step.NOTE):
            return False
        if progress.asked is Step.ADDRESS and any(map(str.isdigit, context.text)):
            return False  # "12 Return Creek Road" is where it goes
        return _VERBS[task].search(context.text) is not None

    async def asks_outright(self, progress: Progress) -> bool:
        """Whether a task is asked for in so many words, though the message was taken for something else."""
        context = self._turn.context
        task = None if context.is_command else outright(context.text)
        if task is None:
            return self._tells_of_another_order(progress)
        return task is progress.task or bool(await self._finding.meant(task, context.text))

    async def is_of_another_order(self, progress: Progress) -> bool:
        """Whether a correction speaks of orders at all: "no idea, sorry" does not."""
        context = self._turn.context
        if context.intent != "correct":
            return False
        return (
            context.is_command
            or asks_for_another(context.text)
            or bool(await self._finding.meant(progress.task, context.text))
        )

    def task(self, progress: Progress) -> Task:
        """The task that the message asks for; the one that is on where it asks for none."""
        context = self._turn.context
        if context.is_command or wants_erasure(context):
            task = task_of(context)
        else:
            task = self._asked_for(progress)
            if task is None and self.elsewhere(progress):
                return Task.DETAILS
        if task is None and context.intent == "choose_order" and progress.asked is None:
            return Task.DETAILS
        return task or progress.task

    def is_aside(self, progress: Progress, task: Task, number: str | None) -> bool:
        """Whether the change that is on is only put off, and not given up for the new request."""
        if progress.asked is None or progress.task not in CHANGES or task is progress.task:
            return False
        if task not in PLANS or _ALSO.search(self._turn.context.text):
            return True
        return None not in (number, progress.number) and number != progress.number

    def only_says_how_to_pay(self) -> bool:
        """Whether the message asks for nothing yet, and tells through which way money is to go."""
        context = self._turn.context
        is_of_payment = context.intent == "change_payment" and _BACK.search(context.text) is None
        return is_of_all(context.text) and not is_of_payment

    def leaves_all(self) -> bool:
        context = self._turn.context
        return context.intent == "start_over" or _ALL.search(context.text) is not None
