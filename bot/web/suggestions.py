"""Questions to begin with, before there is a conversation (version 1)."""

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.suggestions import Suggestions
from bot.errors import IdentityRejected
from bot.web.address import ClientAddress
from bot.web.answers import answer
from bot.web.identity import ShopIdentity
from bot.web.limits import RateLimit
from bot.web.payloads import SuggestionWish, parse


class SuggestionRoutes:
    """Says what may be asked here and now."""

    def __init__(
        self, suggestions: Suggestions, identity: ShopIdentity, addresses: ClientAddress, per_minute: int
    ) -> None:
        self._suggestions, self._identity, self._addresses = suggestions, identity, addresses
        self._asked = RateLimit("suggestions", per_minute)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("suggestions", url_prefix="/api/v1/suggestions")
        routes.add_route(self.suggest, "", methods=["POST"], name="suggest")
        return routes

    async def suggest(self, request: Request) -> HTTPResponse:
        self._asked.take(self._addresses.of(request))
        wish = parse(SuggestionWish, request)
        page = {} if wish.page is None else wish.page.model_dump(mode="json", exclude_none=True)
        customer_id = None if wish.identity is None else await self._customer_id(wish.identity)
        return answer({"suggestions": list(await self._suggestions.of(wish.language, page, customer_id))})

    async def _customer_id(self, identity: str) -> str | None:
        """A bad identity is told when a conversation is begun with it; here the shopper is a guest."""
        try:
            return await self._identity.seen(identity)
        except IdentityRejected:
            return None
