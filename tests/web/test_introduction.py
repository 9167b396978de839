"""What a shop asks before the talk, over real HTTP: asked, checked, kept as said, and proof of nothing."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.commerce.model import Bilingual
from bot.commerce.widget import AskedFirst, FieldName, PreChat, ShownWhen
from bot.conversation.introduction import Introduction, Introductions
from bot.conversation.model import Status
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from tests.web.service import Service, Session, service

CONSENT = Bilingual("I agree that you keep this.", "我同意保存这些信息。")
ASKS = PreChat(
    ShownWhen.ALWAYS,
    (
        AskedFirst(FieldName.NAME),
        AskedFirst(FieldName.EMAIL, required=True),
        AskedFirst(FieldName.TOPIC, options=(Bilingual("Delivery", "配送"), Bilingual("Returns", "退换"))),
        AskedFirst(FieldName.ORDER_NUMBER),
        AskedFirst(FieldName.CONSENT, required=True, text=CONSENT, link="/privacy"),
    ),
    may_skip=True,
    intro=Bilingual("Tell us who you are.", "请先填写以下信息。"),
)
SAID = {"name": "Mei", "email": "mei@example.com", "topic": "Returns", "order_number": "W10001", "consent": "yes"}


def handing_over(turn: Turn) -> Sequence[Part]:
    return [parts.text("One moment."), parts.handoff("left_message" if turn.text == "out of hours" else "queued")]


@pytest.fixture
async def asking(store_url: str, static: Path) -> AsyncIterator[Service]:
    async with service(store_url, ScriptedDialogue(handing_over), static=static, asks=ASKS) as running:
        yield running


async def said_in(running: Service, session: Session) -> Introduction | None:
    return await Introductions(running.home.database, running.home.store.ping, ASKS).of(session.url.rsplit("/", 1)[-1])  # type: ignore[arg-type]  # the shop is not asked


@pytest.mark.parametrize(("language", "label", "topic"), [("en", "E-mail address", "Returns"), ("zh", "邮箱", "退换")])
async def test_what_the_shop_wants_is_asked_in_the_shoppers_language(
    asking: Service, language: str, label: str, topic: str
) -> None:
    answer = await asking.client.post("/api/v1/introduction", json={"language": language})
    asked = answer.json()["asked"]
    assert (asked["when"], asked["may_skip"], asked["links"]) == ("always", True, {"consent": "/privacy"})
    assert [field["name"] for field in asked["fields"]] == ["name", "email", "topic", "order_number", "consent"]
    assert [field["required"] for field in asked["fields"]] == [False, True, False, False, True]
    assert asked["fields"][1]["label"] == label
    assert asked["fields"][2]["options"][1]["title"] == topic


async def test_a_shop_that_asks_nothing_has_nothing_asked_and_takes_nothing(running: Service) -> None:
    assert (await running.client.post("/api/v1/introduction", json={})).json() == {"asked": None}
    session = await running.begin()
    refused = await session.post("introduction", {"values": {"name": "Mei"}})
    assert refused.status_code == 422


async def test_what_is_said_is_kept_and_is_in_the_transcript(asking: Service) -> None:
    session = await asking.begin()
    url = f"{session.url}/introduction"
    assert (await asking.client.get(url, headers=session.headers)).json() == {"given": False}
    assert (await session.post("introduction", {"values": SAID, "language": "zh"})).status_code == 204
    assert (await asking.client.get(url, headers=session.headers)).json() == {"given": True}
    assert await said_in(asking, session) == Introduction("Mei", "mei@example.com", "退换", "W10001", CONSENT.zh)
    text = (await asking.client.get(f"{session.url}/transcript?language=en", headers=session.headers)).text
    assert "E-mail address: mei@example.com" in text


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"email": ""}, "email", "please fill this in"),
        ({"email": "nobody"}, "email", "write it like mei.lin@example.com"),
        ({"email": "mei@[x.com"}, "email", "write it like mei.lin@example.com"),
        ({"email": "(mei@x.com"}, "email", "write it like mei.lin@example.com"),
        ({"email": "=?utf-8?q?v=40evil.com=2C?=a@y.com"}, "email", "write it like mei.lin@example.com"),
        ({"consent": ""}, "consent", "Please tick this"),
        ({"consent": "no"}, "consent", "what the form offers"),
        ({"topic": "Refunds at once"}, "topic", "what the form offers"),
        ({"order_number": "W1; DROP"}, "order_number", "write it like W10001"),
        ({"name": "x" * 121}, "name", "at most 120"),
        ({"customer_id": "C-1001"}, "customer_id", "no such field"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_kept(
    asking: Service, change: dict[str, str], field: str, says: str
) -> None:
    session = await asking.begin()
    refused = await session.post("introduction", {"values": {**SAID, **change}})
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["field"] == field
    assert says in error["detail"]
    assert await said_in(asking, session) is None


async def test_an_address_that_only_looks_like_one_to_the_pattern_is_refused(asking: Service) -> None:
    session = await asking.begin()
    # Without a regard for case, Python takes the i without a dot for an i; a page does not.
    refused = await session.post("introduction", {"values": {**SAID, "email": "meı@example.com"}})
    assert (refused.status_code, "one address" in refused.json()["detail"]) == (422, True)
    assert await said_in(asking, session) is None


async def test_a_card_number_is_refused_and_a_strangers_token_says_nothing(asking: Service) -> None:
    session, other = await asking.begin(), await asking.begin()
    refused = await session.post("introduction", {"values": {**SAID, "name": "4111 1111 1111 1111"}})
    assert refused.json()["type"] == "urn:shoptalk:problem:card-number-refused"
    url = f"{session.url}/introduction"
    assert (await asking.client.post(url, json={"values": SAID}, headers=other.headers)).status_code == 401
    assert (await asking.client.get(url, headers=other.headers)).status_code == 401
    assert await said_in(asking, session) is None


async def test_it_proves_nothing(asking: Service) -> None:
    session = await asking.begin()
    await session.post("introduction", {"values": SAID})
    conversation = await asking.home.store.conversation(session.url.rsplit("/", 1)[-1])
    assert conversation.customer_id is None


@pytest.mark.parametrize("order", ["before", "while waiting"])
async def test_a_person_answers_by_letter_where_the_address_was_given(asking: Service, order: str) -> None:
    session = await asking.begin()
    if order == "before":
        await session.post("introduction", {"values": SAID})
    assert (await session.ask(text="out of hours"))["status"] == Status.QUEUED
    if order == "while waiting":
        await session.post("introduction", {"values": SAID})
    (handoff,) = await asking.home.handoffs.open_handoffs()
    assert handoff.contact == "mei@example.com"


async def test_an_address_that_was_typed_for_it_counts_more(asking: Service) -> None:
    session = await asking.begin()
    await session.ask(text="please write to office@example.com")
    await session.post("introduction", {"values": SAID})
    (handoff,) = await asking.home.handoffs.open_handoffs()
    assert handoff.contact == "office@example.com"


async def test_the_panel_is_told_that_something_is_asked(asking: Service, running: Service) -> None:
    assert "asks_first" in (await asking.client.get("/panel")).text
    assert "asks_first" not in (await running.client.get("/panel")).text
