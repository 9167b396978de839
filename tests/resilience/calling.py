"""A client that does not give up: it asks again under the same key, when it is told to."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 5.0
_SILENCE: Final = 25.0
"""A stream that has not even sent its heartbeat for so long is dead."""


@dataclass
class Ledger:
    """What was answered in all, by phase of the test."""

    phase: str = "calm"
    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    """Requests that got no answer at all."""
    unasked: list[str] = field(default_factory=list)
    """503 without a word on when to come again."""

    def note(self, phase: str, kind: str, answer: httpx.Response) -> None:
        """`phase` is the one in which was asked: an answer may take its time."""
        self.answers[phase, kind, answer.status_code] += 1
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and not answer.headers.get("Retry-After"):
            self.unasked.append(f"{kind}: {answer.text}")

    def statuses(self, phase: str = "", kind: str = "") -> set[int]:
        return {status for at, what, status in self.answers if phase in ("", at) and kind in ("", what)}


@dataclass(frozen=True)
class Caller:
    """One person's connection to the service."""

    client: httpx.AsyncClient
    ledger: Ledger
    headers: dict[str, str] = field(default_factory=dict)

    async def post(self, kind: str, path: str, body: Mapping[str, Any], key: str | None = None) -> httpx.Response:
        """The first answer that is one: neither a lost connection nor a 503."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return await self._ask(kind, "POST", path, json=dict(body), headers=headers)

    async def get(self, kind: str, path: str) -> httpx.Response:
        return await self._ask(kind, "GET", path, headers=self.headers)

    async def _ask(self, kind: str, method: str, path: str, **options: Any) -> httpx.Response:
        pause = _PAUSE
        while True:
            phase = self.ledger.phase
            try:
                answer = await self.client.request(method, path, **options)
            except httpx.TransportError:
                self.ledger.broken[self.ledger.phase] += 1
            else:
                self.ledger.note(phase, kind, answer)
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    return answer
                pause = float(answer.headers.get("Retry-After", pause))
            await asyncio.sleep(pause * random.uniform(0.75, 1.25))
            pause = min(_LONGEST_PAUSE, pause * 2)

    async def events(self, path: str) -> AsyncIterator[tuple[int | None, str, str]]:
        """A text/event-stream from its beginning, taken up after the last id whenever it breaks; ends at a 404."""
        last, pause = 0, _PAUSE
        while True:
            try:
                timeout = httpx.Timeout(30, read=_SILENCE)
                headers = {**self.headers, "Last-Event-ID": str(last)}
                async with self.client.stream("GET", path, headers=headers, timeout=timeout) as answer:
                    self.ledger.note(self.ledger.phase, "events", answer)
                    if answer.status_code == httpx.codes.NOT_FOUND:
                        return
                    if answer.status_code == httpx.codes.OK:
                        pause = _PAUSE
                        async for event in _parsed(answer):
                            last = event[0] or last
                            yield event
            except httpx.TransportError:
                self.ledger.broken[self.ledger.phase] += 1
            await asyncio.sleep(pause * random.uniform(0.75, 1.25))
            pause = min(_LONGEST_PAUSE, pause * 2)


async def _parsed(answer: httpx.Response) -> AsyncIterator[tuple[int | None, str, str]]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif not line:
            if "data" in fields:
                yield (int(fields["id"]) if "id" in fields else None), fields["event"], fields["data"]
            fields = {}
