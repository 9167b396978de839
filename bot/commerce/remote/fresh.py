"""Something read whole and held for a while, by one asker for all who ask meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Fresh(Generic[T]):
    """What `read` answered at most `seconds` ago; who asks while it is read waits for that, and shares its failure."""

    def __init__(
        self, read: Callable[[], Awaitable[T]], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read, self._seconds, self._clock = read, seconds, clock
        self._held: tuple[float, T] | None = None
        self._reading: asyncio.Task[T] | None = None
        self._begun: set[asyncio.Task[T]] = set()
        """All that have not ended: the loop itself does not hold them."""

    async def get(self) -> T:
        if self._held is not None and self._clock() < self._held[0]:
            return self._held[1]
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_anew())
            self._begun.add(self._reading)
            self._reading.add_done_callback(self._ended)
        # An asker who gives up does not take it from the others.
        return await asyncio.shield(self._reading)

    def forget(self) -> None:
        """The next who asks reads anew, also where it is being read now."""
        self._held = self._reading = None

    async def close(self) -> None:
        """Ends what is being read."""
        begun = list(self._begun)
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)

    def _ended(self, task: asyncio.Task[T]) -> None:
        self._begun.discard(task)
        # Whoever waits raises it; nobody may be left to.
        if not task.cancelled():
            task.exception()

    async def _read_anew(self) -> T:
        begun, mine = self._clock(), asyncio.current_task()
        try:
            told = await self._read()
            if self._reading is mine:
                self._held = (begun + self._seconds, told)
            return told
        finally:
            if self._reading is mine:
                self._reading = None
