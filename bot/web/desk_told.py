"""What a shopper told beside the talk, of themselves and of how it went, as the desk sees it."""

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.feedback import Feedback
from bot.conversation.introduction import Introductions
from bot.conversation.model import SHOPPER
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound
from bot.people.model import Role
from bot.web.answers import answer
from bot.web.signed_in import SignedIn


class DeskToldRoutes:
    """Shows it to the people who answer; nobody of the shop gives or changes any of it."""

    def __init__(
        self,
        introductions: Introductions,
        feedback: Feedback,
        conversations: ConversationStore,
        signed_in: SignedIn,
    ) -> None:
        self._introductions, self._feedback = introductions, feedback
        self._conversations, self._signed_in = conversations, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-told", url_prefix="/api/v1/desk/conversations/<conversation_id:str>")
        routes.add_route(self.introduction, "/introduction", methods=["GET"], name="introduction")
        routes.add_route(self.feedback, "/feedback", methods=["GET"], name="feedback")
        return routes

    async def introduction(self, request: Request, conversation_id: str) -> HTTPResponse:
        """What was said before the talk; nobody has looked whether it is so."""
        said = await self._introductions.of(await self._of_a_shopper(request, conversation_id))
        return answer({"introduction": None if said is None else vars(said)})

    async def feedback(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Thumbs by message, and a rating for each time a person helped."""
        asked = await self._of_a_shopper(request, conversation_id)
        thumbs = (await self._feedback.given(asked)).thumbs
        ratings = [
            {
                "handoff_id": rated.handoff_id,
                "ended_at": rated.ended_at.isoformat(),
                "score": rated.rating.score,
                "comment": rated.rating.comment,
            }
            for rated in await self._feedback.rated(asked)
        ]
        return answer({"thumbs": dict(thumbs), "ratings": ratings})

    async def _of_a_shopper(self, request: Request, conversation_id: str) -> str:
        """The id, once it is known who asks and that it is a shopper's conversation. Raises `ConversationNotFound`."""
        await self._signed_in.session(request, Role.AGENT, Role.SUPERVISOR)
        about = await self._conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        return about.id
