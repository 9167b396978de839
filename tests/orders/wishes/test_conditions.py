"""Requests that hang on a condition."""

import pytest

from bot.orders.wishes.conditions import Conditional, conditional_in


@pytest.mark.parametrize(
    ("words", "condition", "then", "otherwise"),
    [
        (
            "return both if the refund is over $100, otherwise only the lamp",
            "the refund is over $100",
            "return both",
            "only the lamp",
        ),
        (
            "If the refund is more than $50, return it, otherwise keep it",
            "the refund is more than $50",
            "return it",
            "keep it",
        ),
        ("if it has not shipped yet then cancel it", "it has not shipped yet", "cancel it", ""),
        ("cancel the order if it hasn't shipped", "it hasn't shipped", "cancel the order", ""),
        ("Please cancel it only if I get all my money back", "i get all my money back", "please cancel it", ""),
        ("exchange it as long as it costs nothing; else return it", "it costs nothing", "exchange it", "return it"),
        (
            "if you can't cancel the lamp, cancel the whole order",
            "you can't cancel the lamp",
            "cancel the whole order",
            "",
        ),
        ("return the lamp provided that shipping is free", "shipping is free", "return the lamp", ""),
        ("如果退款超过100就都退，否则只退台灯", "退款超过100", "都退", "只退台灯"),
        ("如果还没发货，就取消订单", "还没发货", "取消订单", ""),
        ("要是不能换，就退货，不然就算了", "不能换", "退货", "算了"),
        ("只要不收运费，我就退台灯", "不收运费", "我就退台灯", ""),
        ("如果能全额退款的话，取消整单", "能全额退款", "取消整单", ""),
    ],
)
def test_a_condition_is_exposed_and_not_decided(words: str, condition: str, then: str, otherwise: str) -> None:
    assert conditional_in(words) == Conditional(condition, then, otherwise)


@pytest.mark.parametrize(
    "words",
    [
        "return the lamp",
        "cancel it if possible",
        "if it's possible, cancel it",
        "cancel the order if you can",
        "hello",
        "取消订单",
        "如果可以，取消订单",
        "你好",
        "方便的话退一下",
        "if you don't mind, cancel it",
        "what happens if I'm not home?",
        "can I return it if I opened it?",
        "check if my refund went out",
        "will it arrive before Christmas if I order today?",
    ],
)
def test_politeness_is_no_condition(words: str) -> None:
    assert conditional_in(words) is None
