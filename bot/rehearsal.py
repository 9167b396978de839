"""A rehearsal of the whole service: on free ports, with a store of its own, asked as a shopper asks."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
from rich.console import Console

from bot.answering.answer import Answer, AnswerStream
from bot.answering.question import Question
from bot.dialogue.parts import Part
from bot.errors import DialogueUnavailable
from bot.language import Language
from bot.preparation import Preparation
from bot.serving import LOOPBACK, BuildActions, running
from bot.settings import Settings

_SECONDS: Final = 60.0
_MANY: Final = 1_000_000


class ServedAnswers:
    """What the running service answers over its public interface, each question in a conversation of its own."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def answer(self, question: Question, stream: AnswerStream | None = None) -> Answer | None:
        """The answer in the reply, if there is one; nothing is streamed, and the service tells the day itself."""
        try:
            talk = await self._begin(question.language)
            if question.previous is not None:
                await talk.say(question.previous)
            return Answer.among(await talk.say(question.text))
        except httpx.HTTPError as error:
            raise DialogueUnavailable(f"the service could not be asked {question.text!r}: {error}") from error

    async def _begin(self, language: Language) -> "_Talk":
        response = await self._client.post("/api/v1/conversations", json={"language": language})
        begun = response.raise_for_status().json()
        return _Talk(self._client, begun["conversation_id"], begun["token"])


class _Talk:
    def __init__(self, client: httpx.AsyncClient, conversation_id: str, token: str) -> None:
        self._client, self._path = client, f"/api/v1/conversations/{conversation_id}/messages"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def say(self, text: str) -> list[Part]:
        """The parts of the reply."""
        response = await self._client.post(
            self._path, params={"wait": "true"}, json={"text": text}, headers=self._headers
        )
        replies: list[Part] = response.raise_for_status().json()["replies"]
        return replies


@asynccontextmanager
async def rehearsed(settings: Settings, build_actions: BuildActions, console: Console) -> AsyncIterator[ServedAnswers]:
    """The service as it is set up, beside the one that may be running; what is said to it is forgotten."""
    with TemporaryDirectory(prefix="shoptalk-rehearsal-") as folder:
        own = _beside(settings, Path(folder))
        await Preparation(own, console).stores()
        async with running(own, build_actions) as service:
            await service.wait_until_ready()
            async with httpx.AsyncClient(base_url=own.web.public_origin, trust_env=False, timeout=_SECONDS) as client:
                yield ServedAnswers(client)


def _beside(settings: Settings, folder: Path) -> Settings:
    """The same settings with other ports, a store of its own and no limits."""
    web, loopback, rasa = _free_ports(3)
    limits = {"conversations_per_minute": _MANY, "messages_per_minute": _MANY, "requests_per_minute": _MANY}
    changed: dict[str, dict[str, Any]] = {
        "web": {
            "host": LOOPBACK,
            "port": web,
            "public_origin": f"http://{LOOPBACK}:{web}",
            "tls_certificate": None,
            "tls_key": None,
        },
        "loopback": {"port": loopback},
        "rasa": {"port": rasa},
        "shop": {"storefront": False},
        "store": {"url": f"sqlite+aiosqlite:///{folder / 'shoptalk.db'}"},
        "bus": {"url": ""},
        "limits": limits,
    }
    parts = {name: getattr(settings, name).model_copy(update=fields) for name, fields in changed.items()}
    return settings.model_copy(update={**parts, "var": folder})


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on; all are held while the others are looked for."""
    sockets = [socket.create_server((LOOPBACK, 0)) for _ in range(count)]
    ports = [held.getsockname()[1] for held in sockets]
    for held in sockets:
        held.close()
    return ports
