"""A conversation to take away, as a file or by mail (version 1)."""

from datetime import UTC, datetime
from typing import Final

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.transcript import Transcript, Transcripts
from bot.errors import InvalidInput
from bot.language import Language
from bot.web.address import ClientAddress
from bot.web.admission import Admission
from bot.web.limits import RateLimit
from bot.web.payloads import TranscriptLetter, parse
from bot.web.storefront.markup import Html, element, page

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
# The file lies on the shopper's own disk: it fetches nothing and runs nothing.
_STYLE: Final = Html(
    "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1d1b18;"
    "background:#fff}li{list-style:none;margin:0 0 1rem}ol{padding:0}p{margin:0;white-space:pre-wrap;"
    "overflow-wrap:anywhere}h1{font-size:1.25rem}.at{color:#57534e;font-size:.875rem}</style>"
)


class TranscriptRoutes:
    """Gives the shopper's own conversation away, to the shopper alone."""

    def __init__(
        self, transcripts: Transcripts, admission: Admission, addresses: ClientAddress, per_minute: int
    ) -> None:
        self._transcripts, self._admission, self._addresses = transcripts, admission, addresses
        self._asked = RateLimit("transcripts of this conversation", per_minute)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("transcript", url_prefix="/api/v1/conversations/<conversation_id:str>/transcript")
        routes.add_route(self.download, "", methods=["GET"], name="download")
        routes.add_route(self.mail, "/mail", methods=["POST"], name="mail")
        return routes

    async def download(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._admission.admit(request, conversation_id)
        self._asked.take(conversation_id)
        form, language = _of(request, "format", ("text", "html")), _language(request)
        transcript = await self._transcripts.of(conversation_id, language, request.args.get("zone") or "UTC")
        is_html = form == "html"
        name = f"conversation-{datetime.now(UTC):%Y-%m-%d}.{'html' if is_html else 'txt'}"
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
        body = as_html(transcript) if is_html else transcript.as_text()
        kind = "text/html" if is_html else "text/plain"
        return HTTPResponse(body, 200, headers, f"{kind}; charset=utf-8")

    async def mail(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._admission.admit(request, conversation_id)
        self._asked.take(conversation_id)
        wish = parse(TranscriptLetter, request)
        address = self._addresses.of(request)
        await self._transcripts.mail(conversation_id, wish.email, wish.language, wish.zone, address)
        return HTTPResponse(status=204)


def as_html(transcript: Transcript) -> str:
    """A page that stands by itself; whatever was said is text in it."""
    said = [
        element(
            "li",
            element("p", element("strong", line.author), " ", element("span", line.at, class_="at")),
            element("p", "\n".join(line.words)),
        )
        for line in transcript.lines
    ]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width"),
        element("title", transcript.title),
        _STYLE,
    )
    told = [element("p", words, class_="at") for words in transcript.head]
    body = element("body", element("main", element("h1", transcript.title), told, element("ol", said)))
    return page(element("html", head, body, lang="zh-CN" if transcript.language == "zh" else "en"))


def _language(request: Request) -> Language:
    return "zh" if _of(request, "language", ("en", "zh")) == "zh" else "en"


def _of(request: Request, name: str, accepted: tuple[str, ...]) -> str:
    """A query parameter with a few values, the first of which is meant when it is absent."""
    value = request.args.get(name) or accepted[0]
    if value not in accepted:
        raise InvalidInput(f"{name}: accepted are {' and '.join(accepted)}")
    return str(value)
