"""Conversations as data: who says what, and what has to come back."""

from dataclasses import dataclass, field

from bot.language import Language


@dataclass(frozen=True)
class Line:
    """One message and what has to be in the reply: its kinds of parts, and some of its words."""

    says: str
    kinds: tuple[str, ...]
    words: str = ""
    picks: bool = False
    """Whether it is a choice of the last reply that is picked, by its title."""
    sends: bool = False
    """Whether it goes to Rasa as a command, so that the story does not hang on how the words are classified."""


@dataclass(frozen=True)
class Story:
    """A conversation; `CODE` in a line stands for the code in the newest letter."""

    name: str
    lines: tuple[Line, ...]
    language: Language = "en"
    customer: str | None = None
    cancelled: tuple[str, ...] = field(default=())
    """The orders that are cancelled when it is over: these and no others."""


def told(says: str, *kinds: str, words: str = "", picks: bool = False, sends: bool = False) -> Line:
    return Line(says, kinds or ("text",), words, picks, sends)


EN = (
    Story(
        "a guest tracks with a wrong and then a right e-mail address",
        (
            told("where is my order", words="order number"),
            told("W10002", words="order W10002 is yours"),
            told("tom@example.com", "text", words="can't find an order W10002 with that contact"),
            told("mei.lin@example.com", "text", "order", words="expected on June 19"),
            told("thanks", words="welcome"),
        ),
    ),
    Story(
        "a guest cancels with a code, and a question in the middle",
        (
            told("please cancel W30001", words="order W30001 is yours"),
            told("ana@example.com", "text", "choices", words="six-digit code to a•••@e•••.com"),
            told("how long does a refund take?", "answer", "text", "choices", words="type the six-digit code"),
            told("CODE", "order", "confirmation"),
            told("what is your return policy?", "answer", "confirmation", words="Within 30 days"),
            told("Yes, cancel it", "text", "order", words="order W30001 is cancelled", picks=True),
        ),
        cancelled=("W30001",),
    ),
    Story(
        "products are compared, then one of them is asked about, then bargained for",
        (
            told("something for my desk", "text", "products"),
            told("compare the two", "insight", "products", words="Side by side"),
            told("what does the last one cost", "text", "products", words="$18.00"),
            told("come on, 20% off and I buy it now", "text", "choices", words="same for everybody"),
        ),
    ),
    Story(
        "a cancellation is declined, then confirmed in words",
        (
            told("I want to cancel order W10001", "order", "confirmation"),
            told("No, keep it", words="W10001 stays as it is", picks=True),
            told("cancel W10001 please", "order", "confirmation"),
            told("yes", "text", "order", words="order W10001 is cancelled"),
            told("show me W10001", "text", "order", words="A refund of $120.00 to Visa ending 4242"),
        ),
        customer="C-1",
        cancelled=("W10001",),
    ),
    Story(
        "a shipped order is refused and the way on is offered",
        (
            told("cancel W10002", "order", "text", "choices", words="already been shipped"),
            told("How do returns work?", "answer", picks=True),
        ),
        customer="C-1",
    ),
    Story(
        "a correction in the middle of a cancellation",
        (
            told("cancel W20002", "order", "confirmation"),
            told("no, I meant W20003", "order", "confirmation"),
            told("yes please", "text", "order", words="W20003 is cancelled"),
        ),
        customer="C-2",
        cancelled=("W20003",),
    ),
    Story(
        "never mind leaves the task, and a later yes does nothing",
        (
            told("cancel W10001", "order", "confirmation"),
            told("never mind", words="stays as it is"),
            told("yes", words="nothing is pending"),
        ),
        customer="C-1",
    ),
    Story(
        "asking for a person in the middle of a cancellation leaves it",
        (
            told("cancel W10001", "order", "confirmation"),
            told("let me talk to a human", "text", "handoff", words="reply in this window"),
            told("yes", words="nothing is pending"),
        ),
        customer="C-1",
    ),
    Story(
        "an order is picked from the account's list",
        (
            told("show my orders", "text", "text", "choices", words="latest orders"),
            told("W10002: Hush 75 quiet keyboard", "text", "order", picks=True),
            told("cancel it", "order", "text", "choices", words="already been shipped"),
        ),
        customer="C-1",
    ),
    Story(
        "a guest asks for a list and is led to one order",
        (
            told("what orders do I have", "text", "text", words="You aren't signed in"),
            told("W10003", words="order W10003 is yours"),
            told("202 555 0143", "text", "order", words="Ember mug"),
        ),
    ),
    Story(
        "a number out of the blue begins a look at the order",
        (
            told("W10002", words="order W10002 is yours"),
            told("mei.lin@example.com", "text", "order"),
        ),
    ),
    Story(
        "the offer of a person is taken with a yes",
        (
            told("what is the capital of France", "text", "choices", words="outside what I can do"),
            told("yes please", "text", "handoff"),
        ),
    ),
    Story(
        "what was not understood is asked back, then a person is offered",
        (
            told("/nlu_fallback", "text", "choices", words="Did you mean one of these", sends=True),
            told("/nlu_fallback", "text", "choices", words="still don't understand", sends=True),
            told("Talk to a person", "text", "handoff", picks=True),
        ),
    ),
    Story(
        "small words outside any task",
        (
            told("hello", words="Hello!"),
            told("are you a robot?", words="a program and not a person"),
            told("what can you do", words="Here is what I can do"),
            told("no", words="anything else"),
            told("never mind", words="Nothing has been changed"),
            told("bye", words="Goodbye"),
        ),
    ),
    Story(
        "a follow-up is answered in the light of the question before it",
        (
            told("how do I return something?", "answer"),
            told("and for shoes?", "answer"),
        ),
    ),
    Story(
        # Rasa is given the last turns of a long conversation alone: see bot/understanding/tracker_store.py.
        "a follow-up is answered and a form goes on in a long conversation",
        (
            told("how do I return something?", "answer"),
            *(told("hello", words="Hello!") for _ in range(14)),
            told("and for shoes?", "answer"),
            told("please cancel W30001", words="order W30001 is yours"),
            *(told("thanks", "text", "text", words="order W30001 is yours") for _ in range(14)),
            told("ana@example.com", "text", "choices", words="six-digit code to a•••@e•••.com"),
            told("CODE", "order", "confirmation"),
            told("Yes, cancel it", "text", "order", words="order W30001 is cancelled", picks=True),
        ),
        cancelled=("W30001",),
    ),
    Story(
        "what a shop does not let its customers do is left to a person",
        (
            told("I want to return the mugs I got", words="return something from"),
            told("W10003", words="order W10003 is yours"),
            told("mei.lin@example.com", "order", "text", "choices", words="a person of the shop can"),
        ),
    ),
    Story(
        "what the documents do not say is not made up",
        (told("do you offer a student discount?", "text", "choices", words="I don't know"),),
    ),
)

ZH = (
    Story(
        "客人用错的邮箱，再用对的邮箱查物流",
        (
            told("我的订单到哪了", words="订单号"),
            told("W10002", words="W10002 是您本人的"),
            told("tom@example.com", words="没有找到订单号 W10002"),
            told("mei.lin@example.com", "text", "order", words="预计 6月19日 送达"),
            told("谢谢", words="不客气"),
        ),
        "zh",
    ),
    Story(
        "客人凭验证码取消，中间问了一句",
        (
            told("帮我取消订单W30001", words="W30001 是您本人的"),
            told("ana@example.com", "text", "choices", words="已向 a•••@e•••.com 发送了六位验证码"),
            told("退款要多久到账？", "answer", "text", "choices", words="请输入我发到您邮箱里的六位验证码"),
            told("CODE", "order", "confirmation"),
            told("运费怎么算", "answer", "confirmation"),
            told("确认取消", "text", "order", words="订单 W30001 已取消", picks=True),
        ),
        "zh",
        cancelled=("W30001",),
    ),
    Story(
        "先不取消，再确认取消",
        (
            told("我要取消订单 W10001", "order", "confirmation"),
            told("不取消", words="W10001 保持不变", picks=True),
            told("取消W10001", "order", "confirmation"),
            told("是的", "text", "order", words="订单 W10001 已取消"),
        ),
        "zh",
        "C-1",
        ("W10001",),
    ),
    Story(
        "已发货的不能取消",
        (told("取消订单W10002", "order", "text", "choices", words="已经发货，不能再取消了"),),
        "zh",
        "C-1",
    ),
    Story(
        "昨天那单",
        (
            told("帮我把昨天的订单取消", "order", "confirmation"),
            told("算了", words="保持不变"),
        ),
        "zh",
        "C-1",
    ),
    Story("转人工", (told("转人工", "text", "handoff", words="这个窗口回复您"),), "zh"),
    Story(
        "听不懂就问，再听不懂就转人工",
        (
            told("/nlu_fallback", "text", "choices", words="您是想问下面哪一项", sends=True),
            told("/nlu_fallback", "text", "choices", words="还是没有明白", sends=True),
        ),
        "zh",
    ),
    Story(
        "闲聊与寒暄",
        (
            told("你好", words="您好"),
            told("你是机器人吗", words="不是真人"),
            told("你能做什么", words="我可以为您"),
            told("再见", words="再见"),
        ),
        "zh",
    ),
    Story(
        "说错了，换一单",
        (
            told("取消W20002", "order", "confirmation"),
            told("不是这个，是W20003", "order", "confirmation"),
            told("好的", "text", "order", words="W20003 已取消"),
        ),
        "zh",
        "C-2",
        ("W20003",),
    ),
    Story(
        "看我的订单",
        (
            told("看看我的订单", "text", "text", "choices", words="最近的订单"),
            told("W10002：静语75静音键盘", "text", "order", picks=True),
        ),
        "zh",
        "C-1",
    ),
)

STORIES = EN + ZH
