"""A conversation taken away over real HTTP: as a file, and as a letter."""

import httpx
import pytest

from bot.dialogue import parts
from bot.dialogue.scripted import ScriptedDialogue
from bot.storage.audit import AuditEvent, AuditLog
from tests.web.service import Service, Session

ATTACK = '<script>alert(1)</script> & "quotes"'


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue(lambda turn: [parts.text(f"**bot**: {turn.text}")])


async def _transcript(session: Session, query: str = "") -> httpx.Response:
    return await session.client.get(f"{session.url}/transcript{query}", headers=session.headers)


async def test_the_conversation_is_downloaded_as_text_with_authors_and_zoned_times(running: Service) -> None:
    session = await running.begin(language="zh")
    await session.ask(text="你好")
    plain = await _transcript(session, "?language=zh&zone=Asia/Shanghai")
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.headers["content-disposition"].startswith('attachment; filename="conversation-')
    assert plain.headers["cache-control"] == "no-store"
    told = plain.text.splitlines()
    assert told[0] == "测试店：您的对话记录"
    assert told[1] == f"编号：{session.id}"
    assert next(line for line in told if line.startswith("[")).endswith("UTC+08:00] 您")
    assert "  你好" in told
    assert "  bot: 你好" in told
    english = (await _transcript(session)).text
    assert "Test & Shop: your conversation" in english
    assert "UTC+00:00] Assistant\n  bot: 你好" in english


async def test_whatever_was_said_is_text_in_the_page(running: Service) -> None:
    session = await running.begin()
    await session.ask(text=ATTACK)
    page = await _transcript(session, "?format=html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-disposition"].endswith('.html"')
    assert "<script" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;" in page.text
    assert '<html lang="en">' in page.text
    assert "Test &amp; Shop: your conversation" in page.text
    assert "Content-Security-Policy" in page.text


async def test_nobody_gets_anothers_conversation(running: Service) -> None:
    session, other = await running.begin(), await running.begin()
    await session.ask(text="my secret wish")
    await other.ask(text="hello")
    refused = await running.client.get(f"{session.url}/transcript", headers=other.headers)
    assert refused.status_code == 401
    mailed = await running.client.post(
        f"{session.url}/transcript/mail", json={"email": "a@b.example"}, headers=other.headers
    )
    assert mailed.status_code == 401
    assert "secret" not in (await _transcript(other)).text
    assert await running.home.outbox.letters() == []


@pytest.mark.parametrize(
    ("query", "named"),
    [("?format=pdf", "text and html"), ("?language=fr", "en and zh"), ("?zone=Mars/Base", "Asia/Shanghai")],
)
async def test_what_is_wrong_with_a_wish_is_named(running: Service, query: str, named: str) -> None:
    refused = await _transcript(await running.begin(), query)
    assert (refused.status_code, named in refused.json()["detail"]) == (422, True)


async def test_it_is_sent_to_the_address_that_is_given_and_written_down_without_it(running: Service) -> None:
    session = await running.begin()
    await session.ask(text="where is it?")
    sent = await session.post(
        "transcript/mail", {"email": "mei@example.com", "language": "en", "zone": "Asia/Shanghai"}
    )
    assert sent.status_code == 204
    [kept] = await running.home.outbox.letters()
    assert (kept.letter.to, kept.letter.subject) == ("mei@example.com", "Test & Shop: your conversation")
    assert "  where is it?" in kept.letter.text
    assert "UTC+08:00] You" in kept.letter.text
    assert "If it was not you" in kept.letter.text
    entries = await AuditLog(running.home.database).entries()
    assert [(entry.event, entry.conversation_id) for entry in entries] == [(AuditEvent.TRANSCRIPT_SENT, session.id)]
    assert "mei@example.com" not in str(entries)


@pytest.mark.parametrize(
    "email",
    [
        "nobody",
        "a@b.example, c@d.example",
        "a@b.example\nBcc: c@d.example",
        "Mei <a@b.example>",
        "=?utf-8?q?v=0d=0aBcc=3a?=@b.example",
        "=?utf-8?q?c=40d.example=2C?=a@b.example",
    ],
)
async def test_only_one_address_is_accepted(running: Service, email: str) -> None:
    session = await running.begin()
    await session.ask(text="hello")
    refused = await session.post("transcript/mail", {"email": email})
    assert (refused.status_code, "one address" in refused.json()["detail"]) == (422, True)
    assert await running.home.outbox.letters() == []


async def test_an_empty_conversation_is_not_sent(running: Service) -> None:
    refused = await (await running.begin()).post("transcript/mail", {"email": "mei@example.com"})
    assert (refused.status_code, "nothing has been said" in refused.json()["detail"]) == (422, True)


async def test_a_mailbox_is_not_flooded_from_one_conversation_or_from_many(running: Service) -> None:
    sessions = [await running.begin() for _ in range(4)]
    for session in sessions:
        await session.ask(text="hello")
    statuses = [
        (await sessions[0].post("transcript/mail", {"email": f"m{n}@example.com"})).status_code for n in range(4)
    ]
    assert statuses == [204, 204, 204, 429]
    statuses = [(await one.post("transcript/mail", {"email": "Mei@Example.com"})).status_code for one in sessions[1:]]
    assert statuses == [204, 204, 204]
    session = await running.begin()
    await session.ask(text="hello")
    over = await session.post("transcript/mail", {"email": "mei@example.com"})
    assert (over.status_code, over.json()["type"]) == (429, "urn:shoptalk:problem:rate-limited")
    assert len(await running.home.outbox.letters()) == 6
