"""Medusa's two REST APIs: the staff's, with a secret key, and the storefront's, with a publishable one."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import httpx

from bot.commerce.remote.line import Line, Passing, Rejected

Facts = Mapping[str, Any]
"""A part of an answer; its numbers are `int` and `Decimal`."""

_NAME: Final = "Medusa"
_PAGE: Final = 100
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
CONFLICT: Final = "409"
NOT_OURS: Final = frozenset({"401", "403"})
"""The key is revoked, or was never one of this shop's."""


@dataclass(frozen=True)
class Credential:
    """Who Shoptalk is to Medusa: a secret key of the staff's and the publishable one of a storefront."""

    secret: str
    publishable: str


class MedusaClient:
    """Asks and tells; what is waited, tried again and meant by a failure is `Line`'s."""

    def __init__(self, line: Line, credential: Credential) -> None:
        self._line = line
        # A secret key is a name without a password.
        basic = b64encode(f"{credential.secret}:".encode()).decode()
        self._admin = {"authorization": f"Basic {basic}"}
        self._store = {"x-publishable-api-key": credential.publishable}

    @classmethod
    def open(cls, origin: str, credential: Credential, timeout_seconds: float) -> "MedusaClient":
        """Over connections of its own, to be closed."""
        return cls(Line.open(_NAME, origin, timeout_seconds), credential)

    async def close(self) -> None:
        await self._line.close()

    async def get(self, path: str, **params: Any) -> Any:
        """None for what is not there. Raises `CommerceUnavailable`."""
        return await self._read(path, params)

    async def all(self, path: str, name: str, **params: Any) -> Sequence[Facts]:
        """Every page of a list, which the answer holds under a name."""
        found: list[Facts] = []
        while True:
            told = await self._read(path, {"limit": _PAGE, **params, "offset": len(found)}) or {name: [], "count": 0}
            found += told[name]
            if not told[name] or len(found) >= told["count"]:
                return found

    async def write(self, path: str, body: Mapping[str, Any]) -> Facts:
        """Raises `Rejected` or `CommerceUnavailable` when nothing was done, else `OutcomeUnknown`."""

        async def ask() -> Facts:
            told: Facts = _told(await self._line.send("POST", path, json=body, headers=self._headers(path)))
            return told

        return await self._line.write(ask)

    async def delete(self, path: str) -> None:
        """As `write`."""

        async def ask() -> None:
            _told(await self._line.send("DELETE", path, headers=self._headers(path)))

        await self._line.write(ask)

    async def _read(self, path: str, params: Mapping[str, Any]) -> Any:
        async def ask() -> Any:
            response = await self._line.send("GET", path, params=params, headers=self._headers(path))
            # Only Medusa itself knows what it has not: a page that says 404 is another program's.
            if response.status_code == httpx.codes.NOT_FOUND and _body(response).get("type") == "not_found":
                return None
            return _told(response)

        try:
            return await self._line.read(ask)
        except Rejected as error:
            raise self._line.unavailable(error) from error

    def _headers(self, path: str) -> Mapping[str, str]:
        return self._store if path.startswith("/store/") else self._admin


def is_id(text: str) -> bool:
    """Whether it can be one of Medusa's ids: what else is typed never becomes a part of a path or a filter."""
    return _ID.fullmatch(text) is not None


def _told(response: httpx.Response) -> Any:
    if response.is_client_error:
        raise Rejected(str(response.status_code), str(_body(response).get("message") or response.reason_phrase)[:300])
    if not response.is_success:
        raise Passing(f"answered {response.status_code}")
    try:
        return json.loads(response.content, parse_float=Decimal)
    except ValueError as error:
        raise Passing("answered something that is no JSON") from error


def _body(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
