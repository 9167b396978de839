"""Writing once to a system that is asked over HTTP, whatever becomes of the answers."""

import asyncio
import time
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar
from weakref import WeakValueDictionary

from bot.commerce.changes import AddNote, ChangeAddress, OrderChange, Settlement
from bot.commerce.model import Order
from bot.commerce.remote.understood import understood
from bot.commerce.rules import NOT_SHIPPED
from bot.errors import ChangeRefused, HalfDone, OrderNotFound, OutcomeUnknown, ProposalVoid, ShoptalkError, Why

_SETTLED_SECONDS: Final = 120.0
"""After so long a request whose answer was not seen is no longer on its way."""


class Seen(Protocol):
    """An order as it is now."""

    @property
    def order(self) -> Order: ...

    def has(self, key: str) -> bool:
        """Whether the write with this key shows in it."""
        ...

    def has_begun(self, key: str) -> bool:
        """Whether it does not show yet, but a step on the way to it does: sent again under its key, it is ended."""
        ...

    def missing(self, key: str) -> str:
        """What of the write with this key does not show: money that goes back comes later than the rest, or never.

        Empty when it is whole, and for a key that does not show at all.
        """
        ...


S = TypeVar("S", bound=Seen)


class Steps(Protocol[S]):
    """What one system does for a change."""

    async def seen(self, order_id: str, key: str) -> S:
        """Raises `OrderNotFound`."""
        ...

    async def settlement(self, change: OrderChange, seen: S) -> Settlement:
        """Raises `ChangeRefused`."""
        ...

    async def send(self, change: OrderChange, seen: S, agreed: Settlement, key: str) -> None:
        """Raises `OutcomeUnknown` when its end was not seen.

        Any other error of Shoptalk's says that nothing was written: `ChangeRefused`, `ProposalVoid`,
        `CommerceUnavailable`.
        """
        ...


class KeyedWrites(Generic[S]):
    """Looks whether a key was written before it writes, and looks again afterwards.

    What was sent and not seen to end is not sent again until it has surely ended: it is only looked for.
    """

    def __init__(
        self,
        steps: Steps[S],
        *,
        settled_seconds: float = _SETTLED_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._steps, self._settled, self._clock = steps, settled_seconds, clock
        self._unseen: dict[str, float] = {}
        """Keys whose write may be on its way, with when it has surely ended."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def order(self, order_id: str) -> Order:
        """As `CommerceBackend.order`."""
        return (await self._steps.seen(order_id, "")).order

    async def settlement(self, change: OrderChange) -> Settlement:
        """As `CommerceBackend.settlement`."""
        return await self._steps.settlement(change, await self._steps.seen(change.order_id, ""))

    async def make(self, change: OrderChange, version: int, agreed: Settlement, key: str) -> Order:
        """As `CommerceBackend.change_order`."""
        lock = self._locks.setdefault(change.order_id.casefold(), asyncio.Lock())
        async with lock:
            seen = await self._steps.seen(change.order_id, key)
            if seen.has(key):
                return _whole(seen, key)
            if self._clock() < self._unseen.get(key, 0.0):
                raise OutcomeUnknown(f"{change.kind} {change.order_id}: sent before, and its end is not seen yet")
            if not seen.has_begun(key):
                await self._check(change, seen, version, agreed)
            await self._send(change, seen, agreed, key)
            after = await self._again(change, key)
            self._unseen.pop(key, None)
            return after

    async def was_made(self, key: str, order_id: str) -> bool:
        """As `CommerceBackend.was_written`; False for an order that is not there."""
        try:
            seen = await self._steps.seen(order_id, key)
        except OrderNotFound:
            return False
        if not seen.has(key):
            if seen.has_begun(key):
                raise HalfDone(order_id, f"the write {key} is begun and not ended")
            return False
        _whole(seen, key)
        return True

    async def _check(self, change: OrderChange, seen: S, version: int, agreed: Settlement) -> None:
        """Whether the order and the money are still as they were agreed. Raises `ProposalVoid`."""
        if seen.order.version != version:
            raise ProposalVoid(f"order {change.order_id} is not as it was at version {version}")
        if await self._steps.settlement(change, seen) != agreed:
            raise ProposalVoid(f"the money of order {change.order_id} is no longer as agreed")

    async def _send(self, change: OrderChange, seen: S, agreed: Settlement, key: str) -> None:
        # Noted before it is sent: whatever cuts this short, even the task's own end, leaves it noted.
        now = self._clock()
        self._unseen = {other: until for other, until in self._unseen.items() if until > now}
        self._unseen[key] = now + self._settled
        try:
            with understood(f"{change.kind} {change.order_id}", OutcomeUnknown):
                await self._steps.send(change, seen, agreed, key)
        except OutcomeUnknown:
            raise
        except ShoptalkError:
            del self._unseen[key]
            raise

    async def _again(self, change: OrderChange, key: str) -> Order:
        try:
            seen = await self._steps.seen(change.order_id, key)
        except ShoptalkError as error:
            raise OutcomeUnknown(f"{change.kind} {change.order_id}: written, and not read again") from error
        if not seen.has(key):
            raise OutcomeUnknown(f"{change.kind} {change.order_id}: answered, and it does not show")
        return _whole(seen, key)


def _whole(seen: Seen, key: str) -> Order:
    """Raises `HalfDone`."""
    if missing := seen.missing(key):
        raise HalfDone(seen.order.order_id, missing)
    return seen.order


def check_open(change: OrderChange, order: Order) -> None:
    """What every change of an order that is not shipped wants. Raises `ChangeRefused`."""
    if order.status not in NOT_SHIPPED:
        raise ChangeRefused(order.order_id, Why.STATUS, order.status.value)
    match change:
        case ChangeAddress() if change.address == order.address:
            raise ChangeRefused(order.order_id, Why.SAME)
        case ChangeAddress() if not (change.address.line1 and change.address.city and len(change.address.country) == 2):
            raise ChangeRefused(order.order_id, Why.ADDRESS, "line1, city and country are wanted")
        case AddNote() if change.note == order.note:
            raise ChangeRefused(order.order_id, Why.SAME)
        case _:
            pass
