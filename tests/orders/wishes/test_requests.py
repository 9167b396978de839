"""Which requests one message holds."""

import pytest

from bot.orders.wishes.requests import requests_in

ONE = [
    "我要退檯燈同鞋",
    "耳机和台灯留着，其他的退",
    "return the lamp and keep the mug",
    "cancel my lamp, order W10001",
    "I received the wrong mug and the lamp is broken",
    "Do you have the lamp in blue? If so, exchange mine.",
    "please exchange the lamp for the black one and, if that is not possible, return it",
    "change the address of W10001 and W10002 to 12 Oak St, Reno NV 89501",
    "I want to return the lamp, the shoes (size 9) and the mug, and I'd like to be refunded to PayPal",
    "退耳机，退到原来的卡，谢谢",
    "取消整个订单，因为买错了，退到礼品卡",
    "我要改地址和付款方式",
    "hello",
    "cancel my order",
    "return the lamp, the mug and the shoes",
    "the cleaner, headphone and smart watch",
    "I want to return the lamp and the mug",
    "change my address to 445 Maple Drive, Suite 394, Fort Worth TX 76165",
    "ship it to Flat 3, 22 Baker St, London NW1 6XE",
    "Hi, I want to return the lamp because it is too bright. Please refund it to my PayPal.",
    "I'd like to exchange the shoes for size 9 and pay the difference with my gift card",
    "return both if the refund is over $100, otherwise only return the lamp",
    "exchange it for the clicky one, if it is not available then the linear one",
    "cancel and refund the lamp",
    "return or exchange the mug",
    "I don't like the mug, I want to return it",
    "where is my order?",
    "Hello! How are you? I'd like to return something.",
    "I bought a lamp last week and it doesn't work",
    "the lamp is broken and I want a refund",
    "please cancel the order, I ordered it by mistake",
    "send back the shoes and the lamp please, thanks!",
    "yes, cancel it",
    "I'd like the black one, size 9, with leather straps",
    "exchange the keyboard for the one with clicky switches, RGB backlight and full size",
    "return everything except the mug and refund me to my gift card",
    "Can you cancel my order? I don't need it anymore.",
    "I want to exchange the lamp for a black one. If there is no black one, then white.",
    "my order number is W10001 and my email is mei@example.com",
    "Mei Lin, 97201",
    "change the shoes to size 9, the rest stays",
    "你好",
    "取消订单",
    "我要退鞋子和台灯",
    "退台灯、杯子和鞋",
    "北京市海淀区中关村大街27号，3单元501",
    "地址改成上海市浦东新区锦绣路1200弄，9号602室",
    "鞋子太小了，换大一码",
    "我不喜欢这个杯子，想退掉",
    "台灯坏了，我要退货",
    "退台灯，钱退到微信",
    "把鞋换成黑色，10码的",
    "如果退款超过100就都退，否则只退台灯",
    "换成青轴的，没有的话就红轴",
    "因为买错了，想取消订单",
    "我的订单到哪了？",
    "除了杯子其他都退，谢谢",
    "黑色的，9码",
    "订单号W10001，邮箱mei@example.com",
    "请问可以退货吗？杯子碎了",
]
SEVERAL = [
    ("cancel the lamp and send the rest to my office", ["cancel the lamp", "send the rest to my office"]),
    ("return the shoes, also where is my other order?", ["return the shoes", "where is my other order?"]),
    ("cancel order W10001 and track W10002", ["cancel order W10001", "track W10002"]),
    ("I want to cancel my order. Where is W10002?", ["I want to cancel my order", "Where is W10002?"]),
    ("change the lamp to black and the mug to red", ["change the lamp to black", "change the mug to red"]),
    (
        "exchange the shoes for size 10, the lamp for a white one and the mug for a red one",
        ["exchange the shoes for size 10", "exchange the lamp for a white one", "exchange the mug for a red one"],
    ),
    (
        "return the lamp from order W10001 and the mug from W10002",
        ["return the lamp from order W10001", "return the mug from W10002"],
    ),
    (
        "Can you help me return the headphones? I also need to change my default address to 12 Oak St, Reno NV 89501.",
        [
            "Can you help me return the headphones?",
            "I also need to change my default address to 12 Oak St, Reno NV 89501",
        ],
    ),
    (
        "change my address to 445 Maple Drive, Suite 394, Fort Worth TX 76165 and cancel the mug",
        ["change my address to 445 Maple Drive, Suite 394, Fort Worth TX 76165", "cancel the mug"],
    ),
    ("return the mug and exchange the shoes for size 10", ["return the mug", "exchange the shoes for size 10"]),
    ("cancel the lamp, then change the address to my home", ["cancel the lamp", "change the address to my home"]),
    (
        "Return the lamp; track my other order; add a note for the courier",
        ["Return the lamp", "track my other order", "add a note for the courier"],
    ),
    (
        "First cancel W10001. Then return the shoes from W10003.",
        ["First cancel W10001", "return the shoes from W10003"],
    ),
    (
        "return the lamp but exchange the shoes for a bigger size",
        ["return the lamp", "exchange the shoes for a bigger size"],
    ),
    (
        "I'd like to return the mug, and could you check when W10002 arrives?",
        ["I'd like to return the mug", "could you check when W10002 arrives?"],
    ),
    ("find the blue mug in my order and return it", ["find the blue mug in my order and return it"]),
    (
        "cancel my lamp and exchange the mug for a white one because it is ugly",
        ["cancel my lamp", "exchange the mug for a white one because it is ugly"],
    ),
    (
        "what is your return policy? and cancel order W10001 please",
        ["what is your return policy?", "cancel order W10001 please"],
    ),
    ("pls cancel W10001, also return the tshirt", ["pls cancel W10001", "return the tshirt"]),
    (
        "update my address to 5 Elm St, Reno NV 89501 and switch the payment to PayPal",
        ["update my address to 5 Elm St, Reno NV 89501", "switch the payment to PayPal"],
    ),
    ("return the shoes plus swap the lamp for a blue one", ["return the shoes", "swap the lamp for a blue one"]),
    (
        "cancel the mug & ship the rest to 5 Elm St, Reno NV 89501",
        ["cancel the mug", "ship the rest to 5 Elm St, Reno NV 89501"],
    ),
    ("取消台灯,剩下的寄到公司", ["取消台灯", "剩下的寄到公司"]),
    ("取消台灯，剩下的寄到公司", ["取消台灯", "剩下的寄到公司"]),
    ("退掉鞋子，另外我的另一个订单到哪了？", ["退掉鞋子", "我的另一个订单到哪了？"]),
    ("把台灯换成黑色，杯子换成红色", ["把台灯换成黑色", "杯子换成红色"]),
    (
        "取消W10001，然后把W10002的地址改成北京市海淀区中关村大街27号",
        ["取消W10001", "把W10002的地址改成北京市海淀区中关村大街27号"],
    ),
    ("我要退杯子，还有把鞋换成10码", ["我要退杯子", "把鞋换成10码"]),
    ("取消台灯。查一下W10002到哪了", ["取消台灯", "查一下W10002到哪了"]),
    ("退台灯，换鞋子10码，再帮我开发票", ["退台灯", "换鞋子10码", "开发票"]),
    ("取消杯子并且把地址改到公司", ["取消杯子", "把地址改到公司"]),
    ("台灯退货,同时鞋子换大一码", ["台灯退货", "鞋子换大一码"]),
    ("先取消W10001，接着退W10003的鞋子", ["先取消W10001", "退W10003的鞋子"]),
    ("台灯不要了，杯子换成白色的", ["台灯不要了", "杯子换成白色的"]),
    ("return台灯，另外cancel W10001", ["return台灯", "cancel W10001"]),
    ("帮我查下订单到哪了，顺便把付款方式改成礼品卡", ["帮我查下订单到哪了", "把付款方式改成礼品卡"]),
]
CARRIED = [
    ("取消檯燈，另外把鞋換成10碼", ["取消台灯", "把鞋换成10码"]),
    ("exchange the lamp to black, mug to white", ["exchange the lamp to black", "exchange mug to white"]),
    (
        "I want to modify two items: the lamp to a black one, and the mug to a white one",
        ["I want to modify two items: the lamp to a black one", "modify the mug to a white one"],
    ),
    (
        "change my payment method to PayPal and my address to 12 Oak St, Reno NV 89501",
        ["change my payment method to PayPal", "change my address to 12 Oak St, Reno NV 89501"],
    ),
    (
        "could you please tell me the status of W10001 and also cancel W10002",
        ["could you please tell me the status of W10001", "cancel W10002"],
    ),
    (
        "I'd like to cancel W10001, and for W10002 I want to change the shoes to size 10",
        ["I'd like to cancel W10001", "for W10002 I want to change the shoes to size 10"],
    ),
    (
        "the lamp came broken and I also want to return the shoes",
        ["the lamp came broken", "I also want to return the shoes"],
    ),
    ("杯子碎了，另外我想退鞋", ["杯子碎了", "我想退鞋"]),
    ("先退台灯再换鞋", ["先退台灯", "换鞋"]),
    ("我想退台灯，顺便问一下另一个订单什么时候到", ["我想退台灯", "问一下另一个订单什么时候到"]),
    ("track the blue lamp and then cancel it", ["track the blue lamp", "cancel the blue lamp"]),
    (
        "check order W10001 and cancel it if it hasn't shipped",
        ["check order W10001 and cancel it if it hasn't shipped"],
    ),
    ("check order W10001 and cancel it", ["check order W10001", "cancel order W10001"]),
]


@pytest.mark.parametrize("words", ONE)
def test_one_request_stays_whole(words: str) -> None:
    assert requests_in(words) == (words,)


@pytest.mark.parametrize(("words", "requests"), [*SEVERAL, *CARRIED])
def test_several_requests_are_told_apart(words: str, requests: list[str]) -> None:
    assert list(requests_in(words)) == requests


def test_nothing_said_holds_no_request() -> None:
    assert requests_in("  ") == ()
