"""Pictures and PDFs that the shop's people send, over HTTP: uploaded to a conversation, then named by an answer."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from sanic import Blueprint, HTTPResponse, Request

from bot.attachments.store import AttachmentStore, Sender
from bot.conversation.desk import Desk
from bot.conversation.model import SHOPPER
from bot.conversation.screening import holds_card_number
from bot.conversation.store import ConversationStore
from bot.errors import CardNumberRefused, ConversationNotFound, HandoffNotFound, HandoffTaken
from bot.people.model import Person, Role
from bot.web.answers import answer
from bot.web.limits import RateLimit
from bot.web.signed_in import SignedIn
from bot.web.uploads import kept_json, read_file

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)
_NAME: Final = "X-File-Name"
"""Percent-encoded UTF-8: headers hold no other letters."""
_PER_MINUTE: Final = 30


@dataclass(frozen=True)
class AttachmentRooms:
    """What the route calls."""

    desk: Desk
    conversations: ConversationStore
    attachments: AttachmentStore


class DeskAttachmentRoutes:
    """Only whoever may answer in a conversation uploads to it; shoppers see a file once an answer shows it."""

    def __init__(self, rooms: AttachmentRooms, signed_in: SignedIn) -> None:
        self._rooms, self._signed_in = rooms, signed_in
        self._limit = RateLimit("files of yours", _PER_MINUTE)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-attachments", url_prefix="/api/v1/desk/conversations")
        routes.add_route(self.attach, "/<conversation_id:str>/attachments", methods=["POST"], name="desk-attach")
        return routes

    async def attach(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Keeps a picture or PDF; the same one again is the same."""
        me = (await self._signed_in.session(request, *_ANSWERS)).person
        await self._check_is_theirs(conversation_id, me)
        self._limit.take(me.id)
        name = unquote(request.headers.get(_NAME, ""), errors="replace")
        if holds_card_number(name):
            raise CardNumberRefused("the file's name holds what looks like a payment card number; rename it first")
        sent = await read_file(request, self._rooms.attachments.largest_bytes)
        kept = await self._rooms.attachments.keep(conversation_id, sent, sender=Sender.AGENT, name=name)
        return answer(kept_json(kept), 201)

    # How Sanic is told not to read the body itself: a file may be larger than any other.
    attach.is_stream = True  # type: ignore[attr-defined]

    async def _check_is_theirs(self, conversation_id: str, me: Person) -> None:
        about = await self._rooms.conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        has = await self._rooms.desk.handoff_in(conversation_id)
        if has is None:
            raise HandoffNotFound(conversation_id)
        if has.agent not in (None, me.id):
            raise HandoffTaken(has.id, has.agent or "")
