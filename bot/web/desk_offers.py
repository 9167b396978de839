"""Changes that a person at the desk proposes to the shopper, over HTTP."""

from typing import Any, Final

from sanic import Blueprint, HTTPResponse, Request

from bot.assist import words
from bot.assist.offers import Candidate, Offers, Person
from bot.conversation.model import SHOPPER
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound, InvalidInput
from bot.language import Language
from bot.people.model import Role
from bot.web.answers import answer
from bot.web.desk_assist import read_language
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)
_LONGEST_NAME: Final = 90
"""Of a person, as a proposal and its line in the log keep it."""


class OfferRoutes:
    """Who has a conversation proposes what was found in it, and nothing that a browser made up."""

    def __init__(self, offers: Offers, conversations: ConversationStore, signed_in: SignedIn) -> None:
        self._offers, self._conversations, self._signed_in = offers, conversations, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-offers", url_prefix="/api/v1/desk/conversations/<conversation_id:str>/actions")
        for path, handler, method in (
            ("", self.list, "GET"),
            ("/<action_id:str>/propose", self.propose, "POST"),
            ("/<action_id:str>/do", self.act, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"offers-{handler.__name__}")
        return routes

    async def list(self, request: Request, conversation_id: str) -> HTTPResponse:
        """What was asked for or shown here and not done, with what each would change, in the reader's `?language=`."""
        await self._person(request)
        language = read_language(request)
        about = await self._conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        found = await self._offers.candidates(about.id, language)
        may_act = self._offers.agents_act and about.customer_id is not None
        shown = [_action(one, language, about.language) for one in found]
        return answer({"actions": shown, "may_act": may_act})

    async def propose(self, request: Request, conversation_id: str, action_id: str) -> HTTPResponse:
        """Asks the shopper; an `Idempotency-Key` keeps it from being asked twice."""
        me = await self._person(request)
        key = request.headers.get("idempotency-key")
        if not key:
            raise InvalidInput("Idempotency-Key is wanted, so that the shopper is not asked twice")
        message = await self._offers.propose(conversation_id, action_id, me, key)
        return answer({"message": message.to_json()}, 201)

    async def act(self, request: Request, conversation_id: str, action_id: str) -> HTTPResponse:
        """Makes the change by the person's own word, where the shop lets its people do so."""
        await self._offers.act(conversation_id, action_id, await self._person(request))
        return answer({})

    async def _person(self, request: Request) -> Person:
        person = (await self._signed_in.session(request, *_ANSWERS)).person
        return Person(person.id, person.login[:_LONGEST_NAME])


def _action(found: Candidate, language: Language, customers: Language) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind.value,
        "order_id": found.order_id or None,
        "words": words.what(found.kind, found.order_id or "?", language),
        "origin": found.origin.value,
        "blocked": None if found.blocked is None else words.why(found.blocked, language),
        "missing": [words.missing(one, language) for one in found.missing],
        # In the shopper's language: it is for the person to put to them.
        "question": words.question(found.missing[0], found.order_id, customers) if found.missing else None,
        "changes": [change.to_json() for change in found.difference],
    }
