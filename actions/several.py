"""Several requests in one message, each to be taken up by itself and none to be lost."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from actions.draft import Draft
from actions.order_message import number_in
from actions.progress import Waiting
from actions.which_order import Task
from bot.orders.wishes.requests import requests_in

QUESTION: Final = re.compile(
    r"[?？]\s*$|[吗呢么]\W*$|^\W*(?:how|what|when|where|why|who|which|is|are|do|does|did|can|could|will|would|should)\b"
    r"|怎么|多少|什么|哪|几天|多久",
    re.IGNORECASE,
)
"""A text that asks."""


class Understanding(Protocol):
    """Tells what a piece of a message means by itself."""

    async def understand(self, text: str) -> str: ...


@dataclass(frozen=True)
class Several:
    """The requests of a message in their order, and the pieces that ask for something else."""

    requests: tuple[Waiting, ...] = ()
    others: tuple[str, ...] = ()


async def several(text: str, understanding: Understanding, tasks: Mapping[str, Task]) -> Several:
    """The requests of a message that holds more than one; empty for every other message.

    Pieces that ask for the same of the same order are one request: many a shop changes an order only once.
    """
    pieces = requests_in(text)
    if len(pieces) < 2:
        return Several()
    meant = [(piece, tasks.get(await understanding.understand(piece))) for piece in pieces]
    others = tuple(piece for piece, task in meant if task is None and QUESTION.search(piece))
    requests = _gathered([(piece, task) for piece, task in meant if piece not in others])
    return Several(requests, others) if requests else Several()


def _gathered(pieces: Sequence[tuple[str, Task | None]]) -> tuple[Waiting, ...]:
    """What is neither a request nor a question ("keep the mugs") goes with the request before it."""
    requests: list[Waiting] = []
    for piece, meant in pieces:
        task = meant or (requests[-1].task if requests else None)
        if task is None:
            continue
        number = number_in(piece)
        last = requests[-1] if requests else None
        if last is not None and last.task is task and number in (None, last.number):
            requests[-1] = Waiting(task, last.number, last.draft.hearing(piece))
        else:
            requests.append(Waiting(task, number, Draft().hearing(piece)))
    return tuple(requests)
