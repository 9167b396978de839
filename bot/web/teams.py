"""Teams over HTTP: those that there are for everybody at the desk, and making and changing them for admins."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import unquote

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.people.accounts import actor
from bot.people.model import Availability, Role
from bot.people.presence import Presence
from bot.people.teams import Teams
from bot.web.answers import answer
from bot.web.payloads import Payload, parse
from bot.web.signed_in import SignedIn

_AT_THE_DESK: Final = (Role.AGENT, Role.SUPERVISOR)


class TeamName(Payload):
    """How a team is called; which names are taken is told with what is accepted."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


class Membership(Payload):
    """Whether somebody, by login, is in a team."""

    login: Annotated[str, Field(min_length=3, max_length=320)]
    is_member: bool = True


@dataclass(frozen=True)
class TeamRooms:
    """What the routes call."""

    teams: Teams
    presence: Presence


class TeamRoutes:
    """Who is in a team by their logins is for admins alone; how many are there, for everybody who passes on."""

    def __init__(self, rooms: TeamRooms, signed_in: SignedIn) -> None:
        self._rooms, self._signed_in = rooms, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("teams", url_prefix="/api/v1")
        own = "/people/teams/<team:str>"
        for path, handler, method in (
            ("/desk/teams", self.list, "GET"),
            ("/people/teams", self.list_whole, "GET"),
            ("/people/teams", self.make, "POST"),
            (f"{own}/rename", self.rename, "POST"),
            (f"{own}/members", self.member, "POST"),
            (f"{own}/empty", self.empty, "POST"),
            (f"{own}/remove", self.remove, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"teams-{handler.__name__}")
        return routes

    async def list(self, request: Request) -> HTTPResponse:
        """With how many of each are at the desk, be they busy, and whether one is in it."""
        me = (await self._signed_in.session(request, *_AT_THE_DESK)).person
        present = [one for one in await self._rooms.presence.present() if one.person.availability != Availability.AWAY]
        shown = [
            {
                "name": team.name,
                "members": len(team.members),
                "present": sum(team.name in one.teams for one in present),
                "is_mine": any(member.id == me.id for member in team.members),
            }
            for team in await self._rooms.teams.list()
        ]
        return answer({"teams": shown})

    async def list_whole(self, request: Request) -> HTTPResponse:
        """With who is in each."""
        await self._signed_in.session(request, Role.ADMIN)
        return await self._whole()

    async def make(self, request: Request) -> HTTPResponse:
        by = await self._admin(request)
        await self._rooms.teams.make(parse(TeamName, request).name, by)
        return await self._whole()

    async def rename(self, request: Request, team: str) -> HTTPResponse:
        by = await self._admin(request)
        await self._rooms.teams.rename(unquote(team), parse(TeamName, request).name, by)
        return await self._whole()

    async def member(self, request: Request, team: str) -> HTTPResponse:
        """Comes in, or leaves."""
        by, given = await self._admin(request), parse(Membership, request)
        change = self._rooms.teams.join if given.is_member else self._rooms.teams.leave
        await change(unquote(team), given.login, by)
        return await self._whole()

    async def empty(self, request: Request, team: str) -> HTTPResponse:
        """Everybody leaves."""
        by = await self._admin(request)
        await self._rooms.teams.empty(unquote(team), by)
        return await self._whole()

    async def remove(self, request: Request, team: str) -> HTTPResponse:
        """Its open conversations are everybody's from now on."""
        by = await self._admin(request)
        await self._rooms.teams.remove(unquote(team), by)
        return await self._whole()

    async def _whole(self) -> HTTPResponse:
        shown = [
            {
                "id": team.id,
                "name": team.name,
                "members": [{"login": one.login, "name": one.name} for one in team.members],
            }
            for team in await self._rooms.teams.list()
        ]
        return answer({"teams": shown})

    async def _admin(self, request: Request) -> str:
        return actor((await self._signed_in.session(request, Role.ADMIN)).person.login)
