"""WooCommerce's REST API, version 3 (developer.woocommerce.com/docs/apis/rest-api/v3)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from bot.commerce.remote.line import Line, Passing, Rejected

Facts = Mapping[str, Any]
"""A part of an answer."""

_BASE: Final = "/wp-json/wc/v3"
_NAME: Final = "WooCommerce"
_PAGE: Final = 100
# WordPress answers these with 500, and means that it did not do it.
_SAID_NO: Final = frozenset({"woocommerce_rest_cannot_create_order_refund"})


class WooClient:
    """Asks and tells; what is waited, tried again and meant by a failure is `Line`'s."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @classmethod
    def open(cls, origin: str, key: str, secret: str, timeout_seconds: float) -> "WooClient":
        """With a consumer key and its secret; to be closed."""
        return cls(Line.open(_NAME, origin, timeout_seconds, auth=(key, secret)))

    async def close(self) -> None:
        await self._line.close()

    async def get(self, path: str, **params: Any) -> Any:
        """None for what is not there. Raises `CommerceUnavailable`."""
        return (await self._read(path, params))[0]

    async def all(self, path: str, **params: Any) -> Sequence[Facts]:
        """Every page of a list."""
        found: list[Facts] = []
        page = 1
        while True:
            told, pages = await self._read(path, {**params, "per_page": _PAGE, "page": page})
            found += told or []
            if page >= pages:
                return found
            page += 1

    async def write(self, method: str, path: str, body: Mapping[str, Any], **params: Any) -> Facts:
        """Raises `Rejected` or `CommerceUnavailable` when nothing was done, else `OutcomeUnknown`."""

        async def ask() -> Facts:
            told: Facts = _told(await self._line.send(method, _BASE + path, json=body, params=params))
            return told

        return await self._line.write(ask)

    async def site(self) -> Facts:
        """What the site says of itself, which is WordPress's to say. Raises `CommerceUnavailable`."""

        async def ask() -> Facts:
            told: Facts = _told(await self._line.send("GET", "/wp-json/", params={"_fields": "name"}))
            return told

        try:
            return await self._line.read(ask)
        except Rejected as error:
            raise self._line.unavailable(error) from error

    async def _read(self, path: str, params: Mapping[str, Any]) -> tuple[Any, int]:
        async def ask() -> tuple[Any, int]:
            response = await self._line.send("GET", _BASE + path, params=params)
            # Only WooCommerce itself knows what it has not: a page that says 404 is another program's.
            if response.status_code == httpx.codes.NOT_FOUND and _code(response).startswith("woocommerce_rest_"):
                return None, 1
            return _told(response), int(response.headers.get("x-wp-totalpages") or 1)

        try:
            return await self._line.read(ask)
        except Rejected as error:
            raise self._line.unavailable(error) from error


def _told(response: httpx.Response) -> Any:
    code = _code(response)
    if response.is_client_error or code in _SAID_NO:
        raise Rejected(code or str(response.status_code), _message(response))
    if not response.is_success:  # also where it was sent elsewhere: a write would not arrive there as it was
        raise Passing(f"answered {response.status_code}")
    try:
        return response.json()
    except ValueError as error:
        raise Passing("answered something that is no JSON") from error


def _body(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _code(response: httpx.Response) -> str:
    return "" if response.is_success else str(_body(response).get("code") or "")


def _message(response: httpx.Response) -> str:
    return str(_body(response).get("message") or response.reason_phrase)[:300]
