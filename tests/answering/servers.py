"""A small server of the OpenAI wire format that fails in every way a real one does."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.settings import GeneratorSettings


@dataclass
class Server:
    """Answers each request by the next of its scripts; the last one goes on for ever."""

    scripts: list[list[Any]]
    port: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def settings(self, **more: Any) -> GeneratorSettings:
        plain = {"url": self.url, "model": "test", "first_token_seconds": 10, "timeout_seconds": 20}
        return GeneratorSettings(**{**plain, **more})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._read(reader)
            for step in self.scripts[min(len(self.requests) - 1, len(self.scripts) - 1)]:
                if isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    writer.write(step)
                    await writer.drain()
        except ConnectionError:
            pass  # the client has gone, as some of the tests make it
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        self.headers.append({**headers, "path": head.split(" ")[1]})
        self.requests.append(json.loads(await reader.readexactly(int(headers["content-length"]))))


@asynccontextmanager
async def serving(*scripts: list[Any]) -> AsyncIterator[Server]:
    server = Server(list(scripts))
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await listener.wait_closed()


def head(status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/event-stream", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def event(content: str | None = None, finish: str | None = None, usage: dict[str, int] | None = None) -> bytes:
    choices = [] if usage else [{"index": 0, "delta": {"content": content} if content else {}, "finish_reason": finish}]
    return f"data: {json.dumps({'choices': choices, 'usage': usage}, ensure_ascii=False)}\n\n".encode()


DONE = b"data: [DONE]\n\n"


def saying(*pieces: str, tokens: int = 50) -> list[Any]:
    """A whole, healthy answer."""
    said = [event(piece) for piece in pieces]
    return [head(), *said, event(finish="stop"), event(usage={"total_tokens": tokens}), DONE]
