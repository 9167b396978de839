"""The line to a shop's system over HTTP: how long is waited, what is asked again, and what a failure means."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Final, Self, TypeVar

import httpx

from bot.errors import CommerceUnavailable, OutcomeUnknown

T = TypeVar("T")

_TRIES: Final = 2
_PAUSE_SECONDS: Final = 0.2
_SECONDS_IF_UNTOLD: Final = 1.0
# Servers close idle connections after a few seconds: one used again just then would leave a write's end unseen.
LIMITS: Final = httpx.Limits(max_connections=20, keepalive_expiry=2.0)
NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Passing(Exception):
    """The system failed to answer just now; whether it had begun is not known."""


class Throttled(Exception):
    """The system has too much to do and did not begin; `after` so many seconds it may be asked again."""

    def __init__(self, after: float) -> None:
        self.after = after
        super().__init__(f"too much was asked, to be tried again after {after:g} s")


class Rejected(Exception):
    """The system answered that it will not do it; nothing was begun. `code` is its own word for why."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(f"{code}: {message}" if code else message)


class Line:
    """Asks and tells. A read is tried twice; a write is sent once, and again only when it was throttled.

    What is waited for a throttling system is bounded by `patience_seconds` in all.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        name: str,
        timeout_seconds: float,
        *,
        patience_seconds: float | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._http, self._name, self._timeout, self._sleep = http, name, timeout_seconds, sleep
        self._patience = timeout_seconds if patience_seconds is None else patience_seconds

    @classmethod
    def open(
        cls,
        name: str,
        origin: str,
        timeout_seconds: float,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Self:
        """Over connections of its own, to be closed."""
        timeout = httpx.Timeout(timeout_seconds)
        http = httpx.AsyncClient(
            base_url=origin, timeout=timeout, limits=LIMITS, headers=headers, auth=auth, verify=_tls(), trust_env=False
        )
        return cls(http, name, timeout_seconds)

    async def close(self) -> None:
        await self._http.aclose()

    async def read(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Raises `CommerceUnavailable`, or what `ask` raises as `Rejected`."""
        failures, waited = 0, 0.0
        while True:
            try:
                return await ask()
            except Throttled as throttled:
                waited = await self._wait(throttled, waited)
            except (httpx.HTTPError, TimeoutError, Passing) as error:
                failures += 1
                if failures == _TRIES:
                    raise self.unavailable(error) from error
                await self._sleep(_PAUSE_SECONDS)

    async def write(self, ask: Callable[[], Awaitable[T]]) -> T:
        """As `read`; raises `OutcomeUnknown` when the end was not seen."""
        waited = 0.0
        while True:
            try:
                return await ask()
            except Throttled as throttled:
                waited = await self._wait(throttled, waited)
            except NEVER_SENT as error:
                raise self.unavailable(error) from error
            except (httpx.HTTPError, TimeoutError, Passing) as error:
                raise OutcomeUnknown(self._words(error)) from error

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request and its answer, whatever its status is, but for one of too much. Raises `Throttled`."""
        async with asyncio.timeout(self._timeout):
            response = await self._http.request(method, path, **options)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise Throttled(_retry_after(response))
        return response

    async def download(self, path: str, largest_bytes: int) -> tuple[httpx.Response, bytes | None]:
        """One file and its answer's head, of redirects too; no bytes of one that is larger, which is not read on."""
        body = bytearray()
        plain = {"Accept-Encoding": "identity"}  # a small answer could unfold into a large one
        async with (
            asyncio.timeout(self._timeout),
            self._http.stream("GET", path, headers=plain, follow_redirects=False) as response,
        ):
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > largest_bytes:
                    return response, None
        return response, bytes(body)

    def unavailable(self, error: Exception) -> CommerceUnavailable:
        """An error of this line's as callers are told it."""
        return CommerceUnavailable(self._words(error))

    async def _wait(self, throttled: Throttled, waited: float) -> float:
        """How long has now been waited in all; raises `CommerceUnavailable` once that is enough."""
        if waited + throttled.after > self._patience:
            raise self.unavailable(throttled) from throttled
        await self._sleep(throttled.after)
        return waited + throttled.after

    def _words(self, error: Exception) -> str:
        return f"{self._name}: {str(error) or type(error).__name__}"


@cache
def _tls() -> ssl.SSLContext:
    """The certificates that are trusted, which take a while to load."""
    return httpx.create_ssl_context(trust_env=False)


def _retry_after(response: httpx.Response) -> float:
    """Seconds, told as such or as a date."""
    told = response.headers.get("retry-after", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return _SECONDS_IF_UNTOLD
