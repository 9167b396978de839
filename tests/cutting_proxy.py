"""A proxy on loopback that loses connections: before a request reaches the server, or before its answer comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from typing import Literal

Where = Literal["before", "after"]


@dataclass
class CuttingProxy:
    """Passes HTTP requests on, one connection each, until the `cut`-th that counts; from there on all is lost.

    With `where` "after", that one request still reaches the server, and only its answer is lost.
    """

    target: int
    counts: Callable[[bytes], bool]
    cut: int = 0
    where: Where = "before"
    port: int = 0
    counted: int = field(default=0)

    def heal(self) -> None:
        self.cut = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await _request(reader)
            passes, answers = self._judge(request)
            if passes:
                answer = await self._forward(request)
                if answers:
                    writer.write(answer)
                    await writer.drain()

    def _judge(self, request: bytes) -> tuple[bool, bool]:
        """Whether it reaches the server, and whether its answer comes back."""
        is_down = bool(self.cut) and self.counted >= self.cut
        if is_down:
            return False, False
        self.counted += self.counts(request)
        if self.cut and self.counted >= self.cut:
            return self.where == "after", False
        return True, True

    async def _forward(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        with closing(writer):
            return await self._ask(reader, writer, request)

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
        head, _, body = request.partition(b"\r\n\r\n")
        kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        writer.write(b"\r\n".join([*kept, b"connection: close"]) + b"\r\n\r\n" + body)
        await writer.drain()
        return await reader.read()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)


def is_mutation(request: bytes) -> bool:
    """Whether it asks a GraphQL server to change something, signing in apart."""
    return b'"query":"mutation' in request.replace(b'": "', b'":"') and b"login(" not in request


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
