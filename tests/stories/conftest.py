"""Rasa as it really runs: the committed rules and training data, our actions behind a real endpoint, a stocked shop."""

import shutil
from collections.abc import AsyncIterator, Mapping
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.dialogue.manager import Turn
from bot.dialogue.parts import Choice, Part
from bot.dialogue.rasa import RasaDialogue
from bot.dialogue.server import RasaServer
from bot.language import Language, detect
from bot.training import DialogueModel
from tests.servers import free_port
from tests.shop_world import ALL_ALLOWED, World, open_world
from tests.stories.cast import Cast

_ROOT = Path(__file__).parents[2]
_PYTHON = _ROOT / ".venv-rasa/bin/python"
_SECRET = "a secret of this run"
_ids = count(1)


class Stage:
    """A running Rasa and the endpoint it calls; `world` is what the actions act on."""

    def __init__(self, dialogue: RasaDialogue, executor: ActionExecutor) -> None:
        self.dialogue, self._executor = dialogue, executor
        self.calls: list[str] = []

    def play_in(self, world: World, cast: Cast | None = None) -> None:
        for action in (cast or Cast()).actions(world):
            self._executor.register_action(action)

    async def answer(self, request: Request) -> HTTPResponse:
        """What the app's private listener does with a call of Rasa's."""
        if request.headers.get("X-Shoptalk-Secret") != _SECRET:
            return json({"error": "not Rasa"}, 403)
        self.calls.append(str(request.json["next_action"]))
        result = await self._executor.run({"domain": {}, **request.json})
        return json(result.model_dump())


class Shopper:
    """Somebody in one conversation: types words, or picks one of the choices in the last reply."""

    def __init__(self, dialogue: RasaDialogue, conversation_id: str, language: Language) -> None:
        self._dialogue, self.id, self._language = dialogue, conversation_id, language
        self._issued: dict[str, Choice] = {}
        self.page: dict[str, str] = {}

    async def types(self, text: str) -> list[Part]:
        self._language = detect(text, self._language)
        return await self._send(text, None)

    async def picks(self, title: str) -> list[Part]:
        return await self._send(title, self._issued[title].command)

    async def sends(self, command: str) -> list[Part]:
        """What the server sends for a choice that carries this command."""
        return await self._send("", command)

    async def _send(self, text: str, command: str | None) -> list[Part]:
        n = next(_ids)
        turn = Turn(self.id, f"m-{n}", f"r-{n}", text, self._language, command, page=self.page)
        parts = list(await self._dialogue.respond(turn))
        self._issued = {choice.title: choice for part in parts for choice in _choices(part)}
        return parts


def _choices(part: Mapping[str, object]) -> list[Choice]:
    items = {"choices": part.get("items"), "confirmation": [part.get("confirm"), part.get("decline")]}
    found = items.get(str(part["kind"])) or []
    assert isinstance(found, list)
    return [Choice(item["title"], item["command"]) for item in found]


async def _trained(log: Path) -> Path:
    """The model that serves, when it is current; else one of the tests' own, so that nobody's training is disturbed."""
    served, own = (
        DialogueModel(_ROOT, _ROOT / folder, _PYTHON, log) for folder in ("models/dialogue", ".cache/dialogue")
    )
    current = next((model for model in (served, own) if model.is_current()), None)
    return current.archive if current else await own.train()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    folder = tmp_path_factory.mktemp("stage")
    archive = await _trained(folder / "training.log")
    (folder / "models").mkdir()
    shutil.copy(archive, folder / "models")
    ports = free_port(), free_port()
    server = RasaServer(
        python=_PYTHON, port=ports[0], models=folder / "models", var=folder, actions_port=ports[1],
        actions_secret=_SECRET, root=_ROOT,
    )  # fmt: skip
    dialogue = RasaDialogue.open(server.url, server.token)
    stage = Stage(dialogue, ActionExecutor())
    app = Sanic("story-actions", configure_logging=False)
    app.add_route(stage.answer, "/webhook", methods=["POST"])
    listener = await app.create_server("127.0.0.1", ports[1], return_asyncio_server=True, access_log=False)
    assert listener is not None
    await listener.startup()
    await server.start()
    await server.wait_until_ready()
    yield stage
    await dialogue.close()
    await server.stop()
    listener.close()
    await listener.wait_closed()


@pytest_asyncio.fixture(loop_scope="session")
async def world(stage: Stage, tmp_path: Path) -> AsyncIterator[World]:
    world = await open_world(tmp_path)
    stage.play_in(world)
    yield world
    await world.close()


@pytest_asyncio.fixture(loop_scope="session")
async def generous(stage: Stage, tmp_path: Path) -> AsyncIterator[World]:
    """A shop that lets its customers do everything by themselves."""
    world = await open_world(tmp_path, rules=ALL_ALLOWED)
    stage.play_in(world, Cast(understanding=stage.dialogue))
    yield world
    await world.close()
