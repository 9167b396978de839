"""What happens anywhere at the desk, as it happens."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from sanic import Blueprint, Request

from bot.conversation.desk_feed import DeskFeed
from bot.conversation.model import Event
from bot.errors import NotAllowed
from bot.people.model import Role
from bot.web.events import send_events
from bot.web.signed_in import SignedIn

_LOOK_EVERY: Final = 30.0
"""Seconds: whoever has been signed out hears no more after that."""


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
        await self._signed_in.session(request, Role.AGENT, Role.SUPERVISOR)
        await send_events(request, self._while_signed_in(request))

    async def _while_signed_in(self, request: Request) -> AsyncGenerator[Event, None]:
        looked = time.monotonic()
        async with aclosing(self._feed.follow()) as events:
            async for event in events:
                if time.monotonic() - looked > _LOOK_EVERY:
                    try:
                        await self._signed_in.session(request, Role.AGENT, Role.SUPERVISOR)
                    except NotAllowed:
                        return
                    looked = time.monotonic()
                yield event
