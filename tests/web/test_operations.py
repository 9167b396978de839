"""Alive, ready, in figures; and the listener that only this machine reaches."""

import asyncio
from pathlib import Path
from typing import Any

import psutil
import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import ConfigurationError, DialogueUnavailable
from bot.settings import WebSettings
from bot.web.app import create_loopback
from bot.web.listen import Listener, tls_context
from bot.web.operations import Metrics, Readiness
from tests.web.service import SECRET, Service, service


class Greeting(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Built with what it needs, as ours are."""

    def __init__(self, words: str) -> None:
        self._words = words

    def name(self) -> str:
        return "action_greeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        if tracker.latest_message.get("text") == "reject":
            raise ActionExecutionRejection(self.name(), "not now")
        if tracker.latest_message.get("text") == "fail":
            raise KeyError("a bug")
        dispatcher.utter_message(json_message={"kind": "text", "text": f"{self._words} {tracker.sender_id}"})
        return []


def _call(action: str = "action_greeting", text: str = "hi") -> dict[str, Any]:
    tracker = {"sender_id": "c_1", "slots": {}, "latest_message": {"text": text}, "events": [], "paused": False}
    named = {"next_action": action, "sender_id": "c_1", "version": "3.6.21"}
    return {**named, "tracker": {**tracker, "latest_action_name": None, "active_loop": {}}}


@pytest.fixture
async def acting(store_url: str, static: Path) -> Any:
    async with service(store_url, static=static, actions=[Greeting("hello")]) as opened:
        yield opened


async def test_an_action_runs_with_what_it_was_built_with(acting: Service) -> None:
    answer = await acting.private.post("/webhook", json=_call(), headers={"X-Shoptalk-Secret": SECRET})
    assert answer.status_code == 200
    assert answer.json()["responses"][0]["custom"] == {"kind": "text", "text": "hello c_1"}


@pytest.mark.parametrize("headers", [{}, {"X-Shoptalk-Secret": "wrong"}, {"X-Shoptalk-Secret": SECRET + "x"}])
async def test_nobody_runs_an_action_without_the_secret(acting: Service, headers: dict[str, str]) -> None:
    assert (await acting.private.post("/webhook", json=_call(), headers=headers)).status_code == 403


async def test_the_actions_are_not_on_the_public_listener(acting: Service) -> None:
    for path in ("/webhook", "/metrics"):
        answer = await acting.client.post(path, json=_call(), headers={"X-Shoptalk-Secret": SECRET})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("call", "status"), [(_call("action_x"), 404), (_call(text="reject"), 400), (_call(text="fail"), 500)]
)
async def test_actions_that_do_not_end_well(acting: Service, call: dict[str, Any], status: int) -> None:
    answer = await acting.private.post("/webhook", json=call, headers={"X-Shoptalk-Secret": SECRET})
    assert answer.status_code == status
    assert "a bug" not in answer.text


async def test_a_call_that_is_no_json_is_refused(acting: Service) -> None:
    answer = await acting.private.post("/webhook", content=b"{", headers={"X-Shoptalk-Secret": SECRET})
    assert answer.status_code == 400


async def test_readiness_names_what_does_not_answer_on_loopback_alone(running: Service) -> None:
    assert (await running.client.get("/healthz")).json() == {"status": "alive"}
    assert (await running.client.get("/readyz")).json() == {"status": "ready"}

    async def away() -> None:
        raise DialogueUnavailable("Rasa: connection refused")

    running.checks["dialogue"] = away
    await asyncio.sleep(1.05)  # the last look is kept for a second
    public, private = await running.client.get("/readyz?verbose"), await running.private.get("/readyz?verbose")
    assert (public.status_code, public.json()) == (503, {"status": "not ready"})
    assert private.status_code == 503
    assert private.json()["parts"]["dialogue"] == "DialogueUnavailable: Rasa: connection refused"
    assert private.json()["parts"]["store"] == "ok"
    assert (await running.client.get("/healthz")).status_code == 200


async def test_figures_count_answers_by_route_and_not_by_conversation(running: Service) -> None:
    session = await running.begin()
    await session.ask(text="hello")
    figures = (await running.private.get("/metrics")).text
    route = "api/v1/conversations/<conversation_id:str>/messages"
    assert f'shoptalk_http_requests_total{{method="POST",route="{route}",status="200"}} 1.0' in figures
    assert session.id not in figures


async def test_everything_listens_on_loopback(running: Service) -> None:
    own = psutil.Process().net_connections("inet")
    listening = {c.laddr.ip for c in own if c.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


async def test_an_address_that_is_taken_is_named() -> None:
    def app(name: str) -> Any:
        return create_loopback([], SECRET, Readiness({}), Metrics(), name=name)

    first = await Listener.open(app("taken-1"), "127.0.0.1", 0)
    with pytest.raises(ConfigurationError, match=f"cannot listen on 127.0.0.1:{first.port}"):
        await Listener.open(app("taken-2"), "127.0.0.1", first.port)
    await first.close()


async def test_closing_ends_streams_and_frees_the_port(store_url: str, static: Path) -> None:
    async with service(store_url, ScriptedDialogue(), static=static) as running:
        session = await running.begin()
        async with session.events() as events:
            await anext(events)
            url = running.client.base_url
    again = await Listener.open(
        create_loopback([], SECRET, Readiness({}), Metrics(), name="again"), "127.0.0.1", url.port or 0
    )
    await again.close()


def test_half_a_tls_pair_is_refused(tmp_path: Path) -> None:
    assert tls_context(None, None) is None
    with pytest.raises(ConfigurationError, match="both or neither"):
        tls_context(tmp_path / "cert.pem", None)
    with pytest.raises(ConfigurationError, match="WEB_TLS"):
        tls_context(tmp_path / "cert.pem", tmp_path / "key.pem")


async def test_a_trusted_proxy_tells_who_is_calling(store_url: str, static: Path) -> None:
    web = WebSettings(trusted_proxies=["127.0.0.0/8"])
    async with service(store_url, static=static, web=web) as running:
        session = await running.begin()
        await session.post("messages?wait=true", {"text": "hi"}, **{"X-Forwarded-For": "203.0.113.9, 127.0.0.2"})
        assert await running.home.store.last_address(session.id) == "203.0.113.9"


async def test_nobody_else_is_believed(running: Service) -> None:
    session = await running.begin()
    await session.post("messages?wait=true", {"text": "hi"}, **{"X-Forwarded-For": "203.0.113.9"})
    assert await running.home.store.last_address(session.id) == "127.0.0.1"


async def test_what_is_told_beside_the_parts_keeps_nobody_out() -> None:
    readiness = Readiness({})
    readiness.tell_beside("chatwoot", lambda: "1 conversation(s) refused (it answered 401)")
    assert dict(await readiness.told()) == {"chatwoot": "1 conversation(s) refused (it answered 401)"}
    assert await readiness.is_ready()
