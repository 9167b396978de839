"""What is asked to be called off, taken back or exchanged: a thing by its name, or the order."""

import pytest

from bot.orders.wishes.objects import gives_the_order, thing_given


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("cancel the scale in W10189", "scale"),
        ("Cancel the xylophone in my order", "xylophone"),
        ("cancel xylophone in my order please", "xylophone"),
        ("I no longer need the wool hat", "wool hat"),
        ("please send the hat back", "hat"),
        ("I’d like to return my rucksack, it’s too small", "rucksack"),
        ("exchange the backpack in W10091 for another colour", "backpack"),
        ("change the backpack in W10189 to the red one", "backpack"),
        ("取消W10189里的秤", "秤"),
        ("取消W10189的秤", "秤"),
        ("把W10189里的秤取消，剩下的送到办公室", "秤"),
        ("W10189里的帽子我不想要了", "帽子"),
        ("取消我昨天买的那个木琴", "木琴"),
        ("取消W10189裡的帽子", "帽子"),
    ],
)
def test_the_thing_is_told_by_the_sentence_alone(words: str, thing: str) -> None:
    assert thing_given(words) == thing
    assert not gives_the_order(words)


@pytest.mark.parametrize(
    "words",
    [
        "cancel my most recent order",
        "cancel the order with the mug",
        "please cancel W10189",
        "call off my purchase from yesterday",
        "取消订单W10189",
        "把我的订单取消",
    ],
)
def test_the_order_is_no_thing(words: str) -> None:
    assert thing_given(words) == ""
    assert gives_the_order(words)


@pytest.mark.parametrize(
    "words",
    [
        "cancel it",
        "return the cheapest one",
        "return a pair of shoes",
        "I'd like to send this back",
        "exchange the wrong size",
        "change the size in W10189",
        "change the address of my order",
        "取消吧",
        "帮我取消一下",
        "换成中号的",
        "东西不要了",
        "为啥取消不了",
    ],
)
def test_what_names_nothing_is_no_thing(words: str) -> None:
    assert thing_given(words) == ""
    assert not gives_the_order(words)


def test_an_order_of_which_something_stays_is_not_given_whole() -> None:
    assert not gives_the_order("cancel my order but keep the hat")
