"""Changes, returns, exchanges and repairs of the talk in a shop that lets its customers do everything by themselves."""

from tests.stories.stories import Story, told

EN = (
    Story(
        "a return: interrupted, taken up again, corrected, confirmed",
        (
            told("I want to return the mugs from W10003", "text", "choices", words="Where should the money go"),
            told("how long does a refund take?", "answer", "text", "choices", words="Where should the money go"),
            told("to my gift card please", "order", "confirmation", words="Ember mug × 2"),
            told("actually just one of them", "confirmation"),
            told("yes", "text", "order", words="the return from order W10003 is asked for"),
        ),
        customer="C-1",
    ),
    Story(
        "an exchange: clarified among what there is, repeated, small talk between, confirmed",
        (
            told("I'd like to exchange both mugs in W10003", "text", "choices", words="What would you like instead"),
            told("the green ones", "text", "text", "choices", words="Green is sold out"),
            told("are you a robot?", "text", "text", "text", "choices", words="a program and not a person"),
            told("White: $18.00", "order", "confirmation", picks=True, words="no", ),
            told("sorry, can you repeat that", "confirmation"),
            told("Yes, please do", "text", "order", picks=True, words="the exchange for order W10003"),
        ),
        customer="C-1",
    ),
    Story(
        "an address: not understood, then given, then left",
        (
            told("I need to change the delivery address of W10001", "text", "form", "choices", words="Which address"),
            told("/nlu_fallback", "text", "text", "form", "choices", words="I need a street", sends=True),
            told("44 Pine Street, Seattle, WA 98101", "order", "confirmation", words="Seattle"),
            told("never mind", words="stays as it is"),
        ),
        customer="C-1",
    ),
    Story(
        "two requests in one message, with a summary",
        (
            told(
                "cancel the keyboard in W10001 and send the rest to 44 Pine Street, Seattle, WA 98101",
                "text", "order", "confirmation", words="That's 2 things",
            ),
            told("yes", "text", "order", "text", "order", "confirmation", words="Now on to changing the address"),
            told("yes please", "text", "order", "text", words="here is what was done"),
        ),
        customer="C-1",
    ),
    Story(
        "the language changes in the middle",
        (
            told("I want to return one of the mugs from W10003", "text", "choices", words="Where should the money go"),
            told("退到礼品卡", "order", "confirmation", words="确认为订单 W10003 申请退货吗"),
            told("确认", "text", "order", words="退货已申请"),
        ),
        customer="C-1",
    ),
    Story(
        "a person is asked for in the middle of a return",
        (
            told("I want to return the mugs from W10003", "text", "choices"),
            told("let me talk to a human", "text", "handoff"),
            told("yes", words="nothing is pending"),
        ),
        customer="C-1",
    ),
    Story(
        "start over in the middle of an exchange",
        (
            told("exchange the mugs in W10003", "text", "choices"),
            told("start over", words="Nothing has been changed"),
            told("where is W10002", "text", "order"),
        ),
        customer="C-1",
    ),
    Story(
        "something broken is reported",
        (
            told("both mugs from W10003 arrived smashed", "order", "text", "confirmation", words="A photo helps"),
            told("yes", "text", "order", words="a person of the shop decides"),
            told("where is my refund for W10003", "text", "order", "answer", words="no refund"),
        ),
        customer="C-1",
    ),
    Story(
        "after-sales that names no task leads to a choice of tasks",
        (
            told("I need after-sales help with my order", "text", "choices", words="What shall I do"),
            told("Return something", "text", "choices", picks=True),
        ),
        customer="C-1",
    ),
)  # fmt: skip

ZH = (
    Story(
        "退货：中途提问，接着办，更正，确认",
        (
            told("我要退W10003里的马克杯，两个都退", "text", "choices", words="退款您希望退到哪里"),
            told("退款要多久到账？", "answer", "text", "choices", words="退款您希望退到哪里"),
            told("退到礼品卡", "order", "confirmation", words="余温马克杯 × 2"),
            told("其实只退一个", "confirmation"),
            told("是的", "text", "order", words="退货已申请"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "退货：退到说出尾号的卡",
        (
            told("我要退W10003里的马克杯，两个都退", "text", "choices", words="尾号 0042 的礼品卡：US$36.00"),
            told("退到尾号4242的卡", "order", "confirmation", words="退回 US$36.00 至尾号 4242 的 Visa 卡"),
            told("是的", "text", "order", words="将退还 US$36.00 至尾号 4242 的 Visa 卡"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "退货：按尾号选礼品卡，再问余额",
        (
            told("我要退W10003里的马克杯，两个都退", "text", "choices", words="尾号 4242 的 Visa 卡：US$36.00"),
            told("尾号 0042 的礼品卡：US$36.00", "order", "confirmation", picks=True, words="尾号 0042 的礼品卡"),
            told("先不办", words="保持不变", picks=True),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "换货：有几种可选，缺货，再说一遍，确认",
        (
            told("我想把W10003里的两个马克杯都换了", "text", "choices", words="换成哪一款"),
            told("换绿色的", "text", "text", "choices", words="绿色目前缺货"),
            told("你是机器人吗", "text", "text", "text", "choices", words="不是真人"),
            told("白色：US$18.00", "order", "confirmation", picks=True),
            told("没看清，再说一遍", "confirmation"),
            told("确认办理", "text", "order", picks=True, words="换货已申请"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "改地址：没听懂，再给，然后算了",
        (
            told("帮我改一下W10001的收货地址", "text", "form", "choices", words="新的地址"),
            told("/nlu_fallback", "text", "text", "form", "choices", words="街道门牌", sends=True),
            told("寄到我的默认地址", "order", "confirmation", words="Birch Road"),
            told("算了", words="保持不变"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "一条消息里两件事，最后汇总",
        (
            told("把W10001里的键盘取消，另外其余的寄到我的默认地址", "text", "order", "confirmation", words="2 件事"),
            told("好的", "text", "order", "text", "order", "confirmation", words="修改收货地址"),
            told("确认", "text", "order", "text", words="汇总如下"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "中途换成英文",
        (
            told("W10003里的马克杯退一个", "text", "choices", words="退到哪里"),
            told("to my gift card please", "order", "confirmation", words="Shall I ask for this return"),
            told("yes", "text", "order", words="is asked for"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "退货时转人工",
        (
            told("我要退W10003的马克杯，全退", "text", "choices"),
            told("转人工", "text", "handoff"),
            told("好的", words="没有需要您确认的事项"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "换货时重新开始",
        (
            told("W10003的马克杯我想换", "text", "choices"),
            told("重新开始", words="什么都没有改动"),
            told("W10002到哪了", "text", "order"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "收到就碎了",
        (
            told("W10003的两个马克杯收到都碎了", "order", "text", "confirmation", words="照片有助于"),
            told("确认", "text", "order", words="店里的同事会决定"),
        ),
        "zh",
        "C-1",
    ),
    Story(
        "没说清楚要办什么，就问要办哪一项",
        (
            told("我需要售后服务", "text", "choices", words="您想办理哪一项"),
            told("退货", "text", "choices", picks=True),
        ),
        "zh",
        "C-1",
    ),
)  # fmt: skip

STORIES = EN + ZH
