"""What happens anywhere at the desk, as it happens."""

from typing import Final

from sanic import Blueprint, Request

from bot.conversation.desk_feed import DeskFeed
from bot.people.model import Role
from bot.web.events import send_events
from bot.web.signed_in import SignedIn

_AT_THE_DESK: Final = (Role.AGENT, Role.SUPERVISOR)


class DeskEventRoutes:
    """One stream for everybody who sits at the desk."""

    def __init__(self, feed: DeskFeed, signed_in: SignedIn) -> None:
        self._feed, self._signed_in = feed, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-events", url_prefix="/api/v1/desk")
        routes.add_route(self.events, "/events", methods=["GET"], name="desk-all-events")
        return routes

    async def events(self, request: Request) -> None:
        """Passing events without ids: after a break the face reads everything anew."""
        session = await self._signed_in.session(request, *_AT_THE_DESK)
        with self._signed_in.streams.of(session, *_AT_THE_DESK) as ended:
            await send_events(request, self._feed.follow(), until=ended)
