"""The built faces: the loader's script, the pages of panel and desk, assets named by their content's hash."""

import gzip
import hashlib
import html
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound

from bot.errors import ConfigurationError
from bot.web.headers import desk_policy, panel_policy

STATIC: Final = Path(__file__).parent / "static"
_ORIGINS_META: Final = '<meta name="shoptalk-origins" content="" />'
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_MINUTES: Final = "public, max-age=300"
_ASK_EACH_TIME: Final = "no-cache"
_WORTH_PACKING: Final = {".js", ".css", ".html", ".svg", ".json"}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent, packed beforehand."""

    body: bytes
    packed: bytes | None
    content_type: str
    cache: str
    tag: str

    @classmethod
    def of(cls, path: Path, body: bytes, cache: str) -> "Asset":
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        content_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        packed = gzip.compress(body, 9, mtime=0) if path.suffix in _WORTH_PACKING else None
        return cls(body, packed, content_type, cache, f'"{hashlib.sha256(body).hexdigest()[:32]}"')

    def answer(self, request: Request, headers: dict[str, str] | None = None) -> HTTPResponse:
        sent = {"Cache-Control": self.cache, "ETag": self.tag, "Vary": "Accept-Encoding", **(headers or {})}
        if self.tag in request.headers.get("if-none-match", ""):
            return HTTPResponse(status=304, headers=sent)
        if self.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return HTTPResponse(self.packed, 200, {**sent, "Content-Encoding": "gzip"}, self.content_type)
        return HTTPResponse(self.body, 200, sent, self.content_type)


class Assets:
    """Everything is read once, so that no request reaches for a path of its own making."""

    def __init__(self, origins: Sequence[str], folder: Path = STATIC) -> None:
        """Raises `ConfigurationError` when the faces were not built."""
        try:
            self._widget = Asset.of(folder / "widget.js", (folder / "widget.js").read_bytes(), _FOR_MINUTES)
            page = folder / "panel" / "index.html"
            self._panel = Asset.of(page, _with_origins(page.read_text("utf-8"), origins), _ASK_EACH_TIME)
            desk = folder / "desk" / "index.html"
            self._desk = Asset.of(desk, desk.read_bytes(), _ASK_EACH_TIME)
        except OSError as error:
            raise ConfigurationError(f"the widget is not built ({error}); `make frontend` builds it") from error
        files = [path for path in (folder / "assets").rglob("*") if path.is_file()]
        self._assets = {
            path.relative_to(folder / "assets").as_posix(): Asset.of(path, path.read_bytes(), _FOR_EVER)
            for path in files
        }
        self._panel_policy = panel_policy(origins)

    def add_routes(self, app: Sanic[Any, Any]) -> None:
        methods = ["GET", "HEAD"]
        app.add_route(self.widget, "/widget.js", methods=methods, name="widget")
        app.add_route(self.panel, "/panel", methods=methods, name="panel")
        app.add_route(self.desk, "/desk", methods=methods, name="desk-page")
        app.add_route(self.asset, "/assets/<name:path>", methods=methods, name="asset")

    async def widget(self, request: Request) -> HTTPResponse:
        # Shops load it from their own pages.
        return self._widget.answer(request, {"Cross-Origin-Resource-Policy": "cross-origin"})

    async def panel(self, request: Request) -> HTTPResponse:
        # A shop's page that isolates itself may frame only what says so.
        return self._panel.answer(
            request,
            {"Content-Security-Policy": self._panel_policy, "Cross-Origin-Resource-Policy": "cross-origin"},
        )

    async def desk(self, request: Request) -> HTTPResponse:
        # Nobody frames it: a click meant for another page must not approve a refund.
        return self._desk.answer(request, {"Content-Security-Policy": desk_policy()})

    async def asset(self, request: Request, name: str) -> HTTPResponse:
        if name not in self._assets:
            raise NotFound(f"no asset {name!r}")
        return self._assets[name].answer(request)


def _with_origins(page: str, origins: Sequence[str]) -> bytes:
    if _ORIGINS_META not in page:
        raise ConfigurationError(f"the panel's page lacks {_ORIGINS_META}; `make frontend` builds it anew")
    filled = _ORIGINS_META.replace('content=""', f'content="{html.escape(" ".join(origins), quote=True)}"')
    return page.replace(_ORIGINS_META, filled).encode()
