"""Answers go out by mail through a real mail server: once, whatever is down, and never lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.conversation.tables import handoffs
from bot.dialogue import parts
from bot.errors import LetterNotFound
from bot.mail.mailer import Letter, Mailer
from bot.mail.smtp import SmtpMailer
from bot.mail.tables import letters
from bot.queueing.courier import Courier
from bot.queueing.links import ResumeLinks
from bot.queueing.undelivered import Undelivered
from tests.mail_server import MailServer, mail_server
from tests.queueing.floor import Floor

SENDER = "Maple Lane <help@maplelane.example>"
ADDRESS = "mei@example.com"


@pytest.fixture
async def post(floor: Floor) -> AsyncIterator[MailServer]:
    floor.clock.moment = datetime.now(UTC)
    async with mail_server() as server:
        yield server


def courier(floor: Floor, mailer: Mailer) -> Courier:
    floor.clock.moment = max(floor.clock.moment, datetime.now(UTC))
    links = ResumeLinks(floor.store, b"l" * 32, "https://help.maplelane.example", timedelta(days=7))
    rooms = floor.world.conversations, floor.world.commerce, links, floor.bus
    return Courier(floor.store, mailer, *rooms, "maplelane.example", floor.clock)


async def left(
    floor: Floor, words: str = "my mug is cracked\nwhat now?", language: str = "en", address: str = ADDRESS
) -> str:
    """A shopper who left a message and an address."""
    talk = await floor.ask(words, language="zh" if language == "zh" else "en")
    async with floor.store.transaction() as connection:
        mine = handoffs.update().where(handoffs.c.conversation_id == talk)
        await connection.execute(mine.values(contact=address))
    return talk


@pytest.mark.parametrize(
    ("language", "subject", "signed", "quoted"),
    [
        (
            "en",
            "Maple Lane: our answer to your question",
            "-- \nMaple Lane",
            "You wrote:\n> my mug is cracked\n> what now?",
        ),
        ("zh", "枫巷：关于您咨询的回复", "-- \n枫巷", "您的留言：\n> my mug is cracked\n> what now?"),
    ],
)
async def test_an_answer_is_mailed_with_what_was_asked_and_the_shops_name(
    floor: Floor, post: MailServer, language: str, subject: str, signed: str, quoted: str
) -> None:
    talk = await left(floor, language=language)
    await floor.desk.answer(talk, "Ana", "A new one is on its way. 新的已寄出。")
    assert post.letters == [], "nobody at the desk waits for a mail server"
    await courier(floor, SmtpMailer(post.url, SENDER)).look()
    (letter,) = post.letters
    assert (letter["To"], letter["Subject"], letter["From"]) == (ADDRESS, subject, SENDER)
    body = letter.get_content().replace("\r\n", "\n")
    assert body.startswith("A new one is on its way. 新的已寄出。\n")
    assert quoted in body
    assert signed in body
    assert f"https://help.maplelane.example/panel#conversation={talk}&token=" in body


async def test_a_letter_quotes_all_that_was_left_and_not_the_address_alone(floor: Floor, post: MailServer) -> None:
    talk = await left(floor, "a person please")
    for words in ("my mug is cracked\nwhat now?", f"write to {ADDRESS}"):
        async with floor.store.transaction() as connection:
            held = await LockedConversation.take(connection, talk)
            await held.say(Author.SHOPPER, [parts.text(words)])
            await held.save()
    for n, said in enumerate(("A new one is on its way.", "It comes on Friday.")):
        await floor.desk.answer(talk, "Ana", said, f"key {n}")
        await courier(floor, SmtpMailer(post.url, SENDER)).look()
    assert len(post.letters) == 2
    for letter in post.letters:
        body = letter.get_content().replace("\r\n", "\n")
        assert f"You wrote:\n> my mug is cracked\n> what now?\n> write to {ADDRESS}\n" in body
        assert "a person please" not in body, "that was answered"


async def test_several_processes_send_each_once(floor: Floor, post: MailServer) -> None:
    for n in range(4):
        await floor.desk.answer(await left(floor), "Ana", f"Answer {n}.", f"key {n}")
    for _ in range(2):
        await asyncio.gather(*(courier(floor, SmtpMailer(post.url, SENDER)).look() for _ in range(3)))
    assert sorted(letter.get_content().split("\n")[0].strip() for letter in post.letters) == [
        f"Answer {n}." for n in range(4)
    ]
    names = {letter["Message-ID"] for letter in post.letters}
    assert len(names) == 4
    assert all(name.endswith("@maplelane.example>") for name in names), "the sender's domain"


class _TakesItsTime:
    """A mail server that takes most of a lease for each letter, while another process looks for what is due."""

    def __init__(self, floor: Floor, mailer: Mailer) -> None:
        self._floor, self._mailer, self._other = floor, mailer, courier(floor, mailer)

    async def send(self, letter: Letter) -> None:
        self._floor.clock.forward(seconds=90)
        await self._other.look()
        await self._mailer.send(letter)


async def test_a_slow_mail_server_has_nobody_send_what_another_process_has_sent(floor: Floor, post: MailServer) -> None:
    for n in range(4):
        await floor.desk.answer(await left(floor), "Ana", f"Answer {n}.", f"key {n}")
    slow = courier(floor, _TakesItsTime(floor, SmtpMailer(post.url, SENDER)))
    for _ in range(2):
        await slow.look()
    assert len(post.letters) == len({letter["Message-ID"] for letter in post.letters}) == 4


async def test_an_answer_said_again_under_its_key_is_mailed_once(floor: Floor, post: MailServer) -> None:
    talk = await left(floor)
    for _ in range(3):
        await floor.desk.answer(talk, "Ana", "Hello.", "key")
        await courier(floor, SmtpMailer(post.url, SENDER)).look()
    assert len(post.letters) == 1


async def test_a_mail_server_that_is_down_keeps_no_answer_from_anybody(floor: Floor, post: MailServer) -> None:
    talk = await left(floor)
    nowhere = SmtpMailer("smtp://127.0.0.1:1", SENDER, timeout_seconds=2)
    spoken = await floor.desk.answer(talk, "Ana", "Hello.")
    assert spoken.message is not None
    await courier(floor, nowhere).look()
    post.refuses = True
    sending = SmtpMailer(post.url, SENDER)
    await courier(floor, sending).look()
    assert (post.letters, [m.author for m in await floor.said(talk)][-1]) == ([], Author.AGENT)
    floor.clock.forward(seconds=31)
    await courier(floor, sending).look()
    post.refuses = False
    await courier(floor, sending).look()
    assert post.letters == [], "after a refusal it waits longer"
    floor.clock.forward(seconds=61)
    await courier(floor, sending).look()
    await courier(floor, sending).look()
    assert len(post.letters) == 1


class _DiesAfterSending:
    """The process ends when the mail server has taken the letter, and nothing of that is noted."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    async def send(self, letter: Letter) -> None:
        await self._mailer.send(letter)
        raise asyncio.CancelledError


async def test_a_death_between_sending_and_noting_sends_it_again_under_the_same_name(
    floor: Floor, post: MailServer
) -> None:
    await floor.desk.answer(await left(floor), "Ana", "Hello.")
    sending = SmtpMailer(post.url, SENDER)
    with pytest.raises(asyncio.CancelledError):
        await courier(floor, _DiesAfterSending(sending)).look()
    await courier(floor, sending).look()
    assert len(post.letters) == 1, "while the lease lasts, nobody else takes it"
    floor.clock.forward(minutes=3)
    await courier(floor, sending).look()
    await courier(floor, sending).look()
    first, second = post.letters
    assert first["Message-ID"] == second["Message-ID"]


async def test_what_was_never_taken_in_days_is_given_up_and_kept(floor: Floor, post: MailServer) -> None:
    await floor.desk.answer(await left(floor), "Ana", "Hello.")
    post.refuses = True
    floor.clock.forward(days=4)
    await courier(floor, SmtpMailer(post.url, SENDER)).look()
    post.refuses = False
    floor.clock.forward(days=1)
    await courier(floor, SmtpMailer(post.url, SENDER)).look()
    assert post.letters == []
    async with floor.store.reading() as connection:
        (kept,) = (await connection.execute(select(letters))).all()
    assert (kept.given_up_at is not None, "451" in kept.error) == (True, True)


async def test_an_address_that_nobody_has_is_told_at_once(floor: Floor, post: MailServer) -> None:
    ann, talk = await floor.seat("ann"), await left(floor)
    undelivered = Undelivered(floor.store, floor.bus, floor.clock)
    await floor.desk.answer(talk, ann, "Hello.")
    post.says_no = "550 5.1.1 no such user"
    sending = courier(floor, SmtpMailer(post.url, SENDER))
    await sending.look()
    (given_up,) = await undelivered.list(talk)
    assert (given_up.to, given_up.tries, "no such user" in given_up.error) == (ADDRESS, 1, True)
    post.says_no = ""
    await undelivered.try_again(given_up.message_id, ann)
    await sending.look()
    assert (len(post.letters), await undelivered.list()) == (1, [])


async def test_a_letter_that_was_given_up_is_shown_and_sent_when_somebody_has_it_tried_again(
    floor: Floor, post: MailServer
) -> None:
    ann, talk = await floor.seat("ann"), await left(floor)
    undelivered = Undelivered(floor.store, floor.bus, floor.clock)
    await floor.desk.answer(talk, ann, "Hello.")
    await floor.desk.answer(await left(floor), ann, "Sent at once.")
    sending = SmtpMailer(post.url, SENDER)
    async with floor.store.transaction() as connection:
        other = letters.c.conversation_id != talk
        await connection.execute(letters.update().where(other).values(sent_at=floor.clock()))
    post.refuses = True
    floor.clock.forward(days=4)
    await courier(floor, sending).look()
    (given_up,) = await undelivered.list()
    assert (given_up.conversation_id, given_up.to, "451" in given_up.error) == (talk, ADDRESS, True)
    assert (await undelivered.list(talk), await undelivered.list("c_other")) == ([given_up], [])
    await asyncio.gather(*(undelivered.try_again(given_up.message_id, ann) for _ in range(3)))
    assert await undelivered.list() == []
    assert (await floor.world.audited(talk)).count("letter_retried") == 1
    await courier(floor, sending).look()
    assert await undelivered.list() == [], "it has its three days anew"
    post.refuses = False
    floor.clock.forward(seconds=31)
    await courier(floor, sending).look()
    (letter,) = post.letters
    assert letter["Message-ID"].strip().startswith(f"<{given_up.message_id}.")
    for message_id in (given_up.message_id, "m_none"):
        with pytest.raises(LetterNotFound, match=message_id):
            await undelivered.try_again(message_id, ann)


@pytest.mark.parametrize(
    "typed",
    ["=?utf-8?q?v=0d=0aBcc=3a?=@y.com", "=?utf-8?b?zzz?=@x.com", "=?utf-8?q?v=40evil.com=2C?=a@y.com", "mei@[x.com"],
)
async def test_what_was_once_taken_for_an_address_is_shown_as_undelivered_and_holds_up_nobody(
    floor: Floor, post: MailServer, typed: str
) -> None:
    undelivered, talk = Undelivered(floor.store, floor.bus, floor.clock), await left(floor, address=typed)
    await floor.desk.answer(talk, "Ana", "Hello.")
    others = [await left(floor) for _ in range(3)]
    for other in others:
        await floor.desk.answer(other, "Ana", "Hello.")
    await courier(floor, SmtpMailer(post.url, SENDER)).look()
    assert post.recipients == [f"<{ADDRESS}>"] * 3
    (given_up,) = await undelivered.list()
    assert (given_up.conversation_id, given_up.to, "no e-mail address" in given_up.error) == (talk, typed, True)


class _Chokes:
    """Raises what nobody thought of at the letters of one conversation."""

    def __init__(self, mailer: Mailer, talk: str) -> None:
        self._mailer, self._talk = mailer, talk

    async def send(self, letter: Letter) -> None:
        if self._talk in str(letter.message_id):
            raise IndexError("\0 out of range \udce9")
        await self._mailer.send(letter)


async def test_a_letter_that_cannot_be_sent_for_whatever_reason_holds_up_no_other_and_is_given_up_in_time(
    floor: Floor, post: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    undelivered, talk = Undelivered(floor.store, floor.bus, floor.clock), await left(floor)
    for one in (talk, *[await left(floor) for _ in range(3)]):
        await floor.desk.answer(one, "Ana", "Hello.")
    choking = _Chokes(SmtpMailer(post.url, SENDER), talk)
    await courier(floor, choking).look()
    assert len(post.letters) == 3
    assert "could not be mailed" in caplog.text
    assert await undelivered.list() == []
    floor.clock.forward(days=4)
    await courier(floor, choking).look()
    (given_up,) = await undelivered.list()
    assert (given_up.conversation_id, "IndexError" in given_up.error) == (talk, True)


async def test_a_conversation_whose_shopper_is_forgotten_is_not_written_about(floor: Floor, post: MailServer) -> None:
    talk = await left(floor)
    spoken = await floor.desk.answer(talk, "Ana", "Hello.")
    assert spoken.message
    async with floor.store.transaction() as connection:
        await connection.execute(letters.update().values(message_id="m_gone"))
    await courier(floor, SmtpMailer(post.url, SENDER)).look()
    assert post.letters == []
    assert parts.text("Hello.") in [part for message in await floor.said(talk) for part in message.parts]
