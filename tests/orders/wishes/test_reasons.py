"""Why people want a change, as one of the shop's reasons and in their own words."""

import pytest

from bot.commerce.model import Bilingual
from bot.orders.wishes.reasons import LONGEST, reason_given, reason_meant

NOT_NEEDED = Bilingual("no longer needed", "不再需要")
MISTAKE = Bilingual("ordered by mistake", "下错单")
TWO = (NOT_NEEDED, MISTAKE)
FIT = Bilingual("Wrong size or does not fit", "尺码不合适")
DAMAGED = Bilingual("Damaged or faulty", "破损或有质量问题")
DISLIKE = Bilingual("I don't like it", "不喜欢")
DESCRIBED = Bilingual("Not as described", "与描述不符")
RETURNS = (FIT, DAMAGED, DISLIKE, DESCRIBED)

NO_NEED = [
    "no longer needed",
    "i don't need it anymore",
    "I dont need it any more",
    "changed my mind",
    "i've changed my mind about it",
    "I no longer want it",
    "don't want it anymore",
    "not needed",
    "we don't need them now, don't need them",
    "my plans changed",
    "I bought one elsewhere",
    "I already have one",
    "no longer interested",
    "I've had second thoughts",
    "no need for it now",
    "I decided against it",
    "no longer neded",
    "it's no longer necessary",
    "chnaged my mind",
    "unwanted",
    "不需要了",
    "不想要了",
    "不要了",
    "用不着了",
    "我改变主意了",
    "改主意了",
    "后悔了",
    "已经有一个了",
    "不再需要",
    "用不上",
    "别人送了一个",
    "计划变了",
    "现在没必要买了",
    "在别处买了",
    "不用了，家里有",
]
BY_MISTAKE = [
    "ordered by mistake",
    "by accident",
    "I ordered it accidentally",
    "it was a mistake",
    "bought the wrong one",
    "I picked the wrong size",
    "I clicked the wrong button",
    "ordered it twice",
    "it's a duplicate order",
    "I didn't mean to order this",
    "oops wrong item ordered",
    "I made an error, in error",
    "my kid ordered it",
    "unintentional",
    "misclicked",
    "double ordered",
    "mistaken order",
    "by mistke, a mistake",
    "I messed up my order",
    "accidentally ordered",
    "下错单了",
    "买错了",
    "拍错了",
    "点错了",
    "手滑",
    "不小心下单的",
    "重复下单了",
    "误拍",
    "选错款式了",
    "拍多了",
    "误操作",
    "订错了",
    "不小心买的",
]
RETURN_REASONS = [
    ("it doesn't fit", FIT),
    ("too small", FIT),
    ("way too big for me", FIT),
    ("wrong size", FIT),
    ("太大了", FIT),
    ("不合身", FIT),
    ("尺码不对", FIT),
    ("it arrived broken", DAMAGED),
    ("it's defective", DAMAGED),
    ("does not work", DAMAGED),
    ("坏了", DAMAGED),
    ("收到就是破损的", DAMAGED),
    ("质量太差", DAMAGED),
    ("I just don't like it", DISLIKE),
    ("it's ugly", DISLIKE),
    ("not my style", DISLIKE),
    ("不喜欢", DISLIKE),
    ("太丑了", DISLIKE),
    ("it looks different from the picture", DESCRIBED),
    ("not as described", DESCRIBED),
    ("和描述不符", DESCRIBED),
    ("有色差", DESCRIBED),
]
NONE_OF_TWO = [
    "it is too small",
    "hello",
    "because",
    "the delivery is too slow",
    "yes",
    "can you cancel it",
    "I found it cheaper",
    "it's broken",
    "太小了",
    "你好",
    "发货太慢",
    "坏了",
    "取消订单",
    "好的",
    "太贵了",
]
CLAUSES = [
    ("I want to return it because it is too small.", "it is too small"),
    ("return the lamp because it's too bright for my desk, thanks", "it's too bright for my desk"),
    ("Please cancel my order, because I no longer need it", "I no longer need it"),
    ("due to the wrong colour", "the wrong colour"),
    ("the reason is that it broke", "it broke"),
    ("reason: does not fit", "does not fit"),
    ("cuz i dont like it", "i dont like it"),
    ("Because it doesn't work, I want to return it", "it doesn't work"),
    ("it is too small", "it is too small"),
    ("I don't like it", "i don't like it"),
    ("changed my mind", "changed my mind"),
    ("cancel it, I ordered it by mistake", "i ordered it by mistake"),
    ("因为太小了，想退货", "太小了"),
    ("因为颜色不好看，帮我退了吧", "颜色不好看"),
    ("原因是质量不好", "质量不好"),
    ("理由：买错了", "买错了"),
    ("不喜欢", "不喜欢"),
    ("因為尺碼太細，想退貨", "尺码太细"),
    ("买错了", "买错了"),
    ("由于发货太慢，我要取消", "发货太慢"),
    ("我想退掉，因为穿着不舒服", "穿着不舒服"),
    ("不想要了", "不想要了"),
    ("return the lamp", ""),
    ("cancel my order please", ""),
    ("hello", ""),
    ("退掉台灯", ""),
    ("取消订单", ""),
    ("你好", ""),
]


@pytest.mark.parametrize("words", NO_NEED)
def test_what_is_no_longer_needed(words: str) -> None:
    assert reason_meant(words, TWO) == NOT_NEEDED


@pytest.mark.parametrize("words", BY_MISTAKE)
def test_what_was_ordered_by_mistake(words: str) -> None:
    assert reason_meant(words, TWO) == MISTAKE


@pytest.mark.parametrize(("words", "reason"), RETURN_REASONS)
def test_reasons_of_another_shop(words: str, reason: Bilingual) -> None:
    assert reason_meant(words, RETURNS) == reason


@pytest.mark.parametrize("words", NONE_OF_TWO)
def test_what_is_none_of_the_shops_reasons_is_not_made_one(words: str) -> None:
    assert reason_meant(words, TWO) is None


def test_a_shop_without_reasons_has_none_to_find() -> None:
    assert reason_meant("too small", ()) is None


@pytest.mark.parametrize(("words", "said"), CLAUSES)
def test_the_reason_is_taken_as_it_was_said(words: str, said: str) -> None:
    assert reason_given(words) == said


def test_a_long_reason_is_cut() -> None:
    assert len(reason_given("because it is " + "so very " * 60 + "bad")) == LONGEST
