"""Live conversations through kills and cuts: each message of both sides is there once and in order, nothing is lost."""

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from bot.storage.database import Database
from tests.cut_line import Cut, CutLine
from tests.resilience.people import Crowd
from tests.resilience.stage import Stage
from tests.resilience.verdict import troubles, until_quiet
from tests.servers import PostgresServer

# The first start of a checkout builds the index and trains the dialogue model.
pytestmark = [pytest.mark.timeout(2400), pytest.mark.race]

_log = logging.getLogger(__name__)
Fault = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Size:
    """How much is played."""

    talks: int
    agents: int
    pace_seconds: float
    cut_seconds: float
    calm_seconds: float
    """Between two faults."""


_IN_FULL: Final = os.environ.get("RACES") == "full"
SIZE: Final = Size(200, 10, 14.0, 10.0, 15.0) if _IN_FULL else Size(40, 4, 4.0, 4.0, 3.0)


def _line(name: str, how: Cut) -> Fault:
    async def cut(stage: Stage) -> None:
        line: CutLine = getattr(stage, name)
        line.cut(how)
        await asyncio.sleep(SIZE.cut_seconds)
        line.heal()

    return cut


async def _kill_app(stage: Stage) -> None:
    await stage.kill(stage.service.app)


async def _kill_rasa(stage: Stage) -> None:
    await stage.kill(stage.service.rasa)


async def _kill_all(stage: Stage) -> None:
    await stage.kill_all()


FAULTS: dict[str, Fault] = {
    "postgres silent": _line("postgres", Cut.SILENT),
    "redis silent": _line("redis", Cut.SILENT),
    "the app killed": _kill_app,
    "Rasa killed": _kill_rasa,
}
if _IN_FULL:
    FAULTS |= {
        "postgres broken": _line("postgres", Cut.BROKEN),
        "redis broken": _line("redis", Cut.BROKEN),
        "everything killed": _kill_all,
    }


async def test_nothing_falls_between(postgres: PostgresServer, redis_url: str, tmp_path: Path) -> None:
    store_url = postgres.new_database()
    async with (
        Stage.open(tmp_path / "service", store_url, redis_url) as stage,
        stage.crowd(SIZE.talks, SIZE.agents, SIZE.pace_seconds) as crowd,
    ):
        await asyncio.sleep(SIZE.calm_seconds)
        for name, fault in FAULTS.items():
            await _play(name, fault, stage, crowd)
        await crowd.go_home()
        database = Database.open(store_url)
        kept = await until_quiet(database, crowd)
        await database.close()
        crowd.check()
        assert troubles(kept, crowd) == []
        _assert_that_it_was_put_to_the_test(crowd)
        # A store that is still catching up may refuse meanwhile; Redis is no reason to.
        assert "BusUnavailable" not in "".join(re.findall(r"bot\.web\.errors: POST .*", stage.service.said))


async def _play(name: str, fault: Fault, stage: Stage, crowd: Crowd) -> None:
    crowd.ledger.phase = name
    await fault(stage)
    crowd.ledger.phase = "calm"
    await stage.until_ready()
    await asyncio.sleep(SIZE.calm_seconds)
    crowd.check()


def _assert_that_it_was_put_to_the_test(crowd: Crowd) -> None:
    ledger = crowd.ledger
    assert ledger.unasked == [], "each 503 says when to come again"
    assert ledger.statuses() <= {200, 201, 202, 404, 409, 503}, ledger.answers
    for name in FAULTS:
        if name.startswith("postgres"):
            assert 503 in ledger.statuses(name, "say"), "what cannot be stored is refused"
        if name.startswith("redis"):
            assert 202 in ledger.statuses(name, "say"), "what can be stored is taken in"
    assert crowd.said > 4 * SIZE.talks
    assert crowd.answered > SIZE.talks / 2
    _log.info(
        "%d messages, %d answers; %s; without an answer %s",
        *(crowd.said, crowd.answered, dict(ledger.answers), dict(ledger.broken)),
    )
