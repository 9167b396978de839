"""A generator behind the OpenAI wire format: vLLM, or any other server of it."""

import asyncio
import json
import logging
import random
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from bot.answering.generator import OTHER_WORDS, Task
from bot.answering.prompt import Message, messages
from bot.answering.token_budget import TokenBudget
from bot.errors import GeneratorUnavailable
from bot.settings import GeneratorSettings

MOST_TOKENS: Final = 400
"""Tokens of an answer."""
_MOST_TRANSLATED: Final = 1500
_MOST_CHARACTERS: Final = 4_000
_FIRST_WAIT: Final = 0.25
_LONGEST_WAIT: Final = 4.0
_RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_HAN = re.compile(r"[\u3400-\u9fff]")
# Some models think aloud before they answer; a shopper is not shown it.
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)

log = logging.getLogger(__name__)


class _TryAgain(Exception):
    """The server may answer another time; nothing was written yet."""

    def __init__(self, problem: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.wait = wait


@dataclass
class _Usage:
    """What an answer has cost so far: the server's own count where it tells."""

    sent: list[Message]
    most: int = MOST_TOKENS
    written: str = ""
    counted: int | None = None

    @property
    def tokens(self) -> int:
        if self.counted is not None:
            return self.counted
        return sum(_estimate(message["content"]) for message in self.sent) + _estimate(self.written)


class OpenAIGenerator:
    """Streams `/v1/chat/completions`; a `Generator`.

    A server that cannot be reached, is busy or fails is asked again with growing pauses, but only until the first
    token: what a shopper has begun to read is never begun anew.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        settings: GeneratorSettings,
        budget: TokenBudget,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client, self._settings, self._budget, self._sleep = client, settings, budget, sleep
        self._url = _endpoint(settings.url)

    async def stream(self, task: Task) -> AsyncGenerator[str]:
        address = task.question.address
        if self._budget.left(address) == 0:
            raise GeneratorUnavailable(f"{address or 'this address'} has used up its tokens for this hour")
        usage = _Usage(messages(task), _MOST_TRANSLATED if task.purpose in OTHER_WORDS else MOST_TOKENS)
        deadline = time.monotonic() + self._settings.timeout_seconds
        try:
            async with aclosing(self._tried(usage, deadline)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            self._budget.spend(address, usage.tokens)

    async def _tried(self, usage: _Usage, deadline: float) -> AsyncGenerator[str]:
        for attempt in range(self._settings.retries + 1):
            try:
                async with aclosing(self._once(usage, deadline)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except _TryAgain as problem:
                wait = _pause(attempt) if problem.wait is None else problem.wait
                last = attempt == self._settings.retries
                if last or time.monotonic() + wait >= deadline:
                    raise GeneratorUnavailable(f"{self._url}: {problem}") from problem
                log.info("generator, attempt %d: %s; again in %.2f s", attempt + 1, problem, wait)
                await self._sleep(wait)

    async def _once(self, usage: _Usage, deadline: float) -> AsyncGenerator[str]:
        """One request. Raises `_TryAgain` before the first token, `GeneratorUnavailable` after it."""
        first_by = min(time.monotonic() + self._settings.first_token_seconds, deadline)
        finish: str | None = None
        async with self._response(usage, first_by) as response:
            events = _events(response)
            while True:
                event = await self._next(events, deadline if usage.written else first_by, bool(usage.written))
                if event is None:
                    break
                usage.counted = _counted(event) or usage.counted
                piece, ended = _delta(event)
                finish = ended or finish
                if piece:
                    before = len(_shown(usage.written))
                    usage.written += piece
                    if new := _shown(usage.written)[before:]:
                        yield new
                if len(usage.written) > _MOST_CHARACTERS:
                    finish = "length"
                    break
        if finish is None and not usage.written:
            raise _TryAgain("it ended before it began")
        if finish != "stop":
            raise GeneratorUnavailable(f"{self._url}: the answer was cut ({finish or 'the stream broke off'})")

    @asynccontextmanager
    async def _response(self, usage: _Usage, first_by: float) -> AsyncIterator[httpx.Response]:
        request = self._client.build_request(
            "POST",
            self._url,
            json={
                "model": self._settings.model,
                "messages": usage.sent,
                "stream": True,
                "stream_options": {"include_usage": True},
                "temperature": 0,
                "max_tokens": usage.most,
            },
            headers=self._headers(),
            # The client's own would cut off a model that is silent for five seconds, whatever the settings allow.
            timeout=self._settings.timeout_seconds,
        )
        try:
            response = await asyncio.wait_for(self._client.send(request, stream=True), _until(first_by))
        except (httpx.TransportError, TimeoutError) as error:
            raise _TryAgain(f"not reached ({type(error).__name__})") from error
        try:
            await _refuse_failure(response, self._url)
            yield response
        finally:
            await response.aclose()

    def _headers(self) -> dict[str, str]:
        key = self._settings.api_key
        return {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}

    async def _next(self, events: AsyncIterator[dict[str, Any]], by: float, begun: bool) -> dict[str, Any] | None:
        try:
            return await asyncio.wait_for(anext(events, None), _until(by))
        except (httpx.TransportError, TimeoutError, ValueError) as error:
            problem = f"{type(error).__name__} {'in mid-answer' if begun else 'before the first token'}"
            if begun:
                raise GeneratorUnavailable(f"{self._url}: {problem}") from error
            raise _TryAgain(problem) from error


def _endpoint(url: str) -> str:
    """The address of the chat route, of a server named with or without `/v1`."""
    base = url.rstrip("/").removesuffix("/chat/completions")
    return f"{base}/chat/completions" if base.endswith("/v1") else f"{base}/v1/chat/completions"


async def _refuse_failure(response: httpx.Response, url: str) -> None:
    if response.status_code in _RETRIED:
        raise _TryAgain(f"HTTP {response.status_code}", _retry_after(response))
    if response.status_code != 200:
        said = (await response.aread()).decode("utf-8", "replace")[:200]
        raise GeneratorUnavailable(f"{url}: HTTP {response.status_code}: {said}")


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks for; its other form, a date, is no better than our own pause."""
    value = response.headers.get("retry-after", "")
    return min(float(value), _LONGEST_WAIT) if value.isdigit() else None


async def _events(response: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """The objects of a server-sent event stream, until `[DONE]`."""
    async for line in response.aiter_lines():
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            return
        event = json.loads(data)
        if not isinstance(event, dict) or "error" in event:
            raise ValueError(f"the server reported {data[:200]}")
        yield event


def _delta(event: dict[str, Any]) -> tuple[str, str | None]:
    """The piece of text in an event, and why the answer ended, if it did."""
    choices = event.get("choices") or [{}]
    return (choices[0].get("delta") or {}).get("content") or "", choices[0].get("finish_reason")


def _counted(event: dict[str, Any]) -> int | None:
    return (event.get("usage") or {}).get("total_tokens")


def _shown(written: str) -> str:
    # The tag itself arrives in pieces.
    if "<think>".startswith(written.strip()):
        return ""
    return _THOUGHT.sub("", written)


def _estimate(text: str) -> int:
    """About how many tokens a text is, where no server counted them."""
    han = len(_HAN.findall(text))
    return han + (len(text) - han) // 4 + 1


def _pause(attempt: int) -> float:
    return float(min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT) * random.uniform(0.75, 1.25))


def _until(moment: float) -> float:
    return max(moment - time.monotonic(), 0.0)
