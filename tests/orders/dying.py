"""A process that dies at a chosen step of one write; run as a module, told on standard input what to do.

It forks for each job, so that what takes a second to load is loaded once.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.commerce.claim_deeds import SettleClaim
from bot.commerce.rules import PLAIN_RULES, RuleBook
from bot.storage.database import Database
from tests.orders.claim_desk import claim_desk
from tests.shop_world import ALL_ALLOWED, World, furnish

At = Callable[[str], None]


class WatchedDatabase(Database):
    """A real database that tells of every step before it is taken."""

    def __init__(self, engine: AsyncEngine, name: str, at: At) -> None:
        super().__init__(engine)
        self._name, self._at = name, at

    @classmethod
    def watch(cls, url: str, name: str, at: At) -> "WatchedDatabase":
        return cls(Database.open(url).engine, name, at)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        self._at(f"{self._name}: before a transaction")
        async with super().transaction() as connection:
            yield connection
            self._at(f"{self._name}: before its commit")
        self._at(f"{self._name}: after its commit")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        self._at(f"{self._name}: before a read")
        async with super().reading() as connection:
            yield connection


@dataclass(frozen=True)
class Job:
    """What the process does, and the number of the step at which it dies; none for never."""

    store_url: str
    shop_url: str
    act: str  # "confirm", "approve" or "settle"
    id: str  # the conversation's, the request's, or the order's with its version
    step: int | None = None
    folder: str | None = None
    """Where the process keeps its files; else in a folder of its own."""


async def act(world: World, job: Job) -> None:
    if job.act == "confirm":
        await world.writes.confirm(job.id, yes_of(job.id))
    elif job.act == "settle":
        await settle(world, *job.id.split())
    else:
        await world.approvals.approve(job.id, "Ann")


async def settle(world: World, order_id: str, version: str) -> None:
    """Pays the order's only return back, as a press at the desk does."""
    deed = SettleClaim(order_id, f"CL-{order_id}-1")
    await claim_desk(world).do(deed, key="press", version=int(version))


def yes_of(conversation_id: str) -> str:
    return f"m_yes_{conversation_id}"[:40]


def watched(store_url: str, shop_url: str, at: At, folder: str | None = None, rules: RuleBook = PLAIN_RULES) -> World:
    """The rooms over prepared databases, every step of which `at` hears before it is taken."""
    store, shop = WatchedDatabase.watch(store_url, "store", at), WatchedDatabase.watch(shop_url, "shop", at)
    return furnish(store, shop, folder=Path(folder) if folder else None, rules=rules)


async def do(job: Job, at: At) -> None:
    rules = ALL_ALLOWED if job.act == "settle" else PLAIN_RULES
    world = watched(job.store_url, job.shop_url, at, job.folder, rules)
    await act(world, job)
    await world.close()


class Death:
    """Ends the process, as kill -9 does, at one step."""

    def __init__(self, step: int | None) -> None:
        self._left = step
        self.steps: list[str] = []

    def __call__(self, step: str) -> None:
        if self._left is not None and len(self.steps) == self._left:
            os.kill(os.getpid(), signal.SIGKILL)
        self.steps.append(step)


def main() -> None:
    """A job a line in; out, the signal that ended it (0 for none)."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            job = Job(**json.loads(line))
            asyncio.run(do(job, Death(job.step)))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
