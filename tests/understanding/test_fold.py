"""Tests of the one form for the many ways of typing the same."""

from bot.understanding.fold import fold, plain


def test_full_width_capitals_and_traditional_characters_are_folded() -> None:
    assert plain("我的訂單　ＷＷ１２３　Where？") == "我的订单 ww123 where?"


def test_characters_that_cannot_be_seen_are_dropped() -> None:
    assert plain("can\u200bcel\ufeff \u202eorder") == "cancel order"


def test_a_stretch_of_the_folded_text_is_found_in_the_typed_one() -> None:
    typed = "請\u200b問 Ｗ１０２３４ 到哪了"
    folded = fold(typed)
    start = folded.text.index("w10234")
    first, last = folded.span(start, start + 6)
    assert typed[first:last] == "Ｗ１０２３４"


def test_one_typed_character_may_become_several() -> None:
    folded = fold("5㎏ bag")
    assert folded.text == "5kg bag"
    assert folded.span(folded.text.index("bag"), len(folded.text)) == (3, 6)
