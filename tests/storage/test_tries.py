"""Wrong tries, counted so that nobody slips past together or by switching conversations."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.errors import TooManyTries
from bot.storage.tries import TryCounter, tries
from tests.shop_world import Clock, World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    opened = await open_world(tmp_path)
    yield opened
    await opened.close()


def counter(world: World, clock: Clock | None = None, **limits: int) -> TryCounter:
    return TryCounter(world.store, limits, timedelta(hours=1), b"key", clock or world.clock)


async def test_only_so_many_tries_are_let_through(world: World) -> None:
    counted = counter(world, order=3)
    for _ in range(3):
        await counted.begin({"order": "w1"})
    with pytest.raises(TooManyTries, match="order"):
        await counted.begin({"order": "w1"})
    await counted.begin({"order": "w2"})


async def test_a_try_that_is_not_let_through_counts_only_on_what_is_over(world: World) -> None:
    counted = counter(world, login=2, account=4)
    for _ in range(20):
        with suppress(TooManyTries):
            await counted.begin({"login": "ann here", "account": "ann"})
    await counted.begin({"login": "ann elsewhere", "account": "ann"})
    with pytest.raises(TooManyTries, match="login"):
        await counted.begin({"login": "ann here", "account": "ann"})


async def test_a_right_try_is_taken_back(world: World) -> None:
    counted = counter(world, order=1)
    for _ in range(4):
        await counted.forget(await counted.begin({"order": "w1"}))


async def test_old_tries_count_no_more(world: World) -> None:
    clock = Clock()
    counted = counter(world, clock, order=1)
    await counted.begin({"order": "w1"})
    clock.forward(minutes=61)
    await counted.begin({"order": "w1"})


@pytest.mark.race
async def test_tries_side_by_side_do_not_slip_past_together(world: World) -> None:
    counted = counter(world, order=5)
    ends = await asyncio.gather(*(counted.begin({"order": "w1"}) for _ in range(20)), return_exceptions=True)
    assert sum(not isinstance(end, TooManyTries) for end in ends) <= 5
    assert all(isinstance(end, tuple | TooManyTries) for end in ends)


async def test_the_table_tells_nobodys_address(world: World) -> None:
    await counter(world, contact=9).begin({"contact": "mei.lin@example.com"})
    async with world.store.reading() as connection:
        kept = (await connection.execute(select(tries.c.subject))).scalars().all()
    assert kept
    assert not any("mei" in subject for subject in kept)


async def test_the_same_value_of_two_kinds_is_counted_apart(world: World) -> None:
    counted = counter(world, order=1, contact=1)
    await counted.begin({"order": "97201"})
    await counted.begin({"contact": "97201"})


async def test_a_counter_of_a_shorter_window_forgets_nothing_of_another(world: World) -> None:
    long = counter(world, order=1)
    await long.begin({"order": "w1"})
    world.clock.forward(minutes=20)
    short = TryCounter(world.store, {"login": 1}, timedelta(minutes=15), b"key", world.clock)
    await short.begin({"login": "ann"})
    with pytest.raises(TooManyTries):
        await long.begin({"order": "w1"})
