"""Who is at the desk, over HTTP: the page tells that somebody is there, and hears who else is."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Final, Protocol

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.model import Handoff
from bot.people.model import Availability, Person, Role
from bot.people.presence import Presence, Present
from bot.web.answers import answer
from bot.web.payloads import Payload, parse
from bot.web.signed_in import SignedIn

_AT_THE_DESK: Final = (Role.AGENT, Role.SUPERVISOR)


class Beat(Payload):
    """The page is open. `availability` is told when it is chosen, `writing_in` while a reply is being written there."""

    availability: Availability | None = None
    writing_in: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class Open(Protocol):
    """The requests for a person that have not ended."""

    async def list(self) -> Sequence[Handoff]: ...


class PresenceRoutes:
    """For everybody who works at the desk."""

    def __init__(self, presence: Presence, desk: Open, signed_in: SignedIn) -> None:
        self._presence, self._desk, self._signed_in = presence, desk, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("presence", url_prefix="/api/v1/desk/presence")
        routes.add_route(self.show, "", methods=["GET"], name="presence-show")
        routes.add_route(self.beat, "", methods=["POST"], name="presence-beat")
        return routes

    async def show(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request, *_AT_THE_DESK)
        return await self._told(session.person)

    async def beat(self, request: Request) -> HTTPResponse:
        """Sent every 15 seconds; a person whose page has not told for 45 is not there."""
        session = await self._signed_in.session(request, *_AT_THE_DESK)
        told = parse(Beat, request)
        await self._presence.beat(session, told.availability, told.writing_in)
        return await self._told(session.person)

    async def _told(self, me: Person) -> HTTPResponse:
        present = await self._presence.present()
        load = Counter(handoff.agent for handoff in await self._desk.list() if handoff.agent)
        return answer({"people": [_present(one, me, load[one.person.id]) for one in present]})


def _present(one: Present, me: Person, conversations: int) -> dict[str, Any]:
    return {
        "name": one.person.name,
        "availability": one.person.availability.value,
        "is_me": one.person.id == me.id,
        "conversations": conversations,
    }
