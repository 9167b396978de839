"""Letters that could not be delivered, over HTTP: a warning in the conversation, a list for supervisors."""

from typing import Any, Final

from sanic import Blueprint, HTTPResponse, Request

from bot.people.model import Role
from bot.queueing.undelivered import GivenUp, Undelivered
from bot.web.answers import answer
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)


class LetterRoutes:
    """Whoever answers sees those of a conversation and has them tried again; supervisors see all."""

    def __init__(self, undelivered: Undelivered, signed_in: SignedIn) -> None:
        self._undelivered, self._signed_in = undelivered, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-letters", url_prefix="/api/v1/desk")
        own = "/conversations/<conversation_id:str>/letters"
        routes.add_route(self.all, "/letters", methods=["GET"], name="letters-all")
        routes.add_route(self.of, own, methods=["GET"], name="letters-of")
        routes.add_route(self.again, "/letters/<message_id:str>/again", methods=["POST"], name="letters-again")
        return routes

    async def all(self, request: Request) -> HTTPResponse:
        await self._signed_in.session(request, Role.SUPERVISOR)
        return answer({"letters": [_letter(one) for one in await self._undelivered.list()]})

    async def of(self, request: Request, conversation_id: str) -> HTTPResponse:
        await self._signed_in.session(request, *_ANSWERS)
        return answer({"letters": [_letter(one) for one in await self._undelivered.list(conversation_id)]})

    async def again(self, request: Request, message_id: str) -> HTTPResponse:
        """Told twice, it is tried again once."""
        session = await self._signed_in.session(request, *_ANSWERS)
        await self._undelivered.try_again(message_id, session.person.id)
        return answer({})


def _letter(one: GivenUp) -> dict[str, Any]:
    return {
        "message_id": one.message_id,
        "conversation_id": one.conversation_id,
        "to": one.to,
        "at": one.at.isoformat(),
        "tries": one.tries,
        "given_up_at": one.given_up_at.isoformat(),
        "error": one.error,
    }
