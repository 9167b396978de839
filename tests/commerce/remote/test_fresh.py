"""Reading once for all who ask at once."""

import asyncio

import pytest

from bot.commerce.remote.fresh import Fresh
from bot.errors import CommerceUnavailable


class Source:
    """Numbers its answers, each given when a test says so."""

    def __init__(self) -> None:
        self.asked = 0
        self.gate = asyncio.Event()
        self.fails = False
        self.now = 0.0

    async def read(self) -> int:
        self.asked += 1
        mine = self.asked
        await self.gate.wait()
        if self.fails:
            raise CommerceUnavailable("down")
        return mine

    def fresh(self) -> Fresh[int]:
        return Fresh(self.read, 30.0, lambda: self.now)


async def waiting(fresh: Fresh[int], askers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(fresh.get()) for _ in range(askers)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_it_is_read_once_for_all_and_held_for_its_time() -> None:
    source = Source()
    fresh = source.fresh()
    tasks = await waiting(fresh, 5)
    source.gate.set()
    assert await asyncio.gather(*tasks) == [1] * 5
    source.now = 29.9
    assert await fresh.get() == 1
    source.now = 30.0
    assert await fresh.get() == 2


async def test_a_failure_is_shared_and_not_held() -> None:
    source = Source()
    fresh = source.fresh()
    tasks = await waiting(fresh, 5)
    source.fails = True
    source.gate.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in told] == [CommerceUnavailable] * 5
    assert source.asked == 1
    source.fails = False
    assert await fresh.get() == 2


async def test_what_was_forgotten_while_it_was_read_is_not_held() -> None:
    source = Source()
    fresh = source.fresh()
    (early,) = await waiting(fresh, 1)
    fresh.forget()
    source.gate.set()
    assert (await fresh.get(), await early) == (2, 1)
    assert await fresh.get() == 2


async def test_an_asker_who_gives_up_leaves_it_to_the_others() -> None:
    source = Source()
    fresh = source.fresh()
    first, second = await waiting(fresh, 2)
    first.cancel()
    source.gate.set()
    assert await second == 1
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_closing_ends_what_is_being_read() -> None:
    source = Source()
    fresh = source.fresh()
    (asker,) = await waiting(fresh, 1)
    await fresh.close()
    with pytest.raises(asyncio.CancelledError):
        await asker
