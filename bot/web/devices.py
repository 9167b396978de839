"""One customer's conversation on several devices: found again by the shop's signed word (version 1)."""

from datetime import UTC, datetime

from sanic import Blueprint, HTTPResponse, Request

from bot.web.address import ClientAddress
from bot.web.answers import answer
from bot.web.limits import RateLimit
from bot.web.payloads import Identity, parse
from bot.web.shopper import Shopper


class DeviceRoutes:
    """Gives a signed-in customer the token of their own newest open conversation; guests have no way in."""

    def __init__(self, shopper: Shopper, addresses: ClientAddress, per_minute: int) -> None:
        self._shopper, self._addresses = shopper, addresses
        self._asked = RateLimit("looks for a conversation", per_minute)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("devices", url_prefix="/api/v1/conversations")
        routes.add_route(self.mine, "/mine", methods=["POST"], name="mine")
        return routes

    async def mine(self, request: Request) -> HTTPResponse:
        self._asked.take(self._addresses.of(request))
        conversations, tokens, identity = self._shopper.conversations, self._shopper.tokens, self._shopper.identity
        signed = identity.read(parse(Identity, request).identity)
        # Older ones have run out on the device that began them, too.
        found = await conversations.newest_open(signed.customer_id, datetime.now(UTC) - tokens.lifetime)
        if found is None:
            # Nothing was given for it, so the signed word is still good for beginning a conversation.
            return HTTPResponse(status=204)
        await identity.use(signed)
        await conversations.found_again(found)
        body = {
            "conversation_id": found.id,
            "token": tokens.issue(found.id),
            "language": found.language,
            "status": found.status.value,
        }
        return answer(body)
