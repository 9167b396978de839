"""Which lines of an order people mean, as they name them in either language, terse or chatty, with their typos."""

import pytest

from bot.commerce.changes import Picked
from bot.orders.wishes.lines import LinesMeant, lines_meant
from tests.orders.wishes.shelf import PRODUCTS, order_of

HOME = order_of("AU-201-NVY", "LT-301-BLU", "MUG-1*2", "SH-601-BLK-9")
"""1 headphones (navy), 2 desk lamp (blue), 3 two mugs (red), 4 running shoes (black, US 9)."""

MIXED = order_of("SH-601-BLK-9", "SH-602-NVY-8", "LT-301-WHT", "LT-307-BRS", "CL-706-BLK-M*3", "KT-406-RED-500")
"""1 running shoes (black, US 9), 2 cushioned running shoes (navy, US 8), 3 desk lamp (white), 4 floor lamp (brass),
5 three T-shirts (black, M), 6 bottle (red, 500 ml)."""

ALL_OF_IT = {"1": 1, "2": 1, "3": 2, "4": 1}
BUT_THE_MUGS = {"1": 1, "2": 1, "4": 1}

HOME_EN = [
    ("return the headphones", {"1": 1}),
    ("I'd like to send back the headphones, please", {"1": 1}),
    ("headphones", {"1": 1}),
    ("the noise-cancelling headphones", {"1": 1}),
    ("the Harbour 500", {"1": 1}),
    ("my headset", {"1": 1}),
    ("hedphones", {"1": 1}),
    ("retrun the headphnes", {"1": 1}),
    ("the navy one", {"1": 1}),
    ("AU-201-NVY", {"1": 1}),
    ("the lamp", {"2": 1}),
    ("that desk lamp i got", {"2": 1}),
    ("the Heron", {"2": 1}),
    ("the blue one", {"2": 1}),
    ("the blue lamp", {"2": 1}),
    ("my lovely new lamp", {"2": 1}),
    ("the table lamp", {"2": 1}),
    ("shoes", {"4": 1}),
    ("the running shoes", {"4": 1}),
    ("my runners", {"4": 1}),
    ("the size 9 ones", {"4": 1}),
    ("the black ones", {"4": 1}),
    ("the footwear", {"4": 1}),
    ("hi there, I'm not happy with the shoes, they rub. I want to return them", {"4": 1}),
    ("the mugs", {"3": 2}),
    ("both mugs", {"3": 2}),
    ("one of the two mugs", {"3": 1}),
    ("one mug", {"3": 1}),
    ("just 1 of the mugs", {"3": 1}),
    ("a single mug", {"3": 1}),
    ("two mugs", {"3": 2}),
    ("2 of the mugs please", {"3": 2}),
    ("the mugs, just one", {"3": 1}),
    ("mug x1", {"3": 1}),
    ("the lamp and the shoes", {"2": 1, "4": 1}),
    ("the lamp, headphones and shoes", BUT_THE_MUGS),
    ("lamp + headphones", {"1": 1, "2": 1}),
    ("the headphones as well as one of the mugs", {"1": 1, "3": 1}),
    ("I want to return the lamp, the shoes, and one mug", {"2": 1, "3": 1, "4": 1}),
    ("the first one", {"1": 1}),
    ("the second item", {"2": 1}),
    ("the last one", {"4": 1}),
    ("item 4", {"4": 1}),
    ("#2", {"2": 1}),
    ("1 and 2", {"1": 1, "2": 1}),
    ("first and last", {"1": 1, "4": 1}),
    ("everything", ALL_OF_IT),
    ("all of it", ALL_OF_IT),
    ("the whole order", ALL_OF_IT),
    ("cancel all items please", ALL_OF_IT),
    ("send it all back", ALL_OF_IT),
    ("everything but the mugs", BUT_THE_MUGS),
    ("everything except for the mug", BUT_THE_MUGS),
    ("all of it apart from the mugs", BUT_THE_MUGS),
    ("return everything, but keep the mugs", BUT_THE_MUGS),
    ("I'll keep the mugs, return the rest", BUT_THE_MUGS),
    ("keep the mugs and the lamp, everything else goes back", {"1": 1, "4": 1}),
    ("all except the mugs and the lamp", {"1": 1, "4": 1}),
    ("the lamp, not the shoes", {"2": 1}),
    ("the most expensive item", {"1": 1}),
    ("the cheapest thing in there", {"3": 2}),
    ("exchange the shoes for size 10", {"4": 1}),
    ("swap the blue lamp for a white one", {"2": 1}),
    ("can I get the shoes in size 10 instead?", {"4": 1}),
    ("return the lamp because it doesn't go with my shoes", {"2": 1}),
    ("I bought headphones, a lamp and some shoes, but only want to return the headphones", {"1": 1}),
    ("Actually, can you do the lamp instead of the headphones", {"2": 1}),
    ("the headphones are great but the lamp is awful, so return that", {"2": 1}),
    ("not the lamp, the shoes", {"4": 1}),
    ("no, the shoes", {"4": 1}),
    ("return the whole order, but not the headphones, the lamp and the shoes", {"3": 2}),
    ("the headphones, the lamp and the shoes stay, the rest goes back", {"3": 2}),
    ("I got the lamp but I'd prefer white. Everything else the same please", {"2": 1}),
    ("exchange the shoes with size 9 for the ones with size 10", {"4": 1}),
    ("return the lamp and keep everything else", {"2": 1}),
    ("return the lamp and the shoes. Please see that all the items I want to return go back", {"2": 1, "4": 1}),
    ("cancel the lamp, just the lamp; if that means cancelling the whole order, don't do it", {"2": 1}),
    ("cancel the lamp; if that can't be, cancel the whole order, I don't mind", ALL_OF_IT),
    ("cancel the lamp (if the entire order would have to be cancelled for it, please leave it as it is)", {"2": 1}),
    ("the last two", {"3": 2, "4": 1}),
    ("the first two items", {"1": 1, "2": 1}),
    ("all 4 items", ALL_OF_IT),
    ("Could you exchange the lamp? I'd like the black one", {"2": 1}),
    ("headphones -> black, lamp -> white", {"1": 1, "2": 1}),
    ("switch my running shoes from size 9 to size 10", {"4": 1}),
]
HOME_ZH = [
    ("耳机", {"1": 1}),
    ("我想退耳机", {"1": 1}),
    ("那副降噪耳机", {"1": 1}),
    ("静港500", {"1": 1}),
    ("头戴耳机不要了", {"1": 1}),
    ("藏青色的那个", {"1": 1}),
    ("台灯", {"2": 1}),
    ("把台灯退了吧", {"2": 1}),
    ("退台灯和鞋子，我要退的所有商品都要退成功", {"2": 1, "4": 1}),
    ("只取消台灯，如果要取消整个订单就算了", {"2": 1}),
    ("那个灯", {"2": 1}),
    ("苍鹭", {"2": 1}),
    ("蓝色那个", {"2": 1}),
    ("蓝色的台灯", {"2": 1}),
    ("退蓝色的", {"2": 1}),
    ("鞋", {"4": 1}),
    ("鞋子我想退掉", {"4": 1}),
    ("跑鞋", {"4": 1}),
    ("9码的那双", {"4": 1}),
    ("黑色那双", {"4": 1}),
    ("两个杯子里退一个", {"3": 1}),
    ("退一个杯子", {"3": 1}),
    ("一个马克杯", {"3": 1}),
    ("两个杯子都退", {"3": 2}),
    ("杯子全部退", {"3": 2}),
    ("马克杯只退一个", {"3": 1}),
    ("耳机和台灯", {"1": 1, "2": 1}),
    ("耳机、台灯还有鞋子", BUT_THE_MUGS),
    ("退耳机,一个杯子和鞋", {"1": 1, "3": 1, "4": 1}),
    ("台灯跟跑鞋都不要了", {"2": 1, "4": 1}),
    ("第二件", {"2": 1}),
    ("第一个", {"1": 1}),
    ("最后一件", {"4": 1}),
    ("第1个和第3个", {"1": 1, "3": 2}),
    ("整单", ALL_OF_IT),
    ("全部", ALL_OF_IT),
    ("全部退了", ALL_OF_IT),
    ("整个订单都取消", ALL_OF_IT),
    ("所有东西都不要了", ALL_OF_IT),
    ("都退", ALL_OF_IT),
    ("除了杯子其他都退", BUT_THE_MUGS),
    ("除杯子以外全部退", BUT_THE_MUGS),
    ("杯子留着，其他退", BUT_THE_MUGS),
    ("除了杯子和台灯,其余的都退", {"1": 1, "4": 1}),
    ("全退，但杯子不退", BUT_THE_MUGS),
    ("退台灯，鞋子不退", {"2": 1}),
    ("最贵的那个", {"1": 1}),
    ("把鞋换成10码", {"4": 1}),
    ("跑鞋想换大一码", {"4": 1}),
    ("蓝色台灯换成白色", {"2": 1}),
    ("因为耳机太吵，所以退耳机", {"1": 1}),
    ("台灯坏了,因为跟鞋子一起压了", {"2": 1}),
    ("我想return那个headphones", {"1": 1}),
    ("headphones和台灯", {"1": 1, "2": 1}),
    ("那双shoes size 9的", {"4": 1}),
    ("退mug一个", {"3": 1}),
    ("耳機同檯燈", {"1": 1, "2": 1}),
    ("退藍色嗰盞燈", {"2": 1}),
    ("全部退貨", ALL_OF_IT),
    ("除了杯子其他都退貨", BUT_THE_MUGS),
    ("鞋子和台灯要退，杯子和耳机留着", {"2": 1, "4": 1}),
    ("我只想退耳机", {"1": 1}),
    ("耳机、台灯和鞋子留着，其他的退", {"3": 2}),
    ("其他的都不退，只退台灯", {"2": 1}),
    ("不退台灯，退鞋子", {"4": 1}),
    ("耳机不要了，其他的照常发", {"1": 1}),
    ("前两件", {"1": 1, "2": 1}),
    ("有一个杯子碎了", {"3": 1}),
    ("灯和耳机都要退但是鞋子不退", {"1": 1, "2": 1}),
]
MIXED_BOTH = [
    ("the black running shoes", {"1": 1}),
    ("the size 8 shoes", {"2": 1}),
    ("the cushioned shoes", {"2": 1}),
    ("the navy pair", {"2": 1}),
    ("both pairs of shoes", {"1": 1, "2": 1}),
    ("all the lamps", {"3": 1, "4": 1}),
    ("both lamps and the bottle", {"3": 1, "4": 1, "6": 1}),
    ("the two lamps", {"3": 1, "4": 1}),
    ("the floor lamp", {"4": 1}),
    ("the white lamp", {"3": 1}),
    ("the brass one", {"4": 1}),
    ("two of the t-shirts", {"5": 2}),
    ("2 tees", {"5": 2}),
    ("t-shirts", {"5": 3}),
    ("one of the three black tshirts and the red bottle", {"5": 1, "6": 1}),
    ("the 500ml bottle", {"6": 1}),
    ("the flask", {"6": 1}),
    ("the cheapest lamp", {"3": 1}),
    ("黑色的跑鞋", {"1": 1}),
    ("8码的鞋", {"2": 1}),
    ("两双鞋都退", {"1": 1, "2": 1}),
    ("两盏灯", {"3": 1, "4": 1}),
    ("落地灯", {"4": 1}),
    ("白色的台灯", {"3": 1}),
    ("退两件T恤", {"5": 2}),
    ("三件T恤里退一件,还有保温杯", {"5": 1, "6": 1}),
    ("红色保温杯", {"6": 1}),
    ("缓震的那双", {"2": 1}),
]
UNCLEAR = [
    ("the shoes", ("1", "2")),
    ("running shoes", ("1", "2")),
    ("the Tempo", ("1", "2")),
    ("a lamp", ("3", "4")),
    ("the lamp please", ("3", "4")),
    ("the black one", ("1", "5")),
    ("four of the t-shirts", ("5",)),
    ("the green bottle", ("6",)),
    ("the yellow lamp", ("3", "4")),
    ("鞋", ("1", "2")),
    ("跑鞋退一下", ("1", "2")),
    ("那个灯", ("3", "4")),
    ("黑色那个", ("1", "5")),
    ("退五件T恤", ("5",)),
    ("绿色的保温杯", ("6",)),
]
NOTHING = [
    "hello",
    "yes please",
    "the toaster",
    "the lamp shade",
    "a phone case",
    "keyboard",
    "where is it?",
    "it is too small",
    "I don't know",
    "what is your return policy?",
    "my last order",
    "the order from last week",
    "to my credit card",
    "headphone stand",
    "can I talk to a person",
    "tomorrow",
    "no",
    "the fourteenth item",
    "W10001",
    "thanks a lot",
    "你好",
    "好的",
    "键盘",
    "手机壳",
    "灯罩",
    "在哪里",
    "太小了",
    "不知道",
    "退货政策是什么",
    "上一个订单",
    "包裹到哪了",
    "退到信用卡",
    "转人工",
    "明天",
    "不用了",
    "第九件",
    "谢谢",
    "面包机",
    "both of them",
    "all three",
    "that's all, bye",
    "not at all",
    "no, none of those",
    "please keep everything as it was",
    "all good, thanks",
    "my last three orders",
    "all right then",
    "list all my orders",
    "it's cheaper elsewhere",
    "the cheapest shipping",
    "没别的事了",
    "都不是",
    "你都能做什么",
    "我都买过什么",
    "所有订单",
    "别家更便宜",
    "首都在哪里",
    "第二天送到吗",
    "退两个",
]


def test_a_but_that_says_how_leaves_nothing_out() -> None:
    order = order_of("MUG-1", "PHONE-1", "SH-601-BLK-9")
    for words in (
        "upgrade all my items to the dearest, but make sure the new shoes are the same size",
        "exchange everything for black, but please ensure the phone keeps its storage",
    ):
        assert [part.line_id for part in lines_meant(words, order, PRODUCTS, for_another=True).picked] == [
            "1",
            "2",
            "3",
        ]
    kept = lines_meant("return everything but the phone", order, PRODUCTS)
    assert [part.line_id for part in kept.picked] == ["1", "3"]


def picked(meant: LinesMeant) -> dict[str, int]:
    return {part.line_id: part.quantity for part in meant.picked}


@pytest.mark.parametrize(("words", "lines"), [*HOME_EN, *HOME_ZH])
def test_lines_are_named_as_people_name_them(words: str, lines: dict[str, int]) -> None:
    meant = lines_meant(words, HOME, PRODUCTS)
    assert (picked(meant), meant.unclear) == (lines, ())


@pytest.mark.parametrize(("words", "lines"), MIXED_BOTH)
def test_what_tells_goods_of_one_kind_apart_is_read(words: str, lines: dict[str, int]) -> None:
    meant = lines_meant(words, MIXED, PRODUCTS)
    assert (picked(meant), meant.unclear) == (lines, ())


@pytest.mark.parametrize(("words", "candidates"), UNCLEAR)
def test_what_fits_several_or_not_quite_is_left_to_be_asked(words: str, candidates: tuple[str, ...]) -> None:
    meant = lines_meant(words, MIXED, PRODUCTS)
    assert (meant.picked, [unclear.candidates for unclear in meant.unclear]) == ((), [candidates])


@pytest.mark.parametrize("words", NOTHING)
def test_what_is_not_in_the_order_is_not_guessed(words: str) -> None:
    assert not lines_meant(words, HOME, PRODUCTS)


def test_a_clear_name_beside_an_unclear_one_is_picked() -> None:
    meant = lines_meant("the bottle and the shoes", MIXED, PRODUCTS)
    assert meant.picked == (Picked("6", 1),)
    assert [(unclear.words, unclear.candidates) for unclear in meant.unclear] == [("shoes", ("1", "2"))]


@pytest.mark.parametrize(
    ("words", "whole"),
    [("everything", True), ("整单", True), ("everything but the mug", False), ("the lamp", False), ("全部退", True)],
)
def test_the_whole_order_is_told_from_a_part(words: str, whole: bool) -> None:
    assert lines_meant(words, HOME, PRODUCTS).whole is whole


@pytest.mark.parametrize(
    ("words", "uncounted"),
    [("the mug", ("3",)), ("杯子", ("3",)), ("the mugs", ()), ("one mug", ()), ("both mugs", ()), ("lamp", ())],
)
def test_it_is_told_when_it_was_not_said_how_many(words: str, uncounted: tuple[str, ...]) -> None:
    assert lines_meant(words, HOME, PRODUCTS).uncounted == uncounted


@pytest.mark.parametrize("words", ["return the rest", "cancel everything else", "其他的都退", "剩下的取消"])
def test_the_rest_of_what_was_named_before_is_told_and_not_guessed(words: str) -> None:
    assert lines_meant(words, HOME, PRODUCTS) == LinesMeant(rest=True)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("the $18 mug", {"3": 2}),
        ("the 169 dollar one", {"1": 1}),
        ("the $62 item", {"2": 1}),
        ("169块的那个", {"1": 1}),
    ],
)
def test_a_thing_is_named_by_its_price(words: str, lines: dict[str, int]) -> None:
    assert picked(lines_meant(words, HOME, PRODUCTS)) == lines


def test_a_line_of_a_product_that_is_gone_is_known_by_its_title() -> None:
    assert picked(lines_meant("the desk lamp and 耳机", HOME, [])) == {"1": 1, "2": 1}


@pytest.mark.parametrize(
    "words", ["return everything except the backpack", "除了背包全部退掉", "cancel all of it but keep the kettle"]
)
def test_what_must_stay_and_is_not_known_is_asked_about_before_all_the_rest_goes(words: str) -> None:
    meant = lines_meant(words, HOME, PRODUCTS)
    assert not meant.picked
    assert not meant.whole
    assert [unclear.candidates for unclear in meant.unclear] == [("1", "2", "3", "4")]


@pytest.mark.parametrize("words", ["return the running things", "cancel all the running gear"])
def test_a_sort_of_things_is_asked_about_with_all_that_may_be_of_it(words: str) -> None:
    meant = lines_meant(words, HOME, PRODUCTS)
    assert not meant.picked
    assert [unclear.candidates for unclear in meant.unclear] == [("1", "2", "3", "4")]


@pytest.mark.parametrize(
    "words",
    ["return everything for camping", "I want to return everything associated with it", "退掉所有跟露营有关的东西"],
)
def test_everything_of_a_sort_is_not_the_whole_order(words: str) -> None:
    meant = lines_meant(words, HOME, PRODUCTS)
    assert not meant.picked
    assert not meant.whole


@pytest.mark.parametrize("words", ["return everything for a refund", "please cancel everything for personal reasons"])
def test_everything_for_money_or_for_a_reason_is_the_whole_order(words: str) -> None:
    assert lines_meant(words, HOME, PRODUCTS).whole
