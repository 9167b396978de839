"""The whole product behind lines that can be cut: PostgreSQL and Redis are real, and reached through a proxy each."""

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import psutil
from sqlalchemy.engine import make_url

from tests.cut_line import CutLine, cut_line
from tests.resilience.calling import Caller, Ledger
from tests.resilience.people import Agent, Crowd, Shopper
from tests.running import ROOT, Place, Running

_PASSWORD: Final = "quite a long secret 42"
_WITHOUT_LIMITS: Final = httpx.Limits(max_connections=None, max_keepalive_connections=100)


@dataclass
class Stage:
    """The running product, its lines, and how each of its processes is lost."""

    service: Running
    store_url: str
    postgres: CutLine
    redis: CutLine

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, store_url: str, redis_url: str) -> AsyncIterator["Stage"]:
        async with AsyncExitStack() as closing:
            postgres = await closing.enter_async_context(cut_line(make_url(store_url).port or 0))
            redis = await closing.enter_async_context(cut_line(make_url(redis_url).port or 0))
            settings = {
                "STORE_URL": make_url(store_url).set(port=postgres.port).render_as_string(hide_password=False),
                "BUS_URL": f"redis://127.0.0.1:{redis.port}/0",
                "SHOP_FOLDER": str(_shop_that_never_closes(folder)),
                "SHOP_STOREFRONT": "false",
            }
            service = await asyncio.to_thread(Running.start, Place(folder, settings=settings))
            stage = cls(service, store_url, postgres, redis)
            try:
                yield stage
            finally:
                await asyncio.to_thread(stage.service.stop)

    async def kill(self, process: psutil.Process) -> None:
        """The service itself starts it again."""
        process.kill()
        await asyncio.to_thread(psutil.wait_procs, [process], 20)
        await self.until_ready()

    async def kill_all(self) -> None:
        """The supervisor too, which whoever started it starts again."""
        await asyncio.to_thread(self.service.kill)
        self.service = await asyncio.to_thread(Running.start, self.service.place)

    async def until_ready(self) -> None:
        await asyncio.to_thread(self.service.wait_until_ready)

    @asynccontextmanager
    async def crowd(self, talks: int, agents: int, pace_seconds: float) -> AsyncIterator[Crowd]:
        """Half of the shoppers ask for a person."""
        ledger = Ledger()
        async with AsyncExitStack() as closing:

            async def caller(**headers: str) -> Caller:
                client = httpx.AsyncClient(
                    base_url=self.service.place.url, trust_env=False, timeout=30, limits=_WITHOUT_LIMITS
                )
                return Caller(await closing.enter_async_context(client), ledger, dict(headers))

            shared = await caller()
            shoppers = [await _shopper(shared, bool(number % 2), pace_seconds) for number in range(talks)]
            admin = await admin_of(self.service, await caller())
            most = -(-talks // agents)
            names = [f"Agent{number}" for number in range(agents)]
            seated = [Agent(name, await agent_of(admin, await caller(), name), most) for name in names]
            crowd = Crowd(shoppers, seated, ledger)
            crowd.begin()
            try:
                yield crowd
            finally:
                await crowd.leave()


async def _shopper(caller: Caller, wants_person: bool, pace_seconds: float) -> Shopper:
    answer = await caller.post("begin", "/api/v1/conversations", {"language": "en"})
    assert answer.status_code == 201, answer.text
    begun = answer.json()
    own = Caller(caller.client, caller.ledger, {"Authorization": f"Bearer {begun['token']}"})
    return Shopper(own, begun["conversation_id"], wants_person, pace_seconds)


async def admin_of(service: Running, caller: Caller) -> Caller:
    """The first account of a shop, made on the command line and taken up over `caller`."""
    command = [sys.executable, "-m", "bot", "user", "add", "boss@shop.example", "--name", "Boss", "--role", "admin"]
    told = await asyncio.to_thread(
        subprocess.run,
        command,
        cwd=ROOT,
        env=service.place.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return await _seated(caller, told.stdout)


async def agent_of(admin: Caller, caller: Caller, name: str) -> Caller:
    """Somebody whom an admin invites."""
    person = {"login": f"{name}@shop.example".lower(), "name": name, "role": "agent"}
    answer = await admin.post("add", "/api/v1/people", person)
    assert answer.status_code == 201, answer.text
    return await _seated(caller, answer.json()["link"])


async def _seated(caller: Caller, told: str) -> Caller:
    """Signed in by the link that was told; the client keeps the cookie."""
    found = re.search(r"#invitation=(\S+)", told)
    assert found, told
    taken_up = {"invitation": found[1], "password": _PASSWORD}
    answer = await caller.post("sign in", "/api/v1/people/invitation", taken_up)
    assert answer.status_code == 200, answer.text
    return Caller(caller.client, caller.ledger, {"X-Shoptalk-CSRF": answer.json()["csrf"]})


def _shop_that_never_closes(folder: Path) -> Path:
    """The demo shop with people there at any hour."""
    shop = folder / "shop"
    shutil.copytree(ROOT / "data" / "shop", shop, dirs_exist_ok=True)
    words = (shop / "shop.yml").read_text("utf-8")
    always = re.sub(r"(?m)^( {4}(?:mon|tue|wed|thu|fri|sat|sun)): \[.*\]$", r'\1: ["00:00-24:00"]', words)
    (shop / "shop.yml").write_text(re.sub(r"(?m)^( {2}holidays): .*$", r"\1: []", always), "utf-8")
    return shop
