"""Vendure's admin API over HTTP: signing in, time-outs, and what a failure means for a read and for a write."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from bot.commerce.remote.line import LIMITS, NEVER_SENT
from bot.errors import CommerceUnavailable, OutcomeUnknown

_LOG: Final = logging.getLogger(__name__)
_TOKEN_HEADER: Final = "vendure-auth-token"
_KEY_HEADER: Final = "vendure-api-key"
_CHANNEL_HEADER: Final = "vendure-token"
_PAUSE_SECONDS: Final = 0.2
_LOGIN: Final = """mutation Login($user: String!, $password: String!) {
  login(username: $user, password: $password) { __typename }
}"""
# The server says that it did not begin the work.
_NOT_BEGUN: Final = frozenset({"FORBIDDEN", "UNAUTHORIZED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"})


@dataclass(frozen=True)
class Credential:
    """Who Shoptalk is to Vendure: an administrator's name and password, or an API key (Vendure 3.6 and later)."""

    user: str = ""
    password: str = ""
    api_key: str = ""
    channel: str = ""
    """The token of one of several channels; empty for the default one."""


@dataclass(frozen=True)
class Answer:
    """What Vendure answered, and when by its own clock."""

    data: Mapping[str, Any]
    at: datetime


class _Rejected(Exception):
    """The server answered, and the answer is no data."""

    def __init__(self, codes: frozenset[str], message: str) -> None:
        self.codes = codes
        super().__init__(message)


class VendureClient:
    """Asks and tells. A read is tried twice; a write is sent once, and only a refusal to begin it is sent again."""

    def __init__(self, http: httpx.AsyncClient, url: str, credential: Credential, timeout_seconds: float) -> None:
        self._http, self._url, self._credential, self._timeout = http, url, credential, timeout_seconds
        self._signing_in = asyncio.Lock()
        self._signed_in = 0
        """How often: who finds a session refused signs in once for all who found the same."""

    @classmethod
    def open(cls, origin: str, credential: Credential, timeout_seconds: float) -> "VendureClient":
        """Over connections of its own, to be closed."""
        given = {_KEY_HEADER: credential.api_key, _CHANNEL_HEADER: credential.channel}
        headers = {name: value for name, value in given.items() if value}
        timeout = httpx.Timeout(timeout_seconds)
        http = httpx.AsyncClient(timeout=timeout, limits=LIMITS, headers=headers, trust_env=False)
        return cls(http, f"{origin}/admin-api", credential, timeout_seconds)

    async def close(self) -> None:
        await self._http.aclose()

    async def read(self, query: str, **variables: Any) -> Answer:
        """Raises `CommerceUnavailable`."""
        try:
            return await self._ask(query, variables)
        except (httpx.HTTPError, TimeoutError, _Rejected) as first:
            await asyncio.sleep(_PAUSE_SECONDS)
            try:
                return await self._ask(query, variables)
            except (httpx.HTTPError, TimeoutError, _Rejected) as error:
                raise self._unavailable(error) from first

    async def write(self, mutation: str, **variables: Any) -> Answer:
        """Raises `CommerceUnavailable` when nothing was begun, `OutcomeUnknown` when the end was not seen."""
        try:
            return await self._ask(mutation, variables)
        except (*NEVER_SENT, _SignInFailed) as error:
            raise self._unavailable(error) from error
        except _Rejected as error:
            if error.codes and error.codes <= _NOT_BEGUN:
                raise self._unavailable(error) from error
            raise OutcomeUnknown(self._words(error)) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise OutcomeUnknown(self._words(error)) from error

    async def _ask(self, query: str, variables: Mapping[str, Any]) -> Answer:
        signed_in = self._signed_in
        if not signed_in and not self._credential.api_key:
            await self._sign_in(signed_in)
        try:
            return await self._send(query, variables)
        except _Rejected as rejection:
            if rejection.codes != {"FORBIDDEN"} or self._credential.api_key:
                raise
        # The session ended: whatever was asked was not begun.
        await self._sign_in(signed_in or self._signed_in)
        return await self._send(query, variables)

    async def _sign_in(self, seen: int) -> None:
        async with self._signing_in:
            if self._signed_in != seen:
                return
            self._http.headers.pop("authorization", None)
            wanted = {"user": self._credential.user, "password": self._credential.password}
            try:
                answer = await self._send(_LOGIN, wanted)
            except (httpx.HTTPError, TimeoutError, _Rejected) as error:
                raise _SignInFailed(frozenset(), f"signing in: {self._words(error)}") from error
            if answer.data["login"]["__typename"] != "CurrentUser":
                raise _SignInFailed(frozenset(), "it does not take COMMERCE_USER and COMMERCE_PASSWORD")
            self._signed_in += 1

    async def _send(self, query: str, variables: Mapping[str, Any]) -> Answer:
        async with asyncio.timeout(self._timeout):
            response = await self._http.post(self._url, json={"query": query, "variables": variables})
        # A server that is set up for cookies sends one instead, which the client keeps by itself.
        if token := response.headers.get(_TOKEN_HEADER):
            self._http.headers["authorization"] = f"Bearer {token}"
        return _answer(response)

    def _unavailable(self, error: Exception) -> CommerceUnavailable:
        return CommerceUnavailable(self._words(error))

    def _words(self, error: Exception) -> str:
        return f"Vendure at {self._url}: {str(error) or type(error).__name__}"


class _SignInFailed(_Rejected):
    """Nothing could be asked at all."""


def _answer(response: httpx.Response) -> Answer:
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict) or body.get("errors"):
        raise _rejection(response, body)
    return Answer(body["data"], _told_at(response))


def _rejection(response: httpx.Response, body: Any) -> _Rejected:
    errors = body.get("errors") or [] if isinstance(body, dict) else []
    codes = frozenset(str((error.get("extensions") or {}).get("code")) for error in errors)
    messages = "; ".join(str(error.get("message")) for error in errors)
    return _Rejected(codes, messages[:300] or f"answered {response.status_code} without data")


def _told_at(response: httpx.Response) -> datetime:
    try:
        return parsedate_to_datetime(response.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)
