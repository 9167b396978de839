"""A request that takes longer than an answer may take is told when to come again, as every 503."""

import asyncio
from typing import Any

import httpx
from sanic import HTTPResponse, Request, Sanic

from bot.web.answers import answer
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener


async def test_whoever_waited_too_long_is_told_when_to_come_again() -> None:
    app: Sanic[Any, Any] = Sanic("slow-answers", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = 0.2
    add_error_handlers(app)

    async def sleep(_request: Request) -> HTTPResponse:
        await asyncio.sleep(60)
        return answer({})

    app.add_route(sleep, "/slow")
    listener = await Listener.open(app, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.port}"
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        late = await client.get("/slow")
    await listener.close(grace_seconds=0.2)
    assert (late.status_code, late.headers["Retry-After"]) == (503, "5")
