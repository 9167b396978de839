"""A real Rasa server with a small model, and our own listener for its actions."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.rasa import RasaDialogue
from bot.dialogue.server import RasaServer
from bot.web.app import create_loopback
from bot.web.listen import Listener
from bot.web.operations import Metrics, Readiness
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
SECRET = "the secret of one start"


@dataclass
class Acting:
    """What the test's actions do and have seen."""

    seen: list[dict[str, Any]] = field(default_factory=list)
    wait: Callable[[], Any] | None = None


class Act(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Tells back what it knows of the message."""

    def __init__(self, acting: Acting) -> None:
        self._acting = acting

    def name(self) -> str:
        return "action_act"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        metadata = tracker.latest_message["metadata"]
        self._acting.seen.append({"slot": tracker.get_slot("seen"), "events": len(tracker.events), **metadata})
        if self._acting.wait is not None:
            await self._acting.wait()
        dispatcher.utter_message(json_message={"kind": "text", "text": f"acted on {metadata['message_id']}"})
        return [SlotSet("seen", metadata["message_id"])]


class Break(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Has a bug."""

    def name(self) -> str:
        return "action_break"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        raise KeyError("a bug")


@dataclass
class Rasa:
    """The running server and how to speak to it."""

    server: RasaServer
    dialogue: RasaDialogue
    acting: Acting


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with its model trained, and our own endpoints and credentials."""
    folder = tmp_path_factory.mktemp("rasa") / "project"
    shutil.copytree(Path(__file__).parent / "project", folder)
    for name in ("endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, folder)
    (folder / "bot").symlink_to(ROOT / "bot")  # endpoints.yml names our tracker store, which Rasa imports from here
    train = ["train", "--data", "data", "--domain", "domain.yml", "--out", "models", "--fixed-model-name", "small"]
    command = [str(PYTHON), "-m", "rasa", *train]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@asynccontextmanager
async def _rasa(project: Path, var: Path) -> AsyncIterator[Rasa]:
    acting = Acting()
    name = f"actions-{var.name}-{id(acting)}"
    app = create_loopback([Act(acting), Break()], SECRET, Readiness({}), Metrics(), name=name.replace("_", "-"))
    listener = await Listener.open(app, "127.0.0.1", 0)
    server = RasaServer(
        python=PYTHON,
        port=free_port(),
        models=project / "models",
        var=var,
        actions_port=listener.port,
        actions_secret=SECRET,
        root=project,
        token="-one-in-64-begins-with-a-dash",
    )
    await server.start()
    dialogue = RasaDialogue.open(server.url, server.token, timeout_seconds=20)
    try:
        await server.wait_until_ready()
        yield Rasa(server, dialogue, acting)
    finally:
        await dialogue.close()
        await server.stop()
        await listener.close(0.2)


OpenRasa = Callable[[], AbstractAsyncContextManager[Rasa]]


@pytest.fixture
def open_rasa(project: Path, tmp_path: Path) -> OpenRasa:
    return lambda: _rasa(project, tmp_path)
