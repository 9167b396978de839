"""Signs of life at the desk: who looks at a conversation and writes in it, and how far its agent has seen."""

from typing import Final, Literal

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.announcing import announce
from bot.conversation.bus import DESK, MessageBus
from bot.conversation.desk import Desk
from bot.conversation.model import Author, Event, EventType
from bot.conversation.signs import Signs
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound, HandoffNotFound, HandoffTaken
from bot.people.model import Person, Role
from bot.web.answers import answer
from bot.web.limits import RateLimit
from bot.web.payloads import Payload, SeenMessage, parse
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)
_PER_MINUTE: Final = 120


class Here(Payload):
    """What somebody does in a conversation; a page that is open tells again every 15 seconds."""

    state: Literal["viewing", "writing", "left"]


class DeskSignRoutes:
    """Colleagues hear of each other; the shopper hears of the one who has the conversation, and only of typing."""

    def __init__(
        self, signs: Signs, bus: MessageBus, desk: Desk, conversations: ConversationStore, signed_in: SignedIn
    ) -> None:
        self._signs, self._bus, self._desk, self._conversations = signs, bus, desk, conversations
        self._signed_in = signed_in
        self._told = RateLimit("signs of one person", _PER_MINUTE)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-signs", url_prefix="/api/v1/desk/conversations/<conversation_id:str>")
        routes.add_route(self.here, "/here", methods=["POST"], name="desk-here")
        routes.add_route(self.see, "/seen", methods=["POST"], name="desk-see")
        routes.add_route(self.seen, "/seen", methods=["GET"], name="desk-seen")
        return routes

    async def here(self, request: Request, conversation_id: str) -> HTTPResponse:
        me = await self._person(request, conversation_id)
        state = parse(Here, request).state
        who = {"login": me.login, "name": me.name}
        told = Event(DESK, EventType.DESK_PRESENCE, {"conversation_id": conversation_id, "person": who, "state": state})
        await announce(self._bus, [told])
        if await self._agent(conversation_id) == me.id:
            await self._signs.typing(conversation_id, Author.AGENT, state == "writing")
        return HTTPResponse(status=204)

    async def see(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Of the one who has the conversation: what a colleague has read, the shopper was not heard with."""
        me = await self._person(request, conversation_id)
        handoff = await self._desk.handoff(conversation_id)
        if handoff.agent != me.id:
            raise HandoffTaken(handoff.id, handoff.agent or "")
        await self._signs.see(conversation_id, Author.AGENT, parse(SeenMessage, request).message_id)
        return HTTPResponse(status=204)

    async def seen(self, request: Request, conversation_id: str) -> HTTPResponse:
        await self._person(request, conversation_id)
        return answer(vars(await self._signs.seen(conversation_id)))

    async def _agent(self, conversation_id: str) -> str | None:
        try:
            return (await self._desk.handoff(conversation_id)).agent
        except HandoffNotFound:
            return None

    async def _person(self, request: Request, conversation_id: str) -> Person:
        person = (await self._signed_in.session(request, *_ANSWERS)).person
        if request.method == "POST":
            self._told.take(person.id)
        if (await self._conversations.conversation(conversation_id)).audience != "shopper":
            raise ConversationNotFound(conversation_id)
        return person
