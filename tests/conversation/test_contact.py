"""An e-mail address is found in what was written, and only what mail software cannot read as anything else."""

import re
import time

import pytest

from bot.conversation.contact import ADDRESS, email_in, one_address
from bot.errors import InvalidInput

NO_ADDRESSES = [
    "=?utf-8?q?v=0d=0aBcc=3a?=@y.com",
    "=?utf-8?q??=@x.com",
    "=?utf-8?b?zzz?=@x.com",
    "=?utf-8?q?v=40evil.com=2C?=a@y.com",
    "mei@[x.com",
    "mei@[127.0.0.1]",
    "me:;@x.com",
    "a..b@x.com",
    "mei.@x.com",
    "mei@-x.com",
    "mei@x..com",
    "mei@localhost",
    "张@x.com",
    "mei@例子.com",
    f"{'x' * 65}@x.com",
    f"mei@{'x' * 64}.com",
    f"mei@{'x.' * 130}com",
]


@pytest.mark.parametrize("address", ["mei@x.com", "Mei.Lin+shop@mail.x-y.co.uk", "o'brien@x.com", "m_1=a&b@x.com"])
def test_an_address_is_taken_as_it_is(address: str) -> None:
    assert (email_in(address), one_address(f" {address}\n")) == (address, address)
    assert re.fullmatch(ADDRESS, address, re.IGNORECASE)


@pytest.mark.parametrize("typed", NO_ADDRESSES)
def test_what_could_be_read_as_something_else_is_none(typed: str) -> None:
    assert email_in(typed) is None
    with pytest.raises(InvalidInput, match="one address"):
        one_address(typed)


@pytest.mark.parametrize(
    "typed", ["(mei@x.com", "<mei@x.com>", "mei@x.com,ann@x.com", "ｍｅｉ＠x.com", "mei@x.com\r\nBcc: v@y.com"]
)
def test_one_with_anything_around_it_is_not_one_address(typed: str) -> None:
    assert email_in(typed) == "mei@x.com"
    with pytest.raises(InvalidInput, match="one address"):
        one_address(typed)


@pytest.mark.parametrize(
    "text",
    [
        "请发到mei@x.com谢谢",
        "可以发到哪里？mei@x.com",
        "好！mei@x.com。",
        "write to 'mei@x.com'.",
        "**mei@x.com**",
        "Ｍail：mei@x.com",
    ],
)
def test_it_is_found_between_words(text: str) -> None:
    assert email_in(text) == "mei@x.com"


@pytest.mark.parametrize("piece", ["a", "a.", "a@", "a-", "@a.", "'", "?a", "=?", "a@a-"])
def test_a_long_text_costs_little(piece: str) -> None:
    begun = time.process_time()
    assert email_in(piece * 50_000) is None
    assert time.process_time() - begun < 2
