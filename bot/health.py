"""What `check` shows: the settings in force, and whether every part is well."""

import asyncio
from collections.abc import Awaitable
from typing import Final

import httpx
from rich.console import Console
from rich.markup import escape

from bot.errors import ConfigurationError, GeneratorUnavailable, ShoptalkError
from bot.preparation import Preparation, dialogue_model
from bot.services import Rooms, open_embedder, open_rooms
from bot.settings import Part, Settings
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.live import LiveRetriever

_SECONDS: Final = 10.0


async def check(settings: Settings, console: Console) -> int:
    """Prints every setting, secrets hidden, and pings every port; 1 when one is not well."""
    _show(settings, console)
    await Preparation(settings, console).stores()
    async with open_rooms(settings) as rooms:
        results = [await _ask(name, asked, console) for name, asked in _parts(settings, rooms)]
    return 0 if all(results) else 1


def _show(settings: Settings, console: Console) -> None:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        # pydantic hides secrets in every representation
        fields = vars(value) if isinstance(value, Part) else {"": value}
        for field, shown in fields.items():
            variable = f"{name}_{field}".rstrip("_").upper()
            console.print(escape(f"{variable}={_shown(shown)}"))


def _shown(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _parts(settings: Settings, rooms: Rooms) -> list[tuple[str, Awaitable[None]]]:
    return [
        ("conversations", rooms.conversations.ping()),
        ("shop", rooms.commerce.ping()),
        ("bus", rooms.bus.ping()),
        ("search index", _open_index(settings)),
        ("dialogue model", _find_model(settings)),
        ("dialogue manager", _ping_rasa(settings)),
        ("generator", _ping_generator(settings)),
    ]


async def _open_index(settings: Settings) -> None:
    def load() -> None:
        try:
            LiveRetriever(settings.models / "index", open_embedder(settings))
        except KnowledgeBaseError as error:
            raise ConfigurationError(str(error)) from error

    await asyncio.to_thread(load)


async def _find_model(settings: Settings) -> None:
    if not dialogue_model(settings).is_current():
        raise ConfigurationError("not trained from what stands in data/ now; `make train` trains it")


async def _ping_rasa(settings: Settings) -> None:
    """Whether the service that runs now has its dialogue manager; its own loopback listener says so."""
    url = f"http://127.0.0.1:{settings.loopback.port}/readyz"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_SECONDS) as client:
            response = await client.get(url, params={"verbose": ""})
    except httpx.HTTPError:
        raise ConfigurationError("the service is not running; `make run` starts it") from None
    state = response.json()["parts"]["dialogue"]
    if state != "ok":
        raise ConfigurationError(state)


async def _ping_generator(settings: Settings) -> None:
    """Whether somebody listens there; the list of models is not asked for, since not all servers have one."""
    if not settings.generator.url:
        return
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_SECONDS) as client:
            await client.get(settings.generator.url)
    except httpx.HTTPError as error:
        raise GeneratorUnavailable(f"{settings.generator.url}: {type(error).__name__}") from error


async def _ask(name: str, asked: Awaitable[None], console: Console) -> bool:
    try:
        await asked
    except ShoptalkError as error:
        console.print(f"[red]{name}[/]: {escape(str(error))}")
        return False
    console.print(f"[green]{name}[/]: ok")
    return True
