"""The product as a user runs it, on free loopback ports, with what it keeps in a folder of its own."""

import base64
import secrets
import shlex
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import jwt

from tests.bench.errors import BenchFailed
from tests.bench.programs import APP_PYTHON, RASA_PYTHON, Program
from tests.servers import free_port

NAME: Final = "Shoptalk"
FIRST_START_SECONDS: Final = 900
"""The first start seeds the shop, and builds the index and trains where a source has changed."""
_KEY_ID: Final = "bench"


@dataclass(frozen=True)
class ProductTalk:
    """One conversation by its session token."""

    client: httpx.AsyncClient
    conversation_id: str
    token: str

    async def say(self, text: str) -> list[dict[str, Any]]:
        response = await self._post(text, {"wait": "true"})
        replies: list[dict[str, Any]] = response.json().get("replies", [])
        if response.status_code != 200 or not replies:
            raise BenchFailed(f"{NAME} answered {text!r} with {response.status_code}: {response.text}")
        return replies

    async def post(self, text: str) -> None:
        """Sends without waiting for the reply."""
        response = await self._post(text, {})
        if response.status_code != 202:
            raise BenchFailed(f"{NAME} took {text!r} with {response.status_code}: {response.text}")

    @property
    def path(self) -> str:
        return f"/api/v1/conversations/{self.conversation_id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def _post(self, text: str, query: dict[str, str]) -> httpx.Response:
        headers = {**self.headers, "Idempotency-Key": uuid.uuid4().hex}
        return await self.client.post(f"{self.path}/messages", params=query, json={"text": text}, headers=headers)


@dataclass(frozen=True)
class Place:
    """Where a product under test lives: its folder, its ports, and the key that signs its customers in."""

    folder: Path
    port: int = field(default_factory=free_port)
    loopback_port: int = field(default_factory=free_port)
    rasa_port: int = field(default_factory=free_port)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    shop_folder: Path | None = None
    """The shop's files, where it is not the demo shop as shipped."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Variables in place of those below."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def commerce_url(self) -> str:
        return f"sqlite+aiosqlite:///{self.folder / 'shop.db'}"

    def environment(self) -> dict[str, str]:
        """As shipped, but for the places and the limits that a load would run into."""
        many = "1000000"
        return {
            "WEB_HOST": "127.0.0.1",
            "WEB_PORT": str(self.port),
            "WEB_PUBLIC_ORIGIN": self.url,
            "LOOPBACK_PORT": str(self.loopback_port),
            "RASA_PORT": str(self.rasa_port),
            "RASA_PYTHON": str(RASA_PYTHON),
            "STORE_URL": f"sqlite+aiosqlite:///{self.folder / 'shoptalk.db'}",
            "COMMERCE_URL": self.commerce_url,
            "VAR": str(self.folder),
            "SHOP_STOREFRONT": "false",
            **({"SHOP_FOLDER": str(self.shop_folder)} if self.shop_folder else {}),
            "IDENTITY_KEYS": f"{_KEY_ID}:{base64.urlsafe_b64encode(self.key).decode().rstrip('=')}",
            "LIMITS_CONVERSATIONS_PER_MINUTE": many,
            "LIMITS_MESSAGES_PER_MINUTE": many,
            "LIMITS_REQUESTS_PER_MINUTE": many,
            **self.settings,
        }

    def customer_id(self) -> str:
        """The customer with the most orders."""
        with closing(sqlite3.connect(f"file:{self.folder / 'shop.db'}?mode=ro", uri=True)) as shop:
            query = "SELECT customer_id FROM orders WHERE customer_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
            found = shop.execute(query).fetchone()
        if found is None:
            raise BenchFailed("no customer of the shop has an order")
        return str(found[0])

    def identity(self, customer_id: str) -> str:
        """As the shop's own site signs a customer in."""
        now = int(time.time())
        claims = {
            "iss": "shop",
            "aud": "shoptalk",
            "sub": customer_id,
            "iat": now,
            "exp": now + 300,
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(claims, self.key, algorithm="HS256", headers={"kid": _KEY_ID})


@dataclass(frozen=True)
class Product:
    """The running product."""

    place: Place
    programs: list[Program]
    client: httpx.AsyncClient
    customer_id: str
    name: str = NAME

    async def begin(self) -> ProductTalk:
        return await self.begin_as(self.customer_id)

    async def begin_as(self, customer_id: str) -> ProductTalk:
        return await self._begin({"language": "en", "identity": self.place.identity(customer_id)})

    async def begin_as_guest(self, language: str) -> ProductTalk:
        return await self._begin({"language": language})

    def actions_secret(self) -> str:
        """What opens the action server of this product, which tells it to its own Rasa alone; made at each start."""
        for process in self.programs[0].family():
            if (secret := process.environ().get("ACTIONS_SECRET")) is not None:
                return secret
        raise BenchFailed("the product has no Rasa that knows the secret of its actions")

    async def _begin(self, body: dict[str, str]) -> ProductTalk:
        response = await self.client.post("/api/v1/conversations", json=body)
        if response.status_code != 201:
            raise BenchFailed(f"no conversation could be begun: {response.status_code}: {response.text}")
        begun = response.json()
        return ProductTalk(self.client, begun["conversation_id"], begun["token"])


@asynccontextmanager
async def product(place: Place, *, trace: Path | None = None) -> AsyncIterator[Product]:
    """Starts the product with `python -m bot run` and stops it in the end; with `trace` Rasa notes its times there."""
    place.folder.mkdir(parents=True, exist_ok=True)
    environment = place.environment()
    if trace is not None:
        environment["RASA_PYTHON"] = str(_traced_python(place.folder, trace))
    async with AsyncExitStack() as running:
        program = Program.start(
            NAME, [APP_PYTHON, "-m", "bot", "run"], place.folder / "bench.log", environment=environment
        )
        running.push_async_callback(program.stop)
        await program.answers(f"{place.url}/readyz", FIRST_START_SECONDS)
        client = httpx.AsyncClient(base_url=place.url, timeout=60)
        await running.enter_async_context(client)
        yield Product(place, [program], client, place.customer_id())


def _traced_python(folder: Path, trace: Path) -> Path:
    """Rasa's Python with our notes taken beside it."""
    wrapper = folder / "traced-python"
    notes = Path(__file__).parent / "rasa_side" / "traced"
    wrapper.write_text(
        "#!/bin/sh\n"
        f"export PYTHONPATH={shlex.quote(str(notes))} BENCH_TRACE={shlex.quote(str(trace))}\n"
        f'exec {shlex.quote(str(RASA_PYTHON))} "$@"\n'
    )
    wrapper.chmod(0o755)
    return wrapper
