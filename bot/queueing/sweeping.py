"""In the background: what becomes of those who wait, looked at every few seconds by every process."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.errors import ShoptalkError

_log = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 2.0

Look = Callable[[], Awaitable[None]]
"""Does what is due, once: it may be called by several processes at the same time, and after a crash at any point."""


class Sweeping:
    """Looks from the start on; one look that fails does not keep the others from theirs."""

    def __init__(self, looks: Sequence[Look], look_seconds: float = _LOOK_SECONDS) -> None:
        self._looks, self._look_seconds = looks, look_seconds
        self._sweeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._sweeping = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)

    async def _sweep(self) -> None:
        while True:
            for look in self._looks:
                await _once(look)
            await asyncio.sleep(self._look_seconds)


def seldom(look: Look, seconds: float) -> Look:
    """The same, not more often than so."""
    due = 0.0

    async def looked() -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + seconds
            await look()

    return looked


async def _once(look: Look) -> None:
    try:
        await look()
    except ShoptalkError as error:
        _log.warning("the queue waits to be looked at: %s: %s", type(error).__name__, error)
    except Exception:
        _log.exception("a look at the queue failed")
