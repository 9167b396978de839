"""What we tell a Chatwoot over its API, as an agent bot or as an agent."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self
from urllib.parse import urljoin, urlsplit

import httpx

from bot.chatwoot.news import MARK, Standing
from bot.commerce.remote.line import Line, Passing, Rejected
from bot.errors import NotAllowed, Unavailable

_NAME: Final = "Chatwoot"
_MAY_NOT_LOOK: Final = frozenset({401, 403})
_NEVER_TAKEN: Final = frozenset({400, 413, 422})
"""The answers that are about what was said, and not about who said it, where or when."""
_REDIRECTS: Final = 4
_CLOCK_TICK: Final = 1.0
"""Of the clock in an answer's head, in seconds."""


class Refused(Unavailable):
    """It, or what stands before it, refuses for now: the token, the way or the conversation. Nothing was done."""


@dataclass(frozen=True)
class Outgoing:
    """A message as Chatwoot takes it; `private` ones are seen by its agents alone."""

    content: str
    content_type: str = "text"
    attributes: Mapping[str, Any] = field(default_factory=dict)
    private: bool = False


class ChatwootClient:
    """Raises `Unavailable` where nothing was done, `Refused` among them, and `OutcomeUnknown` where that was not seen.

    `Rejected` says that it will never take this.
    """

    def __init__(self, line: Line, origin: str, account: int) -> None:
        self._line, self._origin, self._account = line, origin, account

    @classmethod
    def open(cls, origin: str, account: int, token: str, timeout_seconds: float) -> Self:
        """Over connections of its own, to be closed."""
        line = Line.open(_NAME, origin, timeout_seconds, headers={"api_access_token": token})
        return cls(line, origin, account)

    async def close(self) -> None:
        await self._line.close()

    async def say(self, chatwoot_id: int, outgoing: Outgoing, mark: str) -> int:
        """Adds a message and returns its id there; `mark` tells it from all others."""
        body = {
            "content": outgoing.content,
            "content_type": outgoing.content_type,
            "content_attributes": {**outgoing.attributes, MARK: mark},
            "message_type": "outgoing",
            "private": outgoing.private,
        }
        told = _told(await self._post(f"{self._conversation(chatwoot_id)}/messages", body))
        return int(told["id"])

    async def stand(self, chatwoot_id: int, standing: Standing) -> float:
        """Gives a conversation to the bot, to the people or to nobody; returns a moment of its clock just after."""
        response = await self._post(f"{self._conversation(chatwoot_id)}/toggle_status", {"status": standing.value})
        return _moment(response) + _CLOCK_TICK

    async def find(self, chatwoot_id: int, mark: str) -> int | None:
        """The id of the message that has our mark; raises `NotAllowed` where our token may not look, as a bot's."""

        response = await self._fetch(f"{self._conversation(chatwoot_id)}/messages")
        if response.status_code in _MAY_NOT_LOOK:
            raise NotAllowed("an agent bot's token does not read conversations")
        said = _told(response).get("payload", [])
        found = (one["id"] for one in said if (one.get("content_attributes") or {}).get(MARK) == mark)
        return next(found, None)

    async def file(self, url: str, largest_bytes: int) -> bytes | None:
        """A file that somebody sent there; None for one that lies elsewhere, is too large or cannot be had.

        Only this Chatwoot is ever asked, whatever address is told or redirected to.
        """
        for _ in range(_REDIRECTS):
            if urlsplit(url)[:2] != urlsplit(self._origin)[:2]:
                return None
            response, body = await self._download(url, largest_bytes)
            if not response.has_redirect_location:
                return body if response.status_code == httpx.codes.OK else None
            url = urljoin(url, response.headers["location"])
        return None

    async def _download(self, url: str, largest_bytes: int) -> tuple[httpx.Response, bytes | None]:
        async def ask() -> tuple[httpx.Response, bytes | None]:
            return await self._line.download(url, largest_bytes)

        return await self._line.read(ask)

    async def _fetch(self, url: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            return await self._line.send("GET", url, follow_redirects=False)

        return await self._line.read(ask)

    async def _post(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        async def ask() -> httpx.Response:
            response = await self._line.send("POST", path, json=body)
            _told(response)
            return response

        return await self._line.write(ask)

    def _conversation(self, chatwoot_id: int) -> str:
        return f"/api/v1/accounts/{self._account}/conversations/{chatwoot_id}"


def _moment(response: httpx.Response) -> float:
    """When it was answered, by the other's clock where that is told."""
    try:
        return parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        return time.time()


def _told(response: httpx.Response) -> Mapping[str, Any]:
    if response.status_code >= 500:
        raise Passing(f"it answered {response.status_code}")
    if response.status_code in _NEVER_TAKEN:
        raise Rejected(str(response.status_code), "it refused what was asked")
    if response.is_error:
        raise Refused(f"it answered {response.status_code}")
    try:
        told = response.json()
    except ValueError as error:
        raise Passing("it answered something that is no JSON") from error
    return told if isinstance(told, dict) else {}
