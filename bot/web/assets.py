"""The built faces: the loader's script, the pages of panel and desk, assets named by their content's hash."""

import gzip
import hashlib
import html
import json
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound

from bot.errors import ConfigurationError
from bot.web.headers import desk_policy, panel_policy

STATIC: Final = Path(__file__).parent / "static"
_ORIGINS_META: Final = '<meta name="shoptalk-origins" content="" />'
_ZONE_META: Final = '<meta name="shoptalk-zone" content="" />'
_LOOK_META: Final = '<meta name="shoptalk-look" content="" />'
_LOOK_MARK: Final = re.compile(rb"""(["'`])__SHOPTALK_LOOK__\1""")
"""Where the built loader takes the look from."""
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

    def __init__(
        self, origins: Sequence[str], folder: Path = STATIC, look: Mapping[str, str] | None = None, zone: str = ""
    ) -> None:
        """`look` is how the shop wants the widget, `zone` (IANA) where its days are; else days are the browser's.

        Raises `ConfigurationError` when the faces were not built.
        """
        try:
            script = folder / "widget.js"
            self._widget = Asset.of(script, _script_with_look(script.read_bytes(), look or {}), _FOR_MINUTES)
            page = folder / "panel" / "index.html"
            named = {_ORIGINS_META: " ".join(origins), _ZONE_META: zone}
            panel = _filled(page, {**named, _LOOK_META: _json(look or {})})
            self._panel = Asset.of(page, panel, _ASK_EACH_TIME)
            desk = folder / "desk" / "index.html"
            self._desk = Asset.of(desk, _filled(desk, named), _ASK_EACH_TIME)
        except OSError as error:
            raise ConfigurationError(f"the widget is not built ({error}); `make frontend` builds it") from error
        files = [path for path in (folder / "assets").rglob("*") if path.is_file()]
        self._assets = {
            path.relative_to(folder / "assets").as_posix(): Asset.of(path, path.read_bytes(), _FOR_EVER)
            for path in files
        }
        self._panel_policy, self._desk_policy = panel_policy(origins), desk_policy(origins)

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
        return self._desk.answer(request, {"Content-Security-Policy": self._desk_policy})

    async def asset(self, request: Request, name: str) -> HTTPResponse:
        if name not in self._assets:
            raise NotFound(f"no asset {name!r}")
        return self._assets[name].answer(request)


def _filled(path: Path, contents: Mapping[str, str]) -> bytes:
    """A page with what its build cannot know: the shop's origins and days, and the look where no page tells it."""
    page = path.read_text("utf-8")
    for meta, content in contents.items():
        if meta not in page:
            raise ConfigurationError(f"the page {path} lacks {meta}; `make frontend` builds it anew")
        page = page.replace(meta, meta.replace('content=""', f'content="{html.escape(content, quote=True)}"'))
    return page.encode()


def _script_with_look(script: bytes, look: Mapping[str, str]) -> bytes:
    filled, marks = _LOOK_MARK.subn(lambda _: _json(look).encode(), script)
    if marks != 1:
        raise ConfigurationError("widget.js has no place for the look; `make frontend` builds it anew")
    return filled


def _json(look: Mapping[str, str]) -> str:
    return json.dumps(look, sort_keys=True)
