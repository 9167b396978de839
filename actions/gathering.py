"""The requests of a message with the orders they are about; those on the same order are made one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from actions.draft import Draft
from actions.finding import Finding
from actions.progress import Waiting
from actions.which_order import Task

_GIVING_UP: Final = frozenset({Task.CANCEL, Task.RETURN, Task.EITHER})
_OWN_DATA: Final = frozenset({Task.ACCOUNT, Task.QUESTION})


class Gathering:
    """Puts the requests of one turn in order: many a shop changes an order, or takes it back, only once."""

    def __init__(self, finding: Finding) -> None:
        self._finding = finding

    async def gathered(self, requests: Iterable[Waiting], common: Sequence[str]) -> tuple[Waiting, ...]:
        """Each with its order as far as its words tell it, and with what is said of all."""
        gathered: list[Waiting] = []
        for request in requests:
            await self._join(gathered, request)
        return tuple(_minding(request, common) for request in gathered)

    async def _join(self, gathered: list[Waiting], request: Waiting) -> None:
        if request.task in _OWN_DATA:
            gathered.append(request)
            return
        orders = await self._orders(request)
        at = next((n for n in reversed(range(len(gathered))) if _is_same(gathered[n], request, orders)), None)
        if at is None:
            gathered.append(replace(request, number=orders[0] if len(orders) == 1 else None))
            return
        first = gathered[at]
        task = first.task if request.task is Task.EITHER else request.task
        both = (first.draft, request.draft)
        draft = Draft(
            heard=tuple(words for one in both for words in one.heard),
            things=tuple(dict.fromkeys(thing for one in both for thing in one.things)),
        )
        number = first.number or (orders[0] if len(orders) == 1 else None)
        gathered[at] = replace(first, task=task, number=number, draft=draft)

    async def _orders(self, request: Waiting) -> tuple[str, ...]:
        """The orders that a request may be about; none where it names no goods and no order."""
        if request.number:
            return (request.number.lstrip("#").upper(),)
        return await self._finding.meant(request.task, " ".join(request.draft.heard))


def _is_same(before: Waiting, request: Waiting, orders: Sequence[str]) -> bool:
    """Whether both are one change of one order, so far as is known."""
    both = {before.task, request.task}
    if before.task is not request.task and not (Task.EITHER in both and both <= _GIVING_UP):
        return False
    return not orders or (before.number in orders if before.number else False)


def _minding(request: Waiting, common: Sequence[str]) -> Waiting:
    if not common or request.task in _OWN_DATA:
        return request
    return replace(request, draft=replace(request.draft, heard=(*common, *request.draft.heard)))
