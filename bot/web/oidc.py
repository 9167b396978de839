"""Signing in with an OpenID provider over HTTP: out to it, and back with its code."""

import hmac
import logging
from typing import Final
from urllib.parse import urlencode

from sanic import Blueprint, HTTPResponse, Request

from bot.errors import ProviderUnavailable, ShoptalkError, SignInRefused, TooManyTries
from bot.language import LANGUAGES
from bot.people.oidc import CALLBACK
from bot.people.provider_sign_in import ProviderSignIn
from bot.web.address import ClientAddress
from bot.web.answers import answer
from bot.web.signed_in import SignedIn

_log = logging.getLogger(__name__)
_MINUTES: Final = 10
_LONGEST: Final = 4096
_PATH: Final = CALLBACK.removesuffix("/callback")


class OidcRoutes:
    """Without a `sign_in` there is no provider, and the door says nothing of one. `name` is what its button says."""

    def __init__(
        self, sign_in: ProviderSignIn | None, signed_in: SignedIn, addresses: ClientAddress, name: str, *, https: bool
    ) -> None:
        self._sign_in, self._signed_in, self._addresses, self._name = sign_in, signed_in, addresses, name
        self._https = https
        self.cookie = "__Host-shoptalk-oidc" if https else "shoptalk-oidc"

    def blueprint(self) -> Blueprint:
        routes = Blueprint("oidc", url_prefix=_PATH)
        routes.add_route(self.offered, "", methods=["GET"], name="oidc-offered")
        if self._sign_in is not None:
            routes.add_route(self.begin, "/begin", methods=["GET"], name="oidc-begin")
            routes.add_route(self.callback, "/callback", methods=["GET"], name="oidc-callback")
        return routes

    async def offered(self, request: Request) -> HTTPResponse:
        return answer({"name": self._name if self._sign_in is not None else None})

    async def begin(self, request: Request) -> HTTPResponse:
        """The browser keeps the state as well: nobody is signed in by a link that somebody else's browser made."""
        assert self._sign_in is not None
        language = request.args.get("language", "")
        language = language if language in LANGUAGES else ""
        try:
            begun = await self._sign_in.begin(self._addresses.of(request), language)
        except (ProviderUnavailable, TooManyTries) as error:
            return self._back(error, language)
        response = _redirect(begun.address)
        self._keep(response, begun.state, _MINUTES * 60)
        return response

    async def callback(self, request: Request) -> HTTPResponse:
        """Whatever went wrong is told at the door in a word, and in full to the audit log alone."""
        assert self._sign_in is not None
        state, code = _given(request, "state"), _given(request, "code")
        language = await self._sign_in.language(state)
        address, browser = self._addresses.of(request), request.headers.get("user-agent", "")
        kept = str(request.cookies.get(self.cookie, ""))
        try:
            if not state or not hmac.compare_digest(state.encode(), kept.encode("utf-8", "surrogateescape")):
                raise SignInRefused("the sign-in was begun in another browser")
            before, issuer = self._signed_in.token(request), request.args.get("iss")
            _, token = await self._sign_in.end(state, code, issuer, address, browser, instead_of=before)
        except (SignInRefused, TooManyTries, ProviderUnavailable) as error:
            return self._back(error, language)
        response = _redirect(_desk({"language": language}))
        self._keep(response, "", 0)
        return self._signed_in.remember(response, token)

    def _back(self, error: ShoptalkError, language: str) -> HTTPResponse:
        _log.info("a sign-in by the provider came to nothing: %s", error)
        told = ((SignInRefused, "refused"), (TooManyTries, "too-many-tries"))
        why = next((word for kind, word in told if isinstance(error, kind)), "unavailable")
        response = _redirect(_desk({"language": language, "sign-in": why}))
        self._keep(response, "", 0)
        return response

    def _keep(self, response: HTTPResponse, state: str, seconds: int) -> None:
        # Lax: the provider's page sends the browser back to us, and a stricter cookie would stay behind.
        response.add_cookie(
            self.cookie, state, path="/", secure=self._https, httponly=True, samesite="Lax", max_age=seconds
        )


def _given(request: Request, name: str) -> str:
    return str(request.args.get(name, ""))[:_LONGEST]


def _desk(query: dict[str, str]) -> str:
    told = urlencode({name: value for name, value in query.items() if value})
    return f"/desk?{told}" if told else "/desk"


def _redirect(address: str) -> HTTPResponse:
    return HTTPResponse(status=302, headers={"Location": address, "Cache-Control": "no-store"})
