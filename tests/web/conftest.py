"""A listening service for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.dialogue.scripted import ScriptedDialogue
from bot.people.model import Role
from tests.web.office import Office, Seat, open_office
from tests.web.service import Service, service


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue()


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """Built faces in small."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "panel").mkdir()
    (folder / "desk").mkdir()
    named = '<meta name="shoptalk-origins" content="" /><meta name="shoptalk-zone" content="" />'
    (folder / "desk" / "index.html").write_text(f"<!doctype html><head>{named}</head><body>desk</body>")
    (folder / "widget.js").write_text('(()=>{Object("__SHOPTALK_LOOK__")})();')
    (folder / "assets" / "panel-abc.js").write_text("export {};" * 100)
    head = f'<head>{named}<meta name="shoptalk-look" content="" /></head>'
    (folder / "panel" / "index.html").write_text(f"<!doctype html><html>{head}<body></body></html>")
    return folder


@pytest.fixture
async def running(store_url: str, dialogue: ScriptedDialogue, static: Path) -> AsyncIterator[Service]:
    async with service(store_url, dialogue, static=static) as opened:
        yield opened


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def ann(office: Office) -> AsyncIterator[Seat]:
    seat = await office.seat("ann", Role.AGENT)
    yield seat
    await seat.client.aclose()


@pytest.fixture
async def bob(office: Office) -> AsyncIterator[Seat]:
    seat = await office.seat("bob", Role.SUPERVISOR)
    yield seat
    await seat.client.aclose()
