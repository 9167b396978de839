"""What the widget may say by itself, before there is a conversation (version 1)."""

from dataclasses import asdict

from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.proactive import Proactive
from bot.errors import IdentityRejected
from bot.web.address import ClientAddress
from bot.web.answers import answer
from bot.web.identity import ShopIdentity
from bot.web.limits import RateLimit
from bot.web.payloads import ProactiveWish, parse


class ProactiveRoutes:
    """Says which of the shop's rules hold on a page."""

    def __init__(self, proactive: Proactive, identity: ShopIdentity, addresses: ClientAddress, per_minute: int) -> None:
        self._proactive, self._identity, self._addresses = proactive, identity, addresses
        self._asked = RateLimit("looks for what to say", per_minute)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("proactive", url_prefix="/api/v1/proactive")
        routes.add_route(self.due, "", methods=["POST"], name="due")
        return routes

    async def due(self, request: Request) -> HTTPResponse:
        self._asked.take(self._addresses.of(request))
        wish = parse(ProactiveWish, request)
        page = {} if wish.page is None else wish.page.model_dump(mode="json", exclude_none=True)
        customer_id = None if wish.identity is None else await self._customer_id(wish.identity)
        due = await self._proactive.due(wish.language, page, wish.cart, customer_id)
        return answer({"due": [asdict(one) for one in due]})

    async def _customer_id(self, identity: str) -> str | None:
        """A bad identity is told when a conversation is begun with it; here the shopper is a guest."""
        try:
            return await self._identity.seen(identity)
        except IdentityRejected:
            return None
