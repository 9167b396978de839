"""A TCP line on loopback that can be cut: what runs over it is lost, and neither end is told more than in life."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from enum import StrEnum

_PIECE = 65536


class Cut(StrEnum):
    """How a line is lost."""

    BROKEN = "broken"  # both ends are told, as when the other process dies: connections are reset, new ones at once too
    SILENT = "silent"  # nobody is told, as when a cable is drawn: nothing passes, and nothing is closed


class CutLine:
    """Passes bytes on between whoever connects to `port` and the server at `target`.

    Connections that were there when the line was cut silently stay dead after it is whole again: what was sent over
    them is gone, and no end comes.
    """

    def __init__(self, target: int, host: str = "127.0.0.1") -> None:
        self._target, self._host = target, host
        self.port = 0
        self._cut: Cut | None = None
        self._pairs: set[_Pair] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def cut(self, how: Cut = Cut.BROKEN) -> None:
        self._cut = how
        for pair in tuple(self._pairs):
            pair.cut(how)

    def heal(self) -> None:
        """New connections pass."""
        self._cut = None

    @property
    def dead(self) -> int:
        """How many connections are held open that lead nowhere."""
        return sum(pair.is_dead for pair in self._pairs)

    async def ended(self) -> None:
        """Once nobody is connected; 5 s at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        with closing(writer):
            if self._cut is Cut.BROKEN:
                writer.transport.abort()
                return
            pair = _Pair(reader, writer, is_dead=self._cut is Cut.SILENT)
            self._pairs.add(pair)
            try:
                await pair.run(self._host, self._target)
            finally:
                self._pairs.discard(pair)


class _Pair:
    """Two connections, each the other's continuation."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_dead: bool) -> None:
        self._reader, self._writer, self.is_dead = reader, writer, is_dead
        self._far: asyncio.StreamWriter | None = None

    def cut(self, how: Cut) -> None:
        self.is_dead = True
        if how is Cut.BROKEN:
            for writer in filter(None, (self._writer, self._far)):
                writer.transport.abort()

    async def run(self, host: str, target: int) -> None:
        if self.is_dead:
            await self._pass(self._reader, None)
            return
        with suppress(OSError):
            reader, self._far = await asyncio.open_connection(host, target)
            with closing(self._far):
                ways = {
                    asyncio.create_task(self._pass(self._reader, self._far)),
                    asyncio.create_task(self._pass(reader, self._writer)),
                }
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                    if self.is_dead:  # one end gave up; the other is not told
                        await asyncio.wait(ways)
                finally:
                    for way in ways:
                        way.cancel()
                    await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None) -> None:
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                if writer is not None and not self.is_dead:
                    writer.write(piece)
                    await writer.drain()


@asynccontextmanager
async def cut_line(target: int) -> AsyncIterator[CutLine]:
    """A whole line to a port of loopback."""
    line = CutLine(target)
    server = await asyncio.start_server(line.handle, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        line.cut(Cut.BROKEN)
        await line.ended()
