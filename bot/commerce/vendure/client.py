"""Vendure's admin API over HTTP: signing in, and its own ways of saying no."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from bot.commerce.remote.line import Line, Passing, Rejected

_PATH: Final = "/admin-api"
_TOKEN_HEADER: Final = "vendure-auth-token"
_KEY_HEADER: Final = "vendure-api-key"
_CHANNEL_HEADER: Final = "vendure-token"
_LOGIN: Final = """mutation Login($user: String!, $password: String!) {
  login(username: $user, password: $password) { __typename }
}"""
_FORBIDDEN: Final = "FORBIDDEN"
# The server says that it did not begin the work.
_NOT_BEGUN: Final = frozenset({_FORBIDDEN, "UNAUTHORIZED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"})


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


class VendureClient:
    """Asks and tells; what is waited, tried again and meant by a failure is `Line`'s."""

    def __init__(self, line: Line, credential: Credential) -> None:
        self._line, self._credential = line, credential
        self._session: dict[str, str] = {}
        self._signing_in = asyncio.Lock()
        self._signed_in = 0
        """How often: who finds a session refused signs in once for all who found the same."""

    @classmethod
    def open(cls, origin: str, credential: Credential, timeout_seconds: float) -> "VendureClient":
        """Over connections of its own, to be closed."""
        given = {_KEY_HEADER: credential.api_key, _CHANNEL_HEADER: credential.channel}
        headers = {name: value for name, value in given.items() if value}
        return cls(Line.open(f"Vendure at {origin}", origin, timeout_seconds, headers=headers), credential)

    async def close(self) -> None:
        await self._line.close()

    async def read(self, query: str, **variables: Any) -> Answer:
        """Raises `CommerceUnavailable`."""
        try:
            return await self._line.read(lambda: self._ask(query, variables))
        except Rejected as error:
            raise self._line.unavailable(error) from error

    async def write(self, mutation: str, **variables: Any) -> Answer:
        """Raises `CommerceUnavailable` when nothing was begun, `OutcomeUnknown` when the end was not seen."""
        try:
            return await self._line.write(lambda: self._ask(mutation, variables))
        except Rejected as error:
            raise self._line.unavailable(error) from error

    async def _ask(self, query: str, variables: Mapping[str, Any]) -> Answer:
        signed_in = self._signed_in
        if not signed_in and not self._credential.api_key:
            await self._sign_in(signed_in)
        try:
            return await self._send(query, variables)
        except Rejected as rejection:
            if rejection.code != _FORBIDDEN or self._credential.api_key:
                raise
        # The session ended: whatever was asked was not begun.
        await self._sign_in(signed_in or self._signed_in)
        return await self._send(query, variables)

    async def _sign_in(self, seen: int) -> None:
        """Raises `CommerceUnavailable`: nothing could be asked at all."""
        async with self._signing_in:
            if self._signed_in != seen:
                return
            self._session = {}
            wanted = {"user": self._credential.user, "password": self._credential.password}
            answer = await self._line.read(lambda: self._send(_LOGIN, wanted))
            if answer.data["login"]["__typename"] != "CurrentUser":
                raise Rejected("", "it does not take COMMERCE_USER and COMMERCE_PASSWORD")
            self._signed_in += 1

    async def _send(self, query: str, variables: Mapping[str, Any]) -> Answer:
        asked = {"query": query, "variables": variables}
        response = await self._line.send("POST", _PATH, json=asked, headers=self._session)
        # A server that is set up for cookies sends one instead, which the client keeps by itself.
        if token := response.headers.get(_TOKEN_HEADER):
            self._session = {"authorization": f"Bearer {token}"}
        return _answer(response)


def _answer(response: httpx.Response) -> Answer:
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict) or body.get("errors"):
        raise _failure(response, body)
    return Answer(body["data"], _told_at(response))


def _failure(response: httpx.Response, body: Any) -> Exception:
    errors = body.get("errors") or [] if isinstance(body, dict) else []
    codes = {str((error.get("extensions") or {}).get("code")) for error in errors}
    messages = "; ".join(str(error.get("message")) for error in errors)[:300]
    if codes and codes <= _NOT_BEGUN:
        return Rejected(", ".join(sorted(codes)), messages)
    return Passing(messages or f"answered {response.status_code} without data")


def _told_at(response: httpx.Response) -> datetime:
    try:
        return parsedate_to_datetime(response.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)
