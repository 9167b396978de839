"""Everybody's accounts over HTTP, for admins."""

from typing import Annotated, Final
from urllib.parse import unquote

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.language import Language
from bot.people.accounts import Accounts, actor
from bot.people.inviting import Inviting
from bot.people.model import Role, Topic
from bot.web.answers import answer
from bot.web.payloads import Payload, parse
from bot.web.people import person_json
from bot.web.signed_in import SignedIn

_PREFIX: Final = "/api/v1/people"
_Name = Annotated[str, Field(min_length=1, max_length=96)]


class NewPerson(Payload):
    """Somebody to be invited."""

    login: Annotated[str, Field(min_length=3, max_length=320)]
    name: _Name
    role: Role


class PersonChange(Payload):
    """What is given is changed."""

    name: _Name | None = None
    role: Role | None = None
    is_active: bool | None = None
    languages: list[Language] | None = None
    """Which shoppers this person answers; none given means all."""
    topics: list[Topic] | None = None


class AccountRoutes:
    """The list, and what an admin may do with each; somebody is named by login.

    Sanic hands on the parts of a path as they came, "@" written as "%40" among them.
    """

    def __init__(self, accounts: Accounts, inviting: Inviting, signed_in: SignedIn) -> None:
        self._accounts, self._inviting, self._signed_in = accounts, inviting, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("accounts", url_prefix=_PREFIX)
        for path, handler, method in (
            ("", self.list, "GET"),
            ("", self.add, "POST"),
            ("/<login:str>/change", self.change, "POST"),
            ("/<login:str>/invite", self.invite, "POST"),
            ("/<login:str>/reset-factor", self.reset_factor, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"accounts-{handler.__name__}")
        return routes

    async def list(self, request: Request) -> HTTPResponse:
        await self._signed_in.session(request, Role.ADMIN)
        return answer({"people": [person_json(person) for person in await self._accounts.list()]})

    async def add(self, request: Request) -> HTTPResponse:
        by = await self._admin(request)
        form = parse(NewPerson, request)
        return await self._handed_over(form.login, await self._accounts.add(form.login, form.name, form.role, by))

    async def change(self, request: Request, login: str) -> HTTPResponse:
        by = await self._admin(request)
        form = parse(PersonChange, request)
        return answer(
            person_json(await self._accounts.change(unquote(login), by, **form.model_dump(exclude_none=True)))
        )

    async def invite(self, request: Request, login: str) -> HTTPResponse:
        """For somebody who lost password or app: both are unset, every browser is signed out."""
        by, login = await self._admin(request), unquote(login)
        return await self._handed_over(login, await self._accounts.invite(login, by))

    async def reset_factor(self, request: Request, login: str) -> HTTPResponse:
        """For somebody who lost the app alone."""
        by = await self._admin(request)
        return answer(person_json(await self._accounts.reset_factor(unquote(login), by)))

    async def _admin(self, request: Request) -> str:
        return actor((await self._signed_in.session(request, Role.ADMIN)).person.login)

    async def _handed_over(self, login: str, invitation: str) -> HTTPResponse:
        """The link is told once, to be handed to the person; not at all where it was mailed."""
        invited = await self._inviting.hand_over(await self._accounts.person(login), invitation)
        body = {"link": invited.link, "was_mailed": invited.was_mailed}
        return answer(body, 201)
