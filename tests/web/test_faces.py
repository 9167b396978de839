"""What browsers get besides the interface: the built faces, and what they are told they may do."""

import html
import json
import re
from pathlib import Path

import httpx
import pytest

from bot.errors import ConfigurationError
from bot.settings import Settings, WidgetSettings
from bot.web.assets import STATIC, Assets
from tests.web.service import SHOP, ZONE, Service, service


async def test_the_widget_may_be_loaded_by_any_page_of_the_shop(running: Service) -> None:
    answer = await running.client.get("/widget.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age" in answer.headers["cache-control"]
    again = await running.client.get("/widget.js", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_panel_may_be_framed_by_the_shop_alone(running: Service) -> None:
    answer = await running.client.get("/panel")
    policy = {rule.split(" ")[0]: rule.split(" ")[1:] for rule in answer.headers["content-security-policy"].split("; ")}
    assert policy["frame-ancestors"] == [SHOP]
    assert policy["script-src"] == ["'self'"]
    assert policy["default-src"] == ["'none'"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert f'<meta name="shoptalk-origins" content="{SHOP}" />' in answer.text
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_desk_shows_pictures_of_the_shop_and_is_framed_by_nobody(running: Service) -> None:
    answer = await running.client.get("/desk")
    policy = {rule.split(" ")[0]: rule.split(" ")[1:] for rule in answer.headers["content-security-policy"].split("; ")}
    assert policy["frame-ancestors"] == ["'none'"]
    assert SHOP in policy["img-src"]
    assert f'<meta name="shoptalk-origins" content="{SHOP}" />' in answer.text


@pytest.mark.parametrize("face", ["/panel", "/desk"])
async def test_the_faces_are_told_where_the_shops_days_are(running: Service, face: str) -> None:
    assert f'<meta name="shoptalk-zone" content="{ZONE}" />' in (await running.client.get(face)).text


async def test_hashed_assets_are_kept_for_ever_and_packed(running: Service) -> None:
    answer = await running.client.get("/assets/panel-abc.js")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "export {};" * 100
    plain = await running.client.get("/assets/panel-abc.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/"])
async def test_nothing_else_is_served(running: Service, path: str) -> None:
    assert (await running.client.get(path)).status_code == 404


async def test_every_answer_carries_the_rules(running: Service) -> None:
    session = await running.begin()
    async with running.client.stream("GET", f"{session.url}/events", headers=session.headers) as stream:
        answers = [
            stream,
            *[await running.client.get(path) for path in ("/healthz", "/nowhere", "/panel", "/api/v1/x")],
        ]
        for answer in answers:
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "default-src 'none'" in answer.headers["content-security-policy"]


async def _preflight(running: Service, origin: str) -> httpx.Response:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return await running.client.options("/api/v1/conversations/c_1/messages", headers=asked)


async def test_pages_of_the_shop_may_use_the_interface(running: Service) -> None:
    preflight = await _preflight(running, SHOP)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == SHOP
    assert "Idempotency-Key" in preflight.headers["access-control-allow-headers"]
    answer = await running.client.post("/api/v1/conversations", json={}, headers={"Origin": SHOP})
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "access-control-allow-credentials" not in answer.headers
    refused = await running.client.get("/api/v1/conversations/c_1/messages", headers={"Origin": SHOP})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, SHOP)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://shop.example.evil.example", "http://shop.example", "null"]
)
async def test_pages_of_others_may_not(running: Service, origin: str) -> None:
    preflight = await _preflight(running, origin)
    assert "access-control-allow-origin" not in preflight.headers
    answer = await running.client.post("/api/v1/conversations", json={}, headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Origin"


def test_faces_that_were_not_built_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="make frontend"):
        Assets([SHOP], tmp_path)


def test_the_committed_faces_are_complete() -> None:
    assert Assets([SHOP], STATIC)._assets


LOOK = WidgetSettings(accent="#ffd166", corner="left", z_index=40, title_zh="问枫巷", greeting_en='"</script>\u2028')


async def test_the_settings_look_travels_in_the_script_and_in_the_panels_page(store_url: str) -> None:
    async with service(store_url, widget=LOOK) as dressed:
        script = (await dressed.client.get("/widget.js")).text
        page = (await dressed.client.get("/panel")).text
    written = re.search(r"Object\((\{[^}]*\})\)", script)
    assert written
    assert json.loads(written[1]) == LOOK.look
    content = re.search(r'name="shoptalk-look" content="([^"]*)"', page)
    assert content
    assert json.loads(html.unescape(content[1])) == LOOK.look
    assert "</script>" not in content[1]
    assert "\u2028" not in script


def test_a_look_that_was_not_set_is_left_to_the_widget() -> None:
    assert WidgetSettings().look == {}
    assert LOOK.look["zIndex"] == "40"


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("ACCENT", "green", "#[0-9a-fA-F]{6}"),
        ("THEME", "night", "'light', 'dark' or 'auto'"),
        ("CORNER", "top", "'left', 'right', 'start' or 'end'"),
        ("Z_INDEX", "0", "greater than or equal to 1"),
        ("LOGO", "javascript:alert(1)", "https://"),
        ("LOGO", "//other.example/logo.svg", "https://"),
        ("TITLE_EN", "x" * 61, "at most 60 characters"),
    ],
)
def test_a_bad_look_names_its_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str, accepted: str) -> None:
    monkeypatch.setenv(f"WIDGET_{name}", value)
    with pytest.raises(ConfigurationError, match=f"WIDGET_{name}: .*{re.escape(accepted)}"):
        Settings.read()
