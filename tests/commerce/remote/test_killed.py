"""Killed at every step of one write to another maker's system: it holds it once or not at all, and all we say agrees.

The process is the product's own, over real HTTP; a proxy kills it (`kill -9`) when a request of its arrives, when the
system has taken one and is at work on it, or when the system has answered.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from bot.commerce.changes import CancelOrder, ChangeAddress, OrderChange
from bot.commerce.model import Address
from bot.orders.proposals import ProposalState
from bot.orders.writes import Done
from bot.services import Rooms
from tests.commerce.product_rooms import audited, later, notices, opened, talk
from tests.commerce.remote.dying import Job, yes_of
from tests.commerce.remote.systems import Held, RemoteSystem
from tests.cutting_proxy import Where, cutting_proxy, is_write
from tests.undertaker import Undertaker

OFFICE = Address("4410 SE Hawthorne Blvd", "Salem", "US", "Apt 6", "OR", "97215")
BEFORE = Held("Portland")
AFTER = {CancelOrder: Held("Portland", 1, (4100,)), ChangeAddress: Held("Salem")}
WAYS = [CancelOrder, ChangeAddress]
MOMENTS: Final[list[Where]] = ["before", "within", "after"]
FULL: Final = os.environ.get("RACES") == "full"


def wanted(way: type[OrderChange], order_id: str) -> OrderChange:
    return ChangeAddress(order_id, OFFICE) if way is ChangeAddress else CancelOrder(order_id, "ordered twice")


@pytest.fixture
async def rooms(tmp_path: Path, system: RemoteSystem) -> AsyncIterator[Rooms]:
    patient = system.settings().model_copy(update={"timeout_seconds": 8.0})  # six at once ask a busy system
    async with opened(tmp_path, patient) as rooms:
        yield rooms


class Deaths:
    """Processes that die over one kind of change in one system."""

    def __init__(self, system: RemoteSystem, rooms: Rooms, undertaker: Undertaker, way: type[OrderChange]) -> None:
        self._system, self._rooms, self._undertaker, self._way = system, rooms, undertaker, way

    async def writes(self) -> int:
        """How many requests write, when nothing happens."""
        *_, counted, ended = await self.die(0, "before")
        assert ended == 0
        return counted

    async def die(self, step: int, where: Where) -> tuple[str, str, int, int]:
        """The conversation, the order, how many requests were let write, and the signal that ended the process."""
        order_id = self._system.place()
        mine = await talk(self._rooms, self._system.customer_id)
        await self._rooms.writes.propose(mine, wanted(self._way, order_id))
        async with cutting_proxy(self._system.port, cut=step, where=where, counts=is_write) as proxy:
            job = Job.of(self._rooms.settings.var, self._system.settings(proxy.port), mine)
            process = await self._undertaker.tell(job)
            proxy.at_cut = lambda: os.kill(process, signal.SIGKILL)
            ended = await self._undertaker.hear()
        return mine, order_id, proxy.counted, ended


async def resume(rooms: Rooms, system: RemoteSystem, way: type[OrderChange], mine: str, order_id: str) -> None:
    """The turn is taken up again by another process: the yes still stands, so it is done, once."""
    assert isinstance(await rooms.writes.confirm(mine, yes_of(mine)), Done)
    assert system.held(order_id) == AFTER[way]
    assert (await audited(rooms, mine)).count("written") == 1


async def look_up(rooms: Rooms, system: RemoteSystem, way: type[OrderChange], mine: str, order_id: str) -> None:
    """Nobody takes the turn up: what became of it is looked up, ended where it was begun, and told as it is."""
    async with later(rooms, minutes=1) as then:
        await then.writes.reconcile(mine)
    held, log = system.held(order_id), await audited(rooms, mine)
    assert held in (BEFORE, AFTER[way])
    done = held == AFTER[way]
    assert (log.count("written"), log.count("not_written")) == (int(done), int(not done))
    (told,) = await notices(rooms, mine)
    assert ("it is done" in told, "was not done" in told) == (done, not done)
    request = (await rooms.audit.entries(conversation_id=mine))[0].proposal_id
    ended = (await rooms.proposals.get(request or "")).state
    assert ended is (ProposalState.DONE if done else ProposalState.NOT_WRITTEN)


RECOVERIES = [resume, look_up]


@pytest.mark.race
@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_a_kill_at_any_step_writes_once_or_not_at_all(
    rooms: Rooms, system: RemoteSystem, way: type[OrderChange]
) -> None:
    few = asyncio.Semaphore(6)
    async with Undertaker.hire("tests.commerce.remote.dying") as undertaker:
        deaths = Deaths(system, rooms, undertaker, way)
        left = []
        moments = product(range(1, await deaths.writes() + 1), MOMENTS)
        for number, (step, where) in enumerate(moments):
            for recover in RECOVERIES if FULL else [RECOVERIES[(step + number) % 2]]:
                mine, order_id, _, ended = await deaths.die(step, where)
                assert ended == signal.SIGKILL, (step, where)
                left.append(recover(rooms, system, way, mine, order_id))
        assert left
        await asyncio.gather(*(_among(few, recovery) for recovery in left))


async def _among(few: asyncio.Semaphore, recovery: Awaitable[None]) -> None:
    """Each waits for what was lost sight of, so they wait together; all of them at once would slow the system down."""
    async with few:
        await recovery
