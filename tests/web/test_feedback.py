"""Marks over real HTTP."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.web.payloads import FeedbackGiven
from tests.web.service import Service, Session


def _script(turn: Turn) -> Sequence[Part]:
    if "person" in turn.text:
        return [parts.text("A person will reply here."), parts.handoff("queued")]
    return [parts.text(turn.text)]


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue(_script)


async def _given(session: Session) -> dict[str, Any]:
    answer = await session.client.get(f"{session.url}/feedback", headers=session.headers)
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    FeedbackGiven.model_validate(read)
    return read


async def test_an_answer_is_marked_changed_and_taken_back(running: Service) -> None:
    session = await running.begin()
    await session.ask(text="hello")
    answer_id = (await session.history())[-1]["id"]
    for helpful, kept in ((True, {answer_id: True}), (False, {answer_id: False}), (None, {})):
        marked = await session.post(f"messages/{answer_id}/thumb", {"helpful": helpful})
        assert marked.status_code == 204
        assert (await _given(session))["thumbs"] == kept


async def test_marks_want_the_conversations_own_token(running: Service) -> None:
    session, other = await running.begin(), await running.begin()
    await session.ask(text="hello")
    answer_id = (await session.history())[-1]["id"]
    for method, path in (("GET", "feedback"), ("POST", f"messages/{answer_id}/thumb"), ("POST", "rating")):
        refused = await running.client.request(method, f"{session.url}/{path}", json={}, headers=other.headers)
        assert refused.status_code == 401
    theirs = await other.post(f"messages/{answer_id}/thumb", {"helpful": True})
    assert theirs.status_code == 404
    assert (await _given(session))["thumbs"] == {}


async def test_what_is_wrong_with_a_mark_is_named(running: Service) -> None:
    session = await running.begin()
    await session.ask(text="hello")
    shoppers = (await session.history())[0]["id"]
    refused = await session.post(f"messages/{shoppers}/thumb", {"helpful": True})
    assert (refused.status_code, "only the assistant's answers" in refused.json()["detail"]) == (422, True)
    for body in ({}, {"helpful": "yes please"}, {"helpful": True, "why": "?"}):
        assert (await session.post(f"messages/{shoppers}/thumb", body)).status_code == 422
    scored = await session.post("rating", {"handoff_id": "h_x", "score": 9})
    assert (scored.status_code, "score" in scored.json()["detail"]) == (422, True)
    assert (await session.post("rating", {"handoff_id": "h_x", "score": 3})).status_code == 404


async def test_a_persons_help_is_rated_and_the_talk_goes_on(running: Service) -> None:
    session = await running.begin()
    await session.ask(text="a person please")
    assert (await _given(session))["rating"] is None
    handoff = await running.home.desk.handoff(session.id)
    early = await session.post("rating", {"handoff_id": handoff.id, "score": 5})
    assert (early.status_code, early.json()["type"]) == (409, "urn:shoptalk:problem:rating-closed")
    await running.home.desk.answer(handoff.id, "Ana", "Hello.")
    await running.home.desk.close(handoff.id)
    asked = (await _given(session))["rating"]
    assert (asked["handoff_id"], asked["state"], asked["open"], asked["score"]) == (handoff.id, "asked", True, None)
    rated = await session.post("rating", {"handoff_id": handoff.id, "score": 4, "comment": "Kind, 谢谢"})
    assert rated.json() == {**asked, "state": "given", "score": 4, "comment": "Kind, 谢谢"}
    changed = await session.post("rating", {"handoff_id": handoff.id, "score": None})
    assert (changed.json()["state"], changed.json()["comment"]) == ("declined", "")
    assert (await session.ask(text="hello"))["replies"] == [{"kind": "text", "text": "hello"}]
