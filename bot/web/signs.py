"""The shopper's signs of life: that they write, and how far they have seen (version 1)."""

from typing import Final

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.model import Author
from bot.conversation.signs import Signs
from bot.web.admission import Admission
from bot.web.answers import answer
from bot.web.limits import RateLimit
from bot.web.payloads import SeenMessage, Typing, parse

_PER_MINUTE: Final = 60
"""A widget tells of typing every third second at the most."""


class SignRoutes:
    """In the shopper's own conversation alone."""

    def __init__(self, signs: Signs, admission: Admission) -> None:
        self._signs, self._admission = signs, admission
        self._told = RateLimit("signs in this conversation", _PER_MINUTE)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("signs", url_prefix="/api/v1/conversations/<conversation_id:str>")
        routes.add_route(self.typing, "/typing", methods=["POST"], name="typing")
        routes.add_route(self.see, "/seen", methods=["POST"], name="see")
        routes.add_route(self.seen, "/seen", methods=["GET"], name="seen")
        return routes

    async def typing(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._take(request, conversation_id)
        await self._signs.typing(conversation_id, Author.SHOPPER, parse(Typing, request).active)
        return HTTPResponse(status=204)

    async def see(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._take(request, conversation_id)
        await self._signs.see(conversation_id, Author.SHOPPER, parse(SeenMessage, request).message_id)
        return HTTPResponse(status=204)

    async def seen(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._admission.admit(request, conversation_id)
        return answer(vars(await self._signs.seen(conversation_id)))

    def _take(self, request: Request, conversation_id: str) -> None:
        self._admission.admit(request, conversation_id)
        self._told.take(conversation_id)
