"""A thousand widgets that listen while people of the shop answer: how long a message takes from desk to shopper."""

import asyncio
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx
import psutil

from tests.bench.errors import BenchFailed
from tests.bench.figures import Timings, milliseconds, percentile, times
from tests.bench.product import NAME, Product, ProductTalk
from tests.bench.programs import APP_PYTHON, run_to_end
from tests.bench.table import Table

ANSWERED: Final = 100
"""How many of the shoppers talk with a person; the others have the widget open."""
ON_SERVERS: Final = f"{NAME}, on PostgreSQL and Redis"
_PEOPLE: Final = 10
_ASKS: Final = "I want to talk to a person"
_PASSWORD: Final = "quite a long secret 42"
_TARGET: Final = 0.3
_MARK: Final = re.compile(rb"bench-(\d+)-")
_TAIL: Final = 32
_LATE_SECONDS: Final = 30.0
_AT_ONCE: Final = 8

Made = TypeVar("Made")


@dataclass(frozen=True)
class Load:
    """What is played."""

    widgets: int
    per_second: int
    seconds: int

    @property
    def messages(self) -> int:
        return self.per_second * self.seconds


@dataclass
class Arrivals:
    """When each of so many messages, known by its number, was first seen by whom it was for."""

    wanted: int
    seen: dict[int, float] = field(default_factory=dict)
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, number: int) -> None:
        self.seen.setdefault(number, time.perf_counter())
        if len(self.seen) == self.wanted:
            self.complete.set()


class Widget(asyncio.Protocol):
    """One open event stream, read with as little work as can be: the load is on the same two cores."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals, self._tail = arrivals, b""
        self.begun = asyncio.Event()

    @classmethod
    async def open(cls, url: str, talk: ProductTalk, arrivals: Arrivals) -> asyncio.Transport:
        place = urlsplit(url)
        transport, widget = await asyncio.get_running_loop().create_connection(
            lambda: cls(arrivals), place.hostname or "", place.port or 0
        )
        headers = {"Host": place.netloc, "Accept": "text/event-stream", **talk.headers}
        lines = [f"GET {talk.path}/events HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await asyncio.wait_for(widget.begun.wait(), _LATE_SECONDS)
        return transport

    def data_received(self, data: bytes) -> None:
        text = self._tail + data
        if b"event:" in text:
            self.begun.set()
        for found in _MARK.finditer(text):
            self._arrivals.note(int(found[1]))
        self._tail = text[-_TAIL:]


@dataclass(frozen=True)
class Agent:
    """A person of the shop at the desk."""

    client: httpx.AsyncClient
    csrf: str

    async def post(self, path: str, body: dict[str, str]) -> httpx.Response:
        headers = {"X-Shoptalk-CSRF": self.csrf, "Idempotency-Key": uuid.uuid4().hex}
        return await self.client.post(f"/api/v1/desk/conversations/{path}", json=body, headers=headers)


@dataclass(frozen=True)
class Found:
    """What one run came to, in seconds and bytes."""

    delivered: Timings
    taken_in: Timings
    lost: int
    bytes_for_each: float
    busy: float
    """Share of one core that the app used."""


async def measure_desk(product: Product, load: Load, say: Callable[[str], None]) -> Found:
    """Raises `BenchFailed` when a message does not come at all."""
    async with AsyncExitStack() as closing:
        answered = min(ANSWERED, load.widgets)
        say(f"{load.widgets} conversations are begun, {answered} of them taken by people")
        talks = await in_turn(load.widgets, lambda _: product.begin_as_guest("en"))
        agents = await _agents(product, closing)
        await in_turn(answered, lambda number: talks[number].say(_ASKS))
        for number in range(answered):
            await must(agents[number % _PEOPLE].post(f"{talks[number].conversation_id}/take", {}))
        app, arrivals = _app(product), Arrivals(load.messages)
        before = app.memory_info().rss
        say(f"{load.widgets} widgets are opened")
        url = product.place.url
        lines = await in_turn(load.widgets, lambda number: Widget.open(url, talks[number], arrivals))
        for line in lines:
            closing.callback(line.close)
        await asyncio.sleep(2)
        grown = app.memory_info().rss - before
        say(f"{load.per_second} answers a second for {load.seconds} s")

        async def answer(number: int) -> None:
            place = number % answered
            said = {"text": f"bench-{number}- I am looking into it."}
            await must(agents[place % _PEOPLE].post(f"{talks[place].conversation_id}/messages", said))

        return await delivered(answer, load, arrivals, app, grown / load.widgets)


async def delivered(
    say: Callable[[int], Awaitable[None]], load: Load, arrivals: Arrivals, server: psutil.Process, bytes_for_each: float
) -> Found:
    """Says one thing after another at fixed times, whether or not those before have been taken in: who is slow gets
    no rest for it."""
    sent: dict[int, float] = {}
    taken: list[float] = []

    async def one(number: int) -> None:
        sent[number] = time.perf_counter()
        await say(number)
        taken.append(time.perf_counter() - sent[number])

    used, begun = sum(server.cpu_times()[:2]), time.perf_counter()
    tasks = []
    for number in range(load.messages):
        await asyncio.sleep(max(0.0, begun + number / load.per_second - time.perf_counter()))
        tasks.append(asyncio.create_task(one(number)))
    await asyncio.gather(*tasks)
    busy = (sum(server.cpu_times()[:2]) - used) / (time.perf_counter() - begun)
    with suppress(TimeoutError):
        await asyncio.wait_for(arrivals.complete.wait(), _LATE_SECONDS)
    waited = tuple(arrivals.seen[number] - at for number, at in sent.items() if number in arrivals.seen)
    return Found(Timings(waited), Timings(tuple(taken)), len(sent) - len(waited), bytes_for_each, busy)


async def _agents(product: Product, closing: AsyncExitStack) -> list[Agent]:
    """Invited from the command line and by the first of them; each has the desk's own stream open."""
    folder = product.place.folder
    log = folder / "people.log"
    command: list[str | Path] = [APP_PYTHON, "-m", "bot", "user", "add", "boss@shop.example", "--name", "Boss"]
    await run_to_end([*command, "--role", "admin"], log, environment=product.place.environment())
    admin = await _agent(product, log.read_text("utf-8"), closing)
    agents = []
    for number in range(_PEOPLE):
        person = {"login": f"agent{number}@shop.example", "name": f"Agent {number}", "role": "agent"}
        headers = {"X-Shoptalk-CSRF": admin.csrf}
        invited = await must(admin.client.post("/api/v1/people", json=person, headers=headers))
        agent = await _agent(product, invited.json()["link"], closing)
        reading = asyncio.create_task(_read(agent))
        closing.callback(reading.cancel)
        agents.append(agent)
    return agents


async def _agent(product: Product, told: str, closing: AsyncExitStack) -> Agent:
    found = re.search(r"#invitation=(\S+)", told)
    if found is None:
        raise BenchFailed(f"nobody was invited: {told}")
    client = await closing.enter_async_context(httpx.AsyncClient(base_url=product.place.url, timeout=60))
    taken_up = {"invitation": found[1], "password": _PASSWORD}
    answer = await must(client.post("/api/v1/people/invitation", json=taken_up))
    return Agent(client, answer.json()["csrf"])


async def _read(agent: Agent) -> None:
    async with agent.client.stream("GET", "/api/v1/desk/events", timeout=None) as answer:
        async for _ in answer.aiter_raw():
            pass


async def must(asked: Awaitable[httpx.Response]) -> httpx.Response:
    answer = await asked
    if answer.is_error:
        raise BenchFailed(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    return answer


async def in_turn(times: int, make: Callable[[int], Awaitable[Made]]) -> list[Made]:
    """A few side by side."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> Made:
        async with gate:
            return await make(number)

    return list(await asyncio.gather(*(one(number) for number in range(times))))


def _app(product: Product) -> psutil.Process:
    for process in product.programs[0].family():
        if "serve" in process.cmdline():
            return process
    raise BenchFailed("the product has no app")


def desk_table(load: Load, found: Mapping[str, Found]) -> Table:
    """A row for each server; the target is the issue's, for the first."""
    columns = (
        *("Server", "Open widgets", "Messages/s", "n", "Lost", "Delivered: median ms", "p95", "p99"),
        *("Taken in: p95 ms", "Server: of a core", "KB for each widget"),
    )
    rows = tuple(_row(name, load, one) for name, one in found.items())
    ours = next(iter(found.values()))
    is_met = ours.delivered.p95 <= _TARGET and not ours.lost
    beyond = found[ON_SERVERS]
    notes = (
        f"Target for p95: {_TARGET * 1000:.0f} ms; {'met' if is_met else 'missed'}.",
        f"Delivered: from before the request to the event at the shopper's widget. {_PEOPLE} people answer in "
        f"{min(ANSWERED, load.widgets)} conversations, each with the desk's own stream open; the other widgets only "
        "listen. Clients and server share the two cores; messages are sent at fixed times. KB: what the server's "
        "resident memory grew by when the widgets were opened.",
        f"On PostgreSQL and Redis, beside the file and the memory of the first row: "
        f"{times(beyond.delivered.p95, ours.delivered.p95)} at p95, {times(beyond.busy, ours.busy)} of the processor; "
        "both wait for the disk at every commit, and the two servers run on the same cores, in none of the figures.",
        "Rasa's socket.io: Rasa has no person's message and no account, handoff or key. What it can push to a "
        "connected widget is what an intent triggers from outside: `trigger_intent` with the words as an entity, which "
        "a rule says, in a minimal project with one keyword classifier and its own SQLite tracker store. It reaches a "
        "connection, no session: with `session_persistence` nothing comes in this release (3.6.21).",
    )
    return Table("From an agent to the shopper", columns, rows, notes=notes)


def _row(name: str, load: Load, found: Found) -> tuple[str, ...]:
    return (
        *(name, f"{load.widgets:,}", str(load.per_second), str(found.delivered.count), str(found.lost)),
        *(milliseconds(found.delivered.median), milliseconds(found.delivered.p95)),
        *(milliseconds(percentile(found.delivered.seconds, 99)), milliseconds(found.taken_in.p95)),
        *(f"{found.busy:.0%}", f"{found.bytes_for_each / 1000:.1f}"),
    )
