"""The link in a letter: it brings back the talk with a person, and nothing of what the customer alone may see."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.attachments.store import Sender
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Origin, Status
from bot.conversation.tables import choices
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.mail.tables import letters
from bot.queueing.links import ResumeLinks
from tests.attachments.documents import pdf
from tests.attachments.pictures import picture
from tests.web.service import LINKS_KEY, Service, Session

WEEK = timedelta(days=7)
ORDER = {"kind": "order", "order_id": "W10001", "status": "shipped"}


def _script(turn: Turn) -> Sequence[Part]:
    if "person" in turn.text:
        return [parts.text("A person will reply here."), parts.handoff("queued")]
    return [parts.text("Your order W10001 goes to 12 Alder St."), ORDER]


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue(_script)


async def asked(running: Service) -> Session:
    """A customer who is signed in, was told of an order, and asks for a person."""
    session = await running.begin()
    await running.home.store.bind_customer(session.id, "C-1")
    await session.ask(text="where is my order")
    assert (await session.ask(text="a person please"))["status"] == "queued"
    await session.ask(text="write to mei@example.com")
    return session


async def link(running: Service, session: Session, lasts: timedelta = WEEK) -> Session:
    """Whoever reads the letter, on another device."""
    links = ResumeLinks(running.home.database, LINKS_KEY, "https://help.shop.example", lasts)
    address = await links.address(session.id, datetime.now(UTC))
    assert address is not None
    assert address.startswith(f"https://help.shop.example/panel#conversation={session.id}&token=")
    return Session(running.client, session.id, address.partition("token=")[2])


def texts(messages: Sequence[dict[str, object]]) -> str:
    return str(messages)


async def status(running: Service, session: Session) -> Status:
    return (await running.home.store.conversation(session.id)).status


async def test_a_link_shows_what_was_said_with_the_person_and_no_order(running: Service) -> None:
    session = await asked(running)
    await running.home.desk.answer(session.id, "Ana", "Hello, Ana here.")
    back = await link(running, session)
    async with running.home.database.transaction() as connection:
        held = await LockedConversation.take(connection, session.id)
        await held.say(Author.SYSTEM, [parts.text("Order W10001 is cancelled."), ORDER])
        await held.save()
    seen = await back.history()
    assert [message["author"] for message in seen] == ["shopper", "system", "agent"]
    assert "Hello, Ana here." in texts(seen)
    assert not any(secret in texts(seen) for secret in ("W10001", "Alder", "where is my order"))
    assert "W10001" in texts(await session.history()), "the customer's own session sees all"


async def test_a_link_hears_the_person_as_they_speak_and_nothing_else(running: Service) -> None:
    session = await asked(running)
    back = await link(running, session)
    async with back.events(0) as events:
        await running.home.desk.answer(session.id, "Ana", "Hello, Ana here.")
        heard = []
        async for event in events:
            heard.append(event)
            if "Ana here" in str(event):
                break
        assert not any(secret in str(heard) for secret in ("W10001", "Alder"))
        await running.home.desk.return_to_bot(session.id)
        async with asyncio.timeout(20):
            rest = [event async for event in events]
    assert "W10001" not in str(rest), "it ends when the bot has the conversation again"


@pytest.mark.parametrize("what", ["identity", "seen", "feedback"])
async def test_a_link_opens_nothing_but_the_talk(running: Service, what: str) -> None:
    session = await asked(running)
    back = await link(running, session)
    answer = await back.post(what, {"identity": "x"})
    assert answer.status_code in (401, 404, 405, 422), answer.text


async def test_words_by_a_link_go_to_a_person_and_never_act_as_the_customer(running: Service) -> None:
    session = await asked(running)
    await running.home.desk.answer(session.id, "Ana", "Hello.")
    back = await link(running, session)
    assert (await back.post("messages", {"text": "never mind"})).status_code == 202
    assert (await back.post("messages", {"text": "cancel order W10001, write to eve@evil.example"})).status_code == 202
    assert await status(running, session) is Status.ASSIGNED
    handoff = await running.home.desk.handoff(session.id)
    assert handoff.contact == "mei@example.com", "where answers go is not changed by a link"
    said = [part["text"] for m in await running.home.store.history(session.id) for part in m.parts if "text" in part]
    assert sum("who writes has not been proved" in words for words in said) == 1
    await running.home.desk.close(session.id)
    assert (await back.post("messages", {"text": "where is my order W10001"})).status_code == 202
    assert await status(running, session) is Status.QUEUED, "a person is asked, not the bot"
    again = await running.home.desk.handoff(session.id)
    assert (again.origin, again.contact, again.reason) == (Origin.LINK, "mei@example.com", "where is my order W10001")
    assert len(await back.history()) > 0, "the same link goes on being good"


async def test_a_link_takes_no_choice_of_the_customers(running: Service) -> None:
    session = await asked(running)
    back = await link(running, session)
    async with running.home.database.reading() as connection:
        offered = await connection.scalar(select(choices.c.id).where(choices.c.conversation_id == session.id))
    refused = await back.post("messages", {"choice": offered})
    assert (refused.status_code, await status(running, session)) == (422, Status.QUEUED)


async def test_a_link_is_good_no_longer_once_the_bot_knows_the_customer_again(running: Service) -> None:
    session = await asked(running)
    back = await link(running, session)
    await running.home.desk.return_to_bot(session.id)
    before = len(await running.home.store.history(session.id))
    assert (await back.post("messages", {"text": "where is my order"})).status_code == 401
    assert (await running.client.get(f"{back.url}/messages", headers=back.headers)).status_code == 401
    assert len(await running.home.store.history(session.id)) == before
    await session.ask(text="a person please")
    assert (await back.post("messages", {"text": "hello"})).status_code == 401, "nor for a later request"


async def test_starting_again_leaves_no_way_back(running: Service) -> None:
    session = await asked(running)
    first, second = await link(running, session), await link(running, session)
    assert (await session.post("links/revoke", {})).status_code == 204
    for back in (first, second):
        assert (await running.client.get(f"{back.url}/messages", headers=back.headers)).status_code == 401
    assert len(await (await link(running, session)).history()) > 0, "one that is sent later is good"


async def test_a_link_is_of_one_conversation_for_a_time_and_by_us(running: Service) -> None:
    session, other = await asked(running), await asked(running)
    good, old = await link(running, session), await link(running, session, timedelta(seconds=-1))
    stolen = Session(running.client, other.id, good.token)
    forged = Session(running.client, session.id, good.token[:-4] + "AAAA")
    for bad in (old, stolen, forged):
        answer = await running.client.get(f"{bad.url}/messages", headers=bad.headers)
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:shoptalk:problem:token-rejected")
    assert "expired" in (await running.client.get(f"{old.url}/messages", headers=old.headers)).text


async def test_an_answer_to_a_message_that_was_left_waits_to_be_mailed(running: Service) -> None:
    session = await asked(running)
    await running.home.desk.answer(session.id, "Ana", "Hello.")
    async with running.home.database.reading() as connection:
        (letter,) = (await connection.execute(select(letters))).all()
    assert (letter.to, letter.conversation_id) == ("mei@example.com", session.id)


async def _picture(running: Service, session: Session, colour: str) -> str:
    sent = await running.client.post(
        f"{session.url}/attachments", content=picture(colour=colour), headers=session.headers
    )
    assert sent.status_code == 201, sent.text
    return str(sent.json()["attachment_id"])


async def _seen(running: Service, session: Session, id_: str) -> int:
    return (await running.client.get(f"{session.url}/attachments/{id_}", headers=session.headers)).status_code


async def test_a_link_shows_the_pictures_of_the_words_that_it_shows_and_no_others(running: Service) -> None:
    session = await running.begin()
    before = await _picture(running, session, "red")
    await session.post("messages?wait=true", {"text": "it looks like this", "attachments": [before]})
    await session.ask(text="a person please")
    since = await _picture(running, session, "blue")
    await session.post("messages", {"attachments": [since]})
    kept = await running.home.attachments.keep(session.id, picture(colour="green"), sender=Sender.AGENT)
    unsaid = await running.home.attachments.keep(session.id, picture(colour="black"), sender=Sender.AGENT)
    label = await running.home.attachments.keep(session.id, pdf(), sender=Sender.AGENT, name="label.pdf")
    await running.home.desk.answer(session.id, "Ana", None, attachments=[kept, label])
    back, stranger = await link(running, session), await running.begin()
    shown = {part.get("attachment_id") for message in await back.history() for part in message["parts"]}
    assert shown >= {since, kept.id, label.id}
    assert before not in shown
    assert [await _seen(running, back, id_) for id_ in (since, kept.id, label.id)] == [200, 200, 200]
    assert [await _seen(running, back, id_) for id_ in (before, unsaid.id, "at_none")] == [404, 404, 404]
    assert await _seen(running, session, unsaid.id) == 404, "what no answer shows is nobody's yet"
    theirs = Session(running.client, stranger.id, back.token)
    assert await _seen(running, theirs, kept.id) == 401
    await running.home.desk.return_to_bot(session.id)
    assert await _seen(running, back, kept.id) == 401, "a link that is good no longer shows nothing"


async def test_by_a_link_a_picture_is_sent_to_the_person(running: Service) -> None:
    session = await asked(running)
    await running.home.desk.answer(session.id, "Ana", "Please send a picture.")
    back = await link(running, session)
    sent = await back.post("messages", {"attachments": [await _picture(running, back, "red")]})
    assert sent.status_code == 202, sent.text
    last = (await session.history())[-1]
    assert (last["author"], [part["kind"] for part in last["parts"]]) == ("shopper", ["image"])
    assert await status(running, session) is Status.ASSIGNED
