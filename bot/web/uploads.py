"""A file that comes as the body of a request, and goes out as the body of an answer."""

from typing import Final
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.http import Http

from bot.attachments.store import Attachment, AttachmentStore
from bot.errors import FileTooLarge

_PATIENCE: Final = 5
"""How many times the largest file is read before the line is cut."""
_NOT_SHOWN: Final = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


async def read_file(request: Request, largest: int) -> bytes:
    """The whole body; raises `FileTooLarge`.

    What is too large is read to its end and thrown away, since a browser shows no answer that comes before it.
    """
    assert isinstance(request.stream, Http)
    body, length = bytearray(), 0
    while (piece := await request.stream.read()) is not None and length <= _PATIENCE * largest:
        length += len(piece)
        if length <= largest:
            body += piece
    if length > largest:
        raise FileTooLarge(None, largest)
    return bytes(body)


async def send_file(attachments: AttachmentStore, conversation_id: str, attachment_id: str) -> HTTPResponse:
    """A file's bytes, for those who may read the conversation; raises `AttachmentNotFound`.

    A picture of ours may be shown; a document is for saving alone, and could run nothing were it shown all the same.
    """
    (kept,) = await attachments.find(conversation_id, [attachment_id])
    headers = {"Cache-Control": "private, no-store", **_disposition(kept)}
    return HTTPResponse(await attachments.body(kept), 200, headers, kept.media_type)


def _disposition(kept: Attachment) -> dict[str, str]:
    if kept.is_picture:
        return {"Content-Disposition": "inline"}
    plain = (kept.name or "").encode("ascii", "replace").decode().replace("?", "_")
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(kept.name or '', safe='')}"
    return {"Content-Disposition": named, "Content-Security-Policy": _NOT_SHOWN}


def kept_json(kept: Attachment) -> dict[str, object]:
    """What an upload is answered with."""
    shown = (
        {"width": kept.width, "height": kept.height} if kept.is_picture else {"name": kept.name, "bytes": kept.bytes}
    )
    return {"attachment_id": kept.id, "media_type": kept.media_type, **shown}
