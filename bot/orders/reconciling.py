"""In the background: writes whose end was not seen, ends that are owed, and what is left of who was forgotten."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot.errors import ShoptalkError
from bot.orders.erasing import Erasing
from bot.orders.writes import SafeWrites

_log = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 10.0


class Reconciling:
    """Looks at the start, and from then on every few seconds."""

    def __init__(
        self,
        writes: SafeWrites,
        erasing: Erasing,
        look_seconds: float = _LOOK_SECONDS,
        *,
        first: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """`first` is what else begins writes, and was left by a process that died."""
        self._writes, self._erasing, self._look_seconds, self._first = writes, erasing, look_seconds, first
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            try:
                if self._first is not None:
                    await self._first()
                for ended in await self._writes.reconcile():
                    proposal = ended.proposal
                    _log.info("the write %s was looked up and is %s", proposal.id, proposal.state.value)
                await self._erasing.settle()
            except ShoptalkError as error:
                _log.warning("writes whose end was not seen wait to be looked up: %s: %s", type(error).__name__, error)
            except Exception:
                _log.exception("looking up writes whose end was not seen failed")
            await asyncio.sleep(self._look_seconds)
