"""From `make run` to the first answer, when nothing is left to make ready."""

import time
from contextlib import AsyncExitStack
from typing import Final

import httpx

from tests.bench.figures import Timings
from tests.bench.product import NAME, Place, Product
from tests.bench.programs import Program
from tests.bench.table import Table

_STEPS: Final = ("alive (/healthz)", "ready (/readyz)", "first answer")
_START_SECONDS: Final = 300
_QUESTION: Final = "how long do I have to return something"


async def measure_start(place: Place, starts: int) -> Table:
    """Starts the service that was prepared in `place` several times; seconds from the command on."""
    timed = [await _start(place) for _ in range(starts)]
    rows = []
    for step, seconds in zip(_STEPS, zip(*timed, strict=True), strict=True):
        one = Timings(seconds)
        rows.append((step, str(one.count), f"{one.median:.1f}", f"{max(seconds):.1f}"))
    note = f"`make run`, everything up to date; the first answer is to “{_QUESTION}” in a new conversation."
    return Table("Start, warm", ("Step", "n", "median s", "longest s"), tuple(rows), notes=(note,))


async def _start(place: Place) -> tuple[float, float, float]:
    started = time.monotonic()
    async with AsyncExitStack() as running:
        program = Program.start(NAME, ["make", "run"], place.folder / "start.log", environment=place.environment())
        running.push_async_callback(program.stop)
        await program.answers(f"{place.url}/healthz", _START_SECONDS)
        alive = time.monotonic()
        await program.answers(f"{place.url}/readyz", _START_SECONDS)
        ready = time.monotonic()
        async with httpx.AsyncClient(base_url=place.url, timeout=60) as client:
            talk = await Product(place, [program], client, customer_id="").begin_as_guest("en")
            await talk.say(_QUESTION)
        return alive - started, ready - started, time.monotonic() - started
