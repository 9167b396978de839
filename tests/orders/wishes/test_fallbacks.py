"""What is to be done when a wish cannot be had."""

import pytest

from bot.orders.wishes.fallbacks import Act, act_of, fallbacks_in


@pytest.mark.parametrize(
    ("words", "wish", "acts"),
    [
        ("swap the mug for a white one. If there is none, return it", "swap the mug for a white one", [Act.RETURN]),
        ("size 9, if not available then size 10, otherwise cancel the whole order",
         "size 9, if not available then size 10", [Act.CANCEL_ORDER]),
        ("the keyboard in green; if you don't have it, keep the one I have", "the keyboard in green", [Act.LEAVE]),
        ("256GB, else 128GB. If 128 and 256 are not possible, no exchange", "256gb, else 128gb", [Act.LEAVE]),
        ("only swap it if it is cheaper than what I paid, otherwise send it back",
         "only swap it if it is cheaper than what i paid", [Act.RETURN]),
        ("if it's less than 50 dollars, exchange it, if not, return mine",
         "if it's less than 50 dollars, exchange it", [Act.RETURN]),
        ("If it is sold out, cancel the order", "", [Act.CANCEL_ORDER]),
        ("in blue, otherwise take it off the order", "in blue", [Act.CANCEL]),
        ("把杯子换成白色的，没有就退掉", "把杯子换成白色的", [Act.RETURN]),
        ("换成大一码，如果没货就取消订单", "换成大一码", [Act.CANCEL_ORDER]),
        ("换成蓝色的，没有的话就算了", "换成蓝色的", [Act.LEAVE]),
    ],
)  # fmt: skip
def test_what_is_done_instead_is_taken_from_the_wish(words: str, wish: str, acts: list[Act]) -> None:
    rest, fallbacks = fallbacks_in(words)
    assert rest.strip(" .") == wish
    assert [fallback.act for fallback in fallbacks] == acts


@pytest.mark.parametrize(
    "words",
    [
        "black, if not available then white",
        "杯子换白的，没有就换黑的",
        "the cheapest one",
        "return the mug",
        "cancel the order",
        "取消订单",
        "if you have it in blue I'd like that",
    ],
)
def test_another_variant_is_a_wish_and_no_act(words: str) -> None:
    assert fallbacks_in(words) == (words, ())


def test_an_act_is_known_by_its_own_words() -> None:
    assert act_of("then only exchange the lamp") is Act.LEAVE
    assert act_of("don't cancel anything") is Act.LEAVE
    assert act_of("that one") is None
