"""Accounts over HTTP: signing in and out, one's own password and second factor, and the admin's list of people."""

import hmac
from typing import Annotated, Any, Final

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.errors import InvitationRejected
from bot.language import Language
from bot.people.accounts import Accounts, actor
from bot.people.model import Person, Role, Session, Topic
from bot.people.sign_in import SignIn
from bot.web.address import ClientAddress
from bot.web.answers import answer
from bot.web.payloads import Payload, parse
from bot.web.signed_in import SignedIn, check_origin

_Login = Annotated[str, Field(min_length=3, max_length=320)]
_Password = Annotated[str, Field(min_length=1, max_length=1024)]
_Code = Annotated[str, Field(max_length=32)]
_Name = Annotated[str, Field(min_length=1, max_length=96)]
_Token = Annotated[str, Field(min_length=1, max_length=128)]
_PREFIX: Final = "/api/v1/people"


class SignInForm(Payload):
    """`code` where a second factor is set up."""

    login: _Login
    password: _Password
    code: _Code = ""


class FirstAdmin(Payload):
    """The first account of all; `setup` was printed where the service was started."""

    setup: _Token
    login: _Login
    name: _Name
    password: _Password


class TakeUp(Payload):
    """An invited person chooses a password."""

    invitation: _Token
    password: _Password


class NewPassword(Payload):
    """One's own."""

    old: _Password
    new: _Password


class Code(Payload):
    """Of an authenticator app, or a spare one."""

    code: _Code


class NewPerson(Payload):
    """Somebody to be invited."""

    login: _Login
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


class PeopleRoutes:
    """`setup` opens the form of the first admin; nothing else does, and it does so once."""

    def __init__(
        self, accounts: Accounts, sign_in: SignIn, signed_in: SignedIn, addresses: ClientAddress, setup: str
    ) -> None:
        self._accounts, self._sign_in, self._signed_in = accounts, sign_in, signed_in
        self._addresses, self._setup = addresses, setup.encode()

    def blueprint(self) -> Blueprint:
        routes = Blueprint("people", url_prefix=_PREFIX)
        for path, handler, method in (
            ("/first", self.first, "POST"),
            ("/invitation", self.take_up, "POST"),
            ("/sign-in", self.begin, "POST"),
            ("/sign-out", self.end, "POST"),
            ("/me", self.me, "GET"),
            ("/password", self.password, "POST"),
            ("/factor", self.factor, "POST"),
            ("/factor/confirm", self.confirm_factor, "POST"),
            ("/factor/remove", self.remove_factor, "POST"),
            ("/sessions", self.sessions, "GET"),
            ("/sessions/<session_id:str>/revoke", self.revoke, "POST"),
            ("", self.list, "GET"),
            ("", self.add, "POST"),
            ("/<login:str>/change", self.change, "POST"),
            ("/<login:str>/invite", self.invite, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"people-{handler.__name__}")
        return routes

    # Coming in

    async def first(self, request: Request) -> HTTPResponse:
        """The first admin, who is signed in at once."""
        check_origin(request)
        form = parse(FirstAdmin, request)
        if not hmac.compare_digest(form.setup.encode("utf-8", "surrogateescape"), self._setup):
            raise InvitationRejected("the setup word is not the one that was printed when the service started")
        person = await self._accounts.make_first(form.login, form.name, form.password)
        return await self._begun(request, person.login, form.password, "")

    async def take_up(self, request: Request) -> HTTPResponse:
        check_origin(request)
        form = parse(TakeUp, request)
        person = await self._accounts.take_up(form.invitation, form.password)
        return await self._begun(request, person.login, form.password, "")

    async def begin(self, request: Request) -> HTTPResponse:
        check_origin(request)
        form = parse(SignInForm, request)
        return await self._begun(request, form.login, form.password, form.code)

    async def end(self, request: Request) -> HTTPResponse:
        await self._sign_in.end(await self._signed_in.session(request))
        return self._signed_in.forget(answer({}))

    async def _begun(self, request: Request, login: str, password: str, code: str) -> HTTPResponse:
        address, browser = self._addresses.of(request), request.headers.get("user-agent", "")
        session, token = await self._sign_in.begin(login, password, code, address, browser)
        return self._signed_in.remember(answer(self._me(session, token)), token)

    # Oneself

    async def me(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        return answer(self._me(session, self._signed_in.token(request)))

    async def password(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        form = parse(NewPassword, request)
        await self._sign_in.change_password(session, form.old, form.new)
        return answer({})

    async def factor(self, request: Request) -> HTTPResponse:
        """What the app needs; a code is wanted only from the first right one on."""
        session = await self._signed_in.session(request)
        made = await self._sign_in.set_up_factor(session.person)
        return answer({"address": made.address, "spares": list(made.spares)})

    async def confirm_factor(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        await self._sign_in.confirm_factor(session.person, parse(Code, request).code)
        return answer({})

    async def remove_factor(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        await self._sign_in.remove_factor(session.person, parse(Code, request).code)
        return answer({})

    async def sessions(self, request: Request) -> HTTPResponse:
        own = await self._signed_in.session(request)
        found = await self._sign_in.sessions_of(own.person)
        return answer({"sessions": [{**_session(s), "is_this": s.id == own.id} for s in found]})

    async def revoke(self, request: Request, session_id: str) -> HTTPResponse:
        session = await self._signed_in.session(request)
        await self._sign_in.revoke(session.person, session_id)
        return answer({})

    # Everybody, for admins

    async def list(self, request: Request) -> HTTPResponse:
        await self._signed_in.session(request, Role.ADMIN)
        return answer({"people": [_person(person) for person in await self._accounts.list()]})

    async def add(self, request: Request) -> HTTPResponse:
        """The invitation is told once, to be handed to the person."""
        admin = await self._signed_in.session(request, Role.ADMIN)
        form = parse(NewPerson, request)
        invitation = await self._accounts.add(form.login, form.name, form.role, actor(admin.person.login))
        return answer({"invitation": invitation}, 201)

    async def change(self, request: Request, login: str) -> HTTPResponse:
        admin = await self._signed_in.session(request, Role.ADMIN)
        form = parse(PersonChange, request)
        by = actor(admin.person.login)
        return answer(_person(await self._accounts.change(login, by, **form.model_dump(exclude_none=True))))

    async def invite(self, request: Request, login: str) -> HTTPResponse:
        """For somebody who lost password or app: both are unset, every browser is signed out."""
        admin = await self._signed_in.session(request, Role.ADMIN)
        return answer({"invitation": await self._accounts.invite(login, actor(admin.person.login))}, 201)

    def _me(self, session: Session, token: str) -> dict[str, Any]:
        return {"person": _person(session.person), "csrf": self._signed_in.csrf(token)}


def _person(person: Person) -> dict[str, Any]:
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role.value,
        "is_active": person.is_active,
        "has_password": person.has_password,
        "has_second_factor": person.has_second_factor,
        "languages": list(person.skills.languages),
        "topics": [topic.value for topic in person.skills.topics],
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "begun_at": session.begun_at.isoformat(),
        "seen_at": session.seen_at.isoformat(),
        "address": session.address,
        "browser": session.browser,
    }
