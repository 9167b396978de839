"""Where a Chatwoot tells its agent bot what happens: its webhooks, signed, or at an address that nobody else knows."""

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import unquote

from sanic import Blueprint, HTTPResponse, Request, Sanic

from bot.chatwoot.news import News, read_news
from bot.errors import ConfigurationError
from bot.web.answers import answer
from bot.web.errors import problem

PATH: Final = "/api/v1/chatwoot"
SIGNATURE: Final = "x-chatwoot-signature"
TIMESTAMP: Final = "x-chatwoot-timestamp"
SHORTEST_SECRET: Final = 16
_FRESH_SECONDS: Final = 300


class ChatwootRoute:
    """Answers once what was told is stored: Chatwoot waits five seconds; on an error its people get the talk."""

    def __init__(
        self,
        secret: str,
        account: int,
        hear: Callable[[News], Awaitable[None]],
        now: Callable[[], float] = time.time,
    ) -> None:
        """Raises `ConfigurationError` on a secret that is short."""
        if len(secret) < SHORTEST_SECRET:
            raise ConfigurationError(f"CHATWOOT_SECRET: accepted: {SHORTEST_SECRET} characters or more")
        self._secret, self._account, self._hear, self._now = secret.encode(), account, hear, now

    def add_to(self, app: Sanic[Any, Any]) -> None:
        routes = Blueprint("chatwoot")
        routes.add_route(self.take_signed, PATH, methods=["POST"], name="chatwoot-signed")
        routes.add_route(self.take_addressed, f"{PATH}/<word:str>", methods=["POST"], name="chatwoot-addressed")
        app.blueprint(routes)

    async def take_signed(self, request: Request) -> HTTPResponse:
        """From a Chatwoot that signs: the secret is the agent bot's or the webhook's own."""
        if not self._is_signed(request):
            return problem(request, 401, "Not signed", f"{SIGNATURE} or {TIMESTAMP} is missing, old or wrong")
        return await self._take(request)

    async def take_addressed(self, request: Request, word: str) -> HTTPResponse:
        """From one that does not sign yet: the secret is the last part of the address."""
        if not hmac.compare_digest(unquote(word).encode("utf-8", "surrogateescape"), self._secret):
            return problem(request, 401, "Not known", "the last part of the address is not CHATWOOT_SECRET")
        return await self._take(request)

    async def _take(self, request: Request) -> HTTPResponse:
        news = read_news(request.body, self._account)
        if news is not None:
            await self._hear(news)
        return answer({"news": "ignored" if news is None else "taken"})

    def _is_signed(self, request: Request) -> bool:
        stamp = request.headers.get(TIMESTAMP, "")
        if not (stamp.isascii() and stamp.isdigit() and abs(self._now() - int(stamp)) <= _FRESH_SECONDS):
            return False
        wanted = hmac.new(self._secret, f"{stamp}.".encode() + request.body, hashlib.sha256).hexdigest()
        given = request.headers.get(SIGNATURE, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, f"sha256={wanted}".encode())
