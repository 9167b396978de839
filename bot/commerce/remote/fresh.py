"""Something read whole and held for a while, by one asker for all who ask meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Fresh(Generic[T]):
    """What `read` answered at most `seconds` ago."""

    def __init__(
        self, read: Callable[[], Awaitable[T]], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read, self._seconds, self._clock = read, seconds, clock
        self._reading = asyncio.Lock()
        self._held: tuple[float, T] | None = None

    async def get(self) -> T:
        async with self._reading:
            if self._held is None or self._clock() >= self._held[0]:
                begun = self._clock()
                self._held = (begun + self._seconds, await self._read())
            return self._held[1]

    def forget(self) -> None:
        """The next who asks reads anew."""
        self._held = None
