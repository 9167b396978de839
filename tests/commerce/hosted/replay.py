"""A server on loopback that answers as another system's documentation says it would, and fails when told to."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """What came in."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def basic(self) -> tuple[str, str] | None:
        """Name and password, where they were sent so."""
        kind, _, told = self.headers.get("authorization", "").partition(" ")
        if kind != "Basic":
            return None
        user, _, password = b64decode(told).decode().partition(":")
        return user, password


@dataclass(frozen=True)
class Reply:
    """What goes out."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """What goes wrong with the next `times` requests that hold `words` in their line or body."""

    words: str
    act: Literal["lose request", "lose answer"] | Reply
    times: int = 1


@dataclass
class Replay:
    """Answers with `answer`; every request is kept."""

    answer: Callable[[Request], Reply]
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    dies_at: str = ""
    """The next request that holds these words still arrives; its answer, and all that follows, is lost."""
    is_dead: bool = False

    def heal(self) -> None:
        self.dies_at, self.is_dead = "", False

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sent(self, words: str) -> list[Request]:
        """The requests that hold these words in their line or body."""
        return [request for request in self.requests if _holds(request, words)]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if reply := self._reply(await _request(reader)):
                told = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
                head = {"content-type": "application/json", "connection": "close", **reply.headers}
                lines = [f"HTTP/1.1 {reply.status} Replayed", f"content-length: {len(told.encode())}"]
                lines += [f"{name}: {value}" for name, value in head.items()]
                writer.write(("\r\n".join(lines) + "\r\n\r\n" + told).encode())
                await writer.drain()
        writer.close()

    def _reply(self, request: Request) -> Reply | None:
        if self.is_dead:
            return None
        self.requests.append(request)
        if self.dies_at and _holds(request, self.dies_at):
            self.is_dead = True
            self.answer(request)
            return None
        fault = next((fault for fault in self.faults if fault.times and _holds(request, fault.words)), None)
        if fault:
            fault.times -= 1
            if isinstance(fault.act, Reply):
                return fault.act
            if fault.act == "lose request":
                return None
        reply = self.answer(request)
        return None if fault else reply


def _holds(request: Request, words: str) -> bool:
    return words in f"{request.method} {request.path}\n{request.text}"


async def _request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for line in head[1:] if ":" in line for name, value in [line.split(":", 1)]}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return Request(method, parts.path, dict(parse_qsl(parts.query)), headers, body.decode())


@asynccontextmanager
async def replaying(answer: Callable[[Request], Reply]) -> AsyncIterator[Replay]:
    """A running server."""
    replay = Replay(answer)
    server = await asyncio.start_server(replay.handle, "127.0.0.1", 0)
    replay.port = server.sockets[0].getsockname()[1]
    async with server:
        yield replay
