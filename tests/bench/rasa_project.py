"""A Rasa server with an ordinary action server beside it, spoken to on its own REST channel."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import yaml

from bot.web.actions_route import SECRET_HEADER
from tests.bench.errors import BenchFailed
from tests.bench.product import Place, Product
from tests.bench.programs import APP_PYTHON, RASA_PYTHON, ROOT, Program
from tests.servers import free_port

_START_SECONDS = 300
_UNTOUCHED = "Untouched Rasa"
_WITNESS = "kept-out"


@dataclass(frozen=True)
class RasaTalk:
    """One sender's conversation."""

    client: httpx.AsyncClient
    sender: str
    metadata: dict[str, str] = field(default_factory=dict)
    """What comes with each message; the product's own actions take the language from it."""

    async def say(self, text: str) -> list[dict[str, Any]]:
        message = {
            "sender": self.sender,
            "message": text,
            **({"metadata": {**self.metadata, "message_id": f"m_{uuid4().hex}"}} if self.metadata else {}),
        }
        response = await self.client.post("/webhooks/rest/webhook", json=message)
        parts = [reply.get("custom") for reply in response.raise_for_status().json()]
        if not parts or None in parts:
            raise BenchFailed(f"Rasa answered {text!r} with {response.text}")
        return parts


@dataclass(frozen=True)
class RasaProject:
    """A running Rasa; conversations are those of `customer_id`."""

    name: str
    programs: list[Program]
    client: httpx.AsyncClient
    customer_id: str
    _numbers: "count[int]" = field(default_factory=count)

    async def begin(self) -> RasaTalk:
        return RasaTalk(self.client, f"{self.customer_id}/{next(self._numbers)}")


@dataclass(frozen=True)
class RasaOnActions:
    """A running Rasa that calls the action server of `product`, which knows the customer of each conversation."""

    name: str
    programs: list[Program]
    client: httpx.AsyncClient
    product: Product

    async def begin_as(self, customer_id: str) -> RasaTalk:
        begun = await self.product.begin_as(customer_id)
        return RasaTalk(self.client, begun.conversation_id, {"language": "en"})


@asynccontextmanager
async def rasa_project(
    name: str,
    folder: Path,
    model: Path,
    shop: Place,
    *,
    environment: dict[str, str] | None = None,
    works_in: Path = ROOT,
) -> AsyncIterator[RasaProject]:
    """Starts Rasa with `model`, and an ordinary action server over the database of `shop`, on free loopback ports.

    What they keep is in `folder`; both are stopped in the end.
    """
    async with AsyncExitStack() as running:
        actions, actions_url = _start_actions(name, folder, shop.commerce_url)
        running.push_async_callback(actions.stop)
        endpoint = {"url": f"{actions_url}/webhook"}
        rasa, url = _start_rasa(name, folder, model, endpoint, environment or {}, works_in)
        running.push_async_callback(rasa.stop)
        await actions.answers(f"{actions_url}/health", _START_SECONDS)
        await rasa.answers(f"{url}/webhooks/rest/", _START_SECONDS)
        client = await running.enter_async_context(httpx.AsyncClient(base_url=url, timeout=60))
        yield RasaProject(name, [rasa, actions], client, shop.customer_id())


@asynccontextmanager
async def untouched_rasa(folder: Path, model: Path, shop: Place) -> AsyncIterator[RasaProject]:
    """The product's own model in a Rasa that our components may not patch."""
    async with rasa_project(_UNTOUCHED, folder, model, shop, environment=_kept(folder)) as project:
        _must_be_kept(folder)
        yield project


@asynccontextmanager
async def untouched_rasa_on_actions(folder: Path, model: Path, product: Product) -> AsyncIterator[RasaOnActions]:
    """As `untouched_rasa`, with the product's own action server, so that both do the very same."""
    endpoint = {
        "url": f"http://127.0.0.1:{product.place.loopback_port}/webhook",
        "headers": {SECRET_HEADER: product.actions_secret()},
        # As the product's own Rasa: no action reads the domain.
        "enable_selective_domain": True,
    }
    async with AsyncExitStack() as running:
        rasa, url = _start_rasa(_UNTOUCHED, folder, model, endpoint, _kept(folder), ROOT)
        running.push_async_callback(rasa.stop)
        await rasa.answers(f"{url}/webhooks/rest/", _START_SECONDS)
        _must_be_kept(folder)
        client = await running.enter_async_context(httpx.AsyncClient(base_url=url, timeout=60))
        yield RasaOnActions(_UNTOUCHED, [rasa, *product.programs], client, product)


def _kept(folder: Path) -> dict[str, str]:
    """What keeps patches out of a Rasa."""
    guard = Path(__file__).parent / "rasa_side" / "untouched"
    return {"PYTHONPATH": str(guard), "BENCH_WITNESS": str(folder / _WITNESS)}


def _must_be_kept(folder: Path) -> None:
    # The guard tries itself before anything else is loaded.
    if not (folder / _WITNESS).is_file():
        raise BenchFailed("nothing keeps patches out of the untouched Rasa")


def _start_actions(name: str, folder: Path, commerce_url: str) -> tuple[Program, str]:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    options = ("--actions", "tests.bench.ordinary_actions", "--port", str(port))
    environment = {"BENCH_COMMERCE_URL": commerce_url, "SANIC_HOST": "127.0.0.1"}
    actions = Program.start(
        name, [APP_PYTHON, "-m", "rasa_sdk", *options], folder / "actions.log", environment=environment
    )
    return actions, f"http://127.0.0.1:{port}"


def _start_rasa(
    name: str, folder: Path, model: Path, actions: dict[str, Any], environment: dict[str, str], works_in: Path
) -> tuple[Program, str]:
    """With the endpoints and credentials of an ordinary project, and Rasa's own store of trackers."""
    folder.mkdir(parents=True, exist_ok=True)
    port, endpoints, credentials = free_port(), folder / "endpoints.yml", folder / "credentials.yml"
    store = {"type": "SQL", "dialect": "sqlite", "db": str(_tracker(folder / "tracker.db"))}
    endpoints.write_text(yaml.safe_dump({"action_endpoint": actions, "tracker_store": store}))
    credentials.write_text("rest:\n")
    place = ("--interface", "127.0.0.1", "--port", str(port), "--endpoints", endpoints, "--credentials", credentials)
    command: list[str | Path] = [RASA_PYTHON, "-m", "rasa", "run", "--model", model, *place]
    rasa = Program.start(name, command, folder / "rasa.log", environment=environment, folder=works_in)
    return rasa, f"http://127.0.0.1:{port}"


def _tracker(path: Path) -> Path:
    """In the journal mode that the product prepares for its own Rasa, so that a commit costs both the same."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    return path
