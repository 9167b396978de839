"""How the service is: alive, ready, and in figures."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from sanic import HTTPResponse, Request, Sanic
from sanic import json as as_json
from sanic.response import BaseHTTPResponse

from bot.errors import ShoptalkError

Check = Callable[[], Awaitable[None]]
"""Raises a `ShoptalkError` when its part does not answer."""

_CHECK_SECONDS: Final = 3.0
_FRESH_SECONDS: Final = 1.0
_TURN_BUCKETS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40)


class Readiness:
    """Asks every part whether it is well, at most once a second however often it is asked."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._asides: dict[str, Callable[[], str]] = {}
        self._lock = asyncio.Lock()
        self._found: dict[str, str] = {}
        self._at = float("-inf")

    def tell_beside(self, name: str, state: Callable[[], str]) -> None:
        """Has something told with the parts that keeps nobody from being served."""
        self._asides[name] = state

    async def told(self) -> Mapping[str, str]:
        """The parts, and what is told beside them."""
        return {**await self.parts(), **{name: state() for name, state in self._asides.items()}}

    async def parts(self) -> Mapping[str, str]:
        """Each part's name -> "ok", or what is wrong with it."""
        async with self._lock:
            if time.monotonic() - self._at > _FRESH_SECONDS:
                found = await asyncio.gather(*map(_result, self._checks.values()))
                self._found, self._at = dict(zip(self._checks, found, strict=True)), time.monotonic()
        return self._found

    async def is_ready(self) -> bool:
        return all(result == "ok" for result in (await self.parts()).values())


async def _result(check: Check) -> str:
    try:
        await asyncio.wait_for(check(), _CHECK_SECONDS)
    except TimeoutError:
        return f"no answer within {_CHECK_SECONDS:g} s"
    except ShoptalkError as error:
        return f"{type(error).__name__}: {error}"
    return "ok"


class Metrics:
    """Figures for Prometheus; a registry of its own, so that two services in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "shoptalk_http_requests_total", "Answers sent", ["route", "method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "shoptalk_http_request_seconds", "Time to the head of the answer", ["route"], registry=self.registry
        )
        self._turns = Histogram(
            "shoptalk_turn_seconds",
            "Time from a message's turn to its reply",
            ["outcome"],
            buckets=_TURN_BUCKETS,
            registry=self.registry,
        )

    def watch(self, app: Sanic[Any, Any]) -> None:
        """Counts every answer of an app."""
        app.register_middleware(self._begin, "request")
        app.register_middleware(self._count, "response")

    def observe_turn(self, outcome: str, seconds: float) -> None:
        """A `bot.conversation.runner.Observer`."""
        self._turns.labels(outcome).observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    async def _begin(self, request: Request) -> None:
        request.ctx.began = time.perf_counter()

    async def _count(self, request: Request, response: BaseHTTPResponse) -> None:
        route = request.route.path if request.route is not None else "none"
        self._requests.labels(route, request.method, response.status).inc()
        if (began := getattr(request.ctx, "began", None)) is not None:
            self._seconds.labels(route).observe(time.perf_counter() - began)


def add_public_health(app: Sanic[Any, Any], readiness: Readiness) -> None:
    """`/healthz` and `/readyz`, which name nothing."""

    async def alive(request: Request) -> HTTPResponse:
        return as_json({"status": "alive"}, headers={"Cache-Control": "no-store"})

    async def ready(request: Request) -> HTTPResponse:
        return _readiness(await readiness.is_ready())

    app.add_route(alive, "/healthz", methods=["GET", "HEAD"], name="healthz")
    app.add_route(ready, "/readyz", methods=["GET", "HEAD"], name="readyz")


def add_private_health(app: Sanic[Any, Any], readiness: Readiness, metrics: Metrics) -> None:
    """`/readyz?verbose` and `/metrics`, for the loopback listener alone."""

    async def ready(request: Request) -> HTTPResponse:
        verbose = "verbose" in request.get_args(keep_blank_values=True) and request.args.get("verbose") != "false"
        return _readiness(await readiness.is_ready(), await readiness.told() if verbose else None)

    async def figures(request: Request) -> HTTPResponse:
        return HTTPResponse(metrics.text(), content_type=CONTENT_TYPE_LATEST)

    app.add_route(ready, "/readyz", methods=["GET"], name="readyz")
    app.add_route(figures, "/metrics", methods=["GET"], name="metrics")


def _readiness(is_ready: bool, parts: Mapping[str, str] | None = None) -> HTTPResponse:
    body: dict[str, Any] = {"status": "ready" if is_ready else "not ready"}
    if parts is not None:
        body["parts"] = dict(parts)
    return as_json(body, 200 if is_ready else 503, {"Cache-Control": "no-store"})
