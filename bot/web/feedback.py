"""The shopper's marks: thumbs on answers, and what a person's help was worth (version 1)."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.feedback import Asked, Feedback
from bot.web.admission import Admission
from bot.web.answers import answer
from bot.web.limits import RateLimit
from bot.web.payloads import NewRating, Thumb, parse


class FeedbackRoutes:
    """Takes marks in the shopper's own conversation, and tells which were given."""

    def __init__(self, feedback: Feedback, admission: Admission, per_minute: int) -> None:
        self._feedback, self._admission = feedback, admission
        self._given = RateLimit("marks in this conversation", per_minute)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("feedback", url_prefix="/api/v1/conversations/<conversation_id:str>")
        routes.add_route(self.given, "/feedback", methods=["GET"], name="given")
        routes.add_route(self.judge, "/messages/<message_id:str>/thumb", methods=["POST"], name="judge")
        routes.add_route(self.rate, "/rating", methods=["POST"], name="rate")
        return routes

    async def given(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._admission.admit(request, conversation_id)
        given = await self._feedback.given(conversation_id)
        return answer({"thumbs": dict(given.thumbs), "rating": None if given.asked is None else _asked(given.asked)})

    async def judge(self, request: Request, conversation_id: str, message_id: str) -> HTTPResponse:
        self._admission.admit(request, conversation_id)
        self._given.take(conversation_id)
        await self._feedback.judge(conversation_id, message_id, parse(Thumb, request).helpful)
        return HTTPResponse(status=204)

    async def rate(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._admission.admit(request, conversation_id)
        self._given.take(conversation_id)
        new = parse(NewRating, request)
        return answer(_asked(await self._feedback.rate(conversation_id, new.handoff_id, new.score, new.comment)))


def _asked(asked: Asked) -> dict[str, Any]:
    rating = asked.rating
    return {
        "handoff_id": asked.handoff_id,
        "ended_at": asked.ended_at.isoformat(),
        "open": asked.is_open,
        "state": "asked" if rating is None else "declined" if rating.score is None else "given",
        "score": None if rating is None else rating.score,
        "comment": "" if rating is None else rating.comment,
    }
