"""Answers that are of one caller alone, and that nobody on the way may keep."""

from collections.abc import Mapping
from typing import Any

from sanic import HTTPResponse
from sanic import json as as_json

from bot.attachments.store import AttachmentStore


def answer(body: Mapping[str, Any], status: int = 200) -> HTTPResponse:
    return as_json(body, status, {"Cache-Control": "no-store"})


async def picture(attachments: AttachmentStore, conversation_id: str, attachment_id: str) -> HTTPResponse:
    """A picture's bytes, for those who may read the conversation; raises `AttachmentNotFound`."""
    (kept,) = await attachments.find(conversation_id, [attachment_id])
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    return HTTPResponse(await attachments.body(kept), 200, headers, kept.media_type)
