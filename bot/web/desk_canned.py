"""Ready-made replies at the desk, over HTTP: everybody there uses them, supervisors keep them."""

from typing import Annotated, Any, Final

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.assist.canned import VARIABLES, CannedReplies, CannedReply
from bot.assist.variables import Variables
from bot.conversation.model import SHOPPER
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound
from bot.people.model import Person, Role
from bot.web.answers import answer
from bot.web.payloads import Payload, parse
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)
_LONGEST_NAME: Final = 90


class Reply(Payload):
    """A reply to be kept; texts hold variables such as {customer}."""

    shortcut: Annotated[str, Field(min_length=1, max_length=33)]
    en: Annotated[str, Field(max_length=2000)] = ""
    zh: Annotated[str, Field(max_length=2000)] = ""


class CannedRoutes:
    """The shop's replies, and what fills them in one conversation."""

    def __init__(
        self, replies: CannedReplies, variables: Variables, conversations: ConversationStore, signed_in: SignedIn
    ) -> None:
        self._replies, self._variables = replies, variables
        self._conversations, self._signed_in = conversations, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-canned", url_prefix="/api/v1/desk")
        for path, handler, method in (
            ("/canned", self.list, "GET"),
            ("/canned", self.add, "POST"),
            ("/canned/<reply_id:str>", self.change, "POST"),
            ("/canned/<reply_id:str>/remove", self.remove, "POST"),
            ("/conversations/<conversation_id:str>/variables", self.variables, "GET"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"canned-{handler.__name__}")
        return routes

    async def list(self, request: Request) -> HTTPResponse:
        await self._person(request, *_ANSWERS)
        kept = [_reply(one) for one in await self._replies.list()]
        return answer({"replies": kept, "variables": list(VARIABLES)})

    async def add(self, request: Request) -> HTTPResponse:
        me = await self._person(request, Role.SUPERVISOR)
        given = parse(Reply, request)
        kept = await self._replies.add(given.shortcut, given.en, given.zh, me.login[:_LONGEST_NAME])
        return answer({"reply": _reply(kept)}, 201)

    async def change(self, request: Request, reply_id: str) -> HTTPResponse:
        me = await self._person(request, Role.SUPERVISOR)
        given = parse(Reply, request)
        kept = await self._replies.change(reply_id, given.shortcut, given.en, given.zh, me.login[:_LONGEST_NAME])
        return answer({"reply": _reply(kept)})

    async def remove(self, request: Request, reply_id: str) -> HTTPResponse:
        me = await self._person(request, Role.SUPERVISOR)
        await self._replies.remove(reply_id, me.login[:_LONGEST_NAME])
        return answer({})

    async def variables(self, request: Request, conversation_id: str) -> HTTPResponse:
        """What the variables stand for, in the shopper's language, for `?order=` or the only one; else absent."""
        me = await self._person(request, *_ANSWERS)
        about = await self._conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        filled = await self._variables.of(about, me.name, request.args.get("order"))
        body = {"values": dict(filled.values), "orders": list(filled.orders), "order": filled.order}
        return answer({**body, "language": about.language})

    async def _person(self, request: Request, *roles: Role) -> Person:
        return (await self._signed_in.session(request, *roles)).person


def _reply(kept: CannedReply) -> dict[str, Any]:
    return {"id": kept.id, "shortcut": kept.shortcut, "en": kept.en, "zh": kept.zh}
