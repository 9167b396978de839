"""Letters go through a real mail server: to the one address that they name, or not at all."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import AddressRefused, MailUnavailable
from bot.mail.mailer import Letter
from bot.mail.smtp import SmtpMailer
from tests.mail_server import MailServer, mail_server

SENDER = "Maple Lane <help@maplelane.example>"


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


async def test_a_letter_goes_to_its_one_address(post: MailServer) -> None:
    await SmtpMailer(post.url, SENDER).send(Letter("o'brien+shop@x.co.uk", "订单 W10001", "您好！\n.\n"))
    (letter,) = post.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == ("o'brien+shop@x.co.uk", SENDER, "订单 W10001")
    assert letter.get_content().replace("\r\n", "\n") == "您好！\n.\n"
    assert post.recipients == ["<o'brien+shop@x.co.uk>"]
    assert abs(letter["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "to",
    [
        "=?utf-8?q?v=0d=0aBcc=3a?=@y.com",
        "=?utf-8?q??=@x.com",
        "=?utf-8?b?zzz?=@x.com",
        "=?utf-8?q?v=40evil.com=2C?=a@y.com",
        "mei@[x.com",
        "me:;@x.com",
        "(mei@x.com",
        "mei@x.com, ann@x.com",
        "mei@x.com\r\nBcc: ann@x.com",
        "mei@x.com> NOTIFY=NEVER",
        "nobody",
        "",
    ],
)
async def test_what_is_not_one_address_gets_no_letter(post: MailServer, to: str) -> None:
    with pytest.raises(MailUnavailable):
        await SmtpMailer(post.url, SENDER).send(Letter(to, "Hello", "Hello."))
    assert (post.letters, post.recipients) == ([], [])


@pytest.mark.parametrize(("subject", "text"), [("Hello\r\nBcc: ann@x.com", "Hello."), ("Hello", "\ud800")])
async def test_a_letter_that_cannot_be_written_is_not_sent(post: MailServer, subject: str, text: str) -> None:
    with pytest.raises(MailUnavailable):
        await SmtpMailer(post.url, SENDER).send(Letter("mei@x.com", subject, text))
    assert post.letters == []


@pytest.mark.parametrize(
    ("answer", "is_of_the_address"),
    [
        ("550 5.1.1 no such user", True),
        ("550 No such user here", True),
        ("553 5.1.3 bad address syntax", True),
        ("550 5.7.1 relaying denied", False),  # mended in the shop's own settings
        ("553 5.1.8 sender address refused", False),
        ("552 5.2.2 mailbox full", False),
        ("451 4.7.1 try again later", False),
    ],
)
async def test_an_address_that_nobody_has_is_told_apart(post: MailServer, answer: str, is_of_the_address: bool) -> None:
    post.says_no = answer
    with pytest.raises(MailUnavailable, match=answer) as refused:
        await SmtpMailer(post.url, SENDER).send(Letter("mei@x.com", "Hello", "Hello."))
    assert isinstance(refused.value, AddressRefused) is is_of_the_address


async def test_a_server_that_refuses_is_quoted(post: MailServer) -> None:
    post.refuses = True
    with pytest.raises(MailUnavailable, match="451"):
        await SmtpMailer(post.url, SENDER).send(Letter("mei@x.com", "Hello", "Hello."))
