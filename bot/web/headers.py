"""What browsers are told they may do with our answers."""

from collections.abc import Sequence
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic
from sanic.response import BaseHTTPResponse

_ALLOWED_HEADERS: Final = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"
_ALLOWED_METHODS: Final = "GET, POST"
_DAY: Final = "86400"
API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Content-Security-Policy": API_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
}


def panel_policy(origins: Sequence[str]) -> str:
    """Our own scripts and styles only; pictures also from the shop; framed by the shop alone."""
    return _page_policy(" ".join(origins), " ".join(origins) or "'none'")


def desk_policy(origins: Sequence[str]) -> str:
    """Our own scripts and styles only; pictures also from the shop; framed by nobody."""
    return _page_policy(" ".join(origins), "'none'")


def _page_policy(pictures: str, framers: str) -> str:
    sources = f"'self' data: blob: https: {pictures}".rstrip()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        f"img-src {sources}; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors {framers}"
    )


class BrowserRules:
    """Security headers on every answer, and CORS for the shop's origins alone."""

    def __init__(self, origins: Sequence[str], *, https: bool) -> None:
        self._origins, self._https = frozenset(origins), https

    def apply_to(self, app: Sanic[Any, Any]) -> None:
        """To be called when the app has its routes: those of the interface answer preflights from now on."""
        app.register_middleware(self._add, "response")
        paths = sorted({f"/{route.path}" for route in app.router.routes if route.path.startswith("api/")})
        for number, path in enumerate(paths):
            app.add_route(self.preflight, path, methods=["OPTIONS"], name=f"preflight-{number}")

    async def preflight(self, request: Request, **_: str) -> HTTPResponse:
        """Says what a page of the shop may send; to any other page it says nothing."""
        headers = {"Vary": "Origin"}
        if request.headers.get("origin") in self._origins:
            headers["Access-Control-Allow-Methods"] = _ALLOWED_METHODS
            headers["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
            headers["Access-Control-Max-Age"] = _DAY
        return HTTPResponse(status=204, headers=headers)

    async def _add(self, request: Request, response: BaseHTTPResponse) -> None:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if self._https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.path.startswith("/api/"):
            self._allow_origin(request, response)

    def _allow_origin(self, request: Request, response: BaseHTTPResponse) -> None:
        response.headers["Vary"] = "Origin"
        origin = request.headers.get("origin")
        if origin in self._origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
