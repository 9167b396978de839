"""A proxy on loopback that loses connections: before a request reaches the server, or before its answer comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from typing import Literal

Where = Literal["before", "within", "after"]


@dataclass
class CuttingProxy:
    """Passes HTTP requests on, one connection each, until the `cut`-th that counts; from there on all is lost.

    With `where` "within", that one request still reaches the server, which is left at work on it, and with "after" it
    is answered, and only its answer is lost. `at_cut` is called at that moment.
    """

    target: int
    counts: Callable[[bytes], bool]
    cut: int = 0
    where: Where = "before"
    port: int = 0
    counted: int = field(default=0)
    at_cut: Callable[[], object] = bool
    _within: "asyncio.Task[bytes] | None" = None

    async def rest(self) -> None:
        """Waits for the server to end what it was left at work on."""
        if self._within is not None:
            await self._within
            await asyncio.sleep(0)  # for its line to be closed

    def heal(self) -> None:
        self.cut = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await _request(reader)
            is_here, passes = self._judge(request)
            if is_here and self.where == "before":
                self.at_cut()
            elif is_here and self.where == "within":
                self._within = asyncio.create_task(self._forward(request, self.at_cut))
                await self._within
            elif passes:
                answer = await self._forward(request)
                if is_here:
                    self.at_cut()
                else:
                    writer.write(answer)
                    await writer.drain()

    def _judge(self, request: bytes) -> tuple[bool, bool]:
        """Whether it is the one that is cut, and whether it reaches the server."""
        if self.cut and self.counted >= self.cut:
            return False, False
        counts = self.counts(request)
        self.counted += counts
        is_here = bool(self.cut and counts and self.counted == self.cut)
        return is_here, not is_here or self.where != "before"

    async def _forward(self, request: bytes, sent: Callable[[], object] = bool) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        with closing(writer):
            return await self._ask(reader, writer, request, sent)

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, sent: Callable[[], object]
    ) -> bytes:
        head, _, body = request.partition(b"\r\n\r\n")
        kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        writer.write(b"\r\n".join([*kept, b"connection: close"]) + b"\r\n\r\n" + body)
        await writer.drain()
        sent()
        return await reader.read()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)


def is_mutation(request: bytes) -> bool:
    """Whether it asks a GraphQL server to change something, signing in apart."""
    return b'"query":"mutation' in request.replace(b'": "', b'":"') and b"login(" not in request


_AT_REST = (b"/wp-json/", b"/admin/orders/", b"/store/returns")
"""Where a POST changes something, in systems that are not asked by GraphQL."""


def is_write(request: bytes) -> bool:
    """Whether it asks any of the systems to change something."""
    line = request.split(b"\r", 1)[0]
    is_at_rest = line.startswith(b"PUT ") or (line.startswith(b"POST ") and any(path in line for path in _AT_REST))
    return is_at_rest or is_mutation(request)


@asynccontextmanager
async def cutting_proxy(
    target: int, *, cut: int = 0, where: Where = "before", counts: Callable[[bytes], bool] = is_mutation
) -> AsyncIterator[CuttingProxy]:
    """A running proxy in front of a port of loopback."""
    proxy = CuttingProxy(target, counts, cut, where)
    server = await asyncio.start_server(proxy.handle, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy
    await proxy.rest()
