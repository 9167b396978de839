"""Pictures over the public interface: uploaded, named by a message, read back by their own conversation alone."""

from collections.abc import AsyncIterator

import httpx
import pytest

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
