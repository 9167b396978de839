"""Two of the product on one store, one bus and one shop: what is said at one is answered at the other."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from tests.bench.cancelling import Shopper, add_shoppers
from tests.resilience.calling import Caller, Ledger
from tests.resilience.stage import admin_of, agent_of
from tests.running import ROOT, Place, Running

_SECRET: Final = Path("var") / "secret.key"


@dataclass(frozen=True)
class Pair:
    """Where shoppers talk, and where the desk is."""

    talks: Running
    desk: Running
    shoppers: Sequence[Shopper]
    """Each with an order that can be cancelled."""
    anybody: Caller
    ana: Caller
    """At the desk."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls, folder: Path, store_url: str, commerce_url: str, redis_url: str, *, shoppers: int
    ) -> AsyncIterator["Pair"]:
        shop = folder / "shop"
        shutil.copytree(ROOT / "data" / "shop", shop)
        wanted = add_shoppers(shop, shoppers)
        settings = {
            "STORE_URL": store_url,
            "COMMERCE_URL": commerce_url,
            "BUS_URL": redis_url,
            "SHOP_FOLDER": str(shop),
            "SHOP_STOREFRONT": "false",
        }
        first = Place(folder / "talks", settings=settings)
        second = Place(folder / "desk", key=first.key, settings=settings)
        async with AsyncExitStack() as closing:
            talks = await _running(first, closing)
            # One installation has one secret, wherever its processes run.
            (second.folder / _SECRET).parent.mkdir(parents=True)
            shutil.copy(first.folder / _SECRET, second.folder / _SECRET)
            desk = await _running(second, closing)
            ledger = Ledger()
            admin = await admin_of(desk, await _caller(desk, ledger, closing))
            ana = await agent_of(admin, await _caller(desk, ledger, closing), "Ana")
            yield cls(talks, desk, wanted, await _caller(talks, ledger, closing), ana)


async def _running(place: Place, closing: AsyncExitStack) -> Running:
    running = await asyncio.to_thread(Running.start, place)
    closing.push_async_callback(asyncio.to_thread, running.stop)
    return running


async def _caller(service: Running, ledger: Ledger, closing: AsyncExitStack) -> Caller:
    client = httpx.AsyncClient(base_url=service.place.url, trust_env=False, timeout=60)
    return Caller(await closing.enter_async_context(client), ledger)
