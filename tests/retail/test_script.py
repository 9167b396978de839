"""A task's text becomes its customer's script: whole wishes, what hangs on a condition, answers, second thoughts."""

import pytest

from tests.retail.script import Script, When, parts_of, script_of, segments
from tests.retail.words import Goods, first_person

GOODS = Goods(["Rain Jacket", "Floor Lamp", "Tent", "Sleeping Bag", "Cooking Pot", "Mountain Boots"])


def script(wish: str, manner: str = "") -> Script:
    return script_of(wish, "You are Ann Bell in zip code 10203.", manner, GOODS)


def test_a_sentence_of_detail_stays_with_its_wish() -> None:
    read = script(
        "You want to exchange the tent. You want to exchange the tent for a green one. You like light colours."
    )
    assert [wish.said for wish in read.wishes] == [
        "I want to exchange the tent. I want to exchange the tent for a green one. I like light colours"
    ]


def test_two_goods_in_two_sentences_are_two_wishes() -> None:
    read = script("You want to return the tent. The rain jacket in the same order also needs to be exchanged.")
    assert [wish.goods for wish in read.wishes] == [("tent",), ("rain jacket",)]


def test_what_tells_the_pronoun_apart_is_said_with_it() -> None:
    read = script("You are unhappy with the two lamps you just got. You want to return them.")
    assert [wish.said for wish in read.wishes] == ["I'm unhappy with the two lamps I just got. I want to return them"]


def test_a_refusal_brings_what_its_own_wish_says_of_it() -> None:
    read = script(
        "You want to return the tent. You also want to cancel the lamp. If the tent cannot be returned, keep it."
        " If only whole orders can be cancelled and not the lamp, cancel the whole order."
    )
    assert [[fallback.said for fallback in wish.fallbacks] for wish in read.wishes] == [
        ["Keep it"],
        ["Cancel the whole order"],
    ]


@pytest.mark.parametrize(
    ("condition", "when"),
    [
        ("If there is no blue tent, you'd take a red one", When.REFUSED),
        ("If it costs less than 80 dollars you want to buy it", When.BELOW),
        ("If the price is greater than $80, cancel it", When.ABOVE),
        ("Once the agent has changed it, ask what it costs", When.DONE),
        ("If that is possible, ask the agent to do it", When.GRANTED),
        ("If the agent proposes another tent, say that it is the wrong one", When.WRONG),
    ],
)
def test_a_condition_says_what_it_waits_for(condition: str, when: When) -> None:
    (wish,) = script(f"You want to change the tent. {condition}.").wishes
    assert [fallback.when for fallback in wish.fallbacks] == [when]


def test_a_taste_among_several_is_said_at_once() -> None:
    (wish,) = script("You want to exchange the tent. If several colours are available, you prefer grey.").wishes
    assert wish.sentences[-1] == "If several colours are available, I prefer grey"


def test_second_thoughts_wait_for_the_confirmation() -> None:
    read = script(
        "You want to return the tent. If the agent asks for payment, say gift card,"
        " but when the agent asks you to confirm, you change your mind to the card."
    )
    assert [(answer.about, answer.answers) for answer in read.answers] == [("payment", ("Gift card",))]
    assert read.at_confirmation == ("I change my mind to the card",)


def test_a_number_that_is_mended_when_it_is_not_found_is_said_after_the_first() -> None:
    (answer,) = script(
        "You want to return the tent. When asked for the order number, provide 111 first."
        " If the agent asks you to double check, say that you were wrong and provide 112."
    ).answers
    assert answer.answers == ("111", "I was wrong and it is 112")


def test_how_to_behave_is_not_said() -> None:
    read = script("You want to return the tent. Make sure you mention both things at the same time.", "You are shy.")
    assert [wish.said for wish in read.wishes] == ["I want to return the tent"]
    assert read.is_at_once


def test_what_is_not_to_be_told_is_never_in_what_is_said() -> None:
    read = script("You want to return everything for cooking (just a pot, but do not reveal it to the agent).")
    assert "pot" not in read.text
    assert "pot" not in read.wishes[0].said
    assert read.hidden == ("just a pot, ",)


def test_of_several_goods_each_has_its_own_words() -> None:
    (wish,) = script(
        "You want to exchange the tent to a bigger one, and the lamp to a dimmer one (prefer oak > steel)."
    ).wishes
    assert segments(wish, "Tent", GOODS) == "I want to exchange the tent to a bigger one"
    assert segments(wish, "Floor Lamp", GOODS) == "the lamp to a dimmer one (prefer oak > steel)"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("You want whatever saves you most", "I want whatever saves me most"),
        ("Ask the agent how much you get back", "Please tell me how much I get back"),
        ("the refund you should get", "The refund I should get"),
        ("If the agent is sure, tell the agent to go on", "If you are sure, please go on"),
    ],
)
def test_the_text_is_said_in_the_first_person(told: str, said: str) -> None:
    assert first_person(told) == said


def test_a_sentence_that_wants_two_things_is_followed_as_two() -> None:
    (wish,) = script(
        "You want to cancel all pending orders and return the tent, and you want to know the total."
        " If the tent cannot be returned, exchange it for another one."
    ).wishes
    parts = parts_of(wish, GOODS)
    assert [(part.said, part.goods) for part in parts] == [
        ("I want to cancel all pending orders", ()),
        ("I want to return the tent", ("tent",)),
        ("I want to know the total", ()),
    ]
    assert [len(part.fallbacks) for part in parts] == [0, 1, 0]


@pytest.mark.parametrize(
    "wish",
    [
        "You want to return everything except the tent.",
        "You want to return the pot you bought with the tent.",
        "You want to cancel the lamp but not the tent.",
    ],
)
def test_what_is_kept_is_not_among_the_goods(wish: str) -> None:
    assert "tent" not in script(wish).wishes[0].goods


def test_nobody_asks_for_a_person() -> None:
    read = script("You want to return the tent. If not possible, you are angry and ask for a human representative.")
    assert [wish.fallbacks for wish in read.wishes] == [()]


def test_what_it_must_not_come_to_is_not_said_beforehand() -> None:
    (wish,) = script("You want to exchange the tent for a blue one. You do not want to cancel any orders.").wishes
    assert "cancel" not in wish.said
    assert wish.guards == ("I do not want to cancel any orders",)
