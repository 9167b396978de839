"""Anger at us is told from complaints about goods: on examples of our own, and on what the intents learn from."""

from pathlib import Path

import pytest
import yaml

from actions.anger import is_angry

ANGRY = {
    "en": (
        "this is ridiculous, where is my parcel", "What the hell is going on with my refund",
        "you people are useless", "your service is a joke, you're all incompetent", "I am sick of waiting for you",
        "I'm absolutely furious", "for the third time: cancel order W10001", "how many times do I have to say it",
        "are you kidding me", "worst customer service ever", "stop wasting my time", "stupid bot",
        "nobody answers, nobody cares", "I've had enough of this", "I will never order from you again",
        "WHERE IS MY ORDER!!", "you scammers", "that is completely unacceptable", "fed up with this chat",
        "useless assistant, get me somebody", "damn it", "bullshit", "my lawyer will be in touch",
        "you're not even listening, you never listen", "it's outrageous",
    ),
    "zh": (
        "气死我了", "你们太过分了", "什么破客服", "你们就是骗子", "我要投诉", "我要投诉你们", "忍无可忍了",
        "垃圾客服", "这是第三次问了，到底发不发货", "我说了多少遍了", "你在耍我吗", "敷衍我是吧", "一直没人处理",
        "别糊弄我了", "客服太差劲了", "你们服务真差劲", "再也不买你们家东西了", "浪费我时间", "答非所问",
        "无语死了", "受够了", "12315见", "你是智障吗", "态度恶劣", "催了好几遍都没用", "太离谱了吧", "滚",
        "黑心商家", "搞什么啊", "踢皮球呢",
    ),
}  # fmt: skip
PLAIN = {
    "en": (
        "the lamp is broken", "my mug arrived with a crack and the lid is missing", "the quality is terrible",
        "I am disappointed with the keyboard", "this headset is the worst one I have ever had",
        "it stopped working after a day", "the colour is awful, I want to return it", "the strap is useless",
        "it smells bad", "I hate the colour", "the shoes are too small and uncomfortable", "the parcel is late",
        "I got the wrong item", "not what I expected", "it's ridiculously small",
        "can I complain about a damaged item", "I was charged twice", "refund still missing",
        "is this keyboard really that bad", "the description is wrong", "one of the two was shattered",
        "the bag is rubbish", "I don't like it, can I send it back", "this is the third lamp I order",
        "horrible taste, please refund", "no", "it is a joke gift for a friend", "the battery died",
        "my order never arrived", "the box was crushed", "terrible sound from the left speaker",
        "I'm waiting since Monday", "WHERE IS MY ORDER", "Hello!!", "OK!!",
        "do you sell a chair for angry birds fans", "are these idiot-proof",
        "what a waste of paper, so much packaging",
    ),
    "zh": (
        "台灯坏了", "杯子碎了，盖子也少了", "质量太差了", "键盘用了一天就坏了", "颜色难看，想退货",
        "鞋子太小，穿着不舒服", "包裹迟到了", "发错货了", "和描述不符", "味道很难闻", "收到的时候盒子都压扁了",
        "左边的音箱声音很差", "电池不行了", "扣了两次款", "退款还没到", "有垃圾桶卖吗", "垃圾袋多少钱",
        "相机曝光不足怎么办", "这是我第三次买台灯", "不喜欢，能退吗", "做工粗糙", "屏幕有划痕", "少发了一件",
        "漏水", "火大小怎么调", "这个锅火大会糊吗", "怎么投诉快递", "物流好慢", "质量一般，有点失望", "太贵了",
        "尺码不对", "滚筒洗衣机能洗吗", "滚轮鼠标有吗", "没人用过吗", "律师穿的包有推荐吗", "这个破了个洞",
        "破损了怎么办", "无线耳机没声音", "生气的小鸟玩具有吗", "商品跟图片差太多",
    ),
}  # fmt: skip
LEAST_HEARD, MOST_MISHEARD = 0.9, 0.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_anger_is_heard_and_complaints_about_goods_are_none(language: str) -> None:
    missed = [text for text in ANGRY[language] if not is_angry(text)]
    misheard = [text for text in PLAIN[language] if is_angry(text)]
    assert 1 - len(missed) / len(ANGRY[language]) >= LEAST_HEARD, missed
    assert len(misheard) / len(PLAIN[language]) <= MOST_MISHEARD, misheard


def test_hardly_any_of_what_is_asked_for_is_taken_for_anger() -> None:
    folder = Path(__file__).parents[2] / "data/nlu"
    asked = [
        (entry["intent"], line.removeprefix("- "))
        for path in sorted(folder.glob("*.yml"))
        for entry in yaml.safe_load(path.read_text("utf-8")).get("nlu", ())
        for line in str(entry.get("examples", "")).splitlines()
        if "intent" in entry and entry["intent"] not in ("complain", "small_talk", "ask_person")
    ]
    misheard = [(intent, text) for intent, text in asked if is_angry(text)]
    assert len(asked) > 1000
    assert len(misheard) / len(asked) <= 0.002, misheard
