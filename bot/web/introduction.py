"""What a shop asks before the talk (version 1): the questions, and what a shopper says to them."""

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.introduction import Questions
from bot.errors import IdentityRejected
from bot.web.address import ClientAddress
from bot.web.admission import Admission
from bot.web.answers import answer
from bot.web.limits import RateLimit
from bot.web.payloads import NewIntroduction, SuggestionWish, parse
from bot.web.shopper import Shopper


class IntroductionRoutes:
    """Asks as the shop wishes; what is said proves nothing."""

    def __init__(self, shopper: Shopper, admission: Admission, addresses: ClientAddress, per_minute: int) -> None:
        self._shopper, self._admission, self._addresses = shopper, admission, addresses
        self._asked = RateLimit("looks for what is asked first", per_minute)
        self._said = RateLimit("introductions in this conversation", per_minute)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("introduction", url_prefix="/api/v1")
        own = "/conversations/<conversation_id:str>/introduction"
        routes.add_route(self.questions, "/introduction", methods=["POST"], name="questions")
        routes.add_route(self.given, own, methods=["GET"], name="given")
        routes.add_route(self.take, own, methods=["POST"], name="take")
        return routes

    async def questions(self, request: Request) -> HTTPResponse:
        self._asked.take(self._addresses.of(request))
        wish = parse(SuggestionWish, request)
        signed_in = wish.identity is not None and await self._is_known(wish.identity)
        asked = await self._shopper.introductions.questions(wish.language, signed_in=signed_in)
        return answer({"asked": None if asked is None else _shown(asked)})

    async def given(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Whether anything was said; not what, which whoever holds a stolen token should not read."""
        self._admission.admit(request, conversation_id)
        return answer({"given": await self._shopper.introductions.of(conversation_id) is not None})

    async def take(self, request: Request, conversation_id: str) -> HTTPResponse:
        self._admission.admit(request, conversation_id)
        self._said.take(conversation_id)
        said = parse(NewIntroduction, request)
        about = await self._shopper.conversations.conversation(conversation_id)
        signed_in = about.customer_id is not None
        await self._shopper.introductions.take(about.id, said.values, said.language, signed_in=signed_in)
        return HTTPResponse(status=204)

    async def _is_known(self, identity: str) -> bool:
        """A bad identity is told when a conversation is begun with it; here the shopper is a guest."""
        try:
            return await self._shopper.identity.seen(identity) is not None
        except IdentityRejected:
            return False


def _shown(asked: Questions) -> dict[str, object]:
    return {
        "when": asked.when.value,
        "may_skip": asked.may_skip,
        "intro": asked.intro,
        "fields": [one.to_json() for one in asked.fields],
        "links": dict(asked.links),
    }
