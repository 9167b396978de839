"""Where the shop's own system tells that something has changed: its webhooks, signed with a secret that both know."""

import base64
import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic import json as as_json
from sanic.http import Http

from bot.errors import ConfigurationError
from bot.web.errors import problem

PATH: Final = "/api/v1/shop/news"
LARGEST_BYTES: Final = 1_000_000
"""An order of many lines with all that belongs to it."""
SHORTEST_SECRET: Final = 16
_PATIENCE: Final = 5
"""How many times that is read before the line is cut."""
_REMEMBERED: Final = 10_000
_LONGEST_ID: Final = 128
# WooCommerce asks once, unsigned, whether anybody is there when a webhook is saved.
_PING: Final = re.compile(rb"webhook_id=\d{1,20}")


@dataclass(frozen=True)
class Letterhead:
    """The headers in which a system says who sends, what about, and which delivery it is."""

    signature: str
    """Base64 of the HMAC-SHA256 over the raw body."""
    topic: str
    delivery: str
    pings: bool = False


_OURS: Final = Letterhead("x-shoptalk-signature", "x-shoptalk-topic", "x-shoptalk-delivery")
_THEIRS: Final[Mapping[str, Letterhead]] = {
    "shopify": Letterhead("x-shopify-hmac-sha256", "x-shopify-topic", "x-shopify-webhook-id"),
    "woocommerce": Letterhead("x-wc-webhook-signature", "x-wc-webhook-topic", "x-wc-webhook-delivery-id", pings=True),
}


def letterhead_of(system: str) -> Letterhead:
    """A system that has no headers of its own is told ours (docs/backends.md)."""
    return _THEIRS.get(system, _OURS)


class ShopNews:
    """Takes what is signed, each delivery once, and answers before anything is read anew.

    Nothing of a body is believed but that something changed: what is told afterwards is read from the shop itself. So a
    delivery that is replayed under another id, which no system signs, costs one reading and changes nothing.
    """

    def __init__(self, system: str, secret: str, hear: Callable[[str], bool]) -> None:
        """`hear` takes a topic and says whether it knows it. Raises `ConfigurationError` on a secret that is short."""
        if len(secret) < SHORTEST_SECRET:
            raise ConfigurationError(f"COMMERCE_WEBHOOK_SECRET: accepted: {SHORTEST_SECRET} characters or more")
        self._head, self._secret, self._hear = letterhead_of(system), secret.encode(), hear
        self._seen: OrderedDict[str, None] = OrderedDict()

    @property
    def letterhead(self) -> Letterhead:
        """The headers that it reads."""
        return self._head

    def add_to(self, app: Sanic[Any, Any]) -> None:
        routes = Blueprint("news")
        routes.add_route(self.take, PATH, methods=["POST"], name="news")
        app.blueprint(routes)

    async def take(self, request: Request) -> HTTPResponse:
        body = await _read(request)
        if body is None:
            return problem(request, 413, "Too large", f"accepted: {LARGEST_BYTES:,} bytes")
        if self._head.pings and _PING.fullmatch(body):
            return _taken("ping")
        if not self._is_signed(request, body):
            return problem(request, 401, "Not signed", f"{self._head.signature} is missing or wrong")
        if not self._is_new(request.headers.get(self._head.delivery, "")[:_LONGEST_ID]):
            return _taken("known")
        topic = request.headers.get(self._head.topic, "")[:_LONGEST_ID]
        return _taken("taken" if self._hear(topic) else "ignored")

    # How Sanic is told not to read the body itself: an order may be larger than a message.
    take.is_stream = True  # type: ignore[attr-defined]

    def _is_signed(self, request: Request, body: bytes) -> bool:
        wanted = base64.b64encode(hmac.digest(self._secret, body, hashlib.sha256))
        given = request.headers.get(self._head.signature, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, wanted)

    def _is_new(self, delivery: str) -> bool:
        """A delivery without an id is taken each time."""
        if not delivery:
            return True
        is_new = delivery not in self._seen
        self._seen[delivery] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return is_new


def _taken(how: str) -> HTTPResponse:
    return as_json({"news": how}, headers={"Cache-Control": "no-store"})


async def _read(request: Request) -> bytes | None:
    """The whole body; None when it is too large, of which no more is kept than is accepted."""
    assert isinstance(request.stream, Http)
    body, length = bytearray(), 0
    while (piece := await request.stream.read()) is not None and length <= _PATIENCE * LARGEST_BYTES:
        length += len(piece)
        if length <= LARGEST_BYTES:
            body += piece
    return bytes(body) if length <= LARGEST_BYTES else None
