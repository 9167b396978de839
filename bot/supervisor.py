"""Keeps one child process alive: starts it again when it dies, and leaves none behind when it is told to stop."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence

_PR_SET_PDEATHSIG = 1
_CALM_SECONDS = 60.0
"""A child that has lived this long has recovered: the next restart is immediate again."""
_LONGEST_PAUSE = 10.0


def die_with_parent() -> None:
    """To be called in a child before it becomes another program: the kernel ends it when its parent is gone, even by
    kill -9. Only Linux can; elsewhere the parent's own clean-up is all there is."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Supervisor:
    """Runs a command, restarts it with a growing pause, and ends with it when it ends well or cannot even start.

    Exit code 2 means a bad setting, which no restart mends.
    """

    def __init__(
        self, command: Sequence[str], say: Callable[[str], None], environment: Mapping[str, str] | None = None
    ):
        self._command, self._say = list(command), say
        self._environment = {**os.environ, **(environment or {})}
        self._stopping = asyncio.Event()

    async def run(self) -> int:
        """Returns the exit code to leave with."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._stopping.set)
        pause = 0.0
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._live_once()
            if self._stopping.is_set() or code in (0, 2):
                return max(code, 0) if not self._stopping.is_set() else 0
            pause = 0.0 if time.monotonic() - started > _CALM_SECONDS else min(_LONGEST_PAUSE, pause * 2 or 0.5)
            self._say(f"The service ended ({_reason(code)}); it is started again.")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
        return 0

    async def _live_once(self) -> int:
        # A session of its own: Ctrl-C reaches the child only through us, so it is told once and in order.
        child = await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, start_new_session=True, preexec_fn=die_with_parent
        )
        ended = asyncio.ensure_future(child.wait())
        told = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({ended, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not ended.done():
            await _end(child, ended)
        return await ended


async def _end(child: asyncio.subprocess.Process, ended: "asyncio.Future[int]") -> None:
    """Asks the child to stop, and after a while makes it."""
    child.terminate()
    try:
        await asyncio.wait_for(asyncio.shield(ended), 20)
    except TimeoutError:
        child.kill()


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
