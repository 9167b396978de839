"""Suggestions over real HTTP: a signed identity is looked at, not used up."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commerce.model import OrderStatus
from bot.web.payloads import Suggested
from tests.shop_world import World, an_order, open_world
from tests.web.service import Service, service
from tests.web.test_identity import KEY, signed

URL = "/api/v1/suggestions"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    (tmp_path / "world").mkdir()
    opened = await open_world(tmp_path / "world", orders=[an_order("W90003", OrderStatus.SHIPPED, customer_id="C-2")])
    yield opened
    await opened.close()


@pytest.fixture
async def running(store_url: str, static: Path, world: World) -> AsyncIterator[Service]:
    async with service(store_url, static=static, keys=[KEY], commerce=world.commerce) as opened:
        yield opened


async def _asked(running: Service, **wish: object) -> list[str]:
    answer = await running.client.post(URL, json=wish)
    assert answer.status_code == 200, answer.text
    return Suggested.model_validate(answer.json()).suggestions


async def test_the_page_and_the_language_count(running: Service) -> None:
    page = {"url": "https://shop.example/p/1", "product_id": "KB-101"}
    assert (await _asked(running, language="zh", page=page))[0] == "静语75静音键盘有货吗？"
    assert (await _asked(running))[0] == "Where is my order?"


async def test_an_identity_is_seen_and_stays_good_for_the_conversation(running: Service) -> None:
    identity = signed(sub="C-2")
    for _ in range(2):
        assert (await _asked(running, identity=identity))[0] == "Where is order W90003?"
    session = await running.begin(identity=identity)
    assert (await running.home.store.conversation(session.id)).customer_id == "C-2"
    # Whoever finds it now learns nothing with it.
    assert "W90003" not in str(await _asked(running, identity=identity))


async def test_a_forged_identity_is_a_guests(running: Service) -> None:
    for identity in (signed(b"x" * 32, sub="C-2"), "no token", signed(sub="C-2", aud="another")):
        assert (await _asked(running, identity=identity))[0] == "Where is my order?"


async def test_what_is_wrong_with_a_wish_is_named(running: Service) -> None:
    refused = await running.client.post(URL, json={"language": "fr"})
    assert (refused.status_code, "language" in refused.json()["detail"]) == (422, True)
