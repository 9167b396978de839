"""What a message asks for, piece by piece: tasks on orders in their order, with the questions among them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from actions.draft import Draft
from actions.order_message import number_in
from actions.progress import Waiting
from actions.which_order import Task
from bot.commerce.changes import Problem
from bot.orders.wishes.details import is_detail
from bot.orders.wishes.own_addresses import is_of_both, is_of_profile, is_to_profile
from bot.orders.wishes.problems import problem_meant
from bot.orders.wishes.requests import split
from bot.orders.wishes.unwanted import is_either, is_unwanted

QUESTION: Final = re.compile(
    r"[?？]\s*$|[吗呢么]\W*$|^\W*(?:how|what|when|where|why|who|which|is|are|do|does|did|can|could|will|would|should)\b"
    r"|怎么|多少|什么|哪|几天|多久",
    re.IGNORECASE,
)
"""A text that asks."""
ANSWERED: Final = frozenset(
    {"ask_policy", "ask_product", "ask_reviews", "list_orders", "my_data", "notify_stock", "compare"}
)
"""Intents of questions that other rooms than the orders' answer."""

_WANTS_TO_KNOW: Final = re.compile(
    r"\b(?:know|wonder(?:ing)?|curious|find out|tell me|question|ask|check|look up|see (?:if|how|what|whether|which)"
    r"|confirm (?:the|how|what) )|想知道|想问|问一?下|请问|告诉我|看看|查",
    re.IGNORECASE,
)
_SURELY_UNWANTED: Final = frozenset({Task.CANCEL, Task.RETURN, Task.SWAP, Task.ACCOUNT})
_OUTRIGHT: Final[Mapping[Task, re.Pattern[str]]] = {
    Task.CANCEL: re.compile(
        r"\b(?:want|need|like|wish|love|have|please|to)\b[\w\s]{0,12}\b(?:cancel|call off)\b|^\W*cancel\b"
        r"|(?:想|要|请|帮我|把.{1,12})取消",
        re.IGNORECASE,
    ),
    Task.RETURN: re.compile(
        r"\b(?:want|need|like|wish|love|have|please|to)\b[\w\s]{0,12}\b(?:return|(?:send|give)(?: \w+){0,4} back)\b"
        r"|^\W*return\b|(?:想|要|请|帮我|把.{1,12})退(?!款)",
        re.IGNORECASE,
    ),
    Task.SWAP: re.compile(
        r"\b(?:want|need|like|wish|love|have|please|to)\b[\w\s]{0,12}\b(?:exchange|swap|modify)\b"
        r"|^\W*(?:exchange|swap)\b"
        r"|\b(?:like|want|need|get me|ask(?:ing)? for) (?:an?|the|my) "
        r"(?:new|replacement|fresh|identical|intact|undamaged)\b"
        r"|(?:想|要|请|帮我|把.{1,12})换(?!地址|付款)|(?:想要|给我)[一个双件条]{0,2}(?:全新|新)的",
        re.IGNORECASE,
    ),
}
"""A task that is asked for in so many words."""

_CHANGES: Final = re.compile(r"\b(?:change|update|modify|correct|fix|set|switch)\b|改|更新|换", re.IGNORECASE)


class Understanding(Protocol):
    """Tells what a piece of a message means by itself."""

    async def understand(self, text: str) -> str: ...


@dataclass(frozen=True)
class Several:
    """The requests and questions of a message in their order, and what is said of all of them."""

    requests: tuple[Waiting, ...] = ()
    common: tuple[str, ...] = ()


def task_meant(words: str, intent: str, tasks: Mapping[str, Task]) -> Task | None:
    """The task that words ask for, which a classifier alone sees less of than their own verbs tell."""
    if is_either(words):
        return Task.EITHER
    task = own_data(tasks.get(intent), words)
    if task not in _SURELY_UNWANTED and is_unwanted(words):
        return Task.EITHER
    # What is wrong with the goods is the reason, where it is also said what is to become of them.
    return (_asked_outright(words) or task) if task is Task.PROBLEM else task


def own_data(task: Task | None, words: str) -> Task | None:
    """The task, or the account's where it is the account's address that is to change, and the other way round."""
    if task is Task.ACCOUNT and is_to_profile(words) and not is_of_profile(words):
        return Task.ADDRESS
    return Task.ACCOUNT if task is Task.ADDRESS and is_of_profile(words) else task


def outright(words: str) -> Task | None:
    """The task that is asked for in so many words, whatever the message was taken for; None for a question."""
    if QUESTION.search(words) or is_detail(words):
        return None
    if is_either(words) or is_unwanted(words):
        return Task.EITHER
    return _asked_outright(words)


def _asked_outright(words: str) -> Task | None:
    return next((task for task, pattern in _OUTRIGHT.items() if pattern.search(words)), None)


def tells_trouble(words: str) -> bool:
    """Whether it is told that goods are damaged, faulty or missing, in words that ask nothing."""
    is_told = problem_meant(words) in (Problem.DAMAGED, Problem.FAULTY, Problem.MISSING)
    return is_told and not QUESTION.search(words) and not is_detail(words)


async def several(
    text: str, understanding: Understanding, tasks: Mapping[str, Task], things: Sequence[str] = ()
) -> Several:
    """The requests of a message that holds more than one, each with those of `things` that it names.

    Empty for every other message.
    """
    held = split(text)
    if len(held.requests) < 2 and not is_of_both(text):
        return Several()
    requests: list[Waiting] = []
    for piece in held.requests:
        intent = await understanding.understand(piece)
        task = None if is_detail(piece) else task_meant(piece, intent, tasks) or outright(piece)
        if is_of_both(piece) and (task in (Task.ADDRESS, Task.ACCOUNT) or _CHANGES.search(piece)):
            both = (Task.ADDRESS, Task.ACCOUNT)
            requests += [Waiting(one, number_in(piece), Draft().hearing(piece)) for one in both]
        elif task is not None:
            requests.append(Waiting(task, number_in(piece), Draft(things=_named(things, piece)).hearing(piece)))
        elif QUESTION.search(piece) or (intent in ANSWERED and _WANTS_TO_KNOW.search(piece)):
            requests.append(Waiting(Task.QUESTION, None, Draft().hearing(piece), intent=intent))
        elif requests and requests[-1].task is not Task.QUESTION:
            # What is neither a request nor a question ("keep the mugs") goes with the request before it.
            last = requests.pop()
            requests.append(Waiting(last.task, number_in(piece) or last.number, last.draft.hearing(piece)))
    return Several(tuple(requests), held.common)


def _named(things: Sequence[str], piece: str) -> tuple[str, ...]:
    return tuple(thing for thing in things if thing.casefold() in piece.casefold())
