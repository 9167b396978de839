"""Which of a list is pointed at, and what only sounds like it."""

import pytest

from bot.commerce.pointing import points_at, points_at_several, points_past, without_pointing

SHOWN = ("grinder", "kettle", "scale")


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("how do buyers like the first one?", "grinder"),
        ("is the second one dishwasher safe", "kettle"),
        ("the third, is it heavy?", "scale"),
        ("what does the 2nd item cost", "kettle"),
        ("#3 please", "scale"),
        ("number two looks nice", "kettle"),
        ("anything cheaper than the second but in blue", "kettle"),
        ("tell me about the last one", "scale"),
        ("The First One", "grinder"),
        ("第一个评价怎么样", "grinder"),
        ("第2款能用洗碗机洗吗", "kettle"),
        ("第三種重吗", "scale"),
        ("第二呢", "kettle"),
        ("最后一个多少钱", "scale"),
    ],
)
def test_a_place_in_the_list_is_meant(text: str, thing: str) -> None:
    assert points_at(text, SHOWN) == thing
    assert not points_past(text, SHOWN)


@pytest.mark.parametrize(
    "text",
    [
        "is this my first order with you?",
        "this is the second time it broke",
        "does it boil in 30 seconds",
        "do you sell second hand keyboards",
        "how long does the last battery charge",
        "I have number 25 in mind",
        "it costs 1.5 times as much",
        "第一次在你们家买",
        "第二天能到吗",
        "我的第一个订单",
        "最后一个订单到哪了",
        "first of all, is it loud?",
    ],
)
def test_other_counting_points_at_nothing(text: str) -> None:
    assert points_at(text, SHOWN) is None
    assert not points_past(text, SHOWN)


@pytest.mark.parametrize("text", ["the fourth one", "第五个", "what about item 5?"])
def test_past_the_end_is_nobody(text: str) -> None:
    assert points_at(text, SHOWN) is None
    assert points_past(text, SHOWN)


def test_the_former_and_the_latter_are_said_of_two() -> None:
    assert points_at("the latter, is it loud?", SHOWN[:2]) == "kettle"
    assert points_at("前者重吗", SHOWN[:2]) == "grinder"
    assert points_at("the latter", SHOWN) is None
    assert points_at("the last one", ()) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [("the second one, is it dishwasher safe?", "is it dishwasher safe?"), ("第二个能用洗碗机洗吗", "能用洗碗机洗吗")],
)
def test_the_question_is_left_without_its_pointing(text: str, left: str) -> None:
    assert without_pointing(text) == left


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("compare the first two", ["grinder", "kettle"]),
        ("and the last two?", ["kettle", "scale"]),
        ("the first or the third", ["grinder", "scale"]),
        ("how does the second one differ from the last one", ["kettle", "scale"]),
        ("前两款有什么区别", ["grinder", "kettle"]),
        ("后面两个比一比", ["kettle", "scale"]),
        ("第一款和第三款对比", ["grinder", "scale"]),
        ("compare them", []),
        ("对比一下这两款", []),
    ],
)
def test_several_places_are_meant(text: str, things: list[str]) -> None:
    assert points_at_several(text, SHOWN) == things
