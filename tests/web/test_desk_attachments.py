"""Files from the desk, over HTTP: uploaded by whoever has the conversation, sent once, seen by its shopper alone."""

from typing import Any

import httpx
import pytest

from bot.people.model import Role
from tests.attachments.documents import packed, pdf
from tests.attachments.pictures import opened, photo_with_place, picture
from tests.web.office import DESK, Office, Seat


async def upload(seat: Seat, talk: str, body: bytes, name: str = "", **headers: str) -> httpx.Response:
    sent = {"X-Shoptalk-CSRF": seat.csrf, "X-File-Name": name, **headers}
    return await seat.client.post(f"{DESK}/conversations/{talk}/attachments", content=body, headers=sent)


async def said(seat: Seat, talk: str, body: dict[str, Any], key: str = "k1") -> httpx.Response:
    return await seat.post(f"/conversations/{talk}/messages", body, **{"Idempotency-Key": key})


async def test_a_picture_and_a_document_are_sent_with_an_answer_once(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    photo = (await upload(ann, talk, photo_with_place())).json()
    label = (await upload(ann, talk, pdf(), "Return%20label%20%E9%80%80.pdf")).json()
    assert (photo["media_type"], photo["width"], photo["height"]) == ("image/jpeg", 40, 60)
    assert (label["media_type"], label["name"], label["bytes"]) == (
        "application/pdf",
        "Return label 退.pdf",
        len(pdf()),
    )
    ids = [photo["attachment_id"], label["attachment_id"]]
    for _ in range(2):
        answer = await said(ann, talk, {"text": "Here it is.", "attachments": ids})
        assert answer.status_code == 201, answer.text
    seen = (await ann.get(f"/conversations/{talk}")).json()["messages"]
    (mine,) = [message for message in seen if message["author"] == "agent"]
    assert mine["parts"] == [
        {"kind": "text", "text": "Here it is."},
        {"kind": "image", "attachment_id": ids[0], "width": 40, "height": 60},
        {
            "kind": "file",
            "attachment_id": ids[1],
            "name": "Return label 退.pdf",
            "media_type": "application/pdf",
            "bytes": len(pdf()),
        },
    ]
    other = await said(ann, talk, {"text": "Here it is.", "attachments": ids[:1]})
    assert other.status_code == 422, "the same key with other files is another answer"
    assert (await said(ann, talk, {"attachments": ids[:1]}, "k2")).status_code == 201, "no words are needed"
    (listed,) = (await ann.get("/handoffs")).json()["handoffs"]
    assert (listed["last"]["words"], listed["last"]["files"]) == ("", 1)
    assert (await said(ann, talk, {}, "k3")).status_code == 422
    assert (await said(ann, talk, {"attachments": ids[:1] * 6}, "k4")).status_code == 422


async def test_a_document_is_saved_and_never_shown(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    label = (await upload(ann, talk, pdf(), "%22x%22%0D%0AX-Evil%3A%20%E9%80%80.pdf")).json()
    seen = await ann.get(f"/conversations/{talk}/attachments/{label['attachment_id']}")
    assert (seen.status_code, seen.content, seen.headers["content-type"]) == (200, pdf(), "application/pdf")
    assert seen.headers["content-disposition"].startswith("attachment; filename=")
    assert "x-evil" not in seen.headers
    assert "sandbox" in seen.headers["content-security-policy"]
    photo = (await upload(ann, talk, picture())).json()
    shown = await ann.get(f"/conversations/{talk}/attachments/{photo['attachment_id']}")
    assert (shown.headers["content-disposition"], opened(shown.content).size) == ("inline", (60, 40))


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture-refused"),
        (b"<html>no</html>", "picture-refused"),
        (b"PK\x03\x04" + b"\0" * 100, "picture-refused"),
        (pdf(packed(b"10 0 << /S /JavaScript /JS (x) >>")), "document-refused"),
        (pdf(tail=b"PK\x05\x06" + b"\0" * 18), "document-refused"),
        (b"\xff" * 1_000_001, "file-too-large"),
        (b"", "picture-refused"),
    ],
)
async def test_what_is_refused_says_what_is_accepted(office: Office, ann: Seat, sent: bytes, kind: str) -> None:
    talk = await office.waiting()
    refused = (await upload(ann, talk, sent, "harmless.png", **{"Content-Type": "image/png"})).json()
    assert (refused["status"], refused["type"]) == (422, f"urn:shoptalk:problem:{kind}")
    assert "accepted: " in refused["detail"]
    assert refused.get("limit") == (1_000_000 if kind == "file-too-large" else None)


async def test_too_many_are_refused_with_the_limit(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    for colour in ("red", "green", "blue"):
        assert (await upload(ann, talk, picture(colour=colour))).status_code == 201
    refused = (await upload(ann, talk, picture(colour="black"))).json()
    assert (refused["type"], refused["limit"]) == ("urn:shoptalk:problem:too-many-files", 3)


async def test_only_whoever_has_the_conversation_uploads_and_sends_their_own_files(
    office: Office, ann: Seat, bob: Seat
) -> None:
    talk, other = await office.waiting(), await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    assert (await upload(bob, talk, picture())).status_code == 409
    with_bot = (await office.world.conversations.begin("en", {})).id
    merchants = (await office.world.conversations.begin("en", {}, audience="merchant")).id
    for nobodys in (with_bot, merchants, "c_none"):
        assert (await upload(ann, nobodys, picture())).status_code == 404
    forged = Seat(ann.client, "wrong")
    assert (await upload(forged, talk, picture())).status_code == 401
    merchant = await office.seat("mira", Role.MERCHANT)
    kept = (await upload(ann, talk, picture())).json()["attachment_id"]
    assert (await upload(merchant, talk, picture())).status_code == 403
    assert (await merchant.get(f"/conversations/{talk}/attachments/{kept}")).status_code == 403
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as stranger:
        path = f"{DESK}/conversations/{talk}/attachments"
        assert (await stranger.post(path, content=picture())).status_code == 401
        assert (await stranger.get(f"{path}/{kept}")).status_code == 401
    assert (await said(ann, other, {"attachments": [kept]})).status_code == 404
    shoppers = await office.attachments.keep(talk, picture(colour="blue"))
    assert (await said(ann, talk, {"attachments": [shoppers.id]})).status_code == 404
    await merchant.client.aclose()


async def test_a_name_with_a_card_number_is_refused(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    refused = await upload(ann, talk, pdf(), "4111%201111%201111%201111.pdf")
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:shoptalk:problem:card-number-refused")
