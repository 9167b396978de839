"""How much each caller may ask for in a minute, by what they hold; by their address where they hold nothing."""

from typing import Any, Final

from sanic import Request, Sanic

from bot.errors import TokenRejected
from bot.queueing.links import ResumeLinks
from bot.web.address import ClientAddress
from bot.web.admission import bearer
from bot.web.chatwoot import PATH as CHATWOOT
from bot.web.limits import RateLimit
from bot.web.signed_in import SignedIn
from bot.web.tokens import SessionTokens

_CONVERSATIONS: Final = "/api/v1/conversations/"
_PEOPLE: Final = ("/api/v1/desk", "/api/v1/people")
_DOORS: Final = tuple(f"/api/v1/people/{door}" for door in ("first", "invitation", "sign-in", "oidc"))
"""Where somebody comes in: whatever they hold already, the address counts."""
_BEHIND_ONE: Final = 10


class RequestLimits:
    """`per_minute` for each signed-in person, each conversation, and each address of those who hold nothing.

    Only what was found good counts: a token by its signature, a session once it has been looked up, so that its first
    request counts for the address, as all do that come with an invented one. A conversation is had for the asking:
    all those of one address together may ask for ten times as much.
    """

    def __init__(
        self,
        addresses: ClientAddress,
        tokens: SessionTokens,
        links: ResumeLinks,
        signed_in: SignedIn | None,
        per_minute: int,
    ) -> None:
        """Without `signed_in` there are no routes of the shop's people."""
        self._addresses, self._tokens, self._links, self._signed_in = addresses, tokens, links, signed_in
        self._nameless = RateLimit("requests from this address", per_minute)
        self._people = RateLimit("requests of one person", per_minute)
        self._talks = RateLimit("requests in this conversation", per_minute)
        self._behind = RateLimit("requests in conversations from this address", per_minute * _BEHIND_ONE)

    def apply_to(self, app: Sanic[Any, Any]) -> None:
        app.register_middleware(self.count, "request")

    async def count(self, request: Request) -> None:
        """Raises `RateLimited`."""
        # One Chatwoot speaks for all its contacts, and knows the secret.
        if not request.path.startswith("/api/") or request.path.startswith(CHATWOOT):
            return
        if (person := self._person(request)) is not None:
            self._people.take(person)
        elif (conversation := self._conversation(request)) is not None:
            self._talks.take(conversation)
            self._behind.take(self._addresses.of(request))
        else:
            self._nameless.take(self._addresses.of(request))

    def _person(self, request: Request) -> str | None:
        """Who is signed in, where that is asked for."""
        if self._signed_in is None or not request.path.startswith(_PEOPLE) or request.path.startswith(_DOORS):
            return None
        return self._signed_in.known(request)

    def _conversation(self, request: Request) -> str | None:
        """The conversation that a request is about and holds a token or a link of."""
        if not request.path.startswith(_CONVERSATIONS):
            return None
        try:
            token = bearer(request)
            named = (self._links if self._links.is_link(token) else self._tokens).conversation_id(token)
        except TokenRejected:
            return None
        return named if named == request.match_info.get("conversation_id") else None
