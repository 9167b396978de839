"""Which figures are asked for, and where in a message the asking stands."""

import pytest

from bot.orders.wishes.figures import Figure, asking, figures_in, is_of_an_order


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("How many kinds of kettle do you have?", Figure.OPTIONS),
        ("水壶有几种可选？", Figure.OPTIONS),
        ("what's the cheapest kettle you sell?", Figure.CHEAPEST),
        ("最便宜的水壶多少钱？", Figure.CHEAPEST),
        ("which is the most expensive item in my order?", Figure.DEAREST),
        ("订单里最贵的商品是哪个？", Figure.DEAREST),
        ("I'd like to know the tracking number", Figure.TRACKING),
        ("物流单号是多少？", Figure.TRACKING),
        ("Where was the parcel sent to?", Figure.ADDRESS),
        ("那个订单寄到哪里了？", Figure.ADDRESS),
        ("when did I place that order?", Figure.PLACED),
        ("我什么时候下单的？", Figure.PLACED),
        ("what material is the jacket I ordered?", Figure.ITEM),
        ("我买的夹克是什么材质的？", Figure.ITEM),
        ("how much did I pay for the jacket I bought?", Figure.PRICE),
        ("我买的夹克多少钱？", Figure.PRICE),
        ("what do all the mugs I have bought come to in total, how much did all the mugs I bought cost?", Figure.SPENT),
        ("我买过的所有杯子一共多少钱？", Figure.SPENT),
        ("how much will I get back altogether?", Figure.BACK),
        ("一共能退多少钱？", Figure.BACK),
        ("what do I have to pay in total?", Figure.PAY),
        ("我一共要付多少钱？", Figure.PAY),
        ("how much are the remaining things in it?", Figure.LEFT),
        ("剩下的商品一共多少钱？", Figure.LEFT),
        ("what's the balance of my gift card?", Figure.BALANCE),
        ("礼品卡余额还有多少？", Figure.BALANCE),
    ],
)
def test_a_figure_is_asked_for(words: str, figure: Figure) -> None:
    assert figures_in(words) == (figure,)


@pytest.mark.parametrize(
    "words",
    [
        "return the most expensive item in my order",
        "exchange the mug for the cheapest one",
        "can you check whether I can return the kettle?",
        "how do I send something back?",
        "what is your refund policy?",
        "how long does a refund take?",
        "how much is shipping to Canada?",
        "change my address",
        "I want the refund on my gift card",
        "退货政策是什么？",
        "把最贵的那件退了",
        "退款要多久？",
    ],
)
def test_what_is_to_be_done_or_how_the_shop_works_is_no_figure(words: str) -> None:
    assert figures_in(words) == ()


@pytest.mark.parametrize(
    ("words", "pieces", "rest"),
    [
        (
            "Cancel the kettle and send back the mug, and I want to know how much I get back in total",
            ("I want to know how much I get back in total",),
            "Cancel the kettle and send back the mug",
        ),
        (
            "How many colours of the kettle do you have? I'd like to return mine.",
            ("How many colours of the kettle do you have?",),
            "I'd like to return mine.",
        ),
        ("把台灯退了，告诉我一共能退多少钱", ("告诉我一共能退多少钱",), "把台灯退了，"),
        ("Which shirts have I ordered, and what are they made of?", 1, ""),
    ],
)
def test_questions_are_taken_out_of_a_message(words: str, pieces: tuple[str, ...] | int, rest: str) -> None:
    asked = asking(words)
    assert (len(asked.pieces) if isinstance(pieces, int) else asked.pieces) == pieces
    assert asked.rest.strip(" ,，") == rest.strip(" ,，")


def test_the_dearest_of_an_order_is_no_product_of_the_shop() -> None:
    assert is_of_an_order("what's the most expensive item in my order?")
    assert is_of_an_order("订单里最贵的是什么？")
    assert not is_of_an_order("what's the most expensive kettle?")


@pytest.mark.parametrize(
    "words",
    [
        "if there are several I want to know them all and then take the most expensive one",
        "tell me the cheapest and I'll pick it",
        "告诉我有哪些，然后选最贵的",
    ],
)
def test_a_way_to_choose_is_no_question_for_the_dearest(words: str) -> None:
    assert Figure.DEAREST not in figures_in(words)
    assert Figure.CHEAPEST not in figures_in(words)


def test_what_may_be_done_is_left_to_be_asked_beside_a_figure() -> None:
    asked = asking("Tell me which item is the most expensive, and whether I can cancel it")
    assert len(asked.pieces) == 1
    assert "cancel it" in asked.rest
