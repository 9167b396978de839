"""Messages as long as they may be, made to be slow to read."""

import time
from collections.abc import Callable
from typing import Final

import pytest

from bot.commerce.model import Address, Bilingual
from bot.orders.wishes.addresses import address_meant
from bot.orders.wishes.conditions import conditional_in
from bot.orders.wishes.lines import lines_meant
from bot.orders.wishes.orders import orders_holding
from bot.orders.wishes.payments import payment_meant
from bot.orders.wishes.problems import problem_meant
from bot.orders.wishes.reasons import reason_given, reason_meant
from bot.orders.wishes.requests import requests_in
from bot.orders.wishes.variants import variant_meant
from tests.orders.wishes.shelf import PRODUCTS, order_of, product

ORDER: Final = order_of("AU-201-NVY", "LT-301-BLU", "MUG-1*2", "SH-601-BLK-9")
HOME: Final = Address("12 Alder St", "Portland", "US", "Apt 3", "OR", "97201")
LONGEST: Final = 2000
SLOWEST: Final = 2.0
"""Seconds of one processor that has much else to do: alone it takes a tenth of one at most."""

MESSAGES: Final = [
    "change the lamp to black and ",
    "if return it if , ",
    "please can you ",
    "1 ",
    "12 Oak St ",
    "a, ",
    "a",
    "the mug and ",
    " ",
    "i want to ",
    "not but ",
    "the quick brown fox jumps over the lazy dog ",
    "换成",
    "如果没有",
    "我要退台灯和杯子，",
]
READERS: Final[list[Callable[[str], object]]] = [
    lambda text: lines_meant(text, ORDER, PRODUCTS),
    lambda text: orders_holding(text, [ORDER], PRODUCTS),
    lambda text: variant_meant(text, ORDER.lines[3], product("SH-601")),
    lambda text: payment_meant(text, (), ORDER.payment),
    lambda text: address_meant(text, known={"default": HOME}, base=HOME),
    lambda text: reason_meant(text, (Bilingual("no longer needed", "不再需要"),)),
    reason_given,
    problem_meant,
    requests_in,
    conditional_in,
]


@pytest.mark.parametrize("message", MESSAGES)
def test_a_long_message_is_read_as_quickly_as_it_must_be(message: str) -> None:
    text = (message * LONGEST)[: LONGEST - 1] + "x"
    for read in READERS:
        read("the lamp")  # the words are read from their files once
        begun = time.process_time()
        read(text)
        assert time.process_time() - begun < SLOWEST
