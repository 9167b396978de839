"""Sentences that go with a request, and statements that are one."""

import pytest

from bot.orders.wishes.details import is_detail, is_of_all, says_how_to_pay
from bot.orders.wishes.requests import split
from bot.orders.wishes.unwanted import is_either, is_unwanted, names_unwanted

DETAILS = [
    "I prefer the green one if there are several",
    "we'd prefer wool over cotton",
    "I only care about the height",
    "the colour is not important",
    "I don't mind which pattern it has",
    "my goal is to spend less",
    "I'm fine with a darker one",
    "same height, but more handles",
    "颜色无所谓",
    "最好是羊毛的",
    "我只在乎尺寸",
    "其他的都不变",
    "深一点也可以",
]
WAYS = [
    "PayPal is preferred for the refund",
    "any difference should go on my gift card",
    "I'd like the visa card for any payment or refund",
    "the original payment method is fine",
    "put the money on my credit card",
    "for both orders, I'd prefer the other card",
    "差价用礼品卡付",
    "退款都退到微信",
    "两个订单都用信用卡",
]
REQUESTS = [
    "return the rug",
    "I want to exchange the vase for a taller one",
    "is the green one fine?",
    "does it matter which card I use?",
    "switch the payment of W10001 to PayPal",
    "change the payment to my gift card",
    "把地毯退了",
    "这个颜色都可以选吗？",
    "把W10001的付款方式改成礼品卡",
]
UNWANTED = [
    "I no longer need the rug and the vase",
    "The clock doesn't suit us",
    "we have no room for the wardrobe",
    "I don't want that kettle any more",
    "地毯不需要了",
    "这个花瓶不合适",
    "我用不上水壶了",
]
POINTED_AT = ["I don't need it anymore", "they don't fit", "这个不合适", "用不上了"]
WANTED = [
    "I want the rug",
    "I don't want to return the rug",
    "do you no longer need my number?",
    "我要这个花瓶",
    "我不需要退货",
]


@pytest.mark.parametrize("words", [*DETAILS, *WAYS])
def test_how_a_thing_is_to_be_done_is_no_request(words: str) -> None:
    assert is_detail(words)


@pytest.mark.parametrize("words", WAYS)
def test_a_way_to_pay_is_known_as_one(words: str) -> None:
    assert says_how_to_pay(words)


@pytest.mark.parametrize("words", REQUESTS)
def test_requests_and_questions_are_no_details(words: str) -> None:
    assert not is_detail(words)


def test_a_way_to_pay_of_one_thing_is_not_of_all() -> None:
    assert is_of_all("refunds should go to PayPal")
    assert not is_of_all("put it on my gift card")


@pytest.mark.parametrize("words", UNWANTED)
def test_what_is_unwanted_is_named(words: str) -> None:
    assert is_unwanted(words)
    assert names_unwanted(words)


@pytest.mark.parametrize("words", POINTED_AT)
def test_what_is_only_pointed_at_is_a_reason(words: str) -> None:
    assert not names_unwanted(words)


@pytest.mark.parametrize("words", WANTED)
def test_other_statements_give_nothing_up(words: str) -> None:
    assert not is_unwanted(words)


@pytest.mark.parametrize(
    "words",
    ["cancel or return it all", "return or cancel the rug", "send back or cancel it", "取消或者退货", "退货或取消都行"],
)
def test_cancel_or_return_is_left_open(words: str) -> None:
    assert is_either(words)


@pytest.mark.parametrize(
    ("words", "requests", "common"),
    [
        (
            "Exchange the rug for a bigger one. I'd also like to return the clock. Any refund should go to PayPal.",
            ("Exchange the rug for a bigger one", "I'd also like to return the clock"),
            ("Any refund should go to PayPal",),
        ),
        (
            "I no longer need the kettle. Change the vase in my other order to blue, I prefer a dark one",
            ("I no longer need the kettle", "Change the vase in my other order to blue, I prefer a dark one"),
            (),
        ),
        (
            "Cancel the sofa. I also want to know the total",
            ("Cancel the sofa", "I also want to know the total"),
            (),
        ),
        (
            "地毯不需要了。另外把花瓶换成蓝色的，最好高一点。两个订单都用微信退款",
            ("地毯不需要了", "另外把花瓶换成蓝色的，最好高一点"),
            ("两个订单都用微信退款",),
        ),
    ],
)
def test_what_goes_with_a_request_stays_with_it(words: str, requests: tuple[str, ...], common: tuple[str, ...]) -> None:
    found = split(words)
    assert found.requests == requests
    assert found.common == common
