"""Who of the shop's people a request comes from, and that it comes from our own page."""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Protocol
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request

from bot.errors import NotSignedIn, RoleWanted
from bot.people.accounts import token_digest
from bot.people.model import Role, Session
from bot.web.open_streams import Lasting, OpenStreams

CSRF_HEADER: Final = "X-Shoptalk-CSRF"
IDLE_HEADER: Final = "X-Shoptalk-Idle"
"""Seconds since there was a key, a pointer or a touch in the page that asks. A request alone is no use of a session."""
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_KNOWN: Final = 10_000
_LONGEST_IDLE: Final = 9
"""Digits."""

Handler = Callable[..., Awaitable[HTTPResponse]]


class Sessions(Lasting, Protocol):
    """Tells whose session a token is, and hears that it is used."""

    async def who(self, token: str) -> Session:
        """Raises `NotSignedIn`."""
        ...

    async def use(self, session: Session, ago: timedelta) -> None: ...


class SignedIn:
    """Reads the session's cookie. A request that changes something must also carry the session's CSRF token."""

    def __init__(self, sessions: Sessions, key: bytes, *, https: bool) -> None:
        self._sessions, self._key, self._https = sessions, key, https
        self._known: OrderedDict[str, str] = OrderedDict()
        self.streams = OpenStreams(sessions)
        self.cookie = "__Host-shoptalk-desk" if https else "shoptalk-desk"

    async def session(self, request: Request, *roles: Role) -> Session:
        """Raises `NotSignedIn`, and `RoleWanted` where the person has none of the roles (an admin has all)."""
        token = self.token(request)
        session = await self._who(token)
        if request.method not in _READING:
            self._check(request, token)
        ago = _idle(request)
        if ago is not None:
            await self._sessions.use(session, ago)
        if roles and not session.person.may_act_as(*roles):
            raise RoleWanted(f"your role is {session.person.role}; accepted: {', '.join([*roles, Role.ADMIN])}")
        return session

    def known(self, request: Request) -> str | None:
        """Whose session a request carries, by id, if an earlier one found it good; nothing is looked up."""
        token = self.token(request)
        return self._known.get(token_digest(token)) if token else None

    def token(self, request: Request) -> str:
        return str(request.cookies.get(self.cookie, ""))

    def csrf(self, token: str) -> str:
        """What our page sends back with every change; no other page can know it."""
        return hmac.new(self._key, token.encode(), hashlib.sha256).hexdigest()

    def remember(self, response: HTTPResponse, token: str) -> HTTPResponse:
        """The cookie of a new session: no script reads it, no other site's page sends it; gone with the browser."""
        response.add_cookie(
            self.cookie, token, path="/", secure=self._https, httponly=True, samesite="Strict", max_age=None
        )
        return response

    def forget(self, response: HTTPResponse) -> HTTPResponse:
        # A `__Host-` cookie is taken back only by one that is secure as well.
        response.add_cookie(self.cookie, "", path="/", secure=self._https, httponly=True, samesite="Strict", max_age=0)
        return response

    async def _who(self, token: str) -> Session:
        digest = token_digest(token)
        try:
            session = await self._sessions.who(token)
        except NotSignedIn:
            self._known.pop(digest, None)
            raise
        self._known[digest] = session.person.id
        self._known.move_to_end(digest)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return session

    def _check(self, request: Request, token: str) -> None:
        check_origin(request)
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.csrf(token).encode()):
            raise NotSignedIn(f"{CSRF_HEADER} is missing or wrong; reload the page")


def check_origin(request: Request) -> None:
    """Raises `NotSignedIn` on what another site's page sends."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise NotSignedIn("this comes from a page of another site")


def _idle(request: Request) -> timedelta | None:
    """None where the page does not say."""
    told = request.headers.get(IDLE_HEADER, "")
    is_number = told.isascii() and told.isdigit() and len(told) <= _LONGEST_IDLE
    return timedelta(seconds=int(told)) if is_number else None
