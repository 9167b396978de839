"""Oneself over HTTP: signing in and out, one's own name, password, second factor and browsers."""

import hmac
from typing import Annotated, Any, Final

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.errors import InvitationRejected
from bot.people.accounts import Accounts, actor
from bot.people.model import Person, Session
from bot.people.qr import qr_picture
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


class Password(Payload):
    """One's own, asked for once more."""

    password: _Password


class NewName(Payload):
    """One's own, as shoppers see it."""

    name: _Name


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
            ("/name", self.name, "POST"),
            ("/password", self.password, "POST"),
            ("/factor", self.factor, "POST"),
            ("/factor/confirm", self.confirm_factor, "POST"),
            ("/factor/remove", self.remove_factor, "POST"),
            ("/sessions", self.sessions, "GET"),
            ("/sessions/<session_id:str>/revoke", self.revoke, "POST"),
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
        before = self._signed_in.token(request)
        session, token = await self._sign_in.begin(login, password, code, address, browser, instead_of=before)
        return self._signed_in.remember(answer(self._me(session, token)), token)

    # Oneself

    async def me(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        return answer(self._me(session, self._signed_in.token(request)))

    async def name(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        login, form = session.person.login, parse(NewName, request)
        return answer({"person": person_json(await self._accounts.change(login, actor(login), name=form.name))})

    async def password(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        form = parse(NewPassword, request)
        await self._sign_in.change_password(session, form.old, form.new)
        return answer({})

    async def factor(self, request: Request) -> HTTPResponse:
        """What the app needs; a code is wanted only from the first right one on."""
        session = await self._signed_in.session(request)
        made = await self._sign_in.set_up_factor(session, parse(Password, request).password)
        drawn = vars(qr_picture(made.address))
        shown = {"address": made.address, "secret": made.secret, "picture": drawn, "spares": list(made.spares)}
        return answer(shown)

    async def confirm_factor(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        await self._sign_in.confirm_factor(session, parse(Code, request).code)
        return answer({})

    async def remove_factor(self, request: Request) -> HTTPResponse:
        session = await self._signed_in.session(request)
        await self._sign_in.remove_factor(session, parse(Code, request).code)
        return answer({})

    async def sessions(self, request: Request) -> HTTPResponse:
        own = await self._signed_in.session(request)
        found = await self._sign_in.sessions_of(own.person)
        return answer({"sessions": [{**_session(s), "is_this": s.id == own.id} for s in found]})

    async def revoke(self, request: Request, session_id: str) -> HTTPResponse:
        session = await self._signed_in.session(request)
        await self._sign_in.revoke(session.person, session_id)
        return answer({})

    def _me(self, session: Session, token: str) -> dict[str, Any]:
        return {"person": person_json(session.person), "csrf": self._signed_in.csrf(token)}


def person_json(person: Person) -> dict[str, Any]:
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role.value,
        "is_active": person.is_active,
        "has_password": person.has_password,
        "has_second_factor": person.has_second_factor,
        "has_provider": person.has_provider,
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
