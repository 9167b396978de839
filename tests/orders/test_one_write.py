"""Killed or cut at every step of one write: the shop shows it once or not at all, and log and reply agree with it."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select

from bot.commerce.changes import CancelOrder
from bot.commerce.model import Order, OrderStatus
from bot.commerce.sql.tables import writes
from bot.conversation.model import Author
from bot.errors import AwaitsApproval, CommerceUnavailable, OutcomeUnknown, StoreUnavailable
from bot.orders.limits import Limits
from bot.orders.proposals import ProposalState
from bot.orders.writes import Done
from tests.orders.dying import Death, Job, act, watched, yes_of
from tests.shop_world import TODAY, World, an_order, furnish, prepare
from tests.undertaker import Undertaker

FULL: Final = os.environ.get("RACES") == "full"
ASK: Final = Limits(changes_per_day=0)
"""A shop where a person decides everything."""


class Stage:
    """Two databases of one kind, with an order for every case."""

    def __init__(self, urls: tuple[str, str], world: World) -> None:
        self.urls, self.world = urls, world
        self._numbers = count(10_001)

    async def ask(self, *, approval: bool) -> tuple[Job, str, str]:
        """A conversation in which a yes is due: the job of taking it, the conversation and the order."""
        order_id = f"K{next(self._numbers)}"
        talk = await self.world.talk("C-1")
        offer = await self.world.writes.propose(talk, CancelOrder(order_id))
        if not approval:
            return Job(*self.urls, "confirm", talk), talk, order_id
        asking = furnish(self.world.store, self.world.shop_database, merchant=ASK)
        with pytest.raises(AwaitsApproval):
            await asking.writes.confirm(talk, yes_of(talk))
        return Job(*self.urls, "approve", offer.proposal.id), talk, order_id


def orders() -> list[Order]:
    return [an_order(f"K{number}", OrderStatus.PENDING, placed_at=TODAY) for number in range(10_001, 10_200)]


@pytest.fixture(params=["sqlite", "postgresql"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    if request.param == "sqlite":
        urls = (f"sqlite+aiosqlite:///{tmp_path}/store.db", f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    else:
        server = request.getfixturevalue("postgres")
        urls = (server.new_database(), server.new_database())
    world = furnish(*await prepare(*urls, orders()))
    yield Stage(urls, world)
    await world.close()


async def steps_of(stage: Stage, *, approval: bool) -> list[str]:
    """Every step of the whole act, as it is taken when nothing happens."""
    job, _, _ = await stage.ask(approval=approval)
    watch = Death(None)
    world = watched(*stage.urls, watch)
    await act(world, job)
    await world.close()
    return watch.steps


def chosen(steps: list[str]) -> Iterator[int]:
    """All steps, or by default those around which something is written."""
    for number, step in enumerate(steps):
        if FULL or "commit" in step or (number and "after its commit" in steps[number - 1]):
            yield number


async def is_written(stage: Stage, order_id: str) -> bool:
    """Whether the shop shows the write: once or not at all, whole or not at all."""
    async with stage.world.shop_database.reading() as connection:
        made = await connection.scalar(select(func.count()).select_from(writes).where(writes.c.order_id == order_id))
    order = await stage.world.commerce.order(order_id)
    assert (made, order.status, len(order.refunds)) in {
        (0, OrderStatus.PENDING, 0),
        (1, OrderStatus.CANCELLED, 1),
    }, order_id
    return made == 1


async def notices(stage: Stage, talk: str) -> list[str]:
    history = await stage.world.conversations.history(talk)
    return [str(message.parts[0]["text"]) for message in history if message.author is Author.SYSTEM]


async def assert_all_agree(stage: Stage, talk: str, order_id: str, *, written: bool) -> None:
    """The proposal, the log and what was told say what the shop shows."""
    assert await is_written(stage, order_id) is written
    log = await stage.world.audited(talk)
    assert log.count("written") == int(written)
    told = await notices(stage, talk)
    assert len(told) <= 1
    assert all(("it is done" in text) is written for text in told)


async def resume(stage: Stage, talk: str, order_id: str) -> None:
    """The turn is taken up again: the yes still stands, so it is done, once."""
    done = await stage.world.writes.confirm(talk, yes_of(talk))
    assert isinstance(done, Done)
    await stage.world.writes.reconcile(talk)
    await assert_all_agree(stage, talk, order_id, written=True)


async def look_up(stage: Stage, talk: str, order_id: str) -> None:
    """Nobody takes the turn up: what became of it is looked up and told."""
    world = stage.world
    written = await is_written(stage, order_id)
    for _ in range(2):
        await world.writes.reconcile()
        world.clock.forward(minutes=1)
    await assert_all_agree(stage, talk, order_id, written=written)
    claimed = "confirmed" in await world.audited(talk)
    finished = any(text for text in await notices(stage, talk))
    assert not claimed or finished or "written" in await world.audited(talk)
    if not claimed:  # the yes had not been taken: it may still be said
        await resume(stage, talk, order_id)


@pytest.mark.race
@pytest.mark.timeout(900)
async def test_a_kill_at_any_step_writes_once_or_not_at_all(stage: Stage) -> None:
    steps = await steps_of(stage, approval=False)
    assert steps.count("shop: before its commit") == 1
    async with Undertaker.hire("tests.orders.dying") as undertaker:
        for number in chosen(steps):
            for recover in (resume, look_up):
                job, talk, order_id = await stage.ask(approval=False)
                assert await undertaker.tell(replace(job, step=number)) == signal.SIGKILL, steps[number]
                await recover(stage, talk, order_id)


@pytest.mark.race
@pytest.mark.timeout(900)
async def test_a_kill_at_any_step_of_an_approval_is_decided_and_told_once(stage: Stage) -> None:
    steps = await steps_of(stage, approval=True)
    async with Undertaker.hire("tests.orders.dying") as undertaker:
        for number in chosen(steps):
            job, talk, order_id = await stage.ask(approval=True)
            assert await undertaker.tell(replace(job, step=number)) == signal.SIGKILL, steps[number]
            await _decide_again(stage, job.id, talk, order_id)


async def _decide_again(stage: Stage, request_id: str, talk: str, order_id: str) -> None:
    """Either it was done, which is told, or it awaits a person again; in the end it is done and told once."""
    world = stage.world
    for _ in range(2):
        await world.writes.reconcile()
        world.clock.forward(minutes=1)
    state = (await world.proposals.get(request_id)).state
    assert (state, await is_written(stage, order_id)) in {(ProposalState.DONE, True), (ProposalState.AWAITING, False)}
    if state is ProposalState.AWAITING:
        assert await notices(stage, talk) == []
        await world.approvals.approve(request_id, "Bob")
    assert await is_written(stage, order_id)
    assert len(await notices(stage, talk)) == 1
    assert (await world.audited(talk)).count("written") == 1


class Cut:
    """A network that is cut at one step, once or for good."""

    def __init__(self, step: int, *, for_good: bool) -> None:
        self._step, self._for_good, self._taken = step, for_good, 0

    def __call__(self, step: str) -> None:
        self._taken += 1
        if self._taken - 1 == self._step or (self._for_good and self._taken > self._step):
            raise StoreUnavailable(f"cut: {step}")


@pytest.mark.race
@pytest.mark.timeout(900)
@pytest.mark.parametrize("for_good", [False, True], ids=["for a moment", "for good"])
async def test_a_cut_at_any_step_writes_once_or_not_at_all(stage: Stage, for_good: bool) -> None:
    for number in chosen(await steps_of(stage, approval=False)):
        for recover in (resume, look_up):
            job, talk, order_id = await stage.ask(approval=False)
            world = watched(*stage.urls, Cut(number, for_good=for_good))
            with suppress(StoreUnavailable, CommerceUnavailable, OutcomeUnknown):
                await act(world, job)
                assert await is_written(stage, order_id)  # nothing is told as done that was not seen
            await world.close()
            await recover(stage, talk, order_id)
