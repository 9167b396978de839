"""A plain Rasa that pushes words to open widgets over its own socket.io channel: the nearest it has to a desk.

It has no person's message. What can be pushed to a connected client is what an intent triggers from outside
(`/conversations/<id>/trigger_intent`): here a rule says the words that came with it.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
import yaml
from websockets.asyncio.client import ClientConnection, connect

from tests.bench.desk import ANSWERED, Arrivals, Found, Load, delivered, in_turn, must
from tests.bench.programs import RASA_PYTHON, Program, run_to_end
from tests.servers import free_port

NAME: Final = "Rasa's socket.io"
_INTENT: Final = "a_person_answers"
_START_SECONDS: Final = 300
_MARK: Final = re.compile(r"bench-(\d+)-")
_PROJECT: Final[dict[str, Any]] = {
    "config.yml": {
        "recipe": "default.v1",
        "assistant_id": "push",
        "language": "en",
        "pipeline": [{"name": "KeywordIntentClassifier"}],
        "policies": [{"name": "RulePolicy"}],
    },
    "domain.yml": {
        "version": "3.1",
        "intents": ["greet", _INTENT],
        "entities": ["words"],
        "slots": {"words": {"type": "text", "mappings": [{"type": "from_entity", "entity": "words"}]}},
        "responses": {"utter_hello": [{"text": "Hello"}], "utter_words": [{"text": "{words}"}]},
    },
    "data/data.yml": {
        "version": "3.1",
        "nlu": [
            {"intent": "greet", "examples": "- hello\n- hi\n"},
            {"intent": _INTENT, "examples": "- answer\n- reply\n"},
        ],
        "rules": [
            {"rule": "hello", "steps": [{"intent": "greet"}, {"action": "utter_hello"}]},
            {"rule": "words", "steps": [{"intent": _INTENT}, {"action": "utter_words"}]},
        ],
    },
    "credentials.yml": {
        # With `session_persistence` nothing would come: Rasa 3.6.21 does not await python-socketio's `enter_room`.
        "socketio": {"user_message_evt": "user_uttered", "bot_message_evt": "bot_uttered"}
    },
}


@dataclass(frozen=True)
class PushingRasa:
    """The running server."""

    url: str
    process: psutil.Process
    client: httpx.AsyncClient

    async def push(self, session: str, words: str) -> None:
        body = {"name": _INTENT, "entities": {"words": words}}
        path = f"/conversations/{session}/trigger_intent"
        await must(self.client.post(path, params={"output_channel": "socketio"}, json=body))


@asynccontextmanager
async def pushing_rasa(folder: Path) -> AsyncIterator[PushingRasa]:
    """Trains the project, some seconds, and starts it; its tracker store is Rasa's own on SQLite."""
    _lay_out(folder)
    train: list[str | Path] = [RASA_PYTHON, "-m", "rasa", "train", "--fixed-model-name", "push", "--data", "data"]
    await run_to_end(train, folder / "train.log", folder=folder)
    port = free_port()
    place = ("--enable-api", "--interface", "127.0.0.1", "--port", str(port), "--credentials", "credentials.yml")
    command: list[str | Path] = [RASA_PYTHON, "-m", "rasa", "run", "--model", folder / "models" / "push.tar.gz"]
    rasa = Program.start(NAME, [*command, *place, "--endpoints", "endpoints.yml"], folder / "rasa.log", folder=folder)
    async with AsyncExitStack() as running:
        running.push_async_callback(rasa.stop)
        url = f"http://127.0.0.1:{port}"
        await rasa.answers(f"{url}/version", _START_SECONDS)
        client = await running.enter_async_context(httpx.AsyncClient(base_url=url, timeout=120))
        yield PushingRasa(url, psutil.Process(rasa.pid), client)


def _lay_out(folder: Path) -> None:
    store = {"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "tracker.db")}}
    for name, content in {**_PROJECT, "endpoints.yml": store}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")


async def measure_push(rasa: PushingRasa, load: Load) -> Found:
    """As the desk is measured: the same widgets, of which the same share is written to at the same pace."""
    async with AsyncExitStack() as closing:
        arrivals, before = Arrivals(load.messages), rasa.process.memory_info().rss
        opened = await in_turn(load.widgets, lambda _: _open(rasa.url))
        for line, _ in opened:
            reading = asyncio.create_task(_read(line, arrivals))
            closing.push_async_callback(line.close)
            closing.callback(reading.cancel)
        await asyncio.sleep(2)
        grown = (rasa.process.memory_info().rss - before) / load.widgets
        answered = [session for _, session in opened[:ANSWERED]]

        async def push(number: int) -> None:
            await rasa.push(answered[number % len(answered)], f"bench-{number}- I am looking into it.")

        return await delivered(push, load, arrivals, rasa.process, grown)


async def _open(url: str) -> tuple[ClientConnection, str]:
    """The handshake of Engine.IO 4 and Socket.IO 5; the connection's id is the conversation's."""
    line = await connect(f"{url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket", ping_interval=None)
    await line.recv()
    await line.send("40")
    greeting = str(await line.recv())
    return line, str(json.loads(greeting.removeprefix("40"))["sid"])


async def _read(line: ClientConnection, arrivals: Arrivals) -> None:
    async for frame in line:
        if frame == "2":
            await line.send("3")
        for found in _MARK.finditer(str(frame)):
            arrivals.note(int(found[1]))
