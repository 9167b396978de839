"""A process that forks for each job, held from the outside: a job a line in, numbers out."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Undertaker:
    """Tells jobs to a module that was run, and hears of their ends."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child

    @classmethod
    @asynccontextmanager
    async def hire(cls, module: str) -> AsyncIterator[Self]:
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdin=pipe, stdout=pipe)
        try:
            yield cls(child)
        finally:
            child.kill()
            await child.wait()

    async def tell(self, job: "DataclassInstance") -> int:
        """Begins a job; the first number that is said of it."""
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        await self._child.stdin.drain()
        return await self.hear()

    async def hear(self) -> int:
        """The next number."""
        assert self._child.stdout is not None
        return int(await self._child.stdout.readline())
