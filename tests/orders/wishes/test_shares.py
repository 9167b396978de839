"""Whose words are whose in a text that names several goods."""

import pytest

from bot.orders.wishes.lines import lines_meant
from bot.orders.wishes.shares import shares
from tests.orders.wishes.shelf import PRODUCTS, order_of

ORDER = order_of("BOARD-3", "HUB-1", "GLOW-2", "MUG-1", "PHONE-1")
KEYBOARD, HUB, LAMP, MUG, PHONE = "12345"

TEXTS = [
    (
        "exchange the keyboard for one with clicky switches and the thermostat for one that works with Google",
        [(KEYBOARD, "clicky"), (HUB, "google")],
    ),
    (
        "swap the keyboard for linear, the phone for a gold one, and the mug for a white mug",
        [(KEYBOARD, "linear"), (PHONE, "gold"), (MUG, "white mug")],
    ),
    ("For the phone, I want 128GB. For the lamp, I need it brighter", [(PHONE, "128gb"), (LAMP, "brighter")]),
    ("the mug in white the phone in gold", [(MUG, "white"), (PHONE, "gold")]),
    ("键盘换成青轴的，温控器换成支持谷歌的", [(KEYBOARD, "青轴"), (HUB, "谷歌")]),
    ("手机要128G的，台灯要亮一点的，杯子要白的", [(PHONE, "128"), (LAMP, "亮"), (MUG, "白")]),
    ("exchange the mug for a phone", [(MUG, "phone")]),
]


@pytest.mark.parametrize(("text", "said"), TEXTS)
def test_each_of_several_goods_has_its_own_words(text: str, said: list[tuple[str, str]]) -> None:
    found = shares(text, ORDER, PRODUCTS)
    assert [share.line_ids for share in found] == [{line_id} for line_id, _ in said]
    for number, (share, (_, words)) in enumerate(zip(found, said, strict=True)):
        assert words in share.words
        assert not any(other in share.words for at, (_, other) in enumerate(said) if at != number)


@pytest.mark.parametrize("text", ["swap the mug and the phone for the cheapest ones", "把杯子和手机换成最便宜的"])
def test_goods_in_a_row_share_what_is_said_of_the_last(text: str) -> None:
    first, second = shares(text, ORDER, PRODUCTS)
    assert (first.line_ids, first.goes_on) == ({MUG}, True)
    assert (second.line_ids, second.goes_on) == ({PHONE}, False)


def test_a_text_that_names_nothing_has_no_shares() -> None:
    assert shares("the cheapest ones please", ORDER, PRODUCTS) == ()


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        (
            "exchange the keyboard for a clicky one and the thermostat for one that works with Google, not HomeKit",
            [KEYBOARD, HUB],
        ),
        (
            "swap the keyboard for clicky switches and the thermostat for a Google one instead of Apple HomeKit",
            [KEYBOARD, HUB],
        ),
        ("I'd like to exchange two things: the mug to a white one, and the lamp to a less bright one", [LAMP, MUG]),
        ("exchange the mug for a phone", [MUG]),
        ("only exchange the mug for a white one, the lamp is fine", [MUG]),
        ("change the mug to white, not the lamp", [MUG]),
        ("swap the mug for white and keep the lamp", [MUG]),
        ("键盘换成青轴的，温控器换成支持谷歌的", [KEYBOARD, HUB]),
        ("杯子换成白的，台灯不换", [MUG]),
    ],
)
def test_all_goods_for_which_something_else_is_wanted_are_picked(text: str, picked: list[str]) -> None:
    meant = lines_meant(text, ORDER, PRODUCTS)
    assert [part.line_id for part in meant.picked] == picked
    assert meant.unclear == ()
