"""What people say is wrong with goods."""

import pytest

from bot.commerce.changes import Problem
from bot.orders.wishes.problems import problem_meant

DAMAGED = [
    "it arrived damaged", "the mug came broken", "the box was crushed and the lamp is dented", "the screen is cracked",
    "shattered in a thousand pieces", "it's all scratched up", "the glass was smashed", "one leg is bent",
    "it was torn when I opened it", "the corner is chipped", "the bottle leaked, it's leaking everywhere", "arrived dmaged",
    "broken on arrival", "there's a big dent in it, it's dented", "the parcel got soaked",
    "杯子碎了", "收到时就破损了", "灯罩裂了", "外壳有划痕", "包装压扁了，东西也变形了", "运输途中摔坏了", "屏幕碎了", "断成两截，断了",
    "盒子破了，里面损坏", "掉漆了", "瓶子漏液",
]  # fmt: skip
MISSING = [
    "one mug is missing", "the cable wasn't in the box", "there was only one shoe, the other is missing", "it was not in the parcel",
    "I only got two of the three", "the lamp was not included", "an empty box arrived", "you forgot to send the charger",
    "the order is incomplete", "a part is missing", "the headphones weren't in the package", "just one came, I paid for two",
    "少发了一个杯子", "漏发了充电线", "包裹里少了台灯", "没收到耳机", "缺件", "只收到一只鞋", "少给了一个", "盒子是空的，空盒", "东西不全",
]  # fmt: skip
WRONG = [
    "you sent the wrong colour", "wrong size in the box", "this is not what I ordered", "I ordered a lamp but got a mug",
    "you sent me a mug instead of a lamp", "I received somebody else's order", "it's a different model than the one I bought",
    "the wrong item came", "I ordered black and received white", "not the one I ordered", "incorrect product",
    "发错货了", "寄错了", "颜色不对", "这不是我要的", "尺码发错了", "收到的跟我订的不一样", "货不对板", "型号不对", "送错东西了",
]  # fmt: skip
FAULTY = [
    "it doesn't work", "the lamp won't turn on", "stopped working after two days", "the left side is dead", "it's defective",
    "the keyboard keeps disconnecting", "there is no sound", "it doesn't charge anymore", "the sole is coming apart",
    "faulty unit", "it broke after a week", "the light flickers", "it does not switch on", "won't connect to my phone",
    "I want to make a warranty claim", "it died on me", "it overheats", "it's malfunctioning", "doesnt work at all",
    "坏了", "不能用", "开不了机", "充不进电", "没声音", "按键失灵", "用了两天就坏了", "质量问题", "连不上蓝牙", "鞋底开胶了", "要保修", "灯不亮",
]  # fmt: skip
NOTHING = [
    "hello", "it is too small", "I changed my mind", "I don't like the colour", "not damaged, I just don't want it", "is it waterproof?",
    "nothing is broken", "where is my order", "size 9 please", "it isn't broken", "what if it breaks?", "the lamp", "yes",
    "你好", "太小了", "不喜欢", "没坏，就是不想要了", "没有破损", "我的订单在哪", "台灯", "好的", "换个颜色", "不是质量问题",
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        *((words, Problem.DAMAGED) for words in DAMAGED),
        *((words, Problem.MISSING) for words in MISSING),
        *((words, Problem.WRONG) for words in WRONG),
        *((words, Problem.FAULTY) for words in FAULTY),
    ],
)
def test_the_trouble_is_told_by_its_words(words: str, problem: Problem) -> None:
    assert problem_meant(words) is problem


@pytest.mark.parametrize("words", NOTHING)
def test_no_trouble_is_read_where_none_is_told(words: str) -> None:
    assert problem_meant(words) is None
