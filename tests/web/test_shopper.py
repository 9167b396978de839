"""The shopper's routes over real HTTP."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from bot.dialogue import parts
from bot.dialogue.forms import FieldKind, FormField, form
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.settings import LimitSettings
from tests.web.service import Service, service


async def test_a_shopper_is_answered(running: Service) -> None:
    session = await running.begin(language="zh", page={"url": "https://shop.example/p/1", "product_id": "KB-1"})
    answer = await session.ask(text="你好")
    assert answer["replies"] == [{"kind": "text", "text": "你好"}]
    assert answer["status"] == "bot"
    history = await session.history()
    assert [(m["author"], m["language"]) for m in history] == [("shopper", "zh"), ("bot", "zh")]
    assert history[0]["id"] == answer["message_id"]
    later = await session.client.get(
        f"{session.url}/messages", params={"after": history[0]["id"]}, headers=session.headers
    )
    assert later.json() == {"messages": history[1:]}


async def test_the_page_and_the_language_reach_the_dialogue(running: Service, dialogue: ScriptedDialogue) -> None:
    answer = await running.client.post(
        "/api/v1/conversations",
        json={"page": {"url": "https://shop.example/p/1", "product_id": "KB-1"}},
        headers={"Accept-Language": "zh-CN,zh;q=0.9"},
    )
    assert answer.json()["language"] == "zh"
    begun = answer.json()
    await running.client.post(
        f"/api/v1/conversations/{begun['conversation_id']}/messages?wait=true",
        json={"text": "123"},
        headers={"Authorization": f"Bearer {begun['token']}"},
    )
    [turn] = dialogue.turns
    assert (turn.language, turn.page) == ("zh", {"url": "https://shop.example/p/1", "product_id": "KB-1"})


async def test_without_waiting_the_message_is_taken_and_answered_later(running: Service) -> None:
    session = await running.begin()
    taken = await session.post("messages", {"text": "hello"})
    assert taken.status_code == 202
    await running.home.intake.reply_to(session.id, taken.json()["message_id"], 5)
    assert [message["author"] for message in await session.history()] == ["shopper", "bot"]


async def test_the_same_key_sends_nothing_twice(running: Service) -> None:
    session = await running.begin()
    key = {"Idempotency-Key": "3e1b"}
    sent = await asyncio.gather(*(session.post("messages", {"text": "hello"}, **key) for _ in range(5)))
    assert {answer.status_code for answer in sent} == {202}
    assert len({answer.json()["message_id"] for answer in sent}) == 1
    waited = await session.post("messages?wait=true", {"text": "hello"}, **key)
    assert waited.json()["replies"] == [{"kind": "text", "text": "hello"}]
    other = await session.post("messages", {"text": "other"}, **key)
    assert other.status_code == 422
    assert len(await session.history()) == 2


async def test_a_turn_that_takes_too_long_goes_on_after_the_504(store_url: str, static: Path) -> None:
    gate = asyncio.Event()

    async def slow(turn: Turn) -> Sequence[Part]:
        await gate.wait()
        return [parts.text("done")]

    limits = LimitSettings(turn_seconds=0.3)
    async with service(store_url, ScriptedDialogue(slow), static=static, limits=limits) as running:
        session, key = await running.begin(), {"Idempotency-Key": "k"}
        late = await session.post("messages?wait=true", {"text": "hello"}, **key)
        assert late.status_code == 504
        gate.set()
        async with asyncio.timeout(20):
            while (again := await session.post("messages?wait=true", {"text": "hello"}, **key)).status_code == 504:
                pass
        assert again.json()["replies"] == [{"kind": "text", "text": "done"}]


async def test_a_choice_is_picked_by_its_id_and_once(running: Service, dialogue: ScriptedDialogue) -> None:
    def script(turn: Turn) -> Sequence[Part]:
        return [parts.text(turn.command or "?"), parts.choices([parts.Choice("Track", "/track_order")])]

    dialogue.script = script
    session = await running.begin()
    offered = (await session.ask(text="hi"))["replies"][1]["items"][0]
    assert offered["title"] == "Track"
    assert (await session.ask(choice=offered["id"]))["replies"][0]["text"] == "/track_order"
    again = await session.post("messages", {"choice": offered["id"]})
    assert again.status_code == 409
    assert again.json()["type"] == "urn:shoptalk:problem:choice-expired"
    assert "/track_order" not in str([m for m in await session.history() if m["author"] == "shopper"])


async def test_a_text_that_is_too_long_is_refused_with_the_limit(running: Service) -> None:
    session = await running.begin()
    refused = await session.post("messages", {"text": "x" * 2001})
    told = refused.json()
    assert (refused.status_code, told["type"], told["limit"]) == (422, "urn:shoptalk:problem:text-too-long", 2000)
    assert await session.history() == []


async def test_a_card_number_is_refused_with_a_reason(running: Service) -> None:
    session = await running.begin()
    refused = await session.post("messages", {"text": "my card is 4111 1111 1111 1111"})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:shoptalk:problem:card-number-refused"
    assert "1111" not in refused.text
    assert await session.history() == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{}", "either"),
        ('{"text": "a", "choice": "ch_1"}', "either"),
        ('{"text": 5}', "text"),
        ('{"txt": "a"}', "txt"),
        ('{"text": "' + "x" * 2001 + '"}', "2000"),
        ('{"text": "a\\u0000b"}', "U+0000"),
        ('{"text": "\\ud800"}', "body"),
        ("[1]", "body"),
        ("{", "body"),
        ("\xff", "body"),
    ],
)
async def test_a_bad_message_is_refused_by_name(running: Service, body: str, named: str) -> None:
    session = await running.begin()
    url, headers = f"{session.url}/messages", {**session.headers, "Content-Type": "application/json"}
    answer = await running.client.post(url, content=body.encode("latin-1"), headers=headers)
    assert answer.status_code == 422
    assert named in answer.json()["detail"]
    assert answer.json()["instance"] == url


@pytest.mark.parametrize(
    "body",
    [{"language": "fr"}, {"page": {"url": "javascript:alert(1)"}}, {"page": {"url": "x"}}, {"identity": 5}, {"a": 1}],
)
async def test_a_bad_beginning_is_refused(running: Service, body: dict[str, object]) -> None:
    assert (await running.client.post("/api/v1/conversations", json=body)).status_code == 422


async def test_only_the_conversations_own_token_opens_it(running: Service) -> None:
    mine, other = await running.begin(), await running.begin()
    paths = [("GET", "messages"), ("POST", "messages"), ("GET", "events"), ("POST", "identity")]
    for method, path in paths:
        for headers in ({}, other.headers, {"Authorization": f"Basic {mine.token}"}, {"Authorization": "Bearer x.y.z"}):
            answer = await running.client.request(method, f"{mine.url}/{path}", headers=headers, json={"text": "a"})
            assert answer.status_code == 401, (method, path, headers)
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_unknown_message_and_an_unknown_route_are_problems(running: Service) -> None:
    session = await running.begin()
    unknown = await running.client.get(f"{session.url}/messages?after=m_x", headers=session.headers)
    assert (unknown.status_code, unknown.json()["title"]) == (404, "Not found")
    nowhere = await running.client.get("/api/v1/nothing")
    assert (nowhere.status_code, nowhere.headers["content-type"]) == (404, "application/problem+json")
    wrong = await running.client.put("/api/v1/conversations")
    assert wrong.status_code == 405


async def test_a_body_too_large_is_refused(running: Service) -> None:
    session = await running.begin()
    answer = await session.post("messages", {"text": "x" * 70_000})
    assert answer.status_code == 413


async def test_limits_say_when_to_come_back(store_url: str, static: Path) -> None:
    limits = LimitSettings(conversations_per_minute=2, messages_per_minute=3)
    async with service(store_url, static=static, limits=limits) as running:
        session = await running.begin()
        await running.begin()
        third = await running.client.post("/api/v1/conversations", json={})
        assert third.status_code == 429
        assert 1 <= int(third.headers["retry-after"]) <= 31
        answers = [await session.post("messages", {"text": str(n)}) for n in range(4)]
        assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
        assert len([m for m in await session.history() if m["author"] == "shopper"]) == 3


async def test_a_fault_of_our_own_tells_nothing_of_itself(running: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await running.begin()

    async def broken(*_: object) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr(running.home.store, "history", broken)
    answer = await running.client.get(f"{session.url}/messages", headers=session.headers)
    assert answer.status_code == 500
    assert "secret detail" not in answer.text


async def test_answers_of_the_interface_are_never_kept_by_a_browser(running: Service) -> None:
    session = await running.begin()
    answers: list[httpx.Response] = [
        await session.post("messages?wait=true", {"text": "hi"}),
        await running.client.get(f"{session.url}/messages", headers=session.headers),
        await running.client.get(f"{session.url}/messages"),
    ]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


async def test_a_form_that_is_wrong_is_answered_field_by_field_and_may_be_sent_again(
    running: Service, dialogue: ScriptedDialogue
) -> None:
    def script(turn: Turn) -> Sequence[Part]:
        if turn.command:
            return [parts.text("taken")]
        fields = [FormField("line1", FieldKind.TEXT, "Street"), FormField("city", FieldKind.TEXT, "Town")]
        cancel = parts.Choice("No", "/no")
        return [form("address", "New address", fields, submit="Send", cancel=cancel, bound={"about": "W1"})]

    dialogue.script = script
    session = await running.begin()
    (asked,) = (await session.ask(text="elsewhere"))["replies"]
    wrong = await session.post("messages", {"form": {"id": asked["id"], "values": {"line1": "12 Alder St"}}})
    assert wrong.status_code == 422
    assert wrong.json()["type"] == "urn:shoptalk:problem:form-refused"
    assert wrong.json()["errors"] == [{"field": "city", "detail": "Town: please fill this in"}]
    values = {"line1": "12 Alder St", "city": "Portland"}
    right = await session.post("messages?wait=true", {"form": {"id": asked["id"], "values": values}})
    assert right.json()["replies"] == [{"kind": "text", "text": "taken"}]
    again = await session.post("messages", {"form": {"id": asked["id"], "values": values}})
    assert (again.status_code, again.json()["type"]) == (409, "urn:shoptalk:problem:choice-expired")
    odd = await session.post("messages", {"form": {"id": asked["id"], "values": {"line1": 7}}})
    assert odd.status_code == 422
    assert "form.values.line1" in odd.json()["detail"]
