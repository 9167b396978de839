"""Ready-made replies as a file, over HTTP: written out, shown before they are brought in, and then kept."""

from typing import Any, Final

from sanic import Blueprint, HTTPResponse, Request
from sanic.http import Http

from bot.assist.canned import CannedReplies, CannedReply, Plan
from bot.assist.canned_files import FileFormat, read, written
from bot.errors import InvalidInput
from bot.people.model import Role
from bot.web.answers import answer
from bot.web.signed_in import SignedIn

_LONGEST_NAME: Final = 90
_LARGEST_FILE: Final = 1_000_000
_PATIENCE: Final = 10
"""How many times as much is read to its end, since a browser shows no answer that comes before it."""
_TYPES: Final = {FileFormat.JSON: "application/json", FileFormat.CSV: "text/csv; charset=utf-8"}


class CannedFileRoutes:
    """For those who keep the replies."""

    def __init__(self, replies: CannedReplies, signed_in: SignedIn) -> None:
        self._replies, self._signed_in = replies, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-canned-files", url_prefix="/api/v1/desk/canned-file")
        routes.add_route(self.write, "", methods=["GET"], name="canned-file-write")
        routes.add_route(self.take_in, "", methods=["POST"], name="canned-file-take-in")
        return routes

    async def write(self, request: Request) -> HTTPResponse:
        """All of them, in `?format=`."""
        me = (await self._signed_in.session(request, Role.SUPERVISOR)).person
        format_ = _format(request.args.get("format", "json"))
        text = written(await self._replies.export(format_.value, me.login[:_LONGEST_NAME]), format_)
        file = f'attachment; filename="shoptalk-replies.{format_.value}"'
        headers = {"Cache-Control": "no-store", "Content-Disposition": file}
        # Without its mark Excel takes UTF-8 for something else, and Chinese replies for noise.
        encoded = text.encode("utf-8-sig" if format_ is FileFormat.CSV else "utf-8")
        return HTTPResponse(encoded, 200, headers, _TYPES[format_])

    async def take_in(self, request: Request) -> HTTPResponse:
        """The body is the file, in `?format=`; with the `?plan=` under which it was shown it is kept, else shown."""
        me = (await self._signed_in.session(request, Role.SUPERVISOR)).person
        format_, plan = _format(request.args.get("format", "json")), request.args.get("plan")
        replies = read(await _text(request), format_)
        made = await self._replies.take_in(replies, me.login[:_LONGEST_NAME], plan)
        return answer({"plan": _plan(made), "kept": plan is not None})

    # How Sanic is told not to read the body itself: a file may be larger than a message.
    take_in.is_stream = True  # type: ignore[attr-defined]


async def _text(request: Request) -> str:
    assert isinstance(request.stream, Http)
    body, length = bytearray(), 0
    while (piece := await request.stream.read()) is not None and length <= _PATIENCE * _LARGEST_FILE:
        length += len(piece)
        if length <= _LARGEST_FILE:
            body += piece
    if length > _LARGEST_FILE:
        raise InvalidInput(f"the file is larger than the {_LARGEST_FILE:,} bytes that are accepted")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise InvalidInput(f"line {line}, text: it is not UTF-8; accepted is UTF-8 text") from error


def _format(name: str) -> FileFormat:
    try:
        return FileFormat(name)
    except ValueError:
        raise InvalidInput(f"format: accepted are {' and '.join(FileFormat)}") from None


def _plan(made: Plan) -> dict[str, Any]:
    return {
        "id": made.id,
        "added": [_reply(one) for one in made.added],
        "changed": [{"from": _reply(was), "to": _reply(one)} for was, one in made.changed],
        "same": made.same,
    }


def _reply(reply: CannedReply) -> dict[str, str]:
    return {"shortcut": reply.shortcut, "en": reply.en, "zh": reply.zh}
