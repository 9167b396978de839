"""Pictures over the public interface: uploaded, named by a message, read back by their own conversation alone."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.attachments.store import Sender
from tests.attachments.documents import pdf
from tests.attachments.pictures import opened, photo_with_place, picture
from tests.web.service import Service, Session, service


@pytest.fixture
async def running(store_url: str) -> AsyncIterator[Service]:
    async with service(store_url) as one:
        yield one


async def upload(session: Session, body: bytes, kind: str = "image/jpeg") -> httpx.Response:
    return await session.client.post(
        f"{session.url}/attachments", content=body, headers={**session.headers, "Content-Type": kind}
    )


async def test_a_photo_is_uploaded_sent_and_seen(running: Service) -> None:
    session = await running.begin()
    kept = await upload(session, photo_with_place())
    assert (kept.status_code, kept.json()["width"], kept.json()["height"]) == (201, 40, 60)
    id_ = kept.json()["attachment_id"]
    message = {"text": "it came broken", "attachments": [id_]}
    said = await session.client.post(f"{session.url}/messages?wait=true", json=message, headers=session.headers)
    assert said.status_code == 200, said.text
    history = (await session.client.get(f"{session.url}/messages", headers=session.headers)).json()["messages"]
    assert history[0]["parts"] == [
        {"kind": "text", "text": "it came broken"},
        {"kind": "image", "attachment_id": id_, "width": 40, "height": 60},
    ]
    seen = await session.client.get(f"{session.url}/attachments/{id_}", headers=session.headers)
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in seen.headers["content-security-policy"]
    assert opened(seen.content).size == (40, 60)


async def test_a_photo_needs_no_words(running: Service) -> None:
    session = await running.begin()
    id_ = (await upload(session, picture())).json()["attachment_id"]
    said = await session.client.post(f"{session.url}/messages", json={"attachments": [id_]}, headers=session.headers)
    assert said.status_code == 202


async def test_a_photo_of_another_conversation_is_not_found(running: Service) -> None:
    mine, theirs = await running.begin(), await running.begin()
    id_ = (await upload(theirs, picture())).json()["attachment_id"]
    seen = await mine.client.get(f"{mine.url}/attachments/{id_}", headers=mine.headers)
    assert seen.status_code == 404
    said = await mine.client.post(f"{mine.url}/messages", json={"attachments": [id_]}, headers=mine.headers)
    assert said.status_code == 404
    borrowed = await mine.client.get(f"{theirs.url}/attachments/{id_}", headers=mine.headers)
    assert borrowed.status_code == 401


async def test_what_is_refused_says_what_is_accepted(running: Service) -> None:
    session = await running.begin()
    as_html = await upload(session, b"<script>alert(1)</script>", "image/png")
    assert (as_html.status_code, "JPEG, PNG, WEBP, GIF" in as_html.json()["detail"]) == (422, True)
    large = await upload(session, b"\xff" * 100_001)
    assert (large.status_code, "100,000" in large.json()["detail"]) == (422, True)
    alone = await session.client.post(f"{session.url}/attachments", content=picture())
    assert alone.status_code == 401


async def test_the_same_key_with_another_photo_is_refused(running: Service) -> None:
    session = await running.begin()
    ids = [(await upload(session, picture(colour=colour))).json()["attachment_id"] for colour in ("red", "blue")]
    headers = {**session.headers, "Idempotency-Key": "one"}
    answers = [
        await session.client.post(f"{session.url}/messages", json={"attachments": [id_]}, headers=headers)
        for id_ in (ids[0], ids[0], ids[1])
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 422]
    assert answers[0].json() == answers[1].json()


async def test_what_a_person_sent_is_seen_by_its_shopper_alone_and_the_bot_goes_on(running: Service) -> None:
    mine, theirs = await running.begin(), await running.begin()
    files, desk = running.home.attachments, running.home.desk
    kept = await files.keep(mine.id, picture(colour="green"), sender=Sender.AGENT)
    label = await files.keep(mine.id, pdf(), sender=Sender.AGENT, name="Return label.pdf")
    await mine.ask(text="hello")
    await desk.take_from_bot(mine.id, "Ana")
    async with mine.events() as events:
        await desk.answer(mine.id, "Ana", None, "k1", attachments=[kept, label])
        async with asyncio.timeout(30):
            told = await anext(event async for event in events if event["type"] == "message.added")
    assert [part["kind"] for part in told["told"]["parts"]] == ["image", "file"], "live"
    assert (await mine.history())[-1]["parts"] == told["told"]["parts"], "and after a reload"
    for id_, media_type in ((kept.id, "image/jpeg"), (label.id, "application/pdf")):
        url = f"{mine.url}/attachments/{id_}"
        seen = await running.client.get(url, headers=mine.headers)
        assert (seen.status_code, seen.headers["content-type"]) == (200, media_type)
        assert (await running.client.get(url)).status_code == 401
        assert (await running.client.get(url, headers=theirs.headers)).status_code == 401
        other = await running.client.get(f"{theirs.url}/attachments/{id_}", headers=theirs.headers)
        assert other.status_code == 404
    written = await running.client.get(f"{mine.url}/transcript?format=text", headers=mine.headers)
    assert ("[Picture]" in written.text, "[File: Return label.pdf, 1 KB]" in written.text) == (True, True)
    await desk.return_to_bot(mine.id)
    assert (await mine.ask(text="and now?"))["replies"][0]["text"] == "and now?"


async def test_a_shopper_sends_no_documents(running: Service) -> None:
    session = await running.begin()
    refused = await upload(session, pdf(), "application/pdf")
    assert (refused.status_code, "accepted: JPEG, PNG, WEBP, GIF" in refused.json()["detail"]) == (422, True)
