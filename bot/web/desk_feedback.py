"""What the shopper of a conversation thought of it, as the desk sees it."""

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.feedback import Feedback
from bot.conversation.model import SHOPPER
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound
from bot.people.model import Role
from bot.web.answers import answer
from bot.web.signed_in import SignedIn


class DeskFeedbackRoutes:
    """Shows marks to the people who answer; nobody of the shop gives or changes one."""

    def __init__(self, feedback: Feedback, conversations: ConversationStore, signed_in: SignedIn) -> None:
        self._feedback, self._conversations, self._signed_in = feedback, conversations, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-feedback", url_prefix="/api/v1/desk/conversations/<conversation_id:str>/feedback")
        routes.add_route(self.seen, "", methods=["GET"], name="seen")
        return routes

    async def seen(self, request: Request, conversation_id: str) -> HTTPResponse:
        await self._signed_in.session(request, Role.AGENT, Role.SUPERVISOR)
        about = await self._conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        thumbs = (await self._feedback.given(about.id)).thumbs
        ratings = [
            {
                "handoff_id": rated.handoff_id,
                "ended_at": rated.ended_at.isoformat(),
                "score": rated.rating.score,
                "comment": rated.rating.comment,
            }
            for rated in await self._feedback.rated(about.id)
        ]
        return answer({"thumbs": dict(thumbs), "ratings": ratings})
