"""Making a change whose steps Vendure knows only one by one: one writer at a time, resumed where it stopped.

Vendure has no idempotency keys, so the order itself keeps ours: in the reason of every cancellation and refund, which
is stored in one transaction with it, and in a private note (`Claim`) that says which step was sent last.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakValueDictionary

from bot.commerce.changes import OrderChange, Settlement
from bot.commerce.model import Order
from bot.commerce.vendure.client import VendureClient
from bot.commerce.vendure.fields import ADD_NOTE, CHANGE_NOTE, DELETE_NOTE
from bot.commerce.vendure.marks import BEGUN, DONE, Claim, claim_text
from bot.commerce.vendure.orders import Seen, plain_number
from bot.commerce.vendure.steps import Step, closing, is_left_open, is_made, next_step, settlement_of
from bot.errors import (
    ChangeRefused,
    CommerceUnavailable,
    HalfDone,
    InvalidInput,
    NotAllowed,
    OrderNotFound,
    OutcomeUnknown,
    ProposalVoid,
    Why,
)

_POLL_SECONDS: Final = 0.25
_GLANCE_SECONDS: Final = 0.1
_LONGEST_READ_SECONDS: Final = 2.0

Read = Callable[[str], Awaitable[Seen]]


@dataclass(frozen=True)
class Wanted:
    """A change under its key, with what was agreed."""

    change: OrderChange
    version: int
    agreed: Settlement
    key: str

    @property
    def action(self) -> str:
        return self.change.kind.value


class VendureWrites:
    """Makes changes, each once for its key.

    `lease_seconds` is how long a step that was sent may still be at work in Vendure after we lost sight of it: until
    then it is waited for, and only then sent again.
    """

    def __init__(self, client: VendureClient, read: Read, writer: str, lease_seconds: float) -> None:
        self._client, self._read, self._writer, self._lease = client, read, writer, lease_seconds
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def order(self, order_id: str) -> Order:
        """A moment later when it is just being written, so that nobody is told of half a change."""
        until = time.monotonic() + _LONGEST_READ_SECONDS
        while True:
            seen = await self._read(order_id)
            is_moving = any(claim.step != BEGUN and self._is_live(claim, seen) for claim in seen.claims)
            if not is_moving or time.monotonic() > until:
                return seen.order
            await asyncio.sleep(_GLANCE_SECONDS)

    async def settlement(self, change: OrderChange) -> Settlement:
        """As `CommerceBackend.settlement`."""
        return settlement_of(change, await self._read(change.order_id))

    async def make(self, change: OrderChange, version: int, agreed: Settlement, key: str) -> Order:
        """As `CommerceBackend.change_order`."""
        wanted = Wanted(change, version, agreed, key)
        async with self._alone(change.order_id):
            seen = await self._unoccupied(wanted)
            _check_key(wanted, seen)
            if any(claim.is_done for claim in _claims(seen, key)):
                return seen.order
            _check(wanted, seen)
            note, seen = await self._claim(wanted, seen)
            seen = await self._finish(wanted, note, seen)
            await self._leave(wanted, note, seen)
            return seen.order

    async def was_made(self, key: str, order_id: str) -> bool:
        """Said once nothing of it can be at work any more; False for an order that is not there."""
        try:
            return await self._was_made(key, order_id)
        except OrderNotFound:  # nothing is written to a customer either
            return False

    async def _was_made(self, key: str, order_id: str) -> bool:
        async with self._alone(order_id):
            while True:
                seen = await self._read(order_id)
                claims = _claims(seen, key)
                if any(c.is_done or is_made(c.action, c.amount, key, seen) for c in claims):
                    return True
                if not any(self._is_at_work(claim, seen) for claim in claims):
                    break
                await asyncio.sleep(_POLL_SECONDS)
        if key in seen.keys:
            raise HalfDone(order_id, f"the write {key} is begun and not ended")
        if is_left_open(key, seen):
            raise OutcomeUnknown(f"order {order_id}: the write {key} has opened it and not closed it")
        return False

    def _alone(self, order_id: str) -> asyncio.Lock:
        return self._locks.setdefault(plain_number(order_id).casefold(), asyncio.Lock())

    def _is_at_work(self, claim: Claim, seen: Seen) -> bool:
        """Whether something may still come of it: another process is at it, or we sent a step and lost sight of it."""
        return self._is_live(claim, seen) and (claim.writer != self._writer or claim.step != BEGUN)

    async def _unoccupied(self, wanted: Wanted) -> Seen:
        """The order once nobody else is at work on it. Raises `ProposalVoid` when another change is being made."""
        while True:
            seen = await self._read(wanted.change.order_id)
            if not any(self._is_in_the_way(claim, wanted, seen) for claim in seen.claims):
                return seen
            await asyncio.sleep(_POLL_SECONDS)

    def _is_in_the_way(self, claim: Claim, wanted: Wanted, seen: Seen) -> bool:
        if not self._is_live(claim, seen):
            return False
        if claim.key != wanted.key:
            if claim.writer == self._writer and claim.step == BEGUN:
                return False  # we gave up on it before anything was sent
            raise ProposalVoid(f"order {seen.order.order_id} is being changed by another write")
        if claim.writer != self._writer:
            return True
        # What we sent last and lost sight of: it is over when its effect is there.
        step = next_step(wanted.change, wanted.agreed, wanted.key, seen, frozenset())
        return step is not None and step.name == claim.step

    def _is_live(self, claim: Claim, seen: Seen) -> bool:
        return not claim.is_done and (seen.at - claim.since).total_seconds() < self._lease

    async def _claim(self, wanted: Wanted, seen: Seen) -> tuple[str, Seen]:
        """Says that this write is under way, and gives way to who said so before. The note's id and the order."""
        mine = next((claim for claim in _claims(seen, wanted.key) if claim.writer == self._writer), None)
        if mine is None:
            try:
                await self._client.write(ADD_NOTE, order=seen.id, note=self._text(wanted, BEGUN), public=False)
            except OutcomeUnknown as error:  # nothing but a note was at stake
                raise CommerceUnavailable(str(error)) from error
        while True:
            seen = await self._read(wanted.change.order_id)
            mine = next((claim for claim in _claims(seen, wanted.key) if claim.writer == self._writer), None)
            if mine is None:
                raise CommerceUnavailable(f"the note on order {seen.order.order_id} is gone")
            rivals = [c for c in seen.claims if c.note_id != mine.note_id and self._is_rival(c, wanted, seen)]
            try:
                if any(rival.age < mine.age for rival in rivals):
                    raise ProposalVoid(f"order {seen.order.order_id} is being changed by another write")
                if not rivals:
                    _check(wanted, seen)
                    return mine.note_id, seen
            except NotAllowed:
                await self._client.write(DELETE_NOTE, id=mine.note_id)
                raise
            await asyncio.sleep(_POLL_SECONDS)

    def _is_rival(self, claim: Claim, wanted: Wanted, seen: Seen) -> bool:
        is_ours = claim.writer == self._writer and (claim.key == wanted.key or claim.step == BEGUN)
        return self._is_live(claim, seen) and not is_ours

    async def _finish(self, wanted: Wanted, note: str, seen: Seen) -> Seen:
        """Makes every step that is missing.

        Raises `HalfDone` when one was answered, left no trace and stands behind others that did, else
        `OutcomeUnknown`.
        """
        sent: dict[str, str] = {}
        skipped: set[str] = set()
        while step := next_step(wanted.change, wanted.agreed, wanted.key, seen, frozenset(skipped)):
            if step.name in sent:
                lost = f"{step.name} left no trace {sent[step.name]}".rstrip()
                if wanted.key in seen.keys:
                    raise HalfDone(seen.order.order_id, lost)
                raise OutcomeUnknown(f"order {seen.order.order_id}: {lost}")
            sent[step.name] = ""
            await self._client.write(CHANGE_NOTE, id=note, note=self._text(wanted, step.name))
            if step.is_rehearsed:
                await self._rehearse(step, note, seen)
            refusal = sent[step.name] = await self._send(step)
            if refusal and step.may_fail:
                skipped.add(step.name)
            elif refusal and wanted.key not in seen.keys:
                if is_left_open(wanted.key, seen):
                    await self._send(closing(seen))
                await self._client.write(DELETE_NOTE, id=note)
                raise ProposalVoid(f"order {seen.order.order_id}: {refusal}")
            seen = await self._read(wanted.change.order_id)
        return seen

    async def _rehearse(self, step: Step, note: str, seen: Seen) -> None:
        """Raises `ChangeRefused` when Vendure would change the price with it, and leaves the order as it was."""
        dry = {"input": {**step.variables["input"], "dryRun": True}}
        end = (await self._client.write(step.mutation, **dry)).data["end"]
        if end.get("totalWithTax") == seen.total:
            return
        await self._send(closing(seen))
        await self._client.write(DELETE_NOTE, id=note)
        raise ChangeRefused(seen.order.order_id, Why.ADDRESS, "its price would change")

    async def _send(self, step: Step) -> str:
        """Why Vendure refused it; empty when it did it."""
        end: dict[str, Any] = (await self._client.write(step.mutation, **step.variables)).data["end"]
        return f"{end['errorCode']}: {end.get('message', '')}" if end.get("errorCode") else ""

    async def _leave(self, wanted: Wanted, note: str, seen: Seen) -> None:
        """Says that it is done. When that is lost, the steps themselves say so."""
        await self._client.write(CHANGE_NOTE, id=note, note=self._text(wanted, DONE))
        for claim in _claims(seen, wanted.key):
            if claim.note_id != note:  # of a process that died over it
                await self._client.write(DELETE_NOTE, id=claim.note_id)

    def _text(self, wanted: Wanted, step: str) -> str:
        return claim_text(wanted.key, wanted.action, self._writer, step, wanted.agreed.amount.amount)


def _claims(seen: Seen, key: str) -> list[Claim]:
    return [claim for claim in seen.claims if claim.key == key]


def _check_key(wanted: Wanted, seen: Seen) -> None:
    others = [claim.action for claim in _claims(seen, wanted.key) if claim.action != wanted.action]
    if others:
        used = f"key {wanted.key!r} was used to {others[0]} {seen.order.order_id}"
        raise InvalidInput(f"{used}; each write wants a key of its own")


def _check(wanted: Wanted, seen: Seen) -> None:
    """Whether it may be begun, or goes on. Raises `ProposalVoid` or `ChangeRefused`."""
    if wanted.key in seen.keys or is_left_open(wanted.key, seen):
        return  # a step of it is there: it is finished, whatever else happened
    order = seen.order
    # A step that leaves no key behind may have changed the order for us.
    if order.version != wanted.version and all(claim.step == BEGUN for claim in _claims(seen, wanted.key)):
        raise ProposalVoid(f"order {order.order_id} is at version {order.version}, not {wanted.version}")
    if settlement_of(wanted.change, seen) != wanted.agreed:
        raise ProposalVoid(f"the money of order {order.order_id} is no longer as agreed")
