"""The whole product for tests: `python -m bot run` on free ports, with what it keeps in a folder of its own."""

import base64
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import httpx
import jwt
import psutil

from tests.servers import free_port

ROOT: Final = Path(__file__).parents[1]
_FIRST_START_SECONDS: Final = 900
"""The first start may build the index and train the dialogue model."""
_MANY: Final = "1000000"
_KEY_ID: Final = "tests"

Found = TypeVar("Found")


@dataclass(frozen=True)
class Place:
    """Where a running product lives, and the key that signs its customers in."""

    folder: Path
    web: int = field(default_factory=free_port)
    loopback: int = field(default_factory=free_port)
    rasa: int = field(default_factory=free_port)
    storefront: int = field(default_factory=free_port)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    settings: Mapping[str, str] = field(default_factory=dict)
    """Variables in place of those below."""

    @property
    def ports(self) -> set[int]:
        return {self.web, self.loopback, self.rasa, self.storefront}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web}"

    @property
    def environment(self) -> dict[str, str]:
        shop = f"http://127.0.0.1:{self.storefront}"
        return {
            **os.environ,
            "WEB_PORT": str(self.web),
            "WEB_PUBLIC_ORIGIN": self.url,
            "LOOPBACK_PORT": str(self.loopback),
            "RASA_PORT": str(self.rasa),
            "SHOP_STOREFRONT_PORT": str(self.storefront),
            "SHOP_ORIGINS": shop,
            "VAR": str(self.folder / "var"),
            "STORE_URL": f"sqlite+aiosqlite:///{self.folder / 'shoptalk.db'}",
            "COMMERCE_URL": f"sqlite+aiosqlite:///{self.folder / 'shop.db'}",
            "IDENTITY_KEYS": f"{_KEY_ID}:{base64.urlsafe_b64encode(self.key).decode().rstrip('=')}",
            "LIMITS_CONVERSATIONS_PER_MINUTE": _MANY,
            "LIMITS_MESSAGES_PER_MINUTE": _MANY,
            "LIMITS_REQUESTS_PER_MINUTE": _MANY,
            **self.settings,
        }

    def identity(self, customer_id: str) -> str:
        """As the shop's own site signs a customer in."""
        now = int(time.time())
        claims = {"iss": "shop", "aud": "shoptalk", "sub": customer_id, "exp": now + 300, "jti": uuid.uuid4().hex}
        return jwt.encode(claims, self.key, algorithm="HS256", headers={"kid": _KEY_ID})

    def shop(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """What the shop's database holds."""
        return _read(self.folder / "shop.db", query, values)

    def store(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """What the conversations' database holds."""
        return _read(self.folder / "shoptalk.db", query, values)


def _read(file: Path, query: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(query, values).fetchall()


class Running:
    """The product while it runs: the supervisor, the app below it, and Rasa below the app."""

    def __init__(self, place: Place, supervisor: subprocess.Popen[bytes], log: Path) -> None:
        self.place, self._supervisor, self._log = place, supervisor, log
        self.client = httpx.Client(base_url=place.url, timeout=60, trust_env=False)

    @classmethod
    def start(cls, place: Place) -> Self:
        place.folder.mkdir(parents=True, exist_ok=True)
        log = place.folder / "service.log"
        with log.open("ab") as said:
            command = [sys.executable, "-m", "bot", "run"]
            supervisor = subprocess.Popen(command, cwd=ROOT, env=place.environment, stdout=said, stderr=said)
        running = cls(place, supervisor, log)
        running.wait_until_ready()
        return running

    @property
    def family(self) -> list[psutil.Process]:
        """Every process of it."""
        supervisor = psutil.Process(self._supervisor.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    @property
    def app(self) -> psutil.Process:
        return psutil.Process(self._supervisor.pid).children()[0]

    @property
    def rasa(self) -> psutil.Process:
        return self.app.children()[0]

    def wait_until_ready(self) -> None:
        def ready() -> bool:
            if self._supervisor.poll() is not None:
                raise AssertionError(f"the service ended: {self.said}")
            try:
                return self.client.get("/readyz").status_code == httpx.codes.OK
            except httpx.TransportError:
                return False

        wait_for(ready, _FIRST_START_SECONDS, "a service that is ready")

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def kill(self) -> None:
        """The supervisor is gone without a word, and so is all below it."""
        family = self.family
        self._supervisor.kill()
        self._supervisor.wait()
        self.client.close()
        psutil.wait_procs(family, 20)

    def stop(self, told: signal.Signals = signal.SIGTERM) -> int:
        """Tells it to stop; the exit code. What does not end within a minute is killed, and raises."""
        self.client.close()
        family = self.family
        self._supervisor.send_signal(told)
        try:
            return self._supervisor.wait(60)
        except subprocess.TimeoutExpired:
            for process in family:
                process.kill()
            self._supervisor.wait()
            raise

    def begin(self, customer_id: str | None = None) -> "Talk":
        body = {"language": "en"} | ({"identity": self.place.identity(customer_id)} if customer_id else {})
        begun = self.client.post("/api/v1/conversations", json=body)
        begun.raise_for_status()
        return Talk(self, begun.json()["conversation_id"], begun.json()["token"])


@dataclass(frozen=True)
class Talk:
    """One conversation, held over HTTP as the widget holds it."""

    service: Running
    conversation_id: str
    token: str

    def post(self, said: dict[str, str], key: str = "") -> str:
        """Sends without waiting for the reply; the message's id."""
        headers = {**self._headers, "Idempotency-Key": key or uuid.uuid4().hex}
        answer = self.service.client.post(f"{self._path}/messages", json=said, headers=headers)
        answer.raise_for_status()
        return str(answer.json()["message_id"])

    def say(self, text: str) -> list[dict[str, Any]]:
        """Sends and waits for the reply's parts."""
        return self.reply_to(self.post({"text": text}))

    def reply_to(self, message_id: str, seconds: float = 120) -> list[dict[str, Any]]:
        def replied() -> list[dict[str, Any]]:
            messages = self.messages()
            place = next((n for n, message in enumerate(messages) if message["id"] == message_id), len(messages))
            return messages[place + 1]["parts"] if place + 1 < len(messages) else []

        return wait_for(replied, seconds, f"a reply to {message_id}")

    def messages(self) -> list[dict[str, Any]]:
        answer = self.service.client.get(f"{self._path}/messages", headers=self._headers)
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    @property
    def authors(self) -> list[str]:
        return [message["author"] for message in self.messages()]

    @property
    def _path(self) -> str:
        return f"/api/v1/conversations/{self.conversation_id}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def wait_for(look: Callable[[], Found], seconds: float, what: str) -> Found:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {seconds:g} s")
