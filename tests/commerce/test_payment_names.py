"""Labels of ways to pay, in the reader's language."""

import pytest

from bot.commerce.payment_names import payment_name

IN_BOTH = [
    ("Visa ending 4242", "尾号 4242 的 Visa 卡"),
    ("Mastercard ending 1258", "尾号 1258 的万事达卡"),
    ("American Express ending 9902", "尾号 9902 的美国运通卡"),
    ("UnionPay ending 7489", "尾号 7489 的银联卡"),
    ("Discover ending 4119", "尾号 4119 的 Discover 卡"),
    ("Gift card ending EYMJ", "尾号 EYMJ 的礼品卡"),
    ("Gift card", "礼品卡"),
    ("PayPal", "PayPal"),
    ("PayPal (k***@example.com)", "PayPal（k***@example.com）"),
    ("Alipay", "支付宝"),
    ("WeChat Pay", "微信支付"),
    ("Bank transfer", "银行转账"),
    ("Cash on delivery", "货到付款"),
    ("Gift card + Visa ending 4242", "礼品卡、尾号 4242 的 Visa 卡"),
]


@pytest.mark.parametrize(("english", "chinese"), IN_BOTH)
def test_a_label_is_said_in_either_language(english: str, chinese: str) -> None:
    assert (payment_name(english, "en"), payment_name(english, "zh")) == (english, chinese)
    assert (payment_name(chinese, "en"), payment_name(chinese, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("label", "english", "chinese"),
    [
        ("Amex ending in 9902", "Amex ending in 9902", "尾号 9902 的美国运通卡"),
        ("Unionpay ending 7489", "Unionpay ending 7489", "尾号 7489 的银联卡"),
        ("Direct bank transfer", "Direct bank transfer", "银行转账"),
        ("Credit card (Stripe)", "Credit card (Stripe)", "信用卡（Stripe）"),
        ("银联卡（尾号7489）", "UnionPay ending 7489", "银联卡（尾号7489）"),
        ("gift_card", "Gift card", "礼品卡"),
        ("cash_on_delivery", "Cash on delivery", "货到付款"),
    ],
)
def test_what_is_in_the_readers_language_stands_as_it_is_written(label: str, english: str, chinese: str) -> None:
    assert (payment_name(label, "en"), payment_name(label, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    "label", ["", "Stripe", "Apple Pay", "Works account ending 1234", "公司账户 尾号1234", "My_wallet"]
)
def test_a_shops_own_words_stay(label: str) -> None:
    assert (payment_name(label, "en"), payment_name(label, "zh")) == (label, label)
