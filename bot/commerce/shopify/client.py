"""Shopify's Admin GraphQL API: one address, one token, and its own ways of saying no."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from bot.commerce.remote.line import Line, Passing, Rejected, Throttled
from bot.commerce.shopify.fields import VERSION

Facts = Mapping[str, Any]
"""A part of an answer."""

_PATH: Final = f"/admin/api/{VERSION}/graphql.json"
_NAME: Final = "Shopify"
# Whether it had begun is not known.
_PASSING: Final = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT"})
_LEAST_WAIT: Final = 0.1


class ShopifyClient:
    """Asks and tells; what is waited, tried again and meant by a failure is `Line`'s."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @classmethod
    def open(cls, origin: str, token: str, timeout_seconds: float) -> "ShopifyClient":
        """With an Admin API access token; to be closed."""
        headers = {"X-Shopify-Access-Token": token, "Accept": "application/json"}
        return cls(Line.open(_NAME, origin, timeout_seconds, headers=headers))

    async def close(self) -> None:
        await self._line.close()

    async def read(self, query: str, **variables: Any) -> Facts:
        """Raises `CommerceUnavailable`."""
        try:
            return await self._line.read(lambda: self._ask(query, variables))
        except Rejected as error:
            raise self._line.unavailable(error) from error

    async def write(self, mutation: str, **variables: Any) -> Facts:
        """Raises `CommerceUnavailable` when nothing was begun, `OutcomeUnknown` when the end was not seen."""
        try:
            return await self._line.write(lambda: self._ask(mutation, variables))
        except Rejected as error:
            raise self._line.unavailable(error) from error

    async def _ask(self, query: str, variables: Mapping[str, Any]) -> Facts:
        response = await self._line.send("POST", _PATH, json={"query": query, "variables": variables})
        return _data(response)


def _data(response: httpx.Response) -> Facts:
    body = _json(response)
    errors = body.get("errors")
    if not errors and response.is_success and isinstance(body.get("data"), dict):
        data: Facts = body["data"]
        return data
    if isinstance(errors, list):
        raise _failure(errors, body)
    if response.is_client_error:  # a wrong token, a frozen shop, an address that is no shop
        raise Rejected(str(response.status_code), str(errors or response.reason_phrase)[:300])
    raise Passing(f"answered {response.status_code} without data")


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _failure(errors: list[Any], body: Mapping[str, Any]) -> Exception:
    codes = {str((error.get("extensions") or {}).get("code", "")) for error in errors}
    if "THROTTLED" in codes:
        return Throttled(_until_affordable(body))
    message = "; ".join(str(error.get("message")) for error in errors)[:300]
    # A key that is in use: the request that uses it is under way.
    if codes & _PASSING or any(code.startswith("IDEMPOTENCY") for code in codes):
        return Passing(message)
    return Rejected(", ".join(sorted(codes - {""})), message)


def _until_affordable(body: Mapping[str, Any]) -> float:
    """Seconds until the bucket holds what the query costs; see "Rate limits" in Shopify's documentation."""
    cost = (body.get("extensions") or {}).get("cost") or {}
    status = cost.get("throttleStatus") or {}
    missing = float(cost.get("requestedQueryCost") or 0) - float(status.get("currentlyAvailable") or 0)
    rate = float(status.get("restoreRate") or 0)
    return max(_LEAST_WAIT, missing / rate) if rate > 0 else 1.0
