"""What the shopper of a conversation said of themselves before it, as the desk sees it."""

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.introduction import Introductions
from bot.conversation.model import SHOPPER
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound
from bot.people.model import Role
from bot.web.answers import answer
from bot.web.signed_in import SignedIn


class DeskIntroductionRoutes:
    """Shows it to the people who answer."""

    def __init__(self, introductions: Introductions, conversations: ConversationStore, signed_in: SignedIn) -> None:
        self._introductions, self._conversations, self._signed_in = introductions, conversations, signed_in

    def blueprint(self) -> Blueprint:
        url = "/api/v1/desk/conversations/<conversation_id:str>/introduction"
        routes = Blueprint("desk-introduction", url_prefix=url)
        routes.add_route(self.seen, "", methods=["GET"], name="seen")
        return routes

    async def seen(self, request: Request, conversation_id: str) -> HTTPResponse:
        await self._signed_in.session(request, Role.AGENT, Role.SUPERVISOR)
        about = await self._conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        said = await self._introductions.of(about.id)
        return answer({"introduction": None if said is None else vars(said)})
